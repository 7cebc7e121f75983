"""What is on file of a patient's risk: what is told to raise it, the kit at home, what is missing.

Facts with their source to read, never a score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workstation.clinical.encounter import Patient, age_months, age_years
from workstation.clinical.findings import Finding, Source, Therapy, known
from workstation.clinical.form import Form
from workstation.clinical.risk import HEALTH, RiskAssessment

CHILD_UNDER = 16
"""Years (house, ASSESSMENT §6)."""

BASELINES = ("baseline_systolic_mmhg", "baseline_spo2_percent", "baseline_ice_score")
"""What is kept of a patient and becomes a finding of each call."""

NOT_KNOWN = "not known"
_ENGAGING = {"bispecific": True, "car_t": True, "other": False}
_KIT = (
    ("thermometer", ("temperature_c",)),
    ("cuff", ("systolic_mmhg", "diastolic_mmhg")),
    ("oximeter", ("spo2_percent",)),
)
"""What is at home, and the findings that cannot be taken without it."""


@dataclass(frozen=True, slots=True)
class RiskFact:
    """A line of what is told to raise the risk, and what is on file of this patient.

    ``raises`` is None while nobody knows, or where only a person can weigh it.
    """

    id: str
    label: str
    says: str
    source: str
    raises: bool | None = None


def is_child(patient: Patient, on: date) -> bool:
    """Whether the patient is a child on a day."""
    return age_years(patient.birth_date, on) < CHILD_UNDER


def engages_t_cells(form: Form, therapy: Therapy | None) -> bool | None:
    """Whether the agent engages T cells, by its class; None while that is not known."""
    if therapy is None:
        return None
    return _ENGAGING.get(form.class_of(therapy))


def risk_facts(
    form: Form, patient: Patient, therapy: Therapy | None, on: date
) -> tuple[RiskFact, ...]:
    """Each line of the pack's page on risk, with what is on file beside it."""
    page = form.background.get("risk")
    if page is None:
        return ()
    told = _told(form, patient, therapy, on)
    facts = ((sign, *told.get(sign.id, (NOT_KNOWN, None))) for sign in page.signs)
    return tuple(
        RiskFact(sign.id, sign.text, says, sign.reference, raises) for sign, says, raises in facts
    )


def _told(
    form: Form, patient: Patient, therapy: Therapy | None, on: date
) -> Mapping[str, tuple[str, bool | None]]:
    risk = patient.risk or RiskAssessment()
    child, engaging = is_child(patient, on), engages_t_cells(form, therapy)
    years, months = age_years(patient.birth_date, on), age_months(patient.birth_date, on)
    age = f"{years} years" if years else f"{months} months"
    condition = ", ".join(part for part in (patient.diagnosis, risk.severity) if part)
    health = "" if risk.health is None else f"{HEALTH[risk.health]} (ECOG {risk.health})"
    return {
        "condition": (condition or NOT_KNOWN, None),
        "health": (health or NOT_KNOWN, None),
        "dose": (risk.planned_dose or NOT_KNOWN, None),
        "children": (f"{'a child' if child else 'not a child'}, {age}", child),
        "t-cell-engaging": ({True: "yes", False: "no", None: NOT_KNOWN}[engaging], engaging),
    }


def missing(form: Form, patient: Patient, therapy: Therapy | None) -> tuple[str, ...]:
    """What nobody has entered yet, in the order of the form."""
    risk = patient.risk or RiskAssessment()
    asked = (
        ("condition", patient.diagnosis),
        ("severity", risk.severity),
        ("general health", risk.health),
        ("planned dose", risk.planned_dose),
        ("class of the agent", engages_t_cells(form, therapy)),
        ("weight", patient.weight_kg),
        ("usual temperature", risk.baseline_temperature_c),
        ("usual systolic pressure", patient.baseline_systolic_mmhg),
        ("usual diastolic pressure", risk.baseline_diastolic_mmhg),
        ("usual heart rate", risk.baseline_heart_rate_bpm),
        ("usual breathing rate", risk.baseline_respiratory_rate_bpm),
        ("usual SpO₂", patient.baseline_spo2_percent),
        ("ICE score before the dose", risk.baseline_ice_score),
        ("handwriting sample", risk.handwriting_kept),
        ("thermometer at home", patient.has_thermometer),
        ("cuff at home", risk.has_cuff),
        ("oximeter at home", risk.has_oximeter),
        ("caregiver", patient.caregiver_present),
        ("way to the hospital", risk.travel_minutes),
    )
    return tuple(name for name, value in asked if value is None or value == "")


def kit(patient: Patient) -> Mapping[str, bool | None]:
    """What is at home: thermometer, cuff, oximeter."""
    risk = patient.risk or RiskAssessment()
    return {
        "thermometer": patient.has_thermometer,
        "cuff": risk.has_cuff,
        "oximeter": risk.has_oximeter,
    }


def home_words(patient: Patient) -> tuple[str, ...]:
    """What is known of the home: ``no cuff``, ``caregiver``, ``45 min to the hospital``."""
    return tuple(_home(patient))


def _home(patient: Patient) -> Iterable[str]:
    had = {**kit(patient), "caregiver": patient.caregiver_present}
    for name, there in had.items():
        if there is not None:
            yield name if there else f"no {name}"
    minutes = patient.risk.travel_minutes if patient.risk else None
    if minutes is not None:
        yield f"{minutes} min to the hospital"


def lacking(patient: Patient | None) -> Mapping[str, str]:
    """The findings that cannot be taken at home, and why: ``No cuff at home``."""
    if patient is None:
        return {}
    there = kit(patient)
    return {
        finding: f"No {name} at home"
        for name, findings in _KIT
        if there[name] is False
        for finding in findings
    }


def usual(patient: Patient) -> Mapping[str, float]:
    """What was measured before the dose, by the finding that is measured now."""
    risk = patient.risk or RiskAssessment()
    values = {
        "temperature_c": risk.baseline_temperature_c,
        "systolic_mmhg": patient.baseline_systolic_mmhg,
        "diastolic_mmhg": risk.baseline_diastolic_mmhg,
        "heart_rate_bpm": risk.baseline_heart_rate_bpm,
        "respiratory_rate_bpm": risk.baseline_respiratory_rate_bpm,
        "spo2_percent": patient.baseline_spo2_percent,
        "ice_score": risk.baseline_ice_score,
    }
    return {id: value for id, value in values.items() if value is not None}


def baselines(patient: Patient) -> tuple[Finding, ...]:
    """What was usual before the dose, as findings from the record."""
    ice = patient.risk.baseline_ice_score if patient.risk else None
    values = (patient.baseline_systolic_mmhg, patient.baseline_spo2_percent, ice)
    return tuple(
        known(name, value, Source.RECORD)
        for name, value in zip(BASELINES, values, strict=True)
        if value is not None
    )
