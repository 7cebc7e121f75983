"""An encounter: its states, who it is about, the answers, the nurse's own decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from workstation.clinical.findings import (
    Finding,
    Observation,
    PatientFacts,
    Setting,
    Therapy,
)


class EncounterState(StrEnum):
    """How far an encounter has come. Amended: a later amendment exists. Nothing is ever deleted."""

    DRAFT = "draft"
    SIGNED = "signed"
    AMENDED = "amended"
    ENTERED_IN_ERROR = "entered_in_error"


@dataclass(frozen=True, slots=True)
class Patient:
    """A person known to the site. ``uuid`` is made here; ``version`` rises with each save."""

    uuid: str
    family_name: str
    given_name: str
    birth_date: date
    mrn: str = ""
    sex: str = "unknown"
    phone: str = ""
    address: str = ""
    diagnosis: str = ""
    consultant: str = ""
    allergies: str = ""
    weight_kg: float | None = None
    conditions: tuple[str, ...] = ()
    pregnant: bool | None = None
    beta_blocker: bool | None = None
    long_term_steroid: bool | None = None
    central_line: bool | None = None
    caregiver_present: bool | None = None
    has_thermometer: bool | None = None
    baseline_systolic_mmhg: int | None = None
    baseline_spo2_percent: int | None = None
    therapy: Therapy | None = None
    version: int = 1

    @property
    def display_name(self) -> str:
        """``DOE, Jane``."""
        return f"{self.family_name.upper()}, {self.given_name}"


def age_years(born: date, on: date) -> int:
    """Whole years, rounded down."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_months(born: date, on: date) -> int:
    """Whole months, rounded down."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def facts(patient: Patient, on: date) -> PatientFacts:
    """What ``assess`` may know of a patient on a day."""
    months = age_months(patient.birth_date, on)
    return PatientFacts(
        age_years=float(age_years(patient.birth_date, on)),
        age_months=float(months) if months < 12 else None,
        weight_kg=patient.weight_kg,
        sex=patient.sex,
        conditions=patient.conditions,
        pregnant=patient.pregnant,
        beta_blocker=patient.beta_blocker,
        long_term_steroid=patient.long_term_steroid,
        central_line=patient.central_line,
        caregiver_present=patient.caregiver_present,
        has_thermometer=patient.has_thermometer,
    )


@dataclass(frozen=True, slots=True)
class Override:
    """The nurse's own step away from the computed disposition. Only lowering needs a reason."""

    computed: str | None
    decided: str
    raised: bool
    reason_code: str = ""
    reason_text: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the nurse decided, said and arranged. ``level`` None: as computed, or none (ward)."""

    level: str | None = None
    override: Override | None = None
    advice_given: tuple[str, ...] = ()
    teach_back: bool | None = None
    informed: str = ""
    informed_at: datetime | None = None
    call_back_at: datetime | None = None
    actions_done: tuple[str, ...] = ()
    not_known_reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A finding as it was entered: append-only in the record."""

    finding: Finding
    entered_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Encounter:
    """One assessment of one person by one nurse. ``version`` rises with each save.

    ``findings`` holds the latest answer of each item; a cleared answer is absent.
    ``nurse`` is the user name, ``nurse_name`` the printed name with credentials.
    """

    id: int
    uuid: str
    state: EncounterState
    setting: Setting
    started_at: datetime
    nurse: str
    nurse_name: str
    call_back_number: str = ""
    read_back: bool = False
    caller: str = ""
    address: str = ""
    patient: Patient | None = None
    therapy: Therapy = field(default_factory=Therapy)
    findings: Mapping[str, Finding] = field(default_factory=lambda: MappingProxyType({}))
    decision: Decision = field(default_factory=Decision)
    prior_call_within_24h: bool = False
    first_red_flag_at: datetime | None = None
    signed_at: datetime | None = None
    protocol_id: str = ""
    protocol_version: str = ""
    protocol_sha256: str = ""
    version: int = 1


def observation(encounter: Encounter, at: datetime) -> Observation:
    """What the encounter knows at a moment, in the shape that ``assess`` reads."""
    patient = encounter.patient
    return Observation(
        setting=encounter.setting,
        assessed_at=at,
        patient=facts(patient, at.date()) if patient else PatientFacts(),
        therapy=encounter.therapy,
        findings=encounter.findings,
        prior_call_within_24h=encounter.prior_call_within_24h,
    )
