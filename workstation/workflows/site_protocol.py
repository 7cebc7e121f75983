"""Which protocol a site works with: the newest approved one that is still what was approved.

A stored pack goes through the same door as any other. One that does not hold is set aside, and the
one before it is used; the last resort is the pack that comes with the program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.loader import load_files
from workstation.protocols.pack import fingerprint
from workstation.records.store import Records, Writing
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.protocol_versions import ProofSummary, ProtocolVersion, approval_statement
from workstation.vault import vault_file
from workstation.vault.approvals import is_signed_by, sign_statement
from workstation.vault.keys import unlock_signer

if TYPE_CHECKING:
    from workstation.vault.vault_values import NewPerson


_LOOKED_BACK = 10_000
"""Entries of the audit that tell how late it is at least: some days' work, read in a moment."""


@dataclass(frozen=True, slots=True)
class InUse:
    """The protocol of a session, and what had to be set aside to get there.

    ``proved`` is a proof that had to be made anew, such as by a newer program.
    """

    protocol: Protocol
    warnings: tuple[Problem, ...] = ()
    proved: ProofSummary | None = None


def in_use(
    data_dir: Path, records: Records, at: datetime, delivered: Callable[[], Protocol]
) -> InUse:
    """The protocol that counts at a moment. ``delivered`` gives the one of the program.

    A clock that was set back brings no older version back: the audit tells how late it is at least.
    """
    authority = vault_file.read(data_dir).authority
    with records.reading() as unit:
        versions, last = unit.packs.list(), unit.audit_log.newest_at(_LOOKED_BACK)
    reasons: dict[str, str] = {}
    for version in _newest_first(versions, max(at, last or at)):
        try:
            _require_approval(version, authority)
            protocol, proof = load_version(records, version)
        except Refusal as refusal:
            reasons[version.name] = refusal.message.rstrip(".")
            continue
        fresh = None if proof == version.proof else proof
        return InUse(protocol, _set_aside(reasons, version.name), fresh)
    protocol = delivered()
    used = f"{protocol.ref.id}@{protocol.ref.version}"
    none = () if reasons else (Problem(Situation.PROTOCOL_NONE_ACTIVE, used=used),)
    return InUse(protocol, (*_set_aside(reasons, f"{used}, which comes with the program"), *none))


def note_in_use(records: Records, user: str, used: InUse) -> None:
    """Writes into the audit what was set aside, and keeps a proof that was made anew."""
    if not used.warnings and used.proved is None:
        return

    def write(unit: Writing) -> None:
        for warning in used.warnings:
            told = {"problem": warning.sentence, "used": used.protocol.ref.sha256}
            unit.audit(Act.PROTOCOL_SET_ASIDE, used.protocol.ref.version, told)
        if used.proved is not None:
            unit.packs.proved(used.proved)
            unit.audit(Act.PROTOCOL_PROVED, used.protocol.ref.version, proof_told(used.proved))

    records.write(user, write)


def load_version(records: Records, version: ProtocolVersion) -> tuple[Protocol, ProofSummary]:
    """A stored version, compiled, and the proof it rests on. Raises Refusal."""
    with records.reading() as unit:
        files = unit.packs.files(version.sha256)
    if fingerprint(files) != version.sha256:
        where = version.name
        raise Refusal("altered", where, "Its stored files are not the ones that were added.")
    return load_files(files, version.proof)


def get_version(records: Records, name: str) -> ProtocolVersion:
    """A version by its name. Raises ``Problem`` not_found."""
    with records.reading() as unit:
        return unit.packs.get(name)


def load_checked(records: Records, version: ProtocolVersion) -> Protocol:
    """A version, compiled. Raises ``Problem`` protocol_failed."""
    try:
        return load_version(records, version)[0]
    except Refusal as refusal:
        reason = refusal.message.rstrip(".")
        raise Problem(Situation.PROTOCOL_FAILED, reason=reason) from refusal


def approve_delivered(
    data_dir: Path, records: Records, first: NewPerson, files: Mapping[str, bytes], now: datetime
) -> None:
    """At the first start: the first administrator approves the pack that comes with the program.

    It counts from that moment on. Raises ``Problem`` protocol_refused where it does not pass.
    """
    try:
        protocol, proof = load_files(files)
    except Refusal as refusal:
        raise Problem(Situation.PROTOCOL_REFUSED, reason=refusal.message.rstrip(".")) from refusal
    ref, name = protocol.ref, f"{protocol.ref.id}@{protocol.ref.version}"
    signer = unlock_signer(data_dir, first.user, first.password, now, documents=False)
    signed = sign_statement(signer, approval_statement(name, ref.sha256, first.user))
    with records.writing(first.user) as unit:
        unit.packs.add(ref.id, ref.version, files, proof)
        unit.audit(Act.PROTOCOL_ADDED, name, proof_told(proof))
        unit.packs.approve(name, *signed)
        told = {"sha256": ref.sha256, "certificate_sha256": signer.fingerprint}
        unit.audit(Act.PROTOCOL_APPROVED, name, told)
        unit.packs.activate(name, unit.at)
        from_ = unit.at.isoformat()
        unit.audit(Act.PROTOCOL_ACTIVATED, name, {"sha256": ref.sha256, "from": from_})


def proof_told(proof: ProofSummary) -> dict[str, object]:
    """A proof as the audit tells it."""
    return {
        "sha256": proof.sha256,
        "combinations": proof.combinations,
        "cases": proof.cases,
        "made_with": proof.made_with,
    }


def _newest_first(versions: tuple[ProtocolVersion, ...], at: datetime) -> list[ProtocolVersion]:
    """Each version that counts or has counted, the one that counts first."""
    begun = [(p.start, v) for v in versions for p in v.periods if p.start <= at]
    begun.sort(key=lambda one: one[0], reverse=True)
    return list({version.sha256: version for _, version in begun}.values())


def _require_approval(version: ProtocolVersion, authority: bytes) -> None:
    approval = version.approval
    genuine = approval is not None and is_signed_by(
        approval.by,
        approval_statement(version.name, version.sha256, approval.by),
        approval.signature,
        approval.certificate,
        authority,
    )
    if not genuine:
        raise Refusal("approval", version.name, "Its approval is not genuine.")


def _set_aside(reasons: Mapping[str, str], used: str) -> tuple[Problem, ...]:
    return tuple(
        Problem(Situation.PROTOCOL_SET_ASIDE, version=name, reason=reason, used=used)
        for name, reason in reasons.items()
    )
