"""What criteria say at every combination of some leaves, each worked out over its own leaves only.

A criterion that reads three of twelve leaves has one value for each combination of the three,
whatever the other nine are. So its values are found once over its own leaves and then spread over
all combinations; ``and``, ``or`` and ``not`` are put together from their parts in the same way.
Nothing is left out: each combination gets the value that evaluating it alone would give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Generic, TypeVar

from workstation.clinical.logic import Node, Operand, Tri, as_truth, opposite
from workstation.clinical.nodes import All, Any, Junction, Name, Opposite
from workstation.clinical.protocol import Protocol
from workstation.protocols.proof.choices import Leaf
from workstation.protocols.proof.domains import behind
from workstation.protocols.proof.point import Point
from workstation.protocols.proof.tree import walk

_Row = TypeVar("_Row")
_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class _Values(Generic[_Row]):
    """The values of a node over the combinations of the leaves it reads, in the grid's order."""

    axes: tuple[int, ...]
    values: Sequence[_Row]


class Columns:
    """The values of nodes over the product of the leaves, the last leaf running fastest."""

    def __init__(self, protocol: Protocol, leaves: Sequence[Leaf]) -> None:
        self._protocol = protocol
        self._leaves = leaves
        self._sizes = tuple(len(leaf.choices) for leaf in leaves)
        self._leaf_of = {id: number for number, leaf in enumerate(leaves) for id in leaf.ids}
        self._found: dict[int, _Values[Operand]] = {}
        self._kept: list[Node] = []  # a node that is gone could lend its identity to another
        self._read: dict[str, frozenset[int]] = {}

    def of(self, node: Node) -> Sequence[Operand]:
        """The value of a node at every combination of all leaves."""
        return self._spread(self._values(node), tuple(range(len(self._leaves))))

    def _values(self, node: Node) -> _Values[Operand]:
        found = self._found.get(id(node))
        if found is None:
            found = self._found[id(node)] = self._worked_out(node)
            self._kept.append(node)
        return found

    def _worked_out(self, node: Node) -> _Values[Operand]:
        if isinstance(node, All | Any):
            return self._joined(node)
        if isinstance(node, Opposite):
            part = self._values(node.part)
            return _Values(part.axes, [opposite(as_truth(value)) for value in part.values])
        if isinstance(node, Name) and node.id not in self._leaf_of:
            definition = self._protocol.definitions.get(node.id)
            if definition is not None and _is_built_of_parts(definition.node):
                return self._values(definition.node)
        return self._evaluated(node)

    def _joined(self, node: Junction) -> _Values[Operand]:
        """``and`` and ``or`` over the leaves of all their parts."""
        parts = [self._values(part) for part in node.parts]
        axes = tuple(sorted({axis for part in parts for axis in part.axes}))
        told = [[as_truth(value) for value in part.values] for part in parts]
        rows = [
            self._spread(_Values(part.axes, truths), axes)
            for part, truths in zip(parts, told, strict=True)
        ]
        return _Values(axes, each(zip(*rows, strict=True), _JOINED[node.decides]))

    def _evaluated(self, node: Node) -> _Values[Operand]:
        """The node itself, asked at each combination of its own leaves."""
        axes = tuple(sorted(self._leaves_below(node)))
        own = [self._leaves[axis] for axis in axes]
        values = []
        for chosen in product(*(leaf.choices for leaf in own)):
            named = {
                id: choice for leaf, choice in zip(own, chosen, strict=True) for id in leaf.ids
            }
            values.append(node.value(Point(self._protocol, named)))
        return _Values(axes, values)

    def _leaves_below(self, node: Node) -> frozenset[int]:
        names = {name for part in walk(node) for name in part.reads}
        return frozenset[int]().union(*(self._leaves_of(name) for name in names))

    def _leaves_of(self, name: str) -> frozenset[int]:
        """The leaves behind a name: itself, or those of what it stands for."""
        if name not in self._read:
            if name in self._leaf_of:
                self._read[name] = frozenset((self._leaf_of[name],))
            else:
                nodes = behind(name, self._protocol)
                self._read[name] = frozenset[int]().union(*map(self._leaves_below, nodes))
        return self._read[name]

    def _spread(self, found: _Values[_Row], onto: tuple[int, ...]) -> Sequence[_Row]:
        """The same values over more leaves: where each combination finds its value."""
        if found.axes == onto:
            return found.values
        sizes = [self._sizes[axis] for axis in found.axes]
        steps = {axis: prod(sizes[i + 1 :]) for i, axis in enumerate(found.axes)}
        places = [0]
        for axis in onto:
            size, step = self._sizes[axis], steps.get(axis, 0)
            moves = [choice * step for choice in range(size)]
            places = [place + move for place in places for move in moves]
        values = found.values
        return [values[place] for place in places]


def each(
    rows: Iterable[tuple[_Row, ...]], told: Callable[[tuple[_Row, ...]], _Told]
) -> list[_Told]:
    """What each row gives; rows that are alike are worked out once."""
    known: dict[tuple[_Row, ...], _Told] = {}
    found = []
    for row in rows:
        if row not in known:
            known[row] = told(row)
        found.append(known[row])
    return found


def _is_built_of_parts(node: Node) -> bool:
    return isinstance(node, All | Any | Opposite)


def _all(truths: tuple[Tri, ...]) -> Tri:
    return False if False in truths else None if None in truths else True


def _any(truths: tuple[Tri, ...]) -> Tri:
    return True if True in truths else None if None in truths else False


_JOINED = {All.decides: _all, Any.decides: _any}
