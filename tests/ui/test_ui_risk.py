"""The risk before the first dose, filled in by keyboard, and what it changes in a call."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.calling import ALT, CTRL, Calling, Key, jane
from tests.ui.desks import Desks
from tests.ui.hands import cut_texts, find, press, texts, type_text
from tests.whole_sites import first_site, site
from workstation.clinical.encounter import Patient
from workstation.clinical.findings import Source
from workstation.clinical.risk import RiskAssessment
from workstation.ui.patient_search import PatientSearch, RiskSearch
from workstation.ui.risk_card import RiskCard
from workstation.ui.widgets.reasons import ReasonStrip
from workstation.workflows import patients, risk

__all__ = ["first_site", "site"]


def attach(call: Calling) -> None:
    call.press(Key.Key_F, CTRL)
    call.type("doe")
    call.press(Key.Key_Return)
    call.qtbot.waitUntil(lambda: call.held.patient is not None)
    call.settle()


def open_risk(call: Calling) -> RiskCard:
    call.press(Key.Key_R, ALT)
    call.settle()
    card = call.card()
    assert isinstance(card, RiskCard)
    return card


def put(card: RiskCard, **typed: str) -> None:
    for name, text in typed.items():
        find(card, QLineEdit, name).setText(text)


def pick(card: RiskCard, name: str, key: str) -> None:
    choice = find(card, QComboBox, name)
    choice.setCurrentIndex(choice.findData(key))


def save(call: Calling) -> Patient:
    call.press(Key.Key_Return)
    call.settle()
    assert call.held.patient is not None
    return call.held.patient


def test_the_card_shows_what_is_told_to_raise_the_risk_and_what_is_missing(call: Calling) -> None:
    jane(call.session, call.clock)
    attach(call)
    card = open_risk(call)
    shown = texts(card)
    assert "Therapies that engage T cells carry the highest risk" in shown
    assert "yes" in shown  # teclistamab is one
    assert "not a child, 61 years" in shown
    source = call.session.protocol.form.references["seed"].short
    assert shown.count(source) == 5
    missing = find(card, QLabel, "risk_missing").text()
    assert missing.startswith("Not known: severity, general health, planned dose, weight")
    assert "thermometer" not in missing and "caregiver" not in missing
    assert not list(cut_texts(card))


def test_it_is_filled_in_by_keyboard_alone_and_kept_in_one_place_each(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    attach(call)
    open_risk(call)
    assert call.focus.objectName() == "condition_treated"
    call.press(Key.Key_Tab)
    call.type("stage III")
    call.press(Key.Key_Tab)
    call.type("2")
    call.press(Key.Key_Tab)
    call.type("step-up 1")
    for typed in ("36.6", "124", "78", "72", "16", "97", "10", "70"):
        call.press(Key.Key_Tab)
        call.type(typed)
    call.press(Key.Key_Tab)
    call.type("y")
    call.press(Key.Key_Tab)
    call.type("chart")
    for letter in ("y", "n", "n", "y"):
        call.press(Key.Key_Tab)
        call.type(letter)
    call.press(Key.Key_Tab)
    call.type("45")
    kept = save(call)
    assert kept.risk == RiskAssessment(
        severity="stage III",
        health=2,
        planned_dose="step-up 1",
        baseline_temperature_c=36.6,
        baseline_diastolic_mmhg=78,
        baseline_heart_rate_bpm=72,
        baseline_respiratory_rate_bpm=16,
        baseline_ice_score=10,
        handwriting_kept=True,
        handwriting_where="chart",
        has_cuff=False,
        has_oximeter=False,
        travel_minutes=45,
    )
    assert (kept.baseline_systolic_mmhg, kept.baseline_spo2_percent) == (124, 97)
    assert (kept.weight_kg, kept.caregiver_present, kept.has_thermometer) == (70, True, True)
    assert kept.diagnosis == "multiple myeloma"
    assert patients.get(call.session, patient.uuid) == kept
    assert len(risk.risk_versions(call.session, patient.uuid)) == 1


def test_what_is_kept_counts_in_the_call_at_once(call: Calling) -> None:
    jane(call.session, call.clock)
    attach(call)
    card = open_risk(call)
    put(card, usual_systolic_mmhg="124", usual_baseline_ice_score="9")
    pick(card, "cuff", "no")
    pick(card, "caregiver", "no")
    save(call)
    for item, value in (("baseline_systolic_mmhg", 124), ("baseline_ice_score", 9)):
        found = call.stored().findings[item]
        assert (found.value, found.source) == (value, Source.RECORD)
    bar = call.view.bar
    assert bar.risk.accessibleDescription() == "At home: thermometer, no cuff, no caregiver (Alt+R)"
    call.press(Key.Key_2, ALT)
    call.type("38.6")
    call.press(Key.Key_Return)
    call.settle()
    assert call.view.draft.assessment.disposition.level == "emergency_department_now"


def test_a_card_that_is_left_while_it_is_saved_counts_as_well(call: Calling) -> None:
    jane(call.session, call.clock)
    attach(call)
    card = open_risk(call)
    put(card, usual_systolic_mmhg="124")
    card.save.setFocus()
    call.press(Key.Key_Return)
    call.press(Key.Key_Escape)
    call.settle()
    assert call.held.patient == call.stored().patient
    assert call.held.findings["baseline_systolic_mmhg"].value == 124


def test_no_cuff_at_home_is_the_first_reason_and_one_key(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    lacking = replace(patient, risk=RiskAssessment(has_cuff=False))
    risk.assess_risk(call.session, patient, lacking)
    attach(call)
    call.view.form.ask("systolic_mmhg")
    call.type("-")
    strip = call.focus
    assert isinstance(strip, ReasonStrip)
    assert (strip.reasons[0].key, strip.reasons[0].label) == ("1", "No cuff at home")
    call.type("1")
    call.settle()
    assert call.held.findings["systolic_mmhg"].reason == "no_device"
    assert "not assessed: no cuff at home" in texts(call.view)
    call.view.form.ask("spo2_percent")
    call.type("-")
    strip = call.focus
    assert isinstance(strip, ReasonStrip)
    assert strip.reasons[0].label == "No device at home"


def test_what_was_usual_stands_beside_the_row_that_is_asked(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    kept = RiskAssessment(
        baseline_temperature_c=36.6,
        baseline_diastolic_mmhg=78,
        handwriting_kept=True,
        handwriting_where="chart",
    )
    risk.assess_risk(call.session, patient, replace(patient, risk=kept))
    call.press(Key.Key_2, ALT)
    assert "Before the dose" not in call.view.form.view.words[1]
    attach(call)
    for item, words in (
        ("temperature_c", "Before the dose: 36.6 °C."),
        ("systolic_mmhg", "Before the dose: ?/78 mmHg."),
        ("handwriting_changed", "Handwriting from before the dose is kept: chart."),
    ):
        call.view.form.ask(item)
        assert call.view.form.view.words[1].endswith(words)
    call.view.form.ask("heart_rate_bpm")
    assert "Before the dose" not in call.view.form.view.words[1]


def test_a_handwriting_that_was_not_kept_says_so(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    kept = RiskAssessment(handwriting_kept=False)
    risk.assess_risk(call.session, patient, replace(patient, risk=kept))
    attach(call)
    call.view.form.ask("ice_writing")
    assert "No handwriting from before the dose is kept." in call.view.form.view.words[1]
    call.view.form.ask("handwriting_changed")
    assert "No handwriting from before the dose is kept." in call.view.form.view.words[1]


def test_without_a_patient_the_risk_asks_for_one_first(call: Calling) -> None:
    jane(call.session, call.clock)
    call.press(Key.Key_R, ALT)
    assert isinstance(call.card(), PatientSearch)
    call.type("doe")
    call.press(Key.Key_Return)
    call.qtbot.waitUntil(lambda: call.held.patient is not None)
    call.settle()
    assert isinstance(call.card(), RiskCard)


def test_it_opens_from_the_search_without_attaching_anyone(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    call.press(Key.Key_F, CTRL)
    call.type("doe")
    call.settle()
    call.qtbot.waitUntil(lambda: not call.tasks.busy)
    card = open_risk(call)
    put(card, way_to_the_hospital="20")
    call.press(Key.Key_Return)
    call.settle()
    assert call.held.patient is None
    assert isinstance(call.card(), PatientSearch)
    stored = patients.get(call.session, patient.uuid)
    assert stored.risk == RiskAssessment(travel_minutes=20)


def test_without_a_call_the_risk_is_assessed_from_the_worklist(desks: Desks, qtbot: QtBot) -> None:
    window = desks.open()
    press(Key.Key_R, ALT)
    search = desks.card(window)
    assert isinstance(search, RiskSearch)
    desks.settle()
    type_text("roe")
    qtbot.waitUntil(lambda: not search._pause.isActive() and not window.desk.tasks.busy)
    press(Key.Key_Return)
    desks.settle()
    card = desks.card(window)
    assert isinstance(card, RiskCard)
    put(card, way_to_the_hospital="30")
    press(Key.Key_Return)
    desks.settle()
    assert desks.card(window) is search
    stored = patients.search(window.session, "roe")[0]
    assert stored.risk == RiskAssessment(travel_minutes=30)
    press(Key.Key_N, ALT)
    form = desks.card(window)
    for name, text in (("family_name", "Novak"), ("given_name", "Eva"), ("birth_date", "19710203")):
        find(form, QLineEdit, name).setText(text)
    save = find(form, QPushButton, "save")
    assert save.text() == "Save and assess"
    save.click()
    desks.settle()
    opened = desks.card(window)
    assert isinstance(opened, RiskCard) and "NOVAK, Eva" in texts(opened)


def test_a_stale_save_is_refused_and_says_what_changed(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    attach(call)
    card = open_risk(call)
    put(card, planned_dose="step-up 2")
    other = replace(patient, weight_kg=64.0, risk=RiskAssessment(has_cuff=True))
    risk.assess_risk(call.session, patient, other)
    call.press(Key.Key_Return)
    call.settle()
    assert card.isVisible()
    assert card.failed.text.endswith("Changed: weight, cuff.")
    assert find(card, QLineEdit, "planned_dose").text() == "step-up 2"
    find(card, QPushButton, "show_newest").setFocus()
    call.press(Key.Key_Return)
    call.settle()
    assert find(card, QLineEdit, "weight").text() == "64"
    assert find(card, QComboBox, "cuff").currentData() == "yes"
    put(card, planned_dose="step-up 2")
    card.fields.condition.edit.setFocus()
    kept = save(call)
    assert kept.risk == RiskAssessment(planned_dose="step-up 2", has_cuff=True)


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("usual_temperature_c", "386", "outside 25.0 to 45.0 °C"),
        ("usual_baseline_ice_score", "11", "outside 0 to 10"),
        ("weight", "0", "Weight is a number of kilograms from 0.2 to 500."),
        ("weight", "heavy", "Weight is a number of kilograms"),
        ("way_to_the_hospital", "1441", "a number of minutes from 0 to 1440."),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    call: Calling, name: str, typed: str, says: str
) -> None:
    patient = jane(call.session, call.clock)
    attach(call)
    card = open_risk(call)
    put(card, **{name: typed})
    call.press(Key.Key_Return)
    assert any(says in text for text in texts(card)), texts(card)
    field = find(card, QLineEdit, name)
    assert field.hasFocus() and field.text() == typed
    assert patients.get(call.session, patient.uuid).risk is None


def test_the_history_names_who_and_when(call: Calling) -> None:
    patient = jane(call.session, call.clock)
    first = risk.assess_risk(call.session, patient, patient)
    call.clock.advance(hours=1)
    risk.assess_risk(call.session, first, first)
    attach(call)
    card = open_risk(call)
    history = find(card, QLabel, "risk_history").text()
    assert history.startswith("Assessed ") and "; before that " in history
    assert history.count(call.session.account.printed_name) == 2
