"""Runs a program until its first window has been painted, and prints when that was.

    python -m tests.benchmarks.first_window bare
    python -m tests.benchmarks.first_window workstation DATA_DIR

The time is that of the system's monotonic clock, which the process that started this one reads
as well, so that the start of Python and every import count.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget


class FirstPaint(QObject):
    """Ends the application when the window that it watches has been painted."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._tell)
        return False

    def _tell(self) -> None:
        print(time.monotonic(), flush=True)
        QApplication.exit(0)


def bare() -> None:
    """A window with one label: the least that PySide6 can do."""
    application = QApplication(sys.argv[:1])
    window = QLabel("CRS Workstation")
    window.resize(1280, 800)
    FirstPaint(window)
    window.show()
    application.exec()


def workstation(data_dir: Path) -> None:
    """The program as its command starts it, up to the sign-in window."""
    from workstation.cli import main
    from workstation.ui.program import Program

    start = Program.start

    def watched(program: Program) -> None:
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
