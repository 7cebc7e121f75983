"""Which choice of a leaf is worse than which, by the direction that the vocabulary declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from workstation.clinical.form import Item, Kind
from workstation.clinical.logic import Interval
from workstation.clinical.protocol import Protocol
from workstation.protocols.proof.choices import Leaf
from workstation.protocols.proof.point import Choice, is_open


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
