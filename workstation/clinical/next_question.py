"""What to ask next.

The finding whose worst answer would raise the disposition most, then the one that narrows the
grade most, then the order of the form (ASSESSMENT §7).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from workstation.clinical.protocol import Dispositions, Line, Protocol
from workstation.clinical.reading import Reading
from workstation.clinical.results import Disposition, GradeRange, NextQuestion
from workstation.clinical.triage import not_asked

_Open: TypeAlias = tuple[Line, frozenset[str]]
"""A line that may yet fire, and the findings that keep it open."""


def next_question(
    protocol: Protocol, reading: Reading, told: Reading, found: Disposition
) -> NextQuestion | None:
    """The next question of the form, or None when none that is left would change anything."""
    if reading["died_of_crs"] is True:
        return None
    grade = reading.grade(protocol.default_scale)
    open_ids = _open(protocol, reading, grade)
    rules = protocol.dispositions.get(reading.observation.setting)
    if rules is not None and found.level is not None:
        raising, level = _raising(rules, told, open_ids, protocol.rank(found.level))
        if raising:
            return _chosen(protocol, reading, raising, level)
    narrowing = [id for id in open_ids if id in grade.not_known]
    if narrowing:
        return _chosen(protocol, reading, narrowing, None)
    rest = [id for id in open_ids if id not in protocol.groups["answered_by_numbers"]]
    return NextQuestion(rest[0], "Belongs to this form and was not asked") if rest else None


def _open(protocol: Protocol, reading: Reading, grade: GradeRange) -> list[str]:
    """What nobody has asked: findings the form wants, and those that keep the grade open."""
    wanted = protocol.required[reading.observation.setting]
    asked_here = protocol.asked_in[reading.observation.setting]
    return [
        id
        for id in protocol.form_order
        if id in asked_here and (id in wanted or id in grade.not_known) and not_asked(reading, id)
    ]


def _raising(
    rules: Dispositions, told: Reading, open_ids: list[str], above: int
) -> tuple[list[str], str | None]:
    """The open findings with an answer that fires a line of the highest level within reach."""
    rank = told.protocol.rank
    lines = [
        (line, line.when.missing(told))
        for line in rules.lines
        if rank(line.level) > above and line.when.value(told) is None
    ]
    supposed = _Supposed(told)
    for level in sorted({line.level for line, _ in lines}, key=rank, reverse=True):
        reached = _firing(supposed, open_ids, [one for one in lines if one[0].level == level])
        if reached:
            return reached, level
    return [], None


class _Supposed:
    """A reading with one more answer each time, made once for each answer."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._made: dict[str, tuple[Reading, ...]] = {}

    def worst(self, id: str) -> tuple[Reading, ...]:
        """The readings with the worst answers to a question."""
        if id not in self._made:
            answers = self._reading.protocol.worst[id]
            self._made[id] = tuple(self._reading.supposing(id, answer) for answer in answers)
        return self._made[id]


def _firing(supposed: _Supposed, open_ids: list[str], lines: Iterable[_Open]) -> list[str]:
    fires: set[str] = set()
    for line, missing in lines:
        fires |= {
            id
            for id in open_ids
            if id in missing
            and id not in fires
            and any(line.when.value(reading) is True for reading in supposed.worst(id))
        }
    return [id for id in open_ids if id in fires]


def _chosen(
    protocol: Protocol, reading: Reading, ids: list[str], level: str | None
) -> NextQuestion:
    """Of several, the one that narrows the grade most; ids come in form order."""
    grade = reading.grade(protocol.default_scale)
    gains = {id: _narrowing(protocol, reading, id) for id in ids if id in grade.not_known}
    best = max(ids, key=lambda id: gains.get(id, 0))
    why = [_settles(protocol, reading, best)] if best in gains else []
    if level is not None:
        why.append(f"its worst answer means: {protocol.form.levels[level].label.lower()}")
    text = "; ".join(why)
    return NextQuestion(best, text[:1].upper() + text[1:])


def _narrowing(protocol: Protocol, reading: Reading, id: str) -> int:
    """How many grades the worst and the best answer would rule out together."""
    scale = protocol.default_scale
    now = reading.grade(scale)
    answers = [*protocol.worst[id], protocol.best[id]]
    after = [reading.supposing(id, value).grade(scale) for value in answers]
    return sum((now.at_most - now.at_least) - (g.at_most - g.at_least) for g in after)


def _settles(protocol: Protocol, reading: Reading, id: str) -> str:
    """What the answer is for: the axis it belongs to, with what that is now."""
    for axis in protocol.scales[protocol.default_scale].axes:
        result = reading.axis(f"{axis.id}_axis")
        if id in result.missing:
            return f"{axis.label} is {result.low} to {result.high} without it"
    return "Narrows the grade"
