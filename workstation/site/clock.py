"""The clock as a type. The program's one clock is made in ``app`` and handed down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the present moment, aware, in UTC."""

SLACK = timedelta(minutes=2)
"""So far a clock may go back, as one that is kept right does, before anybody is told."""


@dataclass(frozen=True, slots=True)
class SetBack:
    """A clock that was set back: what it had shown before, and what it showed next."""

    before: datetime
    after: datetime


def is_set_back(now: datetime, latest: datetime | None) -> bool:
    """Whether a clock shows less than it has shown already, by more than ``SLACK``."""
    return latest is not None and now < latest - SLACK
