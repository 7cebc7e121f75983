"""An encounter: its states, who it is about, its observations, the nurse's own decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from workstation.clinical.answer import assessment_to_json
from workstation.clinical.doses import GivenDose
from workstation.clinical.findings import (
    Finding,
    Observation,
    PatientFacts,
    Setting,
    Source,
    Therapy,
    known,
)
from workstation.clinical.notation import JSON, observation_to_json
from workstation.clinical.results import Assessment
from workstation.clinical.risk import RiskAssessment
from workstation.clinical.taking_over import TakeOver

SEVERAL = frozenset((Setting.CHAIRSIDE, Setting.WARD))
"""Where one encounter may hold several observations; a call on the phone is one."""

_TEMPERATURE, _HIGHEST = "temperature_c", "temperature_max_24h_c"
_DUE, _ONSET = "observation_due_at", "crs_onset_at"
_HIGHEST_COUNTS = timedelta(hours=24)


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
    risk: RiskAssessment | None = None
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
class ClosedObservation:
    """One observation of an encounter that is over: what was found then, and what it meant.

    ``number`` counts from 1; ``by`` is the user name, ``by_name`` the printed one. ``findings``
    is all that was known, ``asked_anew`` names those of them that held for this observation
    only. ``graded`` and ``answer`` are the JSON of what ``assess`` read and said then, ``decision``
    is the nurse's own at that time.
    """

    number: int
    opened_at: datetime
    closed_at: datetime
    by: str
    by_name: str
    findings: Mapping[str, Finding]
    asked_anew: frozenset[str]
    scale: str
    at_least: int
    at_most: int
    level: str | None
    decision: Decision = field(default_factory=Decision)
    graded: Mapping[str, JSON] = field(default_factory=dict, repr=False)
    answer: Mapping[str, JSON] = field(default_factory=dict, repr=False)

    @property
    def decided(self) -> str | None:
        """The disposition that counted: the nurse's own, else the computed one."""
        override = self.decision.override
        return override.decided if override else self.decision.level or self.level

    @property
    def found_at(self) -> datetime:
        """When its newest finding was made; its end where none has a time.

        It ends as the next one begins, which may be half an hour after the last value was taken.
        """
        times = (found.at for found in self.findings.values() if found.at is not None)
        within = (at for at in times if self.opened_at <= at <= self.closed_at)
        return max(within, default=self.closed_at)

    def taken_at(self, item: str) -> datetime:
        """When a value was true; one without a time counts from the end of the observation."""
        found = self.findings[item]
        return found.at or self.closed_at


