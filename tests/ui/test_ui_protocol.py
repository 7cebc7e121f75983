"""The protocol is read as a document by everybody; its versions are kept by those who may."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.small_pack import NAME as SMALL
from tests.small_pack import small, written
from tests.ui.desks import Desks
from tests.ui.hands import ALT, CTRL, Key, click, cut_texts, find, focused, press, texts, type_text
from tests.ui.protocol_desks import (
    at_the_protocol,
    at_the_versions,
    protocol_page,
    tab_to,
    versions,
)
from tests.ui.versioned_sites import FIRST, SECOND, add_versions
from tests.ui.worked_sites import MANAGER_PASSWORD
from workstation.site.protocol_versions import Status
from workstation.ui.main_window import MainWindow
from workstation.ui.protocol_view import ProtocolPage
from workstation.ui.widgets.buttons import Button
from workstation.workflows import protocols
from workstation.workflows.protocol_replay import replay


def shown_part(window: MainWindow, qtbot: QtBot, title: str) -> list[str]:
    """Move down the list to a part; its text when it is there."""
    page = protocol_page(window)
    text = page.document.text
    for _ in range(80):
        if title in _current_words(page):
            break
        press(Key.Key_Down)
    qtbot.waitUntil(lambda: text.accessibleName() == f"Protocol, {title}")
    return texts(text)


def _current_words(page: ProtocolPage) -> list[str]:
    table = page.document.parts.table
    return [cell.fact for cell in table.rows_model.rows[table.currentIndex().row()].cells]


# --- the document -------------------------------------------------------------------------------


def test_a_nurse_reads_each_rule_with_criterion_grade_and_source(
    desks: Desks, qtbot: QtBot
) -> None:
    window = at_the_protocol(desks, "nokafor", Key.Key_4)
    first = texts(protocol_page(window).document.text)
    assert any("Expected: " in text for text in first)  # cases, which came after the text
    said = shown_part(window, qtbot, "ASTCT 2019 · CRS")
    assert "One vasopressor" in said
    assert "Pressors and vasopressin 1 or more" in said
    assert "pressors_and_vasopressin >= 1" in said
    assert "severe" in said
    assert "Lee 2019" in said
    assert any(text.startswith("Lee DW et al. ASTCT consensus") for text in said)
    assert any(_is_case(text) for text in said)  # a case of the pack


def _is_case(text: str) -> bool:
    """A case of the pack in a clinician's words: labels, units, the grade that is expected."""
    given, _, expected = text.partition("Expected: ")
    return (
        text.startswith("Case B")
        and "Vasopressors running: Norepinephrine" in given
        and "_" not in text
        and "ASTCT 2019 · CRS grade 3" in expected
    )


def test_a_nurse_has_no_versions(desks: Desks) -> None:
    window = at_the_protocol(desks, "nokafor", Key.Key_4)
    page = protocol_page(window)
    assert page.versions is None
    assert not [b for b in page.findChildren(Button) if b.isVisibleTo(page) and b.text()]
    press(Key.Key_2, ALT)
    desks.settle()
    assert page.document.isVisible()


def test_an_axis_scrolls_to_its_rules_and_enter_goes_to_the_text(
    desks: Desks, qtbot: QtBot
) -> None:
    window = at_the_protocol(desks, "nokafor", Key.Key_4)
    shown_part(window, qtbot, "ASTCT 2019 · CRS")
    bar = protocol_page(window).document.text.verticalScrollBar()
    assert bar.value() == 0
    press(Key.Key_Down)
    press(Key.Key_Down)
    assert _current_words(protocol_page(window)) == ["    Hypoxia"]
    qtbot.waitUntil(lambda: bar.value() > 0)
    press(Key.Key_Return)
    assert focused() is protocol_page(window).document.text
    before = bar.value()
    press(Key.Key_Down)
    assert bar.value() > before


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_no_text_of_the_document_is_cut(desks: Desks, qtbot: QtBot, size: tuple[int, int]) -> None:
    window = desks.open("nokafor", size=size)
    press(Key.Key_4, CTRL)
    desks.settle()
    page = protocol_page(window)
    for title in ("Entry", "ASTCT 2019 · ICANS", "Dispositions, phone", "Actions", "Agents"):
        shown_part(window, qtbot, title)
        assert list(cut_texts(page)) == [], title


# --- the versions -------------------------------------------------------------------------------


def test_the_list_says_how_far_each_version_has_come(worked_site: WholeSite, desks: Desks) -> None:
    add_versions(worked_site)
    view = versions(at_the_versions(desks))
    rows = [(row.key, row.cells[1].fact) for row in view.table.rows_model.rows]
    assert rows == [(SECOND, "Added"), (FIRST, "Active")]
    assert focused() is view.table
    said = texts(view.about)
    assert SECOND in said
    assert any("63 cases and 412,345 combinations hold" in text for text in said)
    press(Key.Key_Down)
    desks.settle()
    assert any("by " in text and "certificate" in text for text in texts(view.about))


def test_what_a_version_changes_is_told_as_thresholds_and_actions(
    worked_site: WholeSite, desks: Desks
) -> None:
    add_versions(worked_site)
    view = versions(at_the_versions(desks))
    said = texts(view.changes)
    assert "2 things differ from crs@2026.3." in said
    assert "Thresholds · 1" in said
    assert "Temperature: 38.0 °C or more before, 38.7 °C or more now" in said
    assert "Actions · 1" in said
    assert "Text now: Encourage a glass of water each hour" in said
    assert list(cut_texts(view)) == []


