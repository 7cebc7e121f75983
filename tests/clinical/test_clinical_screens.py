"""The screens beside the grade, what waits, what to ask next, what to do, what to warn of."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clinical.observing import (
    FEVER,
    WELL,
    ago,
    answer,
    answer_json,
    protocol,
)
from workstation.clinical.findings import Setting

HOME, CALL = "home_care", "call_emergency_services"


# --- screens


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({**FEVER, "anc_per_ul": 499}, "yes"),
        ({**FEVER, "anc_per_ul": 500}, "no"),
        ({**FEVER, "anc_expected_to_fall": True}, "yes"),
        ({**FEVER, "anc_per_ul": None}, "unknown"),
        ({**FEVER, "anc_expected_to_fall": None}, "unknown"),
        ({**WELL, "anc_per_ul": 100}, "no"),
        ({"anc_per_ul": 100}, "yes"),
    ],
)
def test_febrile_neutropenia(findings: Any, expected: str) -> None:
    assert answer("ward", findings).screens.febrile_neutropenia == expected


@pytest.mark.parametrize(
    ("around", "valid"),
    [
        ({"patient": {"age_years": 16}}, True),
        ({"patient": {"age_years": 15.9}}, False),
        ({"patient": {"age_years": 30, "pregnant": True}}, False),
        ({"patient": {"age_years": 30, "pregnant": False}}, True),
        ({"patient": {}}, True),
    ],
)
def test_scores_are_for_adults_who_are_not_pregnant(around: Any, valid: bool) -> None:
    scores = dict(answer("ward", WELL, **around).screens.scores)
    del scores["sirs"]
    assert {id: score.valid for id, score in scores.items()} == {"news2": valid, "qsofa": valid}
    assert all(bool(score.why_not_valid) is not valid for score in scores.values())


NEWS2: dict[str, list[tuple[float, int]]] = {
    "respiratory_rate_bpm": [(8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3)],
    "spo2_percent": [(91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0)],
    "systolic_mmhg": [(90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3)],
    "heart_rate_bpm": [
        (40, 3),
        (41, 1),
        (50, 1),
        (51, 0),
        (90, 0),
        (91, 1),
        (110, 1),
        (111, 2),
        (130, 2),
        (131, 3),
    ],
    "temperature_c": [
        (35.0, 3),
        (35.1, 1),
        (36.0, 1),
        (36.1, 0),
        (38.0, 0),
        (38.1, 1),
        (39.0, 1),
        (39.1, 2),
    ],
}
ON_AIR = {**WELL, "oxygen_device": "room_air"}


@pytest.mark.parametrize(
    ("id", "value", "points"), [(id, v, p) for id, row in NEWS2.items() for v, p in row]
)
def test_the_points_of_news2(id: str, value: float, points: int) -> None:
    score = answer("ward", {**ON_AIR, id: value}).screens.scores["news2"]
    assert (score.at_least, score.at_most, score.not_known) == (points, points, ())


@pytest.mark.parametrize(
    ("spo2", "on_air", "on_oxygen"),
    [
        (83, 3, 3),
        (85, 2, 2),
        (87, 1, 1),
        (88, 0, 0),
        (92, 0, 0),
        (93, 0, 1),
        (95, 0, 2),
        (97, 0, 3),
    ],
)
def test_scale_2_of_news2(spo2: int, on_air: int, on_oxygen: int) -> None:
    patient = {"age_years": 70, "conditions": ["hypercapnic_failure"]}
    air = answer("ward", {**ON_AIR, "spo2_percent": spo2}, patient=patient)
    assert air.screens.scores["news2"].at_least == on_air
    cannula = {**WELL, "spo2_percent": spo2, "oxygen_device": "nasal_cannula"}
    oxygen = answer("ward", cannula, patient=patient).screens.scores["news2"]
    assert oxygen.at_least == on_oxygen + 2


@pytest.mark.parametrize(
    "changed",
    [{"awakens_to": "voice"}, {"confusion": True}, {"cannot_be_woken": True}],
)
def test_altered_mentation_scores_and_flags(changed: Any) -> None:
    screens = answer("ward", {**ON_AIR, **changed}).screens
    assert screens.scores["news2"].at_least == 3
    assert screens.scores["qsofa"].at_least == 1
    assert "flag.mentation" in {flag.rule for flag in screens.sepsis_red_flags}


@pytest.mark.parametrize(
    ("findings", "points"),
    [
        ({"respiratory_rate_bpm": 21, "systolic_mmhg": 101}, 0),
        ({"respiratory_rate_bpm": 22, "systolic_mmhg": 101}, 1),
        ({"respiratory_rate_bpm": 22, "systolic_mmhg": 100}, 2),
        ({"respiratory_rate_bpm": 22, "systolic_mmhg": 100, "awakens_to": "voice"}, 3),
    ],
)
def test_the_points_of_qsofa(findings: Any, points: int) -> None:
    score = answer("ward", {**ON_AIR, **findings}).screens.scores["qsofa"]
    assert (score.at_least, score.at_most) == (points, points)


SEPSIS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("pressure", {"systolic_mmhg": 89}, {"systolic_mmhg": 90}),
    (
        "fall",
        {"systolic_mmhg": 109, "baseline_systolic_mmhg": 150},
        {"systolic_mmhg": 110, "baseline_systolic_mmhg": 150},
    ),
    ("pulse", {"heart_rate_bpm": 131}, {"heart_rate_bpm": 130}),
    ("breathing", {"respiratory_rate_bpm": 25}, {"respiratory_rate_bpm": 24}),
    (
        "oxygen",
        {"oxygen_device": "nasal_cannula"},
        {"oxygen_device": "nasal_cannula", "oxygen_reason": "home_baseline"},
    ),
    ("spo2", {"spo2_percent": 91}, {"spo2_percent": 92}),
    (
        "spo2",
        {"spo2_percent": 88, "baseline_spo2_percent": 91},
        {"spo2_percent": 89, "baseline_spo2_percent": 91},
    ),
    ("skin", {"non_blanching_or_mottled_skin": True}, {"skin_discoloration": True}),
    ("urine", {"no_urine_18h": True}, {"no_urine_18h": None}),
]


@pytest.mark.parametrize(("flag", "raised", "quiet"), SEPSIS)
def test_sepsis_red_flags(flag: str, raised: Any, quiet: Any) -> None:
    def rules(changed: Any) -> set[str]:
        found = answer("ward", {**ON_AIR, **changed}).screens.sepsis_red_flags
        assert all(one.source in protocol().form.references for one in found)
        return {one.rule for one in found}

    assert f"flag.{flag}" in rules(raised)
    assert f"flag.{flag}" not in rules(quiet)


def test_recent_chemotherapy_is_a_flag() -> None:
    found = answer("ward", ON_AIR, therapy={"chemotherapy_within_6_weeks": True})
    assert [one.says for one in found.screens.sepsis_red_flags] == ["Chemotherapy within 6 weeks"]


def test_red_flags_are_listed_in_the_order_of_the_pack() -> None:
    told = {**WELL, "wheeze": True, "collapse": True, "urticaria": None}
    assert answer("ward", told).red_flags == ("collapse", "wheeze")


# --- what waits, what is next


def test_a_call_is_provisional_while_the_form_has_open_questions_that_may_change_it() -> None:
    found = answer("phone", {}).disposition
    assert found.provisional
    assert found.waiting_for[0] == "collapse"
    order = protocol().form_order
    assert list(found.waiting_for) == sorted(found.waiting_for, key=order.index)
    assert set(found.waiting_for) <= protocol().required[Setting.PHONE]


def test_an_answer_of_unknown_is_not_waited_for() -> None:
    before = answer("phone", {}).disposition.waiting_for
    after = answer("phone", {"collapse": None}).disposition.waiting_for
    assert set(before) - set(after) == {"collapse"}


def test_at_the_top_nothing_is_waited_for() -> None:
    found = answer("phone", {"collapse": True}).disposition
    assert (found.level, found.provisional, found.waiting_for) == (CALL, False, ())


def test_the_next_question_of_an_empty_call_is_the_first_red_flag() -> None:
    found = answer("phone", {}).next_question
    assert found is not None
    assert found.finding == "collapse"
    assert found.why.lower() == "its worst answer means: call emergency services"


def test_the_next_question_after_a_fever_names_what_it_settles() -> None:
    found = answer("phone", {"temperature_c": 38.6}).next_question
    assert found is not None
    assert found.finding == "spo2_percent"
    assert found.why.startswith("Hypoxia is 0 to 4 without it; its worst answer means: ")


def test_on_the_ward_the_next_question_narrows_the_grade() -> None:
    base = {**FEVER, "oxygen_device": "room_air"}
    found = answer("ward", base).next_question
    assert found is not None
    assert (found.finding, found.why) == ("vasopressors", "Hypotension is 0 to 4 without it")


def test_a_question_about_the_entry_narrows_the_grade() -> None:
    base = {**ON_AIR, "vasopressors": [], "cough": True}
    del base["steroid_given"]
    found = answer("ward", base).next_question
    assert found is not None
    assert (found.finding, found.why) == ("steroid_given", "Narrows the grade")


def test_when_only_the_form_is_left_it_is_asked_in_its_order() -> None:
    whole = {**WELL, **dict.fromkeys(protocol().required[Setting.WARD], False), **ON_AIR}
    for id in ("vasopressors", "diastolic_mmhg", "collapse", "wheeze"):
        whole.pop(id, None)
    found = answer("ward", {**whole, "vasopressors": [], "temperature_c": 36.8}).next_question
    assert found is not None
    assert (found.finding, found.why) == ("collapse", "Belongs to this form and was not asked")


def test_a_call_with_everything_answered_asks_nothing_and_is_final() -> None:
    whole = {**dict.fromkeys(protocol().required[Setting.PHONE], False), **WELL}
    found = answer("phone", {**whole, "diastolic_mmhg": 70})
    assert found.next_question is None
    assert found.disposition.level == HOME
    assert (found.disposition.provisional, found.disposition.waiting_for) == (False, ())


def test_a_question_that_cannot_change_anything_is_not_the_next_before_one_that_can() -> None:
    call = {
        **{id: v for id, v in WELL.items() if id not in ("vomiting", "wheeze", "cough")},
        "cannot_be_woken": False,
    }
    found = answer("phone", call).next_question
    assert found is not None
    assert found.finding == "wheeze"


# --- actions


def test_actions_of_the_grade_come_first_then_those_that_it_may_rise_to() -> None:
    actions = answer("ward", {**FEVER, "oxygen_device": "room_air"}).actions
    rising = [action.if_it_rises for action in actions]
    assert rising == sorted(rising)
    assert True in rising
    assert len({action.id for action in actions}) == len(actions)
    settled = answer("ward", {**FEVER, **ON_AIR, "temperature_c": 38.4, "vasopressors": []})
    assert settled.grade.settled
    assert not any(action.if_it_rises for action in settled.actions)


@pytest.mark.parametrize(
    ("changed", "action"),
    [
        ({"collapse": True}, "call-911"),
        ({"fainting": True}, "send-to-ed"),
        ({"vomiting": True}, "prescriber-within-hour"),
    ],
)
def test_the_level_has_its_action(changed: Any, action: str) -> None:
    assert action in {one.id for one in answer("phone", {**WELL, **changed}).actions}
    assert action not in {one.id for one in answer("phone", WELL).actions}
    assert action not in {one.id for one in answer("ward", {**WELL, **changed}).actions}


def test_every_action_names_a_reference_and_every_warning_can_show() -> None:
    references = protocol().form.references
    assert all(rule.reference in references for rule in protocol().actions)


WARNED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "no-fever-hypotension": ({"systolic_mmhg": 80}, {}),
    "no-fever-hypoxia": ({"oxygen_device": "cpap"}, {}),
    "drug-lowers-temperature": ({"antipyretic_given": True}, {}),
    "vasopressin-alone": ({"vasopressors": ["vasopressin"]}, {}),
    "inotropes": ({"inotropes": ["milrinone"]}, {}),
    "spo2-90-93": ({"spo2_percent": 93}, {}),
    "flow-on-room-air": ({"oxygen_flow_l_min": 2}, {}),
    "child-fall-20": ({"baseline_systolic_mmhg": 144}, {"patient": {"age_years": 15}}),
    "judged-against-pressure": ({"hypotension": False, "systolic_mmhg": 80}, {}),
    "judged-against-spo2": ({"hypoxia": False, "spo2_percent": 89}, {}),
    "mosunetuzumab-flow-6": (
        {"oxygen_device": "nasal_cannula", "oxygen_flow_l_min": 6},
        {"therapy": {"agent": "mosunetuzumab"}},
    ),
    "ice-disagrees": ({"ice_score": 9, "ice_orientation": 2}, {}),
    "late-onset": (
        {"temperature_c": 38.4},
        {"therapy": {"agent_class": "car_t", "last_dose_at": ago(days=15)}},
    ),
    "waived-zero": ({"crs_established": True, "steroid_given": True}, {}),
    "infusion-reaction-looks-alike": (
        {"temperature_c": 38.4},
        {"therapy": {"agent": "blinatumomab"}},
    ),
    "grade-as-infusion-reaction": (
        {"infusion_interrupted": True},
        {"therapy": {"agent": "rituximab"}},
    ),
    "tocilizumab-in-24-hours": ({"tocilizumab_doses_24h": 3}, {}),
    "tocilizumab-in-all": ({"tocilizumab_doses_total": 4}, {}),
}


@pytest.mark.parametrize("rule", protocol().warnings, ids=lambda rule: rule.id)
def test_a_warning_shows_and_is_not_shown_for_the_well(rule: Any) -> None:
    changed, around = WARNED[rule.id]
    base = {**ON_AIR, "vasopressors": []}
    assert rule.says in answer("ward", {**base, **changed}, **around).warnings
    assert rule.says not in answer("ward", base).warnings


def test_a_death_is_grade_5_on_every_crs_scale_and_is_never_inferred() -> None:
    out = answer_json("ward", {**WELL, "died_of_crs": True})["grades"]
    crs = [id for id, scale in protocol().scales.items() if scale.by_entry]
    assert all((out[id]["at_least"], out[id]["at_most"]) == (5, 5) for id in crs)
    worst = {**FEVER, "vasopressors": ["dopamine", "epinephrine"], "life_threatening": True}
    assert answer("ward", worst).grade.at_most == 4


def test_chemotherapy_nobody_told_raises_nothing_and_clears_nothing() -> None:
    silent = answer("ward", ON_AIR).screens
    assert silent.sepsis_red_flags == ()
    assert "chemotherapy_within_6_weeks" in silent.flags_not_known
    for told in (True, False):
        found = answer("ward", ON_AIR, therapy={"chemotherapy_within_6_weeks": told}).screens
        assert "chemotherapy_within_6_weeks" not in found.flags_not_known


def test_a_shock_index_is_rounded_as_a_person_does() -> None:
    told = {"heart_rate_bpm": 102, "systolic_mmhg": 80}
    assert answer("ward", told).screens.quotients["shock_index"].value == 1.28
