"""``crs-workstation demo``: five calls through the real window, to their signed PDFs."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from workstation.app import play_demo
from workstation.site.problems import Problem, Situation
from workstation.site.site import SITE_PEM

STOPPED = 1


def run(options: argparse.Namespace) -> int:
    """Plays, and prints the path of everything that was written, one a line."""
    folder = _folder(options.out)
    if sys.platform.startswith("linux") and not _has_display():
        # the same widgets and events, drawn in memory
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from workstation.ui.demo.hands import NotSeen

    try:
        played = play_demo(folder, all_looks=not options.quick)
    except NotSeen as missing:
        print(f"The demo stopped: it did not see {missing}. Look at {folder}.", file=sys.stderr)
        return STOPPED
    for path in played.paths:
        print(path)
    return 0


def _folder(out: Path) -> Path:
    """The folder to write into; a demo or a site that wrote there before keeps its certificate."""
    if (out / SITE_PEM).exists():
        raise Problem(Situation.FILE_EXISTS, path=out / SITE_PEM)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Problem(Situation.FOLDER_NOT_WRITABLE, path=out) from None
    return out.resolve()


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
