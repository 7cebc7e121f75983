"""Every grade that was signed, with what it was made of, read in pages to be graded again.

The observations that were closed before an encounter's last are among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, RowMapping

from workstation.clinical.findings import PatientFacts
from workstation.clinical.notation import patient_from_json
from workstation.records.tables import assessment, encounter, observation

_STANDING = ("signed", "amended")


@dataclass(frozen=True, slots=True)
class Grading:
    """One graded observation of a signed encounter; JSON as ``assess`` reads and answers it.

    It is the observation ``number`` of ``of``; the last one is the newest assessment.
    """

    encounter_id: int
    uuid: str
    signed_at: datetime
    observation: Mapping[str, Any] = field(repr=False)
    answer: Mapping[str, Any] = field(repr=False)
    number: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class SignedGrade:
    """What lists and exports tell of a signed encounter; JSON as ``assess`` reads and answers."""

    scale: str
    at_least: int
    at_most: int
    level: str | None
    observation: Mapping[str, Any] = field(repr=False)
    answer: Mapping[str, Any] = field(repr=False)


def patient_then(connection: Connection, encounter_id: int) -> PatientFacts | None:
    """What was graded of the patient when the encounter was signed, None where it was not."""
    query = (
        select(assessment.c.observation)
        .where(assessment.c.encounter_id == encounter_id)
        .order_by(assessment.c.id.desc())
        .limit(1)
    )
    found = connection.execute(query).scalar()
    return None if found is None else patient_from_json(json.loads(found).get("patient", {}))


class GradingReader:
    """Reads gradings, the oldest first. What was entered in error is left out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def signed(self, encounter_uuid: str) -> SignedGrade | None:
        """The grade that is stored for a signed encounter, None where there is none."""
        query = (
            select(assessment)
            .join(encounter, encounter.c.id == assessment.c.encounter_id)
            .where(encounter.c.uuid == encounter_uuid)
            .order_by(assessment.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        seen, answer = json.loads(row["observation"]), json.loads(row["result"])
        ends = (row["at_least"], row["at_most"], row["disposition"])
        return SignedGrade(row["scale"], *ends, seen, answer)

    def count(self) -> int:
        """How many signed encounters there are."""
        query = select(func.count()).where(encounter.c.state.in_(_STANDING))
        return int(self._connection.execute(query).scalar_one())

    def page(self, after: int, limit: int) -> tuple[Grading, ...]:
        """Those of the next encounters after one's number; empty when there is none."""
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
        rows = self._connection.execute(query).mappings().all()
        before = self._closed([row["id"] for row in rows])
        return tuple(grading for row in rows for grading in _series(row, before.get(row["id"], [])))

    def _closed(self, encounter_ids: Sequence[int]) -> Mapping[int, list[RowMapping]]:
        """What was graded before the last observation of each encounter, in order."""
        query = (
            select(observation.c.encounter_id, observation.c.observation, observation.c.result)
            .where(observation.c.encounter_id.in_(encounter_ids))
            .order_by(observation.c.encounter_id, observation.c.number)
        )
        found: dict[int, list[RowMapping]] = {}
        for row in self._connection.execute(query).mappings():
            found.setdefault(row["encounter_id"], []).append(row)
        return found


def _series(last: RowMapping, before: Sequence[RowMapping]) -> Iterator[Grading]:
    for number, row in enumerate((*before, last), start=1):
        graded, answer = json.loads(row["observation"]), json.loads(row["result"])
        yield Grading(
            last["id"], last["uuid"], last["signed_at"], graded, answer, number, of=len(before) + 1
        )
