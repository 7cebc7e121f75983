"""The nodes of a compiled criterion: each gives its value, what keeps it open, and why it holds."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from workstation.clinical.logic import (
    ABSENT,
    COMPARISONS,
    NOTHING,
    CriterionError,
    Interval,
    Names,
    Node,
    Operand,
    Said,
    Tri,
    Values,
    as_number,
    as_truth,
    opposite,
)

_SIGNS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


_OPPOSITE = {
    ">=": "<",
    ">": "<=",
    "<": ">=",
    "<=": ">",
    "==": "!=",
    "!=": "==",
    "in": "not in",
    "not in": "in",
}


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal: a number, a code, true or false, a list of codes."""

    literal: Operand

    @property
    def reads(self) -> frozenset[str]:
        return NOTHING

    def value(self, _names: Values) -> Operand:
        return self.literal

    def raw(self, _names: Values) -> Operand:
        return self.literal

    def missing(self, _names: Names) -> frozenset[str]:
        return NOTHING

    def why(self, _names: Names, _truth: bool) -> tuple[Said, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Name:
    """A finding, a definition or a result by its name."""

    id: str

    @property
    def reads(self) -> frozenset[str]:
        return frozenset((self.id,))

    def value(self, names: Values) -> Operand:
        found = names[self.id]
        return False if found is ABSENT else found

    def raw(self, names: Values) -> Operand:
        return names[self.id]

    def missing(self, names: Names) -> frozenset[str]:
        return names.missing(self.id)

    def why(self, names: Names, truth: bool) -> tuple[Said, ...]:
        behind = names.why(self.id, truth)
        return names.sentence(self.id, "is", truth) if behind is None else behind


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``a + b``, ``a - b``, ``a * b`` over numbers. ABSENT beats not known, as in a comparison."""

    sign: str
    left: Node
    right: Node

    @property
    def reads(self) -> frozenset[str]:
        return self.left.reads | self.right.reads

    def value(self, names: Values) -> Operand:
        a, b = self.left.raw(names), self.right.raw(names)
        if a is ABSENT or b is ABSENT:
            return ABSENT
        if a is None or b is None:
            return None
        return _SIGNS[self.sign](as_number(a), as_number(b))

    def raw(self, names: Values) -> Operand:
        return self.value(names)

    def missing(self, names: Names) -> frozenset[str]:
        return self.left.missing(names) | self.right.missing(names)

    def why(self, names: Names, _truth: bool) -> tuple[Said, ...]:
        sides = [side for side in (self.left, self.right) if isinstance(side, Name)]
        return tuple(said for side in sides for said in names.sentence(side.id, "value", None))


@dataclass(frozen=True, slots=True)
class Comparison:
    """``a < b`` and its like, ``a == code``, ``a in [codes]``."""

    sign: str
    left: Node
    right: Node

    @property
    def reads(self) -> frozenset[str]:
        return self.left.reads | self.right.reads

    def value(self, names: Values) -> Tri:
        a, b = self.left.raw(names), self.right.raw(names)
        if a is ABSENT or b is ABSENT:
            return False
        if a is None or b is None:
            return None
        return COMPARISONS[self.sign](a, b)

    def raw(self, names: Values) -> Operand:
        return self.value(names)

    def missing(self, names: Names) -> frozenset[str]:
        return self.left.missing(names) | self.right.missing(names)

    def why(self, names: Names, truth: bool) -> tuple[Said, ...]:
        sign = self.sign if truth else _OPPOSITE[self.sign]
        if isinstance(self.left, Name):
            behind = names.why(self.left.id, truth)
            if behind is None:
                return names.sentence(self.left.id, sign, self.right.raw(names))
            return behind
        return self.left.why(names, truth) + self.right.why(names, truth)


@dataclass(frozen=True, slots=True)
class Junction:
    """``and`` and ``or``: one part of the deciding truth decides, whatever the others are."""

    decides: ClassVar[bool]
    parts: tuple[Node, ...]

    @property
    def reads(self) -> frozenset[str]:
        return frozenset[str]().union(*(p.reads for p in self.parts))

    def value(self, names: Values) -> Tri:
        decides = self.decides
        answer: Tri = not decides
        for part in self.parts:
            truth = as_truth(part.value(names))
            if truth is decides:
                return decides
            if truth is None:
                answer = None
        return answer

    def raw(self, names: Values) -> Operand:
        return self.value(names)

    def missing(self, names: Names) -> frozenset[str]:
        return _missing(self.parts, names)

    def why(self, names: Names, truth: bool) -> tuple[Said, ...]:
        return _why(self.parts, names, truth)


@dataclass(frozen=True, slots=True)
class All(Junction):
    """``a and b``: False as soon as one is False."""

    decides: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Any(Junction):
    """``a or b``: True as soon as one is True."""

    decides: ClassVar[bool] = True


def _missing(parts: Iterable[Node], names: Names) -> frozenset[str]:
    open_parts = [p for p in parts if p.value(names) is None]
    return frozenset[str]().union(*(p.missing(names) for p in open_parts))


def _why(parts: Iterable[Node], names: Names, truth: bool) -> tuple[Said, ...]:
    return tuple(
        said
        for part in parts
        if as_truth(part.value(names)) is truth
        for said in part.why(names, truth)
    )


@dataclass(frozen=True, slots=True)
class Opposite:
    """``not a``."""

    part: Node

    @property
    def reads(self) -> frozenset[str]:
        return self.part.reads

    def value(self, names: Values) -> Tri:
        return opposite(as_truth(self.part.value(names)))

    def raw(self, names: Values) -> Operand:
        return self.value(names)

    def missing(self, names: Names) -> frozenset[str]:
        return self.part.missing(names)

    def why(self, names: Names, truth: bool) -> tuple[Said, ...]:
        """A denied definition speaks only where the pack gives it words: see ``says_not``."""
        return self.part.why(names, not truth)


@dataclass(frozen=True, slots=True)
class State:
    """``known(x)``: has a value; ``asked(x)``: has any answer; ``sure(c)``: c is True."""

    kind: str
    part: Node

    @property
    def reads(self) -> frozenset[str]:
        return self.part.reads

    def value(self, names: Values) -> Tri:
        if self.kind == "sure":
            return self.part.value(names) is True
        if self.kind == "asked":
            return all(names.asked(name) for name in self.part.reads)
        if isinstance(self.part, Name):
            return names.known(self.part.id)
        return self.part.value(names) is not None

    def raw(self, names: Values) -> Operand:
        return self.value(names)

    def missing(self, _names: Names) -> frozenset[str]:
        return NOTHING

    def why(self, names: Names, truth: bool) -> tuple[Said, ...]:
        if self.kind == "sure":
            return self.part.why(names, True) if truth else ()
        if truth:
            return ()
        return tuple(
            said for n in sorted(self.part.reads) for said in names.sentence(n, "not known", None)
        )


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``any_of(a, b, but=list)``: one variable over many; ``but`` names a list to leave out."""

    ids: tuple[str, ...]
    but: str = ""

    @property
    def reads(self) -> frozenset[str]:
        return frozenset(self.ids) | (frozenset((self.but,)) if self.but else NOTHING)

    def counted(self, names: Values) -> tuple[str, ...]:
        """The ids that are not left out."""
        left_out = names[self.but] if self.but else ()
        if not isinstance(left_out, tuple):
            return self.ids
        return tuple(one for one in self.ids if one not in left_out)

    def value(self, names: Values) -> Tri:
        answer: Tri = False
        for one in self.counted(names):
            truth = names[one]
            if truth is True:
                return True
            if truth is None:
                answer = None
        return answer

    def raw(self, names: Values) -> Operand:
        return self.value(names)

    def missing(self, names: Names) -> frozenset[str]:
        open_ids = [one for one in self.counted(names) if names[one] is None]
        return frozenset[str]().union(*(names.missing(one) for one in open_ids))

    def why(self, names: Names, truth: bool) -> tuple[Said, ...]:
        held = (one for one in self.counted(names) if as_truth(names[one]) is truth)
        return tuple(said for one in held for said in Name(one).why(names, truth))


@dataclass(frozen=True, slots=True)
class Count:
    """``count(list, but=[codes])``: entries of a list, each counted once but ``unnamed``."""

    id: str
    but: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ("unnamed",)

    @property
    def reads(self) -> frozenset[str]:
        return frozenset((self.id,))

    def value(self, names: Values) -> Operand:
        found = names[self.id]
        if found is None or found is ABSENT:
            return found
        if not isinstance(found, tuple) or isinstance(found, Interval):
            raise CriterionError(f"count() wants a list, and {self.id} is none")
        counted = [one for one in found if one not in self.but]
        repeated = [one for one in counted if one in self.repeats]
        return len(set(counted) - set(self.repeats)) + len(repeated)

    def raw(self, names: Values) -> Operand:
        return self.value(names)

    def missing(self, names: Names) -> frozenset[str]:
        return names.missing(self.id)

    def why(self, names: Names, _truth: bool) -> tuple[Said, ...]:
        return names.sentence(self.id, "is", names[self.id])


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node."""
    if isinstance(node, Junction):
        return node.parts
    if isinstance(node, Comparison | Arithmetic):
        return (node.left, node.right)
    if isinstance(node, Opposite | State):
        return (node.part,)
    return ()


def words(node: Node) -> Iterable[str]:
    """The codes a criterion compares with."""
    if isinstance(node, Constant):
        literal = node.literal
        if isinstance(literal, str):
            yield literal
        elif isinstance(literal, tuple) and not isinstance(literal, Interval):
            yield from literal
    for child in children(node):
        yield from words(child)
