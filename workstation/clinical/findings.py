"""What is known of one item: a finding, in one of four states.

Only ``KNOWN`` counts as knowledge. The other three are equal for grading and
different for the record, the next question and the manager's measures.
Not known is never normal (ASSESSMENT §1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

Value: TypeAlias = bool | int | float | str | datetime | tuple[str, ...]
"""A known value: yes or no, a number in the unit of the id, a code, a time, a list of codes."""


class State(StrEnum):
    """The four states of a finding."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_ASSESSED = "not_assessed"
    NOT_ASKED = "not_asked"


class Source(StrEnum):
    """Where a known value comes from."""

    MEASURED = "measured"
    PATIENT_DEVICE = "patient_device"
    REPORTED = "reported"
    RECORD = "record"


class Setting(StrEnum):
    """Where the assessment takes place."""

    PHONE = "phone"
    CHAIRSIDE = "chairside"
    WARD = "ward"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer. ``value`` is set only when ``state`` is KNOWN; ``reason`` only when NOT_ASSESSED.

    ``at`` is when the value was true (aware UTC), not when it was typed; None reads as
    the time of the assessment.
    """

    id: str
    state: State
    value: Value | None = None
    reason: str = ""
    source: Source | None = None
    at: datetime | None = None

    @property
    def known(self) -> bool:
        """True only for a value that somebody measured, told or read."""
        return self.state is State.KNOWN


def known(
    id: str, value: Value, source: Source | None = None, at: datetime | None = None
) -> Finding:
    """A finding with a value."""
    return Finding(id, State.KNOWN, value, source=source, at=at)


def unknown(id: str) -> Finding:
    """Asked; the caller or the chart cannot say."""
    return Finding(id, State.UNKNOWN)


def not_assessed(id: str, reason: str) -> Finding:
    """Could not be taken, with the reason."""
    return Finding(id, State.NOT_ASSESSED, reason=reason)


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """What is known of the patient at the time of the assessment. None is not known.

    ``age_years`` allows fractions; ``age_months`` wins under one year.
    """

    age_years: float | None = None
    age_months: float | None = None
    weight_kg: float | None = None
    sex: str | None = None
    conditions: tuple[str, ...] = ()
    pregnant: bool | None = None
    beta_blocker: bool | None = None
    long_term_steroid: bool | None = None
    central_line: bool | None = None
    caregiver_present: bool | None = None
    has_thermometer: bool | None = None


@dataclass(frozen=True, slots=True)
class Therapy:
    """What may have caused CRS. ``agent`` is an id of the protocol, ``agent_text`` a typed one."""

    cause: str | None = None
    agent: str | None = None
    agent_text: str | None = None
    agent_class: str | None = None
    dose_label: str | None = None
    dose_number: int | None = None
    last_dose_at: datetime | None = None
    chemotherapy_within_6_weeks: bool | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything known at one moment: what ``assess`` reads.

    ``earlier`` holds the last values of what is asked anew and was not answered again yet. They
    never count as known; a line that fires by one goes on firing until a newer answer is there.
    """

    setting: Setting
    assessed_at: datetime
    patient: PatientFacts = field(default_factory=PatientFacts)
    therapy: Therapy = field(default_factory=Therapy)
    findings: Mapping[str, Finding] = field(default_factory=lambda: MappingProxyType({}))
    prior_call_within_24h: bool = False
    id: str | int | float | None = None
    earlier: Mapping[str, Finding] = field(default_factory=lambda: MappingProxyType({}))
