"""Without a command: the window."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.cli.site import data_dir

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Opens the window and waits until it is closed."""
    return load()(data_dir(options))


def load() -> Callable[[Path], int]:
    """Loads what opens the window.

    Nothing of it is garbage, and looking for some is a part of the start that is felt; the
    window's own collector takes over.
    """
    gc.disable()
    from workstation.app import open_window

    return open_window
