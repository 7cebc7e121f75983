"""The chair's dispositions: what stops, what holds, what is watched, what goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.clinical.observing import (
    EMERGENCY,
    MILD,
    NOW,
    RED_FLAGS,
    SERIOUS,
    WELL,
    ago,
    answer,
    fired,
    protocol,
)
from workstation.clinical.findings import Setting

CONTINUE, WATCH, HOLD, STOP = (
    "continue",
    "continue_close_monitoring",
    "hold_infusion_prescriber_now",
    "stop_infusion_emergency",
)
AT_CHAIR: Mapping[str, Any] = {**WELL, "oxygen_device": "room_air", "vasopressors": []}
"""A complete, normal observation at the chair."""

NORMAL_OF = {"rapid_heartbeat": 110, "low_blood_pressure": 101, "high_fever": 37.4}
MEASURED = {
    "rapid_heartbeat": "heart_rate_bpm",
    "low_blood_pressure": "systolic_mmhg",
    "high_fever": "temperature_c",
}


def chair(changes: Mapping[str, Any] | None = None, **around: Any) -> str | None:
    return answer("chairside", {**AT_CHAIR, **(changes or {})}, **around).disposition.level


def without(*ids: str) -> Mapping[str, Any]:
    return {id: value for id, value in AT_CHAIR.items() if id not in ids}


def child(years: float) -> Mapping[str, Any]:
    return {"patient": {"age_years": years}}


def infant(months: float) -> Mapping[str, Any]:
    return {"patient": {"age_months": months}}


def test_a_complete_normal_observation_goes_on() -> None:
    found = answer("chairside", AT_CHAIR)
    assert found.disposition.level == CONTINUE
    assert {"temperature_c", "heart_rate_bpm", "systolic_mmhg"} <= {
        reason.finding for reason in found.disposition.because
    }


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        # stop
        *[({sign: True}, STOP) for sign in ("urticaria", "face_or_tongue_swelling", "wheeze")],
        ({"throat_tightness": True}, STOP),
        *[({flag: True}, STOP) for flag in ("collapse", "airway_problem", "chest_pain_severe")],
        ({"seizure_now": True}, STOP),
        ({"awakens_to": "vigorous_touch"}, STOP),
        ({"ice_score": 2}, STOP),
        ({"spo2_percent": 89}, STOP),
        ({"heart_rate_bpm": 39}, STOP),
        ({"respiratory_rate_bpm": 8}, STOP),
        ({"temperature_c": 38.0, "confusion": True}, STOP),
        ({"temperature_c": 38.0, "vasopressors": ["dopamine"]}, STOP),
        ({"complications": ["acute_respiratory_distress"]}, STOP),
        # hold
        ({"temperature_c": 38.0}, HOLD),
        ({"temperature_max_24h_c": 38.0}, HOLD),
        ({"fever": True}, HOLD),
        ({"temperature_c": 38.0, "fever_cause": "other"}, HOLD),
        ({"temperature_c": 35.0}, HOLD),
        ({"systolic_mmhg": 89}, HOLD),
        ({"systolic_mmhg": 90}, HOLD),
        ({"systolic_mmhg": 110, "baseline_systolic_mmhg": 150}, HOLD),
        ({"heart_rate_bpm": 131}, HOLD),
        ({"respiratory_rate_bpm": 25}, HOLD),
        ({"spo2_percent": 91}, HOLD),
        ({"oxygen_device": "nasal_cannula", "oxygen_flow_l_min": 1}, HOLD),
        ({"oxygen_flow_l_min": 1}, HOLD),
        ({"vasopressors": ["vasopressin"]}, HOLD),
        ({"iv_fluid_boluses": 1}, HOLD),
        ({"non_blanching_or_mottled_skin": True}, HOLD),
        ({"no_urine_18h": True}, HOLD),
        ({"new_neck_swelling": True}, HOLD),
        ({"awakens_to": "voice"}, HOLD),
        ({"ice_score": 9}, HOLD),
        ({"creatinine_ctcae_grade": 3}, HOLD),
        ({"complications": ["hypoxemia"]}, HOLD),
        *[({word: True}, HOLD) for word in EMERGENCY if word not in (*NORMAL_OF, "seizure_now")],
        # watch
        *[({word: True}, WATCH) for word in NORMAL_OF],
        *[({symptom: True}, WATCH) for symptom in MILD],
        *[({symptom: True}, WATCH) for symptom in SERIOUS if symptom not in EMERGENCY],
        ({"temperature_c": 37.5}, WATCH),
        ({"temperature_c": 37.9}, WATCH),
        ({"temperature_c": 35.9}, WATCH),
        ({"systolic_mmhg": 100}, WATCH),
        ({"spo2_percent": 93}, WATCH),
        ({"heart_rate_bpm": 50}, WATCH),
        ({"heart_rate_bpm": 111}, WATCH),
        ({"respiratory_rate_bpm": 11}, WATCH),
        ({"respiratory_rate_bpm": 21}, WATCH),
        ({"fever_reported": True}, WATCH),
        ({"vomiting": True}, WATCH),
        ({"can_drink": False}, WATCH),
        ({"handwriting_changed": True}, WATCH),
        ({"observation_due_at": ago(minutes=1)}, WATCH),
        # go on
        ({"temperature_c": 37.4}, CONTINUE),
        ({"temperature_c": 36.0}, CONTINUE),
        ({"systolic_mmhg": 101}, CONTINUE),
        ({"spo2_percent": 94}, CONTINUE),
        ({"heart_rate_bpm": 51}, CONTINUE),
        ({"heart_rate_bpm": 110}, CONTINUE),
        ({"respiratory_rate_bpm": 12}, CONTINUE),
        ({"respiratory_rate_bpm": 20}, CONTINUE),
        ({"antipyretic_given": True, "steroid_given": True}, CONTINUE),
        ({"observation_due_at": NOW.isoformat()}, CONTINUE),
        ({"observation_due_at": (NOW + timedelta(minutes=30)).isoformat()}, CONTINUE),
    ],
    ids=str,
)
def test_a_finding_decides(changes: Mapping[str, Any], level: str) -> None:
    assert chair(changes) == level


@pytest.mark.parametrize("word", NORMAL_OF)
def test_only_a_normal_number_replaces_the_word(word: str) -> None:
    measured = MEASURED[word]
    told = {word: True}
    assert chair({**told, measured: NORMAL_OF[word]}) == WATCH
    step = -1 if word == "low_blood_pressure" else 1 if word == "rapid_heartbeat" else 0.1
    assert chair({**told, measured: round(NORMAL_OF[word] + step, 1)}) == HOLD
    assert chair({**told, measured: None}) == HOLD


def test_a_number_under_a_masking_drug_replaces_no_high_fever() -> None:
    told = {"high_fever": True, "temperature_c": 36.8}
    assert chair(told) == WATCH
    assert chair({**told, "antipyretic_given": True}) == HOLD
    assert chair({**told, "antipyretic_given": None}) == HOLD


@pytest.mark.parametrize(
    "id",
    [
        "temperature_c",
        "antipyretic_given",
        "steroid_given",
        "anticytokine_given",
        "systolic_mmhg",
        "spo2_percent",
        "vasopressors",
        "oxygen_device",
        "heart_rate_bpm",
        "respiratory_rate_bpm",
        "awakens_to",
        *MILD,
        *[symptom for symptom in SERIOUS if symptom != "high_fever"],
    ],
)
def test_an_incomplete_observation_is_watched(id: str) -> None:
    for answered in (without(id), {**AT_CHAIR, id: None}):
        found = answer("chairside", answered).disposition
        assert found.level == WATCH
        assert id in {reason.finding for reason in found.because}


@pytest.mark.parametrize("id", ["high_fever", "seizure", "ice_score", "anc_per_ul", "collapse"])
def test_what_no_observation_needs_does_not_keep_it_from_going_on(id: str) -> None:
    assert answer("chairside", {**AT_CHAIR, id: None}).disposition.level == CONTINUE


def test_an_old_vital_makes_an_observation_incomplete_after_an_hour() -> None:
    def pulse(minutes: int) -> Mapping[str, Any]:
        return {"heart_rate_bpm": {"value": 76, "at": ago(minutes=minutes)}}

    assert chair(pulse(60)) == CONTINUE
    assert chair(pulse(61)) == WATCH


def test_an_open_question_leaves_the_level_provisional() -> None:
    found = answer("chairside", without("collapse", "wheeze")).disposition
    assert found.level == CONTINUE
    assert found.provisional
    assert {"collapse", "wheeze"} <= set(found.waiting_for)


@pytest.mark.parametrize(
    "id", ["temperature_c", "awakens_to", "vasopressors", "oxygen_device", "steroid_given", "cough"]
)
def test_what_was_not_asked_is_waited_for(id: str) -> None:
    found = answer("chairside", without(id)).disposition
    assert found.level == WATCH
    assert found.provisional
    assert id in found.waiting_for


@pytest.mark.parametrize("symptom", MILD)
def test_a_mild_symptom_from_before_is_not_new(symptom: str) -> None:
    assert chair({symptom: True, "preexisting_symptoms": [symptom]}) == CONTINUE


@pytest.mark.parametrize("symptom", ["chest_pain", "confusion", "bleeding"])
def test_a_serious_symptom_from_before_still_counts(symptom: str) -> None:
    told = {symptom: True, "preexisting_symptoms": [symptom]}
    assert chair(told) == chair({symptom: True}) != CONTINUE


@pytest.mark.parametrize(
    ("entry", "changes"),
    [
        ("masked", {"antipyretic_given": True, "headache": True, "preexisting_symptoms": []}),
        ("waived", {"crs_established": True, "anticytokine_given": True}),
        ("unknown", {"fever_reported": True}),
    ],
)
def test_a_fever_that_is_not_ruled_out_is_watched(entry: str, changes: Mapping[str, Any]) -> None:
    found = answer("chairside", {**AT_CHAIR, **changes})
    assert found.grade.entry == entry
    assert found.disposition.level == WATCH
    assert "fever" in fired(found)


@pytest.mark.parametrize(
    ("changes", "around"),
    [
        ({"anc_per_ul": 400}, {}),
        ({"weakness": True}, {}),
        ({"dizziness_on_standing": True}, {}),
        ({"can_drink": False}, {}),
        ({}, {"patient": {"age_years": 58, "caregiver_present": False}}),
        ({}, {"therapy": {"agent": "axicabtagene", "last_dose_at": ago(days=2)}}),
    ],
)
def test_lines_that_begin_with_a_fever_do_not_hold_alone(
    changes: Mapping[str, Any], around: Mapping[str, Any]
) -> None:
    """At the chair a fever that is met holds by itself; one that may be masked is watched."""
    assert chair({**changes, "fever_reported": True}, **around) == WATCH


def test_recent_chemotherapy_holds_with_what_may_be_a_fever() -> None:
    around = {"therapy": {"chemotherapy_within_6_weeks": True}}
    assert chair({"fever_reported": True}, **around) == HOLD
    assert chair(**around) == CONTINUE


@pytest.mark.parametrize(
    ("around", "changes", "level"),
    [
        (infant(0), {"heart_rate_bpm": 205, "respiratory_rate_bpm": 53}, CONTINUE),
        (infant(0), {"heart_rate_bpm": 206, "respiratory_rate_bpm": 40}, HOLD),
        (infant(6), {"heart_rate_bpm": 100, "respiratory_rate_bpm": 30}, CONTINUE),
        (infant(6), {"heart_rate_bpm": 99, "respiratory_rate_bpm": 30}, WATCH),
        (infant(6), {"heart_rate_bpm": 100, "respiratory_rate_bpm": 29}, WATCH),
        (infant(6), {"heart_rate_bpm": 120, "respiratory_rate_bpm": 54}, HOLD),
        (child(2), {"heart_rate_bpm": 98, "respiratory_rate_bpm": 37}, CONTINUE),
        (child(2), {"heart_rate_bpm": 97, "respiratory_rate_bpm": 30}, WATCH),
        (child(4), {"heart_rate_bpm": 120, "respiratory_rate_bpm": 20}, CONTINUE),
        (child(4), {"heart_rate_bpm": 79, "respiratory_rate_bpm": 20}, WATCH),
        (child(4), {"heart_rate_bpm": 100, "respiratory_rate_bpm": 19}, WATCH),
        (child(8), {"heart_rate_bpm": 75, "respiratory_rate_bpm": 25}, CONTINUE),
        (child(8), {"heart_rate_bpm": 74, "respiratory_rate_bpm": 20}, WATCH),
        (child(8), {"heart_rate_bpm": 90, "respiratory_rate_bpm": 17}, WATCH),
        (child(14), {"heart_rate_bpm": 60, "respiratory_rate_bpm": 20}, CONTINUE),
        (child(14), {"heart_rate_bpm": 101, "respiratory_rate_bpm": 16}, HOLD),
        (
            child(8),
            {"heart_rate_bpm": 90, "respiratory_rate_bpm": 20, "systolic_mmhg": 86},
            CONTINUE,
        ),
        (child(8), {"heart_rate_bpm": 90, "respiratory_rate_bpm": 20, "systolic_mmhg": 85}, HOLD),
    ],
    ids=str,
)
def test_a_child_has_the_limits_of_its_age(
    around: Mapping[str, Any], changes: Mapping[str, Any], level: str
) -> None:
    assert chair(changes, **around) == level


def test_in_a_child_a_number_within_both_limits_replaces_the_word() -> None:
    told = {"rapid_heartbeat": True, "respiratory_rate_bpm": 24}
    assert chair({**told, "heart_rate_bpm": 100}, **child(4)) == WATCH
    assert chair({**told, "heart_rate_bpm": 118}, **child(4)) == HOLD
    assert chair({**told, "heart_rate_bpm": 79}, **child(4)) == HOLD


def test_no_agent_window_and_no_second_call_raise_at_the_chair() -> None:
    therapy = {"agent": "teclistamab", "last_dose_at": ago(hours=2)}
    assert chair(therapy=therapy, prior_call_within_24h=True) == CONTINUE


def test_a_death_has_no_disposition() -> None:
    assert chair({"died_of_crs": True}) is None


def test_levels_of_different_settings_never_mix() -> None:
    pack = protocol()
    chairs = pack.forms[Setting.CHAIRSIDE].levels
    phones = pack.forms[Setting.PHONE].levels
    assert set(chairs) == {CONTINUE, WATCH, HOLD, STOP}
    assert len(phones) == 5
    assert not set(chairs) & set(phones)
    assert not pack.forms[Setting.WARD].levels
    for own in (chairs, phones):
        assert sorted(level.rank for level in own.values()) == list(range(len(own)))
    for setting, rules in pack.dispositions.items():
        assert {line.level for line in rules.lines} <= set(pack.forms[setting].levels)
    assert pack.level_above(CONTINUE) == WATCH
    assert pack.level_above("home_care") == "scheduled_call_back"


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_a_red_flag_stops_or_holds_whatever_else_is_known(flag: str) -> None:
    alone = answer("chairside", {flag: True}).disposition.level
    assert alone == (HOLD if flag == "non_blanching_or_mottled_skin" else STOP)


def test_what_fires_on_the_phone_fires_at_the_chair() -> None:
    """Every line of the phone holds, but those that the chair words anew or leaves out."""
    pack = protocol()
    chairs = {line.id for line in pack.dispositions[Setting.CHAIRSIDE].lines}
    phones = {line.id for line in pack.dispositions[Setting.PHONE].lines}
    assert phones - chairs == {
        "hives-and-more",
        "hives",
        "emergency-symptom",
        "nearly-febrile",
        *[id for id in phones if id.startswith("fever-")],
    }
