"""The laws every part obeys, checked at every combination of its choices.

1. Complete: with everything known exactly one result, but for the rules that name an open range.
2. Sound and tight: what is not known gives exactly the hull of what it may turn out to be.
3. Monotone: a worse finding never lowers a result.
4. Alive: every rule decides somewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from workstation.clinical.nodes import State
from workstation.clinical.protocol import Protocol
from workstation.protocols.proof.choices import Leaf
from workstation.protocols.proof.columns import Columns, each
from workstation.protocols.proof.domains import MIXED, closure, leaves, names
from workstation.protocols.proof.parts import UNDECIDED, Part
from workstation.protocols.proof.point import Choice, is_open
from workstation.protocols.proof.worse import worsenings

MOST_COMBINATIONS = 500_000
NO_RESULT = "no result"


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

    def deciding(self, index: int) -> str:
        """The rule that decides one combination, "" where none does."""
        rule = self.rule[index]
        return "" if rule == UNDECIDED else self.part.rules[rule]

    def never_open(self) -> bool:
        """True when every combination has one result."""
        return self.low == self.high

    def rows(self, number: int, choice: int) -> Iterator[int]:
        """Where each run of combinations with one choice of one leaf begins."""
        stride, size = self.strides[number], self.sizes[number]
        return iter(range(choice * stride, len(self), stride * size))


def _strides(sizes: Sequence[int]) -> tuple[int, ...]:
    return tuple(prod(sizes[i + 1 :]) for i in range(len(sizes)))


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
                grid.deciding(index),
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
        grid.deciding(index),
        f"while {leaf} is not known {told}",
        grid.table(index),
        (_ends(grid, index), _spoken(*hull)),
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
                    grid.deciding(b + k),
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
    return _spoken(*_ends_at(grid, index))


def _spoken(low: int, high: int) -> str:
    if low > high:
        return NO_RESULT
    return f"{low}" if low == high else f"{low} to {high}"
