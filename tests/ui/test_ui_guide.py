"""The guide: found in the navigation, narrowed by typing, read by keyboard alone."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.desks import Desks
from tests.ui.hands import CTRL, Key, cut_texts, focused, press, texts, type_text
from workstation.ui import theme
from workstation.ui.guide_view import GuidePage
from workstation.ui.main_window import MainWindow

PLACES = {"nokafor": Key.Key_5, "jimani": Key.Key_5, "pbrandt": Key.Key_4, "rlindqvist": Key.Key_3}


def at_the_guide(
    desks: Desks, user: str = "nokafor", size: tuple[int, int] = (1280, 800)
) -> tuple[MainWindow, GuidePage]:
    window = desks.open(user, size=size)
    press(PLACES[user], CTRL)
    desks.settle()
    page = window.current
    assert isinstance(page, GuidePage)
    return window, page


def listed(page: GuidePage) -> list[str]:
    return [row.cells[0].fact.strip() for row in page.view.parts.table.rows_model.rows]


def shown(page: GuidePage, qtbot: QtBot, title: str) -> list[str]:
    """The text at the right, once it is of this part."""
    qtbot.waitUntil(lambda: page.view.text.accessibleName() == f"Guide, {title}")
    return texts(page.view.text)


@pytest.mark.parametrize("user", PLACES)
def test_everybody_who_signs_in_reads_it(desks: Desks, qtbot: QtBot, user: str) -> None:
    _, page = at_the_guide(desks, user)
    assert focused() is page.field
    assert "Infection" in shown(page, qtbot, "Looks like CRS")


def test_its_parts_are_listed_with_what_is_in_them(desks: Desks) -> None:
    window, page = at_the_guide(desks)
    form = window.session.protocol.form
    rows = listed(page)
    for title in ("Looks like CRS", "Agents", "After CRS: the next dose", "Published ceilings"):
        assert title in rows
    assert {"Scales side by side", "Grade 2", "About CRS", "Course", "Outlook"} <= set(rows)
    assert {one.label for one in form.lookalikes.values()} <= set(rows)
    assert {"Teclistamab (Tecvayli)", "Anti-thymocyte globulin"} <= set(rows)


def test_typing_an_agent_shows_all_its_facts(desks: Desks, qtbot: QtBot) -> None:
    _, page = at_the_guide(desks)
    type_text("elrexfio")
    qtbot.waitUntil(lambda: "Elranatamab (Elrexfio)" in listed(page) and len(listed(page)) < 6)
    said = shown(page, qtbot, "Agents, Elranatamab (Elrexfio)")
    assert said[said.index("Target") + 1] == "BCMA"
    assert said[said.index("Onset window read") + 1] == "not available"
    assert "Step-up dose 1: 48 h observed (US 2023)" in said
    assert said[said.index("Label on CRS") + 1] == "Withhold; grade 4 discontinue"
    assert said[said.index("Label or source date") + 1] == "2023"
    assert "Tisagenlecleucel (Kymriah)" not in said


def test_down_moves_enter_reads_and_escape_shows_all_again(desks: Desks, qtbot: QtBot) -> None:
    _, page = at_the_guide(desks)
    whole = listed(page)
    press(Key.Key_Down)
    press(Key.Key_Down)
    assert focused() is page.field
    assert "Any sepsis red flag" in " ".join(shown(page, qtbot, "Looks like CRS, Sepsis"))
    press(Key.Key_Up)
    press(Key.Key_Up)
    shown(page, qtbot, "Looks like CRS")
    press(Key.Key_Return)
    assert focused() is page.view.text
    bar = page.view.text.verticalScrollBar()
    press(Key.Key_PageDown)
    assert bar.value() > 0
    type_text("sepsis")
    assert focused() is page.field
    assert page.field.text() == "sepsis"
    qtbot.waitUntil(lambda: len(listed(page)) < len(whole))
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: listed(page) == whole)
    assert page.field.text() == ""


def test_words_that_nothing_has_say_so(desks: Desks, qtbot: QtBot) -> None:
    _, page = at_the_guide(desks)
    type_text("zzz")
    qtbot.waitUntil(page.empty.isVisible)
    assert "Nothing has these words" in texts(page)
    press(Key.Key_Backspace)
    press(Key.Key_Backspace)
    press(Key.Key_Backspace)
    qtbot.waitUntil(page.view.isVisible)


def test_enter_right_after_typing_reads_what_was_typed(desks: Desks, qtbot: QtBot) -> None:
    _, page = at_the_guide(desks)
    type_text("hydrocortisone")
    press(Key.Key_Return)
    assert focused() is page.view.text
    assert any("hydrocortisone" in one for one in shown(page, qtbot, "Looks like CRS"))


def test_second_hand_facts_ask_to_be_verified(desks: Desks, qtbot: QtBot) -> None:
    _, page = at_the_guide(desks)
    type_text("next dose")
    press(Key.Key_Return)
    said = shown(page, qtbot, "After CRS: the next dose")
    rules = page.desk.session.protocol.form.rechallenge
    assert said.count("Second-hand: verify before clinical use") == len(rules)
    assert any("72 hours or more" in one for one in said)


def test_the_scales_stand_side_by_side(desks: Desks, qtbot: QtBot) -> None:
    _, page = at_the_guide(desks)
    type_text("scales side")
    said = shown(page, qtbot, "Scales side by side")
    for scale in page.desk.session.protocol.form.scales.values():
        assert said.count(scale.name) == 4
        assert set(scale.published.values()) <= set(said)


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_no_text_is_cut(
    desks: Desks, qtbot: QtBot, size: tuple[int, int], mode: theme.Mode
) -> None:
    theme.set_mode(mode)
    _, page = at_the_guide(desks, size=size)
    for title in ("Looks like CRS", "Agents", "Published ceilings", "About CRS"):
        page.field.setText(title)
        assert len(shown(page, qtbot, title)) > 3
        assert list(cut_texts(page)) == [], title
