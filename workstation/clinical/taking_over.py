"""A draft that goes on under another nurse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Who had the draft, who has it now, since when and why.

    ``before`` and ``by`` are user names, ``before_name`` and ``by_name`` the printed ones. What
    was entered up to ``at`` is of the one before.
    """

    before: str
    before_name: str
    by: str
    by_name: str
    at: datetime
    reason: str
