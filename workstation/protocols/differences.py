"""What a new version of a protocol changes: criteria, thresholds, actions; not lines of text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workstation.protocols.outline import Aspects, Outline, Part, Place, outline
from workstation.protocols.pack import Files

__all__ = ["Aspect", "Change", "Difference", "Kind", "Moved", "Part", "difference"]

CRITERIA = frozenset(
    {"if", "value", "only_if", "valid_if", "provisional_while", "febrile_neutropenia"}
)
"""Aspects that are written in the language of criteria."""

_LIMITS = ("low", "high", "stale_after_hours", "window_days", "window_hours")

_WORDS: Mapping[str, str] = {
    "if": "criterion",
    "only_if": "criterion",
    "valid_if": "applies if",
    "low": "lower limit",
    "high": "upper limit",
    "says": "sentence",
    "says_not": "sentence when not",
    "say": "words to say",
    "because": "reason for the open range",
}


class Kind(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing said of a rule, before and after; empty where it was not or is no longer said."""

    name: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """What the aspect is called: ``criterion``, ``lower limit``."""
        return _WORDS.get(self.name, self.name.replace("_", " ").replace(".", " "))


@dataclass(frozen=True, slots=True)
class Moved:
    """A threshold that moved: ``temperature_c >=`` from 38.0 to 37.5."""

    what: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Change:
    """One rule, finding, action, row or case that differs. ``rule`` is its id in the file.

    ``title`` and ``says`` tell it in words, once ``change_words`` gave them.
    """

    kind: Kind
    part: Part
    file: str
    rule: str
    aspects: tuple[Aspect, ...]
    moved: tuple[Moved, ...] = ()
    title: str = ""
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two packs, in the order of the newer one."""

    before: str
    after: str
    changes: tuple[Change, ...]


def difference(before: tuple[str, Files], after: tuple[str, Files]) -> Difference:
    """Compares two packs, each with its name. Raises Refusal for a file that is not YAML."""
    old, new = outline(before[1]), outline(after[1])
    changes = (*_changed(old, new), *_reordered(old, new))
    return Difference(before[0], after[0], tuple(sorted(changes, key=_in_order(old, new))))


def _changed(old: Outline, new: Outline) -> Iterator[Change]:
    for place in {**new.things, **old.things}:
        before, after = old.things.get(place), new.things.get(place)
        aspects = tuple(_aspects(place, before or {}, after or {}))
        if before is None or after is None:
            kind = Kind.ADDED if before is None else Kind.REMOVED
            if aspects:  # a heading without words of its own is no change
                yield Change(kind, place.part, place.file, place.id, aspects)
        elif aspects:
            moved = tuple(one for aspect in aspects for one in moved_in(place.id, aspect))
            yield Change(Kind.CHANGED, place.part, place.file, place.id, aspects, moved)


def _aspects(place: Place, before: Aspects, after: Aspects) -> Iterator[Aspect]:
    for name in {**before, **after}:
        old, new = before.get(name, ""), after.get(name, "")
        named = place.part is Part.PROTOCOL and name == "version"  # every version has another
        if not named and _plain(name, old) != _plain(name, new):
            yield Aspect(name, old, new)


def _plain(name: str, text: str) -> str:
    """A criterion without its blanks and line ends, so that only its meaning is compared."""
    tree = _parsed(text) if is_criterion(name) else None
    return text if tree is None else ast.dump(tree)


def is_criterion(aspect: str) -> bool:
    """Whether an aspect is written in the language of criteria."""
    return aspect.rpartition(".")[2] in CRITERIA


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None


def moved_in(rule: str, aspect: Aspect) -> Iterator[Moved]:
    """The numbers that moved in a criterion that is otherwise the same, or a number alone."""
    old, new = _parsed(aspect.before), _parsed(aspect.after)
    if (
        old is None
        or new is None
        or not (is_criterion(aspect.name) or aspect.name.startswith(_LIMITS))
    ):
        return
    before, after = _Numbers(old), _Numbers(new)
    if before.skeleton != after.skeleton:
        return
    for (what, low), (_, high) in zip(before.found, after.found, strict=True):
        if low != high:
            yield Moved(what or f"{rule} {aspect.words}".strip(), low, high)


class _Numbers:
    """The numbers of a criterion, each with what it is compared with, and the criterion without."""

    def __init__(self, tree: ast.expr) -> None:
        self.found: list[tuple[str, float]] = []
        self._read(tree, "")
        self.skeleton = ast.dump(_Blank().visit(tree))

    def _read(self, node: ast.AST, what: str) -> None:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, int | float) and not isinstance(node.value, bool):
                self.found.append((what, node.value))
        elif isinstance(node, ast.Compare):
            self._compared(node)
        else:
            for child in ast.iter_child_nodes(node):
                self._read(child, what)

    def _compared(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for number, side in enumerate(sides):
            at = min(number, len(node.ops) - 1) if number == 0 else number - 1
            other = sides[number + 1] if number == 0 else sides[number - 1]
            self._read(side, f"{ast.unparse(other)} {_sign(node.ops[at], number == 0)}")


_SIGNS: Mapping[type[ast.cmpop], tuple[str, str]] = {
    ast.GtE: (">=", "<="),
    ast.Gt: (">", "<"),
    ast.LtE: ("<=", ">="),
    ast.Lt: ("<", ">"),
    ast.Eq: ("==", "=="),
    ast.NotEq: ("!=", "!="),
    ast.In: ("in", "in"),
    ast.NotIn: ("not in", "not in"),
}


def _sign(operator: ast.cmpop, turned: bool) -> str:
    return _SIGNS.get(type(operator), ("is", "is"))[turned]


class _Blank(ast.NodeTransformer):
    """Every number becomes the same."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        return ast.Constant(0) if number else node


def _reordered(old: Outline, new: Outline) -> Iterator[Change]:
    """The first rule that holds decides, so an order that changed may change results."""
    for place, after in new.orders.items():
        before = old.orders.get(place, ())
        same = set(before) & set(after)
        was, now = [i for i in before if i in same], [i for i in after if i in same]
        if was != now and place.part is not Part.CASE:
            aspect = Aspect("order", ", ".join(was), ", ".join(now))
            yield Change(Kind.CHANGED, place.part, place.file, place.id, (aspect,))


def _in_order(old: Outline, new: Outline) -> Callable[[Change], tuple[int, int]]:
    """The order of the newer pack, what was removed after it."""
    files = list(dict.fromkeys(p.file for p in (*new.things, *old.things)))
    places = list(dict.fromkeys((p.file, p.id) for p in (*new.things, *old.things)))
    rank = {place: number for number, place in enumerate(places)}
    return lambda c: (files.index(c.file), rank.get((c.file, c.rule), len(rank)))
