"""Doses of tocilizumab and steroids that were given, counted against the published ceilings.

A fact to read, never an order: nothing here says that a further dose may or must be given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from workstation.clinical.knowledge import Ceiling

_DAY = timedelta(hours=24)
_SECONDS_AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class GivenDose:
    """One dose of a medicine. A prophylactic one, before any CRS, is counted apart."""

    drug: str
    at: datetime
    prophylactic: bool = False


@dataclass(frozen=True, slots=True)
class DoseCount:
    """What was given up to a time. ``hours_since_last`` is None before the first dose.

    ``reached`` are the ceilings that the doses have come to, as sentences.
    """

    drug: str
    in_24_hours: int
    in_all: int
    prophylactic: int
    hours_since_last: float | None
    says: str
    reached: tuple[str, ...] = ()


def count(
    drug: str, doses: Iterable[GivenDose], now: datetime, ceiling: Ceiling | None = None
) -> DoseCount:
    """Count the doses of one medicine that were given by ``now``; later ones are left out."""
    given = [dose for dose in doses if dose.drug == drug and dose.at <= now]
    treating = [dose for dose in given if not dose.prophylactic]
    recent = sum(now - dose.at < _DAY for dose in treating)
    last = max((dose.at for dose in given), default=None)
    since = None if last is None else (now - last).total_seconds() / _SECONDS_AN_HOUR
    label = ceiling.label if ceiling is not None else drug.capitalize()
    return DoseCount(
        drug=drug,
        in_24_hours=recent,
        in_all=len(treating),
        prophylactic=len(given) - len(treating),
        hours_since_last=since,
        says=_says(label, recent, len(treating), len(given) - len(treating), since),
        reached=tuple(_reached(ceiling, recent, len(treating), since)) if ceiling else (),
    )


def _says(label: str, recent: int, total: int, prophylactic: int, since: float | None) -> str:
    if since is None:
        return f"{label}: none given"
    told = f"{label}: {recent} in 24 hours, {total} in all"
    if prophylactic:
        told += f", {prophylactic} prophylactic beside them"
    return f"{told}, the last {since:.0f} h ago"


def _reached(ceiling: Ceiling, recent: int, total: int, since: float | None) -> Iterable[str]:
    """Each published limit that has been come to."""
    if ceiling.in_24_hours is not None and recent >= ceiling.in_24_hours:
        yield f"{ceiling.in_24_hours} doses in 24 hours, the published most"
    if ceiling.in_all is not None and total >= ceiling.in_all:
        yield f"{ceiling.in_all} doses in all, the published most"
    if ceiling.hours_apart is not None and since is not None and since < ceiling.hours_apart:
        yield f"Less than {ceiling.hours_apart:g} hours since the last dose"
