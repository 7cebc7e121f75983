"""The versions of a protocol that a site holds: proof, approval, and from when each one counts.

Status and period are records of the site, not of the files: a pack never changes, what the site
says of it is added beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from itertools import zip_longest


@dataclass(frozen=True, slots=True)
class ProofSummary:
    """What a whole check found good: the pack (hex), how much was covered, by which program."""

    sha256: str
    combinations: int
    cases: int
    made_with: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A manager's signature over a pack. ``by`` is the user name, ``certificate`` is DER."""

    by: str
    at: datetime
    signature: bytes = field(repr=False)
    certificate: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the approver's certificate, in hex."""
        return sha256(self.certificate).hexdigest()


@dataclass(frozen=True, slots=True)
class Activation:
    """Somebody's order that a version counts from a moment on. ``number`` rises with each."""

    number: int
    start: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Period:
    """When a version counts: from ``start`` until ``end``, which is None while no other follows."""

    start: datetime
    end: datetime | None = None


class Status(StrEnum):
    """How far a version has come."""

    ADDED = "added"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class ProtocolVersion:
    """One pack as the site holds it. ``periods`` are worked out from the activations of all."""

    protocol_id: str
    version: str
    sha256: str
    added_at: datetime
    added_by: str
    proof: ProofSummary | None
    approval: Approval | None = None
    activations: tuple[Activation, ...] = ()
    periods: tuple[Period, ...] = ()

    @property
    def name(self) -> str:
        """``crs@2026.3``: how a person names it."""
        return f"{self.protocol_id}@{self.version}"

    def status(self, at: datetime) -> Status:
        """How far it has come at a moment."""
        if any(p.start <= at and (p.end is None or at < p.end) for p in self.periods):
            return Status.ACTIVE
        if any(at < p.start for p in self.periods):
            return Status.SCHEDULED
        if self.periods:
            return Status.RETIRED
        return Status.APPROVED if self.approval else Status.ADDED


def periods(activations: Iterable[tuple[str, Activation]]) -> Mapping[str, tuple[Period, ...]]:
    """The periods of each pack (by hash) from the activations of all.

    A version counts until the next one starts. Of two orders for the same moment the later one
    holds; the other never counted.
    """
    by_start = {
        a.start: (pack, a) for pack, a in sorted(activations, key=lambda one: one[1].number)
    }
    starts = sorted(by_start)
    found: dict[str, list[Period]] = {}
    for start, end in zip_longest(starts, starts[1:]):
        own = found.setdefault(by_start[start][0], [])
        if own and own[-1].end == start:
            own[-1] = Period(own[-1].start, end)
        else:
            own.append(Period(start, end))
    return {pack: tuple(own) for pack, own in found.items()}


def approval_statement(name: str, sha256_hex: str, user: str) -> bytes:
    """The bytes that an approver signs. Their first line keeps them apart from all else signed."""
    lines = ("CRS workstation: approval of a protocol", name, sha256_hex, user)
    return "\n".join(lines).encode("utf-8")
