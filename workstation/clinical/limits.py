"""What an item may hold: its plausible limits, its codes, its rounding."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from math import inf

from workstation.clinical import wording
from workstation.clinical.findings import Value
from workstation.clinical.form import Item, Kind
from workstation.clinical.refusal import Refusal

NOTHING_CHANGED = "Nothing was changed."


def check_value(item: Item, value: object) -> Value:
    """The value as the item holds it, rounded; raises Refusal naming item, value and limits."""
    match item.kind:
        case Kind.BOOLEAN if isinstance(value, bool):
            return value
        case Kind.NUMBER | Kind.COUNT if _is_number(value):
            return _within(item, value)
        case Kind.CODE if isinstance(value, str):
            return _code(item, value)
        case Kind.CODES if isinstance(value, list | tuple):
            return tuple(_code(item, one) for one in value)
        case Kind.TIME if isinstance(value, datetime) and value.tzinfo is not None:
            return value
    raise Refusal("wrong_type", item.id, f"{item.label}: {value!r} is not {_WANTED[item.kind]}.")


_WANTED = {
    Kind.BOOLEAN: "true or false",
    Kind.NUMBER: "a number",
    Kind.COUNT: "a whole number",
    Kind.CODE: "one of its codes",
    Kind.CODES: "a list of its codes",
    Kind.TIME: "a time with a zone, like 2026-11-22T14:05:00-05:00",
}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _within(item: Item, value: object) -> int | float:
    number = _float(value)
    low, high = item.low, item.high
    near = abs(number) < _ROUNDED_BELOW
    rounded = rounded_half_up(number, 1) if near and item.unit == "°C" else number
    if not (low is None or rounded >= low) or not (high is None or rounded <= high):
        raise Refusal("out_of_limits", item.id, _outside(item, number))
    if item.kind is Kind.COUNT and not float(rounded).is_integer():
        raise Refusal("wrong_type", item.id, f"{item.label}: {number:g} is not a whole number.")
    return int(rounded) if float(rounded).is_integer() and item.unit != "°C" else rounded


_ROUNDED_BELOW = 1e6
"""No limit of an item is above this, and rounding needs digits that a larger number lacks."""


def _float(value: object) -> float:
    """A number as a float; one with more digits than a float holds is infinite."""
    try:
        return float(str(value))
    except (OverflowError, ValueError):
        return inf


def _outside(item: Item, number: float) -> str:
    limits = f"{_number(item, item.low)} to {_number(item, item.high)}"
    told = wording.with_unit(f"{number:g}", item.unit)
    return (
        f"{item.label} {told} is outside {wording.with_unit(limits, item.unit)}. {NOTHING_CHANGED}"
    )


def _number(item: Item, limit: float | None) -> str:
    return wording.number(limit, item.decimals) if limit is not None else "any"


def _code(item: Item, value: object) -> str:
    if isinstance(value, str) and any(code.id == value for code in item.codes):
        return value
    known = ", ".join(code.id for code in item.codes)
    raise Refusal("unknown_code", item.id, f"{item.label}: {value!r} is not one of {known}.")


def rounded_half_up(number: float, decimals: int) -> float:
    """Decimal half up, of the number as it is written: 37.95 is 38.0."""
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(str(number)).quantize(step, rounding=ROUND_HALF_UP))


def celsius(fahrenheit: float) -> float:
    """Degrees Fahrenheit as Celsius, rounded to 0.1 after the conversion: 100.4 °F is 38.0 °C."""
    exact = (Decimal(str(fahrenheit)) - 32) * 5 / 9
    return float(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def fahrenheit(celsius: float) -> float:
    """Degrees Celsius as Fahrenheit, to 0.1."""
    exact = Decimal(str(celsius)) * 9 / 5 + 32
    return float(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
