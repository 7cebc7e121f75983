"""Screens that run beside the grade: points of items summed, criteria, quotients.

Not known is a range, never a silent zero.
"""

from __future__ import annotations

from collections.abc import Sequence

from workstation.clinical.given import is_number
from workstation.clinical.grades import AxisResult, reasons
from workstation.clinical.limits import rounded_half_up
from workstation.clinical.logic import ABSENT, Interval, Names, Operand
from workstation.clinical.protocol import AnswerRule, Line, QuotientRule, Score
from workstation.clinical.results import Quotient, Reason, ScoreRange, ScreenAnswer


def total(score: Score, results: Sequence[AxisResult], names: Names) -> ScoreRange:
    """The sum of the items' points, from the least to the most they can be."""
    valid = score.valid_if.value(names) is not False
    return ScoreRange(
        at_least=sum(r.low for r in results),
        at_most=sum(r.high for r in results),
        not_known=tuple(sorted(frozenset[str]().union(*(r.missing for r in results)))),
        because=tuple(reason for r in results if r.low > 0 for reason in r.because),
        valid=valid,
        why_not_valid="" if valid else score.why_not_valid,
    )


def as_operand(result: ScoreRange) -> Operand:
    """A score in an expression; where it is not valid each comparison fails."""
    return Interval(result.at_least, result.at_most) if result.valid else ABSENT


def answer(rule: AnswerRule, names: Names) -> ScreenAnswer:
    """Yes, no or unknown; what keeps it unknown is named."""
    truth = rule.when.value(names)
    if truth is True:
        because = reasons(rule.when, names, rule.reference, f"screen.{rule.id}")
        return ScreenAnswer("yes", because)
    if truth is False:
        return ScreenAnswer("no")
    return ScreenAnswer("unknown", not_known=tuple(sorted(rule.when.missing(names))))


def quotient(rule: QuotientRule, names: Names) -> Quotient:
    """One finding over another; nothing where one is not known or the lower is 0."""
    above, below = names[rule.of], names[rule.by]
    if is_number(above) and is_number(below):
        found = rounded_half_up(above / below, rule.decimals) if below else None
        return Quotient(found)
    return Quotient(None, tuple(id for id in (rule.of, rule.by) if not is_number(names[id])))


def flags(lines: tuple[Line, ...], names: Names) -> tuple[Reason, ...]:
    """The flags that are raised, one sentence a flag."""
    return tuple(_flag(line, names) for line in lines if line.when.value(names) is True)


def may_be_raised(
    lines: tuple[Line, ...], names: Names, untold: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The findings whose absence keeps a flag from being known.

    ``untold`` are circumstances that read as "no" while nobody has told them: they raise no flag,
    and a screen that has not heard of them is not clear.
    """
    open_ = (line.when for line in lines if line.when.value(names) is None)
    missing = frozenset[str]().union(*(when.missing(names) for when in open_))
    silent = (line.when for line in lines if line.when.value(names) is not True)
    return tuple(sorted(missing.union(*(when.reads & untold for when in silent))))


def _flag(line: Line, names: Names) -> Reason:
    because = reasons(line.when, names, line.reference, f"flag.{line.id}")
    finding = because[0].finding if because else line.id
    says = "; ".join(reason.says for reason in because) or line.id
    return Reason(finding, says, line.reference, f"flag.{line.id}")
