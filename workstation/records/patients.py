"""Patients as rows, with the therapy and the risk assessment on file."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from workstation.clinical.encounter import Patient
from workstation.clinical.risk import RiskVersion
from workstation.records import risks, search, therapies
from workstation.records.tables import account, patient
from workstation.records.values import StaleVersion
from workstation.records.work import Work
from workstation.site.problems import Problem, Situation

_COLUMNS = tuple(
    field.name for field in fields(Patient) if field.name not in {"therapy", "risk", "conditions"}
)


def load(connection: Connection, row_id: int) -> Patient:
    """The patient of a row that is known to be there."""
    row = connection.execute(select(patient).where(patient.c.id == row_id)).mappings().one()
    return _patient(connection, row)


def _patient(connection: Connection, row: RowMapping) -> Patient:
    return Patient(
        **{name: row[name] for name in _COLUMNS},
        conditions=tuple(row["conditions"]),
        therapy=therapies.of_patient(connection, row["id"]),
        risk=risks.of_patient(connection, row["id"]),
    )


class PatientReader:
    """Finds patients."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, uuid: str) -> Patient | None:
        """The patient of an id, None if there is none."""
        row = self._row(uuid)
        return None if row is None else _patient(self._connection, row)

    def get(self, uuid: str) -> Patient:
        """The patient of an id. Raises ``Problem`` not_found."""
        return _patient(self._connection, self._need(uuid))

    def search(self, typed: str, limit: int) -> tuple[Patient, ...]:
        """Patients in whom each typed word begins a word, by name; without words the newest."""
        query: Select[Any] = select(patient).limit(limit)
        if search.match_words(typed):
            found = search.found_in(search.PATIENTS, typed)
            query = query.where(patient.c.id.in_(found))
            query = query.order_by(patient.c.family_name, patient.c.given_name, patient.c.id)
        else:
            query = query.order_by(patient.c.changed_at.desc(), patient.c.id.desc())
        rows = self._connection.execute(query).mappings().all()
        return tuple(_patient(self._connection, row) for row in rows)

    def risk_versions(self, uuid: str) -> tuple[RiskVersion, ...]:
        """Every risk assessment of a patient, the newest first. Raises ``Problem`` not_found."""
        return risks.versions(self._connection, self._need(uuid)["id"])

    def _row(self, uuid: str) -> RowMapping | None:
        query = select(patient).where(patient.c.uuid == uuid)
        return self._connection.execute(query).mappings().one_or_none()

    def _need(self, uuid: str) -> RowMapping:
        row = self._row(uuid)
        if row is None:
            raise Problem(Situation.NOT_FOUND, what="patient")
        return row


class PatientWriter(PatientReader):
    """Adds and changes patients. The caller writes the audit event in the same unit."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work

    def row_id(self, uuid: str) -> int:
        """The row that other rows refer to. Raises ``Problem`` not_found."""
        return int(self._need(uuid)["id"])

    def add(self, new: Patient) -> Patient:
        """Stores a new patient, at version 1. The caller has looked that the uuid is free."""
        values = self._values(new) | {"uuid": new.uuid, "version": 1}
        self._connection.execute(insert(patient), values)
        return self._stored(new, 1)

    def update(self, changed: Patient, *, assessed: bool = False) -> Patient:
        """Stores a changed patient. Raises ``StaleVersion`` if it is not based on the newest.

        ``assessed``: the risk was assessed anew, so that the same values make a new version too.
        """
        row = self._need(changed.uuid)
        if row["version"] != changed.version:
            raise self._stale(row)
        version = changed.version + 1
        values = self._values(changed) | {"version": version}
        self._connection.execute(update(patient).where(patient.c.id == row["id"]).values(values))
        return self._stored(changed, version, assessed=assessed)

    def keep_therapy(self, patient_uuid: str, row_id: int) -> None:
        """Makes the therapy of an encounter the one on file, if it says anything new."""
        told = therapies.of_encounter(self._connection, row_id)
        owner = self.row_id(patient_uuid)
        if told is not None and told != therapies.of_patient(self._connection, owner):
            therapies.store(self._work, told, patient_id=owner)

    def _values(self, person: Patient) -> dict[str, Any]:
        values = {name: getattr(person, name) for name in _COLUMNS}
        return values | {
            "conditions": list(person.conditions),
            "changed_at": self._work.at,
            "changed_by": self._work.account_id,
        }

    def _stored(self, person: Patient, version: int, *, assessed: bool = False) -> Patient:
        row_id = self.row_id(person.uuid)
        on_file = therapies.of_patient(self._connection, row_id)
        if person.therapy is not None and person.therapy != on_file:
            therapies.store(self._work, person.therapy, patient_id=row_id, version=version)
        risk = person.risk
        if risk is not None and (assessed or risk != risks.of_patient(self._connection, row_id)):
            risks.store(self._work, risk, row_id, version)
        search.note_patient(self._connection, row_id, person)
        return load(self._connection, row_id)

    def _stale(self, row: RowMapping) -> StaleVersion:
        query = select(account.c.name).where(account.c.id == row["changed_by"])
        by = str(self._connection.execute(query).scalar_one())
        return StaleVersion(self._work.told(row["changed_at"]), by)
