"""A call that a closed account left: seen on the worklist, taken over by keys, with a reason."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.making_sites import CHEAP
from tests.ui.desks import Desks
from tests.ui.hands import Key, find, press, texts, type_text
from workstation.clinical.findings import Setting
from workstation.site.staff import Role
from workstation.ui.encounters_view import EncountersPage
from workstation.ui.left_drafts import LeftDrafts
from workstation.ui.main_window import MainWindow
from workstation.ui.table import RowsView
from workstation.workflows import administration, calls

PASSWORD = "velvet anchor plum six"


def leave_a_call(desks: Desks) -> None:
    with desks.site.administrator() as admin:
        administration.add_account(admin, "tberg", "T. Berg", "RN", Role.NURSE, PASSWORD, CHEAP)
    with desks.site.session("tberg", PASSWORD) as session:
        calls.start(session, Setting.PHONE, "555 0188", "left-1")
    with desks.site.administrator() as admin:
        administration.disable_account(admin, "tberg", "left the house")


def card(window: MainWindow) -> LeftDrafts:
    return window.findChildren(LeftDrafts)[0]


def test_without_such_a_call_nothing_is_shown(desks: Desks) -> None:
    assert not card(desks.open()).isVisible()


def test_it_is_taken_over_by_keys_and_goes_on_as_ones_own(desks: Desks, qtbot: QtBot) -> None:
    leave_a_call(desks)
    window = desks.open()
    desks.settle()
    assert card(window).isVisible()
    find(window, RowsView, "left_by_closed_accounts").setFocus()
    press(Key.Key_Return)
    asked = desks.card(window)
    assert "T. Berg, RN" in " ".join(texts(asked))
    press(Key.Key_Return)
    assert asked.isVisible(), "without a reason nothing is taken over"
    type_text("She left, the patient waits")
    press(Key.Key_Return)
    desks.settle()
    desks.settle()
    window.go("encounters")
    desks.settle()
    page = window.page("encounters")
    assert isinstance(page, EncountersPage)
    page.show_encounter("left-1")
    qtbot.waitUntil(lambda: "by T. Berg, RN" in " ".join(texts(page)))
    assert "Taken over: She left, the patient waits" in " ".join(texts(page))
    with desks.site.session() as session:
        held = calls.open_encounter(session, "left-1")
    assert (held.nurse, held.begun_by) == ("nokafor", "T. Berg, RN")
    assert held.taken_over[0].reason == "She left, the patient waits"
