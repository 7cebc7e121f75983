"""Screens that run beside the grade: points of items, summed.

Not known is a range, never a silent zero.
"""

from __future__ import annotations

from workstation.clinical.grades import AxisResult, reasons, run_axis
from workstation.clinical.logic import ABSENT, Interval, Names, Operand
from workstation.clinical.protocol import Line, Score
from workstation.clinical.results import Reason, ScoreRange


def items(score: Score, names: Names) -> dict[str, AxisResult]:
    """The points of each item."""
    return {item.id: run_axis(item, names, score.id) for item in score.items}


def total(score: Score, names: Names) -> ScoreRange:
    """The sum of the items' points, from the least to the most they can be."""
    valid = score.valid_if.value(names) is not False
    results = items(score, names)
    return ScoreRange(
        at_least=sum(r.low for r in results.values()),
        at_most=sum(r.high for r in results.values()),
        not_known=tuple(sorted(frozenset[str]().union(*(r.missing for r in results.values())))),
        because=tuple(reason for r in results.values() if r.low > 0 for reason in r.because),
        valid=valid,
        why_not_valid="" if valid else score.why_not_valid,
    )


def as_operand(result: ScoreRange) -> Operand:
    """A score in an expression; where it is not valid each comparison fails."""
    return Interval(result.at_least, result.at_most) if result.valid else ABSENT


def flags(lines: tuple[Line, ...], names: Names) -> tuple[Reason, ...]:
    """The flags that are raised, one sentence a flag."""
    return tuple(_flag(line, names) for line in lines if line.when.value(names) is True)


def _flag(line: Line, names: Names) -> Reason:
    because = reasons(line.when, names, line.reference, f"flag.{line.id}")
    finding = because[0].finding if because else line.id
    says = "; ".join(reason.says for reason in because) or line.id
    return Reason(finding, says, line.reference, f"flag.{line.id}")
