"""A scripted shift through the workflows, every text field filled with a marker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from tests.making_sites import NURSE, WholeSite
from workstation.clinical.doses import GivenDose
from workstation.clinical.encounter import Decision, Patient
from workstation.clinical.findings import Setting, Source, Therapy, known, not_assessed, unknown
from workstation.clinical.risk import RiskAssessment
from workstation.site.problems import Problem
from workstation.vault.lock import SiteLock
from workstation.workflows import (
    calls,
    doses,
    issuing,
    observing,
    patients,
    reports,
    risk,
    sheets,
    sign_in,
)
from workstation.workflows.session import Session
from workstation.workflows.sheets import SheetKind


class Markers:
    """Texts that occur nowhere else, each used once."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._numbers = count(1)

    def __call__(self, what: str) -> str:
        text = f"Zq{what}{next(self._numbers):03d}Xv"
        self.made.append(text)
        return text


@dataclass(frozen=True)
class Shift:
    """What a shift leaves: the markers and the copy that was handed out."""

    markers: tuple[str, ...]
    copy: Path


def invented(mark: Markers, uuid: str, born: date) -> Patient:
    return Patient(
        uuid=uuid,
        family_name=mark("Family"),
        given_name=mark("Given"),
        birth_date=born,
        mrn=mark("Mrn"),
        sex="female",
        phone=mark("Phone"),
        address=mark("Street"),
        diagnosis=mark("Diagnosis"),
        consultant=mark("Consultant"),
        allergies=mark("Allergies"),
        weight_kg=61.5,
        caregiver_present=True,
        has_thermometer=True,
        therapy=Therapy(cause="immunotherapy", agent_text=mark("Agent"), dose_label=mark("Dose")),
    )


def work_a_shift(site: WholeSite, outside: Path) -> Shift:
    """First call signed and handed out, a second left open, a third given up; a visit; the lock."""
    mark = Markers()
    site_lock = SiteLock(site.folder)
    site_lock.acquire()
    _mistype(site, mark)
    session = sign_in.sign_in(
        site.folder, "nokafor", NURSE.password, site.rooms, site.clock, site_lock
    )
    signed = _signed_call(session, site, mark)
    copy = issuing.hand_out(session, signed, outside)
    _open_call(session, mark)
    for number in range(3):
        patients.add(session, invented(mark, f"p-of-{number}", date(1970, 1, 1 + number)))
    _given_up_call(session, mark)
    _visit(session, site, mark, outside)
    patients.search(session, mark("Search"))
    reports.encounters(session, mark("Query"))
    sign_in.lock(session, lambda: None, site_lock)
    return Shift(tuple(mark.made), copy)


def _mistype(site: WholeSite, mark: Markers) -> None:
    """A password typed into the name field, and a wrong one."""
    for user, password in ((mark("Name"), "x"), ("nokafor", mark("Wrong"))):
        try:
            sign_in.sign_in(site.folder, user, password, site.rooms, site.clock)
        except Problem as problem:
            assert problem.code == "wrong_password"  # noqa: PT017 - the shift goes on


def _signed_call(session: Session, site: WholeSite, mark: Markers) -> str:
    person = patients.add(session, invented(mark, "p-1", date(1961, 4, 5)))
    person = patients.update(session, replace(person, diagnosis=mark("Diagnosis")))
    draft = calls.start(session, Setting.PHONE, mark("Number"), "e-1")
    draft = calls.set_call_details(
        session,
        draft.uuid,
        draft.version,
        read_back=True,
        caller=mark("Caller"),
        address=mark("Place"),
    )
    draft = calls.attach_patient(session, draft.uuid, draft.version, person.uuid)
    therapy = replace(draft.therapy, agent_text=mark("Agent"), last_dose_at=_hours_ago(site, 30))
    draft = calls.set_therapy(session, draft.uuid, draft.version, therapy)
    saved = calls.answer(
        session,
        draft.uuid,
        draft.version,
        [
            known("temperature_c", 38.6, Source.PATIENT_DEVICE, _hours_ago(site, 1)),
            known("heart_rate_bpm", 104, Source.REPORTED),
            unknown("difficulty_breathing"),
            not_assessed("spo2_percent", "no_device"),
        ],
    )
    decision = Decision(
        level="call_emergency",
        advice_given=("return_if_worse",),
        teach_back=True,
        informed=mark("Informed"),
        call_back_at=site.clock() + timedelta(hours=2),
        not_known_reason="caller_cannot_say",
        note=mark("Note"),
    )
    draft = calls.decide(session, draft.uuid, saved.version, decision)
    issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    return draft.uuid


def _open_call(session: Session, mark: Markers) -> None:
    draft = calls.start(session, Setting.PHONE, mark("Number"), "e-2")
    calls.answer(session, draft.uuid, draft.version, [known("temperature_c", 38.0)])


def _given_up_call(session: Session, mark: Markers) -> None:
    draft = calls.start(session, Setting.WARD, mark("Number"), "e-3")
    calls.discard(session, draft.uuid, draft.version, mark("Reason"))


def _visit(session: Session, site: WholeSite, mark: Markers, outside: Path) -> None:
    """Risk, doses and two observations at the chair, with both sheets shown, printed and saved."""
    person = patients.add(session, invented(mark, "p-4", date(1980, 2, 3)))
    looked = RiskAssessment(
        severity=mark("Severity"),
        planned_dose=mark("Planned"),
        handwriting_kept=True,
        handwriting_where=mark("Handwriting"),
    )
    risk.assess_risk(session, person, replace(person, risk=looked))
    draft = calls.start(session, Setting.CHAIRSIDE, uuid="e-4")
    draft = calls.attach_patient(session, draft.uuid, draft.version, person.uuid)
    for name, id in ((mark("Medicine"), "d-1"), (mark("Mistold"), "d-2")):
        told = GivenDose("other_steroid", _hours_ago(site, 2), name=name, id=id)
        doses.tell(session, draft.uuid, told)
    doses.withdraw(session, draft.uuid, "d-2", mark("Withdrawn"))
    measured = [known("temperature_c", 38.6, Source.MEASURED)]
    saved = calls.answer(session, draft.uuid, draft.version, measured)
    decision = Decision(informed=mark("Informed"), note=mark("Note"))
    draft = calls.decide(session, draft.uuid, saved.version, decision)
    draft = observing.next_observation(session, draft.uuid, draft.version)
    calls.answer(session, draft.uuid, draft.version, measured)
    for kind in SheetKind:
        sheets.made(session, draft.uuid, kind)
        sheets.printed(session, draft.uuid, kind)
        sheets.hand_out(session, draft.uuid, kind, outside)


def _hours_ago(site: WholeSite, hours: int) -> datetime:
    return site.clock() - timedelta(hours=hours)
