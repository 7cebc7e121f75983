"""What stands beside the grade: screens, reactions, and why scales disagree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.clinical.observing import WELL, answer, answer_json, protocol
from workstation.clinical.beside import differences
from workstation.clinical.form import Form

LAB: Mapping[str, Any] = {**WELL, "wbc_10e9_l": 8}
ON_NIVOLUMAB = {"therapy": {"agent": "nivolumab"}}
STEROID = {"patient": {"age_years": 58, "long_term_steroid": True}}
NO_STEROID = {"patient": {"age_years": 58, "long_term_steroid": False}}


def sirs(changes: Mapping[str, Any], **around: Any) -> tuple[int, int]:
    found = answer("ward", {**LAB, **changes}, **around).screens.scores["sirs"]
    return found.at_least, found.at_most


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({}, 0),
        ({"temperature_c": 38.0}, 0),
        ({"temperature_c": 38.1}, 1),
        ({"temperature_c": 36.0}, 0),
        ({"temperature_c": 35.9}, 1),
        ({"heart_rate_bpm": 90}, 0),
        ({"heart_rate_bpm": 91}, 1),
        ({"respiratory_rate_bpm": 20}, 0),
        ({"respiratory_rate_bpm": 21}, 1),
        ({"wbc_10e9_l": 12}, 0),
        ({"wbc_10e9_l": 12.1}, 1),
        ({"wbc_10e9_l": 4}, 0),
        ({"wbc_10e9_l": 3.9}, 1),
        ({"temperature_c": 38.1, "heart_rate_bpm": 91}, 2),
    ],
    ids=str,
)
def test_sirs_counts_four_signs(changes: Mapping[str, Any], points: int) -> None:
    assert sirs(changes) == (points, points)


def test_what_is_not_known_is_never_a_silent_zero() -> None:
    found = answer("ward", {**WELL, "heart_rate_bpm": None}).screens.scores["sirs"]
    assert (found.at_least, found.at_most) == (0, 2)
    assert set(found.not_known) == {"heart_rate_bpm", "wbc_10e9_l"}


def test_sirs_is_an_adult_s() -> None:
    assert not answer("ward", LAB, patient={"age_years": 15}).screens.scores["sirs"].valid
    assert answer("ward", LAB, patient={"age_years": 16}).screens.scores["sirs"].valid


def test_the_shock_index_is_a_number_without_a_limit() -> None:
    found = answer("phone", {**WELL, "heart_rate_bpm": 100, "systolic_mmhg": 80})
    assert found.screens.quotients["shock_index"].value == 1.25
    for id in ("heart_rate_bpm", "systolic_mmhg"):
        open_one = answer("phone", {**WELL, id: None}).screens.quotients["shock_index"]
        assert open_one.value is None
        assert open_one.not_known == (id,)


@pytest.mark.parametrize("sign", ["nausea", "vomiting", "loss_of_appetite", "confusion"])
def test_a_sign_at_risk_is_a_red_flag_of_adrenal_insufficiency(sign: str) -> None:
    told = {**WELL, sign: True}
    for around in (ON_NIVOLUMAB, STEROID):
        found = answer("phone", told, **around).screens.answers["adrenal_insufficiency"]
        assert found.answer == "yes"
        assert sign in {reason.finding for reason in found.because}
    assert (
        answer("phone", told, **NO_STEROID).screens.answers["adrenal_insufficiency"]
        == (answer("phone", WELL, **NO_STEROID).screens.answers["adrenal_insufficiency"])
    )


def test_whether_a_steroid_is_long_term_may_not_be_known() -> None:
    found = answer("phone", {**WELL, "nausea": True}).screens.answers["adrenal_insufficiency"]
    assert found.answer == "unknown"
    assert found.not_known == ("long_term_steroid",)


def test_a_low_pressure_and_a_steroid_during_crs_speak_for_adrenal_insufficiency() -> None:
    told = {**WELL, "systolic_mmhg": 85, "crs_established": True, "steroid_given": True}
    found = answer("ward", told, **NO_STEROID).screens.answers["adrenal_insufficiency"]
    assert found.answer == "yes"
    assert {"steroid_given", "systolic_mmhg"} <= {reason.finding for reason in found.because}


@pytest.mark.parametrize(
    ("screen", "told", "expected"),
    [
        ("anaphylaxis", {"urticaria": True}, "yes"),
        ("anaphylaxis", {"wheeze": True, "urticaria": None}, "yes"),
        ("anaphylaxis", {"urticaria": None}, "unknown"),
        ("anaphylaxis", {}, "no"),
        ("infusion_reaction", {"infusion_interrupted": True}, "yes"),
        ("infusion_reaction", {"reaction_response": "prompt"}, "yes"),
        ("infusion_reaction", {"reaction_response": "none"}, "unknown"),
        ("infusion_reaction", {"reaction_response": "none", "infusion_interrupted": False}, "no"),
        ("infusion_reaction", {}, "unknown"),
    ],
    ids=str,
)
def test_a_reaction_is_told_from_crs(screen: str, told: Mapping[str, Any], expected: str) -> None:
    assert answer("chairside", {**WELL, **told}).screens.answers[screen].answer == expected


def test_no_cause_and_no_symptom_from_before_cancels_a_screen() -> None:
    told = {**WELL, "nausea": True, "preexisting_symptoms": ["nausea"]}
    found = answer("phone", told, **STEROID).screens.answers["adrenal_insufficiency"]
    assert found.answer == "yes"


def test_the_json_keeps_its_keys_and_gains_the_screens() -> None:
    screens = answer_json("phone", WELL)["screens"]
    assert {"news2", "qsofa", "febrile_neutropenia", "sepsis_red_flags"} <= set(screens)
    assert screens["sirs"]["at_most"] == 1
    assert screens["shock_index"] == {"value": 0.61, "not_known": []}
    assert screens["anaphylaxis"] == {"answer": "no", "because": [], "not_known": []}


# --- where scales differ


def said(findings: Mapping[str, Any], setting: str = "ward") -> set[str]:
    base = {"temperature_c": 38.5, "oxygen_device": "room_air", "vasopressors": []}
    found = answer(setting, {**WELL, **base, **findings})
    for one in found.differences:
        assert one.why.source in protocol().form.references
        assert one.why.finding
        assert one.higher
        assert one.lower
    return {one.why.rule.removeprefix("disagreement.") for one in found.differences}


@pytest.mark.parametrize(
    ("findings", "line"),
    [
        ({"iv_fluid_for_hypotension": True}, "penn-fluid"),
        ({"iv_fluid_for_hypotension": True}, "mskcc-fluid"),
        ({"iv_fluid_for_hypotension": True}, "plain-pressure"),
        ({"oxygen_device": "nasal_cannula", "oxygen_flow_l_min": 2}, "penn-oxygen"),
        ({"oxygen_device": "cpap", "oxygen_fio2_percent": 30}, "positive-pressure"),
        ({"oxygen_device": "bipap", "oxygen_fio2_percent": 50}, "positive-pressure-fio2"),
        ({"oxygen_device": "bipap"}, "plain-oxygen"),
        ({"oxygen_device": "venturi_mask", "oxygen_fio2_percent": 28}, "device-or-fio2"),
        ({"oxygen_device": "nasal_cannula", "oxygen_flow_l_min": 6}, "fio2-on-cannula"),
        ({"vasopressors": ["norepinephrine"], "vasopressor_high_dose": False}, "lee-dose"),
        ({"vasopressors": ["norepinephrine"], "vasopressor_high_dose": True}, "penn-dose"),
        (
            {"vasopressors": ["norepinephrine", "dopamine"], "vasopressor_high_dose": False},
            "penn-number",
        ),
        (
            {"vasopressors": ["dopamine"], "vasopressor_hours": 3, "vasopressor_high_dose": False},
            "mskcc-hours",
        ),
        ({"vasopressors": ["norepinephrine", "vasopressin"]}, "vasopressin-counts"),
        ({"transaminase_ctcae_grade": 3}, "organs"),
        ({"creatinine_ctcae_grade": 2}, "organs-penn"),
        ({"hospitalised_for_crs": True}, "in-hospital"),
        ({"life_threatening": True}, "life-threatening"),
    ],
    ids=str,
)
def test_a_difference_is_told_with_its_reason(findings: Mapping[str, Any], line: str) -> None:
    assert line in said(findings)


def test_every_line_of_a_difference_is_tested() -> None:
    tested = {line for _, line in test_a_difference_is_told_with_its_reason.pytestmark[0].args[1]}
    assert tested == {rule.id for rule in protocol().disagreements}


def test_where_scales_agree_nothing_is_said() -> None:
    assert said({}) == set()
    assert said({"temperature_c": 36.8}) == set()


# --- the page of look-alikes


def form() -> Form:
    return protocol().form


def test_the_three_look_alikes_of_the_seed_have_a_page_with_sources() -> None:
    pages = form().lookalikes
    assert {"infection", "sepsis", "adrenal-insufficiency"} <= set(pages)
    for page in pages.values():
        assert page.says
        assert page.signs
        for line in (*page.signs, *page.steps):
            assert line.reference in form().references
            assert set(line.findings) <= set(form().items)


def test_every_screen_has_a_name_and_a_source() -> None:
    screens = answer_json("phone", WELL)["screens"]
    named = set(screens) - {"febrile_neutropenia", "sepsis_red_flags"}
    assert named == set(form().screens)
    assert {one.reference for one in form().screens.values()} <= set(form().references)


NORMAL_PRESSURE = {"systolic_mmhg": 120, "vasopressors": [], "life_threatening": False}


def test_a_difference_names_the_scales_where_its_sentence_speaks_of_more() -> None:
    cannula = {"oxygen_device": "nasal_cannula", "oxygen_flow_l_min": 6, "temperature_c": 38.5}
    all_four = words({**NORMAL_PRESSURE, **cannula}, "fio2-on-cannula")
    only_one = words({**NORMAL_PRESSURE, **cannula, "hospitalised_for_crs": True}, "in-hospital")
    assert all_four.endswith("in ASTCT a cannula up to 6 L/min is 2")
    assert only_one.endswith("does not count in ASTCT (here Penn 2018)")


def words(findings: Mapping[str, Any], line: str) -> str:
    found = answer("ward", {**WELL, **findings})
    told = differences(protocol().form, found)
    return next(one.says for one in told if one.rule == f"disagreement.{line}")
