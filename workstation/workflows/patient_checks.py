"""What may be typed of a patient, and what a change of one has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from workstation.clinical.encounter import Patient
from workstation.clinical.form import Form
from workstation.clinical.limits import check_value
from workstation.clinical.risk import HEALTH, LONGEST_WAY, RiskAssessment
from workstation.site.events import utc_text
from workstation.site.problems import Problem, Situation
from workstation.workflows.checks import checked_line

_TEXTS = {
    "family_name": False,
    "given_name": False,
    "mrn": True,
    "sex": True,
    "phone": True,
    "address": True,
    "diagnosis": True,
    "consultant": True,
    "allergies": True,
}  # and whether the text may be empty
LONGEST_TEXT = 500
FIRST_BIRTH_YEAR = 1890
WEIGHT_KG = (0.2, 500.0)
_USUAL = {
    "baseline_temperature_c": "temperature_c",
    "baseline_diastolic_mmhg": "diastolic_mmhg",
    "baseline_heart_rate_bpm": "heart_rate_bpm",
    "baseline_respiratory_rate_bpm": "respiratory_rate_bpm",
    "baseline_ice_score": "baseline_ice_score",
}
"""The values from before the dose, and the items whose limits they keep."""

_RISK_TEXTS = {
    "severity": "how severe it is",
    "planned_dose": "the planned dose",
    "handwriting_where": "where the handwriting is kept",
}
_NOT_IN_STEP = {"version", "uuid"}


def checked_patient(patient: Patient, form: Form, today: date) -> Patient:
    """The patient with trimmed texts and possible values; else ``Problem`` or ``Refusal``."""
    texts: dict[str, Any] = {
        name: checked_line(getattr(patient, name), f"the {_words(name)}", LONGEST_TEXT, empty)
        for name, empty in _TEXTS.items()
    }
    if not date(FIRST_BIRTH_YEAR, 1, 1) <= patient.birth_date <= today:
        what = f"The birth date lies outside {FIRST_BIRTH_YEAR}-01-01 to {today.isoformat()}."
        raise Problem(Situation.NOT_ACCEPTED, what=what)
    low, high = WEIGHT_KG
    if patient.weight_kg is not None and not low <= patient.weight_kg <= high:
        what = f"The weight {patient.weight_kg:g} kg is outside {low:g} to {high:g} kg."
        raise Problem(Situation.NOT_ACCEPTED, what=what)
    for name in ("baseline_systolic_mmhg", "baseline_spo2_percent"):
        check_usual(form, name, getattr(patient, name))
    return replace(patient, **texts)


def check_usual(form: Form, item: str, value: float | None) -> None:
    """Raises ``Refusal`` for a value from before the dose that its item could not hold."""
    if value is not None and item in form.items:
        check_value(form.items[item], value)


def _words(name: str) -> str:
    return "record number" if name == "mrn" else name.replace("_", " ")


def patient_changes(before: Patient, after: Patient) -> Mapping[str, Any]:
    """Field by field, the old and the new value."""
    old, new = patient_json(before), patient_json(after)
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def patient_json(patient: Patient) -> Mapping[str, Any]:
    """A patient as JSON, days and moments as text."""

    def text(item: Any) -> Any:
        if isinstance(item, datetime):
            return utc_text(item)
        return item.isoformat() if isinstance(item, date) else item

    return asdict(patient, dict_factory=lambda pairs: {name: text(item) for name, item in pairs})


def checked_risk(risk: RiskAssessment, form: Form) -> RiskAssessment:
    """Trimmed texts and possible values; else ``Problem`` or ``Refusal``."""
    texts: dict[str, Any] = {
        name: checked_line(getattr(risk, name), words, LONGEST_TEXT, empty=True)
        for name, words in _RISK_TEXTS.items()
    }
    for name, item in _USUAL.items():
        check_usual(form, item, getattr(risk, name))
    if risk.health is not None and not 0 <= risk.health < len(HEALTH):
        raise Problem(Situation.NOT_ACCEPTED, what="General health is a grade from 0 to 4.")
    if risk.travel_minutes is not None and not 0 <= risk.travel_minutes <= LONGEST_WAY:
        what = f"The way to the hospital takes 0 to {LONGEST_WAY} minutes."
        raise Problem(Situation.NOT_ACCEPTED, what=what)
    return replace(risk, **texts)


def changed_fields(shown: Patient, now: Patient) -> tuple[str, ...]:
    """The names of the fields that differ, those of the risk assessment by their own names."""
    old, new = _flat(shown), _flat(now)
    return tuple(name for name in new if old[name] != new[name])


def _flat(patient: Patient) -> dict[str, object]:
    fields = {k: v for k, v in asdict(patient).items() if k not in _NOT_IN_STEP}
    del fields["risk"]
    return fields | asdict(patient.risk or RiskAssessment())