def test_a_version_is_read_before_it_is_approved(
    worked_site: WholeSite, desks: Desks, qtbot: QtBot
) -> None:
    add_versions(worked_site)
    window = at_the_versions(desks)
    press(Key.Key_Return)
    assert focused() is versions(window).about.read
    press(Key.Key_Return)
    desks.settle()
    page = protocol_page(window)
    assert "You read crs 2026.4" in texts(page.other)
    said = shown_part(window, qtbot, "Named criteria")
    assert any("Temperature 38.7 °C or more" in text for text in said)
    click(find(page, Button, "read_the_one_in_use"))
    desks.settle()
    assert page.other.isHidden()


def add_a_pack(desks: Desks, window: MainWindow, folder: Path) -> None:
    """Add a pack that passes, by keyboard."""
    tab_to(protocol_page(window).add)
    press(Key.Key_Return)
    type_text(str(folder))
    press(Key.Key_Return)
    desks.settle()


def test_a_pack_goes_its_whole_way_by_keyboard(
    worked_site: WholeSite, desks: Desks, tmp_path: Path
) -> None:
    """From a folder to a day: added, compared, proved again, approved, activated."""
    window = at_the_versions(desks)
    view = versions(window)
    add_a_pack(desks, window, written(small(), tmp_path / "pack"))
    assert [row.key for row in view.table.rows_model.rows] == [SMALL, FIRST]
    assert view.current is not None and view.current.name == SMALL
    assert focused() is view.table
    assert any("things differ from crs@2026.3." in text for text in texts(view.changes))
    assert view.about.activate.isHidden()  # what nobody approved cannot become active

    tab_to(view.about.prove)
    press(Key.Key_Return)
    desks.settle()
    assert any(text.endswith("combinations hold, proved just now") for text in texts(view.about))

    tab_to(view.about.approve)
    press(Key.Key_Return)
    card = desks.card(window)
    type_text("not the password")
    press(Key.Key_Return)
    desks.settle()
    assert "This is not your password. Nothing was signed." in texts(card)
    assert focused().objectName() == "your_password"
    type_text(MANAGER_PASSWORD)
    press(Key.Key_Return)
    desks.settle()
    assert view.about.approve.isHidden()
    assert any(text.startswith("26 Nov") and "by pbrandt" in text for text in texts(view.about))

    tab_to(view.about.activate)
    press(Key.Key_Return)
    type_text("2026-11-01")
    press(Key.Key_Return)
    desks.settle()
    assert any("counts from now or later" in text for text in texts(desks.card(window)))
    tab_to(find(desks.card(window), QLineEdit, "active_from"))
    press(Key.Key_A, CTRL)
    type_text("2026-12-01")
    press(Key.Key_Return)
    desks.settle()
    session = window.session
    (second,) = [one for one in protocols.list_packs(session) if one.name == SMALL]
    assert second.status(session.clock()) is Status.SCHEDULED
    assert second.periods[0].start.date() in (date(2026, 11, 30), date(2026, 12, 1))
    assert view.table.rows_model.rows[0].cells[1].fact == "Scheduled"


def test_a_proof_that_was_put_in_by_hand_approves_nothing(
    worked_site: WholeSite, desks: Desks
) -> None:
    add_versions(worked_site)  # its cases stand for the old trigger: no check would pass it
    window = at_the_versions(desks)
    view = versions(window)
    tab_to(view.about.approve)
    press(Key.Key_Return)
    type_text(MANAGER_PASSWORD)
    press(Key.Key_Return)
    desks.settle()
    assert any("was not taken" in text for text in texts(desks.card(window)))
    assert [row.cells[1].fact for row in view.table.rows_model.rows] == ["Added", "Active"]


def test_an_administrator_reads_and_adds_but_does_not_approve(
    worked_site: WholeSite, desks: Desks
) -> None:
    add_versions(worked_site)
    window = at_the_versions(desks, "rlindqvist", Key.Key_2)
    view = versions(window)
    assert not view.about.approve.isEnabled()
    assert view.about.approve.toolTip() == "A manager approves and activates"
    assert not view.replay.start.isEnabled()
    assert view.about.read.isEnabled()


# --- replay -------------------------------------------------------------------------------------


def test_a_replay_shows_who_changes_why_and_writes_it_as_csv(
    worked_site: WholeSite, desks: Desks, tmp_path: Path
) -> None:
    add_versions(worked_site)
    window = at_the_versions(desks)
    view = versions(window)
    expected = replay(window.session, SECOND)
    assert expected.changes
    tab_to(view.replay.start)
    press(Key.Key_Return)
    desks.settle()
    assert view.replay.progress.isHidden()
    rows = view.replay.table.rows_model.rows
    assert [row.key for row in rows] == [one.key for one in expected.changes]
    assert f"{expected.grades} with another grade" in view.replay.said.text()
    said = texts(view.replay)
    assert "Why" in said
    assert any("38.0 °C or more" in text for text in said)

    tab_to(view.replay.csv)
    press(Key.Key_Return)
    type_text(str(tmp_path))
    press(Key.Key_Return)
    desks.settle()
    with (tmp_path / "replay-crs-2026.4.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert len(lines) == 1 + len(expected.changes)


def test_a_replay_is_cancelled(worked_site: WholeSite, desks: Desks) -> None:
    add_versions(worked_site)
    window = at_the_versions(desks)
    view = versions(window)
    view.replay.start.setFocus()
    press(Key.Key_Return)
    assert focused() is view.replay.progress.cancel
    press(Key.Key_Return)
    assert view.replay.said.text() == "Stopped at your request. Nothing was changed."
    desks.settle()
    assert view.replay.table.isHidden()
    assert focused() is view.replay.start
