"""What happened: audit events and the chain of hashes that holds them together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

GENESIS = bytes(32)
"""The hash before the first event."""


class Act(StrEnum):
    """The kinds of events. Reading is an act too."""

    SITE_CREATED = "site_created"
    SITE_UPDATED = "site_updated"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    SIGNED_OUT = "signed_out"
    LOCKED = "locked"
    TIMED_OUT = "timed_out"
    PATIENT_CREATED = "patient_created"
    PATIENT_VIEWED = "patient_viewed"
    PATIENT_UPDATED = "patient_updated"
    RISK_ASSESSED = "risk_assessed"
    SEARCHED = "searched"
    ENCOUNTER_STARTED = "encounter_started"
    ENCOUNTER_VIEWED = "encounter_viewed"
    ENCOUNTER_CHANGED = "encounter_changed"
    ANSWERED = "answered"
    DOSE_TOLD = "dose_told"
    DOSE_WITHDRAWN = "dose_withdrawn"
    PATIENT_ATTACHED = "patient_attached"
    DECIDED = "decided"
    OBSERVATION_CLOSED = "observation_closed"
    ENTERED_IN_ERROR = "entered_in_error"
    TAKEN_OVER = "taken_over"
    AMENDED = "amended"
    SIGNED = "signed"
    SIGNATURE_VERIFIED = "signature_verified"
    DOCUMENT_VIEWED = "document_viewed"
    HANDED_OUT = "handed_out"
    PRINTED = "printed"
    CALL_BACK_FINISHED = "call_back_finished"
    REPORT_VIEWED = "report_viewed"
    AUDIT_VIEWED = "audit_viewed"
    EXPORTED = "exported"
    IMPORTED = "imported"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_DISABLED = "account_disabled"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an act
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of an act
    RECOVERY_KEY_USED = "recovery_key_used"
    RECOVERY_KEY_RENEWED = "recovery_key_renewed"
    CERTIFICATE_RENEWED = "certificate_renewed"
    RECORDS_TRUSTED = "records_trusted"
    PROTOCOL_ADDED = "protocol_added"
    PROTOCOL_PROVED = "protocol_proved"
    PROTOCOL_APPROVED = "protocol_approved"
    PROTOCOL_ACTIVATED = "protocol_activated"
    PROTOCOL_SET_ASIDE = "protocol_set_aside"
    PROTOCOL_REPLAYED = "protocol_replayed"
    CLOCK_WARNING = "clock_warning"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    MIGRATED = "migrated"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One entry of the audit. ``act`` is the value of an ``Act``, ``detail`` is JSON text.

    ``act`` stays text so that a forged entry with an unknown act can still be read and named.
    """

    seq: int
    prev_hash: bytes
    ts: str
    who: str
    act: str
    obj: str
    detail: str
    hash: bytes


def utc_text(moment: datetime) -> str:
    """A moment as the audit writes it, always 27 characters: ``2026-11-26T09:05:00.000000Z``."""
    # not strftime: Linux writes the year 999 with three digits
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def chain_hash(prev: bytes, ts: str, who: str, act: str, obj: str, detail: str) -> bytes:
    """The 32-byte hash of an event, bound to the event before it.

    Each part carries its length, so no text can move from one field to the next unseen.
    """
    digest = sha256()
    for part in (prev, *(text.encode("utf-8") for text in (ts, who, act, obj, detail))):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def verify_chain(
    events: Iterable[AuditEvent], prev: bytes = GENESIS, first_seq: int = 1
) -> int | None:
    """The seq of the first event that does not follow from the one before it, or None.

    A gap is named by the number that is missing. ``prev`` and ``first_seq`` let a check start
    in the middle, behind an event already trusted. A tail that was cut off needs the anchor.
    """
    expected = first_seq
    for event in events:
        if event.seq != expected:
            return min(event.seq, expected)
        own = chain_hash(event.prev_hash, event.ts, event.who, event.act, event.obj, event.detail)
        if event.prev_hash != prev or event.hash != own:
            return event.seq
        prev = event.hash
        expected += 1
    return None
