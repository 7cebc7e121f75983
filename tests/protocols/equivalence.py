"""When the checker's own engine shows that a change changes nothing: at every combination.

Each criterion, axis and entry that differs between two packs is worked out under both, over the
boundary values of both together. If every result is the same, nobody can ever see the change. A
finding is known, or not known, or an axis has one of the values that its rules give: as in a proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from workstation.clinical.logic import ABSENT, Node, Operand
from workstation.clinical.nodes import Junction
from workstation.clinical.notation import observation_from_json
from workstation.clinical.protocol import Axis, Line, Protocol
from workstation.clinical.watching import own_limits
from workstation.protocols.cases import ASSESSED_AT
from workstation.protocols.proof.columns import Columns
from workstation.protocols.proof.domains import leaves
from workstation.protocols.proof.parts import Part, axis_part, entry_part
from workstation.protocols.proof.point import Choice, Point
from workstation.protocols.proof.point import given as told

MOST = 400_000
"""More combinations than this are not looked at: the change is then not shown to be nothing."""


@dataclass(frozen=True)
class Decider:
    """Something that decides: its criteria, and what comes of their values."""

    nodes: tuple[Node, ...]
    part: Part | None = field(default=None, compare=False)
    says: tuple[object, ...] = ()
    is_entry: bool = False

    def results(self, columns: Columns) -> list[object]:
        """What it gives at each combination; of an entry the result, of an axis the range."""
        rows = list(zip(*(columns.of(node) for node in self.nodes), strict=True))
        return [self._result(row) for row in rows]

    def _result(self, row: Sequence[Operand]) -> object:
        if self.part is None:
            return tuple((type(value), value) for value in row)
        outcome = self.part.decide(row)
        return self.says[outcome.rule] if self.is_entry else (outcome.low, outcome.high)


def shown_equal(before: Protocol, after: Protocol) -> bool:
    """True when everything that differs gives the same everywhere."""
    one, other = _deciders(before), _deciders(after)
    if one.keys() != other.keys() or _rest(before) != _rest(after):
        return False
    differ = [key for key in one if one[key] != other[key]]
    watched = before.watch != after.watch
    aged = before.tables != after.tables
    if not differ and not watched and not aged:
        return False
    same = not aged or _same_tables(before, after)
    same = same and all(_same(one[key], other[key], before) for key in differ)
    return same and (not watched or _same_limits(before, after))


def _same_limits(before: Protocol, after: Protocol) -> bool:
    """True when everybody watches the same limits: at every usual value, age and neutrophils."""
    for patient, findings in _people():
        asked: dict[str, Any] = {"setting": "phone", "patient": patient, "findings": findings}
        seen = observation_from_json(before.form, asked, ASSESSED_AT)
        if own_limits(before, seen) != own_limits(after, seen):
            return False
    return True


def _people() -> Iterator[tuple[dict[str, float], dict[str, int]]]:
    """Everybody that a limit could tell apart."""
    for usual in range(101):
        for age in (58, 15):
            yield {"age_years": age}, {"baseline_spo2_percent": usual}
    for age in (0, 0.05, 0.5, *range(1, 20)):
        for neutrophils in (400, 499, 500, 501, 999, 1000, 1001):
            yield {"age_years": age}, {"anc_per_ul": neutrophils}
        for pressure in (100, 120, 130, 131, 150):
            yield {"age_years": age}, {"baseline_systolic_mmhg": pressure}


def _same(one: Decider, other: Decider, protocol: Protocol) -> bool:
    if one.part is None and len(one.nodes) == 1:
        a, b = _narrowed(one.nodes[0], other.nodes[0])
        if a is not one.nodes[0] and _same_everywhere(Decider((a,)), Decider((b,)), protocol):
            return True
    return _same_everywhere(one, other, protocol)


def _same_everywhere(one: Decider, other: Decider, protocol: Protocol) -> bool:
    nodes = (*one.nodes, *other.nodes)
    ways = {name: "up" for name, d in protocol.definitions.items() if d.is_criterion}
    found = leaves(nodes, protocol, ways)
    if prod(len(leaf.choices) for leaf in found) > MOST:
        return False
    columns = Columns(protocol, found)
    return one.results(columns) == other.results(columns)


def _narrowed(one: Node, other: Node) -> tuple[Node, Node]:
    """The only part in which two criteria differ: where it is the same, they are."""
    if isinstance(one, Junction) and isinstance(other, Junction) and type(one) is type(other):
        pairs = list(zip(one.parts, other.parts, strict=False))
        differ = [(a, b) for a, b in pairs if a != b]
        if len(one.parts) == len(other.parts) and len(differ) == 1:
            return _narrowed(*differ[0])
    return one, other


def _same_tables(before: Protocol, after: Protocol) -> bool:
    """True when every age has the same limits, the age that is not known among them."""
    ages: list[dict[str, Choice]] = [{"age_years": _NOBODY, "age_months": _NOBODY}]
    ages += [{"age_years": told(y), "age_months": _NOBODY} for y in range(121)]
    ages += [{"age_years": told(0), "age_months": told(m / 10)} for m in range(120)]
    return before.tables.keys() == after.tables.keys() and all(
        Point(before, age)[name] == Point(after, age)[name]
        for age in ages
        for name in before.tables
    )


_NOBODY = Choice(ABSENT, known=False, asked=False, label="not given")


def _deciders(protocol: Protocol) -> dict[tuple[str, ...], Decider]:
    found: dict[tuple[str, ...], Decider] = {}
    for scale in protocol.scales.values():
        for axis in scale.axes:
            found["axis", scale.id, axis.id] = _of_axis(axis)
        for assumed in scale.assumptions:
            found["assumed", scale.id, assumed.finding] = Decider((assumed.when,))
    for score in protocol.scores.values():
        found["valid", score.id] = Decider((score.valid_if,))
        for item in score.items:
            found["item", score.id, item.id] = _of_axis(item)
    for name, definition in protocol.definitions.items():
        found["definition", name] = Decider((definition.node,))
    entry = entry_part(protocol)
    said = tuple(rule.result for rule in protocol.entry)
    found["entry",] = Decider(entry.nodes, entry, said, is_entry=True)
    found.update(_criteria(protocol))
    return found


def _of_axis(axis: Axis) -> Decider:
    ranges = tuple((rule.low, rule.high) for rule in axis.rules)
    return Decider(tuple(rule.when for rule in axis.rules), axis_part(axis, "", ""), ranges)


def _criteria(protocol: Protocol) -> Iterator[tuple[tuple[str, ...], Decider]]:
    for setting, rules in protocol.dispositions.items():
        yield from _lines(setting, (*rules.lines, *rules.raise_by_one))
        yield (setting, "lowest"), Decider((rules.lowest_only_if,))
        yield (setting, "provisional"), Decider((rules.lowest_provisional_while,))
    yield from _lines("flags", protocol.flags)
    yield ("neutropenia",), Decider((protocol.febrile_neutropenia,))
    for kind, many in _lists(protocol).items():
        for id, when in many:
            yield (kind, id), Decider((when,))


def _lines(owner: str, lines: Sequence[Line]) -> Iterator[tuple[tuple[str, ...], Decider]]:
    return (((owner, line.level, line.id), Decider((line.when,))) for line in lines)


def _lists(protocol: Protocol) -> Mapping[str, list[tuple[str, Node]]]:
    return {
        "answer": [(one.id, one.when) for one in protocol.answers],
        "action": [(one.id, one.when) for one in protocol.actions],
        "warning": [(one.id, one.when) for one in protocol.warnings],
        "reread": [(one.id, one.when) for one in protocol.rereadings],
        "disagreement": [(one.id, one.when) for one in protocol.disagreements],
        "sign": [
            (f"{p}.{s}", when) for p, many in protocol.signs.items() for s, when in many.items()
        ],
    }


def _rest(protocol: Protocol) -> tuple[object, ...]:
    """What decides beside criteria: it has to be the same."""
    return (
        protocol.form,
        protocol.not_known,
        protocol.stale_after_hours,
        protocol.stale_after_hours_of,
        protocol.entry_read_as_not_told,
        [(a.id, a.grades, a.settings) for a in protocol.actions],
        [(d.id, d.higher, d.lower) for d in protocol.disagreements],
        [(r.id, r.forget, r.read_as) for r in protocol.rereadings],
        protocol.worst,
        protocol.best,
        protocol.quotients,
    )
