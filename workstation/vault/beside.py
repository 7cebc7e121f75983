"""The small files beside the vault: the newest audit entry seen, and the drafts that wait."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from workstation.site.problems import Problem
from workstation.vault.files import read_whole, write_whole

ANCHOR = "anchor.json"
WAITING = "drafts.json"
_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest audit entry that this computer has seen. A database that lacks it is older."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """An open draft as the sign-in window may show it: when it was begun, and by which user."""

    started_at: datetime
    user: str


def save_anchor(data_dir: Path, data_key: bytes, anchor: Anchor) -> None:
    """Keeps the anchor, sealed with the data key so that it cannot be edited from outside."""
    body = {"seq": anchor.seq, "hash": anchor.hash.hex()}
    body["seal"] = _seal(data_key, anchor)
    write_whole(data_dir / ANCHOR, json.dumps(body, sort_keys=True).encode("ascii"))


def read_anchor(data_dir: Path, data_key: bytes) -> Anchor | None:
    """The anchor, or None if it is missing, damaged or not sealed with this key."""
    import hmac  # noqa: PLC0415 - not needed to show the sign-in

    try:
        body = json.loads(read_whole(data_dir / ANCHOR, _LIMIT))
        anchor = Anchor(int(body["seq"]), bytes.fromhex(body["hash"]))
        genuine = hmac.compare_digest(str(body["seal"]).encode(), _seal(data_key, anchor).encode())
    except (FileNotFoundError, ValueError, KeyError, TypeError, Problem):
        return None
    return anchor if genuine else None


def save_waiting(data_dir: Path, drafts: Iterable[WaitingDraft]) -> None:
    """Notes the open drafts for the sign-in window: start times and user names, nothing else."""
    body = [{"started_at": draft.started_at.isoformat(), "user": draft.user} for draft in drafts]
    write_whole(data_dir / WAITING, json.dumps(body).encode("ascii"))


def read_waiting(data_dir: Path) -> tuple[WaitingDraft, ...]:
    """The open drafts noted last, oldest first; none if the note is missing or damaged."""
    try:
        body = json.loads(read_whole(data_dir / WAITING, _LIMIT))
        drafts = [
            WaitingDraft(datetime.fromisoformat(entry["started_at"]), str(entry["user"]))
            for entry in body
        ]
        return tuple(sorted(drafts, key=lambda draft: draft.started_at))
    except (FileNotFoundError, ValueError, KeyError, TypeError, Problem):
        return ()


def _seal(data_key: bytes, anchor: Anchor) -> str:
    import hmac  # noqa: PLC0415 - not needed to show the sign-in

    key = hmac.digest(data_key, b"crs-workstation audit anchor", "sha256")
    return hmac.new(key, b"%d:" % anchor.seq + anchor.hash, sha256).hexdigest()
