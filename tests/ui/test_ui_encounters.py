"""The encounter list and one record: read-only, checked, handed out as a copy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desks import Desks
from tests.ui.hands import Key, click, cut_texts, find, focused, press, texts, type_text
from workstation.ui.encounters_view import EncountersPage
from workstation.ui.main_window import MainWindow
from workstation.ui.record_view import RecordView
from workstation.ui.table import RowsView
from workstation.workflows import issuing, reports

SIGNED = 3
DRAFTS = 2


def opened(desks: Desks, user: str = "nokafor") -> tuple[MainWindow, EncountersPage]:
    window = desks.open(user)
    window.go("encounters")
    desks.settle()
    page = window.page("encounters")
    assert isinstance(page, EncountersPage)
    return window, page


def names(page: EncountersPage) -> list[str]:
    model = find(page, RowsView, "encounters").model()
    return [str(model.index(row, 0).data()).split(",")[0] for row in range(model.rowCount())]


def read(desks: Desks, qtbot: QtBot, page: EncountersPage, name: str) -> RecordView:
    """Type a name, read the record with Enter, wait for the check of its report."""
    page.list.search.setFocus()
    page.list.search.clear()
    type_text(name)
    qtbot.waitUntil(lambda: names(page) == [name.upper()], timeout=10_000)
    press(Key.Key_Return)
    desks.settle()
    qtbot.waitUntil(page.record.isVisible)
    desks.settle()
    return page.record


def test_the_newest_stand_first_with_grade_and_state(desks: Desks) -> None:
    _, page = opened(desks)
    assert names(page) == ["No patient", "DOE", "<B>POE</B>", "ROE", "LIM"]
    model = find(page, RowsView, "encounters").model()
    assert [model.index(row, 2).data() for row in range(5)] == ["Unsigned"] * 2 + ["Signed"] * 3
    assert model.index(0, 1).data() == "not graded until signed"
    assert model.index(3, 1).data() == "at least 1"


def test_searching_and_reading_takes_the_keyboard_alone(desks: Desks, qtbot: QtBot) -> None:
    _, page = opened(desks)
    assert focused() is page.list.search
    record = read(desks, qtbot, page, "roe")
    shown = texts(record)
    assert "ROE, Maria" in shown
    assert "At least grade 1, at most 4" in shown
    assert "38.6 °C" in shown
    assert "not assessed" in shown and "unknown" in shown
    assert any(text.startswith("No: ") for text in shown)
    assert "Signed and verified" in shown
    assert any("N. Okafor, RN" in text and "read-only" in text for text in shown)
    assert not list(cut_texts(record))


@pytest.mark.parametrize(
    ("name", "choice", "left"),
    [
        ("state", "draft", DRAFTS),
        ("state", "signed", SIGNED),
        ("grade", 1, SIGNED),
        ("grade", 4, 0),
    ],
)
def test_the_filters_narrow_the_list(
    desks: Desks, qtbot: QtBot, name: str, choice: object, left: int
) -> None:
    _, page = opened(desks)
    combo = find(page, QComboBox, f"filter_{name}")
    combo.setCurrentIndex(combo.findData(choice))
    desks.settle()
    qtbot.waitUntil(lambda: page.list.table.model().rowCount() == left)
    assert ("Nothing is found" in texts(page)) is (left == 0)


def test_only_the_period_asked_for_is_listed(desks: Desks, qtbot: QtBot) -> None:
    desks.site.clock.advance(days=10)
    _, page = opened(desks)
    combo = find(page, QComboBox, "filter_period")
    combo.setCurrentIndex(combo.findData(6))
    desks.settle()
    qtbot.waitUntil(lambda: "Nothing is found" in texts(page))
    combo.setCurrentIndex(combo.findData(30))
    desks.settle()
    qtbot.waitUntil(lambda: len(names(page)) == SIGNED + DRAFTS)


def test_an_own_draft_can_be_gone_on_with_and_has_no_copy(desks: Desks, qtbot: QtBot) -> None:
    window, page = opened(desks)
    record = read(desks, qtbot, page, "doe")
    assert "Not signed yet" in texts(record)
    assert not [b for b in record.findChildren(QPushButton, "pdf_copy") if b.isVisible()]
    with qtbot.waitSignal(page.go_on_requested):
        click(find(record, QPushButton, "go_on"))
    desks.settle()
    qtbot.waitUntil(lambda: window.current is window.page("call"))


def test_a_manager_reads_but_does_not_go_on(desks: Desks, qtbot: QtBot) -> None:
    _, page = opened(desks, "pbrandt")
    record = read(desks, qtbot, page, "doe")
    assert not [b for b in record.findChildren(QPushButton, "go_on") if b.isVisible()]


def test_a_copy_is_the_signed_report_byte_for_byte_and_names_no_patient(
    desks: Desks, qtbot: QtBot, tmp_path: Path
) -> None:
    window, page = opened(desks)
    record = read(desks, qtbot, page, "roe")
    click(find(record, QPushButton, "pdf_copy"))
    card = desks.card(window)
    folder = find(card, QLineEdit, "folder")
    folder.clear()
    type_text(str(tmp_path))
    press(Key.Key_Return)
    desks.settle()
    (copy,) = tmp_path.glob("*.pdf")
    assert f"Saved as {copy.name}" in texts(card)
    assert "roe" not in copy.name.lower()
    uuid = page.record.encounter
    assert uuid is not None
    assert copy.read_bytes() == issuing.document(window.session, uuid.uuid)
    with pikepdf.open(copy) as pdf:
        assert len(pdf.pages) >= 1


@pytest.mark.parametrize("typed", ["/no/such/folder", ""])
def test_a_folder_that_is_not_there_is_told_at_the_field(
    desks: Desks, qtbot: QtBot, typed: str
) -> None:
    window, page = opened(desks)
    record = read(desks, qtbot, page, "roe")
    click(find(record, QPushButton, "pdf_copy"))
    card = desks.card(window)
    folder = find(card, QLineEdit, "folder")
    folder.clear()
    type_text(typed)
    press(Key.Key_Return)
    assert "There is no folder of this name. Type another or look for it." in texts(card)
    assert folder.hasFocus() and folder.text() == typed


def test_a_stored_report_that_was_changed_is_not_relied_on(desks: Desks, qtbot: QtBot) -> None:
    window, page = opened(desks)
    row = reports.encounters(window.session, "roe")[0]
    good = issuing.verify_stored(window.session, row.uuid)
    record = read(desks, qtbot, page, "roe")
    bad = replace(good, status=issuing.Status.ALTERED, failures=("One byte differs.",))
    record.show_verdict(bad)
    assert "Do not rely on the stored report" in texts(record)
    assert "One byte differs." in texts(record)
    assert "Signed and verified" not in texts(record)


def test_moving_through_the_list_opens_records_a_moment_later(desks: Desks, qtbot: QtBot) -> None:
    _, page = opened(desks)
    page.list.table.selectRow(3)
    qtbot.waitUntil(lambda: "ROE, Maria" in texts(page.record), timeout=10_000)
    page.list.table.setFocus()
    press(Key.Key_Down)
    qtbot.waitUntil(lambda: "LIM, Kai" in texts(page.record), timeout=10_000)


def test_names_in_records_are_text(desks: Desks, qtbot: QtBot) -> None:
    _, page = opened(desks)
    page.list.table.selectRow(2)
    qtbot.waitUntil(lambda: "<B>POE</B>, Edgar" in texts(page.record), timeout=10_000)
    assert {t.textFormat().name for t in page.record.findChildren(QLabel)} == {"PlainText"}
