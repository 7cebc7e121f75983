"""Without a command: the window."""

from __future__ import annotations

import argparse

from workstation.app import open_window
from workstation.cli.site import data_dir


def run(options: argparse.Namespace) -> int:
    """Opens the window and waits until it is closed."""
    return open_window(data_dir(options))
