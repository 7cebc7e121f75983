"""Limits that go by the age (ASSESSMENT §2, §4 and §6; FACTS §6.4)."""

from __future__ import annotations

from typing import NamedTuple

from tests.clinical.plain_reading.seen import Seen


class Limits(NamedTuple):
    """The usual heart and breathing rates of an age, both ends inside."""

    heart: tuple[int, int]
    breathing: tuple[int, int]


def years(one: Seen) -> float | None:
    """The age; months win under one year (§2)."""
    months, told = one.patient.get("age_months"), one.patient.get("age_years")
    if months is not None and (told is None or told < 1):
        return float(months) / 12
    return None if told is None else float(told)


def newborn(one: Seen) -> bool:
    """Under a month, age above 0; 0 without months is under 1 year (§4)."""
    age = years(one)
    return age is not None and 0 < age < 1 / 12


def under(one: Seen, limit: int) -> bool:
    """Whether the age is known to be under so many years; not known reads as adult."""
    age = years(one)
    return age is not None and age < limit


def systolic_limit(one: Seen) -> int:
    """§4, hypotension 4: the pressure below which it is low for the age."""
    age = years(one)
    if age is None or age >= 11:
        return 90
    if age >= 1:
        return 70 + 2 * int(age)
    return 60 if newborn(one) else 70


def limits(one: Seen) -> Limits:
    """FACTS §6.4 in the bands of §6, for a child under 16."""
    age = years(one) or 0.0
    if age < 1:
        return Limits((100, 205 if newborn(one) else 190), (30, 53))
    bands = (
        (3, Limits((98, 140), (22, 37))),
        (6, Limits((80, 120), (20, 28))),
        (12, Limits((75, 118), (18, 25))),
    )
    return next((found for top, found in bands if age < top), Limits((60, 100), (12, 20)))
