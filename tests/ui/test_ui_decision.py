"""Raising is one step, lowering needs a reason, and what was computed is never overwritten."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QMainWindow, QRadioButton
from pytestqt.qtbot import QtBot

from workstation.clinical.assessment import assess
from workstation.clinical.encounter import (
    Decision,
    Encounter,
    EncounterState,
    Patient,
    observation,
)
from workstation.clinical.findings import (
    Finding,
    Setting,
    Source,
    Therapy,
    known,
    not_assessed,
    unknown,
)
from workstation.clinical.protocol import Protocol
from workstation.protocols.loader import load
from workstation.ui.decision import (
    AdviceCard,
    LowerCard,
    decided_level,
    one_down,
    raised,
    with_level,
)
from workstation.ui.note import finding_words, names, sbar, section_summary

NOW = datetime(2026, 11, 26, 13, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def protocol(repository: Path) -> Protocol:
    return load(repository / "resources" / "protocols" / "crs" / "2026.3")


def encounter(*findings: Finding, patient: Patient | None = None) -> Encounter:
    return Encounter(
        id=1,
        uuid="one",
        state=EncounterState.DRAFT,
        setting=Setting.PHONE,
        started_at=NOW,
        nurse="nokafor",
        nurse_name="N. Okafor, RN",
        patient=patient,
        therapy=Therapy(agent="teclistamab", dose_label="step-up 2", last_dose_at=NOW),
        findings=MappingProxyType({f.id: f for f in findings}),
    )


def test_raising_goes_one_level_up_and_not_beyond_the_top(protocol: Protocol) -> None:
    levels = protocol.form.levels
    once = raised(Decision(), "urgent_review", levels)
    assert once.override is not None
    assert (once.level, once.override.raised) == ("emergency_department_now", True)
    twice = raised(once, "urgent_review", levels)
    assert twice.level == "call_emergency_services"
    assert raised(twice, "urgent_review", levels) == twice
    assert twice.override is not None
    assert twice.override.computed == "urgent_review"


def test_a_raise_is_taken_back_without_a_reason_a_lowering_is_not(protocol: Protocol) -> None:
    levels = protocol.form.levels
    up = raised(Decision(), "urgent_review", levels)
    back = one_down(up, "urgent_review", levels)
    assert back is not None
    assert (back.level, back.override) == ("urgent_review", None)
    assert one_down(back, "urgent_review", levels) is None


def test_raising_a_lowering_up_to_the_computed_level_ends_it(protocol: Protocol) -> None:
    levels = protocol.form.levels
    low = with_level(
        Decision(), "urgent_review", "scheduled_call_back", levels, "measured_and_normal"
    )
    assert decided_level(low, "urgent_review") == "scheduled_call_back"
    assert raised(low, "urgent_review", levels).override is None


def test_the_lower_card_takes_level_and_reason(qtbot: QtBot, protocol: Protocol) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    taken: list[tuple[str, str, str]] = []
    card = LowerCard(window, protocol.form, "urgent_review", lambda *a: taken.append(a))
    card.open()
    home = card.findChild(QRadioButton, "to_home_care")
    assert isinstance(home, QRadioButton)
    home.setChecked(True)
    QTest.keyClicks(home, "5")
    card.take_it.click()
    assert taken == []  # "another reason" needs its words
    card.words.edit.setText("Seen by the home team an hour ago")
    card.take_it.click()
    assert taken == [("home_care", "other", "Seen by the home team an hour ago")]


def test_the_words_for_the_patient_carry_the_number_of_the_site(
    qtbot: QtBot, protocol: Protocol
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    taken: list[tuple[tuple[str, ...], bool | None]] = []
    card = AdviceCard(
        window,
        protocol.form,
        "home_care",
        Decision(),
        "112",
        lambda said, back: taken.append((said, back)),
    )
    card.open()
    boxes = [b for b in card.findChildren(QCheckBox) if b.objectName().startswith("said_")]
    assert any("Call 112" in b.accessibleName() for b in boxes)
    assert not any("{" in b.accessibleName() for b in boxes)
    boxes[0].setChecked(True)
    card.teach_back.setChecked(True)
    card.go_back()
    assert taken == [((boxes[0].objectName().removeprefix("said_"),), True)]


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (known("temperature_c", 38.6), "38.6 °C"),
        (known("temperature_max_24h_c", 38.9, Source.REPORTED), "highest 38.9 °C (told)"),
        (known("steroid_given", False), "no steroid"),
        (known("dizziness_on_standing", True), "dizzy on standing"),
        (unknown("spo2_percent"), "SpO₂ unknown"),
        (not_assessed("ice_score", "no_device"), "ICE score not assessed"),
        (known("vasopressors", ()), "vasopressors running: none"),
        (known("awakens_to", "voice"), "awakens: to voice"),
    ],
)
def test_a_finding_in_a_nurses_words(protocol: Protocol, finding: Finding, words: str) -> None:
    item = protocol.form.items[finding.id]
    assert finding_words(item, finding, "C", "Europe/Paris") == words


def test_names_read_as_one_phrase(protocol: Protocol) -> None:
    form = protocol.form
    assert names(form, ["systolic_mmhg"]) == "Systolic"
    three = names(form, ["temperature_c", "spo2_percent", "heart_rate_bpm"])
    assert three == "Temperature, SpO₂ and heart rate"


def test_a_pressure_is_one_value_and_what_is_so_comes_first(protocol: Protocol) -> None:
    form = protocol.form
    rows = next(rows for s, rows in form.rows(Setting.PHONE) if s.id == "circulation")
    findings = encounter(
        known("systolic_mmhg", 118),
        known("diastolic_mmhg", 74),
        known("fainting", False),
        known("no_urine_18h", False),
        known("chest_pain", True),
    ).findings
    summary = section_summary(form, rows, findings, "C", "Europe/Paris")
    assert summary == "118/74 mmHg · chest pain · no: fainting, no urine for 18 hours"


def test_the_note_says_only_what_was_answered(protocol: Protocol) -> None:
    jane = Patient("p", "Doe", "Jane", date(1965, 3, 14), diagnosis="multiple myeloma")
    held = encounter(known("temperature_c", 38.6), known("collapse", False), patient=jane)
    found = assess(protocol, observation(held, NOW))
    parts = {p.title: p.text for p in sbar(protocol.form, held, found, NOW, "C", "Europe/Paris")}
    assert parts["Situation"] == (
        "Phone call, 61-year-old. No red flag told; 10 of 11 not known. 38.6 °C."
    )
    assert parts["Background"] == ("Teclistamab, step-up 2, 0 min since dose. Multiple myeloma.")
    assert parts["Assessment"].startswith("At least grade 1, ASTCT 2019 · CRS.")
    assert parts["Recommendation"].startswith("Computed: ")
