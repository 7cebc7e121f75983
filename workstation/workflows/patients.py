"""Finding and keeping patients. Reads are audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from workstation.clinical.encounter import Patient
from workstation.clinical.limits import check_value
from workstation.site.events import Act, utc_text
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.workflows.checks import checked_line
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.records.store import Writing

__all__ = ["add", "get", "search", "update"]

_TEXTS = {
    "family_name": False,
    "given_name": False,
    "mrn": True,
    "sex": True,
    "phone": True,
    "address": True,
    "diagnosis": True,
    "consultant": True,
    "allergies": True,
}  # and whether the text may be empty
LONGEST_TEXT = 500
MOST_FOUND = 200
FIRST_BIRTH_YEAR = 1890
WEIGHT_KG = (0.2, 500.0)
BASELINES = ("baseline_systolic_mmhg", "baseline_spo2_percent")
"""What is kept of a patient and becomes a finding of each call."""


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
    new = _checked(session, patient)

    def work(unit: Writing) -> Patient:
        stored = unit.patients.find(new.uuid)
        if stored is not None:
            return stored
        added = unit.patients.add(new)
        unit.audit(Act.PATIENT_CREATED, new.uuid, {"patient": _plain(added)})
        return added

    return session.records.write(session.account, work)


@allowed(Role.NURSE, Role.PRESCRIBER)
def update(session: Session, patient: Patient) -> Patient:
    """Stores a changed patient; ``patient.version`` is the version that was shown.

    Without a therapy the one on file stays.

    Raises as ``add`` does, and ``StaleVersion`` where someone else changed the patient since.
    """
    new = _checked(session, patient)

    def work(unit: Writing) -> Patient:
        before = unit.patients.get(new.uuid)
        changed = replace(new, therapy=new.therapy or before.therapy)
        if replace(changed, version=before.version) == before:  # nothing new, or a retry
            return before
        after = unit.patients.update(changed)
        unit.encounters.note_patient(new.uuid)
        unit.audit(Act.PATIENT_UPDATED, new.uuid, _changes(before, after))
        return after

    return session.records.write(session.account, work)


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def get(session: Session, patient_uuid: str) -> Patient:
    """One patient, with the therapy on file. The view is audited."""
    with session.records.writing(session.account) as unit:
        found = unit.patients.get(patient_uuid)
        unit.audit(Act.PATIENT_VIEWED, patient_uuid)
        return found


def _checked(session: Session, patient: Patient) -> Patient:
    """The patient with trimmed texts and possible values; else ``Problem`` or ``Refusal``."""
    texts: dict[str, Any] = {
        name: checked_line(getattr(patient, name), f"the {_words(name)}", LONGEST_TEXT, empty)
        for name, empty in _TEXTS.items()
    }
    today = session.clock().astimezone(ZoneInfo(session.site.time_zone)).date()
    if not date(FIRST_BIRTH_YEAR, 1, 1) <= patient.birth_date <= today:
        what = f"The birth date lies outside {FIRST_BIRTH_YEAR}-01-01 to {today.isoformat()}."
        raise Problem(Situation.NOT_ACCEPTED, what=what)
    low, high = WEIGHT_KG
    if patient.weight_kg is not None and not low <= patient.weight_kg <= high:
        what = f"The weight {patient.weight_kg:g} kg is outside {low:g} to {high:g} kg."
        raise Problem(Situation.NOT_ACCEPTED, what=what)
    items = session.protocol.form.items
    for name in BASELINES:
        if (value := getattr(patient, name)) is not None and name in items:
            check_value(items[name], value)
    return replace(patient, **texts)


def _words(name: str) -> str:
    return "record number" if name == "mrn" else name.replace("_", " ")


def _changes(before: Patient, after: Patient) -> Mapping[str, Any]:
    """Field by field, the old and the new value."""
    old, new = _plain(before), _plain(after)
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def _plain(patient: Patient) -> Mapping[str, Any]:
    """A patient as JSON, days and moments as text."""

    def text(item: Any) -> Any:
        if isinstance(item, datetime):
            return utc_text(item)
        return item.isoformat() if isinstance(item, date) else item

    return asdict(patient, dict_factory=lambda pairs: {name: text(item) for name, item in pairs})
