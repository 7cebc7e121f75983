"""Each line of the phone's dispositions: at its limit, just inside, just outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.clinical.observing import (
    EMERGENCY,
    FEVER,
    RED_FLAGS,
    WELL,
    ago,
    answer,
    fired,
    level,
    protocol,
    read,
)
from workstation.clinical.findings import Setting

PHONE = protocol().dispositions[Setting.PHONE]
LINES = {line.id: line for line in PHONE.lines}
LOW_OXYGEN = {**WELL, "baseline_spo2_percent": 90}
CHILD = {"patient": {"age_years": 9}}
CAR_T = {"agent_class": "car_t"}


def car_t(days: float) -> Any:
    return {"therapy": {**CAR_T, "last_dose_at": ago(days=days)}}


def well(**changes: Any) -> Mapping[str, Any]:
    return {**WELL, **changes}


def fever(**changes: Any) -> Mapping[str, Any]:
    return {**FEVER, **changes}


def without(base: Mapping[str, Any], *ids: str) -> Mapping[str, Any]:
    return {id: value for id, value in base.items() if id not in ids}


Case = tuple[str, Mapping[str, Any], Mapping[str, Any]]
CALLING_FLAGS = [i for i in RED_FLAGS if i not in ("urticaria", "non_blanching_or_mottled_skin")]
NOT_NUMBERED = [i for i in EMERGENCY if i != "seizure_now"]

FIRES: list[Case] = [
    *(("red-flag", well(**{flag: True}), {}) for flag in [*CALLING_FLAGS, "cannot_be_woken"]),
    *(("hives-and-more", well(urticaria=True, **{i: True}), {}) for i in EMERGENCY),
    *(("hives-and-more", well(urticaria=True, **{i: True}), {}) for i in RED_FLAGS[:5]),
    ("hives-and-more", well(urticaria=True, vomiting=True), {}),
    ("hives-and-more", well(urticaria=True, heart_rate_bpm=131), {}),
    ("hives-and-more", well(urticaria=True, temperature_c=39.1), {}),
    ("hives-and-more", well(urticaria=True, systolic_mmhg=89), {}),
    ("seizure-now", well(seizure_now=True), {}),
    ("seizure-now", well(seizure="prolonged_or_repetitive"), {}),
    ("hard-to-wake", well(awakens_to="vigorous_touch"), {}),
    ("hard-to-wake", well(awakens_to="unarousable"), {}),
    ("icans-3", well(awakens_to="touch"), {}),
    ("icans-3", well(ice_score=2), {}),
    ("icans-3", well(seizure="brief_resolved"), {}),
    ("spo2-below-90", well(spo2_percent=89), {}),
    ("spo2-below-90", well(spo2_percent=87, baseline_spo2_percent=90), {}),
    ("spo2-below-90", well(spo2_percent=84, baseline_spo2_percent=86), {}),
    ("spo2-below-90", well(spo2_percent=89, baseline_spo2_percent=92), {}),
    ("slow-heart", well(heart_rate_bpm=39), {}),
    ("slow-heart", well(heart_rate_bpm=79), {"patient": {"age_months": 11}}),
    ("slow-breathing", well(respiratory_rate_bpm=8), {}),
    ("slow-breathing", well(respiratory_rate_bpm=19), {"patient": {"age_months": 11}}),
    ("confusion-with-fever", fever(confusion=True, temperature_c=38.0), {}),
    ("confusion-with-fever", well(confusion=True, temperature_c=35.9), {}),
    ("confusion-with-fever", well(confusion=True, temperature_c=None), {}),
    ("life-threatening", well(life_threatening=True), {}),
    ("astct-3", fever(vasopressors=["dopamine"]), {}),
    ("astct-3", fever(oxygen_device="simple_face_mask"), {}),
    ("astct-3", fever(oxygen_device="nasal_cannula", oxygen_flow_l_min=6.1), {}),
    ("respiratory-distress-syndrome", well(complications=["acute_respiratory_distress"]), {}),
    (
        "news2-7",
        well(respiratory_rate_bpm=21, heart_rate_bpm=111, systolic_mmhg=110, spo2_percent=93),
        {},
    ),
    *(("emergency-symptom", well(**{i: True}), {}) for i in NOT_NUMBERED),
    ("heard-on-the-line", well(breathless_on_the_line=True), {}),
    ("heard-on-the-line", well(slurred_on_the_line=True), {}),
    ("heard-on-the-line", well(word_finding_on_the_line=True), {}),
    ("high-temperature", well(temperature_c=39.1), {}),
    ("high-temperature-24h", well(temperature_max_24h_c=39.1), {}),
    ("low-temperature", well(temperature_c=35.0), {}),
    ("fast-heart", well(heart_rate_bpm=131), {}),
    ("fast-breathing", well(respiratory_rate_bpm=25), {}),
    ("hypotension", well(systolic_mmhg=89), {}),
    ("hypotension", well(hypotension=True), {}),
    ("hypotension", well(systolic_mmhg=110, baseline_systolic_mmhg=150), {}),
    ("hypotension", well(iv_fluid_for_hypotension=True), {}),
    ("hypotension", well(iv_fluid_boluses=1), {}),
    ("hypotension", well(vasopressors=["vasopressin"]), {}),
    ("hypoxia", well(oxygen_device="nasal_cannula", oxygen_flow_l_min=1), {}),
    ("hypoxia", well(oxygen_flow_l_min=1), {}),
    ("hypoxia", well(hypoxia=True), {}),
    ("mottled-skin", well(non_blanching_or_mottled_skin=True), {}),
    ("hives", well(urticaria=True), {}),
    ("refractory-hypotension", well(refractory_hypotension=True), {}),
    *(
        ("organ-grade-3", well(**{f"{organ}_ctcae_grade": 3}), {})
        for organ in ("creatinine", "transaminase", "other_organ")
    ),
    ("astct-2", fever(hypotension=True), {}),
    ("icans-1", well(ice_score=9), {}),
    ("icans-1", well(ice_score=9, neuro_cause="other"), {}),
    ("news2-5", well(respiratory_rate_bpm=21, heart_rate_bpm=111, systolic_mmhg=110), {}),
    ("news2-single-3", well(systolic_mmhg=90), {}),
    ("news2-single-3", well(systolic_mmhg=220), {}),
    ("news2-single-3", well(spo2_percent=91), {}),
    ("news2-single-3", well(spo2_percent=91, baseline_spo2_percent=94), {}),
    ("news2-single-3", well(respiratory_rate_bpm=25), {}),
    ("news2-single-3", well(heart_rate_bpm=40), {}),
    ("news2-single-3", well(temperature_c=35.0), {}),
    ("news2-single-3", well(awakens_to="voice"), {}),
    ("qsofa-2", well(respiratory_rate_bpm=22, systolic_mmhg=100), {}),
    ("sepsis-mentation", well(awakens_to="voice"), {}),
    ("sepsis-pressure", well(systolic_mmhg=89), {}),
    ("sepsis-pressure", well(systolic_mmhg=109, baseline_systolic_mmhg=150), {}),
    ("sepsis-pressure", well(systolic_mmhg=87), CHILD),
    ("sepsis-oxygen", well(spo2_percent=91), {}),
    ("sepsis-oxygen", well(spo2_percent=91, baseline_spo2_percent=92), {}),
    ("sepsis-oxygen", well(oxygen_fio2_percent=24), {}),
    ("sepsis-urine", well(no_urine_18h=True), {}),
    ("sepsis-chemotherapy", fever(), {"therapy": {"chemotherapy_within_6_weeks": True}}),
    (
        "sepsis-chemotherapy",
        well(temperature_c=None),
        {"therapy": {"chemotherapy_within_6_weeks": True}},
    ),
    ("cold-and-unwell", well(temperature_c=35.9, chills=True), {}),
    ("cold-and-unwell", well(temperature_c=35.9, feeling_unwell=True), {}),
    ("cold-and-unwell", well(temperature_c=35.9, anc_per_ul=499), {}),
    ("child-spo2", well(spo2_percent=91), CHILD),
    ("neck-swelling", well(new_neck_swelling=True), {}),
    *(
        ("complication", well(complications=[one]), {})
        for one in ("hypoxemia", "neurological", "organ_failure", "infection", "bleeding")
    ),
    ("complication", well(complications=["permanent_damage"]), {}),
    ("fever-neutropenia", fever(anc_per_ul=499), {}),
    ("fever-neutropenia", fever(anc_expected_to_fall=True), {}),
    ("fever-car-t-anc", fever(anc_per_ul=999), car_t(30)),
    ("fever-car-t-anc", without(FEVER, "anc_per_ul"), car_t(30)),
    ("fever-car-t-anc", fever(anc_per_ul=999), {"therapy": {"agent": "axicabtagene"}}),
    ("fever-car-t-day-14", fever(), car_t(14)),
    ("fever-car-t-day-14", fever(), car_t(0)),
    ("fever-car-t-day-14", fever(), {"therapy": CAR_T}),
    ("fever-cannot-drink", fever(can_drink=False), {}),
    ("fever-no-caregiver", FEVER, {"patient": {"age_years": 58, "caregiver_present": False}}),
    ("fever-dizziness", fever(dizziness_on_standing=True), {}),
    ("fever-weakness", fever(weakness=True), {}),
    ("fever", well(temperature_c=38.0), {}),
    ("fever", well(temperature_c=None), {}),
    ("fever", well(fever=True), {}),
    ("fever", well(fever_reported=True), {}),
    ("fever", well(antipyretic_given=True, cough=True), {}),
    ("fever", well(antipyretic_given=True, crs_established=True), {}),
    *(
        ("symptom", well(**{i: True}), {})
        for i in ["chest_pain", "stomach_pain", "leg_swelling", "bleeding", "vomiting", "weakness"]
    ),
    ("symptom", well(dizziness_on_standing=True), {}),
    ("cannot-drink", well(can_drink=False), {}),
    ("spo2-90-93", well(spo2_percent=93), {}),
    ("spo2-90-93", well(spo2_percent=90, baseline_spo2_percent=91), {}),
    ("spo2-excused", well(spo2_percent=88, baseline_spo2_percent=90), {}),
    ("spo2-excused", well(spo2_percent=85, baseline_spo2_percent=87), {}),
    ("cold", well(temperature_c=35.9), {}),
    ("nearly-febrile", well(temperature_c=37.5, chills=True), {}),
    ("nearly-febrile", well(temperature_c=37.9, feeling_unwell=True), {}),
    ("nearly-febrile", well(temperature_c=37.5, anc_per_ul=999), {}),
    ("nearly-febrile", without(well(temperature_c=37.5), "anc_per_ul"), {}),
    ("handwriting", well(handwriting_changed=True), {}),
    ("caregiver-worried", well(caregiver_worried=True), {}),
]

QUIET: list[Case] = [
    ("red-flag", well(cannot_be_woken=False), {}),
    ("red-flag", well(non_blanching_or_mottled_skin=True), {}),
    ("hives-and-more", well(urticaria=True), {}),
    ("hives-and-more", {"urticaria": True}, {}),
    ("hives-and-more", well(urticaria=True, temperature_c=39.0), {}),
    ("hives-and-more", well(urticaria=True, stomach_pain=True), {}),
    ("seizure-now", well(seizure="brief_resolved"), {}),
    ("hard-to-wake", well(awakens_to="touch"), {}),
    ("icans-3", well(ice_score=3), {}),
    ("icans-3", well(awakens_to="voice"), {}),
    ("spo2-below-90", well(spo2_percent=90), {}),
    ("spo2-below-90", well(spo2_percent=88, baseline_spo2_percent=90), {}),
    ("spo2-below-90", well(spo2_percent=85, baseline_spo2_percent=87), {}),
    ("slow-heart", well(heart_rate_bpm=40), {}),
    ("slow-heart", well(heart_rate_bpm=80), {"patient": {"age_months": 11}}),
    ("slow-heart", well(heart_rate_bpm=79), {"patient": {"age_years": 1}}),
    ("slow-breathing", well(respiratory_rate_bpm=9), {}),
    ("slow-breathing", well(respiratory_rate_bpm=20), {"patient": {"age_months": 11}}),
    ("confusion-with-fever", well(confusion=True, temperature_c=36.0), {}),
    ("confusion-with-fever", fever(confusion=None), {}),
    ("life-threatening", well(life_threatening=False), {}),
    ("life-threatening", {}, {}),
    ("astct-3", fever(hypotension=True), {}),
    ("astct-3", fever(oxygen_device="nasal_cannula", oxygen_flow_l_min=6), {}),
    ("astct-3", well(vasopressors=["dopamine"]), {}),
    ("respiratory-distress-syndrome", well(complications=["infection"]), {}),
    ("news2-7", well(respiratory_rate_bpm=21, heart_rate_bpm=111, spo2_percent=93), {}),
    ("news2-7", {}, {}),
    ("emergency-symptom", WELL, {}),
    ("emergency-symptom", {}, {}),
    ("heard-on-the-line", well(breathless_on_the_line=False), {}),
    ("high-temperature", well(temperature_c=39.0), {}),
    ("high-temperature-24h", well(temperature_max_24h_c=39.0), {}),
    ("low-temperature", well(temperature_c=35.1), {}),
    ("fast-heart", well(heart_rate_bpm=130), {}),
    ("fast-breathing", well(respiratory_rate_bpm=24), {}),
    ("hypotension", well(systolic_mmhg=90), {}),
    ("hypotension", well(systolic_mmhg=110, baseline_systolic_mmhg=149), {}),
    ("hypoxia", well(oxygen_flow_l_min=0, oxygen_fio2_percent=21), {}),
    ("mottled-skin", well(skin_discoloration=True), {}),
    ("hives", well(rash=True), {}),
    ("refractory-hypotension", well(refractory_hypotension=None), {}),
    ("organ-grade-3", well(creatinine_ctcae_grade=2, other_organ_ctcae_grade=2), {}),
    ("astct-2", FEVER, {}),
    ("icans-1", well(ice_score=10), {}),
    ("icans-1", {}, {}),
    ("news2-5", well(respiratory_rate_bpm=21, heart_rate_bpm=111), {}),
    ("news2-5", well(respiratory_rate_bpm=21, heart_rate_bpm=111, systolic_mmhg=110), CHILD),
    ("news2-single-3", well(systolic_mmhg=91, heart_rate_bpm=41, temperature_c=35.1), {}),
    ("news2-single-3", well(systolic_mmhg=219, heart_rate_bpm=130, spo2_percent=92), {}),
    ("news2-single-3", well(spo2_percent=88, baseline_spo2_percent=90), {}),
    ("qsofa-2", well(respiratory_rate_bpm=21, systolic_mmhg=100), {}),
    ("qsofa-2", well(respiratory_rate_bpm=22, systolic_mmhg=101), {}),
    ("sepsis-mentation", well(awakens_to="spontaneously"), {}),
    ("sepsis-mentation", {}, {}),
    ("sepsis-pressure", well(systolic_mmhg=90), {}),
    ("sepsis-pressure", well(systolic_mmhg=110, baseline_systolic_mmhg=150), {}),
    ("sepsis-pressure", well(systolic_mmhg=88), CHILD),
    ("sepsis-oxygen", well(spo2_percent=92), {}),
    ("sepsis-oxygen", well(spo2_percent=89, baseline_spo2_percent=91), {}),
    ("sepsis-urine", well(no_urine_18h=None), {}),
    ("sepsis-chemotherapy", WELL, {"therapy": {"chemotherapy_within_6_weeks": True}}),
    ("sepsis-chemotherapy", {}, {"therapy": {"chemotherapy_within_6_weeks": True}}),
    ("sepsis-chemotherapy", FEVER, {"therapy": {"chemotherapy_within_6_weeks": False}}),
    ("cold-and-unwell", well(temperature_c=36.0, chills=True), {}),
    ("cold-and-unwell", well(temperature_c=35.9, anc_per_ul=500), {}),
    ("child-spo2", well(spo2_percent=92), CHILD),
    ("child-spo2", well(spo2_percent=91), {"patient": {"age_years": 16}}),
    ("neck-swelling", well(new_neck_swelling=False), {}),
    ("complication", well(complications=[]), {}),
    ("fever-neutropenia", fever(anc_per_ul=500), {}),
    ("fever-neutropenia", well(anc_per_ul=100), {}),
    ("fever-car-t-anc", fever(anc_per_ul=1000), car_t(30)),
    ("fever-car-t-anc", fever(anc_per_ul=999), car_t(31)),
    ("fever-car-t-anc", {}, {"therapy": CAR_T}),
    ("fever-car-t-day-14", FEVER, car_t(15)),
    ("fever-car-t-day-14", FEVER, {"therapy": {"agent": "teclistamab"}}),
    ("fever-car-t-day-14", {}, {"therapy": CAR_T}),
    ("fever-cannot-drink", well(can_drink=False), {}),
    ("fever-no-caregiver", FEVER, {}),
    ("fever-dizziness", well(dizziness_on_standing=True), {}),
    ("fever-weakness", well(weakness=True), {}),
    ("fever", well(temperature_c=37.9, temperature_max_24h_c=37.9), {}),
    ("fever", well(antipyretic_given=True), {}),
    ("symptom", WELL, {}),
    ("cannot-drink", well(can_drink=None), {}),
    ("spo2-90-93", well(spo2_percent=94), {}),
    ("spo2-90-93", well(spo2_percent=89), {}),
    ("spo2-excused", well(spo2_percent=87, baseline_spo2_percent=90), {}),
    ("spo2-excused", well(spo2_percent=84, baseline_spo2_percent=86), {}),
    ("spo2-excused", well(spo2_percent=89, baseline_spo2_percent=92), {}),
    ("cold", well(temperature_c=36.0), {}),
    ("nearly-febrile", well(temperature_c=37.4, chills=True), {}),
    ("nearly-febrile", well(temperature_c=37.9, anc_per_ul=1000), {}),
    ("handwriting", well(handwriting_changed=False), {}),
    ("caregiver-worried", well(caregiver_worried=False), {}),
]


def _name(case: Case) -> str:
    line, findings, around = case
    changed = {id: v for id, v in findings.items() if WELL.get(id, ...) != v}
    return f"{line} {changed} {around or ''}"


@pytest.mark.parametrize("case", FIRES, ids=_name)
def test_a_line_fires(case: Case) -> None:
    line, findings, around = case
    found = answer("phone", findings, **around)
    assert found.disposition.level == LINES[line].level
    assert LINES[line].when.value(read("phone", findings, **around).retold()) is True
    assert found.disposition.because, "a line that fires gives its reason"
    for reason in found.disposition.because:
        assert reason.says
        assert reason.finding in protocol().form.items or reason.finding in AROUND
        assert reason.source in protocol().form.references


AROUND = {"therapy", "chemotherapy_within_6_weeks", "caregiver_present"}
"""What a reason may name that is no finding."""


@pytest.mark.parametrize(("score", "line"), [(2, "icans-3"), (9, "icans-1")])
def test_an_ice_score_names_itself_as_the_reason(score: int, line: str) -> None:
    found = answer("phone", well(ice_score=score))
    assert line in fired(found)
    assert {one.finding for one in found.grades["icans-astct-2019"].because} == {"ice_score"}


@pytest.mark.parametrize("case", QUIET, ids=_name)
def test_a_line_stays_quiet(case: Case) -> None:
    line, findings, around = case
    assert LINES[line].when.value(read("phone", findings, **around).retold()) is not True


def test_every_line_has_its_cases() -> None:
    assert {line for line, _, _ in FIRES} == set(LINES)
    assert {line for line, _, _ in QUIET} == set(LINES)


# --- limits by age


AGES = [
    ({"age_years": 0.05}, 205, 53, 60),
    ({"age_months": 0.5}, 205, 53, 60),
    ({"age_years": 0}, 190, 53, 70),
    ({"age_months": 1}, 190, 53, 70),
    ({"age_months": 11.9}, 190, 53, 70),
    ({"age_years": 1}, 140, 37, 72),
    ({"age_years": 2.9}, 140, 37, 74),
    ({"age_years": 3}, 120, 28, 76),
    ({"age_years": 5.9}, 120, 28, 80),
    ({"age_years": 6}, 118, 25, 82),
    ({"age_years": 10.9}, 118, 25, 90),
    ({"age_years": 11}, 118, 25, 90),
    ({"age_years": 12}, 100, 20, 90),
    ({"age_years": 15.9}, 100, 20, 90),
    ({"age_years": 16}, 130, 24, 90),
    ({}, 130, 24, 90),
]


@pytest.mark.parametrize(("patient", "heart", "breaths", "systolic"), AGES)
def test_the_limits_of_an_age(patient: Any, heart: int, breaths: int, systolic: int) -> None:
    at = {"heart_rate_bpm": heart, "respiratory_rate_bpm": breaths, "systolic_mmhg": systolic}
    inside = answer("phone", {**WELL, **at}, patient=patient)
    assert not {"fast-heart", "fast-breathing", "hypotension", "sepsis-pressure"} & fired(inside)
    for id, line, worse in (
        ("heart_rate_bpm", "fast-heart", heart + 1),
        ("respiratory_rate_bpm", "fast-breathing", breaths + 1),
        ("systolic_mmhg", "hypotension", systolic - 1),
    ):
        calm = {"heart_rate_bpm": 100, "respiratory_rate_bpm": 20}  # of every age
        outside = answer("phone", {**WELL, **calm, id: worse}, patient=patient)
        assert line in fired(outside), id


@pytest.mark.parametrize("findings", [{"respiratory_rate_bpm": 24.5}, {"heart_rate_bpm": 130.5}])
def test_a_number_between_two_bands_scores_as_the_lower_band(findings: Any) -> None:
    (id, value), *_ = findings.items()
    reading = read("phone", {**WELL, id: value})
    below = read("phone", {**WELL, id: int(value)})
    assert reading.score("news2").at_least >= below.score("news2").at_least


def test_a_line_not_known_does_not_fire() -> None:
    assert fired(answer("phone", {})) == {"fever"}
    assert level({}) == "urgent_review"
