"""Taking a call: start, answer, attach the patient, decide; and the list of what waits.

Every function that changes a call names the version it started from and gives the new one.
A retry after an unclear failure is safe: a save that is already stored is acknowledged again.
Errors: ``Problem``; ``StaleVersion`` (a ``Problem``) tells what changed in between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workstation.clinical.dose_findings import brought
from workstation.clinical.doses import GivenDose
from workstation.clinical.encounter import Decision, Encounter, Patient
from workstation.clinical.findings import Finding, Setting, Therapy
from workstation.clinical.form import Form
from workstation.clinical.limits import check_value
from workstation.clinical.notation import check_times
from workstation.clinical.refusal import Refusal
from workstation.clinical.risk_facts import baselines
from workstation.records.drafts import Attachment
from workstation.records.findings import as_json
from workstation.records.values import CallBack, StaleVersion
from workstation.site.events import Act, utc_text
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.workflows.call_checks import (
    LONGEST_NOTE,
    LONGEST_TEXT,
    kept_decision,
    kept_therapy,
)
from workstation.workflows.checks import checked_line, visible_line
from workstation.workflows.clock_check import set_back_words
from workstation.workflows.session import Session, allowed, zone_of

if TYPE_CHECKING:
    from workstation.records.store import Writing

__all__ = [
    "LONGEST_NOTE",
    "CallBack",
    "Saved",
    "StaleVersion",
    "Worklist",
    "answer",
    "attach_patient",
    "change_setting",
    "decide",
    "discard",
    "drafts",
    "finish_call_back",
    "open_encounter",
    "set_call_details",
    "set_therapy",
    "start",
    "worklist",
]

_DETAILS = ("call_back_number", "read_back", "caller", "address")
_SHORT_OF_ROOM = "The disk is nearly full. Answers are still saved, but free some space now."


@dataclass(frozen=True, slots=True)
class Saved:
    """An acknowledged save: it is on the disk. ``at`` is aware UTC.

    ``first_red_flag_at`` is set once any red flag was answered. ``warning`` is a sentence for
    the nurse, such as that the disk is nearly full; empty as a rule.
    """

    version: int
    at: datetime
    first_red_flag_at: datetime | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Worklist:
    """What waits for this person: open call-backs of the site by due time, own drafts by start."""

    call_backs: tuple[CallBack, ...]
    drafts: tuple[Encounter, ...]


@allowed(Role.NURSE, Role.PRESCRIBER)
def start(
    session: Session, setting: Setting, call_back_number: str = "", uuid: str | None = None
) -> Encounter:
    """Opens a new draft. ``uuid`` makes a retry safe: a draft of that id is given back as it is."""
    new = uuid or session.new_id()
    number = visible_line(call_back_number, LONGEST_TEXT)

    def work(unit: Writing) -> Encounter:
        stored = unit.encounters.find(new)
        if stored is not None:
            return stored
        nurse = session.account.printed_name
        draft = unit.encounters.start(new, setting, nurse, number)
        told = {"setting": setting.value, "call_back_number": number}
        unit.audit(Act.ENCOUNTER_STARTED, new, told)
        return draft

    return session.records.write(session.account, work)


@allowed(Role.NURSE, Role.PRESCRIBER)
def answer(
    session: Session,
    encounter_uuid: str,
    version: int,
    findings: Sequence[Finding],
    cleared: Sequence[str] = (),
) -> Saved:
    """Stores answers in the draft, at once. ``cleared`` names items whose answer is taken back.

    Raises ``Refusal`` for a value outside its item's limits or a time in the future; nothing of
    the save is stored then.
    """
    found = _checked(session, findings)

    flags = _asked_first(session)
    flagged = any(one.value is True and one.id in flags for one in found)

    def work(unit: Writing) -> Saved:
        added = unit.encounters.add_answers(encounter_uuid, version, found, cleared)
        first = added.first_red_flag_at
        if added.before is not None:  # else it is a retry of what is stored and told already
            told = {"version": added.version, "answers": _changes(added.before, found, cleared)}
            unit.audit(Act.ANSWERED, encounter_uuid, told)
            if flagged and first is None:
                unit.encounters.note_red_flag(encounter_uuid)
                first = unit.at
        return Saved(added.version, unit.at, first)

    saved = session.records.write(session.account, work)
    return replace(saved, warning=_warning(session, saved.at))


@allowed(Role.NURSE, Role.PRESCRIBER)
def change_setting(
    session: Session, encounter_uuid: str, version: int, setting: Setting
) -> Encounter:
    """Changes phone, chair or ward, while nothing was answered and no patient is attached."""
    return _save_and_tell(
        session,
        encounter_uuid,
        Act.ENCOUNTER_CHANGED,
        lambda unit: unit.encounters.save_setting(encounter_uuid, version, setting),
        lambda before: {"setting": [before.setting.value, setting.value]},
    )


@allowed(Role.NURSE, Role.PRESCRIBER)
def set_call_details(
    session: Session,
    encounter_uuid: str,
    version: int,
    *,
    call_back_number: str | None = None,
    read_back: bool | None = None,
    caller: str | None = None,
    address: str | None = None,
) -> Encounter:
    """Changes what is known of the call itself. None leaves a detail as it is.

    What cannot be seen in a text is left out: nothing that is pasted is refused during a call.
    """
    given = dict(zip(_DETAILS, (call_back_number, read_back, caller, address), strict=True))
    details = {
        name: visible_line(value, LONGEST_TEXT) if isinstance(value, str) else value
        for name, value in given.items()
        if value is not None
    }
    return _save_and_tell(
        session,
        encounter_uuid,
        Act.ENCOUNTER_CHANGED,
        lambda unit: unit.encounters.save_details(encounter_uuid, version, details),
        lambda before: {name: [getattr(before, name), new] for name, new in details.items()},
    )


@allowed(Role.NURSE, Role.PRESCRIBER)
def attach_patient(
    session: Session, encounter_uuid: str, version: int, patient_uuid: str
) -> Encounter:
    """Attaches the patient, once and for good.

    Copies the therapy on file where the call has none yet, takes the baselines on file and the
    doses that earlier calls were told of as findings where they are not answered yet (source:
    record), and looks up whether this person called within the last 24 hours.
    """

    def work(unit: Writing) -> Encounter:
        before = unit.encounters.get(encounter_uuid)
        patient = unit.patients.get(patient_uuid)
        row_id = unit.patients.row_id(patient_uuid)
        called = unit.encounters.called_before(row_id, before.started_at, before.id)
        doses = unit.doses.standing(before.id, row_id)
        found = _on_file(before, patient, doses, unit.at)
        new = Attachment(patient, called, _therapy_for(before, patient), found)
        after = unit.encounters.attach(encounter_uuid, version, new)
        if after.version != before.version:
            told = {"patient": patient_uuid, "prior_call_within_24h": called}
            unit.audit(Act.PATIENT_ATTACHED, encounter_uuid, told)
        return after

    return session.records.write(session.account, work)


@allowed(Role.NURSE, Role.PRESCRIBER)
def set_therapy(session: Session, encounter_uuid: str, version: int, therapy: Therapy) -> Encounter:
    """Sets what may have caused the reaction. It becomes the therapy on file when signed."""
    new = kept_therapy(therapy)
    return _save_and_tell(
        session,
        encounter_uuid,
        Act.ENCOUNTER_CHANGED,
        lambda unit: unit.encounters.save_therapy(encounter_uuid, version, new),
        lambda before: {"therapy": [_plain(before.therapy), _plain(new)]},
    )


@allowed(Role.NURSE, Role.PRESCRIBER)
def decide(session: Session, encounter_uuid: str, version: int, decision: Decision) -> Encounter:
    """Stores the nurse's own decision. Lowering the disposition needs a reason code."""
    override = decision.override
    if override is not None and not override.raised and not override.reason_code:
        raise Problem(Situation.REASON_NEEDED, what="lowering the disposition")
    new = kept_decision(decision)
    return _save_and_tell(
        session,
        encounter_uuid,
        Act.DECIDED,
        lambda unit: unit.encounters.save_decision(encounter_uuid, version, new),
        lambda before: {"decision": [_plain(before.decision), _plain(new)]},
    )


