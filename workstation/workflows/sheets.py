"""The patient's sheet and the hand-over sheet: made from the record, shown, printed, handed out.

Before the signature they are made from the draft as it is saved, because the ambulance does not
wait; afterwards from the signed encounter, as it was at that time. They are made anew each time:
the signed summary alone is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workstation.clinical.dose_findings import counted
from workstation.clinical.encounter import Encounter, EncounterState, observation
from workstation.documents.drawing import Drawing, DrawnPath, DrawnText
from workstation.documents.sheet_content import SheetContent, SheetKind, SignedAs, plain_text
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.vault.files import inside, safe_name, write_copy
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.clinical.protocol import Protocol
    from workstation.records.values import StoredDocument

__all__ = [
    "Drawing",
    "DrawnPath",
    "DrawnText",
    "MadeSheet",
    "SheetKind",
    "hand_out",
    "handover_sheet",
    "made",
    "patient_sheet",
    "printed",
]

_NO_LEVEL = "no disposition is decided, so there is nothing to tell the patient to do"
_IN_ERROR = "this encounter was entered in error"
_OTHER_PROTOCOL = "the protocol version it was signed with is not in this site's record"


@dataclass(frozen=True, slots=True)
class MadeSheet:
    """A sheet, ready: the file, the page to be shown or printed, and its words.

    ``name`` is that of its file: the day, the time and a short number, nothing of the patient.
    """

    kind: SheetKind
    title: str
    signed: bool
    name: str
    pdf: bytes = field(repr=False)
    page: Drawing = field(repr=False)
    text: str = field(repr=False)

    @property
    def sha256(self) -> str:
        """Of the file, in lower-case hex."""
        return sha256(self.pdf).hexdigest()


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def patient_sheet(session: Session, encounter_uuid: str) -> bytes:
    """The sheet for the patient as PDF. The view is audited. Raises as :func:`made`."""
    return made(session, encounter_uuid, SheetKind.PATIENT).pdf


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def handover_sheet(session: Session, encounter_uuid: str) -> bytes:
    """The sheet for who takes over as PDF. The view is audited. Raises as :func:`made`."""
    return made(session, encounter_uuid, SheetKind.HANDOVER).pdf


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def made(session: Session, encounter_uuid: str, kind: SheetKind) -> MadeSheet:
    """A sheet of an encounter, draft or signed. The view is audited.

    Raises ``Problem`` not_found, or sheet_not_made with the reason: nothing is decided, it was
    entered in error, or its protocol is gone.
    """
    sheet = _make(session, encounter_uuid, kind)
    _note(session, Act.DOCUMENT_VIEWED, encounter_uuid, sheet)
    return sheet


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def printed(session: Session, encounter_uuid: str, kind: SheetKind) -> MadeSheet:
    """The sheet that is now sent to a printer. Audited before. Raises as :func:`made`."""
    sheet = _make(session, encounter_uuid, kind)
    _note(session, Act.PRINTED, encounter_uuid, sheet)
    return sheet


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def hand_out(session: Session, encounter_uuid: str, kind: SheetKind, folder: Path) -> Path:
    """Writes the sheet into a folder, whole, and gives its path. Audited before.

    Raises as :func:`made`, and ``Problem`` file_exists, folder_not_writable, file_full or
    is_a_link.
    """
    sheet = _make(session, encounter_uuid, kind)
    path = inside(folder, sheet.name)
    _note(session, Act.HANDED_OUT, encounter_uuid, sheet)
    write_copy(path, sheet.pdf)
    return path


def _note(session: Session, act: Act, encounter_uuid: str, sheet: MadeSheet) -> None:
    told = {"sheet": sheet.kind.value, "sha256": sheet.sha256, "signed": sheet.signed}
    if act is Act.HANDED_OUT:
        told["file"] = sheet.name
    with session.records.writing(session.account) as unit:
        unit.audit(act, encounter_uuid, told)


# --- made -----------------------------------------------------------------------------------


def _make(session: Session, encounter_uuid: str, kind: SheetKind) -> MadeSheet:
    from workstation.documents.sheets import (  # noqa: PLC0415 - not at sign-in
        NoLevel,
        draw_sheet,
        sheet_pdf,
        sheet_words,
    )

    content = _content(session, encounter_uuid)
    try:
        words = sheet_words(content, kind)
    except NoLevel as error:
        raise Problem(Situation.SHEET_NOT_MADE, reason=_NO_LEVEL) from error
    page = draw_sheet(words, session.site.paper)
    return MadeSheet(
        kind=kind,
        title=words.title,
        signed=content.signed is not None,
        name=_file_name(session, content, kind),
        pdf=sheet_pdf(content, kind, page),
        page=page,
        text=plain_text(words),
    )


def _content(session: Session, encounter_uuid: str) -> SheetContent:
    """The encounter as it is saved now, or as it was signed."""
    from workstation.clinical.assessment import assess  # noqa: PLC0415 - not at sign-in
    from workstation.clinical.handing_over import not_ruled_out  # noqa: PLC0415
    from workstation.clinical.watching import own_limits  # noqa: PLC0415

    with session.records.reading() as unit:
        held = unit.encounters.get(encounter_uuid)
        stored = unit.documents.get(encounter_uuid) if held.signed_at is not None else None
    if held.state is EncounterState.ENTERED_IN_ERROR:
        raise Problem(Situation.SHEET_NOT_MADE, reason=_IN_ERROR)
    protocol = _protocol(session, held)
    at = (held.signed_at or session.clock()).astimezone(ZoneInfo(session.site.time_zone))
    seen = observation(held, at)
    return SheetContent(
        encounter=held,
        assessment=assess(protocol, seen),
        form=protocol.form,
        site=session.site,
        made_at=at,
        nurse=held.nurse_name,
        signed=_signed(stored),
        limits=own_limits(protocol, seen),
        not_ruled_out=not_ruled_out(protocol, seen),
        doses=tuple(one.says for one in counted(protocol.form, held.doses, at)),
    )


def _signed(stored: StoredDocument | None) -> SignedAs | None:
    return None if stored is None else SignedAs(stored.sha256, stored.signed_at)


def _protocol(session: Session, held: Encounter) -> Protocol:
    """The protocol in use for a draft; for a signed encounter the one it was signed with."""
    from workstation.workflows.site_protocol import load_checked  # noqa: PLC0415 - it loads YAML

    ref = session.protocol.ref
    if held.signed_at is None or held.protocol_sha256 in ("", ref.sha256):
        return session.protocol
    with session.records.reading() as unit:
        versions = [v for v in unit.packs.list() if v.sha256 == held.protocol_sha256]
    if not versions:
        raise Problem(Situation.SHEET_NOT_MADE, reason=_OTHER_PROTOCOL)
    return load_checked(session.records, versions[0])


def _file_name(session: Session, content: SheetContent, kind: SheetKind) -> str:
    """``crs-handover-2026-11-22-141905-01a0c8de.pdf``."""
    at = content.made_at.astimezone(ZoneInfo(session.site.time_zone))
    return safe_name(f"crs-{kind.value}-{at:%Y-%m-%d-%H%M%S}-{content.encounter.uuid[:8]}", ".pdf")
