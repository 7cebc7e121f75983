"""What verification says: frozen facts, kept apart, and one status drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """The answer in one word.

    ``refused`` is an untouched file whose signer may not be relied on: revoked, expired, a
    certificate for another purpose, an authority that only borrows this site's name.
    """

    VALID = "valid"
    UNKNOWN_SITE = "unknown_site"
    ALTERED = "altered"
    REFUSED = "refused"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"


SENTENCES: dict[Status, str] = {
    Status.VALID: "Valid: signed at this site and unchanged since.",
    Status.UNKNOWN_SITE: "Unchanged since it was signed, but by a site that is not known here.",
    Status.ALTERED: "Altered: this is not the report as it was signed.",
    Status.REFUSED: "Refused: the signature cannot be relied on.",
    Status.NOT_OURS: "Not a report of this program.",
    Status.UNREADABLE: "This file cannot be read as a PDF.",
}


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What the site's own record says of the file: hashes as lower-case hex.

    ``signer_fingerprint`` is the SHA-256 of the signer's certificate.
    """

    sha256: str
    signer_fingerprint: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a verification. None means that a fact could not be established.

    ``failures`` are sentences, the decisive one first; ``notes`` are true of a good report too.
    ``known_site`` tells whether the given site's authority issued the signer's certificate,
    ``stored_matches`` whether the file is byte for byte the one in the site's record.
    """

    status: Status
    failures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sha256: str = ""
    signature_valid: bool | None = None
    whole_file: bool | None = None
    changes_forbidden: bool | None = None
    container_exact: bool | None = None
    chain_valid: bool | None = None
    known_site: bool | None = None
    record_agrees: bool | None = None
    stored_matches: bool | None = None
    signer: str = ""
    signer_fingerprint: str = ""
    site: str = ""
    signed_at: datetime | None = None
    revocations_as_of: datetime | None = None
    revoked_at: datetime | None = None
    encounter: str = ""
    grade: str = ""
    decided: str = ""
    protocol: str = ""
    audit_seq: int | None = None
    audit_hash: str = ""

    @property
    def good(self) -> bool:
        """True only for a report of this site, unchanged."""
        return self.status is Status.VALID

    @property
    def summary(self) -> tuple[str, ...]:
        """The answer in plain sentences, the most important first."""
        return (SENTENCES[self.status], *self.failures, *self.notes)
