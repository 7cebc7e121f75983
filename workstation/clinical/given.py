"""What an observation gives to the criteria: every finding and circumstance with its value.

A finding that is not known takes the value its item declares. A vital that has gone stale is not
known; ``with_stale`` keeps it, for the lines that go on firing until a newer value is there. So it
is with what an earlier observation found and this one has not asked again. An old laboratory value
is not known at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard

from workstation.clinical.findings import Finding, Observation, State
from workstation.clinical.logic import ABSENT, NUMBERS, Interval, Operand
from workstation.clinical.protocol import Protocol, Rereading

MASKING_HOURS = {
    "antipyretic_given": ("antipyretic_at", 24.0),
    "steroid_given": ("steroid_at", 72.0),
    "anticytokine_given": ("anticytokine_at", 14 * 24.0),
}
"""Within how many hours a drug can hide a fever (house, ASSESSMENT §2)."""

_TEMPERATURE_COUNTS_HOURS = 24.0
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Given:
    """Values by name, the findings somebody gave a value, and those that went stale."""

    values: Mapping[str, Operand]
    known: frozenset[str]
    stale: frozenset[str]

    def supposing(self, protocol: Protocol, id: str, value: Operand) -> Given:
        """The same with one more answer."""
        values = {**self.values, id: value}
        if id == "ice_score" or id in protocol.groups["ice_items"]:
            values |= _ice(protocol, values)
        return Given(values, self.known | {id}, self.stale)

    def retold(
        self, protocol: Protocol, observation: Observation, changes: Iterable[Rereading]
    ) -> Given:
        """The same as dispositions read it: what was explained away counts again."""
        values, known = dict(self.values), set(self.known)
        for change in changes:
            for id in change.forget:
                values[id] = protocol.not_known[id].within(observation.setting)
                known.discard(id)
            values.update(change.read_as)
        return Given(values, frozenset(known), self.stale)


def given(protocol: Protocol, observation: Observation, *, with_stale: bool = False) -> Given:
    """Everything that an observation says, defaults included."""
    values = dict(protocol.defaults(observation.setting))
    known: set[str] = set()
    earlier = _asked_anew(protocol, observation)
    stale = frozenset(
        f.id for f in observation.findings.values() if _gone_stale(protocol, observation, f)
    )
    for finding in observation.findings.values():
        kept = with_stale and protocol.form.items[finding.id].vital
        if _has_value(finding) and (kept or finding.id not in stale):
            values[finding.id] = _operand(finding)
            known.add(finding.id)
    for finding in earlier if with_stale else ():
        values[finding.id] = _operand(finding)
        known.add(finding.id)
    _keep_old_temperature(observation, stale, values, known)
    _read_masking(observation, values, known)
    values |= _circumstances(protocol, observation)
    values["preexisting_told"] = values["preexisting_symptoms"]
    values |= _ice(protocol, values)
    return Given(values, frozenset(known), stale.union(f.id for f in earlier))


def _asked_anew(protocol: Protocol, observation: Observation) -> tuple[Finding, ...]:
    """Earlier values of what the setting always asks and this observation does not know yet."""
    if not observation.earlier:
        return ()
    asked, now = protocol.required[observation.setting], observation.findings
    return tuple(
        finding
        for finding in observation.earlier.values()
        if finding.id in asked and _has_value(finding)
        if finding.id not in now or not _has_value(now[finding.id])
    )


def _has_value(finding: Finding) -> bool:
    return finding.state is State.KNOWN and finding.value is not None


def _gone_stale(protocol: Protocol, observation: Observation, finding: Finding) -> bool:
    hours = protocol.stale_hours(finding.id, observation.setting)
    taken = finding.at
    if finding.id == "anc_per_ul":
        taken = _time(observation, "anc_at") or taken
    if hours is None or taken is None or not _has_value(finding):
        return False
    return observation.assessed_at - taken > timedelta(hours=hours)


def _time(observation: Observation, id: str) -> datetime | None:
    finding = observation.findings.get(id)
    return finding.value if finding and isinstance(finding.value, datetime) else None


def _keep_old_temperature(
    observation: Observation,
    stale: frozenset[str],
    values: dict[str, Operand],
    known: set[str],
) -> None:
    """A temperature that went stale still counts for the highest of 24 hours or since the onset."""
    finding = observation.findings.get("temperature_c")
    if finding is None or "temperature_c" not in stale or finding.at is None:
        return
    onset = _time(observation, "crs_onset_at")
    since = observation.assessed_at - timedelta(hours=_TEMPERATURE_COUNTS_HOURS)
    counts = finding.at >= (since if onset is None else min(since, onset))
    old, told = finding.value, values["temperature_max_24h_c"]
    if counts and is_number(old):
        values["temperature_max_24h_c"] = max(old, told) if is_number(told) else old
        known.add("temperature_max_24h_c")


def _read_masking(observation: Observation, values: dict[str, Operand], known: set[str]) -> None:
    """The time of a drug decides whether it counts, where it is given."""
    onset = _time(observation, "crs_onset_at")
    for drug, (id, hours) in MASKING_HOURS.items():
        at = _time(observation, id)
        if at is not None:
            recent = observation.assessed_at - at <= timedelta(hours=hours)
            values[drug] = recent or (onset is not None and at >= onset)
            known.add(drug)


def _circumstances(protocol: Protocol, observation: Observation) -> dict[str, Operand]:
    """Who, when, where: the names that are no findings."""
    patient, therapy = observation.patient, observation.therapy
    years, months = _age(patient.age_years, patient.age_months)
    return {
        "setting": observation.setting.value,
        "age_years": years,
        "age_months": months,
        "pregnant": _told(patient.pregnant, False),
        "hypercapnic_failure": "hypercapnic_failure" in patient.conditions,
        "has_thermometer": _told(patient.has_thermometer),
        "caregiver_present": _told(patient.caregiver_present),
        "agent": therapy.agent or ABSENT,
        "agent_class": protocol.form.class_of(therapy) or ABSENT,
        "chemotherapy_within_6_weeks": _told(therapy.chemotherapy_within_6_weeks, False),
        "prior_call_within_24h": observation.prior_call_within_24h,
        "days_since_dose": _days(therapy.last_dose_at, observation.assessed_at),
        "within_onset_window": _within_window(protocol, observation),
        "near_baseline_counts": True,
        "long_term_steroid": patient.long_term_steroid,
        "observation_overdue": _overdue(observation),
    }


def _overdue(observation: Observation) -> bool:
    """True when the next observation was due before this assessment and no other is planned."""
    due = _time(observation, "observation_due_at")
    return due is not None and due < observation.assessed_at


def _within_window(protocol: Protocol, observation: Observation) -> bool:
    therapy = observation.therapy
    agent = protocol.form.agents.get(therapy.agent or "")
    if agent is None or agent.window_hours is None or therapy.last_dose_at is None:
        return False
    since = observation.assessed_at - therapy.last_dose_at
    return timedelta(0) <= since <= timedelta(hours=agent.window_hours)


def _ice(protocol: Protocol, values: Mapping[str, Operand]) -> dict[str, Operand]:
    """ICE from its items and the score: where they disagree the lower holds."""
    low, high = 0.0, 0.0
    for id in protocol.groups["ice_items"]:
        found = values[id]
        low += found if is_number(found) else 0
        high += found if is_number(found) else protocol.form.items[id].high or 0
    score = values["ice_score"]
    if is_number(score):
        return {"ice": min(score, high), "ice_disagrees": not low <= score <= high}
    return {"ice": low if low == high else Interval(low, high), "ice_disagrees": False}


def is_number(value: object) -> TypeGuard[int | float]:
    """True for a number that is no yes or no."""
    return isinstance(value, NUMBERS) and not isinstance(value, bool)


def _told(value: bool | None, otherwise: Operand = ABSENT) -> Operand:
    return otherwise if value is None else value


def _operand(finding: Finding) -> Operand:
    value = finding.value
    return value.isoformat() if isinstance(value, datetime) else value


def _age(years: float | None, months: float | None) -> tuple[Operand, Operand]:
    """Whole years and months. Months win under one year; age 0 without months is under a year.

    Beside years they are the months since the last birthday, and an adult is no infant.
    """
    if months is not None and (years is None or years < 1):
        return int(months // _MONTHS), months
    if years is None:
        return ABSENT, ABSENT
    return int(years), years * _MONTHS if 0 < years < 1 else ABSENT


def _days(dose: datetime | None, now: datetime) -> Operand:
    """Calendar days since the dose, where the assessment is made; the dose day is 0."""
    if dose is None:
        return ABSENT
    return (now.date() - dose.astimezone(now.tzinfo).date()).days
