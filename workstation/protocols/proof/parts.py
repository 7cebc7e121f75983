"""What there is to prove: each axis, screen item, line, named criterion, and the join."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from workstation.clinical import grades
from workstation.clinical.logic import Interval, Node, Operand, Tri, as_truth
from workstation.clinical.nodes import All, Any, Name, Opposite
from workstation.clinical.protocol import Axis, Line, Protocol
from workstation.protocols.proof.point import Point

UNDECIDED = -1
_DEFINITIONS = "definitions.yaml"
_CAN_BE = {True: (1, 1), False: (0, 0), None: (0, 1)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a part says at a point: its ends, and which rule decided (UNDECIDED: none was True)."""

    low: int
    high: int
    rule: int


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is proved over its own leaves.

    ``decide`` gives the outcome from the values of ``nodes``, in their order, and nothing else.
    ``rules`` are the ids of its rules, ``open_rules`` those that may leave a range with everything
    known. A ``tight`` part must reach both ends of each range it gives. ``monotone`` is the way it
    goes when a finding gets worse ("" where that has no meaning), but for the findings in
    ``exceptions``. A ``strict`` part is sound even over what its criteria ask ``sure`` of.
    """

    id: str
    file: str
    nodes: tuple[Node, ...]
    decide: Callable[[Sequence[Operand]], Outcome]
    rules: tuple[str, ...]
    open_rules: frozenset[int] = frozenset()
    tight: bool = True
    monotone: str = "up"
    strict: bool = False
    exceptions: frozenset[str] = frozenset()
    read_as_not_told: frozenset[str] = frozenset()

    @property
    def is_criterion(self) -> bool:
        """True for a criterion on its own, whose outcome is yes, no or not known."""
        return not self.tight and len(self.nodes) == 1

    def outcome(self, point: Point) -> Outcome:
        """What the part says at one combination."""
        return self.decide([node.value(point) for node in self.nodes])


def axis_part(axis: Axis, owner: str, file: str) -> Part:
    """An axis of a scale, or an item of a screen."""
    rules = axis.rules

    def decide(truths: Sequence[Operand]) -> Outcome:
        low, high = 99, -1
        for index, (rule, truth) in enumerate(zip(rules, truths, strict=True)):
            if truth is False:
                continue
            low, high = min(low, rule.low), max(high, rule.high)
            if truth:
                return Outcome(low, high, index)
        return Outcome(low, high, UNDECIDED)

    opened = frozenset(i for i, rule in enumerate(rules) if rule.low != rule.high)
    return Part(
        id=f"{owner}.{axis.id}",
        file=file,
        nodes=tuple(rule.when for rule in rules),
        decide=decide,
        rules=tuple(rule.id for rule in rules),
        open_rules=opened,
        exceptions=frozenset(axis.exceptions),
    )


def truth_part(id: str, file: str, node: Node, monotone: str = "up") -> Part:
    """A criterion on its own: 1 where True, 0 where False, open where not known."""

    def decide(values: Sequence[Operand]) -> Outcome:
        truth: Tri = as_truth(values[0])
        low, high = _CAN_BE[truth]
        return Outcome(low, high, 0 if truth else UNDECIDED)

    rules = (id.rsplit(".", 1)[-1],)
    return Part(id, file, (node,), decide, rules, tight=False, monotone=monotone)


def halves(part: Part, protocol: Protocol) -> tuple[Part, ...]:
    """The sides of an ``and`` or ``or``, each to be proved alone.

    ``and`` and ``or`` of sound, monotone criteria are sound and monotone.
    """
    node = part.nodes[0]
    if len(part.nodes) == 1 and isinstance(node, Opposite):
        other = {"up": "down", "down": "up", "": ""}[part.monotone]
        return (_with_exceptions(truth_part(part.id, part.file, node.part, other), part),)
    if isinstance(node, Name) and node.id in protocol.definitions:
        definition = protocol.definitions[node.id].node
        side = truth_part(f"{part.id}>{node.id}", _DEFINITIONS, definition, part.monotone)
        return (_with_exceptions(side, part),)
    if len(part.nodes) > 1 or not isinstance(node, All | Any):
        return ()
    return tuple(
        _with_exceptions(truth_part(f"{part.id}[{number}]", part.file, side, part.monotone), part)
        for number, side in enumerate(node.parts, 1)
    )


def _with_exceptions(side: Part, whole: Part) -> Part:
    """What may get worse without a higher result in the whole may do so in a side of it."""
    return replace(side, exceptions=whole.exceptions)


def entry_part(protocol: Protocol) -> Part:
    """Which line of the entry applies: exactly one, everywhere."""
    rules = protocol.entry

    def decide(truths: Sequence[Operand]) -> Outcome:
        for index, truth in enumerate(truths):
            if truth is True:
                return Outcome(0, 0, index)
        return Outcome(0, 0, UNDECIDED)

    return Part(
        id="entry",
        file="entry.yaml",
        nodes=tuple(rule.when for rule in rules),
        decide=decide,
        rules=tuple(rule.id for rule in rules),
        tight=False,
        monotone="",
    )


_JOIN_READS = ("fever_told", "temperature_c", "fever_cause", "crs_established")
"""What the fixed join asks beside the entry and the axes."""


def join_part(protocol: Protocol) -> Part:
    """The grade from the entry and the axes of the default scale."""
    entry = entry_part(protocol)
    axes = tuple(f"{axis.id}_axis" for axis in protocol.scales[protocol.default_scale].axes)

    def decide(values: Sequence[Operand]) -> Outcome:
        lines = len(entry.nodes)
        rule = entry.decide(values[:lines]).rule
        told = dict(zip((*_JOIN_READS, *axes), values[lines:], strict=True))
        ends = [told[axis] for axis in axes]
        low = max(int(e.low) for e in ends if isinstance(e, Interval))
        high = max(int(e.high) for e in ends if isinstance(e, Interval))
        # a death is 5 whatever else is known
        result = protocol.entry[rule].result
        at_least, at_most = grades.join(result, low, high, {**told, "died_of_crs": False})
        return Outcome(at_least, at_most, rule)

    return Part(
        id=f"{protocol.default_scale}.join",
        file="entry.yaml",
        nodes=(*entry.nodes, *map(Name, (*_JOIN_READS, *axes))),
        decide=decide,
        rules=entry.rules,
        open_rules=frozenset(
            i for i, r in enumerate(protocol.entry) if r.result in ("masked", "unknown")
        ),
        strict=True,
        exceptions=frozenset(protocol.entry_exceptions),
        read_as_not_told=protocol.entry_read_as_not_told,
    )


def line_parts(protocol: Protocol) -> Iterator[Part]:
    """Every line of a list: dispositions, flags, screens of one criterion; warnings left out."""
    for setting, rules in protocol.dispositions.items():
        for line in (*rules.lines, *rules.raise_by_one):
            yield _line_part(line, f"{setting}.{line.level or 'raise'}", "dispositions.yaml")
        part = truth_part(
            f"{setting}.{rules.lowest}", "dispositions.yaml", rules.lowest_only_if, "down"
        )
        yield replace(part, exceptions=frozenset(rules.lowest_exceptions))
    for line in protocol.flags:
        yield _line_part(line, "sepsis_red_flags", "screens.yaml")
    for answer in protocol.answers:
        yield truth_part(f"answers.{answer.id}", "screens.yaml", answer.when)


def _line_part(line: Line, owner: str, file: str) -> Part:
    part = truth_part(f"{owner}.{line.id}", file, line.when)
    return replace(part, exceptions=frozenset(line.exceptions))


def axis_parts(protocol: Protocol) -> Iterator[Part]:
    """Every axis of every scale and item of every screen; the same rules are proved once."""
    seen: set[tuple[tuple[Node, int, int], ...]] = set()
    for part, axis in _all_axes(protocol):
        rules = tuple((rule.when, rule.low, rule.high) for rule in axis.rules)
        if rules not in seen:
            seen.add(rules)
            yield part


def _all_axes(protocol: Protocol) -> Iterator[tuple[Part, Axis]]:
    for scale in protocol.scales.values():
        for axis in scale.axes:
            yield axis_part(axis, scale.id, f"scales/{scale.id}.yaml"), axis
    for score in protocol.scores.values():
        for item in score.items:
            yield axis_part(item, score.id, "screens.yaml"), item


def definition_parts(protocol: Protocol, only: Sequence[str]) -> Iterator[Part]:
    """The named criteria."""
    for name in only:
        yield truth_part(name, _DEFINITIONS, protocol.definitions[name].node, "")
