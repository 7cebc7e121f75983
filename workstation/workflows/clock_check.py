"""A clock that was set back: noticed at sign-in and before a signature, by what the audit holds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workstation.site.clock import is_set_back
from workstation.site.problems import Problem, Situation

if TYPE_CHECKING:  # the sign-in window comes up before these are loaded
    from workstation.records.store import Records


def late_clock(records: Records, now: datetime) -> Problem | None:
    """``Problem`` clock_back where ``now`` lies before what the audit already holds, else None."""
    with records.reading() as unit:
        last = unit.audit_log.newest_at()
    if last is None or not is_set_back(now, last):
        return None
    return Problem(Situation.CLOCK_BACK, last=last.strftime("%Y-%m-%d %H:%M UTC"))
