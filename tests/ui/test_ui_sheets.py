"""The sheets by key and by button: in the emergency, before and after signing, in the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.documents import reading
from tests.making_sites import NURSE, WholeSite
from tests.ui.calling import ALT, CTRL, Calling, Key, calling, jane
from tests.ui.desks import Desks
from tests.ui.hands import cut_texts, find, texts
from tests.ui.test_ui_encounters import opened, read
from workstation.clinical.findings import Setting
from workstation.site.events import Act
from workstation.ui.call_sheets import NotSavedCard
from workstation.ui.overlay import Overlay
from workstation.ui.sheet_card import NoSheetCard, SheetCard
from workstation.ui.widgets.paper import PaperPage, draw_page


@pytest.fixture
def at_a_call(site: WholeSite, qtbot: QtBot) -> Iterator[Calling]:
    with calling(site, qtbot) as desk:
        yield desk


def sheet(desk: Calling) -> SheetCard:
    desk.settle()
    card = desk.card()
    assert isinstance(card, SheetCard)
    return card


def text_of(card: SheetCard) -> str:
    return find(card, PaperPage, "paper_page").accessibleDescription()


def acts(desk: Calling) -> list[str]:
    with desk.session.records.reading() as unit:
        return [event.act for event in unit.audit_log.events()]


def red_flag(desk: Calling) -> None:
    """Number, then collapse: yes."""
    desk.type("5550142")
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Y)
    desk.settle()
    assert desk.view.above.emergency


def test_the_hand_over_is_two_keys_from_the_red_flag(at_a_call: Calling) -> None:
    red_flag(at_a_call)
    at_a_call.press(Key.Key_H, ALT)
    card = sheet(at_a_call)
    assert "NOT SIGNED — working copy" in text_of(card)
    assert "Red flag: Collapse" in text_of(card)
    assert "possible sepsis" in text_of(card)
    assert "Phone there: 5550142" in text_of(card)
    at_a_call.press(Key.Key_Escape)
    assert at_a_call.view.card.isVisible()


def test_the_emergency_card_has_the_button(at_a_call: Calling) -> None:
    red_flag(at_a_call)
    find(at_a_call.view, QPushButton, "emergency_hand_over").click()
    assert sheet(at_a_call).page.accessibleName() == "Hand-over sheet"


def test_what_was_just_typed_is_on_the_sheet(at_a_call: Calling) -> None:
    """The address is still in its field when the key is pressed."""
    red_flag(at_a_call)
    find(at_a_call.view.card, QLineEdit, "emergency_address").setFocus()
    at_a_call.type("12 Mill Road")
    at_a_call.press(Key.Key_H, ALT)
    assert "At: 12 Mill Road" in text_of(sheet(at_a_call))


def test_the_patients_sheet_comes_from_its_key_and_shows_what_was_ticked(
    at_a_call: Calling,
) -> None:
    red_flag(at_a_call)
    at_a_call.press(Key.Key_S, ALT)
    at_a_call.settle()
    find(at_a_call.card(), QPushButton, "advice_all").click()
    find(at_a_call.card(), QCheckBox, "teach_back").setChecked(True)
    find(at_a_call.card(), QPushButton, "advice_sheet").click()
    card = sheet(at_a_call)
    assert "You said it back in your own words." in text_of(card)
    assert at_a_call.stored().decision.teach_back is True
    at_a_call.press(Key.Key_Escape)
    at_a_call.press(Key.Key_P, ALT)
    assert text_of(sheet(at_a_call)).startswith("What to do and what to watch")


def test_the_ward_is_told_why_there_is_no_sheet(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.WARD) as desk:
        desk.press(Key.Key_P, ALT)
        desk.settle()
        assert isinstance(desk.card(), NoSheetCard)
        desk.press(Key.Key_Return)
        desk.press(Key.Key_H, ALT)
        assert "possible sepsis" in text_of(sheet(desk))


def test_the_text_goes_to_the_clipboard(at_a_call: Calling) -> None:
    at_a_call.press(Key.Key_H, ALT)
    card = sheet(at_a_call)
    card.copy.click()
    assert QApplication.clipboard().text() == text_of(card)
    QApplication.clipboard().clear()


def test_a_copy_is_saved_where_one_says(at_a_call: Calling, tmp_path: Path) -> None:
    at_a_call.press(Key.Key_H, ALT)
    card = sheet(at_a_call)
    find(card, QPushButton, "sheet_save").click()
    saving = at_a_call.card()
    find(saving, QLineEdit, "folder").setText(str(tmp_path))
    find(saving, QPushButton, "save_copy").click()
    at_a_call.settle()
    (path,) = (p for p in tmp_path.iterdir() if p.suffix == ".pdf")
    assert path.name.startswith("crs-handover-")
    assert path.read_bytes().startswith(b"%PDF-1.7")
    assert acts(at_a_call)[0] == Act.HANDED_OUT


def test_a_print_is_audited_and_shows_the_same_page(at_a_call: Calling, tmp_path: Path) -> None:
    at_a_call.press(Key.Key_H, ALT)
    card = sheet(at_a_call)
    card.print.click()
    dialog = at_a_call.window.findChild(QPrintDialog)
    assert dialog is not None
    printer = dialog.printer()
    assert printer.docName() == "Hand-over sheet"
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.done(1)
    at_a_call.settle()
    assert acts(at_a_call)[0] == Act.PRINTED
    printed = (tmp_path / "printed.pdf").read_bytes()
    assert reading.pages_of(tmp_path, printed) == 1
    assert "possiblesepsis" in reading.text_of(tmp_path, printed)
    assert "Sent to the printer" in card.done.text


def test_a_print_that_is_called_off_leaves_nothing(at_a_call: Calling) -> None:
    at_a_call.press(Key.Key_H, ALT)
    card = sheet(at_a_call)
    before = acts(at_a_call)
    card.print.click()
    dialog = at_a_call.window.findChild(QPrintDialog)
    assert dialog is not None
    dialog.reject()
    at_a_call.settle()
    assert acts(at_a_call) == before


def test_after_signing_both_sheets_are_there(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as desk:
        red_flag(desk)
        desk.view.draft.attach(jane(desk.session, desk.clock).uuid)
        desk.settle()
        desk.press(Key.Key_S, CTRL)
        desk.settle()
        desk.type(NURSE.password)
        desk.press(Key.Key_Return)
        desk.settle()
        signing = desk.card()
        find(signing, QPushButton, "signed_handover_sheet").click()
        assert "Goes with the signed summary" in text_of(sheet(desk))
        desk.press(Key.Key_Escape)
        find(signing, QPushButton, "signed_patient_sheet").click()
        assert "For Jane Doe" in text_of(sheet(desk))
        desk.press(Key.Key_Escape)
        desk.press(Key.Key_Return)
        assert desk.finished == [desk.held.uuid]


def test_the_record_of_a_signed_call_has_both(desks: Desks, qtbot: QtBot) -> None:
    window, page = opened(desks)
    record = read(desks, qtbot, page, "roe")
    for kind, words in (("handover", "ROE, Maria"), ("patient", "For Maria Roe")):
        find(record, QPushButton, f"record_{kind}_sheet").click()
        desks.settle()
        card = desks.card(window)
        assert isinstance(card, SheetCard)
        assert words in text_of(card)
        assert "NOT SIGNED" not in text_of(card)
        card.close_card()


def test_a_draft_in_the_record_has_no_sheet_buttons(desks: Desks, qtbot: QtBot) -> None:
    _, page = opened(desks)
    record = read(desks, qtbot, page, "doe")
    assert not record.findChildren(QPushButton, "record_handover_sheet")


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_nothing_of_the_card_is_cut(site: WholeSite, qtbot: QtBot, size: tuple[int, int]) -> None:
    with calling(site, qtbot, size=size) as desk:
        red_flag(desk)
        assert not list(cut_texts(desk.view.card))
        desk.press(Key.Key_H, ALT)
        assert not list(cut_texts(sheet(desk)))


def test_the_picture_is_the_page(at_a_call: Calling) -> None:
    """Black on white, dark words in the frame's place and nothing beyond the margin."""
    at_a_call.press(Key.Key_H, ALT)
    page = sheet(at_a_call)._made.page
    image = QImage(round(page.width), round(page.height), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    draw_page(painter, page)
    painter.end()
    dark = [
        (x, y)
        for y in range(0, image.height(), 2)
        for x in range(0, image.width(), 2)
        if image.pixelColor(x, y).lightness() < 90
    ]
    assert len(dark) > 2000
    assert min(x for x, _ in dark) > 25 and max(x for x, _ in dark) < image.width() - 25


def _move_database(desk: Calling, before: str, after: str) -> None:
    database = desk.session.data_dir / "records.db"
    database.with_suffix(before).rename(database.with_suffix(after))


def test_without_the_last_answer_a_sheet_says_so_and_nothing_comes_up_later(
    at_a_call: Calling,
) -> None:
    red_flag(at_a_call)
    _move_database(at_a_call, ".db", ".away")
    find(at_a_call.view.card, QLineEdit, "emergency_address").setFocus()
    at_a_call.type("12 Mill Road")
    at_a_call.press(Key.Key_H, ALT)
    at_a_call.settle()
    card = at_a_call.card()
    assert isinstance(card, NotSavedCard)
    assert any("is without them" in text for text in texts(card))
    assert list(cut_texts(card)) == []
    at_a_call.press(Key.Key_Escape)
    _move_database(at_a_call, ".away", ".db")
    at_a_call.view.bar.retry.click()
    at_a_call.settle()
    assert at_a_call.stored().address == "12 Mill Road"
    shown = [card for card in at_a_call.window.findChildren(Overlay) if card.isVisible()]
    assert shown == [], "the wish for a sheet ended with the card"


def test_a_sheet_can_be_made_from_what_is_saved(at_a_call: Calling) -> None:
    red_flag(at_a_call)
    _move_database(at_a_call, ".db", ".away")
    at_a_call.view.draft.set_details(address="12 Mill Road")
    at_a_call.settle()
    at_a_call.press(Key.Key_H, ALT)
    at_a_call.settle()
    assert isinstance(at_a_call.card(), NotSavedCard)
    _move_database(at_a_call, ".away", ".db")
    at_a_call.press(Key.Key_Return)
    assert "Red flag: Collapse" in text_of(sheet(at_a_call))
