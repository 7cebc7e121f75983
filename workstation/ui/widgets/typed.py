"""What a key types, and whether it types at all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_ALT = Qt.KeyboardModifier.AltModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_HELD = _ALT | _CONTROL | Qt.KeyboardModifier.MetaModifier


def typed_letter(event: QKeyEvent) -> str:
    """The character typed by a key alone or with Shift; "" while Alt, Ctrl or Meta is held.

    With one of these a key is a shortcut, of this program or of the system, and never an answer.
    """
    return "" if event.modifiers() & _HELD else event.text()


def types_with_alt(event: QKeyEvent) -> bool:
    """True for a character with Alt alone, which a line of text would take in.

    Alt with Ctrl is how some keyboards send AltGr, which does type.
    """
    held = event.modifiers()
    return (
        bool(held & _ALT)
        and not held & _CONTROL
        and event.text().isprintable()
        and bool(event.text())
    )
