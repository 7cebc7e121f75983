"""The choices of one leaf: the values at which a criterion that reads it could change its mind.

Values that no criterion of the part tells apart share one choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from workstation.clinical.findings import Setting
from workstation.clinical.form import Item, Kind
from workstation.clinical.logic import ABSENT, COMPARISONS, Interval, Node, Operand
from workstation.clinical.nodes import Comparison, Constant, Count, Name, State
from workstation.clinical.protocol import Protocol
from workstation.protocols.proof.point import Choice, given
from workstation.protocols.proof.tree import walk

YES_NO = (given(False), given(True))
OPEN = Choice(None, known=False, asked=True, label="not known")
_ABSENT = Choice(ABSENT, known=False, asked=False, label="not given")
_TOP_GRADE = 4
"""Of a scale; a death, which is 5, is told by itself."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A variable of a part. ``ids`` are the names it sets: more than one for an ``any_of``."""

    name: str
    ids: tuple[str, ...]
    choices: tuple[Choice, ...]


def leaf(name: str, nodes: Sequence[Node], roots: Sequence[float], protocol: Protocol) -> Leaf:
    """A finding, a result or a circumstance with its choices; ``roots`` are its limits."""
    item = protocol.form.items.get(name)
    if item is not None:
        chosen = _finding(item, nodes, roots, protocol)
    elif name in protocol.axes or name in protocol.scores or name in protocol.scale_names:
        chosen = _result(name, nodes, protocol)
    else:
        chosen = _circumstance(name, nodes, roots, protocol)
    return Leaf(name, (name,), tuple(_distinct(name, chosen, nodes)))


def _distinct(name: str, choices: Iterable[Choice], nodes: Sequence[Node]) -> Iterator[Choice]:
    """Choices that read alike are one, unless a criterion asks whether the leaf is known."""
    states = {node.kind for node in _all(nodes) if isinstance(node, State) and name in node.reads}
    tests = [n for n in _all(nodes) if isinstance(n, Comparison) and name in n.reads]
    simple = all(isinstance(t.left, Name) and isinstance(t.right, Constant) for t in tests)
    seen: set[tuple[object, ...]] = set()
    for choice in choices:
        value: object = choice.value
        if choice.value is ABSENT and simple and tests and "known" not in states:
            value = (False,) * len(tests)
        elif (
            simple and tests and isinstance(choice.value, int | float) and not _is_bare(name, nodes)
        ):
            value = tuple(COMPARISONS[t.sign](choice.value, t.right.value(_NOTHING)) for t in tests)
        mark = (value, choice.known and "known" in states, choice.asked and "asked" in states)
        if mark not in seen:
            seen.add(mark)
            yield choice


def _is_bare(name: str, nodes: Sequence[Node]) -> bool:
    """True when a criterion reads the name as yes or no."""
    compared = [n.left for n in _all(nodes) if isinstance(n, Comparison)]
    return any(
        isinstance(n, Name) and n.id == name and not any(n is c for c in compared)
        for n in _all(nodes)
    )


def _finding(
    item: Item, nodes: Sequence[Node], roots: Sequence[float], protocol: Protocol
) -> list[Choice]:
    values: list[Operand]
    if item.kind is Kind.BOOLEAN:
        values = [False, True]
    elif item.kind is Kind.CODE:
        values = list(_told_apart([c.id for c in item.codes], item.id, nodes))
    elif item.kind is Kind.CODES:
        only_left_out = all(
            not isinstance(n, Name | Count) or item.id not in n.reads for n in _all(nodes)
        )
        every = tuple(code.id for code in item.codes)
        values = [(), every] if only_left_out else list(_lists(item, nodes))
    else:
        values = list(_told_apart_numbers(_numbers(item, roots), item.id, nodes))
    return [given(v) for v in values] + _not_known(item, nodes, protocol)


def _not_known(item: Item, nodes: Sequence[Node], protocol: Protocol) -> list[Choice]:
    """How the finding reads while nobody gave it: once for each setting that differs."""
    policy = protocol.not_known[item.id]
    asked = any(
        isinstance(n, State) and n.kind == "asked" and item.id in n.reads
        for top in nodes
        for n in walk(top)
    )
    readings = {policy.within(s) for s in Setting if not isinstance(policy.within(s), tuple)}
    readings |= {policy.within(s) for s in Setting}
    out = [Choice(r, known=False, asked=True, label="not known") for r in readings]
    return out + [Choice(r, known=False, asked=False, label="not asked") for r in readings if asked]


def _told_apart(codes: Sequence[str], name: str, nodes: Sequence[Node]) -> Iterator[str]:
    """One code of each kind that the criteria tell apart."""
    tests = [
        node
        for top in nodes
        for node in walk(top)
        if isinstance(node, Comparison) and isinstance(node.left, Name) and node.left.id == name
    ]
    seen = set()
    for code in codes:
        mark = tuple(_matches(test, code) for test in tests)
        if mark not in seen:
            seen.add(mark)
            yield code


def _told_apart_numbers(
    values: Iterable[float], name: str, nodes: Sequence[Node]
) -> Iterator[float]:
    """One number of each kind, where the leaf is only compared with constants."""
    tests = [n for n in _all(nodes) if isinstance(n, Comparison) and name in n.reads]
    if not all(isinstance(t.left, Name) and isinstance(t.right, Constant) for t in tests):
        yield from values
        return
    seen = set()
    for value in values:
        mark = tuple(COMPARISONS[t.sign](value, t.right.value(_NOTHING)) for t in tests)
        if mark not in seen:
            seen.add(mark)
            yield value


