"""How long ago the last dose was, beside the agent's published onset window: a fact to read.

``now`` is aware; its zone is the one in which calendar days are counted. The dose day is day 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from workstation.clinical.findings import Therapy
from workstation.clinical.form import Agent, Form

_HOURS_A_DAY = 24
_IN_HOURS_UP_TO = 72


@dataclass(frozen=True, slots=True)
class DoseWindow:
    """Time and calendar days since the dose. ``window_hours`` is the upper end that is published.

    ``window_hours`` is None where no window is published or the agent is not of the list.
    """

    since: timedelta
    day: int
    window_hours: float | None

    @property
    def hours(self) -> float:
        """Hours since the dose."""
        return self.since.total_seconds() / 3600

    @property
    def inside(self) -> bool | None:
        """Whether the reaction may still begin, by the published range; None without one."""
        if self.window_hours is None:
            return None
        return self.since <= timedelta(hours=self.window_hours)

    @property
    def short(self) -> str:
        """``day 2 of 0 to 6, onset window``; hours where the window is no number of days.

        ``day 9, past the onset window of 6 days``; "" without a published window.
        """
        if self.window_hours is None:
            return ""
        by_day = self.window_hours % _HOURS_A_DAY == 0
        end = int(self.window_hours / _HOURS_A_DAY if by_day else self.window_hours)
        here = f"day {self.day}" if by_day else f"{int(self.hours)} h"
        if self.inside:
            # A dose late in the day has its last hours on one calendar day more.
            return f"{here} of 0 to {max(self.day, end) if by_day else end}, onset window"
        by_day = by_day and self.day > end
        span = f"{end} days" if by_day else f"{self.window_hours:g} h"
        return f"{here}, past the onset window of {span}"

    @property
    def words(self) -> str:
        """The same with the time since the dose, told once."""
        since = _span(self.since)
        if not self.short:
            return f"day {self.day}, {since} since dose"
        told = since in self.short or since == f"{self.day} days"
        return self.short if told else f"{self.short} · {since}"

    @property
    def against(self) -> str:
        """``inside the onset window of 6 days``, or that none is published."""
        window = self.window_hours
        if window is None:
            return "no onset window is published"
        days = window % _HOURS_A_DAY == 0
        span = f"{window / _HOURS_A_DAY:g} days" if days else f"{window:g} hours"
        return f"{'inside' if self.inside else 'beyond'} the onset window of {span}"


def dose_window(form: Form, therapy: Therapy, now: datetime) -> DoseWindow | None:
    """The dose against the window; None while the time of the dose is not known or lies ahead."""
    at = therapy.last_dose_at
    if at is None or at > now:
        return None
    agent = form.agents.get(therapy.agent or "")
    return DoseWindow(
        since=now - at,
        day=(now.date() - at.astimezone(now.tzinfo).date()).days,
        window_hours=agent.window_hours if agent is not None else None,
    )


def in_window(form: Form, therapy: Therapy, now: datetime) -> bool:
    """True while the reaction may still begin, by the published range of the agent."""
    found = dose_window(form, therapy, now)
    return found is not None and found.inside is True


def published_onset(agent: Agent | None) -> str:
    """The onset as it is published, with its source and date; "" where nothing is."""
    if agent is None or not agent.onset:
        return ""
    source = ", ".join(part for part in (agent.source, agent.dated) if part)
    return f"Published onset: {agent.onset}" + (f" ({source})" if source else "")


def _span(since: timedelta) -> str:
    """``20 min``, ``30 h`` up to three days, then ``9 days``."""
    hours = int(since.total_seconds() // 3600)
    if hours < 1:
        return f"{int(since.total_seconds() // 60)} min"
    return f"{hours} h" if hours < _IN_HOURS_UP_TO else f"{hours // _HOURS_A_DAY} days"
