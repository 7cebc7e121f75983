"""Times and ages as the screens write them. Moments are aware UTC, shown in the site's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from workstation.clinical.encounter import age_months, age_years

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DATE_ORDER = "year-month-day, such as 1965-03-14"
"""How a date is typed everywhere, because 03/04 is two different days."""
_YEARS = range(1880, 2201)
"""Years that can be meant; another is a slip of the hand."""
_IN_YEARS_FROM = 24
"""Months from which an age is told in years."""


def local(moment: datetime, zone: str) -> datetime:
    """The moment on the wall clock of the site. ``zone`` is an IANA name."""
    return moment.astimezone(ZoneInfo(zone))


def clock_text(moment: datetime, zone: str, seconds: bool = False) -> str:
    """``14:05``, or ``14:05:12``."""
    return local(moment, zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def date_text(day: date) -> str:
    """``14 Mar 1965``, the same in every language setting."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def age_text(born: date, on: date) -> str:
    """``61 y``, or ``8 months`` under two years."""
    months = age_months(born, on)
    return f"{age_years(born, on)} y" if months >= _IN_YEARS_FROM else f"{months} months"


def day_text(day: date) -> str:
    """``Sun 22 Nov 2026``."""
    return f"{DAYS[day.weekday()]} {date_text(day)}"


def moment_text(moment: datetime, zone: str, now: datetime | None = None) -> str:
    """``22 Nov 14:19``, with the year when it is not the present one."""
    there = local(moment, zone)
    year = "" if now and local(now, zone).year == there.year else f" {there.year}"
    return f"{there.day} {MONTHS[there.month - 1]}{year} {there:%H:%M}"


def span_text(span: timedelta) -> str:
    """A length of time in the two largest units that matter: ``15 min``, ``1 h 25``, ``3 days``."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest:02d}" if rest else f"{hours} h"
    days = minutes // (24 * 60)
    return "1 day" if days == 1 else f"{days} days"


def due_text(due: datetime, now: datetime) -> str:
    """``15 min late``, ``now`` within the minute, or ``in 55 min``."""
    if now - due >= timedelta(minutes=1):
        return f"{span_text(now - due)} late"
    # A minute begun is a minute left: 14:19:30 for 14:20 is "in 1 min", never "in 0 min".
    left = due - now
    if left <= timedelta(0):
        return "now"
    return f"in {span_text(left + timedelta(seconds=59))}"


def is_late(due: datetime, now: datetime) -> bool:
    """True from the first whole minute after the promised time."""
    return now - due >= timedelta(minutes=1)


def ago_text(then: datetime, now: datetime) -> str:
    """``6 min ago``, or ``now`` within the minute."""
    return "now" if now - then < timedelta(minutes=1) else f"{span_text(now - then)} ago"


def parse_date(text: str) -> date | None:
    """A typed date: 1965-03-14, 1965.3.14, 19650314 or 14 Mar 1965. None when it is not one."""
    words = text.replace("-", " ").replace(".", " ").replace("/", " ").split()
    if len(words) == 1 and len(words[0]) == 8 and words[0].isdigit():
        words = [words[0][:4], words[0][4:6], words[0][6:]]
    if len(words) != 3:
        return None
    day_first = not words[1].isdigit()
    year, month, day = (words[2], words[1], words[0]) if day_first else words
    try:
        found = date(int(year), _month(month), int(day)) if len(year) == 4 else None
    except ValueError:
        return None
    return found if found is not None and found.year in _YEARS else None


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    return [m.lower() for m in MONTHS].index(word[:3].lower()) + 1


def parse_moment(text: str, zone: str) -> datetime | None:
    """A typed day and time at the site, such as ``2026-11-21 08:30``, as aware UTC.

    None when it is not one. A time that the change of clocks leaves out is not one either.
    """
    day, _, clock = text.strip().rpartition(" ")
    found = parse_date(day)
    hour, separator, minute = clock.partition(":")
    if found is None or not separator or not (hour.isdigit() and minute.isdigit()):
        return None
    try:
        there = datetime(
            found.year, found.month, found.day, int(hour), int(minute), tzinfo=ZoneInfo(zone)
        )
    except ValueError:
        return None
    moment = there.astimezone(UTC)
    same = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == there.replace(tzinfo=None)
    return moment if same else None


def typed_moment(moment: datetime, zone: str) -> str:
    """A moment as it would be typed: ``2026-11-21 08:30``."""
    return local(moment, zone).strftime("%Y-%m-%d %H:%M")
