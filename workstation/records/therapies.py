"""Therapies as rows: append-only, of an encounter or on file for a patient; the newest counts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from workstation.clinical.findings import Therapy
from workstation.records.tables import therapy
from workstation.records.work import Work

_FIELDS = tuple(Therapy.__dataclass_fields__)


def store(
    work: Work,
    value: Therapy,
    *,
    encounter_id: int | None = None,
    patient_id: int | None = None,
    version: int = 0,
) -> None:
    """Adds a therapy of one encounter or of one patient."""
    row: dict[str, Any] = {
        "encounter_id": encounter_id,
        "patient_id": patient_id,
        "encounter_version": version,
        "entered_at": work.at,
        "by": work.account_id,
    }
    work.connection.execute(insert(therapy), row | asdict(value))


def of_encounter(connection: Connection, encounter_id: int) -> Therapy | None:
    """The therapy of an encounter, None if none was set."""
    return _newest(connection, therapy.c.encounter_id == encounter_id)


def of_patient(connection: Connection, patient_id: int) -> Therapy | None:
    """The therapy on file for a patient."""
    return _newest(connection, therapy.c.patient_id == patient_id)


def _newest(connection: Connection, owner: Any) -> Therapy | None:
    query = select(therapy).where(owner).order_by(therapy.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Therapy(**{name: row[name] for name in _FIELDS})


def version_of(connection: Connection, encounter_id: int) -> int:
    """The version of the encounter that set its therapy last; 0 if none did."""
    query = select(therapy.c.encounter_version).where(therapy.c.encounter_id == encounter_id)
    newest = query.order_by(therapy.c.id.desc()).limit(1)
    return connection.execute(newest).scalar() or 0
