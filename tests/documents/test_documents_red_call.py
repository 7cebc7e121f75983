"""The signed page of a red call: one page, and nothing on it reads like a "normal"."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.documents import sheet_factories
from tests.documents.reading import bare, pages_of, text_of
from tests.documents.sheet_factories import MADE_AT, protocol
from tests.documents.summary_factories import content, patient
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import Encounter, observation
from workstation.clinical.findings import not_assessed, unknown
from workstation.documents.content import SummaryContent
from workstation.documents.handover import handover
from workstation.documents.sheet_content import plain_text
from workstation.documents.summary import render


def red(held: Encounter | None = None) -> SummaryContent:
    """A collapse, signed with one reason for all that nobody asked."""
    held = replace(held or sheet_factories.emergency(), patient=patient())
    decision = replace(held.decision, not_known_reason="emergency_first")
    held = replace(held, decision=decision)
    found = assess(protocol(), observation(held, MADE_AT))
    return content(encounter=held, assessment=found, form=protocol().form)


def test_a_red_call_fits_on_one_page(tmp_path: Path) -> None:
    assert pages_of(tmp_path, render(red())) == 1
    assert pages_of(tmp_path, render(red(), "letter")) <= 2


def test_what_nobody_asked_stands_together_with_its_one_reason(tmp_path: Path) -> None:
    text = text_of(tmp_path, render(red()))
    told = "Anti-cytokine, antipyretic, SpO₂, steroid, systolic, temperature"
    assert bare(f"{told} (not asked: emergency came first)") in text


def test_what_was_asked_keeps_a_row_with_its_own_reason(tmp_path: Path) -> None:
    held = sheet_factories.emergency()
    answers = {
        "temperature_c": unknown("temperature_c"),
        "spo2_percent": not_assessed("spo2_percent", "no_device"),
    }
    held = replace(held, findings={**held.findings, **answers})
    text = text_of(tmp_path, render(red(held)))
    assert bare("Temperature asked, not known") in text
    assert bare("SpO₂ No device at home") in text


def test_a_grade_that_is_not_settled_is_never_said_not_to_meet_the_criteria(tmp_path: Path) -> None:
    made = red()
    assert "criteria" in made.assessment.grade.words, "what the range would say"
    assert bare("does not meet the criteria") not in text_of(tmp_path, render(made))
    sheet = handover(sheet_factories.content(made.encounter))
    assert "does not meet the criteria" not in plain_text(sheet)