@allowed(Role.NURSE, Role.PRESCRIBER)
def discard(session: Session, encounter_uuid: str, version: int, reason: str) -> Encounter:
    """Marks a draft as entered in error, with the reason. Nothing is deleted."""
    why = checked_line(reason, "the reason", LONGEST_TEXT)
    return _save_and_tell(
        session,
        encounter_uuid,
        Act.ENTERED_IN_ERROR,
        lambda unit: unit.encounters.enter_in_error(encounter_uuid, version, why),
        lambda _: {"reason": why},
    )


@allowed(Role.NURSE, Role.PRESCRIBER)
def drafts(session: Session) -> tuple[Encounter, ...]:
    """The person's own open drafts, the oldest first, with every acknowledged answer."""
    with session.records.reading() as unit:
        return unit.encounters.drafts(session.account.user)


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def open_encounter(session: Session, encounter_uuid: str) -> Encounter:
    """One encounter, draft or signed. The view is audited."""
    with session.records.writing(session.account) as unit:
        found = unit.encounters.get(encounter_uuid)
        patient = found.patient.uuid if found.patient else None
        unit.audit(Act.ENCOUNTER_VIEWED, encounter_uuid, {"patient": patient})
        return found


@allowed(Role.NURSE, Role.PRESCRIBER)
def worklist(session: Session) -> Worklist:
    """Call-backs that are open, and this person's drafts."""
    with session.records.reading() as unit:
        return Worklist(unit.call_backs.open(), unit.encounters.drafts(session.account.user))


