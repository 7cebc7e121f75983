"""The life of the windows: sign-in, work, lock. ``run`` is what ``app`` calls."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from workstation.site.problems import Problem
from workstation.ui import theme
from workstation.ui.collector import Collector
from workstation.ui.sign_in import PRODUCT, ProblemWindow, SignInWindow
from workstation.ui.tasks import Tasks
from workstation.workflows.door import Door

if TYPE_CHECKING:  # the sign-in window is shown before these are loaded
    from workstation.ui.main_window import Leaving, MainWindow
    from workstation.workflows.session import Session

_log = logging.getLogger(__name__)


def run(door: Door, problem: Problem | None = None, mode: theme.Mode = theme.Mode.SYSTEM) -> int:
    """Open the window and stay until it is closed; gives the exit status.

    ``problem`` is what keeps the door shut; then a window says so and nothing else opens.
    """
    app = application(door, mode)
    if problem is not None:
        app.setQuitOnLastWindowClosed(True)  # it is the only one there will be
        window = ProblemWindow(problem)
        window.show()
        app.exec()
        return 1
    program = Program(door)
    program.ended.connect(app.quit)
    program.entered.connect(lambda _: _when_painted(app))
    program.start()
    app.exec()
    program.close()
    return 0


def application(door: Door, mode: theme.Mode = theme.Mode.SYSTEM) -> QApplication:
    """The one application, in the product's own look."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = theme.new_application(sys.argv[0])
        app.setApplicationName("crs-workstation")
        app.setApplicationDisplayName(PRODUCT)
        # Windows come and go between sign-in and lock; the program says when it is over.
        app.setQuitOnLastWindowClosed(False)
        theme.install(app, door.resources, mode)
        Collector(app).start()
    return app


def _when_painted(app: QApplication) -> None:
    """Behind the first picture of the main window nobody waits for what takes a moment."""
    for collector in app.findChildren(Collector):
        QTimer.singleShot(0, collector, collector.keep_what_stands)


class Program(QObject):
    """One person after another at one door. ``ended`` when the window was closed."""

    ended = Signal()
    entered = Signal(object)
    """The ``MainWindow`` of whoever signed in."""

    def __init__(self, door: Door, idle_milliseconds: int | None = None) -> None:
        super().__init__()
        self._door = door
        self._idle = idle_milliseconds
        self._tasks = Tasks(self)
        self._session: Session | None = None
        self.window: QWidget | None = None

    def start(self) -> None:
        """Show the door."""
        window = SignInWindow(self._door, self._tasks)
        window.signed_in.connect(self._on_signed_in)
        window.closed.connect(self._on_door_closed)
        self.window = window
        window.show()

    def close(self) -> None:
        """Let no thread outlive the program."""
        self._tasks.close()

    def _on_signed_in(self, session: Session) -> None:
        from workstation.ui.main_window import MainWindow  # noqa: PLC0415 - loads the database

        self._session = session
        main = MainWindow(session, self._tasks, self._idle)
        main.left.connect(self._on_left)
        self._replace(main)
        self.entered.emit(main)

    def _replace(self, main: MainWindow) -> None:
        """Put the main window where the door was, without a gap in between."""
        before, self.window = self.window, main
        if before is not None:
            main.setGeometry(before.geometry())
            main.setWindowState(before.windowState())
        main.show()
        if before is not None:
            before.hide()
            before.deleteLater()

    def _on_door_closed(self) -> None:
        self._tasks.close()
        if self._door.site_lock is not None:
            self._door.site_lock.release()
        self.ended.emit()

    def _on_left(self, how: Leaving) -> None:
        """Every window is hidden already. Saves under way are finished before the end."""
        self._tasks.close()
        session, self._session = self._session, None
        if session is None:
            return
        from workstation.workflows import sign_in  # noqa: PLC0415 - loaded while a person typed

        door = self._door
        ways: dict[str, Callable[[], None]] = {
            "locked": lambda: sign_in.lock(session, door.restart, door.site_lock),
            "timed_out": lambda: sign_in.lock(session, door.restart, door.site_lock, True),
            "signed_out": lambda: self._sign_out(session, door.restart),
            "closed": lambda: self._sign_out(session, self.ended.emit),
        }
        try:
            ways[how.value]()
        except Problem as problem:
            # There is no window any more to tell it in; the audit shows the gap.
            _log.warning("leaving: %s", problem.code)
            self.ended.emit()

    def _sign_out(self, session: Session, then: Callable[[], object]) -> None:
        from workstation.workflows import sign_in  # noqa: PLC0415 - loaded while a person typed

        try:
            sign_in.sign_out(session, self._door.site_lock)
        finally:
            then()
