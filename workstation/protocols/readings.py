"""How each item of the vocabulary reads while it is not known, and which way it gets worse."""

from __future__ import annotations

from workstation.clinical.findings import Setting
from workstation.clinical.form import Item, Kind
from workstation.clinical.logic import ABSENT, Interval, Operand
from workstation.clinical.protocol import Direction, NotKnown
from workstation.protocols import shapes


def not_known(item: shapes.ItemShape) -> NotKnown:
    """``open``, ``absent``, a value, or one for each setting with ``else``."""
    given = item.not_known
    if isinstance(given, dict):
        by_setting = {Setting(s): _operand(v) for s, v in given.items() if s != "else"}
        return NotKnown(_operand(given["else"]), by_setting)
    return NotKnown(_operand(given))


def _operand(given: shapes.Default) -> Operand:
    if given == "open":
        return None
    if given == "absent":
        return ABSENT
    return given


def direction(shape: shapes.ItemShape) -> Direction:
    """``up``, ``down``, ``none``, ``inclusion``, a range or rows of codes."""
    given = shape.direction
    if isinstance(given, shapes.AwayFromShape):
        return Interval(*given.away_from)
    return given.order if isinstance(given, shapes.OrderShape) else given


def worst(item: Item, shape: shapes.ItemShape) -> tuple[Operand, ...]:
    """The worst answers of an item: by direction both ends, the last of each order, yes."""
    if item.kind is Kind.BOOLEAN:
        return (shape.direction != "down",)
    if isinstance(shape.direction, shapes.OrderShape):
        return tuple(order[-1] for order in shape.direction.order)
    if item.kind is Kind.CODES:
        return (tuple(code.id for code in item.codes),)
    if item.kind in (Kind.NUMBER, Kind.COUNT):
        low, high = item.low or 0, item.high or 0
        return {"up": (high,), "down": (low,)}.get(str(shape.direction), (low, high))
    return ()


def best(item: Item, shape: shapes.ItemShape) -> Operand:
    """An answer that reassures."""
    if item.kind is Kind.BOOLEAN:
        return bool(shape.direction == "down")
    if isinstance(shape.direction, shapes.OrderShape):
        return shape.direction.order[0][0]
    if isinstance(shape.direction, shapes.AwayFromShape):
        low, high = shape.direction.away_from
        return (low + high) / 2
    if item.kind is Kind.CODES:
        return ()
    return item.high if shape.direction == "down" else item.low


def asked_anew(vocabulary: shapes.VocabularyShape) -> frozenset[str]:
    """What holds for one observation only; everything in a pack that does not say."""
    if vocabulary.asked_anew is None:
        return frozenset(vocabulary.items)
    return frozenset(
        id for name in vocabulary.asked_anew for id in vocabulary.groups.get(name, (name,))
    )
