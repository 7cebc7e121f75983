"""One unit of work on the writer's connection: who does it, when, and in which transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.engine import Connection

from workstation.records.tables import account
from workstation.site.problems import Problem, Situation


@dataclass
class Work:
    """``user`` does it at ``at`` (aware UTC). ``zone`` is the zone in which times are told.

    ``drafts_changed`` is set when a draft begins or ends, so that the note beside the vault
    is written anew after the commit.
    """

    connection: Connection
    user: str
    at: datetime
    zone: tzinfo
    drafts_changed: bool = False

    @cached_property
    def account_id(self) -> int:
        """The id of the user's row. Raises ``Problem`` not_found for a user without one."""
        query = select(account.c.id).where(account.c.user == self.user)
        found = self.connection.execute(query).scalar_one_or_none()
        if found is None:
            raise Problem(Situation.NOT_FOUND, what="account")
        return int(found)

    def told(self, moment: datetime) -> str:
        """A moment as a sentence tells it: ``14:02``."""
        return moment.astimezone(self.zone).strftime("%H:%M")
