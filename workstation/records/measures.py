"""One narrow row of integers for each signed encounter, so that a question is one scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from workstation.clinical.encounter import Encounter, opened_late
from workstation.clinical.findings import Setting, State
from workstation.clinical.form import Level
from workstation.records.values import Issue

_SETTINGS = {Setting.PHONE: 0, Setting.CHAIRSIDE: 1, Setting.WARD: 2}


def decided_level(issue: Issue) -> str | None:
    """The disposition that counts: the nurse's own, else the computed one."""
    decision = issue.decision
    if decision.override is not None:
        return decision.override.decided
    return decision.level or issue.assessment.disposition.level


def measure(draft: Encounter, issue: Issue, zone: tzinfo) -> dict[str, Any]:
    """The row of an encounter that is being signed. The month is the site's own."""
    started = draft.started_at.astimezone(zone)
    states = [answer.state for answer in draft.findings.values()]
    grade, override = issue.assessment.grade, issue.decision.override
    return {
        "encounter_id": draft.id,
        "month": started.year * 100 + started.month,
        "setting": _SETTINGS[draft.setting],
        "at_least": grade.at_least,
        "at_most": grade.at_most,
        "computed": _rank(issue.levels, issue.assessment.disposition.level),
        "decided": _rank(issue.levels, decided_level(issue)),
        "override": 0 if override is None else 1 if override.raised else -1,
        "red_flags": len(issue.assessment.red_flags),
        "not_known": states.count(State.UNKNOWN) + states.count(State.NOT_ASKED),
        "not_assessed": states.count(State.NOT_ASSESSED),
        "seconds_to_red_flag": _seconds(draft.started_at, draft.first_red_flag_at),
        "seconds_to_signature": _seconds(draft.started_at, issue.signed_at),
        "call_back": int(issue.decision.call_back_at is not None),
        **_course(draft, issue),
    }


def _course(draft: Encounter, issue: Issue) -> dict[str, Any]:
    """Of all observations: how many, the peak, how many were lowered before the last, or late."""
    grade, closed = issue.assessment.grade, draft.observations
    levels = (issue.assessment.disposition.level, *(one.level for one in closed))
    ranks = [rank for level in levels if (rank := _rank(issue.levels, level)) is not None]
    overrides = [one.decision.override for one in closed]
    late = (opened_late(replace(draft, observations=closed[:n])) for n in range(1, draft.number))
    return {
        "observations": draft.number,
        "peak_at_least": max(grade.at_least, *(one.at_least for one in closed), 0),
        "peak_at_most": max(grade.at_most, *(one.at_most for one in closed), 0),
        "peak_computed": max(ranks, default=None),
        "lowered": sum(one is not None and not one.raised for one in overrides),
        "late": sum(one is not None for one in late),
    }


def _rank(levels: Mapping[str, Level], level: str | None) -> int | None:
    found = None if level is None else levels.get(level)
    return None if found is None else found.rank


def _seconds(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else int((end - start).total_seconds())
