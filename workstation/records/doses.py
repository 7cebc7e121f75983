"""Doses that calls are told of, as rows: append-only; a wrong one is withdrawn, not deleted.

A dose belongs to the encounter that told it, and through that to the patient, once one is
attached. What was entered in error tells nothing about the patient. A signed encounter keeps
those that its page shows, whatever is told or withdrawn later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, insert, or_, select
from sqlalchemy.engine import Connection, RowMapping

from workstation.clinical.doses import GivenDose
from workstation.clinical.encounter import EncounterState
from workstation.records.tables import (
    account,
    dose_withdrawal,
    encounter,
    given_dose,
    signed_dose,
)
from workstation.records.work import Work
from workstation.site.problems import Problem, Situation
from workstation.site.staff import printed_name

_WITHDRAWN_AT = dose_withdrawal.c.entered_at.label("withdrawn_at")
_TOLD: Select[Any] = (
    select(
        given_dose,
        encounter.c.uuid.label("told_in"),
        account.c.name.label("by_name"),
        account.c.credentials,
        _WITHDRAWN_AT,
        dose_withdrawal.c.reason,
    )
    .join(encounter, encounter.c.id == given_dose.c.encounter_id)
    .join(account, account.c.id == given_dose.c.by)
    .outerjoin(dose_withdrawal, dose_withdrawal.c.given_dose_id == given_dose.c.id)
)


def standing(
    connection: Connection, encounter_id: int, patient_id: int | None
) -> tuple[GivenDose, ...]:
    """The doses of an encounter and of its patient, the oldest first; without withdrawn ones."""
    known = _known_to(encounter_id, patient_id)
    return _read(connection, _TOLD.where(known, dose_withdrawal.c.id.is_(None)))


def signed(connection: Connection, encounter_id: int) -> tuple[GivenDose, ...]:
    """The doses that the page of a signed encounter shows, the oldest first.

    Not worked out from times: a clock may have been set back before the signature.
    """
    shown = signed_dose.c.given_dose_id == given_dose.c.id
    query = _TOLD.join(signed_dose, shown)
    return _read(connection, query.where(signed_dose.c.encounter_id == encounter_id))


def _read(connection: Connection, query: Select[Any]) -> tuple[GivenDose, ...]:
    by_time = query.order_by(given_dose.c.at, given_dose.c.id)
    return tuple(map(_dose, connection.execute(by_time).mappings()))


def _known_to(encounter_id: int, patient_id: int | None) -> ColumnElement[bool]:
    own = given_dose.c.encounter_id == encounter_id
    if patient_id is None:
        return own
    in_error = EncounterState.ENTERED_IN_ERROR.value
    others = and_(encounter.c.patient_id == patient_id, encounter.c.state != in_error)
    return or_(own, others)


def _dose(row: RowMapping) -> GivenDose:
    return GivenDose(
        drug=row["drug"],
        at=row["at"],
        prophylactic=row["prophylactic"],
        replacement=row["replacement"],
        name=row["name"],
        id=row["uuid"],
        told_in=row["told_in"],
        by=printed_name(row["by_name"], row["credentials"]),
    )


class DoseWriter:
    """Adds and withdraws doses. The caller writes the audit event in the same unit."""

    def __init__(self, work: Work) -> None:
        self._connection = work.connection
        self._work = work

    def standing(self, encounter_id: int, patient_id: int | None) -> tuple[GivenDose, ...]:
        """The doses of an encounter and of a patient that stand now."""
        return standing(self._connection, encounter_id, patient_id)

    def find(self, uuid: str) -> GivenDose | None:
        """The dose of an id, withdrawn or not; None if there is none."""
        row = self._row(uuid)
        return None if row is None else _dose(row)

    def withdrawn(self, uuid: str) -> bool:
        """Whether a dose was withdrawn. Raises ``Problem`` not_found."""
        return self._need(uuid)["withdrawn_at"] is not None

    def add(self, encounter_id: int, dose: GivenDose) -> None:
        """Stores a dose told in a draft. The caller has looked that its id is free."""
        row = {
            "uuid": dose.id,
            "encounter_id": encounter_id,
            "drug": dose.drug,
            "name": dose.name,
            "at": dose.at,
            "prophylactic": dose.prophylactic,
            "replacement": dose.replacement,
            "entered_at": self._work.at,
            "by": self._work.account_id,
        }
        self._connection.execute(insert(given_dose), row)

    def withdraw(self, uuid: str, reason: str) -> None:
        """Withdraws a dose that stands. Raises ``Problem`` not_found."""
        row = {
            "given_dose_id": self._need(uuid)["id"],
            "reason": reason,
            "entered_at": self._work.at,
            "by": self._work.account_id,
        }
        self._connection.execute(insert(dose_withdrawal), row)

    def keep_signed(self, encounter_id: int, uuids: Sequence[str]) -> None:
        """Keeps which doses a page shows that is signed now. Raises ``Problem`` not_found."""
        rows = [
            {"encounter_id": encounter_id, "given_dose_id": self._need(uuid)["id"]}
            for uuid in uuids
        ]
        if rows:
            self._connection.execute(insert(signed_dose), rows)

    def _row(self, uuid: str) -> RowMapping | None:
        query = _TOLD.where(given_dose.c.uuid == uuid)
        return self._connection.execute(query).mappings().one_or_none()

    def _need(self, uuid: str) -> RowMapping:
        row = self._row(uuid)
        if row is None:
            raise Problem(Situation.NOT_FOUND, what="dose")
        return row
