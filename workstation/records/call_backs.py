"""Promises to call again: made when an encounter is signed, open until an outcome is noted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from workstation.clinical.encounter import Encounter
from workstation.records.listing import newest_of_encounter
from workstation.records.tables import (
    account,
    assessment,
    call_back,
    encounter,
    patient,
    therapy,
)
from workstation.records.values import CallBack
from workstation.records.work import Work
from workstation.site.problems import Problem, Situation

_ALL: Select[Any] = (
    select(
        call_back,
        encounter.c.uuid.label("encounter_uuid"),
        patient.c.family_name,
        patient.c.given_name,
        patient.c.birth_date,
        patient.c.mrn,
        therapy.c.agent,
        therapy.c.agent_text,
        assessment.c.at_least,
        assessment.c.at_most,
        account.c.user,
    )
    .join(encounter, encounter.c.id == call_back.c.encounter_id)
    .outerjoin(patient, patient.c.id == encounter.c.patient_id)
    .outerjoin(therapy, therapy.c.id == newest_of_encounter(therapy))
    .outerjoin(assessment, assessment.c.id == newest_of_encounter(assessment))
    .outerjoin(account, account.c.id == call_back.c.finished_by)
)
_SAME = (
    "id",
    "encounter_uuid",
    "encounter_id",
    "due_at",
    "number",
    "level",
    "finished_at",
    "birth_date",
    "at_least",
    "at_most",
)


class CallBackReader:
    """Reads call-backs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self) -> tuple[CallBack, ...]:
        """Call-backs without an outcome, the first due first."""
        query = _ALL.where(call_back.c.finished_at.is_(None)).order_by(call_back.c.due_at)
        return tuple(map(_call_back, self._connection.execute(query).mappings()))

    def get(self, id: int) -> CallBack:
        """One call-back. Raises ``Problem`` not_found."""
        query = _ALL.where(call_back.c.id == id)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise Problem(Situation.NOT_FOUND, what="call-back")
        return _call_back(row)


class CallBackWriter(CallBackReader):
    """Makes and closes call-backs. The caller writes the audit event in the same unit."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work

    def promise(self, of: Encounter, due_at: datetime, level: str | None) -> None:
        """Adds an open call-back to the number of the encounter."""
        row = {
            "encounter_id": of.id,
            "due_at": due_at,
            "number": of.call_back_number,
            "level": level,
            "outcome": "",
        }
        self._connection.execute(insert(call_back), row)

    def finish(self, id: int, outcome: str) -> CallBack:
        """Notes the outcome. Raises ``Problem`` not_accepted where another one is noted already."""
        found = self.get(id)
        if found.finished_at is not None:
            if (found.finished_by, found.outcome) == (self._work.user, outcome):
                return found
            what = f"This call-back was finished at {self._work.told(found.finished_at)}."
            raise Problem(Situation.NOT_ACCEPTED, what=what)
        values = {
            "finished_at": self._work.at,
            "finished_by": self._work.account_id,
            "outcome": outcome,
        }
        self._connection.execute(update(call_back).where(call_back.c.id == id).values(values))
        return self.get(id)


def _call_back(row: RowMapping) -> CallBack:
    names = (row["family_name"], row["given_name"])
    name = f"{names[0].upper()}, {names[1]}" if names[0] else ""
    return CallBack(
        **{key: row[key] for key in _SAME},
        patient_name=name,
        mrn=row["mrn"] or "",
        agent=row["agent"] or row["agent_text"] or "",
        finished_by=row["user"] or "",
        outcome=row["outcome"],
    )
