"""A key pressed with Alt, Ctrl or Meta is a shortcut: it answers nothing and types nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, CTRL, Calling, Key, calling
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Setting

__all__ = ["first_site", "site"]

META = Qt.KeyboardModifier.MetaModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier


def strike(call: Calling, text: str, held: Qt.KeyboardModifier) -> None:
    """A key with its character, as some systems send it even while another key is held."""
    event = QKeyEvent(QEvent.Type.KeyPress, ord(text.upper()), held, text)
    QApplication.sendEvent(call.focus, event)


@pytest.mark.parametrize("held", [ALT, CTRL, META])
def test_no_row_is_answered_or_left(
    site: WholeSite, qtbot: QtBot, held: Qt.KeyboardModifier
) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        first = call.focus
        for text in "cmynu-":
            strike(call, text, held)
            assert call.focus is first, text
        call.press(Key.Key_3, ALT)
        field = call.focus
        for text in "u-/x":
            strike(call, text, held)
            assert call.focus is field, text
        call.press(Key.Key_5, ALT)
        choice = call.focus
        for text in "vu":
            strike(call, text, held)
            assert call.focus is choice, text
        call.press(Key.Key_6, ALT)
        none = call.focus
        for text in "0u-":
            strike(call, text, held)
            assert call.focus is none, text
        assert call.stored().findings == {}


def test_alt_types_nothing_into_a_field(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        number = call.focus
        strike(call, "5", ALT)
        assert isinstance(number, QLineEdit) and number.text() == ""
        call.press(Key.Key_3, ALT)
        field = call.focus
        assert isinstance(field, QLineEdit)
        strike(call, "5", ALT)
        assert field.text() == ""


def test_the_keypad_is_a_keyboard_too(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.PHONE) as call:
        call.press(Key.Key_Return)
        call.press(Key.Key_6, ALT)
        strike(call, "0", KEYPAD)
        told = call.stored().findings
        assert told["fatigue"].value is False and told["cough"].value is False
