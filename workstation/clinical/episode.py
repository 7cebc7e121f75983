"""The course of an episode: onset, peak, grade now, resolved or not, from a series of assessments.

Nothing is known between two observations, and nothing is made up there. A grade that is a range
rises as soon as its lower end does, and falls only when even its upper end lies below what was
established: the alarm is quick, the all-clear is slow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from workstation.clinical.encounter import ClosedObservation, Encounter
from workstation.clinical.findings import Finding
from workstation.clinical.notation import JSON
from workstation.clinical.results import Assessment

_ONSET, _RESOLVED, _FROM_BEFORE = "crs_onset_at", "crs_resolved_at", "preexisting_symptoms"


class Trend(StrEnum):
    """How the grade stands to that of the observation before."""

    FIRST = "first"
    RISING = "rising"
    MAY_RISE = "may_rise"
    SAME = "same"
    OPEN = "open"
    FALLING = "falling"


TREND_WORDS: Mapping[Trend, str] = {
    Trend.FIRST: "First observation",
    Trend.RISING: "Grade rising",
    Trend.MAY_RISE: "May be higher than before",
    Trend.SAME: "Grade unchanged",
    Trend.OPEN: "Not higher than before",
    Trend.FALLING: "Grade falling",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One observation of the series. ``first_symptom_at`` is None where no sign of CRS was told."""

    at: datetime
    at_least: int
    at_most: int
    entry: str = ""
    level: str | None = None
    first_symptom_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest grade so far: what is established, what was possible, and since when."""

    at_least: int
    at_least_at: datetime
    at_most: int
    at_most_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A grade that differs from the one before."""

    at: datetime
    before: tuple[int, int]
    after: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Episode:
    """What a series says. ``onset_at`` and ``resolved_at`` are None while they are not known.

    ``onset_stated`` tells a stated onset from the first symptom in the series. ``resolved_at`` is
    never inferred. ``doubts`` are sentences about what does not fit or must not be concluded.
    """

    current: Point
    peak: Peak
    trend: Trend
    changes: tuple[Change, ...]
    onset_at: datetime | None
    onset_stated: bool
    resolved_at: datetime | None
    doubts: tuple[str, ...]

    @property
    def says(self) -> str:
        """The trend in words."""
        return TREND_WORDS[self.trend]


def episode(
    points: Sequence[Point], onset: datetime | None = None, resolved: datetime | None = None
) -> Episode:
    """The course of at least one observation, the oldest first.

    ``onset`` and ``resolved`` are what somebody stated.
    """
    current = points[-1]
    return Episode(
        current=current,
        peak=_peak(points),
        trend=trend(points[-2], current) if len(points) > 1 else Trend.FIRST,
        changes=_changes(points),
        onset_at=onset or _first_symptom(points),
        onset_stated=onset is not None,
        resolved_at=resolved,
        doubts=_doubts(points, resolved),
    )


def trend(before: Point, now: Point) -> Trend:
    """How one grade stands to an earlier one."""
    if now.at_least > before.at_least:
        return Trend.RISING
    if now.at_most < before.at_least:
        return Trend.FALLING
    if (now.at_least, now.at_most) == (before.at_least, before.at_most):
        return Trend.SAME
    return Trend.MAY_RISE if now.at_most > before.at_least else Trend.OPEN


def _peak(points: Sequence[Point]) -> Peak:
    """The first observation of the highest ends."""
    low = max(points, key=lambda point: point.at_least)
    high = max(points, key=lambda point: point.at_most)
    return Peak(low.at_least, low.at, high.at_most, high.at)


def _changes(points: Sequence[Point]) -> tuple[Change, ...]:
    pairs = pairwise(points)
    found = (
        Change(now.at, (before.at_least, before.at_most), (now.at_least, now.at_most))
        for before, now in pairs
    )
    return tuple(change for change in found if change.before != change.after)


def _first_symptom(points: Sequence[Point]) -> datetime | None:
    """The first symptom of a series in which CRS was graded: not when it became worse."""
    if all(point.at_least < 1 for point in points):
        return None
    told = [point.first_symptom_at for point in points if point.first_symptom_at is not None]
    return min(told, default=None)


def _doubts(points: Sequence[Point], resolved: datetime | None) -> tuple[str, ...]:
    """What must not be read as the end of the episode."""
    now = points[-1]
    graded = any(point.at_least >= 1 for point in points)
    doubts = []
    if resolved is not None and now.at_least >= 1:
        doubts.append("Stated as resolved, and a sign of CRS is there now")
    if graded and resolved is None and now.at_least < 1:
        doubts.append("No sign now is not a resolution: that is stated by a clinician")
    if graded and now.at_least < 1 and now.entry in ("masked", "waived"):
        doubts.append("Loss of fever after a drug that lowers it is not resolution on its own")
    return tuple(doubts)


# --- out of an encounter


def course(
    encounter: Encounter, now: Assessment, at: datetime, symptoms: tuple[str, ...]
) -> Episode:
    """The series of an encounter: its closed observations, and the open one as it is graded now."""
    grade = now.grade
    latest = Point(
        at,
        grade.at_least,
        grade.at_most,
        grade.entry,
        now.disposition.level,
        _told_at(encounter.findings, symptoms, at, grade.entry),
    )
    points = [_point(closed, symptoms) for closed in encounter.observations]
    return episode(
        (*points, latest),
        _stated(encounter.findings, _ONSET),
        _stated(encounter.findings, _RESOLVED),
    )


def _point(closed: ClosedObservation, symptoms: tuple[str, ...]) -> Point:
    entry = _entry(closed.answer, closed.scale)
    told = _told_at(closed.findings, symptoms, closed.closed_at, entry)
    return Point(closed.found_at, closed.at_least, closed.at_most, entry, closed.level, told)


def _entry(answer: Mapping[str, JSON], scale: str) -> str:
    grades = answer.get("grades")
    grade = grades.get(scale) if isinstance(grades, Mapping) else None
    return str(grade.get("entry") or "") if isinstance(grade, Mapping) else ""


def _told_at(
    findings: Mapping[str, Finding], symptoms: tuple[str, ...], at: datetime, entry: str
) -> datetime | None:
    """The earliest symptom that is new; a fever counts from when it was measured."""
    before = findings.get(_FROM_BEFORE)
    old = before.value if before is not None and isinstance(before.value, tuple) else ()
    told = [findings[id] for id in symptoms if id in findings and id not in old]
    times = [one.at or at for one in told if one.value is True]
    if entry == "met":
        times.append(_fever_at(findings, at))
    return min(times, default=None)


def _fever_at(findings: Mapping[str, Finding], at: datetime) -> datetime:
    measured = findings.get("temperature_c")
    return measured.at if measured is not None and measured.at is not None else at


def _stated(findings: Mapping[str, Finding], id: str) -> datetime | None:
    found = findings.get(id)
    return found.value if found is not None and isinstance(found.value, datetime) else None
