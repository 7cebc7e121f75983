"""How long ago the last dose was, beside the agent's published onset window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from workstation.clinical.findings import Therapy
from workstation.clinical.form import Form

_HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class DoseWindow:
    """Hours and calendar days since the dose; the dose day is day 0.

    ``inside`` is None where no window is published or the agent is not of the list.
    """

    hours: float
    day: int
    inside: bool | None
    says: str


def dose_window(form: Form, therapy: Therapy, now: datetime) -> DoseWindow | None:
    """The dose against the window; None while the time of the dose is not known or lies ahead."""
    at = therapy.last_dose_at
    if at is None or at > now:
        return None
    since = now - at
    agent = form.agents.get(therapy.agent or "")
    window = agent.window_hours if agent is not None else None
    inside = None if window is None else since <= timedelta(hours=window)
    day = (now.date() - at.astimezone(now.tzinfo).date()).days
    name = agent.label if agent is not None else therapy.agent_text or "the dose"
    hours = since.total_seconds() / 3600
    return DoseWindow(
        hours, day, inside, f"{_since(hours, day)} after {name}; {_told(window, since)}"
    )


def _since(hours: float, day: int) -> str:
    if hours < 2 * _HOURS_A_DAY:
        return f"Day {day}, {int(hours)} h"
    return f"Day {day}"


def _told(window: float | None, since: timedelta) -> str:
    if window is None:
        return "no onset window is published"
    days = window % _HOURS_A_DAY == 0
    span = f"{window / _HOURS_A_DAY:g} days" if days else f"{window:g} hours"
    where = "inside" if since <= timedelta(hours=window) else "beyond"
    return f"{where} the published onset window of {span}"
