"""What the random observations are drawn from: both sides of every limit of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.clinical.plain_reading.completing import DEVICES
from tests.clinical.plain_reading.neurology import ITEMS, SEIZURES, WOKEN
from tests.clinical.plain_reading.seen import MASKING, MILD, ORGANS, RED_FLAGS, SYMPTOMS, words


def numbers(text: str) -> tuple[float, ...]:
    """The numbers of a line of text, a whole one as an integer."""
    return tuple(float(one) if "." in one else int(one) for one in text.split())


AGENTS = words(
    "tisagenlecleucel axicabtagene brexucabtagene lisocabtagene idecabtagene ciltacabtagene "
    "obecabtagene afamitresgene blinatumomab teclistamab talquetamab elranatamab linvoseltamab "
    "epcoritamab glofitamab mosunetuzumab odronextamab tarlatamab tebentafusp rituximab "
    "nivolumab oxaliplatin"
)
AGES: Sequence[Any] = numbers("0 0.05 0.5 1 1.9 2 3 5 6 7.5 10 10.9 11 11.9 12 15.9 16 17.9")
CAUSES = ("crs", "other", "uncertain")
NAMES = words(
    "norepinephrine epinephrine phenylephrine dopamine angiotensin_ii vasopressin unnamed unnamed"
)
COMPLICATIONS = words(
    "acute_respiratory_distress hypoxemia neurological organ_failure infection bleeding "
    "permanent_damage"
)
TRUTHS = (True, False)

NUMBERS: dict[str, Sequence[float]] = {
    "temperature_c": numbers(
        "34.9 35 35.1 35.9 35.95 36 36.1 36.8 37 37.4 37.44 37.45 37.5 37.9 37.94 37.95 38 "
        "38.1 38.3 39 39.04 39.05 39.1 40.2"
    ),
    "temperature_max_24h_c": numbers("36.9 37.9 38 38.5 39 39.1"),
    "systolic_mmhg": numbers(
        "40 59 60 69 70 71 72 73 79 80 81 85 89 90 91 99 100 101 110 111 124 150 219 220"
    ),
    "diastolic_mmhg": numbers("40 60 80"),
    "heart_rate_bpm": numbers(
        "39 40 41 50 51 60 75 79 80 90 91 98 100 110 111 118 120 130 131 140 141 190 191 205 206"
    ),
    "respiratory_rate_bpm": numbers("8 9 11 12 16 18 19 20 21 22 24 25 26 28 30 37 38 53 54"),
    "spo2_percent": numbers("80 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 100"),
    "baseline_systolic_mmhg": numbers("80 90 95 99 100 101 110 125 130 131 150"),
    "baseline_spo2_percent": numbers("86 88 90 91 92 96"),
    "oxygen_flow_l_min": numbers("0 1 2 4.9 5 6 6.1 15 40"),
    "oxygen_fio2_percent": numbers("21 24 30 39 40 60 100"),
    "iv_fluid_boluses": numbers("0 1 2"),
    "vasopressor_hours": numbers("0 2 23 23.5 24 48"),
    "anc_per_ul": numbers("100 499 500 501 999 1000 3000"),
    "wbc_10e9_l": numbers("3.9 4 8 12 12.1"),
    "ice_score": numbers("0 1 2 3 6 7 9 10 10"),
    "baseline_ice_score": numbers("7 10"),
    "capd_score": numbers("0 1 8 9 32"),
    **{id: tuple(range(most + 1)) for id, most in ITEMS.items()},
    **dict.fromkeys(ORGANS, numbers("0 1 2 3 4")),
}
CODES: dict[str, Sequence[str]] = {
    "oxygen_device": DEVICES,
    "oxygen_reason": ("hypoxia", "comfort", "airway_protection", "home_baseline"),
    "awakens_to": (*WOKEN, "spontaneously", "spontaneously"),
    "seizure": (*SEIZURES, "none", "none"),
    "motor_weakness": ("none", "none", "focal_deep"),
    "cerebral_oedema": ("none", "none", "focal", "diffuse"),
    "reaction_response": ("none", "prompt", "slow", "recurred"),
    **{f"{axis}_cause": CAUSES for axis in ("fever", "hypotension", "hypoxia", "neuro")},
}
LISTS: dict[str, Sequence[str]] = {
    "vasopressors": NAMES,
    "inotropes": ("dobutamine", "milrinone", "other"),
    "complications": COMPLICATIONS,
    "preexisting_symptoms": (*MILD, *SYMPTOMS, "weakness", "vomiting", "diarrhoea"),
}
TIMES: dict[str, Sequence[float]] = {
    "antipyretic_at": numbers("1 24 24.1 60"),
    "steroid_at": numbers("1 72 72.1 200"),
    "anticytokine_at": numbers("1 336 336.1 900"),
    "crs_onset_at": numbers("2 40 100"),
    "anc_at": numbers("1 71 72 73"),
    "observation_due_at": numbers("-2 -0.1 0 0.1 5"),
}
"""Hours before the assessment."""

ENTRY = (
    *words("temperature_c temperature_c temperature_max_24h_c fever fever_reported high_fever"),
    *words("fever_cause crs_established preexisting_symptoms systolic_mmhg spo2_percent chills"),
    *(f"{drug}_{what}" for drug in MASKING for what in ("given", "given", "at")),
    *words("crs_onset_at cough bleeding oxygen_device"),
)
PRESSURE = (
    *words("systolic_mmhg systolic_mmhg baseline_systolic_mmhg iv_fluid_for_hypotension"),
    *words("iv_fluid_boluses vasopressors vasopressors vasopressor_high_dose vasopressor_hours"),
    *words("refractory_hypotension hypotension hypotension_cause treatment_limits"),
    *["life_threatening", "inotropes", "low_blood_pressure"],
)
OXYGEN = (
    *words("spo2_percent spo2_percent baseline_spo2_percent oxygen_device oxygen_device"),
    *words("oxygen_flow_l_min oxygen_flow_l_min oxygen_fio2_percent oxygen_reason hypoxia"),
    *words("hypoxia_cause treatment_limits life_threatening difficulty_breathing"),
)
MIND = (
    *words("awakens_to seizure seizure_now motor_weakness cerebral_oedema raised_pressure_signs"),
    *words("sedated neuro_cause developmental_delay ice_score capd_score confusion"),
    *["baseline_ice_score", "handwriting_changed"],
    *ITEMS,
)
ORGAN = (
    *ORGANS,
    *words("coagulopathy_needing_products hospitalised_for_crs life_threatening died_of_crs"),
    *words("infusion_interrupted reaction_response complications refractory_hypotension"),
)
QUIET = (
    *words("temperature_c temperature_c temperature_max_24h_c anc_per_ul anc_at can_drink"),
    *words("anc_expected_to_fall vomiting weakness diarrhoea caregiver_worried"),
    *words("observation_due_at preexisting_symptoms crs_established wbc_10e9_l"),
    *MILD,
)
RATES = (
    *words("heart_rate_bpm heart_rate_bpm respiratory_rate_bpm respiratory_rate_bpm"),
    *words("systolic_mmhg spo2_percent temperature_c rapid_heartbeat low_blood_pressure"),
    *words("high_fever awakens_to oxygen_device baseline_systolic_mmhg diastolic_mmhg"),
)
FLAGS = (
    *RED_FLAGS,
    *SYMPTOMS,
    *words("breathless_on_the_line slurred_on_the_line word_finding_on_the_line vomiting"),
    *words("no_urine_18h new_neck_swelling handwriting_changed preexisting_symptoms"),
)
THEMES = (ENTRY, PRESSURE, OXYGEN, MIND, ORGAN, QUIET, RATES, FLAGS)
ALL = tuple(dict.fromkeys(id for theme in THEMES for id in theme))
