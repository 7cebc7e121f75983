"""Hears when the computer locks its screen or goes to sleep, where the system tells.

On Linux this comes over D-Bus (login and screen saver). Elsewhere, and where there is no bus,
nothing is heard and the idle time alone locks.
"""

from __future__ import annotations

import sys
from typing import cast

from PySide6.QtCore import SLOT, QObject, Signal, Slot

_SIGNALS = (
    ("system", "org.freedesktop.login1", "org.freedesktop.login1.Manager", "PrepareForSleep"),
    ("session", "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged"),
    ("session", "org.gnome.ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged"),
)


class ScreenLock(QObject):
    """``locked`` when the screen locks or the computer is about to sleep."""

    locked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._heard = self._listen() if sys.platform.startswith("linux") else 0

    @property
    def sources(self) -> int:
        """How many signals of the system are heard."""
        return self._heard

    def stop(self) -> None:
        """Hear no more."""
        self.blockSignals(True)

    @Slot(bool)
    def on_active(self, active: bool) -> None:
        """The screen locked (True) or unlocked; sleep begins (True) or ends."""
        if active:
            self.locked.emit()

    def _listen(self) -> int:
        try:
            from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - not on every system
        except ImportError:
            return 0
        buses = {
            "system": QDBusConnection.systemBus(),
            "session": QDBusConnection.sessionBus(),
        }
        # The stub says bytes; the binding takes only what SLOT gives, which is text.
        slot = cast(bytes, SLOT("on_active(bool)"))
        heard = 0
        for name, service, interface, signal in _SIGNALS:
            if buses[name].isConnected():
                heard += buses[name].connect(service, "", interface, signal, self, slot)
        return heard
