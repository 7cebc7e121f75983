"""Nothing that a nurse has to read is cut or told in the wrong unit: records, ages, look-alikes."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, Key, calling, jane
from tests.ui.desks import Desks
from tests.ui.hands import Key as Pressed
from tests.ui.hands import cut_texts, press, texts, type_text
from workstation.clinical.findings import Setting
from workstation.clinical.form import Level
from workstation.clinical.marks import Glyph
from workstation.ui import icons
from workstation.ui.encounters_view import EncountersPage
from workstation.ui.panel_parts import level_icon
from workstation.ui.when import age_text
from workstation.ui.widgets.glyphs import StateGlyph
from workstation.ui.widgets.labels import ElidedLabel
from workstation.ui.worklist import person_detail

ON = date(2026, 11, 26)


def test_a_record_tells_names_and_reasons_whole(desks: Desks, qtbot: QtBot) -> None:
    window = desks.open()
    window.go("encounters")
    desks.settle()
    page = window.page("encounters")
    assert isinstance(page, EncountersPage)
    type_text("roe")
    qtbot.waitUntil(lambda: page.list.search.text() == "roe")
    desks.settle()
    press(Pressed.Key_Return)
    desks.settle()
    qtbot.waitUntil(lambda: "no device at home" in texts(page.record), timeout=10_000)
    cut = {one.text() for one in page.record.findChildren(ElidedLabel)}
    assert not {"no device at home", "Systolic pressure", "SpO₂"} & cut
    assert list(cut_texts(page.record)) == []


def test_a_child_under_two_years_is_told_in_months() -> None:
    assert age_text(date(2026, 3, 20), ON) == "8 months"
    assert age_text(date(2024, 11, 27), ON) == "23 months"
    assert age_text(date(2024, 11, 26), ON) == "2 y"
    assert person_detail(date(2026, 3, 20), "0042-817", ON) == "8 months · MRN 0042-817"


def test_a_look_alike_not_known_has_the_glyph_of_what_is_not_known(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_L, ALT)
        drawn = {glyph.glyph for glyph in call.card().findChildren(StateGlyph)}
        assert drawn == {Glyph.UNKNOWN}


def test_a_hold_is_drawn_as_a_pause() -> None:
    hold = Level("hold", 2, "Hold", "", "pause")
    name, role = level_icon(hold)
    assert (name, role) == ("pause", "warn")
    assert not icons.pixmap(name, role, 20, 1.0).isNull()


def test_the_bar_gives_up_the_diagnosis_before_it_tells_two_letters_of_it(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot) as call:
        call.view.draft.attach(jane(call.session, call.clock).uuid)
        call.settle()
        bar = call.view.bar
        for width in range(1400, 860, -20):
            call.window.resize(width, 800)
            call.settle()
            shown = [one for one in bar.findChildren(ElidedLabel) if one.isVisible()]
            told = next((one for one in shown if "myeloma" in one.text()), None)
            if told is not None:
                assert told.width() >= told.fontMetrics().horizontalAdvance("·  multiple mye…")


@pytest.mark.parametrize("setting", list(Setting))
def test_every_red_flag_is_in_sight_on_the_first_page(
    site: WholeSite, qtbot: QtBot, setting: Setting
) -> None:
    with calling(site, qtbot, setting) as call:
        last = call.view.form.view.rows[-1]
        end = last.mapTo(call.view, last.rect().bottomLeft()).y()
        foot = call.view.form.next.mapTo(call.view, call.view.form.next.rect().topLeft()).y()
        assert end < foot
        assert last.visibleRegion().boundingRect().height() == last.height()


@pytest.mark.parametrize(
    ("setting", "words"), [(Setting.PHONE, "Decide and sign"), (Setting.WARD, "Sign")]
)
def test_the_last_button_says_what_there_is_to_do(
    site: WholeSite, qtbot: QtBot, setting: Setting, words: str
) -> None:
    with calling(site, qtbot, setting) as call:
        call.view.form.show_section(len(call.view.form.sections) - 1)
        assert call.view.form.next.text() == words
