"""How many keys a call takes, counted as they are pressed."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import CTRL, Calling, Key, calling, jane
from tests.whole_sites import first_site, site
from workstation.ui.patient_search import PatientSearch

__all__ = ["first_site", "site"]


def test_a_green_call_takes_at_most_90_keys(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        jane(call.session, call.clock)
        call.keys = 1  # Ctrl+N, which the main window takes
        take_green_call(call)
        assert call.view.draft.assessment.disposition.level == "home_care"
        assert "ice_score" not in call.held.findings
        assert call.view.form.open_items() == ()
        assert call.keys <= 90


def take_green_call(call: Calling) -> None:
    call.type("5550142880")
    call.press(Key.Key_Return)
    call.type("n" * 11)
    call.press(Key.Key_Return)
    call.type("36.8")
    call.press(Key.Key_Return)
    call.type("nnnn")
    call.press(Key.Key_Return)
    call.type("118")
    call.press(Key.Key_Return)
    call.type("74")
    call.press(Key.Key_Return)
    call.type("72")
    call.press(Key.Key_Return)
    call.type("nnnnnn")
    call.press(Key.Key_Return)
    call.type("16")
    call.press(Key.Key_Return)
    call.type("97")
    call.press(Key.Key_Return)
    call.type("nnn")
    call.press(Key.Key_Return)
    call.type("snnnnn")
    call.press(Key.Key_Return)
    call.type("0nnynnnn")
    call.press(Key.Key_F, CTRL)
    call.type("doe")
    search = call.card()
    assert isinstance(search, PatientSearch)
    call.qtbot.waitUntil(lambda: not search._pause.isActive() and not call.tasks.busy)
    call.press(Key.Key_Return)
    call.settle()
    assert call.held.patient is not None
    call.press(Key.Key_S, CTRL)
    call.settle()
    assert call.focus.objectName() == "signing_password"