@dataclass(frozen=True, slots=True)
class Encounter:
    """One assessment of one person by one nurse. ``version`` rises with each save.

    ``findings`` holds the latest answer of each item; a cleared answer is absent, and so is what
    the open observation has not asked again. ``observations`` are the closed ones before it.
    ``doses`` are those of the patient, told in any encounter: those that stood when it was
    signed, or that stand now.
    ``nurse`` is the user name, ``nurse_name`` the printed name with credentials, both of who has
    it now; ``taken_over`` tells who had it before.
    ``patient_then`` is what was graded of the patient at signing, None until then: what is known
    of a person changes afterwards, what was signed does not.
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
    doses: tuple[GivenDose, ...] = ()
    prior_call_within_24h: bool = False
    first_red_flag_at: datetime | None = None
    signed_at: datetime | None = None
    protocol_id: str = ""
    protocol_version: str = ""
    protocol_sha256: str = ""
    version: int = 1
    observations: tuple[ClosedObservation, ...] = ()
    taken_over: tuple[TakeOver, ...] = ()
    patient_then: PatientFacts | None = None

    @property
    def begun_by(self) -> str:
        """The printed name of the nurse who began it."""
        return self.taken_over[0].before_name if self.taken_over else self.nurse_name

    @property
    def number(self) -> int:
        """The number of the open observation, or of the last one once it is signed."""
        return len(self.observations) + 1

    @property
    def opened_at(self) -> datetime:
        """When the open observation was begun."""
        return self.observations[-1].closed_at if self.observations else self.started_at


def observation(encounter: Encounter, at: datetime) -> Observation:
    """What the encounter knows at a moment, in the shape that ``assess`` reads."""
    return Observation(
        setting=encounter.setting,
        assessed_at=at,
        patient=_patient_at(encounter, at),
        therapy=encounter.therapy,
        findings={**encounter.findings, **_of_the_record(encounter, at)},
        prior_call_within_24h=encounter.prior_call_within_24h,
        earlier=earlier(encounter),
    )


def _patient_at(encounter: Encounter, at: datetime) -> PatientFacts:
    if encounter.patient_then is not None:
        return encounter.patient_then
    return facts(encounter.patient, at.date()) if encounter.patient else PatientFacts()


def earlier(encounter: Encounter) -> Mapping[str, Finding]:
    """The last known value of each item that is asked anew, with the time it was true at."""
    found: dict[str, Finding] = {}
    for closed in encounter.observations:
        for id in sorted(closed.asked_anew & closed.findings.keys() - {_DUE}):
            if closed.findings[id].known:
                found[id] = replace(closed.findings[id], at=closed.taken_at(id))
    return found


def _of_the_record(encounter: Encounter, at: datetime) -> dict[str, Finding]:
    """What closed observations still say: the highest temperature, and that this one is late."""
    found = {}
    highest = _highest_before(encounter, at)
    if highest is not None and _degrees(highest) > _degrees(encounter.findings.get(_HIGHEST)):
        found[_HIGHEST] = highest
    due = opened_late(encounter)
    if due is not None and _DUE not in encounter.findings:
        found[_DUE] = due
    return found


def opened_late(encounter: Encounter) -> Finding | None:
    """When the open observation was due, if that had passed before it was begun."""
    if not encounter.observations:
        return None
    due = encounter.observations[-1].findings.get(_DUE)
    planned = due.value if due is not None else None
    late = isinstance(planned, datetime) and planned < encounter.opened_at
    return due if late else None


def _highest_before(encounter: Encounter, at: datetime) -> Finding | None:
    """The highest temperature of the closed observations within 24 hours or since the onset."""
    onset = encounter.findings.get(_ONSET)
    since = at - _HIGHEST_COUNTS
    if onset is not None and isinstance(onset.value, datetime):
        since = min(since, onset.value)
    taken = [
        known(_HIGHEST, _degrees(one), Source.RECORD, closed.taken_at(_TEMPERATURE))
        for closed in encounter.observations
        if (one := closed.findings.get(_TEMPERATURE)) is not None and one.known
        if closed.taken_at(_TEMPERATURE) >= since
    ]
    return max(taken, key=_degrees, default=None)


def _degrees(finding: Finding | None) -> float:
    """A known temperature; anything else is below all of them."""
    value = finding.value if finding is not None else None
    return float(value) if isinstance(value, int | float) else float("-inf")


def close_observation(
    encounter: Encounter, assessment: Assessment, at: datetime, asked_anew: frozenset[str]
) -> Encounter:
    """The encounter with its open observation closed and the next one opened.

    What holds for one observation only (``asked_anew``) is not known any more; a raised or
    lowered disposition was that of the observation that is over. ``at`` is a time where the
    site is.
    """
    grade = assessment.grade
    closed = ClosedObservation(
        number=encounter.number,
        opened_at=encounter.opened_at,
        closed_at=at,
        by=encounter.nurse,
        by_name=encounter.nurse_name,
        findings=encounter.findings,
        asked_anew=asked_anew & encounter.findings.keys(),
        scale=grade.scale,
        at_least=grade.at_least,
        at_most=grade.at_most,
        level=assessment.disposition.level,
        decision=encounter.decision,
        graded=observation_to_json(observation(encounter, at)),
        answer=assessment_to_json(assessment),
    )
    stay = {id: one for id, one in encounter.findings.items() if id not in asked_anew}
    return replace(
        encounter,
        findings=MappingProxyType(stay),
        decision=reopened(encounter.decision),
        observations=(*encounter.observations, closed),
    )


def reopened(decision: Decision) -> Decision:
    """What stays of a decision in the next observation: all but the disposition."""
    return replace(decision, level=None, override=None)


def why_not_closed(encounter: Encounter) -> str:
    """Why the open observation cannot be closed, as a sentence; empty where it can."""
    if encounter.setting not in SEVERAL:
        return "A call on the phone is one observation."
    if not answered_anew(encounter):
        return "Nothing is answered in this observation yet."
    return ""


def answered_anew(encounter: Encounter) -> bool:
    """True once the open observation holds anything that was answered in it."""
    if not encounter.observations:
        return bool(encounter.findings)
    last = encounter.observations[-1]
    return any(last.findings.get(id) != one for id, one in encounter.findings.items())
