"""Observations as Hypothesis draws them: some findings not said, some unknown, some at a limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.clinical.observing import MASKING, MILD, SERIOUS

SYMPTOMS = [id for id in (*MILD, *SERIOUS) if id != "high_fever"]
CANNULAS = ("nasal_cannula", "high_flow_nasal_cannula")
DEVICES = ("room_air", "blow_by", "venturi_mask", "bipap", "mechanical_ventilation")
VASOPRESSORS: tuple[list[str], ...] = (
    [],
    ["norepinephrine"],
    ["norepinephrine", "unnamed"],
    ["norepinephrine", "epinephrine"],
)


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
def partial(draw: st.DrawFn, *groups: Mapping[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    drawn = {id: draw(how) for group in groups for id, how in group.items()}
    return {id: value for id, value in drawn.items() if value is not ...}
