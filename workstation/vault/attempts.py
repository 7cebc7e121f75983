"""Wrong passwords: counted, slowed down, and kept until they can be written to the audit.

The file beside the vault holds user names and times only. What was typed into the name field
is not kept, since people type passwords there. A try is counted before the password is checked,
so that ending the program in between gains nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from workstation.site.problems import Problem, Situation
from workstation.vault.files import read_whole, write_whole
from workstation.vault.vault_file import exclusively

UNKNOWN = "?"
"""Stands for every name that is not an account."""
RECOVERY = "(recovery key)"

FREE_TRIES = 5
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
_KEPT = 500
_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class FailedTry:
    """A wrong password. ``refused`` is True from the try on after which others had to wait."""

    user: str
    at: datetime
    refused: bool


def count_try(data_dir: Path, user: str, now: datetime) -> None:
    """Counts a try as failed until ``forgive`` says otherwise. Raises sign_in_delayed."""
    with exclusively(data_dir):
        state = _read(data_dir)
        entry = state["counts"].get(user, {"count": 0, "at": now.isoformat()})
        last = datetime.fromisoformat(entry["at"])
        wait = _wait(entry["count"], min(last, now), now)
        if wait > timedelta(0):
            if last > now:  # the clock was set back: the delay begins now, it does not grow
                state["counts"][user] = {**entry, "at": now.isoformat()}
                _write(data_dir, state)
            raise Problem(Situation.SIGN_IN_DELAYED, wait=_in_words(wait))
        count = entry["count"] + 1
        state["counts"][user] = {"count": count, "at": now.isoformat()}
        failed = {"user": user, "at": now.isoformat(), "refused": count >= FREE_TRIES}
        state["failed"] = [*state["failed"], failed][-_KEPT:]
        _write(data_dir, state)


def forgive(data_dir: Path, user: str, now: datetime) -> None:
    """The try counted at ``now`` was right: the count starts anew."""
    with exclusively(data_dir):
        state = _read(data_dir)
        state["counts"].pop(user, None)
        right = (user, now.isoformat())
        for index in reversed(range(len(state["failed"]))):
            if (state["failed"][index]["user"], state["failed"][index]["at"]) == right:
                del state["failed"][index]
                break
        _write(data_dir, state)


def start_anew(data_dir: Path, user: str) -> None:
    """Lets a person try again at once, after an administrator or the recovery key helped."""
    with exclusively(data_dir):
        state = _read(data_dir)
        state["counts"].pop(user, None)
        _write(data_dir, state)


def failed_tries(data_dir: Path) -> tuple[FailedTry, ...]:
    """What is still to be written to the audit, oldest first."""
    return tuple(
        FailedTry(entry["user"], datetime.fromisoformat(entry["at"]), entry["refused"])
        for entry in _read(data_dir)["failed"]
    )


def forget(data_dir: Path, written: tuple[FailedTry, ...]) -> None:
    """These are in the audit now. The counts stay."""
    done = [{"user": t.user, "at": t.at.isoformat(), "refused": t.refused} for t in written]
    with exclusively(data_dir):
        state = _read(data_dir)
        state["failed"] = [entry for entry in state["failed"] if entry not in done]
        _write(data_dir, state)


def _wait(count: int, last: datetime, now: datetime) -> timedelta:
    """How long until the next try."""
    if count < FREE_TRIES:
        return timedelta(0)
    doubled: int = 1 << min(count - FREE_TRIES, 10)
    return last + min(FIRST_DELAY * doubled, LONGEST_DELAY) - now


def _in_words(wait: timedelta) -> str:
    seconds = -(-wait // timedelta(seconds=1))
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _read(data_dir: Path) -> dict[str, Any]:
    """The file, or an empty one: a damaged count must never keep a nurse from a patient."""
    try:
        state = json.loads(read_whole(data_dir / "attempts.json", _LIMIT))
        counts = {
            str(user): {"count": int(entry["count"]), "at": _moment(entry["at"])}
            for user, entry in state["counts"].items()
        }
        failed = [
            {
                "user": str(entry["user"]),
                "at": _moment(entry["at"]),
                "refused": entry["refused"] is True,
            }
            for entry in state["failed"]
        ]
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {"counts": {}, "failed": []}
    return {"counts": counts, "failed": failed}


def _moment(text: str) -> str:
    """A time with its zone, as it is written here."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.isoformat()


def _write(data_dir: Path, state: dict[str, Any]) -> None:
    """On a full disk the count is lost rather than the way to the patient."""
    text = json.dumps(state, sort_keys=True).encode("ascii")
    try:
        write_whole(data_dir / "attempts.json", text)
    except Problem as problem:
        if problem.situation is not Situation.FILE_FULL:
            raise
