"""The ways into an encounter and out of a mistaken one: by key, from everywhere, in any setting."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import Desks
from tests.ui.hands import (
    CTRL,
    SHIFT,
    Key,
    click,
    cut_texts,
    find,
    focused,
    press,
    texts,
    type_text,
)
from workstation.clinical.encounter import EncounterState
from workstation.clinical.findings import Setting
from workstation.ui.call_place import CallPlace
from workstation.ui.call_view import CallView
from workstation.ui.main_window import MainWindow
from workstation.ui.table import RowsView
from workstation.ui.widgets.buttons import Button
from workstation.workflows import calls


def view(window: MainWindow) -> CallView:
    place = window.page("call")
    assert isinstance(place, CallPlace) and place.view is not None
    return place.view


@pytest.mark.parametrize(
    ("key", "setting", "name"),
    [
        (Qt.Key.Key_C, Setting.CHAIRSIDE, "New assessment, chair"),
        (Qt.Key.Key_W, Setting.WARD, "New assessment, ward"),
    ],
)
def test_one_key_begins_beside_the_patient_at_the_first_sign(
    desks: Desks, key: Qt.Key, setting: Setting, name: str
) -> None:
    window = desks.open()
    window.go("guide")
    press(key, CTRL | SHIFT)
    desks.settle()
    call = view(window)
    assert call.encounter.setting is setting
    assert call.bar.name.text() == name
    assert focused().objectName() == "answer_collapse"
    assert "Call back" not in texts(call.bar) and "Home phone" in texts(call.bar)
    assert call.bar.person.text() == "no patient yet, read as an adult"
    window.go("worklist")
    desks.settle()
    rows = window.page("worklist").findChildren(RowsView)[1].rows_model.rows
    assert rows[-1].cells[1].detail == "", "nobody has to be called back"


def application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


class Windows(QObject):
    """Counts what comes up as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(watched.objectName() or type(watched).__name__)
        return False


@pytest.mark.parametrize("key", [Qt.Key.Key_C, Qt.Key.Key_W])
def test_no_part_of_a_visit_flashes_as_a_window(desks: Desks, key: Qt.Key) -> None:
    window, seen = desks.open(), Windows()
    application().installEventFilter(seen)
    press(key, CTRL | SHIFT)
    desks.settle()
    application().removeEventFilter(seen)
    assert view(window).observations.isVisible()
    assert seen.names == []


def test_ctrl_n_begins_a_phone_call_at_its_number(desks: Desks) -> None:
    window = desks.open()
    press(Key.Key_N, CTRL)
    desks.settle()
    assert view(window).encounter.setting is Setting.PHONE
    assert focused() is view(window).bar.number
    assert "Call back" in texts(view(window).bar)


def test_the_worklist_and_the_empty_call_have_a_button_for_each(desks: Desks) -> None:
    window = desks.open()
    for page in ("worklist", "call"):
        window.go(page)
        desks.settle()
        for name in ("new_call", "new_chair_visit", "new_ward_assessment"):
            assert find(window.page(page), Button, name).isEnabled()
        assert list(cut_texts(window)) == []
    click(find(window.page("call"), Button, "new_chair_visit"))
    desks.settle()
    assert view(window).encounter.setting is Setting.CHAIRSIDE


def test_an_administrator_begins_nothing(desks: Desks) -> None:
    window = desks.open("rlindqvist")
    before = newest(window)
    for key in (Qt.Key.Key_N, Qt.Key.Key_C, Qt.Key.Key_W):
        press(key, CTRL if key is Qt.Key.Key_N else CTRL | SHIFT)
        desks.settle()
    assert newest(window) == before


def newest(window: MainWindow) -> str:
    with window.session.records.reading() as unit:
        return unit.listing.page("", None, None, 1, 0)[0].uuid


def mark(desks: Desks, window: MainWindow) -> str:
    """Del on the draft without a patient, the last one; gives its uuid."""
    table = window.page("worklist").findChildren(RowsView)[1]
    table.setFocus()
    press(Key.Key_Down)
    uuid = str(table.current_key())
    press(Key.Key_Delete)
    assert "Entered in error" in texts(desks.card(window))
    return uuid


def test_a_draft_entered_in_error_goes_with_a_reason_and_stays_in_the_record(desks: Desks) -> None:
    window = desks.open()
    uuid = mark(desks, window)
    card = desks.card(window)
    assert isinstance(focused(), QLineEdit)
    press(Key.Key_Return)
    assert any("Type why" in text for text in texts(card))
    assert list(cut_texts(card)) == []
    type_text("begun twice")
    press(Key.Key_Return)
    desks.settle()
    assert all(d.uuid != uuid for d in calls.worklist(window.session).drafts)
    assert calls.open_encounter(window.session, uuid).state is EncounterState.ENTERED_IN_ERROR


def test_escape_leaves_the_draft(desks: Desks) -> None:
    window = desks.open()
    uuid = mark(desks, window)
    press(Key.Key_Escape)
    desks.settle()
    assert uuid in {d.uuid for d in calls.worklist(window.session).drafts}


def test_a_call_entered_in_error_is_not_gone_on_with(desks: Desks, qtbot: QtBot) -> None:
    window = desks.open()
    press(Key.Key_N, CTRL)
    desks.settle()
    uuid = view(window).encounter.uuid
    window.go("worklist")
    desks.settle()
    table = window.page("worklist").findChildren(RowsView)[1]
    table.go_to(uuid)
    table.setFocus()
    press(Key.Key_Delete)
    type_text("wrong number")
    press(Key.Key_Return)
    desks.settle()
    place = window.page("call")
    assert isinstance(place, CallPlace)
    qtbot.waitUntil(lambda: place.view is None, timeout=10_000)
