"""Sentences about findings: a value with its unit, and what it was compared with."""

from __future__ import annotations

from datetime import datetime

from workstation.clinical.form import Item, Kind
from workstation.clinical.logic import Interval, Operand

_WORDS = {
    ">=": "is {limit} or more",
    ">": "is above {limit}",
    "<": "is below {limit}",
    "<=": "is {limit} or less",
    "==": "is {limit}",
    "!=": "is not {limit}",
}


def number(value: float, decimals: int) -> str:
    """A number as a nurse writes it: the item's decimals at least, no more than it has."""
    if decimals == 0 and float(value).is_integer():
        return str(int(value))
    text = f"{value:.{max(decimals, 1)}f}"
    exact = f"{value:g}"
    return exact if len(exact) > len(text) and "e" not in exact else text


def with_unit(text: str, unit: str) -> str:
    """``112/min``, ``38.6 °C``, ``97 %``."""
    if not unit:
        return text
    return f"{text}{unit}" if unit.startswith("/") else f"{text} {unit}"


def value(item: Item, found: object) -> str:
    """A known value in words, with its unit."""
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, int | float):
        return with_unit(number(found, item.decimals), item.unit)
    if isinstance(found, tuple):
        return ", ".join(item.code_label(str(code)) for code in found) or "none"
    if isinstance(found, datetime):
        return found.strftime("%Y-%m-%d %H:%M")
    return item.code_label(str(found))


def not_known(item: Item) -> str:
    """``ANC: not known``."""
    return f"{item.short or item.label}: not known"


def comparison(item: Item, found: Operand, sign: str, limit: Operand) -> str:
    """Why a criterion held: ``38.6 °C is 38.0 °C or more``, ``Dizzy on standing: yes``."""
    name = item.short or item.label
    if item.kind not in (Kind.NUMBER, Kind.COUNT):
        return f"{name}: {value(item, found)}"
    alone = item.unit == "°C" and not item.short
    subject = value(item, found) if alone else f"{name} {value(item, found)}"
    if not isinstance(limit, int | float | Interval) or isinstance(limit, bool):
        return subject
    bound = limit.low if isinstance(limit, Interval) else limit
    return f"{subject} {_WORDS[sign].format(limit=value(item, bound))}"
