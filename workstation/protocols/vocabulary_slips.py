"""Slips of the pen in the vocabulary: an item whose unit, limits or direction cannot be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from workstation.clinical.given import is_number
from workstation.protocols import shapes
from workstation.protocols.readings import asked_anew

FILE = "vocabulary.yaml"

_UNITS: Mapping[str, str] = {
    "_mmhg": "mmHg",
    "_percent": "%",
    "_bpm": "/min",
    "_l_min": "L/min",
    "_per_ul": "/µL",
    "_mg_l": "mg/L",
    "_mg_dl": "mg/dL",
    "_ng_ml": "ng/mL",
    "_10e9_l": "10⁹/L",
    "_hours": "h",
    "_c": "°C",
}
"""A number carries its unit in its id: it is taken and compared in no other."""

_WAYS: Mapping[str, tuple[str, ...]] = {
    "boolean": ("up", "down", "none"),
    "number": ("up", "down", "none", "away_from"),
    "count": ("up", "down", "none", "away_from"),
    "code": ("none", "order"),
    "codes": ("none", "inclusion"),
    "time": ("none",),
}
"""Which way an item of each kind may get worse."""

Slip = tuple[str, str, str]
"""File, place, and what is wrong."""


def item_slips(vocabulary: shapes.VocabularyShape) -> Iterator[Slip]:
    """Every slip of every item, and of what is asked anew."""
    yield from _of_asked_anew(vocabulary)
    for id, item in vocabulary.items.items():
        if item.codes_of and item.codes_of not in vocabulary.groups:
            yield FILE, id, f"codes_of names {item.codes_of}, which is no group."
            continue
        codes = {code.id for code in item.codes} | set(vocabulary.groups.get(item.codes_of, ()))
        told = (*_of_unit(id, item), *_of_limits(item), *_of_default(item, codes))
        for says in (*told, *_of_direction(item, codes)):
            yield FILE, id, says
    for id in vocabulary.stale_after_hours_of:
        if id not in vocabulary.items:
            yield FILE, "stale_after_hours_of", f"{id} is no item of the vocabulary."


def _of_asked_anew(vocabulary: shapes.VocabularyShape) -> Iterator[Slip]:
    """A vital of an earlier observation must never read as one of this."""
    anew = asked_anew(vocabulary)
    for id in sorted(anew - vocabulary.items.keys()):
        yield FILE, "asked_anew", f"{id} is neither an item nor a group."
    for id, item in vocabulary.items.items():
        if item.vital and id not in anew:
            yield FILE, "asked_anew", f"{id} is a vital and has to be asked anew."


def _of_unit(id: str, item: shapes.ItemShape) -> Iterator[str]:
    ends = (unit for end, unit in _UNITS.items() if id.endswith(end))
    unit = next(ends, item.unit) if item.kind == "number" else item.unit
    if item.unit != unit:
        yield f"its unit is {unit}, as the id says, not {item.unit or 'none'}."


def _of_limits(item: shapes.ItemShape) -> Iterator[str]:
    if item.kind not in ("number", "count"):
        return
    if item.low is None or item.high is None:
        yield "a number wants low and high, the limits of what is taken."
    elif item.low >= item.high:
        yield f"low, {item.low:g}, is not below high, {item.high:g}."


def _of_default(item: shapes.ItemShape, codes: Collection[str]) -> Iterator[str]:
    """How it reads while nobody knows it."""
    for default in _defaults(item.not_known):
        if not _fits(item, default, codes):
            yield f"not_known: {default!r} is neither open, absent nor a value of it."
    if isinstance(item.not_known, dict) and "else" not in item.not_known:
        yield "not_known by setting wants an else."


def _defaults(given: Any) -> Iterable[Any]:
    return given.values() if isinstance(given, dict) else (given,)


def _fits(item: shapes.ItemShape, default: Any, codes: Collection[str]) -> bool:
    if default in ("open", "absent"):
        return True
    match item.kind:
        case "boolean":
            return isinstance(default, bool)
        case "code":
            return default in codes
        case "codes":
            return isinstance(default, tuple) and set(codes).issuperset(default)
        case "number" | "count":
            return is_number(default) and (item.low or 0) <= default <= (item.high or 0)
    return False


def _of_direction(item: shapes.ItemShape, codes: Collection[str]) -> Iterator[str]:
    way = item.direction
    name = way if isinstance(way, str) else next(iter(type(way).model_fields))
    may = _WAYS[item.kind]
    if "direction" in item.model_fields_set and name not in may:
        yield f"direction: {name} is none of {', '.join(may)}, the ways of a {item.kind}."
    if item.vital and item.kind == "number" and name == "none":
        yield "a vital wants a direction: which way is worse?"
    if isinstance(way, shapes.OrderShape):
        for code in dict.fromkeys(code for order in way.order for code in order):
            if code not in codes:
                yield f"direction: {code} is no code of it."
    if isinstance(way, shapes.AwayFromShape):
        low, high = way.away_from
        if not (item.low or 0) <= low < high <= (item.high or 0):
            yield f"direction: {low:g} to {high:g} does not lie between its low and its high."
