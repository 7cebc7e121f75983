"""Worse never lowers: a grade, but for its named exceptions, and a disposition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.drawing import (
    NEEDED,
    NEURO,
    OTHERS,
    PATIENTS,
    SETTINGS,
    SYMPTOMS_SAID,
    VASOPRESSORS,
    partial,
)
from tests.clinical.observing import MASKING, NOW, RED_FLAGS, answer, exploring, protocol, read
from workstation.clinical import assessment

Findings = Mapping[str, Any]
Step = tuple[str, Any, Any]
"""A finding, a value, and one that is worse."""


def _chain(id: str, *values: Any) -> list[Step]:
    return [(id, before, after) for before, after in pairwise(values)]


def _told(*ids: str) -> list[Step]:
    return [(id, False, True) for id in ids]


GRADED: list[Step] = [
    *_chain("temperature_c", 36.8, 37.9, 38.0, 39.1),
    *_chain("temperature_c", 36.0, 35.9, 34.0),
    *_chain("temperature_max_24h_c", 37.0, 38.0, 39.1),
    *_chain("systolic_mmhg", 150, 100, 91, 89, 81, 79, 40),
    *_chain("spo2_percent", 98, 91, 90, 89, 84),
    *_chain("vasopressors", *VASOPRESSORS),
    *_chain("vasopressors", ["vasopressin"], ["vasopressin", "norepinephrine"]),
    *_chain("vasopressors", ["unnamed"], ["unnamed"] * 2, [*["unnamed"] * 2, "vasopressin"]),
    *_chain("oxygen_device", "room_air", "nasal_cannula", "simple_face_mask", "cpap"),
    *_chain("oxygen_device", "room_air", "high_flow_nasal_cannula", "venturi_mask", "bipap"),
    *_chain("oxygen_device", "room_air", "blow_by", "non_rebreather", "mechanical_ventilation"),
    *_chain("oxygen_device", "cpap", "mechanical_ventilation"),
    *_chain("oxygen_flow_l_min", 0, 1, 6, 6.1, 30),
    *_chain("oxygen_fio2_percent", 21, 24, 39, 40, 90),
    *_chain("creatinine_ctcae_grade", 0, 1, 2, 3, 4),
    *_chain("transaminase_ctcae_grade", 0, 1, 2, 3, 4),
    *_chain("other_organ_ctcae_grade", 0, 1, 2, 3, 4),
    *_chain("iv_fluid_boluses", 0, 1, 3),
    *_chain("vasopressor_hours", 2, 23.9, 24),
    *_chain("ice_score", 10, 9, 7, 6, 3, 2, 0),
    *_chain("capd_score", 0, 1, 8, 9, 32),
    *_chain("awakens_to", "spontaneously", "voice", "touch", "vigorous_touch", "unarousable"),
    *_chain("seizure", "none", "brief_resolved", "course_unknown", "prolonged_or_repetitive"),
    *_chain("seizure", "none", "non_convulsive_resolved", "course_unknown"),
    *_chain("motor_weakness", "none", "focal_deep"),
    *_chain("cerebral_oedema", "none", "focal", "diffuse"),
    *_chain("reaction_response", "none", "prompt", "slow", "recurred"),
    *_told(*MASKING, "fever", "fever_reported", "high_fever", "crs_established"),
    *_told("iv_fluid_for_hypotension", "treatment_limits", "hypotension", "hypoxia"),
    *_told("life_threatening", "hospitalised_for_crs", "coagulopathy_needing_products"),
    *_told("vasopressor_high_dose", "refractory_hypotension", "raised_pressure_signs"),
    *_told("cough", "seizure_now", "confusion", "infusion_interrupted", "died_of_crs"),
]
PLACED: list[Step] = [
    *GRADED[: -len(_told("died_of_crs"))],
    *_chain("heart_rate_bpm", 76, 91, 111, 131, 200),
    *_chain("heart_rate_bpm", 76, 50, 39, 20),
    *_chain("respiratory_rate_bpm", 16, 21, 22, 25, 60),
    *_chain("respiratory_rate_bpm", 16, 11, 8, 4),
    *_chain("anc_per_ul", 3000, 999, 499, 0),
    *_chain("complications", [], ["infection"], ["infection", "acute_respiratory_distress"]),
    ("can_drink", True, False),
    *_told(*RED_FLAGS, "cannot_be_woken", "anc_expected_to_fall", "no_urine_18h"),
    *_told("vomiting", "weakness", "diarrhoea", "new_neck_swelling", "handwriting_changed"),
    *_told("breathless_on_the_line", "slurred_on_the_line", "word_finding_on_the_line"),
    *_told("caregiver_worried", "chills", "feeling_unwell", "dizziness_on_standing"),
    *_told("rapid_heartbeat", "low_blood_pressure", "chest_pain", "bleeding", "fainting"),
]

TREATMENT_STARTED = {"vasopressors", "oxygen_device", "oxygen_flow_l_min"}
"""What lowers the top of a range: the need is now known."""

MORE = {
    "heart_rate_bpm": st.sampled_from([..., 39, 76, 115, 131]),
    "respiratory_rate_bpm": st.sampled_from([..., 8, 16, 22, 25]),
    "anc_per_ul": st.sampled_from([..., None, 400, 900, 3000]),
    "chills": st.sampled_from([..., True]),
    "can_drink": st.sampled_from([..., True]),
    "urticaria": st.sampled_from([..., ..., True]),
    "baseline_spo2_percent": st.sampled_from([..., ..., 88, 97]),
}
AROUND = st.fixed_dictionaries(
    {
        "therapy": st.sampled_from(
            [
                {},
                {"agent": "teclistamab", "last_dose_at": (NOW - timedelta(days=3)).isoformat()},
                {"agent": "axicabtagene"},
                {"agent_class": "car_t", "last_dose_at": (NOW - timedelta(days=20)).isoformat()},
                {"chemotherapy_within_6_weeks": True},
            ]
        ),
        "prior_call_within_24h": st.booleans(),
    }
)


def _may_lower_top(id: str, axes_above_0: bool) -> bool:
    return id in TREATMENT_STARTED or (id == "crs_established" and not axes_above_0)


@exploring(150)
@given(partial(NEEDED, OTHERS, NEURO), SYMPTOMS_SAID, st.sampled_from(GRADED), SETTINGS, PATIENTS)
def test_a_worse_finding_lowers_no_grade(
    findings: Findings, symptoms: Findings, step: Step, setting: str, patient: Any
) -> None:
    id, good, bad = step
    base = {**symptoms, **findings}
    before = read(setting, {**base, id: good}, patient=patient)
    after = read(setting, {**base, id: bad}, patient=patient)
    for scale in protocol().scales:
        was, now = before.grade(scale), after.grade(scale)
        assert now.at_least >= was.at_least, scale
        axes_above_0 = any(high > 0 for _, high in was.axes.values())
        if not _may_lower_top(id, axes_above_0):
            assert now.at_most >= was.at_most, scale


LEARNT = [step for step in GRADED if step[0] != "oxygen_fio2_percent"]
"""A stated FiO2 wins over the one that a flow stands for, also where it is lower."""


@exploring(120)
@given(partial(NEEDED, OTHERS, NEURO), SYMPTOMS_SAID, st.sampled_from(LEARNT), SETTINGS, PATIENTS)
def test_learning_a_bad_value_lowers_no_grade(
    findings: Findings, symptoms: Findings, step: Step, setting: str, patient: Any
) -> None:
    id, _, bad = step
    base = {**symptoms, **findings, id: None}
    before = read(setting, base, patient=patient)
    after = read(setting, {**base, id: bad}, patient=patient)
    for scale in protocol().scales:
        assert after.grade(scale).at_least >= before.grade(scale).at_least, scale


def _rank(findings: Findings, patient: Any, around: Any) -> int:
    """The level as ``assess`` finds it, without its other answers."""
    reading = read("phone", findings, patient=patient, **around)
    found = assessment.examine(protocol(), reading.observation).disposition.level
    assert found is not None
    return protocol().rank(found)


@exploring(150)
@given(
    partial(NEEDED, OTHERS, NEURO, MORE), SYMPTOMS_SAID, st.sampled_from(PLACED), PATIENTS, AROUND
)
def test_a_worse_finding_lowers_no_disposition(
    findings: Findings, symptoms: Findings, step: Step, patient: Any, around: Any
) -> None:
    id, good, bad = step
    base = {**symptoms, **findings}
    assert _rank({**base, id: bad}, patient, around) >= _rank({**base, id: good}, patient, around)


BAD = [step for step in PLACED if not (step[0] == "temperature_c" and step[2] < 38.0)]
"""A temperature that is bad and no fever answers the lines that a fever not known fires."""


@exploring(120)
@given(partial(NEEDED, OTHERS, NEURO, MORE), SYMPTOMS_SAID, st.sampled_from(BAD), PATIENTS, AROUND)
def test_learning_a_bad_value_lowers_no_disposition(
    findings: Findings, symptoms: Findings, step: Step, patient: Any, around: Any
) -> None:
    id, _, bad = step
    base = {**symptoms, **findings, id: None}
    assert _rank({**base, id: bad}, patient, around) >= _rank(base, patient, around)


EXPLAINED: list[tuple[str, Any]] = [
    *((f"{axis}_cause", "other") for axis in ("fever", "hypotension", "hypoxia", "neuro")),
    ("hypotension", False),
    ("hypoxia", False),
    ("sedated", True),
    ("oxygen_reason", "comfort"),
    ("oxygen_reason", "airway_protection"),
    *(("baseline_systolic_mmhg", usual) for usual in (80, 90, 99, 130)),
    ("preexisting_symptoms", ["confusion", "chest_pain", "dizziness_on_standing", "bleeding"]),
    ("fever", False),
    ("fever_reported", False),
    ("crs_established", True),
    ("hypotension_controlled", True),
]


@exploring(120)
@given(
    partial(NEEDED, OTHERS, NEURO, MORE),
    SYMPTOMS_SAID,
    st.sampled_from(EXPLAINED),
    PATIENTS,
    AROUND,
)
def test_no_explanation_lowers_a_disposition(
    findings: Findings, symptoms: Findings, answered: tuple[str, Any], patient: Any, around: Any
) -> None:
    id, explanation = answered
    base = {k: v for k, v in {**symptoms, **findings}.items() if k != id}
    assert _rank({**base, id: explanation}, patient, around) >= _rank(base, patient, around)


VITALS = [
    "temperature_c",
    "systolic_mmhg",
    "spo2_percent",
    "heart_rate_bpm",
    "respiratory_rate_bpm",
    "anc_per_ul",
]


@exploring(120)
@given(
    partial(NEEDED, OTHERS, NEURO, MORE),
    SYMPTOMS_SAID,
    st.sets(st.sampled_from(VITALS), min_size=1),
    st.sampled_from([5, 25, 80]),
    PATIENTS,
    AROUND,
)
def test_a_stale_vital_never_reassures(
    findings: Findings, symptoms: Findings, old: set[str], hours: int, patient: Any, around: Any
) -> None:
    base = {**symptoms, **findings}
    at = (NOW - timedelta(hours=hours)).isoformat()
    stale = {
        id: {"value": value, "at": at} if id in old and value is not None else value
        for id, value in base.items()
    }
    assert _rank(stale, patient, around) >= _rank(base, patient, around)


@exploring(40)
@given(partial(NEEDED, OTHERS, NEURO, MORE), SYMPTOMS_SAID, SETTINGS, AROUND, st.randoms())
def test_order_is_irrelevant_and_equal_input_gives_equal_output(
    findings: Findings, symptoms: Findings, setting: str, around: Any, shuffled: Any
) -> None:
    base = {**symptoms, **findings}
    ids = list(base)
    shuffled.shuffle(ids)
    assert answer(setting, base, **around) == answer(
        setting, {id: base[id] for id in ids}, **around
    )
