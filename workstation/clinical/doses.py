"""Doses of tocilizumab and steroids that were given, counted against the published ceilings.

A fact to read, never an order: nothing here says that a further dose may or must be given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from workstation.clinical.knowledge import Ceiling

_DAY = timedelta(hours=24)
_SECONDS_AN_HOUR = 3600


ANTI_CYTOKINE, STEROID = "anticytokine_given", "steroid_given"


@dataclass(frozen=True, slots=True)
class Drug:
    """A medicine whose doses are counted. ``masks`` is the finding that a dose of it answers."""

    id: str
    label: str
    masks: str


DRUGS: Mapping[str, Drug] = {
    drug.id: drug
    for drug in (
        Drug("tocilizumab", "Tocilizumab", ANTI_CYTOKINE),
        Drug("siltuximab", "Siltuximab", ANTI_CYTOKINE),
        Drug("anakinra", "Anakinra", ANTI_CYTOKINE),
        Drug("other_anticytokine", "Another anti-cytokine", ANTI_CYTOKINE),
        Drug("dexamethasone", "Dexamethasone", STEROID),
        Drug("methylprednisolone", "Methylprednisolone", STEROID),
        Drug("other_steroid", "Another steroid", STEROID),
    )
}
"""In the order in which they are offered and told."""


def drug_label(drug: str) -> str:
    """The name of a medicine by its code."""
    known = DRUGS.get(drug)
    return known.label if known else drug.capitalize()


@dataclass(frozen=True, slots=True)
class GivenDose:
    """One dose of a medicine, given ``at`` (aware).

    A prophylactic one, before any CRS, is counted apart. A replacement dose of a steroid is not
    counted, and hides no fever. ``name`` is what a medicine of no list is called. ``told_in`` is
    the encounter that told it, "" for a dose of the patient's own record.
    """

    drug: str
    at: datetime
    prophylactic: bool = False
    replacement: bool = False
    name: str = ""
    id: str = ""
    told_in: str = ""
    by: str = ""

    @property
    def label(self) -> str:
        """The name of the medicine."""
        return self.name or drug_label(self.drug)

    @property
    def masks(self) -> str:
        """The finding that this dose answers with yes; "" where it answers none."""
        drug = DRUGS.get(self.drug)
        return "" if drug is None or self.replacement else drug.masks


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
    given = [d for d in doses if d.drug == drug and d.at <= now and not d.replacement]
    treating = [dose for dose in given if not dose.prophylactic]
    recent = sum(now - dose.at < _DAY for dose in treating)
    last = max((dose.at for dose in given), default=None)
    since = None if last is None else (now - last).total_seconds() / _SECONDS_AN_HOUR
    label = ceiling.label if ceiling is not None else given[0].label if given else drug_label(drug)
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
