"""Beside the grade: other scales, why they differ, and screens that say what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, CTRL, Calling, Key, calling
from tests.ui.hands import click, cut_texts, texts
from tests.whole_sites import first_site, site
from workstation.clinical.encounter import Patient
from workstation.clinical.findings import Finding, Setting, Source, known, unknown
from workstation.ui import theme
from workstation.ui.beside_table import BesideTable, ResultRow
from workstation.ui.panel_parts import ReasonLine, level_icon
from workstation.workflows import patients

__all__ = ["first_site", "site"]

TALL = (1088, 1080)


@pytest.fixture
def call(site: WholeSite, qtbot: QtBot) -> Iterator[Calling]:
    with calling(site, qtbot, size=TALL) as made:
        yield made


@pytest.fixture
def ward(site: WholeSite, qtbot: QtBot) -> Iterator[Calling]:
    with calling(site, qtbot, Setting.WARD, size=TALL) as made:
        yield made


def say(call: Calling, *findings: Finding) -> None:
    call.view.draft.answer(list(findings))
    call.settle()


def measured(call: Calling, **values: float | str | bool | tuple[str, ...]) -> list[Finding]:
    at = call.clock.now
    return [known(id, value, Source.MEASURED, at) for id, value in values.items()]


def results(table: BesideTable) -> dict[str, str]:
    shown = [row for row in table.rows if row.isVisible()]
    return {row.line.title: row.line.result for row in shown}


def row_of(table: BesideTable, id: str) -> ResultRow:
    return next(row for row in table.rows if row.isVisible() and row.line.id == id)


def test_every_other_scale_stands_in_one_table_with_its_version(call: Calling) -> None:
    scales = call.session.protocol.form.scales
    shown = results(call.view.panel.scales)
    assert len(shown) == len(scales) - 1
    assert {"CTCAE 5", "Lee 2014", "Penn 2018", "MSKCC", "CARTOX 2018"} <= set(shown)
    assert "ASTCT 2019 · ICANS" in shown
    assert "Plain language" in shown


def test_before_anything_is_asked_no_screen_says_none(call: Calling) -> None:
    shown = results(call.view.panel.screens)
    assert shown["NEWS2"] == "0 to 20"
    for name in ("Sepsis red flags", "Febrile neutropenia", "Shock index", "Infusion reaction"):
        assert shown[name] == "not known", name
    assert "0" not in shown.values()


def test_a_raised_flag_is_told_with_a_mark_and_comes_first_on_the_quiet_line(
    call: Calling,
) -> None:
    say(call, *measured(call, systolic_mmhg=84, temperature_c=38.6))
    row = row_of(call.view.panel.screens, "sepsis_red_flags")
    assert row.line.result == "1 raised"
    assert row.accessibleName() == "Sepsis red flags: 1 raised"
    call.window.resize(1088, 800)
    call.settle()
    assert not call.view.panel.screens.is_open
    assert texts(call.view.panel.screens)[0].startswith("Sepsis red flags: 1 raised · NEWS2: ")


def test_where_scales_differ_the_reason_stands_below_and_opens_its_rule(ward: Calling) -> None:
    on_air = measured(ward, temperature_c=38.6, oxygen_device="room_air", vasopressors=())
    say(ward, *on_air, *measured(ward, iv_fluid_for_hypotension=True))
    lines = [one for one in ward.view.panel.differ.findChildren(ReasonLine) if one.isVisible()]
    assert any("Penn counts any fluid" in one.accessibleName() for one in lines)
    lines[0].setFocus(Qt.FocusReason.TabFocusReason)
    ward.press(Key.Key_Return)
    said = texts(ward.card())
    assert "Penn counts any fluid for pressure as grade 3" in said[0]
    assert any(text.startswith("Where scales differ") for text in said)
    assert "Applies if" in said
    ward.press(Key.Key_Escape)
    assert ward.focus is lines[0]


def test_where_scales_agree_nothing_is_said(ward: Calling) -> None:
    say(ward, *measured(ward, temperature_c=36.8))
    assert not ward.view.panel.differ.isVisible()


def test_a_result_opens_its_reasons_and_its_published_table_by_keyboard(ward: Calling) -> None:
    say(ward, *measured(ward, temperature_c=38.6, vasopressors=("norepinephrine",)))
    table = ward.view.panel.scales
    first = next(row for row in table.rows if row.focusPolicy() is Qt.FocusPolicy.StrongFocus)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    while ward.focus is not row_of(table, "lee-2014"):
        ward.press(Key.Key_Down)
    ward.press(Key.Key_Return)
    said = texts(ward.card())
    assert said[0] == "Lee 2014"
    assert "Grade 2 to 4" in said
    assert any("Norepinephrine" in text for text in said)
    assert "Its table, in our words" in said
    assert any("low dose of one vasopressor" in text for text in said)
    assert list(cut_texts(ward.card())) == []
    ward.press(Key.Key_Escape)
    assert ward.focus is row_of(table, "lee-2014")


def test_the_table_is_one_stop_of_the_tab_key(call: Calling) -> None:
    for table in (call.view.panel.scales, call.view.panel.screens):
        stops = [r for r in table.rows if r.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert len(stops) == 1


def test_a_screen_that_is_open_names_what_it_waits_for(call: Calling) -> None:
    say(call, *measured(call, systolic_mmhg=104), unknown("heart_rate_bpm"))
    click(row_of(call.view.panel.screens, "shock_index"))
    said = texts(call.card())
    assert "Not known" in said
    assert said[said.index("Not known", said.index("Result") + 2) + 1] == "Heart rate"
    assert "Heart rate over systolic pressure; no limit is given" in said


@pytest.mark.parametrize("pregnant", [False, True])
def test_what_does_not_apply_says_so_in_words(call: Calling, pregnant: bool) -> None:
    born = date(1990, 1, 1) if pregnant else date(2019, 3, 14)
    made = Patient(call.session.new_id(), "Small", "Kai", born, pregnant=pregnant or None)
    call.view.draft.attach(patients.add(call.session, made).uuid)
    call.settle()
    row = row_of(call.view.panel.screens, "news2")
    assert row.line.result == "not valid"
    assert "Not valid under 16 years or in pregnancy" in row.toolTip()
    click(row)
    said = texts(call.card())
    assert "Does not apply" in said
    assert "Not valid under 16 years or in pregnancy" in said


def test_a_child_s_limits_are_a_screen_of_their_own(call: Calling) -> None:
    made = Patient(call.session.new_id(), "Small", "Kai", date(2019, 3, 14))
    call.view.draft.attach(patients.add(call.session, made).uuid)
    call.settle()
    assert results(call.view.panel.screens)["Vital limits of the age"] == "not known"
    say(call, *measured(call, heart_rate_bpm=130, respiratory_rate_bpm=20, systolic_mmhg=100))
    row = row_of(call.view.panel.screens, "age_limits")
    assert row.line.result == "1 outside"
    assert "Heart rate 75 to 118" in row.toolTip()


def test_in_a_low_window_the_tables_open_on_request(call: Calling) -> None:
    call.window.resize(1088, 800)
    call.settle()
    panel = call.view.panel
    assert results(panel.scales) == {}
    panel.scales.toggle.setFocus()
    call.press(Key.Key_Space)
    assert results(panel.scales)
    assert results(panel.screens) == {}


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_no_text_of_the_tables_is_cut(ward: Calling, mode: theme.Mode) -> None:
    theme.set_mode(mode)
    say(ward, *measured(ward, temperature_c=38.6, vasopressors=("norepinephrine",)))
    say(ward, *measured(ward, oxygen_device="bipap", oxygen_fio2_percent=35))
    assert list(cut_texts(ward.view.panel)) == []


def test_nothing_of_the_call_changes_by_reading(call: Calling) -> None:
    say(call, *measured(call, systolic_mmhg=84))
    before = call.stored()
    click(row_of(call.view.panel.screens, "news2"))
    call.press(Key.Key_Return)
    call.press(Key.Key_L, ALT)
    call.press(Key.Key_Escape)
    assert replace(call.stored(), version=before.version) == before


def test_the_limits_of_a_child_stand_beside_the_vitals(call: Calling) -> None:
    call.view.form.show_section(2)
    call.settle()
    assert not any("for the age" in text for text in texts(call.view.form))
    made = Patient(call.session.new_id(), "Small", "Kai", date(2019, 3, 14))
    call.view.draft.attach(patients.add(call.session, made).uuid)
    call.settle()
    said = texts(call.view.form)
    assert said[said.index("Blood pressure") + 1] == "for the age 84 or more"
    assert said[said.index("Heart rate") + 1] == "for the age 75 to 118"
    assert list(cut_texts(call.view.form)) == []


def test_the_agent_of_a_call_tells_its_window_its_watching_and_its_label(call: Calling) -> None:
    call.press(Key.Key_T, CTRL)
    assert "Onset window read" not in texts(call.card())
    call.type("teclistamab (tecvayli)")
    call.settle()
    said = texts(call.card())
    assert said[said.index("Onset window read") + 1] == "0 to 6 days"
    assert "Each step-up dose: 48 h in hospital (US 2022 to 2025)" in said
    assert said[said.index("Label on CRS") + 1].startswith("Withhold until resolved")
    assert said[said.index("Label or source date") + 1] == "not available"
    assert list(cut_texts(call.card())) == []
    call.press(Key.Key_A, CTRL)
    call.type("trial agent X")
    call.settle()
    assert "Onset window read" not in texts(call.card())


def test_every_level_of_every_setting_has_its_icon(call: Calling) -> None:
    for level in call.session.protocol.form.levels.values():
        assert level_icon(level) != level_icon(None), level.id


def test_an_ordinary_call_does_not_scroll_the_panel(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as low:
        say(low, *measured(low, temperature_c=38.6, systolic_mmhg=118, antipyretic_given=True))
        bar = low.view.panel.findChildren(QScrollArea)[0].verticalScrollBar()
        assert len([one for one in reasons(low) if one.isVisible()]) >= 3
        assert bar.maximum() == 0


def reasons(call: Calling) -> list[ReasonLine]:
    return call.view.panel.findChildren(ReasonLine)
