"""What a person does: press keys, type, click. Real events through Qt's own queue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def show(qtbot: QtBot, window: QWidget) -> None:
    """Show a window and wait until it has the keyboard."""
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


def focused() -> QWidget:
    """The widget that has the keyboard."""
    if QApplication.activeWindow() is None and QApplication.activePopupWidget() is None:
        # Without a window manager nobody gives the keyboard to what is left after a window goes.
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                window.activateWindow()
                QTest.qWaitForWindowActive(window)
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One key, to whatever has the keyboard."""
    QTest.keyClick(focused(), key, modifier)


def type_text(text: str) -> None:
    """Letters, to whatever has the keyboard."""
    QTest.keyClicks(focused(), text)


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """The left button in the middle of a widget."""
    place = at or widget.rect().center()
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, none, place)


def find(root: QWidget, kind: type[W], name: str) -> W:
    """The visible child of a kind and an object name."""
    for child in root.findChildren(kind, name):
        if child.isVisibleTo(root):
            return child
    raise AssertionError(f"no {kind.__name__} {name!r} is shown")


def texts(root: QWidget) -> list[str]:
    """Every label's text that is shown."""
    return [t.text() for t in root.findChildren(QLabel) if t.isVisibleTo(root) and t.text()]


def cut_texts(root: QWidget) -> Iterator[str]:
    """Labels that got less room than their words need."""
    QApplication.processEvents()
    for text in root.findChildren(QLabel):
        if not text.isVisibleTo(root) or not text.text() or type(text) is not QLabel:
            continue
        wanted = text.heightForWidth(text.width()) if text.wordWrap() else text.sizeHint().height()
        if text.height() < wanted or (
            not text.wordWrap() and text.width() < text.sizeHint().width()
        ):
            yield text.text()
