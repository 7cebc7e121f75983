"""The worklist: what is late, what is open, and the way from a call-back into a call."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from tests.ui.desks import Desks
from tests.ui.hands import Key, click, find, focused, press, texts, type_text
from workstation.clinical.encounter import EncounterState
from workstation.ui.main_window import MainWindow
from workstation.ui.table import CELL_ROLE, Cell, RowsView
from workstation.ui.worklist import WorklistPage
from workstation.workflows import calls


def page(window: MainWindow) -> WorklistPage:
    found = window.page("worklist")
    assert isinstance(found, WorklistPage)
    return found


def cells(table: QTableView) -> list[list[str]]:
    """What a screen reader says of each row."""
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def cell(table: QTableView, row: int, column: int) -> Cell:
    found = table.model().index(row, column).data(CELL_ROLE)
    assert isinstance(found, Cell)
    return found


def test_call_backs_stand_by_time_and_the_late_one_says_how_late(desks: Desks) -> None:
    window = desks.open()
    table = find(window, RowsView, "call_backs")
    rows = cells(table)
    assert [row[1].split(",")[0] for row in rows] == ["LIM", "ROE"]
    assert rows[0][0].endswith("14 min late")
    assert cell(table, 0, 0).detail_role == "warn"
    assert "in " in rows[1][0] and cell(table, 1, 0).detail_role == "text2"
    assert rows[0][2] == "Epcoritamab"
    assert rows[0][3] == "at least 1"


def test_drafts_stand_by_start_and_say_who_and_how_far(desks: Desks) -> None:
    window = desks.open()
    rows = cells(find(window, RowsView, "open_and_unsigned"))
    assert rows[0][1].startswith("DOE, Jane")
    assert rows[1][1] == "No patient yet, call back 555-0199"
    assert rows[1][2] == "Phone, 0 answers"
    assert rows[0][3] == "at least 1"


def test_the_banner_names_the_latest_and_carries_the_one_primary_button(desks: Desks) -> None:
    window = desks.open()
    assert "LIM, Kai: call-back is 14 min late" in texts(window)
    primary = [
        b.objectName()
        for b in window.findChildren(QPushButton)
        if b.isVisibleTo(window) and b.property("b") == "primary"
    ]
    assert primary == ["banner_primary"]


def test_what_waits_is_counted_in_the_navigation(desks: Desks) -> None:
    window = desks.open()
    entry = find(window, QPushButton, "go_worklist")
    assert entry.accessibleName() == "Worklist, 4"
    window.go("protocol")
    due = window.navigation.due
    assert due.isVisible()
    assert "14 min late" in texts(due)
    window.go("worklist")
    assert not due.isVisible()


def test_enter_on_a_call_back_begins_a_call_with_its_patient_and_closes_it(
    desks: Desks, qtbot: QtBot
) -> None:
    window = desks.open()
    assert focused().objectName() == "call_backs"
    press(Key.Key_Return)
    card = desks.card(window)
    assert "555-0134" in texts(card)
    press(Key.Key_Return)
    desks.settle()
    qtbot.waitUntil(lambda: window.current is window.page("call"))
    window.go("worklist")
    desks.settle()
    session = window.session
    left = calls.worklist(session)
    assert [item.patient_name for item in left.call_backs] == ["ROE, Maria"]
    begun = left.drafts[-1]
    assert begun.patient is not None and begun.patient.family_name == "Lim"
    assert begun.call_back_number == "555-0134"


def test_a_call_back_is_closed_with_a_reason_and_not_without(desks: Desks, qtbot: QtBot) -> None:
    window = desks.open()
    press(Key.Key_Return)
    card = desks.card(window)
    click(find(card, QPushButton, "close_with_reason"))
    assert any(text.startswith("Type what came of it") for text in texts(card))
    reason = find(card, QLineEdit, "or_close_without_a_call_because")
    assert reason.hasFocus()
    type_text("In hospital since noon")
    press(Key.Key_Return)
    desks.settle()
    qtbot.waitUntil(lambda: len(page(window).worklist.call_backs) == 1)
    assert "LIM, Kai: call-back is 14 min late" not in texts(window)


def test_escape_leaves_a_call_back_open(desks: Desks) -> None:
    window = desks.open()
    press(Key.Key_Return)
    press(Key.Key_Escape)
    desks.settle()
    assert len(calls.worklist(window.session).call_backs) == 2
    assert focused().objectName() == "call_backs"


def test_enter_on_a_draft_goes_on_with_it(desks: Desks, qtbot: QtBot) -> None:
    window = desks.open()
    find(window, RowsView, "open_and_unsigned").setFocus()
    press(Key.Key_Return)
    desks.settle()
    qtbot.waitUntil(lambda: window.current is window.page("call"))
    assert any("DOE, Jane" in text for text in texts(window.current))


def test_time_passing_makes_a_call_back_late_without_asking_the_record(desks: Desks) -> None:
    window = desks.open()
    desks.site.clock.advance(hours=2)
    page(window)._show()
    rows = cells(find(window, RowsView, "call_backs"))
    assert rows and all("late" in row[0] for row in rows)
    assert "and 1 more" in " ".join(texts(window))


def test_an_empty_worklist_says_what_would_be_here(desks: Desks) -> None:
    window = desks.open("jimani")
    with desks.site.session() as nurse:
        for item in calls.worklist(nurse).call_backs:
            calls.finish_call_back(nurse, item.id, "done")
    window.go("worklist")
    desks.settle()
    assert "No call-backs" in texts(window)
    assert "No open call" in texts(window)
    assert find(window, QPushButton, "new_call").property("b") == "primary"
    assert focused().objectName() == "new_call"


def test_the_arrows_move_and_a_letter_does_not_jump(desks: Desks) -> None:
    window = desks.open()
    table = find(window, RowsView, "call_backs")
    press(Key.Key_Down)
    assert table.currentIndex().row() == 1
    type_text("l")
    assert table.currentIndex().row() == 1
    press(Key.Key_Up)
    assert table.currentIndex().row() == 0


def test_rows_keep_the_cursor_on_the_same_thing_when_others_come_and_go(desks: Desks) -> None:
    window = desks.open()
    table = find(window, RowsView, "open_and_unsigned")
    table.selectRow(1)
    key = table.current_key()
    with desks.site.session() as session:
        first = calls.worklist(session).drafts[0]
        gone = calls.discard(session, first.uuid, first.version, "test of the list")
        assert gone.state is EncounterState.ENTERED_IN_ERROR
    window.go("worklist")
    desks.settle()
    assert table.current_key() == key
