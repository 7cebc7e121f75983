"""Where a caller should be: home care that must be earned, what raises, what is told but stale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.clinical.observing import (
    FEVER,
    MASKING,
    MILD,
    NOW,
    WELL,
    ago,
    answer,
    fired,
    grade,
    level,
    protocol,
    read,
)

HOME, BACK, URGENT = "home_care", "scheduled_call_back", "urgent_review"
ED, CALL = "emergency_department_now", "call_emergency_services"
MASK_OF = dict(zip(MASKING, ("antipyretic_at", "steroid_at", "anticytokine_at"), strict=True))
TOLD_EMERGENCIES = [
    "difficulty_breathing",
    "confusion",
    "speech_difficulty",
    "seizure_now",
    "hallucinations",
    "sleepiness",
    "fainting",
    "skin_discoloration",
]
ANSWERED = {
    "high_fever": "temperature_c",
    "low_blood_pressure": "systolic_mmhg",
    "rapid_heartbeat": "heart_rate_bpm",
}


def without(*ids: str) -> Mapping[str, Any]:
    return {id: value for id, value in WELL.items() if id not in ids}


# --- home care


def test_everything_normal_is_home_care() -> None:
    found = answer("phone", WELL)
    assert found.disposition.level == HOME
    assert fired(found) == {HOME}
    assert "temperature_c" in {reason.finding for reason in found.disposition.because}


@pytest.mark.parametrize(
    ("temperature", "expected"),
    [(35.9, URGENT), (36.0, HOME), (37.4, HOME), (37.5, BACK), (37.9, BACK), (38.0, URGENT)],
)
def test_home_care_wants_a_normal_temperature(temperature: float, expected: str) -> None:
    assert level({**WELL, "temperature_c": temperature}) == expected


@pytest.mark.parametrize("missing", [*MASKING, *TOLD_EMERGENCIES])
@pytest.mark.parametrize("said", ["not asked", "unknown", "not assessed"])
def test_what_is_not_known_is_not_normal(missing: str, said: str) -> None:
    findings = without(missing)
    if said != "not asked":
        findings = {**findings, missing: None if said == "unknown" else {"not_assessed": "no"}}
    found = answer("phone", findings).disposition
    assert protocol().rank(str(found.level)) >= protocol().rank(BACK)
    assert missing in {reason.finding for reason in found.because}


@pytest.mark.parametrize(("word", "number"), ANSWERED.items())
def test_a_number_in_its_limits_answers_a_word(word: str, number: str) -> None:
    assert level(without(word)) == HOME
    assert level(without(word, number)) != HOME
    assert level(without(number)) == (HOME if number != "temperature_c" else URGENT)


@pytest.mark.parametrize("word", ANSWERED)
def test_a_word_that_was_told_counts_whatever_the_number(word: str) -> None:
    assert level({**WELL, word: True}) == ED


@pytest.mark.parametrize("symptom", MILD)
def test_a_new_mild_symptom_is_called_back_and_an_old_one_is_not_new(symptom: str) -> None:
    assert level({**WELL, symptom: True}) == BACK
    assert level({**WELL, symptom: True, "preexisting_symptoms": [symptom]}) == HOME
    other = next(one for one in MILD if one != symptom)
    assert level({**WELL, symptom: True, "preexisting_symptoms": [other]}) == BACK


def test_established_crs_and_a_drug_are_not_home_care() -> None:
    assert level({**WELL, "crs_established": True}) == BACK
    assert level({**WELL, "crs_established": False}) == HOME
    for drug in MASKING:
        assert level({**WELL, drug: True}) == BACK


@pytest.mark.parametrize("symptom", MILD)
def test_home_care_waits_for_a_mild_symptom_that_nobody_asked(symptom: str) -> None:
    """A yes would take it away: the level is another, or it waits for the answer."""
    found = answer("phone", without(symptom)).disposition
    assert found.level != HOME or symptom in found.waiting_for


# --- explaining away


EXPLAINED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"temperature_c": 38.4}, {"fever_cause": "other"}),
    ({"systolic_mmhg": 85}, {"hypotension_cause": "other"}),
    ({"systolic_mmhg": 85}, {"hypotension": False}),
    ({"systolic_mmhg": 88}, {"baseline_systolic_mmhg": 92}),
    ({"temperature_c": 38.4, "spo2_percent": 91}, {"hypoxia_cause": "other"}),
    ({"spo2_percent": 89}, {"hypoxia": False}),
    ({"oxygen_device": "nasal_cannula", "oxygen_flow_l_min": 2}, {"oxygen_reason": "comfort"}),
    (
        {"oxygen_device": "nasal_cannula", "oxygen_flow_l_min": 2},
        {"oxygen_reason": "home_baseline"},
    ),
    ({"awakens_to": "voice"}, {"sedated": True}),
    ({"ice_score": 5}, {"neuro_cause": "other"}),
    ({"confusion": True}, {"preexisting_symptoms": ["confusion"]}),
    ({"chest_pain": True}, {"preexisting_symptoms": ["chest_pain"]}),
    ({"antipyretic_given": True, "cough": True}, {"preexisting_symptoms": ["cough"]}),
]


@pytest.mark.parametrize(("bad", "explanation"), EXPLAINED)
def test_an_explanation_lowers_nothing(bad: dict[str, Any], explanation: dict[str, Any]) -> None:
    before = answer("phone", {**WELL, **bad}).disposition.level
    after = answer("phone", {**WELL, **bad, **explanation}).disposition.level
    assert after == before != HOME


def test_the_three_exceptions() -> None:
    assert level({**WELL, "spo2_percent": 88}) == CALL
    assert level({**WELL, "spo2_percent": 88, "baseline_spo2_percent": 90}) == URGENT
    home = {
        **WELL,
        "oxygen_device": "nasal_cannula",
        "oxygen_flow_l_min": 2,
        "oxygen_reason": "home_baseline",
        "spo2_percent": 94,
    }
    assert level({**home, "baseline_spo2_percent": 96}) == HOME
    assert level({**home, "baseline_spo2_percent": 97}) == ED
    assert level({**WELL, "rash": True, "preexisting_symptoms": ["rash"]}) == HOME


@pytest.mark.parametrize(
    ("judged", "number", "words"),
    [
        ({"hypotension": False}, {"systolic_mmhg": 80}, "Judged not hypotensive"),
        ({"hypoxia": False}, {"spo2_percent": 85}, "Judged not hypoxic"),
    ],
)
def test_a_judgement_against_its_number_warns(judged: Any, number: Any, words: str) -> None:
    assert any(words in w for w in answer("ward", {**WELL, **judged, **number}).warnings)
    assert not any(words in w for w in answer("ward", {**WELL, **judged}).warnings)


# --- one level up


RAISING: list[dict[str, Any]] = [
    {"prior_call_within_24h": True},
    {"patient": {"age_years": 58, "has_thermometer": False}},
    {"therapy": {"agent": "teclistamab", "last_dose_at": ago(days=6)}},
    {"therapy": {"agent": "talquetamab", "last_dose_at": NOW.isoformat()}},
    {
        "prior_call_within_24h": True,
        "patient": {"has_thermometer": False},
        "therapy": {"agent": "teclistamab", "last_dose_at": ago(days=1)},
    },
]


@pytest.mark.parametrize("around", RAISING)
def test_one_level_up_in_all_but_not_beyond_the_emergency_department(around: Any) -> None:
    assert level(WELL, **around) == BACK
    assert level({**WELL, "rash": True}, **around) == URGENT
    assert level({**WELL, "vomiting": True}, **around) == ED
    assert level({**WELL, "fainting": True}, **around) == ED
    assert level({**WELL, "collapse": True}, **around) == CALL
    reasons = answer("phone", WELL, **around).disposition.because
    assert {r.rule.removeprefix("disposition.") for r in reasons} - {HOME}
    assert all(reason.says for reason in reasons)


@pytest.mark.parametrize(
    "around",
    [
        {"therapy": {"agent": "teclistamab", "last_dose_at": ago(days=6, seconds=1)}},
        {"therapy": {"agent": "teclistamab"}},
        {"therapy": {"agent": "elranatamab", "last_dose_at": ago(days=1)}},
        {"therapy": {"agent_text": "something new", "last_dose_at": ago(days=1)}},
        {"patient": {"age_years": 58, "has_thermometer": True}},
        {"patient": {"age_years": 58, "has_thermometer": None}},
        {"prior_call_within_24h": False},
    ],
)
def test_outside_a_window_or_without_one_nothing_is_raised(around: Any) -> None:
    assert level(WELL, **around) == HOME


# --- stale values


def stale(base: Mapping[str, Any], id: str, hours: float) -> Mapping[str, Any]:
    return {**base, id: {"value": base[id], "at": ago(hours=hours)}}


@pytest.mark.parametrize("vital", ["systolic_mmhg", "heart_rate_bpm"])
def test_an_old_number_no_longer_answers_a_word(vital: str) -> None:
    word = next(word for word, number in ANSWERED.items() if number == vital)
    assert level(stale(without(word), vital, 4)) == HOME
    assert level(stale(without(word), vital, 4.01)) == BACK


@pytest.mark.parametrize(
    ("vital", "value", "expected"),
    [
        ("spo2_percent", 88, CALL),
        ("systolic_mmhg", 84, ED),
        ("heart_rate_bpm", 140, ED),
        ("respiratory_rate_bpm", 30, ED),
        ("temperature_c", 39.4, ED),
    ],
)
def test_an_old_alarm_rings_until_a_newer_value(vital: str, value: float, expected: str) -> None:
    bad = {**WELL, vital: value}
    assert level(bad) == expected
    assert level(stale(bad, vital, 7)) == expected
    assert level(WELL) == HOME


@pytest.mark.parametrize(("setting", "hours"), [("phone", 4), ("chairside", 1), ("ward", 1)])
def test_an_old_value_is_not_known_to_the_grade(setting: str, hours: float) -> None:
    low = {**FEVER, "systolic_mmhg": 80, "vasopressors": [], "oxygen_device": "room_air"}
    assert grade(setting, stale(low, "systolic_mmhg", hours)).at_least == 2
    old = grade(setting, stale(low, "systolic_mmhg", hours + 0.01))
    assert old.at_least == 1
    assert "systolic_mmhg" in old.not_known


def test_an_old_temperature_counts_for_24_hours_as_the_highest() -> None:
    assert grade("phone", stale(FEVER, "temperature_c", 5)).entry == "met"
    assert grade("phone", stale(FEVER, "temperature_c", 24)).entry == "met"
    assert grade("phone", stale(FEVER, "temperature_c", 24.01)).entry == "unknown"
    assert grade("phone", stale(WELL, "temperature_c", 5)).entry == "unknown"


def test_a_temperature_since_the_onset_counts_however_old() -> None:
    old = stale(FEVER, "temperature_c", 30)
    assert grade("phone", {**old, "crs_onset_at": ago(hours=30)}).entry == "met"
    assert grade("phone", {**old, "crs_onset_at": ago(hours=29.99)}).entry == "unknown"
    recent = stale(FEVER, "temperature_c", 20)
    assert grade("phone", {**recent, "crs_onset_at": ago(hours=6)}).entry == "met"


@pytest.mark.parametrize(("told", "entry"), [(37.0, "met"), (38.9, "met")])
def test_the_higher_of_an_old_temperature_and_the_highest_told_holds(
    told: float, entry: str
) -> None:
    findings = stale({**FEVER, "temperature_max_24h_c": told}, "temperature_c", 6)
    assert grade("phone", findings).entry == entry
    assert read("phone", findings)["temperature_max_24h_c"] == max(told, 38.4)


def test_an_anc_is_known_for_72_hours() -> None:
    recent = answer("phone", stale({**FEVER, "anc_per_ul": 400}, "anc_per_ul", 72))
    assert recent.screens.febrile_neutropenia == "yes"
    old = answer("phone", stale({**FEVER, "anc_per_ul": 400}, "anc_per_ul", 72.01))
    assert old.screens.febrile_neutropenia == "unknown"
    dated = {**FEVER, "anc_per_ul": 400, "anc_at": ago(hours=73)}
    assert answer("phone", dated).screens.febrile_neutropenia == "unknown"


def test_an_old_anc_fires_nothing() -> None:
    found = answer("phone", stale({**FEVER, "anc_per_ul": 400}, "anc_per_ul", 73))
    assert found.disposition.level == URGENT


@pytest.mark.parametrize(
    ("therapy", "expected"),
    [
        ({"agent": "axicabtagene"}, ED),
        ({"agent": "axicabtagene", "agent_class": "other"}, ED),
        ({"agent": "axicabtagene", "agent_class": "bispecific"}, ED),
        ({"agent": "teclistamab"}, URGENT),
        ({"agent": "teclistamab", "agent_class": "car_t"}, ED),
        ({"agent_text": "study cells", "agent_class": "car_t"}, ED),
        ({"agent_text": "study antibody", "agent_class": "bispecific"}, URGENT),
        ({}, URGENT),
    ],
)
def test_the_class_of_a_listed_agent_is_its_own(therapy: Any, expected: str) -> None:
    """The class told beside it serves typed agents; a CAR T is never talked away."""
    assert level({**FEVER, "anc_per_ul": 3000}, therapy=therapy) == expected


# --- what hides a fever


@pytest.mark.parametrize(
    ("drug", "hours"),
    [("antipyretic_given", 24), ("steroid_given", 72), ("anticytokine_given", 336)],
)
def test_the_time_of_a_drug_decides(drug: str, hours: int) -> None:
    at = MASK_OF[drug]
    for said in (False, True, None):
        base = {**WELL, "cough": True, drug: said}
        assert grade("ward", {**base, at: ago(hours=hours)}).entry == "masked"
        assert grade("ward", {**base, at: ago(hours=hours, seconds=1)}).entry == "not_met"
        since_onset = {at: ago(days=20), "crs_onset_at": ago(days=21)}
        assert grade("ward", {**base, **since_onset}).entry == "masked"
        before_onset = {at: ago(days=22), "crs_onset_at": ago(days=21)}
        assert grade("ward", {**base, **before_onset}).entry == "not_met"


# --- the order of the reasons


def test_what_decides_is_told_before_what_many_calls_share() -> None:
    """A low pressure with fever: the pressure sends to hospital, the fever alone would not."""
    found = answer("phone", {"temperature_c": 38.6, "systolic_mmhg": 86, "heart_rate_bpm": 112})
    assert found.disposition.level == ED
    assert found.disposition.because[0].finding == "systolic_mmhg"
    grade = found.grade
    assert (grade.at_least, grade.because[0].finding) == (2, "systolic_mmhg")
    told = [(reason.finding, reason.says) for reason in found.disposition.because]
    assert len(told) == len(set(told))


def test_home_care_begins_with_the_temperature() -> None:
    found = answer("phone", WELL).disposition
    assert (found.level, found.because[0].finding) == (HOME, "temperature_c")


@pytest.mark.parametrize("setting", ["phone", "chairside"])
def test_a_low_pressure_stands_before_a_high_temperature(setting: str) -> None:
    found = answer(setting, {"temperature_c": 39.4, "systolic_mmhg": 88}).disposition
    assert found.because[0].finding == "systolic_mmhg"
