"""Which limits no case stands for: each wants one at, one below and one above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workstation.clinical.findings import Observation
from workstation.clinical.given import given, is_number
from workstation.clinical.logic import Node
from workstation.clinical.nodes import Comparison, Constant, Name
from workstation.clinical.notation import observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.reading import Reading
from workstation.clinical.refusal import Refusal
from workstation.protocols.cases import ASSESSED_AT, Case
from workstation.protocols.proof.tree import walk


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a criterion compares a finding with."""

    finding: str
    value: float
    file: str
    rule: str


def limits(protocol: Protocol) -> Iterator[Limit]:
    """Every limit of the pack on a finding that is a number."""
    for file, rule, node in _criteria(protocol):
        for part in walk(node):
            if isinstance(part, Comparison) and isinstance(part.left, Name):
                literal = part.right.literal if isinstance(part.right, Constant) else None
                item = protocol.form.items.get(part.left.id)
                if item is not None and is_number(literal):
                    yield Limit(part.left.id, float(literal), file, rule)


def _criteria(protocol: Protocol) -> Iterator[tuple[str, str, Node]]:
    for scale in protocol.scales.values():
        for axis in scale.axes:
            yield from ((f"scales/{scale.id}.yaml", r.id, r.when) for r in axis.rules)
    for score in protocol.scores.values():
        for item in score.items:
            yield from (("screens.yaml", item.id, rule.when) for rule in item.rules)
    for rules in protocol.dispositions.values():
        yield from (("dispositions.yaml", line.id, line.when) for line in rules.lines)
        yield "dispositions.yaml", rules.lowest, rules.lowest_only_if
    for definition in protocol.definitions.values():
        yield "definitions.yaml", definition.id, definition.node
    yield from (("entry.yaml", rule.id, rule.when) for rule in protocol.entry)


def uncovered(protocol: Protocol, cases: Sequence[Case]) -> Iterator[tuple[str, str, str]]:
    """File, rule and sentence of each limit that lacks a case at, just below or just above it."""
    seen = _values(protocol, cases)
    told: set[tuple[str, float]] = set()
    for limit in limits(protocol):
        if (limit.finding, limit.value) in told:
            continue
        told.add((limit.finding, limit.value))
        item = protocol.form.items[limit.finding]
        step = 10.0**-item.decimals
        values = seen.get(limit.finding, frozenset())
        for where, value in (("at", 0.0), ("just below", -step), ("just above", step)):
            wanted = round(limit.value + value, 6)
            inside = (item.low or 0) <= wanted <= (item.high or wanted)
            if inside and wanted not in values:
                says = f"no case has {limit.finding} {wanted:g}, {where} the limit {limit.value:g}"
                yield limit.file, limit.rule, says


def _values(protocol: Protocol, cases: Sequence[Case]) -> dict[str, frozenset[float]]:
    found: dict[str, set[float]] = {}
    for case in cases:
        observation = _observed(protocol, case)
        if observation is None:
            continue
        reading = Reading(protocol, observation, given(protocol, observation))
        for name in reading.given.known:
            value = reading[name]
            if is_number(value):
                found.setdefault(name, set()).add(round(float(value), 6))
    return {name: frozenset(values) for name, values in found.items()}


def _observed(protocol: Protocol, case: Case) -> Observation | None:
    try:
        return observation_from_json(protocol.form, case.input, ASSESSED_AT)
    except Refusal:
        return None