class _Nothing(dict[str, Operand]):
    """A constant reads no names."""

    def asked(self, name: str) -> bool:
        return name in self

    def known(self, name: str) -> bool:
        return name in self


_NOTHING = _Nothing()


def _matches(test: Comparison, code: str) -> bool:
    literal = test.right.literal if isinstance(test.right, Constant) else None
    return code in literal if isinstance(literal, tuple) else code == literal


def _lists(item: Item, nodes: Sequence[Node]) -> Iterator[Operand]:
    """Lists of none, one, two and three entries, of codes the criteria tell apart."""
    codes = [c.id for c in item.codes]
    counted = {b for n in _all(nodes) if isinstance(n, Count) for b in n.but}
    repeated = {r for n in _all(nodes) if isinstance(n, Count) for r in n.repeats}
    special = [c for c in codes if c in counted or c in repeated or _is_tested(c, item.id, nodes)]
    plain = [c for c in codes if c not in special][:2]
    yield ()
    pool = special + plain
    for one in pool:
        yield (one,)
    for i, one in enumerate(pool):
        for other in pool[i if one in repeated else i + 1 :]:
            yield (one, other)
    for triple in product(pool, repeat=3):
        ordered = tuple(sorted(triple, key=pool.index))
        if triple == ordered and all(triple.count(c) == 1 or c in repeated for c in triple):
            yield triple


def _all(nodes: Sequence[Node]) -> Iterator[Node]:
    return (node for top in nodes for node in walk(top))


def _is_tested(code: str, name: str, nodes: Sequence[Node]) -> bool:
    return any(
        isinstance(n, Comparison)
        and isinstance(n.left, Name)
        and n.left.id == name
        and _matches(n, code)
        for n in _all(nodes)
    )


def _numbers(item: Item, roots: Sequence[float]) -> Iterator[float]:
    step = 10.0**-item.decimals
    low, high = item.low or 0.0, item.high or 0.0
    values = {low, high}
    for root in roots:
        nearest = round(root / step) * step
        values |= {round(nearest + k * step, 6) for k in (-1, 0, 1)}
    return iter(sorted(v for v in values if low <= v <= high))


def _result(name: str, nodes: Sequence[Node], protocol: Protocol) -> list[Choice]:
    """An axis, a scale or a score: at and beside each limit, at its ends, and wholly open."""
    reached = _reached(name, protocol)
    top = reached[-1]
    ends = {reached[0], top}
    for node in _all(nodes):
        if isinstance(node, Comparison) and name in node.reads and isinstance(node.right, Constant):
            literal = node.right.literal
            if isinstance(literal, int | float):
                ends |= {v for v in reached if v == literal}
                ends |= {max((v for v in reached if v < literal), default=top)}
                ends |= {min((v for v in reached if v > literal), default=top)}
    choices = [given(Interval(v, v)) for v in sorted(ends)]
    open_end = Choice(Interval(0, top), known=False, asked=True, label=f"0 to {top}")
    of_score = name in protocol.axes and protocol.axes[name][0] in protocol.scores
    return [*choices, open_end, *([_ABSENT] if name in protocol.scores or of_score else [])]


def _reached(name: str, protocol: Protocol) -> Sequence[int]:
    """The values a result can have with everything known: those that its rules give."""
    if name in protocol.axes:
        rules = protocol.axes[name][1].rules
        return sorted({0, *(v for rule in rules for v in range(rule.low, rule.high + 1))})
    if name in protocol.scores:
        items = protocol.scores[name].items
        return range(1 + sum(max(rule.high for rule in item.rules) for item in items))
    return range(1 + _TOP_GRADE)


_ENTRY = ("met", "waived", "masked", "unknown", "not_met")


def _circumstance(
    name: str, nodes: Sequence[Node], roots: Sequence[float], protocol: Protocol
) -> list[Choice]:
    special: Mapping[str, Callable[[], list[Choice]]] = {
        "entry": lambda: [given(r) for r in _told_apart(_ENTRY, name, nodes)],
        "setting": lambda: [given(s) for s in _told_apart([s.value for s in Setting], name, nodes)],
        "agent_class": lambda: [
            *(given(c) for c in _told_apart(("car_t", "bispecific", "other"), name, nodes)),
            _ABSENT,
        ],
        "agent": lambda: [
            *(given(a) for a in _told_apart(list(protocol.form.agents), name, nodes)),
            _ABSENT,
        ],
        "level": lambda: [
            given(v) for v in _told_apart([*protocol.form.levels, "none"], name, nodes)
        ],
        "ice": lambda: [
            *(given(v) for v in sorted({0.0, 10.0, *_around(roots, 0, 10)})),
            Choice(Interval(0, 10), known=False, asked=True, label="not known"),
        ],
    }
    if name in special:
        return special[name]()
    if name == "preexisting_told":
        return [given(())]
    if name in ("age_years", "age_months", "days_since_dose"):
        top = {"age_years": 120, "age_months": 11, "days_since_dose": 4000}[name]
        values = sorted(set(_around(roots, 0, top)))
        return [*(given(v) for v in _told_apart_numbers(values, name, nodes)), _ABSENT]
    return [given(False), given(True), _ABSENT]


def _around(roots: Iterable[float], low: float, high: float) -> Iterator[float]:
    for root in roots:
        yield from (v for v in (root - 1, root, root + 1) if low <= v <= high)
