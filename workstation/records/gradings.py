"""Every grade that was signed, with what it was made of, read in pages to be graded again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from workstation.records.tables import assessment, encounter

_STANDING = ("signed", "amended")


@dataclass(frozen=True, slots=True)
class Grading:
    """The newest assessment of a signed encounter; JSON as ``assess`` reads and answers it."""

    encounter_id: int
    uuid: str
    signed_at: datetime
    observation: Mapping[str, Any] = field(repr=False)
    answer: Mapping[str, Any] = field(repr=False)


class GradingReader:
    """Reads gradings, the oldest first. What was entered in error is left out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self) -> int:
        """How many there are."""
        query = select(func.count()).where(encounter.c.state.in_(_STANDING))
        return int(self._connection.execute(query).scalar_one())

    def page(self, after: int, limit: int) -> tuple[Grading, ...]:
        """The next ones after an encounter's number."""
        newest = (
            select(func.max(assessment.c.id))
            .where(assessment.c.encounter_id == encounter.c.id)
            .correlate(encounter)
            .scalar_subquery()
        )
        query = (
            select(
                encounter.c.id,
                encounter.c.uuid,
                encounter.c.signed_at,
                assessment.c.observation,
                assessment.c.result,
            )
            .join(assessment, assessment.c.id == newest)
            .where(encounter.c.id > after, encounter.c.state.in_(_STANDING))
            .order_by(encounter.c.id)
            .limit(limit)
        )
        return tuple(
            Grading(
                row.id, row.uuid, row.signed_at, json.loads(row.observation), json.loads(row.result)
            )
            for row in self._connection.execute(query)
        )
