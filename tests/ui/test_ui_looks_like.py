"""Alt+L: what looks like CRS, its signs marked by what is known now, and nothing cancelled."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, Calling, Key, calling, jane
from tests.ui.hands import click, cut_texts, texts
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Setting, Source, known, unknown
from workstation.ui import theme

__all__ = ["first_site", "site"]


def page(call: Calling, id: str) -> QWidget:
    found = call.card().findChild(QWidget, f"look_alike_{id}")
    assert isinstance(found, QWidget)
    return found


def signs(root: QWidget) -> list[str]:
    """What a screen reader says of each sign: its state, then its words."""
    return [
        one.accessibleName() for one in root.findChildren(QWidget) if ": " in one.accessibleName()
    ]


def test_alt_l_shows_every_look_alike_and_that_crs_cancels_none(call: Calling) -> None:
    call.type("c")
    asked = call.focus
    call.press(Key.Key_L, ALT)
    said = texts(call.card())
    assert said[0] == "Looks like CRS"
    assert said[1].startswith("CRS never cancels the sepsis screen")
    for one in call.session.protocol.form.lookalikes.values():
        assert {one.label, one.says} <= set(said)
        assert {line.text for line in (*one.signs, *one.steps)} <= set(said)
    assert said.count("It asks for") == len(call.session.protocol.form.lookalikes)
    call.press(Key.Key_Escape)
    assert call.focus is asked


def test_the_quiet_link_opens_it_too(call: Calling) -> None:
    click(call.view.panel.looks)
    assert texts(call.card())[0] == "Looks like CRS"


def test_before_anything_is_asked_no_sign_is_said_to_be_absent(call: Calling) -> None:
    call.press(Key.Key_L, ALT)
    told = {one.partition(":")[0] for one in signs(call.card())}
    assert told == {"not known", "to ask"}


def test_signs_are_present_not_present_or_not_known_by_what_was_answered(call: Calling) -> None:
    at = call.clock.now
    call.view.draft.answer(
        [
            known("vomiting", True, Source.REPORTED, at),
            known("confusion", False, Source.REPORTED, at),
            unknown("dizziness_on_standing"),
            known("systolic_mmhg", 124, Source.PATIENT_DEVICE, at),
        ]
    )
    call.settle()
    call.press(Key.Key_L, ALT)
    said = signs(page(call, "adrenal-insufficiency"))
    assert "present: Nausea, vomiting, loss of appetite. Vomiting: yes" in said
    assert "not present: New confusion" in said
    open_ = next(one for one in said if "Dizziness on standing" in one)
    assert open_.startswith("not known: ")
    assert "Not asked or not known: Dizzy on standing" in open_
    assert "1 present · 3 not known · 1 not present" in texts(page(call, "adrenal-insufficiency"))


def test_with_crs_settled_sepsis_is_still_there(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot, Setting.WARD) as call:
        at = call.clock.now
        call.view.draft.answer(
            [
                known("temperature_c", 38.9, Source.MEASURED, at),
                known("systolic_mmhg", 84, Source.MEASURED, at),
                known("respiratory_rate_bpm", 25, Source.MEASURED, at),
                known("crs_established", True, Source.RECORD, at),
                known("hypotension_cause", "crs", Source.RECORD, at),
            ]
        )
        call.settle()
        call.press(Key.Key_L, ALT)
        present = [one for one in signs(page(call, "sepsis")) if one.startswith("present: ")]
        assert len(present) == 4
        assert any("Systolic 84 mmHg is below 90 mmHg" in one for one in present)


def test_an_old_dose_speaks_for_another_cause(call: Calling) -> None:
    call.view.draft.attach(jane(call.session, call.clock).uuid)
    call.settle()
    call.press(Key.Key_L, ALT)
    assert any(
        one.startswith("present: Onset more than 14 days") for one in signs(page(call, "infection"))
    )


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_it_is_read_by_keyboard_and_no_text_is_cut(call: Calling, mode: theme.Mode) -> None:
    theme.set_mode(mode)
    call.press(Key.Key_L, ALT)
    call.settle()
    last = page(call, "infusion-reaction")
    before = last.mapToGlobal(last.rect().topLeft()).y()
    call.press(Key.Key_PageDown)
    assert last.mapToGlobal(last.rect().topLeft()).y() < before
    assert list(cut_texts(call.card())) == []
