"""The time since a dose against the published onset of the agent, as a fact to read."""

from __future__ import annotations

from datetime import datetime, timedelta

from workstation.clinical.findings import Therapy
from workstation.clinical.form import Agent, Form
from workstation.ui.note import since_dose
from workstation.ui.when import local

_DAY = 24


def in_window(form: Form, therapy: Therapy, now: datetime) -> bool:
    """True while the reaction may still begin, by the published range of the agent."""
    agent, dose = form.agents.get(therapy.agent or ""), therapy.last_dose_at
    if agent is None or agent.window_hours is None or dose is None:
        return False
    return timedelta(0) <= now - dose <= timedelta(hours=agent.window_hours)


def window_words(form: Form, therapy: Therapy, now: datetime, zone: str) -> str:
    """``day 2 of 0 to 6, onset window``; ``day 9, past the onset window of 6 days``.

    Hours for a range that is no whole number of days. "" without a dose or a published range.
    """
    agent, dose = form.agents.get(therapy.agent or ""), therapy.last_dose_at
    if agent is None or agent.window_hours is None or dose is None or dose > now:
        return ""
    window = agent.window_hours
    hours = int((now - dose).total_seconds() // 3600)
    days = (local(now, zone).date() - local(dose, zone).date()).days
    by_day = window % _DAY == 0
    here = f"day {days}" if by_day else f"{hours} h"
    end = window / _DAY if by_day else window
    if in_window(form, therapy, now):
        return f"{here} of 0 to {max(days, int(end)) if by_day else int(end)}, onset window"
    long = f"{int(end)} days" if by_day and days > end else f"{window:g} h"
    return f"{here}, past the onset window of {long}"


def dose_words(form: Form, therapy: Therapy, now: datetime, zone: str) -> str:
    """How long ago the last dose was, and where in the window that is; "" without a dose."""
    dose = therapy.last_dose_at
    if dose is None:
        return ""
    days = (local(now, zone).date() - local(dose, zone).date()).days
    since = since_dose(dose, now)
    window = window_words(form, therapy, now, zone)
    if not window:
        return f"day {days}, {since} since dose"
    return window if since in window else f"{window} · {since}"


def published_onset(agent: Agent | None) -> str:
    """The onset as it is published, with its source and date; "" where nothing is."""
    if agent is None or not agent.onset:
        return ""
    source = ", ".join(part for part in (agent.source, agent.dated) if part)
    return f"Published onset: {agent.onset}" + (f" ({source})" if source else "")
