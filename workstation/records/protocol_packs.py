"""Protocol packs as the site holds them: files, proof, approval, from when each one counts.

All of it is append-only. A pack that a grade was given with is noted even where its files are not
here; such a note is no version of the site.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.engine import Connection, Row

from workstation.records.tables import (
    account,
    protocol_file,
    protocol_pack,
    protocol_proof,
    protocol_status,
)
from workstation.records.work import Work
from workstation.site.problems import Problem, Situation
from workstation.site.protocol_versions import (
    Activation,
    Approval,
    ProofSummary,
    ProtocolVersion,
    periods,
)

_STATUSES: Select[Any] = (
    select(protocol_status, account.c.user)
    .join(account, account.c.id == protocol_status.c.by)
    .order_by(protocol_status.c.id)
)


class PackReader:
    """Reads packs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> tuple[ProtocolVersion, ...]:
        """Every version whose files are here, in the order in which they were added."""
        packs = {row.sha256: row for row in self._connection.execute(select(protocol_pack))}
        statuses: dict[str, list[Row[Any]]] = {}
        for row in self._connection.execute(_STATUSES):
            statuses.setdefault(row.sha256, []).append(row)
        ordered = [(sha, _activation(r)) for sha, own in statuses.items() for r in _active(own)]
        counts, proofs = periods(ordered), self._proofs()
        return tuple(
            _version(packs[sha], own, proofs.get(sha), counts.get(sha, ()))
            for sha, own in statuses.items()
        )

    def get(self, name: str) -> ProtocolVersion:
        """A version by its name, ``crs@2026.3``. Raises ``Problem`` not_found."""
        for version in self.list():
            if version.name == name:
                return version
        raise Problem(Situation.NOT_FOUND, what="protocol version")

    def files(self, sha256: str) -> Mapping[str, bytes]:
        """The files of a pack as they lie there, by path; empty where none are."""
        query = select(protocol_file).where(protocol_file.c.sha256 == sha256)
        return {row.path: row.content for row in self._connection.execute(query)}

    def _proofs(self) -> Mapping[str, ProofSummary]:
        rows = self._connection.execute(select(protocol_proof).order_by(protocol_proof.c.id))
        return {
            row.sha256: ProofSummary(row.sha256, row.combinations, row.cases, row.made_with)
            for row in rows
        }


class PackWriter(PackReader):
    """Adds packs and what the site says of them. The caller writes the audit event as well."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work

    def add(
        self, protocol_id: str, version: str, files: Mapping[str, bytes], proof: ProofSummary
    ) -> ProtocolVersion:
        """Stores a pack with its proof. The same pack again is acknowledged again.

        Raises ``Problem`` protocol_known where this version is here with other files.
        """
        name = f"{protocol_id}@{version}"
        for known in self.list():
            if known.name == name and known.sha256 != proof.sha256:
                raise Problem(Situation.PROTOCOL_KNOWN, version=name)
            if known.sha256 == proof.sha256:
                return known
        note(self._work, protocol_id, version, proof.sha256)
        rows = [
            {"sha256": proof.sha256, "path": path, "content": content}
            for path, content in sorted(files.items())
        ]
        self._connection.execute(insert(protocol_file), rows)
        self._say(proof.sha256, "added")
        self.proved(proof)
        return self.get(name)

    def proved(self, proof: ProofSummary) -> None:
        """Adds a proof; the newest one of a pack holds."""
        row = {
            "sha256": proof.sha256,
            "combinations": proof.combinations,
            "cases": proof.cases,
            "made_with": proof.made_with,
            "entered_at": self._work.at,
            "by": self._work.account_id,
        }
        self._connection.execute(insert(protocol_proof), row)

    def approve(self, name: str, signature: bytes, certificate: bytes) -> ProtocolVersion:
        """Adds the approval of the unit's account. Raises ``Problem`` not_found, not_accepted."""
        version = self.get(name)
        if version.approval is not None:
            what = f"{name} was already approved by {version.approval.by}."
            raise Problem(Situation.NOT_ACCEPTED, what=what)
        self._say(version.sha256, "approved", signature=signature, certificate=certificate)
        return self.get(name)

    def activate(self, name: str, start: datetime) -> ProtocolVersion:
        """Lets an approved version count from a moment on, which is not past.

        Raises ``Problem`` not_found, protocol_not_approved or not_accepted.
        """
        version = self.get(name)
        if version.approval is None:
            raise Problem(Situation.PROTOCOL_NOT_APPROVED, version=name)
        if start < self._work.at:
            what = "A version counts from now or later: what was graded before stays as it is."
            raise Problem(Situation.NOT_ACCEPTED, what=what)
        self._say(version.sha256, "active", effective_from=start)
        return self.get(name)

    def _say(self, sha256: str, status: str, **facts: object) -> None:
        row = {
            "sha256": sha256,
            "status": status,
            "entered_at": self._work.at,
            "by": self._work.account_id,
        }
        self._connection.execute(insert(protocol_status), row | facts)


def note(work: Work, protocol_id: str, version: str, sha256: str) -> None:
    """Notes a pack the first time it is met."""
    known = select(protocol_pack.c.sha256).where(protocol_pack.c.sha256 == sha256)
    if work.connection.execute(known).first() is None:
        row = {
            "sha256": sha256,
            "protocol_id": protocol_id,
            "version": version,
            "added_at": work.at,
        }
        work.connection.execute(insert(protocol_pack), row)


def _active(rows: list[Row[Any]]) -> list[Row[Any]]:
    return [row for row in rows if row.status == "active"]


def _activation(row: Row[Any]) -> Activation:
    return Activation(row.id, row.effective_from, row.user)


def _version(
    pack: Row[Any], statuses: list[Row[Any]], proof: ProofSummary | None, counts: Any
) -> ProtocolVersion:
    approved = [row for row in statuses if row.status == "approved"]
    added = statuses[0]
    return ProtocolVersion(
        protocol_id=pack.protocol_id,
        version=pack.version,
        sha256=pack.sha256,
        added_at=added.entered_at,
        added_by=added.user,
        proof=proof,
        approval=_approval(approved[0]) if approved else None,
        activations=tuple(map(_activation, _active(statuses))),
        periods=counts,
    )


def _approval(row: Row[Any]) -> Approval:
    return Approval(row.user, row.entered_at, row.signature, row.certificate)
