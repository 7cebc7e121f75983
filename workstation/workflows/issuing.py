"""Issuing a report: render, sign, verify, store, hand out. And looking at one again.

A crash at any point leaves a draft or an issued report, never half: everything is stored in one
transaction, after the report has passed this program's own verification. The copy in the record
is the original; files are handed out afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workstation.clinical.encounter import (
    Decision,
    Encounter,
    EncounterState,
    Override,
    observation,
)
from workstation.clinical.form import Level
from workstation.clinical.results import Assessment, ProtocolRef
from workstation.documents.content import MEANING
from workstation.documents.verdict import Status, StoredFacts, Verdict
from workstation.site.clock import SetBack, is_set_back
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.vault.files import inside, safe_name, write_copy
from workstation.workflows.clock_check import late_clock
from workstation.workflows.session import EVERYONE, Session, allowed, keep_anchor, open_signer

if TYPE_CHECKING:
    from workstation.documents.content import SummaryContent
    from workstation.records.store import Writing
    from workstation.records.values import AuditHead, StoredDocument
    from workstation.vault.keys import Signer

__all__ = [
    "MEANING",
    "Issued",
    "Status",
    "Verdict",
    "document",
    "hand_out",
    "sign",
    "verify_document",
    "verify_stored",
]


@dataclass(frozen=True, slots=True)
class Issued:
    """A signed encounter with its report. ``sha256`` is lower-case hex."""

    encounter: Encounter
    pdf: bytes = field(repr=False)
    sha256: str
    verdict: Verdict


@allowed(Role.NURSE, Role.PRESCRIBER)
def sign(
    session: Session,
    encounter_uuid: str,
    version: int,
    password: str,
    clock_confirmed: bool = False,
) -> Issued:
    """Signs a draft as it is at ``version``; the password is asked each time.

    Raises ``Problem``: wrong_password, sign_in_delayed, certificate_…, not_found, not_yours,
    not_a_draft, patient_needed, reason_needed, clock_back (until ``clock_confirmed``),
    own_check_failed, what blocks signing in this session, and ``StaleVersion``. The encounter
    then stays a draft.
    """
    draft = _draft(session, encounter_uuid)
    late = late_clock(session.records, session.clock())
    if late is not None and not clock_confirmed:
        raise late
    signer = open_signer(session, password)
    now = session.clock().replace(microsecond=0)
    head = session.records.audit_head()
    content = _content(session, draft, signer, head, now)
    pdf, verdict = _signed(session, content, signer)
    issued = session.records.write(
        session.account,
        lambda unit: _store(unit, content, (version, pdf, verdict, head), late),
    )
    keep_anchor(session)
    return Issued(issued, pdf, verdict.sha256, verdict)


def _draft(session: Session, encounter_uuid: str) -> Encounter:
    """The draft, if it may be signed by this person."""
    with session.records.reading() as unit:
        draft = unit.encounters.get(encounter_uuid)
    if draft.state is not EncounterState.DRAFT:
        raise Problem(Situation.NOT_A_DRAFT, state=draft.state.value.replace("_", " "))
    if draft.nurse != session.account.user:
        raise Problem(Situation.NOT_YOURS, nurse=draft.nurse_name)
    if draft.patient is None:
        raise Problem(Situation.PATIENT_NEEDED)
    return draft


def _content(
    session: Session, draft: Encounter, signer: Signer, head: AuditHead, now: datetime
) -> SummaryContent:
    from workstation.clinical.age_limits import age_limits  # noqa: PLC0415 - not at sign-in
    from workstation.clinical.assessment import assess  # noqa: PLC0415
    from workstation.clinical.episode import course  # noqa: PLC0415
    from workstation.documents import content  # noqa: PLC0415
    from workstation.documents.authority import organisation, person  # noqa: PLC0415

    if draft.patient is None:
        raise Problem(Situation.PATIENT_NEEDED)
    form = session.protocol.form
    local = now.astimezone(ZoneInfo(session.site.time_zone))
    assessment = assess(session.protocol, observation(draft, local))
    decision = _settled(draft.decision, assessment, form.levels)
    return content.SummaryContent(
        encounter=_as_signed(draft, decision, assessment.protocol, now),
        patient=draft.patient,
        assessment=assessment,
        form=form,
        site=session.site,
        signer=content.Signer(
            user=signer.user,
            printed_name=person(signer.certificate),
            issuer=organisation(signer.authority),
            serial=f"{signer.certificate.serial_number:x}",
        ),
        signed_at=now,
        audit_head=content.AuditHead(head.seq, head.hash.hex()),
        course=course(draft, assessment, local, session.protocol.groups["symptoms"]),
        limits=age_limits(session.protocol, observation(draft, local)),
        set_back=_set_back(session, draft.uuid),
    )


def _set_back(session: Session, encounter_uuid: str) -> tuple[SetBack, ...]:
    """Each step of the clock since the call began; one that this signature meets is the last."""
    with session.records.reading() as unit:
        steps, last = unit.audit_log.set_back_since(encounter_uuid), unit.audit_log.last_at()
    now = session.clock()
    met = (SetBack(last, now),) if last is not None and is_set_back(now, last) else ()
    return steps + met


def _as_signed(draft: Encounter, decision: Decision, by: ProtocolRef, now: datetime) -> Encounter:
    """The encounter as the page and its record tell it: signed, and by which protocol."""
    return replace(
        draft,
        decision=decision,
        signed_at=now,
        state=EncounterState.SIGNED,
        protocol_id=by.id,
        protocol_version=by.version,
        protocol_sha256=by.sha256,
    )


def _settled(decision: Decision, assessment: Assessment, levels: Mapping[str, Level]) -> Decision:
    """The decision against what is computed now, which may differ from when it was made.

    Raises ``Problem`` reason_needed where it has become a lowering without a reason.
    """
    override, computed = decision.override, assessment.disposition.level
    decided = override.decided if override else decision.level
    if decided is None or decided == computed:
        return replace(decision, level=computed, override=None)
    if computed is None or not {decided, computed} <= levels.keys():
        return decision
    raised = levels[decided].rank > levels[computed].rank
    code, text = (override.reason_code, override.reason_text) if override else ("", "")
    if not raised and not code:
        raise Problem(Situation.REASON_NEEDED, what="lowering the disposition")
    new = Override(computed, decided, raised, code, text)
    return replace(decision, level=decided, override=new)


def _signed(session: Session, content: SummaryContent, signer: Signer) -> tuple[bytes, Verdict]:
    """The signed file, after it passed the verification that others will put it to."""
    from workstation.documents.signing import sign as sign_pdf  # noqa: PLC0415 - not at sign-in
    from workstation.documents.summary import render  # noqa: PLC0415
    from workstation.documents.verification import verify  # noqa: PLC0415
    from workstation.vault.certificates import certificate_bytes, site_pem  # noqa: PLC0415

    drawn = render(content, session.site.paper)
    pdf = sign_pdf(drawn, signer, content.signed_at, content.meaning)
    pem = site_pem(certificate_bytes(signer.authority), certificate_bytes(signer.crl))
    facts = StoredFacts(sha256(pdf).hexdigest(), signer.fingerprint)
    verdict = verify(pdf, pem, facts)
    if not verdict.good:
        reason = verdict.failures[0] if verdict.failures else verdict.summary[0]
        raise Problem(Situation.OWN_CHECK_FAILED, reason=reason.rstrip("."))
    return pdf, verdict


def _store(
    unit: Writing,
    content: SummaryContent,
    made: tuple[int, bytes, Verdict, AuditHead],
    late: Problem | None,
) -> Encounter:
    from workstation.records.values import Issue  # noqa: PLC0415 - not at sign-in

    version, pdf, verdict, head = made
    assessment, form = content.assessment, content.form
    local = content.signed_at.astimezone(ZoneInfo(content.site.time_zone))
    scale = form.scales.get(assessment.default_scale)
    if late is not None:
        unit.audit(Act.CLOCK_WARNING, content.encounter.uuid, {"problem": late.sentence})
    return unit.issue(
        Issue(
            encounter_uuid=content.encounter.uuid,
            version=version,
            signed_at=content.signed_at,
            observation=observation(content.encounter, local),
            assessment=assessment,
            scale_version=scale.version if scale else "",
            decision=content.encounter.decision,
            pdf=pdf,
            sha256=verdict.sha256,
            certificate_sha256=verdict.signer_fingerprint,
            printed_head=head,
            levels=form.levels,
            doses=tuple(dose.id for dose in content.encounter.doses),
        )
    )


# --- looking again --------------------------------------------------------------------------


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def document(session: Session, encounter_uuid: str) -> bytes:
    """The stored report. The view is audited. Raises ``Problem`` not_found, document_altered."""
    with session.records.writing(session.account) as unit:
        stored = _unchanged(unit.documents.get(encounter_uuid))
        unit.audit(Act.DOCUMENT_VIEWED, encounter_uuid, {"sha256": stored.sha256})
        return stored.pdf


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def verify_stored(session: Session, encounter_uuid: str) -> Verdict:
    """Verifies the stored report with everything this site knows. Audited.

    The grade and the decision that lists and exports tell must be those of the report too.
    """
    with session.records.reading() as unit:
        stored = unit.documents.get(encounter_uuid)
    verdict = _verify(session, stored.pdf, stored)
    if verdict.good and _record_differs(session, stored):
        verdict = replace(verdict, status=Status.REFUSED, failures=(_CHANGED_RECORD,))
    _note_verified(session, verdict, encounter_uuid)
    return verdict


_CHANGED_RECORD = (
    "The report is as it was signed, but what this site's record tells beside it was changed since."
)


def _record_differs(session: Session, stored: StoredDocument) -> bool:
    from workstation.documents.telling import differs  # noqa: PLC0415 - not at sign-in

    with session.records.reading() as unit:
        held = unit.gradings.signed(stored.encounter_uuid)
        decision = unit.encounters.get(stored.encounter_uuid).decision
    if held is None:
        return True
    ends = (held.scale, held.at_least, held.at_most, held.level)
    return differs(stored.pdf, ends, held.observation, held.answer, decision)


@allowed(*EVERYONE)
def verify_document(session: Session, pdf: bytes) -> Verdict:
    """Verifies a file that came from anywhere, against this site's record. Audited.

    A good signature is not enough here: a report of this site is in its record, byte for byte.
    """
    verdict = _verify(session, pdf, None)
    stored = _stored(session, verdict)
    if stored is not None:
        verdict = _verify(session, pdf, stored)
    elif verdict.good:
        failure = "This site's record does not hold this report."
        verdict = replace(verdict, status=Status.REFUSED, failures=(failure,), stored_matches=False)
    _note_verified(session, verdict, verdict.encounter)
    return verdict


def _stored(session: Session, verdict: Verdict) -> StoredDocument | None:
    """What this site stored for the encounter that a good file names, else the very file."""
    with session.records.reading() as unit:
        if not verdict.good:
            return unit.documents.by_hash(verdict.sha256)
        try:
            return unit.documents.get(verdict.encounter)
        except Problem:
            return None


def _note_verified(session: Session, verdict: Verdict, encounter_uuid: str) -> None:
    told = {"status": verdict.status.value, "sha256": verdict.sha256}
    with session.records.writing(session.account) as unit:
        unit.audit(Act.SIGNATURE_VERIFIED, encounter_uuid, told)


def _verify(session: Session, pdf: bytes, stored: StoredDocument | None) -> Verdict:
    from workstation.documents.verification import verify  # noqa: PLC0415 - not at sign-in
    from workstation.vault import vault_file  # noqa: PLC0415
    from workstation.vault.certificates import site_pem  # noqa: PLC0415

    vault = vault_file.read(session.data_dir)
    pem = site_pem(vault.authority, vault.crl)
    facts = None if stored is None else StoredFacts(stored.sha256, stored.certificate_sha256)
    return verify(pdf, pem, facts)


def _unchanged(stored: StoredDocument) -> StoredDocument:
    if sha256(stored.pdf).hexdigest() != stored.sha256:
        raise Problem(Situation.DOCUMENT_ALTERED)
    return stored


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def hand_out(session: Session, encounter_uuid: str, folder: Path) -> Path:
    """Writes a copy of the report into a folder and gives its path. Audited first.

    The name holds the day and a short number, nothing of the patient. The same copy again is
    left as it is. Raises ``Problem`` not_found, document_altered, file_exists,
    folder_not_writable, file_full or is_a_link.
    """
    with session.records.writing(session.account) as unit:
        stored = _unchanged(unit.documents.get(encounter_uuid))
        path = inside(folder, _file_name(session, stored))
        unit.audit(Act.HANDED_OUT, encounter_uuid, {"file": path.name, "sha256": stored.sha256})
    write_copy(path, stored.pdf)
    return path


def _file_name(session: Session, stored: StoredDocument) -> str:
    """``crs-2026-11-22-01a0c8de.pdf``: the day it was signed and the encounter's first digits."""
    signed = stored.signed_at.astimezone(ZoneInfo(session.site.time_zone))
    return safe_name(f"crs-{signed:%Y-%m-%d}-{stored.encounter_uuid[:8]}", ".pdf")
