"""Finding and keeping patients. Reads are audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workstation.clinical.encounter import Patient
from workstation.site.events import Act
from workstation.site.staff import Role
from workstation.workflows.patient_checks import (
    LONGEST_TEXT,
    checked_patient,
    patient_changes,
    patient_json,
)
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.records.store import Writing

__all__ = ["add", "get", "search", "update"]

MOST_FOUND = 200


@allowed(Role.NURSE, Role.PRESCRIBER)
def search(session: Session, text: str, limit: int = 20) -> tuple[Patient, ...]:
    """Patients whose names, record number, phone or birth date (1961-03-04) begin with each word.

    An empty text gives the ones changed last. At most ``limit``, by family name.
    """
    with session.records.reading() as unit:  # a save never waits for a search
        found = unit.patients.search(text, max(1, min(limit, MOST_FOUND)))
    told = {"text": text[:LONGEST_TEXT], "found": [patient.uuid for patient in found]}
    with session.records.writing(session.account) as telling:
        telling.audit(Act.SEARCHED, "patients", told)
    return found


@allowed(Role.NURSE, Role.PRESCRIBER)
def add(session: Session, patient: Patient) -> Patient:
    """Stores a new patient. The same uuid again gives the stored one back (a safe retry).

    Raises ``Problem`` not_accepted for a missing name, an impossible birth date or weight, or a
    text that is too long or holds control characters; ``Refusal`` for an impossible baseline.
    """
    form, day = session.protocol.form, _today(session)
    new = checked_patient(replace(patient, risk=None), form, day)

    def work(unit: Writing) -> Patient:
        stored = unit.patients.find(new.uuid)
        if stored is not None:
            return stored
        added = unit.patients.add(new)
        unit.audit(Act.PATIENT_CREATED, new.uuid, {"patient": patient_json(added)})
        return added

    return session.records.write(session.account, work)


@allowed(Role.NURSE, Role.PRESCRIBER)
def update(session: Session, patient: Patient) -> Patient:
    """Stores a changed patient; ``patient.version`` is the version that was shown.

    Without a therapy the one on file stays, and so does the risk assessment; see ``risk``.

    Raises as ``add`` does, and ``StaleVersion`` where someone else changed the patient since.
    """
    new = checked_patient(patient, session.protocol.form, _today(session))

    def work(unit: Writing) -> Patient:
        before = unit.patients.get(new.uuid)
        changed = replace(new, therapy=new.therapy or before.therapy, risk=before.risk)
        if replace(changed, version=before.version) == before:  # nothing new, or a retry
            return before
        after = unit.patients.update(changed)
        unit.encounters.note_patient(new.uuid)
        unit.audit(Act.PATIENT_UPDATED, new.uuid, patient_changes(before, after))
        return after

    return session.records.write(session.account, work)


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def get(session: Session, patient_uuid: str) -> Patient:
    """One patient, with the therapy on file. The view is audited."""
    with session.records.writing(session.account) as unit:
        found = unit.patients.get(patient_uuid)
        unit.audit(Act.PATIENT_VIEWED, patient_uuid)
        return found


def _today(session: Session) -> date:
    return session.clock().astimezone(ZoneInfo(session.site.time_zone)).date()
