"""Backing up the site: one encrypted file, enough to start again on another computer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workstation.records import backup
from workstation.site.events import Act
from workstation.site.problems import Problem
from workstation.site.staff import Role
from workstation.vault.files import refuse_link, require_outside
from workstation.workflows.session import Session, allowed


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A finished backup. ``entry`` is the audit entry that it ends with, ``size`` in bytes."""

    path: Path
    made_at: datetime
    entry: int
    size: int


@allowed(Role.ADMINISTRATOR)
def back_up(session: Session, out: Path) -> BackedUp:
    """Writes a checked copy of the records with the key file, whole or not at all.

    Calls go on meanwhile. The copy holds the audit event that tells of it; a failure is told
    by another. Raises ``Problem`` own_folder, is_a_link, file_full, folder_not_writable,
    file_not_written or database_damaged.
    """
    refuse_link(out)
    require_outside(session.data_dir, out)
    told = {"path": str(out)}
    with session.records.writing(session.account) as unit:
        unit.audit(Act.BACKED_UP, "", told)
        now = unit.at
    try:
        made = backup.make(session.records.database.path, session.keys.data_key, out, now)
    except Problem as problem:
        with session.records.writing(session.account) as unit_of_failure:
            unit_of_failure.audit(Act.BACKED_UP, "", told | {"failed": problem.code})
        raise
    return BackedUp(out, made.made_at, made.head.seq, out.stat().st_size)
