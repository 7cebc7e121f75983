"""Locks the window when nobody touches it, and when the computer locks or goes to sleep.

One event filter on the application sees every key and every touch of the mouse, one
single-shot timer waits. It cannot be switched off; the site sets 1 to 30 minutes.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from workstation.site.site import IDLE_LOCK_MINUTES

_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)
_RESTART_EVERY = 0.5
"""Seconds. A moving mouse sends hundreds of events; the timer need not start anew at each."""


def minutes_in_range(minutes: int) -> int:
    """The nearest allowed idle time."""
    shortest, longest = IDLE_LOCK_MINUTES
    return min(max(minutes, shortest), longest)


class IdleLock(QObject):
    """Tells once when the person has been away for the site's idle time."""

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject, milliseconds: int | None = None) -> None:
        """Begin to watch. ``milliseconds`` replaces the minutes where a test cannot wait."""
        super().__init__(parent)
        app = QCoreApplication.instance()
        self._app: QCoreApplication | None = app
        self._touched = 0.0
        self._timer = QTimer(self)
        self._timer.setObjectName("idle")
        self._timer.setSingleShot(True)
        # A coarse timer may be late by a twentieth of the idle time.
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._milliseconds = milliseconds
        self.set_minutes(minutes)
        if app is not None:
            app.installEventFilter(self)

    @property
    def interval(self) -> int:
        """How long it waits, in milliseconds."""
        return self._timer.interval()

    def set_minutes(self, minutes: int) -> None:
        """Wait this long from now on."""
        self._timer.start(self._milliseconds or minutes_in_range(minutes) * 60_000)

    def stop(self) -> None:
        """Watch no more, because the window goes."""
        if self._app is not None:
            self._app.removeEventFilter(self)
        self._timer.stop()

    def _on_timeout(self) -> None:
        self.stop()
        self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        if event.type() in _ACTIVITY:
            now = time.monotonic()
            if now - self._touched >= _RESTART_EVERY:
                self._touched = now
                self._timer.start()
        return False
