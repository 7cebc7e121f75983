"""A clock that was set back: noticed by what the audit holds, and told in words."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from workstation.site.clock import is_set_back
from workstation.site.problems import Problem, Situation

if TYPE_CHECKING:  # the sign-in window comes up before these are loaded
    from workstation.records.store import Records

_CLOCK_SET_BACK = (
    "The computer's clock was set back, from {before} to {now}. Answers are saved; the record and "
    "the signed page tell it. Have the clock set right."
)


def late_clock(records: Records, now: datetime) -> Problem | None:
    """``Problem`` clock_back where ``now`` lies before what the audit already holds, else None."""
    with records.reading() as unit:
        last = unit.audit_log.newest_at()
    if last is None or not is_set_back(now, last):
        return None
    return Problem(Situation.CLOCK_BACK, last=last.strftime("%Y-%m-%d %H:%M UTC"))


def set_back_words(was: datetime, now: datetime, zone: tzinfo) -> str:
    """The sentence above a call; with the years where they differ, for a clock may be years off."""
    before, after = was.astimezone(zone), now.astimezone(zone)
    form = "%d %b %H:%M" if before.year == after.year else "%d %b %Y %H:%M"
    return _CLOCK_SET_BACK.format(before=before.strftime(form), now=after.strftime(form))
