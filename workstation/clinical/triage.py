"""Where the patient should be, and what to do: a maximum of lines.

Dispositions read what is measured and told, as if nothing had been explained away. What is not
known may raise, never lower. CRS never cancels a screen (ASSESSMENT §6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from workstation.clinical.findings import State
from workstation.clinical.grades import reasons
from workstation.clinical.protocol import ActionRule, Dispositions, Line, Protocol, Rereading
from workstation.clinical.reading import Reading
from workstation.clinical.results import Action, Disposition, GradeRange, Reason

NONE = Disposition(None)


@dataclass(frozen=True, slots=True)
class Fired:
    """A line that fired, and the reading it fired in."""

    line: Line
    reading: Reading


def disposition(rules: Dispositions, readings: Sequence[Reading]) -> Disposition:
    """The level of a setting. ``readings`` are the retold readings, the fresh one first."""
    fresh = readings[0]
    fired = [
        Fired(line, reading)
        for reading in readings
        for line in rules.lines
        if line.when.value(reading) is True
    ]
    rank = fresh.protocol.rank
    level, because = _highest(fired, rank) if fired else _without_lines(rules, readings)
    level, raised = _raise_by_one(rules, fresh, level)
    waiting = waiting_for(rules, fresh, rank(level))
    given = _as_given(because, fresh)
    # Where no line fired the level is that of a normal temperature, which comes first.
    ordered = _fever_last(given, fresh) if fired else given
    told = _once((*raised, *ordered, *_reread(fresh)))
    return Disposition(level, bool(waiting), waiting, told)


def _once(because: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each sentence about a finding once, at the place and with the rule that gave it first."""
    first: dict[tuple[str, str], Reason] = {}
    for reason in because:
        first.setdefault((reason.finding, reason.says), reason)
    return tuple(first.values())


def _as_given(because: Iterable[Reason], reading: Reading) -> tuple[Reason, ...]:
    """The reasons without what an answer that was read past would seem to deny."""
    forgotten = {id for change in reading.reread for id in change.forget}
    return tuple(reason for reason in because if reason.finding not in forgotten)


def _fever_last(because: Iterable[Reason], reading: Reading) -> list[Reason]:
    """What begins the grading, the fever of most calls, after what else leads to the level."""
    begins = {reason.finding for reason in reading.entry().because}
    return sorted(because, key=lambda reason: reason.finding in begins)


def _reread(reading: Reading) -> Iterable[Reason]:
    """What was told and does not lower the disposition."""
    return (
        Reason(change.forget[0], change.says, "house", f"reread.{change.id}")
        for change in reading.reread
        if change.says and _explains(reading, change)
    )


def _explains(reading: Reading, change: Rereading) -> bool:
    """True when one of the answers would have explained something away."""
    given = (reading.observation.findings.get(id) for id in change.forget)
    return any(f is not None and f.value not in (None, "crs", "uncertain", ()) for f in given)


def _highest(fired: Sequence[Fired], rank: Callable[[str], int]) -> tuple[str, tuple[Reason, ...]]:
    level = max((f.line.level for f in fired), key=rank)
    because = (
        reason for f in fired if f.line.level == level for reason in line_reasons(f.line, f.reading)
    )
    return level, tuple(dict.fromkeys(because))


def line_reasons(line: Line, reading: Reading) -> tuple[Reason, ...]:
    """Why a line fired; a value of before says how old it is."""
    found = reasons(line.when, reading, line.reference, f"disposition.{line.id}")
    return tuple(_aged(reason, reading.age(reason.finding)) for reason in found)


def _aged(reason: Reason, age: str) -> Reason:
    return reason if reason.says.endswith(age) else replace(reason, says=reason.says + age)


def _without_lines(
    rules: Dispositions, readings: Sequence[Reading]
) -> tuple[str, tuple[Reason, ...]]:
    """No line fired: the lowest level if all that it asks for is known, else the one above."""
    fresh, path = readings[0], f"disposition.{rules.lowest}"
    verdicts = [rules.lowest_only_if.value(r) for r in readings]
    if all(v is True for v in verdicts):
        return rules.lowest, reasons(rules.lowest_only_if, fresh, rules.lowest_reference, path)
    said = rules.lowest_only_if.why(fresh, False)
    because = tuple(Reason(s.finding, s.says, rules.lowest_reference, path) for s in said)
    open_ids = sorted(rules.lowest_only_if.missing(fresh)) if not because else []
    not_known = (
        Reason(said.finding, said.says, rules.lowest_reference, path)
        for id in open_ids
        for said in fresh.sentence(id, "not known", None)
    )
    return rules.otherwise, because + tuple(not_known)


def _raise_by_one(
    rules: Dispositions, reading: Reading, level: str
) -> tuple[str, tuple[Reason, ...]]:
    """One level up in all, whatever the number of causes, and not beyond the ceiling."""
    fired = [line for line in rules.raise_by_one if line.when.value(reading) is True]
    rank = reading.protocol.rank
    if not fired or rank(level) >= rank(rules.raise_at_most):
        return level, ()
    above = reading.protocol.level_above(level)
    return above, tuple(r for line in fired for r in line_reasons(line, reading))


def waiting_for(rules: Dispositions, reading: Reading, above: int) -> tuple[str, ...]:
    """The questions nobody has asked yet whose answers could still change the level."""
    rank = reading.protocol.rank
    open_lines = [
        line
        for line in rules.lines
        if rank(line.level) > above and line.when.value(reading) is None
    ]
    ids = frozenset[str]().union(*(line.when.missing(reading) for line in open_lines))
    if above == rank(rules.otherwise) and rules.lowest_only_if.value(reading) is None:
        ids |= rules.lowest_only_if.missing(reading)
    if above == rank(rules.lowest):
        ids |= rules.lowest_provisional_while.missing(reading)
    ids &= reading.protocol.required[reading.observation.setting]
    return tuple(id for id in reading.protocol.form_order if id in ids and not_asked(reading, id))


def not_asked(reading: Reading, id: str) -> bool:
    """True while nobody has asked."""
    finding = reading.observation.findings.get(id)
    return finding is None or finding.state is State.NOT_ASKED


def actions(
    protocol: Protocol, reading: Reading, grade: GradeRange, level: str | None
) -> tuple[Action, ...]:
    """The actions of ``at_least``, then those that come with a higher grade of the range."""
    reading["level"] = level or "none"
    hold = list(_within(protocol, reading, range(grade.at_least, grade.at_most + 1)))
    now = [rule for rule in hold if grade.at_least in rule.grades]
    higher = range(grade.at_least + 1, grade.at_most + 1)
    later = dict.fromkeys(
        rule.id for number in higher for rule in hold if number in rule.grades and rule not in now
    )
    by_id = {rule.id: rule for rule in hold}
    return tuple(_action(a, False) for a in now) + tuple(_action(by_id[i], True) for i in later)


def _within(protocol: Protocol, reading: Reading, grades: range) -> Iterable[ActionRule]:
    """The actions of the setting that belong to one of the grades and whose criterion holds."""
    return (
        rule
        for rule in protocol.actions_in[reading.observation.setting]
        if any(number in rule.grades for number in grades) and rule.when.value(reading) is True
    )


def _action(rule: ActionRule, if_it_rises: bool) -> Action:
    return Action(rule.id, rule.text, rule.who, rule.reference, if_it_rises)
