"""Taking a call: start, answer, attach the patient, decide; and the list of what waits.

Every function that changes a call names the version it started from and gives the new one.
A retry after an unclear failure is safe: a save that is already stored is acknowledged again.
Errors: ``Problem``; ``StaleVersion`` (a ``Problem``) tells what changed in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workstation.clinical.encounter import Decision, Encounter
from workstation.clinical.findings import Finding, Setting, Therapy
from workstation.records.values import CallBack, StaleVersion
from workstation.site.staff import Role
from workstation.workflows.session import Session, allowed

__all__ = [
    "CallBack",
    "Saved",
    "StaleVersion",
    "Worklist",
    "answer",
    "attach_patient",
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
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER)
def answer(
    session: Session,
    encounter_uuid: str,
    version: int,
    findings: Sequence[Finding],
    cleared: Sequence[str] = (),
) -> Saved:
    """Stores answers in the draft, at once. ``cleared`` names items whose answer is taken back."""
    raise NotImplementedError


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
    """Changes what is known of the call itself. None leaves a detail as it is."""
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER)
def attach_patient(
    session: Session, encounter_uuid: str, version: int, patient_uuid: str
) -> Encounter:
    """Attaches the patient, once. Copies the therapy on file where the call has none yet,

    takes the baselines on file as findings where they are not answered yet (source: record),
    and looks up whether this person called within the last 24 hours.
    """
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER)
def set_therapy(session: Session, encounter_uuid: str, version: int, therapy: Therapy) -> Encounter:
    """Sets what may have caused the reaction. It becomes the therapy on file when signed."""
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER)
def decide(session: Session, encounter_uuid: str, version: int, decision: Decision) -> Encounter:
    """Stores the nurse's own decision. Lowering the disposition needs a reason code."""
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER)
def discard(session: Session, encounter_uuid: str, version: int, reason: str) -> Encounter:
    """Marks a draft as entered in error, with the reason. Nothing is deleted."""
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER)
def drafts(session: Session) -> tuple[Encounter, ...]:
    """This person's own open drafts, the oldest first, with every acknowledged answer."""
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def open_encounter(session: Session, encounter_uuid: str) -> Encounter:
    """One encounter, draft or signed. The view is audited."""
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER)
def worklist(session: Session) -> Worklist:
    """Call-backs that are open, and this person's drafts."""
    raise NotImplementedError


@allowed(Role.NURSE, Role.PRESCRIBER)
def finish_call_back(session: Session, call_back_id: int, outcome: str) -> CallBack:
    """Closes a call-back with what came of it. The first outcome stays; a second is refused."""
    raise NotImplementedError
