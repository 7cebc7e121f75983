"""What the doses on file answer in the form, and how they are told beside the ceilings.

A dose answers its masking finding only while it is recent enough to hide a fever, or was given
since the onset; an older one stays in the list alone. Nothing here ever answers "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from workstation.clinical.doses import DRUGS, STEROID, DoseCount, GivenDose, count
from workstation.clinical.findings import Finding, Source, known
from workstation.clinical.form import Form
from workstation.clinical.given import MASKING_HOURS
from workstation.clinical.knowledge import Ceiling

Findings = Mapping[str, Finding]
_DAY = timedelta(hours=24)


def answered(
    doses: Sequence[GivenDose], held: Findings, now: datetime, source: Source
) -> tuple[Finding, ...]:
    """What the doses add to what is held: each masking drug with its newest time, and the counts.

    A later time that was told, and a higher number, stay.
    """
    found: list[Finding] = []
    for drug, (at_id, _) in MASKING_HOURS.items():
        newest, told = _newest(doses, drug, held, now), _time(held, at_id)
        if newest is not None and (told is None or told < newest):
            found += [known(drug, True, source, now), known(at_id, newest, source, now)]
        elif newest is not None and not _is_yes(held, drug):
            found.append(known(drug, True, source, now))
    for id, number in _counts(doses, now).items():
        if number and number > _number(held, id):
            found.append(known(id, number, source, now))
    return tuple(found)


def brought(doses: Sequence[GivenDose], held: Findings, now: datetime) -> tuple[Finding, ...]:
    """The same from the record, for what a call does not know: a yes or no that was told stays."""
    known_ids = {id for id, finding in held.items() if finding.known}
    times = {at_id for drug, (at_id, _) in MASKING_HOURS.items() if drug in known_ids}
    found = answered(doses, held, now, Source.RECORD)
    return tuple(finding for finding in found if finding.id not in known_ids | times)


def denied(doses: Sequence[GivenDose], held: Findings, now: datetime) -> tuple[GivenDose, ...]:
    """The newest dose of each drug that the form has answered with no."""
    found = []
    for drug in MASKING_HOURS:
        recent = _recent(doses, drug, held, now)
        if recent and drug in held and held[drug].value is False:
            found.append(max(recent, key=lambda dose: dose.at))
    return tuple(found)


def recounted(
    doses: Sequence[GivenDose], held: Findings, now: datetime, source: Source
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Counts of the list that time has made wrong: new ones, and those that have come to none.

    A number is the list's where it is what the list said when it was answered.
    """
    wrong: dict[str, int] = {}
    for id, number in _counts(doses, now).items():
        finding = held.get(id)
        then = finding.at if finding is not None else None
        told = _number(held, id)
        if then is not None and told != number and told == _counts(doses, then)[id]:
            wrong[id] = number
    return _told_anew(wrong, now, source)


def _told_anew(
    numbers: Mapping[str, int], now: datetime, source: Source
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Answers of these counts; none is no answer, for somebody else may have given a dose."""
    new = tuple(known(id, number, source, now) for id, number in numbers.items() if number)
    return new, tuple(id for id, number in numbers.items() if not number)


def taken_back(
    withdrawn: GivenDose, left: Sequence[GivenDose], held: Findings, now: datetime, source: Source
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """What a withdrawn dose no longer answers: new answers, and ids to ask again."""
    new: list[Finding] = []
    cleared: list[str] = []
    drug = withdrawn.masks
    at_id = MASKING_HOURS[drug][0] if drug else ""
    if drug and _time(held, at_id) == withdrawn.at:
        newest = _newest(left, drug, held, now)
        if newest is None:
            cleared += [drug, at_id]
        else:
            new.append(known(at_id, newest, source, now))
    before, after = _counts((*left, withdrawn), now), _counts(left, now)
    told = {id for id in before if _number(held, id) == before[id]}
    wrong = {id: number for id, number in after.items() if id in told and number != before[id]}
    counts, none = _told_anew(wrong, now, source)
    return (*new, *counts), (*cleared, *none)


def _newest(
    doses: Sequence[GivenDose], drug: str, held: Findings, now: datetime
) -> datetime | None:
    return max((dose.at for dose in _recent(doses, drug, held, now)), default=None)


def _recent(
    doses: Sequence[GivenDose], drug: str, held: Findings, now: datetime
) -> list[GivenDose]:
    """The doses that can still hide a fever, or that were given since the onset."""
    onset, within = _time(held, "crs_onset_at"), timedelta(hours=MASKING_HOURS[drug][1])
    return [
        dose
        for dose in doses
        if dose.masks == drug
        and dose.at <= now
        and (now - dose.at <= within or (onset is not None and dose.at >= onset))
    ]


def _counts(doses: Sequence[GivenDose], now: datetime) -> Mapping[str, int]:
    tocilizumab = count("tocilizumab", doses, now)
    steroids = [d for d in doses if d.masks == STEROID and not d.prophylactic]
    recent = sum(timedelta(0) <= now - dose.at < _DAY for dose in steroids)
    return {
        "tocilizumab_doses_24h": min(tocilizumab.in_24_hours, 20),
        "tocilizumab_doses_total": min(tocilizumab.in_all, 50),
        "steroid_doses_24h": min(recent, 24),
    }


def _time(held: Findings, id: str) -> datetime | None:
    finding = held.get(id)
    return finding.value if finding and isinstance(finding.value, datetime) else None


def _number(held: Findings, id: str) -> float:
    finding = held.get(id)
    return finding.value if finding and isinstance(finding.value, int | float) else 0


def _is_yes(held: Findings, id: str) -> bool:
    return id in held and held[id].value is True


# --- told beside the ceilings ---------------------------------------------------------------


def counted(form: Form, doses: Sequence[GivenDose], now: datetime) -> tuple[DoseCount, ...]:
    """Each medicine that was given, counted; in the order in which they are offered."""
    names = dict.fromkeys((d.drug, d.name) for drug in DRUGS for d in doses if d.drug == drug)
    own = ((drug, [d for d in doses if (d.drug, d.name) == (drug, name)]) for drug, name in names)
    found = (count(drug, given, now, form.ceilings.get(drug)) for drug, given in own)
    return tuple(one for one in found if one.hours_since_last is not None)


def published(form: Form, drug: str) -> str:
    """``Published: 3 in 24 h, 4 in all, 8 h apart (…); verify before clinical use``, or ""."""
    ceiling = form.ceilings.get(drug)
    if ceiling is None:
        return ""
    source = form.references.get(ceiling.reference)
    short = source.short if source else ceiling.reference
    return f"Published: {', '.join(_limits(ceiling))} ({short}); verify before clinical use"


def _limits(ceiling: Ceiling) -> Iterable[str]:
    if ceiling.in_24_hours is not None:
        yield f"{ceiling.in_24_hours} in 24 h"
    if ceiling.in_all is not None:
        yield f"{ceiling.in_all} in all"
    if ceiling.hours_apart is not None:
        yield f"{ceiling.hours_apart:g} h apart"


def told(form: Form, doses: Sequence[GivenDose], now: datetime) -> tuple[str, ...]:
    """A sentence for each medicine: the count, the published most, and what has been reached."""
    return tuple(
        ". ".join(part for part in (one.says, published(form, one.drug), *one.reached) if part)
        for one in counted(form, doses, now)
    )
