"""A range is sound and tight: over the completions of the needed findings that are not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.clinical.observing import MASKING, MILD, SERIOUS, exploring, observe, protocol
from workstation.clinical.given import given as values_of
from workstation.clinical.reading import Reading

SYMPTOMS = [id for id in (*MILD, *SERIOUS) if id != "high_fever"]
CANNULAS = ("nasal_cannula", "high_flow_nasal_cannula")
DEVICES = ("room_air", "blow_by", "venturi_mask", "bipap", "mechanical_ventilation")
VASOPRESSORS: tuple[list[str], ...] = (
    [],
    ["norepinephrine"],
    ["norepinephrine", "unnamed"],
    ["norepinephrine", "epinephrine"],
)

ALWAYS_NEEDED: Mapping[str, tuple[Any, ...]] = {
    "temperature_c": (36.8, 38.0),
    "systolic_mmhg": (20, 300),
    "spo2_percent": (89, 90),
    "ice_score": (0, 2, 6, 9, 10),
    "capd_score": (0, 8, 9),
    "awakens_to": ("spontaneously", "voice", "touch", "unarousable"),
    "seizure": ("none", "brief_resolved", "course_unknown", "prolonged_or_repetitive"),
    "reaction_response": ("none", "prompt", "slow"),
    "infusion_interrupted": (False, True),
}
BY_CRS = ("temperature_c", "systolic_mmhg", "spo2_percent")
BY_SCALE = {
    "icans-astct-2019": ("ice_score", "capd_score", "awakens_to", "seizure"),
    "ctcae-5-irr": ("reaction_response", "infusion_interrupted"),
}
CRS_SCALES = sorted(id for id, scale in protocol().scales.items() if scale.by_entry)

Findings = Mapping[str, Any]


def _ranges(setting: str, findings: Findings, patient: Any, scale: str) -> tuple[int, int]:
    observation = observe(setting, findings, patient=patient)
    reading = Reading(protocol(), observation, values_of(protocol(), observation))
    found = reading.grade(scale)
    return found.at_least, found.at_most


def _completions(setting: str, findings: Findings, scale: str) -> Iterator[Findings]:
    """Every completion over boundary values; a flow only where a cannula asks for it."""
    ids = BY_SCALE.get(scale, BY_CRS)
    choices = [[{id: v} for v in ALWAYS_NEEDED[id]] for id in ids if findings.get(id) is None]
    if scale in CRS_SCALES:
        choices += _crs_choices(setting, findings)
    for chosen in product(*choices):
        whole = {**findings, **{id: v for one in chosen for id, v in one.items()}}
        yield from _with_flow(whole)


def _crs_choices(setting: str, findings: Findings) -> Iterator[list[dict[str, Any]]]:
    drugs = [id for id in MASKING if findings.get(id) is None]
    if drugs:
        yield [dict.fromkeys(drugs, False), {**dict.fromkeys(drugs, False), drugs[-1]: True}]
    open_ones = [id for id in SYMPTOMS if findings.get(id) is None]
    if open_ones:
        none: dict[str, Any] = dict.fromkeys(open_ones, False)
        told = [id for id in open_ones if id not in (findings.get("preexisting_symptoms") or ())]
        yield [none, *({**none, id: True} for id in told[:1])]
    if setting == "phone":
        return
    if findings.get("vasopressors") is None:
        yield [{"vasopressors": one} for one in VASOPRESSORS]
    if findings.get("oxygen_device") is None:
        yield [{"oxygen_device": one} for one in (*DEVICES, *CANNULAS)]


def _with_flow(findings: Findings) -> Iterator[Findings]:
    if findings.get("oxygen_device") in CANNULAS and findings.get("oxygen_flow_l_min") is None:
        yield from ({**findings, "oxygen_flow_l_min": flow} for flow in (1, 4, 5, 6, 6.5))
    else:
        yield findings


def _maybe(*values: Any) -> st.SearchStrategy[Any]:
    """Mostly not said, sometimes unknown, sometimes one of the values."""
    return st.sampled_from([..., ..., None, *values])


def _known(*values: Any) -> st.SearchStrategy[Any]:
    """Mostly one of the values."""
    return st.sampled_from([..., *values, *values])


_CAUSES = ("crs", "other", "uncertain")
NEEDED = {
    "temperature_c": _known(35.9, 37.9, 38.0, 39.2),
    **{id: _known(False, True) for id in MASKING},
    "systolic_mmhg": _known(65, 75, 84, 89, 90, 95, 100, 135),
    "spo2_percent": _known(84, 89, 90, 96),
    "vasopressors": _known(*VASOPRESSORS, ["vasopressin"], ["unnamed"], ["unnamed"] * 2),
    "oxygen_device": _known(*DEVICES, *CANNULAS, "cpap", "simple_face_mask", "non_rebreather"),
    "oxygen_flow_l_min": _maybe(0, 2, 6, 6.1, 15),
}
OTHERS = {
    "temperature_max_24h_c": _maybe(37.9, 38.0),
    "fever": _maybe(True, False),
    "fever_reported": _maybe(True, False),
    "high_fever": _maybe(True, False),
    "crs_established": _maybe(True, True, False),
    "fever_cause": _maybe(*_CAUSES),
    "hypotension_cause": _maybe(*_CAUSES),
    "hypoxia_cause": _maybe(*_CAUSES),
    "hypotension": _maybe(True, False),
    "hypoxia": _maybe(True, False),
    "baseline_systolic_mmhg": _maybe(88, 99, 124, 140),
    "iv_fluid_for_hypotension": _maybe(True, False),
    "iv_fluid_boluses": _maybe(0, 2),
    "treatment_limits": _maybe(True, False),
    "oxygen_fio2_percent": _maybe(21, 39, 40),
    "oxygen_reason": _maybe("comfort", "hypoxia", "home_baseline"),
    "vasopressor_high_dose": _maybe(True, False),
    "vasopressor_hours": _maybe(23.9, 24),
    "refractory_hypotension": _maybe(True, False),
    "life_threatening": _maybe(True, False),
    "creatinine_ctcae_grade": _maybe(0, 1, 2, 3, 4),
    "transaminase_ctcae_grade": _maybe(0, 3, 4),
    "coagulopathy_needing_products": _maybe(True, False),
    "hospitalised_for_crs": _maybe(True, False),
    "preexisting_symptoms": _maybe(["cough"], ["cough", "confusion"], list(SYMPTOMS)),
}
NEURO = {
    "ice_score": _known(0, 2, 3, 6, 7, 9, 10),
    "capd_score": _known(0, 1, 8, 9, 32),
    "awakens_to": _known("spontaneously", "voice", "touch", "vigorous_touch", "unarousable"),
    "seizure": _known(
        "none", "brief_resolved", "non_convulsive_resolved", "prolonged_or_repetitive"
    ),
    "motor_weakness": _maybe("none", "focal_deep"),
    "cerebral_oedema": _maybe("none", "focal", "diffuse"),
    "raised_pressure_signs": _maybe(True, False),
    "sedated": _maybe(True, False),
    "seizure_now": _maybe(True, False),
    "neuro_cause": _maybe(*_CAUSES),
    "developmental_delay": _maybe(True, False),
    "life_threatening": _maybe(True, False),
    "reaction_response": _known("none", "prompt", "slow", "recurred"),
    "infusion_interrupted": _known(True, False),
}
SYMPTOMS_SAID = st.sampled_from(
    [
        {},
        dict.fromkeys(SYMPTOMS, False),
        {"cough": True},
        {**dict.fromkeys(SYMPTOMS), "chills": False},
    ]
)
PATIENTS = st.sampled_from(
    [{"age_years": 58}, {}, {"age_years": 5}, {"age_months": 7}, {"age_years": 0.05}]
)
SETTINGS = st.sampled_from(["phone", "chairside", "ward"])


@st.composite
def _partial(draw: st.DrawFn, *groups: Mapping[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    drawn = {id: draw(how) for group in groups for id, how in group.items()}
    return {id: value for id, value in drawn.items() if value is not ...}


CAREFUL = exploring(200)


def _check(setting: str, findings: Findings, patient: Any, scale: str) -> None:
    low, high = _ranges(setting, findings, patient, scale)
    completed = [
        (_ranges(setting, whole, patient, scale), whole)
        for whole in _completions(setting, findings, scale)
    ]
    for (least, most), whole in completed:
        added = {id: v for id, v in whole.items() if findings.get(id) != v}
        assert low <= least <= most <= high, f"{scale} {low}..{high} is not sound: {added}"
    assert min(least for (least, _), _ in completed) == low, f"{scale}: {low} is not reached"
    assert max(most for (_, most), _ in completed) == high, f"{scale}: {high} is not reached"


@pytest.mark.parametrize("scale", CRS_SCALES)
@CAREFUL
@given(_partial(NEEDED, OTHERS), SYMPTOMS_SAID, SETTINGS, PATIENTS)
def test_a_crs_range_is_sound_and_tight(
    scale: str, findings: dict[str, Any], symptoms: Findings, setting: str, patient: Any
) -> None:
    findings = {**symptoms, **findings}
    still_open = sum(findings.get(id) is None for id in NEEDED)
    assume(still_open <= 4 or setting == "phone")
    _check(setting, findings, patient, scale)


@pytest.mark.parametrize("scale", sorted(BY_SCALE))
@CAREFUL
@given(_partial(NEURO), SETTINGS, PATIENTS)
def test_a_range_without_entry_is_sound_and_tight(
    scale: str, findings: dict[str, Any], setting: str, patient: Any
) -> None:
    _check(setting, findings, patient, scale)


@pytest.mark.parametrize("setting", ["phone", "chairside", "ward"])
@pytest.mark.parametrize("scale", ["astct-2019", "plain-language"])
def test_nothing_known_is_sound_and_tight(scale: str, setting: str) -> None:
    _check(setting, {}, {"age_years": 58}, scale)
