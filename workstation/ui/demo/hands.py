"""A person's hands and eyes: keys, mouse, waiting for what should appear, a picture of it.

Everything goes to whatever has the focus, as from a keyboard; nothing is called on a widget
that a person could not do. What does not appear in time raises ``NotSeen``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from workstation.ui import theme

Keep = Callable[[str, bytes], Path]
"""Writes a file of the demo and gives its path."""

PATIENCE = 60.0
"""Seconds; far more than any step takes, so that a slow machine is not a failure."""
_STEP_MS = 10
_LOOK_MS = 200
"""Time for what is read in the background to arrive, before a picture is taken."""
_WIDE = QSize(1920, 1080)
_MOST_TABS = 60


class NotSeen(Exception):
    """What the script waited for did not come. The message says what."""


class Hands:
    """Types, clicks, waits, and counts the keys that were pressed.

    ``all_looks`` False takes each picture once, whatever is asked for.
    """

    def __init__(self, keep: Keep, all_looks: bool = True) -> None:
        self._keep = keep
        self._all_looks = all_looks
        self._shots = 0
        self.pressed = 0
        self.written: list[Path] = []

    # --- doing -------------------------------------------------------------------------------

    def press(self, keys: str, times: int = 1) -> None:
        """Presses one key or combination, such as ``Ctrl+N``, at the focus."""
        sequence = QKeySequence(keys)
        for _ in range(times):
            QTest.keySequence(self.focus(), sequence)
            self.pressed += 1
            self.settle()

    def type(self, text: str) -> None:
        """Types text, one key a letter, at the focus."""
        for letter in text:
            QTest.keyClicks(self.focus(), letter)
            self.pressed += 1
        self.settle()

    def click(self, target: str | QWidget) -> None:
        """Clicks the middle of a widget, given itself or by object name."""
        widget = self.see(target) if isinstance(target, str) else target
        self._come_to_front()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def fill(self, target: str | QWidget, text: str) -> None:
        """Clicks into a field, replaces what stands there."""
        self.click(target)
        self.press("Ctrl+A")
        self.type(text)

    def tab_to(self, name: str) -> None:
        """Presses Tab until a field has the focus."""
        self.close_lists()
        for _ in range(_MOST_TABS):
            if self.focus().objectName() == name:
                return
            self.press("Tab")
        raise NotSeen(f"the focus on {name}")

    def close_lists(self) -> None:
        """Closes suggestions that have opened below a field, with Escape."""
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.windowType() is Qt.WindowType.Popup:
                QTest.keyClick(window, Qt.Key.Key_Escape)
                self.pressed += 1
        self.settle()

    def enter(self, name: str, text: str) -> None:
        """Goes to a field with Tab and types; in a choice the first letter picks."""
        self.tab_to(name)
        self.type(text)

    # --- seeing ------------------------------------------------------------------------------

    def window(self) -> QWidget:
        """The window in front."""
        active = QApplication.activeWindow()
        if active is not None and active.isVisible():
            return active
        shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.isWindow()]
        if not shown:
            raise NotSeen("no window is shown")
        return shown[-1]

    def focus(self) -> QWidget:
        """What takes the next key: an open list before the field it belongs to."""
        self._come_to_front()
        popup: QWidget | None = QApplication.activePopupWidget()
        return popup or QApplication.focusWidget() or self.window()

    def _come_to_front(self) -> None:
        """Waits for the keyboard; a virtual screen has no window manager that hands it over."""
        active = QApplication.activeWindow()
        if QApplication.activePopupWidget() is None and (active is None or not active.isVisible()):
            window = self.window()
            window.activateWindow()
            QTest.qWaitForWindowActive(window)

    def find(self, name: str) -> QWidget | None:
        """A visible widget by object name, or None."""
        for top in QApplication.topLevelWidgets():
            for widget in (top, *top.findChildren(QWidget, name)):
                if widget.objectName() == name and widget.isVisible():
                    return widget
        return None

    def see(self, name: str) -> QWidget:
        """Waits for a visible widget by object name."""
        self.wait(lambda: self.find(name) is not None, name)
        widget = self.find(name)
        if widget is None:
            raise NotSeen(name)
        return widget

    def text(self, name: str) -> str:
        """What a visible label or button says; nothing where there is none."""
        widget = self.find(name)
        return "" if widget is None else _text(widget)

    def is_said(self, words: str) -> bool:
        """Whether a visible part of the window begins so, as text or for a screen reader."""
        return any(
            part.isVisible()
            and (part.accessibleName().startswith(words) or _text(part).startswith(words))
            for part in self.window().findChildren(QWidget)
        )

    def wait(self, there: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Lets the program work until something is there."""
        until = time.monotonic() + seconds
        while not there():
            if time.monotonic() > until:
                raise NotSeen(f"{what}, in {self.window().objectName() or 'the window'}")
            QTest.qWait(_STEP_MS)

    def settle(self) -> None:
        """Lets the program do what it can do at once."""
        QCoreApplication.processEvents()

    def shot(self, name: str, *, all_looks: bool = False) -> None:
        """Keeps a picture of the window in front, numbered in the order of the play.

        ``all_looks`` takes it dark and on a wide screen as well, and leaves it as it was.
        """
        self._shots += 1
        stem = f"{self._shots:02d}-{name}"
        self._picture(stem)
        if not (all_looks and self._all_looks):
            return
        theme.set_mode(theme.Mode.DARK)
        self._picture(f"{stem}-dark")
        window, size = self.window(), self.window().size()
        window.resize(_WIDE)
        self._picture(f"{stem}-wide-dark")
        theme.set_mode(theme.Mode.LIGHT)
        self._picture(f"{stem}-wide")
        window.resize(size)
        self.settle()

    def _picture(self, stem: str) -> None:
        QTest.qWait(_LOOK_MS)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.window().grab().save(buffer, "PNG")
        self.written.append(self._keep(f"{stem}.png", bytes(buffer.data().data())))


def _text(widget: QWidget) -> str:
    return str(widget.property("text") or "")
