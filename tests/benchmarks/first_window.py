"""Runs a program until its first window has been painted, and prints when that was.

    python -m tests.benchmarks.first_window bare
    python -m tests.benchmarks.first_window workstation DATA_DIR

The time is that of the system's monotonic clock, which the process that started this one reads
as well, so that the start of Python and every import count. Nothing of Qt is imported before the
program itself would do it: Qt looks at the source of each module that is imported after it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workstation.ui.program import Program


def bare() -> None:
    """A window with one label: the least that PySide6 can do."""
    from PySide6.QtWidgets import QApplication, QLabel

    from tests.benchmarks.first_paint import FirstPaint

    application = QApplication(sys.argv[:1])
    window = QLabel("CRS Workstation")
    window.resize(1280, 800)
    FirstPaint(window)
    window.show()
    application.exec()


def workstation(data_dir: Path) -> None:
    """The program as its command starts it, up to the sign-in window."""
    from workstation.cli import main, window

    window.load()  # with the parser, what the command loads before any of Qt
    from workstation.ui.program import Program

    start = Program.start

    def watched(program: Program) -> None:
        from tests.benchmarks.first_paint import FirstPaint

        start(program)
        if program.window is not None:
            FirstPaint(program.window)

    # not unittest.mock: it imports asyncio, which would count against the program
    setattr(Program, "start", watched)  # noqa: B010 - mypy refuses the plain assignment
    main(["--data-dir", str(data_dir)])


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        workstation(Path(sys.argv[2]))
