"""The choices of each leaf: every value at which a criterion could change its mind.

A number gets the values at, just below and just above each limit it is compared with, directly or
through a difference (``baseline - systolic >= 40``), and its plausible ends. Values that no rule
of the part tells apart share one choice. A definition that shares no leaf with the rest of its part
is one leaf with three choices: it has its own proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from workstation.clinical.form import Kind
from workstation.clinical.logic import Node
from workstation.clinical.nodes import AnyOf, Arithmetic, Comparison, Constant, Count, Name
from workstation.clinical.protocol import Protocol
from workstation.protocols.proof.choices import OPEN, YES_NO, Leaf, leaf
from workstation.protocols.proof.point import Point, given
from workstation.protocols.proof.tree import walk

MIXED = "mixed"
"""The direction of a definition that goes neither up nor down."""


def closure(nodes: Iterable[Node], protocol: Protocol) -> list[Node]:
    """All nodes, those of the definitions and tables they name included."""
    seen: set[str] = set()
    found: list[Node] = []
    todo = list(nodes)
    while todo:
        for node in walk(todo.pop()):
            found.append(node)
            for name in node.reads if isinstance(node, Name | AnyOf) else ():
                if name not in seen:
                    seen.add(name)
                    todo.extend(behind(name, protocol))
    return found


def behind(name: str, protocol: Protocol) -> list[Node]:
    """The nodes a definition or a table stands for."""
    if name in protocol.definitions:
        return [protocol.definitions[name].node]
    if name in protocol.tables:
        return [node for band in protocol.tables[name].bands for node in band]
    return []


def names(nodes: Iterable[Node], protocol: Protocol) -> frozenset[str]:
    """The leaves below some nodes: findings, circumstances and results."""
    read = frozenset[str]().union(*(n.reads for n in closure(nodes, protocol)))
    return frozenset(n for n in read if not behind(n, protocol))


def leaves(nodes: Sequence[Node], protocol: Protocol, ways: Mapping[str, str]) -> tuple[Leaf, ...]:
    """The leaves of a part. ``ways`` tells which definitions have one direction."""
    factored, open_nodes = _factor(nodes, protocol, ways)
    grouped, single = _groups(open_nodes, protocol)
    found = [_definition_leaf(name, ways) for name in factored]
    found += [Leaf(f"any of {', '.join(ids[:2])} …", ids, (*YES_NO, OPEN)) for ids in grouped]
    tables = sorted(n for n in single if n in protocol.tables)
    plain = sorted(n for n in single if n not in protocol.tables)
    numbers: dict[str, list[float]] = {t: _table_values(t, protocol) for t in tables}
    _solve(open_nodes, plain, numbers, protocol)
    found += [_table_leaf(t, numbers[t]) for t in tables]
    found += [leaf(n, open_nodes, numbers.get(n, []), protocol) for n in plain]
    return tuple(found)


def _definition_leaf(name: str, ways: Mapping[str, str]) -> Leaf:
    """Yes, no, not known; a definition that is never open has two choices."""
    never_open = ways.get(f"{name}:never open") is not None
    return Leaf(name, (name,), YES_NO if never_open else (*YES_NO, OPEN))


def _factor(
    nodes: Sequence[Node], protocol: Protocol, ways: Mapping[str, str]
) -> tuple[list[str], list[Node]]:
    """Definitions that can stand as one leaf, and the nodes with the others opened."""
    factored: list[str] = []
    opened = list(nodes)
    while True:
        named = _definitions_in(opened, protocol) - set(factored)
        for name in sorted(named):
            rest = [n for n in opened if n is not protocol.definitions[name].node]
            alone = _stands_alone(name, rest, named | set(factored), protocol)
            if alone and ways.get(name, MIXED) != MIXED:
                factored.append(name)
                break
        else:
            if not named:
                return factored, opened
            opened += [protocol.definitions[name].node for name in named]
            opened = list(dict.fromkeys(opened))
            if _definitions_in(opened, protocol) - set(factored) == named:
                return factored, opened


def _definitions_in(nodes: Iterable[Node], protocol: Protocol) -> set[str]:
    return {
        name
        for top in nodes
        for node in walk(top)
        for name in node.reads
        if name in protocol.definitions
    }


def _stands_alone(name: str, nodes: Sequence[Node], others: set[str], protocol: Protocol) -> bool:
    """True when nothing else of the part reads a leaf of the definition."""
    node = protocol.definitions[name].node
    if not _is_truth(node):
        return False
    own = names([node], protocol)
    beside = [protocol.definitions[o].node for o in others if o != name]
    direct = frozenset(n for top in nodes for w in walk(top) for n in w.reads if n != name)
    return not own & (names(beside, protocol) | names_of(direct, name, protocol))


def names_of(direct: Iterable[str], but: str, protocol: Protocol) -> frozenset[str]:
    """The leaves of some names, one left out."""
    found: set[str] = set()
    for name in direct:
        if name == but:
            continue
        nodes = behind(name, protocol)
        found |= names(nodes, protocol) if nodes else {name}
    return frozenset(found)


def _is_truth(node: Node) -> bool:
    return not isinstance(node, Count | Constant | Arithmetic)


def _groups(nodes: Sequence[Node], protocol: Protocol) -> tuple[list[tuple[str, ...]], list[str]]:
    """The ids of each ``any_of`` that nothing else reads, as one variable; and all other names."""
    used: dict[str, int] = {}
    for top in nodes:
        for node in walk(top):
            if isinstance(node, AnyOf | Name | Count):
                for name in node.reads:
                    used[name] = used.get(name, 0) + 1
    grouped: list[tuple[str, ...]] = []
    for top in nodes:
        for node in walk(top):
            if isinstance(node, AnyOf):
                alone = tuple(i for i in node.ids if used[i] == 1 and not behind(i, protocol))
                if len(alone) > 1:
                    grouped.append(alone)
    taken = {i for ids in grouped for i in ids}
    single = [n for n in used if n not in taken and n not in protocol.definitions]
    return grouped, single


def _table_values(name: str, protocol: Protocol) -> list[float]:
    """The limits a table can give, at the ends of each of its bands."""
    table = protocol.tables[name]
    ages = [i / 2 for i in range(40)]
    found = set()
    for years in ages:
        point = Point(
            protocol,
            {"age_years": given(int(years)), "age_months": given(years * 12)},
        )
        for when, limit in table.bands:
            if when.value(point) is True:
                value = limit.value(point)
                if isinstance(value, int | float):
                    found.add(float(value))
                break
    ordered = sorted(found)
    return ordered if len(ordered) <= 4 else [ordered[0], ordered[1], ordered[-2], ordered[-1]]


def _table_leaf(name: str, values: Sequence[float]) -> Leaf:
    return Leaf(name, (name,), tuple(given(v) for v in values))


def _solve(
    nodes: Sequence[Node],
    plain: Sequence[str],
    numbers: dict[str, list[float]],
    protocol: Protocol,
) -> None:
    """Where comparisons of numbers change, leaf by leaf, the others as found so far."""
    comparisons = [
        node
        for top in nodes
        for node in walk(top)
        if isinstance(node, Comparison) and node.sign not in ("in", "not in")
    ]
    _meet(comparisons, plain, numbers, protocol)
    for comparison in comparisons:
        if len(comparison.reads) > 1 and not any(numbers.get(n) for n in comparison.reads):
            first = min(comparison.reads)
            numbers[first] = _middle(first, protocol)
    _meet(comparisons, plain, numbers, protocol)


def _meet(
    comparisons: Sequence[Comparison],
    plain: Sequence[str],
    numbers: dict[str, list[float]],
    protocol: Protocol,
) -> None:
    """Add to each number where it meets the others as they are found so far."""
    for name in (n for n in plain if _is_number_leaf(n, protocol)):
        roots = {r for c in comparisons for r in _roots(c, name, numbers, protocol)}
        known = numbers.setdefault(name, [])
        known += [r for r in sorted(roots) if r not in known]


def _is_number_leaf(name: str, protocol: Protocol) -> bool:
    item = protocol.form.items.get(name)
    if item is not None:
        return item.kind in (Kind.NUMBER, Kind.COUNT)
    return name in ("age_years", "age_months", "days_since_dose", "ice")


def _roots(
    comparison: Comparison,
    name: str,
    numbers: Mapping[str, list[float]],
    protocol: Protocol,
) -> Iterator[float]:
    """Where the two sides meet, for every choice of the other numbers: both sides are linear."""
    read = comparison.reads
    if name not in read:
        return
    others = sorted(n for n in read if n != name)
    if any(o not in numbers or not numbers[o] for o in others):
        return
    for chosen in product(*(numbers[o] for o in others)):
        fixed = dict(zip(others, chosen, strict=True))
        at0, at1 = (_gap(comparison, {**fixed, name: x}, protocol) for x in (0.0, 1.0))
        if at0 is not None and at1 is not None and at1 != at0:
            yield -at0 / (at1 - at0)


def _middle(name: str, protocol: Protocol) -> list[float]:
    """A number to begin with, where nothing limits it: a difference needs one of its sides."""
    item = protocol.form.items.get(name)
    if item is None or item.kind not in (Kind.NUMBER, Kind.COUNT):
        return []
    step = 10.0**-item.decimals
    return [round(((item.low or 0.0) + (item.high or 0.0)) / 2 / step) * step]


def _gap(comparison: Comparison, values: Mapping[str, float], protocol: Protocol) -> float | None:
    point = Point(protocol, {name: given(value) for name, value in values.items()})
    left, right = comparison.left.raw(point), comparison.right.raw(point)
    if isinstance(left, int | float) and isinstance(right, int | float):
        return float(left) - float(right)
    return None
