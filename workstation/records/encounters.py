"""Encounters, read whole: who, the answers, the decision. ``drafts`` changes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.engine import Connection, RowMapping

from workstation.clinical.encounter import Answer, Decision, Encounter, EncounterState
from workstation.clinical.findings import Setting, Therapy
from workstation.records import (
    decisions,
    doses,
    findings,
    gradings,
    observations,
    patients,
    take_overs,
    therapies,
)
from workstation.records.tables import account, encounter
from workstation.site.problems import Problem, Situation

_PLAIN = (
    "id",
    "uuid",
    "started_at",
    "nurse_name",
    "call_back_number",
    "read_back",
    "caller",
    "address",
    "prior_call_within_24h",
    "first_red_flag_at",
    "signed_at",
    "protocol_id",
    "protocol_version",
    "protocol_sha256",
    "version",
)
_OWNED = encounter.join(account, account.c.id == take_overs.owner_id())
_WITH_NURSE: Select[Any] = select(encounter, account.c.user.label("nurse")).select_from(_OWNED)
REPEAT_CALL = timedelta(hours=24)


class EncounterReader:
    """Reads encounters as frozen values."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, uuid: str) -> Encounter | None:
        """The encounter of an id, None if there is none."""
        row = self._row(uuid)
        return None if row is None else self._encounter(row)

    def get(self, uuid: str) -> Encounter:
        """The encounter of an id. Raises ``Problem`` not_found."""
        return self._encounter(self._need(uuid))

    def drafts(self, user: str | None = None) -> tuple[Encounter, ...]:
        """Open drafts, the oldest first; of one user, or of all."""
        query = _WITH_NURSE.where(encounter.c.state == "draft").order_by(encounter.c.id)
        if user is not None:
            query = query.where(account.c.user == user)
        rows = self._connection.execute(query).mappings().all()
        return tuple(map(self._encounter, rows))

    def left_drafts(self) -> tuple[Encounter, ...]:
        """Open drafts whose nurse's account is closed, the oldest first."""
        left = (encounter.c.state == "draft", account.c.active.is_(False))
        query = _WITH_NURSE.where(*left).order_by(encounter.c.id)
        return tuple(map(self._encounter, self._connection.execute(query).mappings().all()))

    def drafts_begun(self) -> tuple[tuple[datetime, str], ...]:
        """When each open draft was begun, and by which user; the oldest first."""
        query = (
            select(encounter.c.started_at, account.c.user)
            .select_from(_OWNED)
            .where(encounter.c.state == "draft")
            .order_by(encounter.c.id)
        )
        return tuple((row.started_at, row.user) for row in self._connection.execute(query))

    def answers(self, uuid: str) -> tuple[Answer, ...]:
        """Every answer ever entered, in order."""
        return findings.history(self._connection, self._need(uuid)["id"])

    def called_before(self, patient_id: int, before: datetime, other_than: int) -> bool:
        """Whether the patient had another encounter that began in the 24 hours before a moment."""
        query = (
            select(encounter.c.id)
            .where(encounter.c.patient_id == patient_id, encounter.c.id != other_than)
            .where(encounter.c.state != EncounterState.ENTERED_IN_ERROR.value)
            .where(encounter.c.started_at.between(before - REPEAT_CALL, before))
            .limit(1)
        )
        return self._connection.execute(query).scalar() is not None

    def _row(self, uuid: str) -> RowMapping | None:
        query = _WITH_NURSE.where(encounter.c.uuid == uuid)
        return self._connection.execute(query).mappings().one_or_none()

    def _need(self, uuid: str) -> RowMapping:
        row = self._row(uuid)
        if row is None:
            raise Problem(Situation.NOT_FOUND, what="encounter")
        return row

    def _encounter(self, row: RowMapping) -> Encounter:
        connection, row_id = self._connection, row["id"]
        person = row["patient_id"]
        return Encounter(
            **{name: row[name] for name in _PLAIN},
            state=EncounterState(row["state"]),
            setting=Setting(row["setting"]),
            nurse=row["nurse"],
            patient=None if person is None else patients.load(connection, person),
            therapy=therapies.of_encounter(connection, row_id) or Therapy(),
            findings=MappingProxyType(findings.latest(connection, [row_id])[row_id]),
            decision=decisions.newest(connection, row_id) or Decision(),
            doses=doses.standing(connection, row_id, person)
            if row["signed_at"] is None
            else doses.signed(connection, row_id),
            observations=observations.of_encounter(connection, row_id),
            taken_over=take_overs.of_encounter(connection, row_id),
            patient_then=None
            if row["signed_at"] is None
            else gradings.patient_then(connection, row_id),
        )
