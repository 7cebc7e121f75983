"""A site in use, made through the workflows as people would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.making_sites import CHEAP, NURSE, WholeSite
from workstation.clinical.encounter import Decision, Encounter, Patient
from workstation.clinical.findings import (
    Finding,
    Setting,
    Source,
    Therapy,
    known,
    not_assessed,
    unknown,
)
from workstation.site.staff import Role
from workstation.workflows import administration, calls, issuing, patients
from workstation.workflows.session import Session

MANAGER_PASSWORD = "violet lantern moss seven"
PRESCRIBER_PASSWORD = "copper island kettle four"


@dataclass(frozen=True)
class Who:
    family: str
    given: str
    born: date
    mrn: str
    agent: str


PEOPLE = (
    Who("Doe", "Jane", date(1965, 3, 14), "0042-817", "teclistamab"),
    Who("Lim", "Kai", date(1968, 5, 1), "0039-114", "epcoritamab"),
    Who("Roe", "Maria", date(1982, 1, 9), "0040-522", "tisagenlecleucel"),
    Who("<b>Poe</b>", "Edgar", date(1955, 1, 19), "0031-909", "blinatumomab"),
)


def work_there(site: WholeSite) -> None:
    """Two signed calls with call-backs (one late by now), one without, one draft each way.

    The clock of the site stands at the end of it.
    """
    site.clock.advance(minutes=1)
    with site.administrator() as session:
        administration.add_account(
            session, "pbrandt", "P. Brandt", "", Role.MANAGER, MANAGER_PASSWORD, CHEAP
        )
        administration.add_account(
            session, "jimani", "J. Imani", "MD", Role.PRESCRIBER, PRESCRIBER_PASSWORD, CHEAP
        )
    with site.session() as session:
        stored = {who.family: patients.add(session, a_patient(session, who)) for who in PEOPLE}
        for family, minutes in (("Lim", 20), ("Roe", 90), ("<b>Poe</b>", None)):
            promise = None if minutes is None else session.clock() + timedelta(minutes=minutes)
            draft = a_call(session, stored[family], Decision(call_back_at=promise))
            issuing.sign(session, draft.uuid, draft.version, NURSE.password)
            site.clock.advance(minutes=1)
        site.clock.advance(minutes=30)
        a_call(session, stored["Doe"], Decision())
        calls.start(session, Setting.PHONE, "555-0199")


def a_patient(session: Session, who: Who) -> Patient:
    return Patient(
        uuid=session.new_id(),
        family_name=who.family,
        given_name=who.given,
        birth_date=who.born,
        mrn=who.mrn,
        phone="555-0134",
        therapy=Therapy(
            cause="immunotherapy",
            agent=who.agent,
            dose_label="step-up 2",
            dose_number=2,
            last_dose_at=session.clock() - timedelta(hours=30),
        ),
    )


def findings(session: Session) -> list[Finding]:
    """Fever of 38.6 °C, nothing else found, two things not known."""
    now = session.clock()
    flags = session.protocol.form.sections[0].rows
    return [
        known("temperature_c", 38.6, Source.PATIENT_DEVICE, now),
        known("heart_rate_bpm", 112, Source.PATIENT_DEVICE, now),
        not_assessed("systolic_mmhg", session.protocol.form.not_assessed_reasons[0].id),
        unknown("spo2_percent"),
        *(known(item, False, Source.REPORTED) for row in flags for item in row.items),
    ]


def a_call(session: Session, patient: Patient, decision: Decision) -> Encounter:
    """A draft with findings, patient and decision."""
    draft = calls.start(session, Setting.PHONE, "555-0134")
    saved = calls.answer(session, draft.uuid, draft.version, findings(session))
    draft = calls.attach_patient(session, draft.uuid, saved.version, patient.uuid)
    return calls.decide(session, draft.uuid, draft.version, decision)
