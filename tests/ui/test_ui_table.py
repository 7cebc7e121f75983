"""The table of a card: its model, its keys, its words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.hands import Key, press, show, type_text
from workstation.ui.table import Cell, Column, Grade, RowsModel, RowsView, TableRow

COLUMNS = (Column("Who", 200), Column("Grade", 100), Column("", 80, right=True))


def row(key: str, grade: Grade | None = None) -> TableRow:
    return TableRow(key, (Cell(key, "detail"), Cell("", grade=grade), Cell("Open", action=True)))


def test_the_model_behaves_as_models_must(qapp: QApplication) -> None:
    """The tester watches every change and logs a warning, which fails the test."""
    model = RowsModel(COLUMNS)
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    tester = QAbstractItemModelTester(model, mode)
    for rows in ([row("a"), row("b", Grade(1, 4))], [row("a"), row("b")], []):
        model.set_rows(rows)
    assert tester.model() is model


def test_every_cell_says_what_it_shows(qapp: QApplication) -> None:
    model = RowsModel(COLUMNS)
    model.set_rows([row("Doe, Jane")])
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    assert model.data(model.index(0, 0), role) == "Doe, Jane, detail"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Who"


@pytest.mark.parametrize(
    ("grade", "words"),
    [
        (Grade(None, None), "not settled"),
        (Grade(0, 4), "not settled"),
        (Grade(0, 0), "criteria not met"),
        (Grade(1, 4), "at least 1"),
        (Grade(3, 3), "grade 3"),
    ],
)
def test_a_range_is_told_in_words_and_never_as_a_zero(grade: Grade, words: str) -> None:
    assert grade.words == words


@pytest.fixture
def view(qtbot: QtBot) -> RowsView:
    made = RowsView(COLUMNS, "People")
    made.set_rows([row("a"), row("b"), row("c")])
    show(qtbot, made)
    made.setFocus()
    return made


def test_arrows_move_and_enter_chooses(view: RowsView) -> None:
    chosen: list[object] = []
    view.chosen.connect(chosen.append)
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert chosen == ["b"]


def test_letters_are_left_to_the_page(view: RowsView) -> None:
    type_text("c")
    assert view.current_key() == "a"


def test_the_cursor_stays_on_its_row_when_rows_come_before_it(view: RowsView) -> None:
    press(Key.Key_Down)
    view.set_rows([row("x"), row("a"), row("b")])
    assert view.current_key() == "b"
    view.set_rows([row("x")])
    assert view.current_key() == "x"
    view.set_rows([])
    assert view.current_key() is None


def test_the_mark_goes_with_the_focus_unless_it_is_to_stay(qtbot: QtBot) -> None:
    for keeps in (False, True):
        made = RowsView(COLUMNS, "People", keeps_mark=keeps)
        made.set_rows([row("a")])
        show(qtbot, made)
        made.clearFocus()
        place = made.visualRect(made.model().index(0, 1)).center()
        shown = made.viewport().grab().toImage().pixelColor(place)
        made.setFocus()
        focused = made.viewport().grab().toImage().pixelColor(place)
        assert (shown == focused) is keeps
