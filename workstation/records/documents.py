"""Signed reports, and the one save that turns a draft into a signed encounter."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from workstation.clinical.answer import assessment_to_json
from workstation.clinical.encounter import Encounter, EncounterState
from workstation.clinical.notation import observation_to_json
from workstation.records import audit, decisions, measures, protocol_packs, search
from workstation.records.call_backs import CallBackWriter
from workstation.records.columns import to_json
from workstation.records.doses import DoseWriter
from workstation.records.drafts import DraftWriter
from workstation.records.patients import PatientWriter
from workstation.records.tables import (
    account,
    action,
    assessment,
    document,
    encounter,
    measure,
)
from workstation.records.values import AuditHead, Issue, StoredDocument
from workstation.records.work import Work
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation


class DocumentReader:
    """Reads signed reports."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, encounter_uuid: str) -> StoredDocument:
        """The newest report of an encounter. Raises ``Problem`` not_found.

        The bytes are given as they lie there: whether they are still the ones that were signed
        is for the verification to say.
        """
        return self._one(encounter.c.uuid == encounter_uuid)

    def by_hash(self, sha256_hex: str) -> StoredDocument | None:
        """The stored report with this SHA-256, None if this site never stored it."""
        try:
            return self._one(document.c.sha256 == sha256_hex.lower())
        except Problem:
            return None

    def _one(self, condition: Any) -> StoredDocument:
        query = (
            select(document, encounter.c.uuid, account.c.user)
            .join(encounter, encounter.c.id == document.c.encounter_id)
            .join(account, account.c.id == document.c.signed_by)
            .where(condition)
            .order_by(document.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise Problem(Situation.NOT_FOUND, what="report")
        told = audit.told_of_signature(self._connection, row.uuid, row.printed_seq)
        return StoredDocument(
            encounter_uuid=row.uuid,
            encounter_id=row.encounter_id,
            pdf=row.pdf,
            sha256=str(told.get("document_sha256", "")),
            certificate_sha256=str(told.get("certificate_sha256", "")),
            signed_at=row.signed_at,
            signed_by=row.user,
            printed_head=AuditHead(row.printed_seq, row.printed_hash),
        )


def issue(work: Work, new: Issue) -> Encounter:
    """Stores everything of a signed encounter, and the audit event that tells of it.

    The same report again is acknowledged again. Raises ``Problem``: not_found, not_yours,
    not_a_draft, patient_needed, audit_broken where the printed head is not in the chain,
    document_altered where the hash is not the one of the bytes, and ``StaleVersion``.
    """
    drafts = DraftWriter(work)
    stored = _issued_before(work, drafts, new)
    if stored is not None:
        return stored
    _check(work, new)
    drafts.seal(new.encounter_uuid, new.version, _sealed(new))
    signed = drafts.get(new.encounter_uuid)
    _store_rows(work, signed, new)
    audit.append(work, Act.SIGNED, new.encounter_uuid, _told(new))
    result = drafts.get(new.encounter_uuid)
    search.note_encounter(work.connection, result)
    return result


def _issued_before(work: Work, drafts: DraftWriter, new: Issue) -> Encounter | None:
    found = DocumentReader(work.connection).by_hash(new.sha256)
    same = found is not None and found.encounter_uuid == new.encounter_uuid
    stored = drafts.get(new.encounter_uuid)
    return stored if same and stored.state is not EncounterState.DRAFT else None


def _check(work: Work, new: Issue) -> None:
    if sha256(new.pdf).hexdigest() != new.sha256:
        raise Problem(Situation.DOCUMENT_ALTERED)
    if not audit.holds(work.connection, new.printed_head):
        raise Problem(Situation.AUDIT_BROKEN, seq=new.printed_head.seq)


def _sealed(new: Issue) -> dict[str, Any]:
    protocol = new.assessment.protocol
    return {
        "signed_at": new.signed_at,
        "protocol_id": protocol.id,
        "protocol_version": protocol.version,
        "protocol_sha256": protocol.sha256,
    }


def _store_rows(work: Work, signed: Encounter, new: Issue) -> None:
    connection = work.connection
    if new.decision != signed.decision:
        decisions.store(work, signed.id, signed.version, new.decision)
    used = new.assessment.protocol
    protocol_packs.note(work, used.id, used.version, used.sha256)
    connection.execute(insert(assessment), _assessment(signed, new))
    if new.assessment.actions:
        connection.execute(insert(action), _actions(signed, new))
    DoseWriter(work).keep_signed(signed.id, new.doses)  # before the document, which closes them
    connection.execute(insert(document), _document(work, signed, new))
    connection.execute(insert(measure), measures.measure(signed, new, work.zone))
    if new.decision.call_back_at is not None:
        level = measures.decided_level(new)
        CallBackWriter(work).promise(signed, new.decision.call_back_at, level)
    if signed.patient is not None:
        PatientWriter(work).keep_therapy(signed.patient.uuid, signed.id)


def _assessment(signed: Encounter, new: Issue) -> dict[str, Any]:
    result, grade = new.assessment, new.assessment.grade
    return {
        "encounter_id": signed.id,
        "assessed_at": new.observation.assessed_at,
        "observation": to_json(observation_to_json(new.observation)),
        "result": to_json(assessment_to_json(result)),
        "scale": grade.scale,
        "scale_version": new.scale_version,
        "at_least": grade.at_least,
        "at_most": grade.at_most,
        "disposition": result.disposition.level,
        "protocol_id": result.protocol.id,
        "protocol_version": result.protocol.version,
        "protocol_sha256": result.protocol.sha256,
    }


def _actions(signed: Encounter, new: Issue) -> list[dict[str, Any]]:
    return [
        {
            "encounter_id": signed.id,
            "action": recommended.id,
            "text": recommended.text,
            "who": recommended.who,
            "source": recommended.source,
            "if_it_rises": recommended.if_it_rises,
            "done": recommended.id in new.decision.actions_done,
        }
        for recommended in new.assessment.actions
    ]


def _document(work: Work, signed: Encounter, new: Issue) -> dict[str, Any]:
    return {
        "encounter_id": signed.id,
        "pdf": new.pdf,
        "sha256": new.sha256,
        "certificate_sha256": new.certificate_sha256,
        "signed_at": new.signed_at,
        "signed_by": work.account_id,
        "printed_seq": new.printed_head.seq,
        "printed_hash": new.printed_head.hash,
    }


def _told(new: Issue) -> dict[str, Any]:
    grade, override = new.assessment.grade, new.decision.override
    return {
        "document_sha256": new.sha256,
        "certificate_sha256": new.certificate_sha256,
        "printed_head": new.printed_head.short,
        "protocol_sha256": new.assessment.protocol.sha256,
        "grade": [grade.scale, grade.at_least, grade.at_most],
        "computed": new.assessment.disposition.level,
        "decided": measures.decided_level(new),
        "override": None if override is None else [override.reason_code, override.reason_text],
    }
