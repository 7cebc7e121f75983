"""Three-valued criteria over findings, with reasons.

A criterion is a short expression (``temperature_c >= 38.0``, ``oxygen_device in [cpap, bipap]``),
parsed by ``language``. Its value is True, False or None (not known).
A name stands for a finding, a definition of the pack, or a result (a scale, a score), which may be
an ``Interval``: comparing it is None where its two ends disagree.

``ABSENT`` is a value that nobody gave and that has no default: each comparison with it is False,
where comparing an open finding is None. ``known(x)``, ``asked(x)`` and ``sure(x)`` are two-valued.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol, TypeAlias


class Interval(NamedTuple):
    """A number that is known to lie between two ends, both included."""

    low: float
    high: float


class Absent:
    """The type of ``ABSENT``."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()
NUMBERS = (int, float)
"""The types of numbers, made once: a union made at each call costs more than comparing."""
Operand: TypeAlias = bool | int | float | str | tuple[str, ...] | Interval | Absent | None
Tri: TypeAlias = bool | None


class CriterionError(ValueError):
    """An expression that the language does not have. The message says what and how to mend it."""


class Told(Protocol):
    """Values by name, and no more."""

    def __getitem__(self, name: str, /) -> Operand: ...


class Values(Told, Protocol):
    """What an expression is evaluated against: values by name."""

    def asked(self, name: str) -> bool:
        """True when the finding has any answer at all."""
        ...

    def known(self, name: str) -> bool:
        """True when somebody gave the finding a value; of any other name, when it has one."""
        ...


class Names(Values, Protocol):
    """Values by name, and how to speak of them."""

    def missing(self, name: str) -> frozenset[str]:
        """The findings that keep a name from being known."""
        ...

    def why(self, name: str, truth: bool) -> tuple[Said, ...] | None:
        """The reasons behind a definition or a result; None for a finding."""
        ...

    def sentence(self, name: str, comparison: str, limit: Operand) -> tuple[Said, ...]:
        """One sentence: the finding, its value, its limit; none for what is no finding."""
        ...


class Said(NamedTuple):
    """A sentence about a finding."""

    finding: str
    says: str


NOTHING: frozenset[str] = frozenset()


class Node(Protocol):
    """One node of a compiled expression."""

    @property
    def reads(self) -> frozenset[str]:
        """The names it reads."""
        ...

    def value(self, names: Values, /) -> Operand:
        """Its value; None is not known."""
        ...

    def raw(self, names: Values, /) -> Operand:
        """Its value with ABSENT kept, as a comparison wants it."""
        ...

    def missing(self, names: Names, /) -> frozenset[str]:
        """The findings whose absence keeps the value None."""
        ...

    def why(self, names: Names, truth: bool, /) -> tuple[Said, ...]:
        """The sentences that made it ``truth``."""
        ...


def as_number(value: Operand) -> float:
    """A value where a number is wanted; anything else is the pack's mistake."""
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        raise CriterionError(f"{value!r} is not a number")
    return value


def ends(value: Operand) -> Interval:
    """A number as an interval."""
    return value if isinstance(value, Interval) else Interval(as_number(value), as_number(value))


def _at_least(a: Operand, b: Operand) -> Tri:
    if isinstance(a, NUMBERS) and isinstance(b, NUMBERS):
        return a >= b
    (low, high), (floor, ceiling) = ends(a), ends(b)
    return True if low >= ceiling else False if high < floor else None


def _above(a: Operand, b: Operand) -> Tri:
    if isinstance(a, NUMBERS) and isinstance(b, NUMBERS):
        return a > b
    (low, high), (floor, ceiling) = ends(a), ends(b)
    return True if low > ceiling else False if high <= floor else None


def _equal(a: Operand, b: Operand) -> Tri:
    if not isinstance(a, Interval):
        return a == b
    return None if a.low <= ends(b).low <= a.high and a.low != a.high else a.low == b


def _within(a: Operand, b: Operand) -> Tri:
    if not isinstance(b, tuple):
        raise CriterionError("'in' wants a list, like [cpap, bipap]")
    if isinstance(a, tuple) and not isinstance(a, Interval):
        return any(one in b for one in a)
    return a in b


COMPARISONS: Mapping[str, Callable[[Operand, Operand], Tri]] = {
    ">=": _at_least,
    ">": _above,
    "<": lambda a, b: _above(b, a),
    "<=": lambda a, b: _at_least(b, a),
    "==": _equal,
    "!=": lambda a, b: opposite(_equal(a, b)),
    "in": _within,
    "not in": lambda a, b: opposite(_within(a, b)),
}


def opposite(truth: Tri) -> Tri:
    """Three-valued not."""
    return None if truth is None else not truth


def as_truth(value: Operand) -> Tri:
    """A value where a yes or no is wanted; anything else is the pack's mistake."""
    if value is None or isinstance(value, bool):
        return value
    if value is ABSENT:
        return False
    raise CriterionError(f"{value!r} is not yes or no")
