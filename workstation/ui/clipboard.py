"""What was copied here does not stay on the clipboard: gone after half a minute, and at lock."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

_KEPT = 30_000
"""Milliseconds: long enough to paste a number, too short to be found by the next person."""


class ClipboardGuard(QObject):
    """Clears what this program put on the clipboard; what others put there stays."""

    def __init__(self, parent: QObject, milliseconds: int = _KEPT) -> None:
        super().__init__(parent)
        self._clipboard = QApplication.clipboard()
        self._copied = ""
        self._timer = QTimer(self)
        self._timer.setObjectName("clipboard")
        self._timer.setSingleShot(True)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._on_changed)

    def clear(self) -> None:
        """Take away what was copied here."""
        self._timer.stop()
        if self._copied and self._clipboard.text() == self._copied:
            self._clipboard.clear()
        self._copied = ""

    def stop(self) -> None:
        """Clear and watch no more, because the window goes."""
        self._clipboard.dataChanged.disconnect(self._on_changed)
        self.clear()

    def _on_changed(self) -> None:
        """What changes while this program is in front was copied in it.

        Not every platform tells who owns the clipboard.
        """
        here = QApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        self._copied = self._clipboard.text() if here else ""
        if self._copied:
            self._timer.start()
        else:
            self._timer.stop()
