"""What a person types into a value or a time, read as a value. Pure: no widget, no clock.

Every refusal is one sentence with the item, what was typed and what would be right.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from workstation.clinical import limits
from workstation.clinical.form import Item
from workstation.clinical.limits import check_value
from workstation.clinical.refusal import Refusal
from workstation.ui.when import MONTHS, local, parse_date

_NOT_CHANGED = "Nothing was changed."
_CELSIUS = "°C"
_FAR_AHEAD = timedelta(hours=12)
_MINUTES_AHEAD = re.compile(r"\+[0-9]{1,3}")
_SMALL_AHEAD = timedelta(minutes=2)


def read_number(item: Item, text: str, temperature_unit: str = "C") -> int | float:
    """The value typed for a number or count, in the item's own unit.

    A temperature may end in C or F; without a letter it is in the unit of the site.
    Raises Refusal for what is no number or outside the item's plausible limits.
    """
    typed = text.strip().replace(",", ".").replace("°", "")
    fahrenheit = item.unit == _CELSIUS and temperature_unit == "F"
    if item.unit == _CELSIUS and typed[-1:].upper() in ("C", "F"):
        fahrenheit = typed[-1:].upper() == "F"
        typed = typed[:-1].strip()
    number = _number(item, typed, text)
    try:
        value = check_value(item, limits.celsius(number) if fahrenheit else number)
    except Refusal as refusal:
        if fahrenheit:
            raise Refusal(refusal.code, item.id, f"{typed} °F: {refusal.message}") from refusal
        raise
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal("not_a_number", item.id, f"{item.label} takes a number. {_NOT_CHANGED}")
    return value


def _number(item: Item, typed: str, text: str) -> float:
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{0,4})?", typed) is None:
        sentence = f"{item.label}: “{text.strip()}” is not a number. {_NOT_CHANGED}"
        raise Refusal("not_a_number", item.id, sentence)
    return float(typed)


def number_text(item: Item, value: float, temperature_unit: str = "C") -> str:
    """A value as its field shows it, in the unit of the site."""
    if item.unit == _CELSIUS and temperature_unit == "F":
        value = limits.fahrenheit(value)
    return f"{limits.rounded_half_up(value, item.decimals):.{item.decimals}f}"


def unit_text(item: Item, temperature_unit: str = "C") -> str:
    """The unit that stands beside the field."""
    return f"°{temperature_unit}" if item.unit == _CELSIUS else item.unit


def read_time(text: str, now: datetime, zone: str) -> datetime:
    """A typed time, as aware UTC: 14:05, 1405, 9:30, or a date with or without a time.

    A bare time later than now means yesterday only when it is more than half a day ahead;
    nearer than that it is a slip and is refused, because a later time is not possible.
    """
    here = local(now, zone)
    day_words, clock_words = _split(text)
    clock = _clock(clock_words)
    if clock is None or (not day_words and not clock_words):
        raise _bad_time(text)
    day = parse_date(_with_year(day_words, here)) if day_words else here.date()
    if day is None:
        raise _bad_time(text)
    moment = datetime(day.year, day.month, day.day, *clock, tzinfo=ZoneInfo(zone))
    if moment - here > _SMALL_AHEAD:
        if day_words or moment - here < _FAR_AHEAD:
            shown = f"{moment:%H:%M}" if not day_words else text.strip()
            raise Refusal(
                "later", "time", f"{shown} is later than now, {here:%H:%M}. {_NOT_CHANGED}"
            )
        moment -= timedelta(days=1)
    return moment.astimezone(ZoneInfo("UTC"))


def read_planned(text: str, now: datetime, zone: str) -> datetime:
    """A typed time that lies ahead, as aware UTC: 14:30, or +30 for in 30 minutes.

    A bare time more than half a day behind is that of tomorrow; nearer than that it has passed.
    """
    typed = text.strip()
    if _MINUTES_AHEAD.fullmatch(typed):
        return now.replace(second=0, microsecond=0) + timedelta(minutes=int(typed[1:]))
    here = local(now, zone)
    day_words, clock_words = _split(text)
    clock = _clock(clock_words)
    if clock is None or day_words or not clock_words:
        raise _bad_time(text)
    moment = datetime(here.year, here.month, here.day, *clock, tzinfo=ZoneInfo(zone))
    if here - moment > _FAR_AHEAD:
        moment += timedelta(days=1)
    return moment.astimezone(ZoneInfo("UTC"))


def _split(text: str) -> tuple[str, str]:
    """The words of the day and of the clock; the clock stands last."""
    words = text.strip().split()
    if not words:
        return "", ""
    if re.fullmatch(r"[0-9]{1,2}[:.h][0-9]{2}|[0-9]{3,4}", words[-1]) and not (
        len(words) > 1 and words[-1].isdigit()
    ):
        return " ".join(words[:-1]), words[-1]
    return " ".join(words), ""


def _clock(words: str) -> tuple[int, int] | None:
    if not words:
        return 12, 0
    digits = re.sub(r"[^0-9]", "", words)
    hour, minute = int(digits[:-2]), int(digits[-2:])
    return (hour, minute) if hour < 24 and minute < 60 else None


def _with_year(day: str, here: datetime) -> str:
    """``25 Nov`` without a year is the last one that has been."""
    words = day.split()
    if len(words) != 2:
        return day
    names = [m.lower() for m in MONTHS]
    month = words[1][:3].lower()
    if month not in names or not words[0].isdecimal():
        return day
    ahead = (names.index(month) + 1, int(words[0])) > (here.month, here.day)
    return f"{day} {here.year - ahead}"


def _bad_time(text: str) -> Refusal:
    return Refusal(
        "not_a_time",
        "time",
        f"“{text}” is not a time such as 14:05 or 25 Nov 14:05. {_NOT_CHANGED}",
    )


def time_text(moment: datetime, now: datetime, zone: str) -> str:
    """A time as its field shows it: the clock for today, the day for earlier ones."""
    there, here = local(moment, zone), local(now, zone)
    if there.date() == here.date():
        return f"{there:%H:%M}"
    if (here.date() - there.date()).days == 1:
        return f"{there.day} {MONTHS[there.month - 1]} {there:%H:%M}"
    return f"{there.day} {MONTHS[there.month - 1]}"
