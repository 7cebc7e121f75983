"""The laws every part obeys, checked at every combination of its choices.

1. Complete: with everything known exactly one result, but for the rules that name an open range.
2. Sound and tight: what is not known gives exactly the hull of what it may turn out to be.
3. Monotone: a worse finding never lowers a result.
4. Alive: every rule decides somewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from workstation.clinical.form import Item, Kind
from workstation.clinical.logic import Interval
from workstation.clinical.nodes import State
from workstation.clinical.protocol import Protocol
from workstation.protocols.proof.choices import Leaf
from workstation.protocols.proof.columns import Columns, each
from workstation.protocols.proof.domains import MIXED, closure, leaves, names
from workstation.protocols.proof.parts import UNDECIDED, Part
from workstation.protocols.proof.point import Choice

MOST_COMBINATIONS = 500_000


@dataclass(frozen=True, slots=True)
class Finding:
    """A law that a part breaks, with the combinations that show it."""

    law: str
    part: Part
    rule: str
    says: str
    at: tuple[tuple[str, str], ...] = ()
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved of a part: over how many combinations of which leaves, and what is wrong."""

    part: Part
    combinations: int
    findings: tuple[Finding, ...]
    leaves: tuple[Leaf, ...] = ()


class Grid:
    """Every combination of the leaves of a part, with its outcome."""

    def __init__(self, part: Part, protocol: Protocol, found: Sequence[Leaf]) -> None:
        self.part = part
        self.leaves = tuple(found)
        self.sizes = tuple(len(leaf.choices) for leaf in self.leaves)
        self.strides = _strides(self.sizes)
        columns = Columns(protocol, self.leaves)
        rows = zip(*(columns.of(node) for node in part.nodes), strict=True)
        outcomes = each(rows, part.decide)
        self.low = [outcome.low for outcome in outcomes]
        self.high = [outcome.high for outcome in outcomes]
        self.rule = [outcome.rule for outcome in outcomes]

    def __len__(self) -> int:
        return len(self.low)

    def choices(self, index: int) -> tuple[Choice, ...]:
        """The choices of one combination."""
        return tuple(
            leaf.choices[index // stride % size]
            for leaf, stride, size in zip(self.leaves, self.strides, self.sizes, strict=True)
        )

    def table(self, index: int) -> tuple[tuple[str, str], ...]:
        """One combination as a table of findings."""
        return tuple(
            (leaf.name, choice.label)
            for leaf, choice in zip(self.leaves, self.choices(index), strict=True)
        )

    def never_open(self) -> bool:
        """True when every combination has one result."""
        return self.low == self.high

    def rows(self, number: int, choice: int) -> Iterator[int]:
        """Where each run of combinations with one choice of one leaf begins."""
        stride, size = self.strides[number], self.sizes[number]
        return iter(range(choice * stride, len(self), stride * size))


def _strides(sizes: Sequence[int]) -> tuple[int, ...]:
    return tuple(prod(sizes[i + 1 :]) for i in range(len(sizes)))


def is_open(choice: Choice) -> bool:
    """True for a choice that later knowledge would replace."""
    value = choice.value
    return value is None or (isinstance(value, Interval) and value.low != value.high)


def size(part: Part, protocol: Protocol, ways: Mapping[str, str]) -> tuple[tuple[Leaf, ...], int]:
    """The leaves of a part and how many combinations they make."""
    found = with_phantoms(part, protocol, leaves(part.nodes, protocol, ways))
    return found, prod(len(leaf.choices) for leaf in found)


def _under(part: Part, protocol: Protocol, *kinds: str) -> frozenset[str]:
    """The leaves that some ``known()``, ``asked()`` or ``sure()`` of a part is about."""
    inside = [
        node.part
        for node in closure(part.nodes, protocol)
        if isinstance(node, State) and node.kind in kinds
    ]
    return names(inside, protocol) | frozenset(n for node in inside for n in node.reads)


def with_phantoms(part: Part, protocol: Protocol, found: Sequence[Leaf]) -> tuple[Leaf, ...]:
    """Where a criterion asks whether a leaf is known, the hull is taken as if it were.

    ``known(x) and x > 0`` reads a missing x as 0 because the pack says so; what the law looks at is
    x itself, not known but asked for.
    """
    asked = frozenset[str]() if part.strict else _under(part, protocol, "known")
    return tuple(
        _with_phantom(leaf) if leaf.name in asked & protocol.not_known.keys() else leaf
        for leaf in found
    )


def _with_phantom(leaf: Leaf) -> Leaf:
    if not any(is_open(choice) for choice in leaf.choices):
        return leaf
    phantom = Choice(None, known=True, asked=True, label="not known yet")
    return Leaf(leaf.name, leaf.ids, (*leaf.choices, phantom))


def prove(part: Part, protocol: Protocol, ways: Mapping[str, str], found: Sequence[Leaf]) -> Proof:
    """Check every law of a part at every combination; each law reports its first break."""
    grid = Grid(part, protocol, found)
    kinds = ("asked",) if part.strict else ("asked", "sure")
    named = _under(part, protocol, *kinds) | part.read_as_not_told
    laws = (
        _complete(grid),
        _hull(grid, named, protocol.treatments),
        _monotone(grid, protocol, ways),
        _alive(grid),
    )
    return Proof(part, len(grid), tuple(f for law in laws for f in law), grid.leaves)


def _complete(grid: Grid) -> Iterator[Finding]:
    part = grid.part
    for index, rule in enumerate(grid.rule):
        settled = rule in part.open_rules or (
            grid.low[index] == grid.high[index] and (rule != UNDECIDED or len(part.rules) == 1)
        )
        if not settled and not any(is_open(c) or _is_phantom(c) for c in grid.choices(index)):
            told = "no rule holds" if rule == UNDECIDED else "more than one result is possible"
            yield Finding(
                "complete",
                part,
                part.rules[rule] if rule != UNDECIDED else "",
                f"with everything known {told}",
                grid.table(index),
                (_ends(grid, index),),
            )
            return


def _unreal(grid: Grid, index: int) -> bool:
    """A combination that only serves to look at another leaf."""
    return any(_is_phantom(choice) for choice in grid.choices(index))


def _is_phantom(choice: Choice) -> bool:
    return choice.value is None and choice.known


@dataclass(frozen=True, slots=True)
class _Asked:
    """A leaf that some ``known()`` asks for: where its phantoms stand, and what that excuses.

    A treatment that nobody recorded may be read as none where the pack says so (room air over the
    phone). Of any other finding, not known may only raise a result.
    """

    phantoms: tuple[int, ...]
    is_treatment: bool


def _hull(grid: Grid, named: frozenset[str], treatments: frozenset[str]) -> Iterator[Finding]:
    """``named`` are the leaves whose absence the criteria speak of themselves."""
    for number, leaf in enumerate(grid.leaves):
        if not named.isdisjoint(leaf.ids):
            continue
        open_choices = [i for i, c in enumerate(leaf.choices) if is_open(c)]
        phantoms = [i for i in open_choices if _is_phantom(leaf.choices[i])]
        complete = [i for i, c in enumerate(leaf.choices) if not is_open(c) and c.known]
        for choice in open_choices:
            if choice not in phantoms and complete:
                asked = _Asked(tuple((p - choice) for p in phantoms), leaf.name in treatments)
                found = _hull_of(grid, number, choice, complete, asked)
                if found:
                    yield found
                    return


def _hull_of(
    grid: Grid, number: int, choice: int, complete: Sequence[int], asked: _Asked
) -> Finding | None:
    """Compare the results of an open choice with the hull of the complete ones, run by run."""
    stride = grid.strides[number]
    starts = [grid.rows(number, c) for c in complete]
    for here, *others in zip(grid.rows(number, choice), *starts, strict=True):
        low = _fold(min, grid.low, others, stride)
        high = _fold(max, grid.high, others, stride)
        own_low, own_high = grid.low[here : here + stride], grid.high[here : here + stride]
        if low == own_low and high == own_high:
            continue
        for k in range(stride):
            hull = (low[k], high[k])
            if _unreal(grid, here + k) or _excused(grid, here + k, stride, hull, asked):
                continue
            unsound = own_low[k] > low[k] or own_high[k] < high[k]
            loose = own_low[k] < low[k] or own_high[k] > high[k]
            if unsound or (loose and grid.part.tight):
                return _hull_finding(grid, number, here + k, (low[k], high[k]), unsound)
    return None


def _excused(grid: Grid, index: int, stride: int, hull: tuple[int, int], asked: _Asked) -> bool:
    """True where the pack reads a missing finding its own way and may."""
    told = any(_ends_at(grid, index + p * stride) == hull for p in asked.phantoms)
    low, high = _ends_at(grid, index)
    if grid.part.monotone == "down":  # what reassures may only be harder to reach
        return told and low <= hull[0] and high <= hull[1]
    return told and (asked.is_treatment or (low >= hull[0] and high >= hull[1]))


def _fold(
    pick: Callable[..., int], ends: Sequence[int], starts: Sequence[int], stride: int
) -> list[int]:
    rows = [ends[s : s + stride] for s in starts]
    return list(rows[0]) if len(rows) == 1 else list(map(pick, *rows))


def _hull_finding(
    grid: Grid, number: int, index: int, hull: tuple[int, int], unsound: bool
) -> Finding:
    leaf = grid.leaves[number].name
    told = (
        "the range leaves out what it may turn out to be"
        if unsound
        else "the range is wider than anything it may turn out to be"
    )
    return Finding(
        "sound" if unsound else "tight",
        grid.part,
        "",
        f"while {leaf} is not known {told}",
        grid.table(index),
        (_ends(grid, index), f"possible: {hull[0]} to {hull[1]}"),
    )


def way(grid: Grid, protocol: Protocol, ways: Mapping[str, str]) -> str:
    """Which way a criterion goes when its findings get worse: up, down, free or mixed."""
    pairs = [
        (number, pair)
        for number, leaf in enumerate(grid.leaves)
        for pair in worsenings(leaf, protocol, ways)
    ]
    if not any(_lowered(grid, n, a, b, False) for n, (a, b) in pairs):
        return "up" if pairs else "free"
    return MIXED if any(_lowered(grid, n, b, a, False) for n, (a, b) in pairs) else "down"


def _monotone(grid: Grid, protocol: Protocol, ways: Mapping[str, str]) -> Iterator[Finding]:
    way_up = grid.part.monotone == "up"
    for number, leaf in enumerate(grid.leaves if grid.part.monotone else ()):
        if leaf.name in grid.part.exceptions:
            continue
        for pair in worsenings(leaf, protocol, ways):
            better, worse = pair if way_up else pair[::-1]
            found = _lowered(grid, number, better, worse, leaf.name in protocol.treatments)
            if found:
                yield found
                return


def _lowered(grid: Grid, number: int, better: int, worse: int, only_low: bool) -> Finding | None:
    stride = grid.strides[number]
    for a, b in zip(grid.rows(number, better), grid.rows(number, worse), strict=True):
        for k in range(stride):
            lower = grid.low[b + k] < grid.low[a + k]
            lower = lower or (not only_low and grid.high[b + k] < grid.high[a + k])
            if lower and not _unreal(grid, a + k):
                leaf = grid.leaves[number]
                told = f"{leaf.choices[better].label} to {leaf.choices[worse].label}"
                return Finding(
                    "monotone",
                    grid.part,
                    "",
                    f"{leaf.name} gets worse, {told}, and the result is lower",
                    grid.table(a + k),
                    (_ends(grid, a + k), _ends(grid, b + k)),
                )
    return None


def _alive(grid: Grid) -> Iterator[Finding]:
    fired = set(grid.rule)
    for index, rule in enumerate(grid.part.rules):
        if index not in fired:
            yield Finding("alive", grid.part, rule, "this rule never decides anything")


def _ends_at(grid: Grid, index: int) -> tuple[int, int]:
    return grid.low[index], grid.high[index]


def _ends(grid: Grid, index: int) -> str:
    low, high = grid.low[index], grid.high[index]
    return f"{low}" if low == high else f"{low} to {high}"


# --- which choice of a leaf is worse


def worsenings(
    leaf: Leaf, protocol: Protocol, ways: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """Pairs of choices, the second worse than the first by the leaf's declared direction."""
    item = protocol.form.items.get(leaf.name)
    known = [i for i, c in enumerate(leaf.choices) if c.known and not is_open(c)]
    if item is None:
        yield from _of_result(leaf, known, protocol, ways)
        return
    direction = protocol.directions[leaf.name]
    if direction == "none":
        return
    for a in known:
        for b in known:
            if a != b and _is_worse(item, direction, leaf.choices[a], leaf.choices[b]):
                yield a, b


def _of_result(
    leaf: Leaf, known: Sequence[int], protocol: Protocol, ways: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """A higher axis or score is worse; of a definition what its own proof found."""
    first = leaf.ids[0]
    if first in protocol.definitions:
        yield from {"up": ((0, 1),), "down": ((1, 0),)}.get(ways[first], ())
    elif len(leaf.ids) > 1:
        yield 0, 1
    elif first in protocol.axes or first in protocol.scores or first in protocol.scale_names:
        yield from pairwise(known)


def _is_worse(item: Item, direction: object, a: Choice, b: Choice) -> bool:
    x, y = a.value, b.value
    if item.kind is Kind.CODES:
        return isinstance(x, tuple) and isinstance(y, tuple) and _adds_one(x, y)
    if isinstance(x, str) or isinstance(y, str):
        orders = direction if isinstance(direction, tuple) else ()
        return any(_comes_after(order, x, y) for order in orders)
    if not isinstance(x, int | float) or not isinstance(y, int | float):
        return False
    if isinstance(direction, Interval):
        return (x >= direction.high and y > x) or (x <= direction.low and y < x)
    return y > x if direction == "up" else y < x


def _comes_after(order: object, x: object, y: object) -> bool:
    """True when an order of codes puts y behind x."""
    if not isinstance(order, tuple) or x not in order or y not in order:
        return False
    return order.index(x) < order.index(y)


def _adds_one(x: tuple[object, ...], y: tuple[object, ...]) -> bool:
    rest = list(y)
    for one in x:
        if one not in rest:
            return False
        rest.remove(one)
    return len(rest) == 1
