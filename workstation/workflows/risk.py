"""The risk before the first dose, kept on the patient: each assessment a version of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workstation.clinical.encounter import Patient
from workstation.clinical.risk import RiskAssessment, RiskVersion
from workstation.records.values import StaleVersion
from workstation.site.events import Act
from workstation.site.staff import Role
from workstation.workflows.patient_checks import (
    changed_fields,
    checked_patient,
    checked_risk,
    patient_changes,
)
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.records.store import Writing

__all__ = ["RiskVersion", "StaleVersion", "assess_risk", "risk_versions"]


@allowed(Role.NURSE, Role.PRESCRIBER)
def assess_risk(session: Session, shown: Patient, assessed: Patient) -> Patient:
    """Keeps an assessment: ``assessed`` is ``shown`` with what was entered, ``risk`` among it.

    What the patient's own entry holds (weight, caregiver …) is changed there. The same values
    again are a new version, because somebody looked again; the same save again is not.

    Raises as ``patients.update`` does; its ``StaleVersion`` names in ``changed`` what somebody
    else has changed since ``shown``.
    """
    form = session.protocol.form
    today = session.clock().astimezone(ZoneInfo(session.site.time_zone)).date()
    risk = checked_risk(assessed.risk or RiskAssessment(), form)
    new = checked_patient(replace(assessed, risk=risk, version=shown.version), form, today)

    def work(unit: Writing) -> Patient:
        before = unit.patients.get(new.uuid)
        if before == replace(new, therapy=before.therapy, version=shown.version + 1):
            return before
        try:
            after = unit.patients.update(replace(new, therapy=None), assessed=True)
        except StaleVersion as stale:
            stale.changed = changed_fields(shown, before)
            raise
        unit.encounters.note_patient(new.uuid)
        unit.audit(Act.RISK_ASSESSED, new.uuid, patient_changes(before, after))
        return after

    return session.records.write(session.account, work)


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def risk_versions(session: Session, patient_uuid: str) -> tuple[RiskVersion, ...]:
    """Every assessment of a patient, the newest first. The view is audited."""
    with session.records.writing(session.account) as unit:
        found = unit.patients.risk_versions(patient_uuid)
        unit.audit(Act.PATIENT_VIEWED, patient_uuid, {"risk": len(found)})
        return found
