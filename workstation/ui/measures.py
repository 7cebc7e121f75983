"""What a manager counts, from the lines of the encounter list. Pure, so that it can be tested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.clinical.encounter import EncounterState
from workstation.clinical.form import Form
from workstation.ui.bars import Bar
from workstation.workflows.reports import EncounterRow

_SIGNED = (EncounterState.SIGNED, EncounterState.AMENDED)
_MOST_ITEMS = 5


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts over a period. Shares are of ``signed`` encounters."""

    encounters: int
    signed: int
    unsigned: int
    raised: int
    lowered: tuple[EncounterRow, ...]
    red_flags: int
    not_settled: int
    dispositions: tuple[Bar, ...]
    grades: tuple[Bar, ...]
    not_assessed: tuple[Bar, ...]


def measure(rows: Sequence[EncounterRow], form: Form) -> Measures:
    """Count what the lines tell. Encounters entered in error are left out."""
    counted = [row for row in rows if row.state is not EncounterState.ENTERED_IN_ERROR]
    signed = [row for row in counted if row.state in _SIGNED]
    settled = [row for row in signed if row.at_least is not None and row.at_least == row.at_most]
    return Measures(
        encounters=len(counted),
        signed=len(signed),
        unsigned=len(counted) - len(signed),
        raised=sum(row.override == "raised" for row in signed),
        lowered=tuple(row for row in signed if row.override == "lowered"),
        red_flags=sum(row.first_red_flag_at is not None for row in signed),
        not_settled=len(signed) - len(settled),
        dispositions=_dispositions(signed, form),
        grades=_grades(settled),
        not_assessed=_not_assessed(signed, form),
    )


def _dispositions(signed: Sequence[EncounterRow], form: Form) -> tuple[Bar, ...]:
    counts = Counter(row.decided for row in signed if row.decided)
    ordered = sorted(form.levels.values(), key=lambda level: -level.rank)
    return tuple(Bar(level.label, counts[level.id]) for level in ordered if counts[level.id])


def _grades(settled: Sequence[EncounterRow]) -> tuple[Bar, ...]:
    counts = Counter(row.at_least for row in settled)
    return tuple(Bar(f"grade {grade}", counts[grade], grade) for grade in (4, 3, 2, 1, 0))


def _not_assessed(signed: Sequence[EncounterRow], form: Form) -> tuple[Bar, ...]:
    counts = Counter(item for row in signed for item, _ in row.not_assessed)
    common = counts.most_common(_MOST_ITEMS)
    return tuple(
        Bar(form.items[item].label if item in form.items else item, count) for item, count in common
    )
