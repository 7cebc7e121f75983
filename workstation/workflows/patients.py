"""Finding and keeping patients. Reads are audited."""

from __future__ import annotations

from workstation.clinical.encounter import Patient
from workstation.site.staff import Role
from workstation.workflows.session import Session, allowed

__all__ = ["add", "get", "search", "update"]


@allowed(Role.NURSE, Role.PRESCRIBER)
def search(session: Session, text: str, limit: int = 20) -> tuple[Patient, ...]:
    """Patients whose names, record number, phone or birth date (1961-03-04) begin with each word.

    An empty text gives the ones changed last. At most ``limit``, by family name.
    """
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER)
def add(session: Session, patient: Patient) -> Patient:
    """Stores a new patient. The same uuid again gives the stored one back (a safe retry)."""
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER)
def update(session: Session, patient: Patient) -> Patient:
    """Stores a changed patient; ``patient.version`` is the version that was shown."""
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def get(session: Session, patient_uuid: str) -> Patient:
    """One patient, with the therapy on file. The view is audited."""
    raise NotImplementedError
