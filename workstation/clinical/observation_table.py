"""All observations of an encounter as lines of a table, for screen and report alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from workstation.clinical.encounter import Decision, Encounter
from workstation.clinical.findings import Finding, State
from workstation.clinical.form import Form
from workstation.clinical.limits import fahrenheit
from workstation.clinical.results import Assessment
from workstation.clinical.wording import number

MEASURED = (
    ("temperature", ("temperature_c",)),
    ("pressure", ("systolic_mmhg", "diastolic_mmhg")),
    ("pulse", ("heart_rate_bpm",)),
    ("breathing", ("respiratory_rate_bpm",)),
    ("spo2", ("spo2_percent",)),
    ("oxygen", ("oxygen_device", "oxygen_flow_l_min")),
)
"""The columns of values and the findings each is made of; the first one decides its state."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value in words without its unit, or the state of what has none. ``at`` is when, if told."""

    text: str = ""
    state: State = State.NOT_ASKED
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ObservationLine:
    """One observation. ``at`` is when its newest finding was made, or now.

    ``level`` is the one that counts.
    """

    number: int
    at: datetime
    at_least: int
    at_most: int
    level: str | None
    computed: str | None
    by_name: str
    values: Mapping[str, Measured]
    late: bool = False


@dataclass(frozen=True, slots=True)
class Graded:
    """What the last observation comes to, and when."""

    at: datetime
    at_least: int
    at_most: int
    computed: str | None


def graded(assessment: Assessment, at: datetime) -> Graded:
    """The last observation as it is assessed at a moment."""
    grade = assessment.grade
    return Graded(at, grade.at_least, grade.at_most, assessment.disposition.level)


def observation_lines(
    form: Form, encounter: Encounter, last: Graded, unit: str
) -> tuple[ObservationLine, ...]:
    """Every observation, the oldest first. ``unit`` is that of the temperatures, C or F."""
    closed = [
        ObservationLine(
            one.number,
            one.found_at,
            one.at_least,
            one.at_most,
            one.decided,
            one.level,
            one.by_name,
            values(form, one.findings, unit),
            _late(encounter, one.number, one.opened_at),
        )
        for one in encounter.observations
    ]
    newest = ObservationLine(
        encounter.number,
        last.at,
        last.at_least,
        last.at_most,
        decided(encounter.decision, last.computed),
        last.computed,
        encounter.nurse_name,
        values(form, encounter.findings, unit),
        _late(encounter, encounter.number, encounter.opened_at),
    )
    return (*closed, newest)


def decided(decision: Decision, computed: str | None) -> str | None:
    """The disposition that counts."""
    override = decision.override
    return override.decided if override else decision.level or computed


def _late(encounter: Encounter, number: int, opened_at: datetime) -> bool:
    """Whether an observation was begun after the time that the one before it named."""
    if number < 2:
        return False
    due = encounter.observations[number - 2].findings.get("observation_due_at")
    return due is not None and isinstance(due.value, datetime) and due.value < opened_at


def values(form: Form, findings: Mapping[str, Finding], unit: str) -> Mapping[str, Measured]:
    """The measured values of one observation by the names of ``MEASURED``."""
    return {name: _measured(form, name, ids, findings, unit) for name, ids in MEASURED}


def _measured(
    form: Form, name: str, ids: tuple[str, ...], findings: Mapping[str, Finding], unit: str
) -> Measured:
    first = findings.get(ids[0])
    if first is None or not first.known:
        return Measured(state=first.state if first is not None else State.NOT_ASKED)
    text = _words(form, first, unit)
    second = findings.get(ids[1]) if len(ids) > 1 else None
    if second is not None and second.known:
        joined = "/" if name == "pressure" else " "
        text = f"{text}{joined}{_words(form, second, unit)}"
    return Measured(text, State.KNOWN, first.at)


def _words(form: Form, found: Finding, unit: str) -> str:
    item, value = form.items[found.id], found.value
    if not isinstance(value, int | float):
        return item.code_label(str(value))
    if item.unit == "°C" and unit == "F":
        return number(fahrenheit(value), item.decimals)
    if item.id == "oxygen_flow_l_min":
        return f"{value:g} L"
    return number(value, item.decimals)