@allowed(Role.NURSE, Role.PRESCRIBER)
def finish_call_back(session: Session, call_back_id: int, outcome: str) -> CallBack:
    """Closes a call-back with what came of it. The first outcome stays; a second is refused."""
    what = checked_line(outcome, "what came of the call", LONGEST_TEXT)

    def work(unit: Writing) -> CallBack:
        before = unit.call_backs.get(call_back_id)
        after = unit.call_backs.finish(call_back_id, what)
        if before.finished_at is None:
            unit.audit(Act.CALL_BACK_FINISHED, after.encounter_uuid, {"outcome": what})
        return after

    return session.records.write(session.account, work)


def _save_and_tell(
    session: Session,
    encounter_uuid: str,
    act: Act,
    save: Callable[[Writing], Encounter],
    told: Callable[[Encounter], Mapping[str, Any]],
) -> Encounter:
    """Runs ``save`` and writes its audit event in one transaction; gives the encounter after it.

    ``told`` makes the detail of the event from the encounter before the save. A retry of a save
    that is stored already moves no version, and is not told a second time.
    """

    def work(unit: Writing) -> Encounter:
        before = unit.encounters.get(encounter_uuid)
        after = save(unit)
        if after.version != before.version:
            unit.audit(act, encounter_uuid, told(before))
        return after

    return session.records.write(session.account, work)


def _warning(session: Session, now: datetime) -> str:
    if session.records.room_is_short:
        return _SHORT_OF_ROOM
    was = session.records.clock_was
    return "" if was is None else set_back_words(was, now, zone_of(session.site))


def _asked_first(session: Session) -> frozenset[str]:
    """The red flags of the pack, and whatever else its first page asks before anything."""
    first = session.protocol.form.sections[0]
    return frozenset(session.protocol.red_flags).union(*(row.items for row in first.rows))


def _checked(session: Session, given: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings as their items hold them."""
    form = session.protocol.form
    found = tuple(_held(form, finding) for finding in given)
    latest = session.records.clock_was or session.clock()  # an answer of before it was set back
    check_times(form, {finding.id: finding for finding in found}, latest)
    return found


def _held(form: Form, finding: Finding) -> Finding:
    item = form.items.get(finding.id)
    if item is None:
        raise Refusal("unknown_id", finding.id, f"{finding.id} is not an item of the protocol.")
    return replace(finding, value=check_value(item, finding.value)) if finding.known else finding


def _changes(
    before: Mapping[str, Finding], found: Sequence[Finding], cleared: Sequence[str]
) -> Mapping[str, Any]:
    """The old and the new answer of each item, as JSON; None for no answer."""

    def told(finding: Finding | None) -> Any:
        return None if finding is None else {"is": as_json(finding)}

    new = {finding.id: told(finding) for finding in found} | dict.fromkeys(cleared)
    return {item: [told(before.get(item)), answer] for item, answer in new.items()}


def _therapy_for(call: Encounter, patient: Patient) -> Therapy | None:
    """The therapy on file for a call that has none; a "no" to chemotherapy does not keep."""
    on_file = patient.therapy
    if on_file is None or call.therapy != Therapy():
        return None
    if on_file.chemotherapy_within_6_weeks is False:
        return replace(on_file, chemotherapy_within_6_weeks=None)
    return on_file


def _on_file(
    call: Encounter, patient: Patient, doses: Sequence[GivenDose], now: datetime
) -> tuple[Finding, ...]:
    usual = (found for found in baselines(patient) if found.id not in call.findings)
    return (*usual, *brought(doses, call.findings, now))


def _plain(value: Therapy | Decision) -> Mapping[str, Any]:
    """A frozen value as JSON, its moments as text."""

    def text(item: Any) -> Any:
        return utc_text(item) if isinstance(item, datetime) else item

    return asdict(value, dict_factory=lambda pairs: {name: text(item) for name, item in pairs})
