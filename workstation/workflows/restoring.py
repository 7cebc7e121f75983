"""Restoring a site from a backup, before anybody can sign in."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from workstation.records import backup
from workstation.records.backup import Manifest
from workstation.records.store import Records
from workstation.site.clock import Clock
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.vault import keys, settings, vault_file
from workstation.vault.files import private_folder, write_whole
from workstation.workflows.door import Rooms
from workstation.workflows.session import RECORDS


@dataclass(frozen=True, slots=True)
class Restored:
    """A site that is back: from when its records are, and the last audit entry they hold."""

    made_at: datetime
    entry: int


def restore(
    backup_file: Path, data_dir: Path, user: str, password: str, rooms: Rooms, clock: Clock
) -> Restored:
    """Puts the site of a backup into ``data_dir``, which holds none yet; whole or not at all.

    ``user`` is an administrator of that site, with the password of that time. Afterwards signing
    is blocked until an administrator has confirmed that these are the newest records. Raises
    ``Problem`` site_exists, not_accepted for a backup that is cut or changed, wrong_password,
    not_allowed, and those of writing a file.
    """
    private_folder(data_dir, vault_file.NAME)
    if vault_file.path_of(data_dir).exists() or (data_dir / RECORDS).exists():
        raise Problem(Situation.SITE_EXISTS)
    _, claimed = backup.read_unproved(backup_file)
    with _nothing_left_on_failure(data_dir):
        write_whole(vault_file.path_of(data_dir), _vault_in(claimed))
        unlocked = keys.unlock(data_dir, user, password, clock())
        manifest = backup.restore(backup_file, unlocked.data_key, data_dir / RECORDS)
        zone = ZoneInfo(settings.read_settings(data_dir, unlocked.data_key).time_zone)
        records = rooms.open(data_dir / RECORDS, unlocked.data_key, zone)
        try:
            _tell(records, unlocked.user, manifest)
        finally:
            records.close()
    return Restored(manifest.made_at, manifest.head.seq)


def _vault_in(claimed: Manifest) -> bytes:
    vault = b64decode(claimed.vault)
    if not vault:
        what = "This backup holds no key file, so nobody could open its records."
        raise Problem(Situation.NOT_ACCEPTED, what=what)
    return vault


def _tell(records: Records, user: str, manifest: Manifest) -> None:
    with records.writing(user) as unit:
        account = unit.accounts.get(user)
        if account.role is not Role.ADMINISTRATOR or not account.active:
            raise Problem(Situation.NOT_ALLOWED, role=account.role.value)
        told = {"made_at": manifest.made_at.isoformat(), "entry": manifest.head.seq}
        unit.audit(Act.RESTORED, "", told)
    records.note_waiting()


@contextmanager
def _nothing_left_on_failure(data_dir: Path) -> Iterator[None]:
    """Removes what was put into a folder that held no site."""
    try:
        yield
    except BaseException:
        for name in (vault_file.NAME, RECORDS, f"{RECORDS}-wal", f"{RECORDS}-shm"):
            (data_dir / name).unlink(missing_ok=True)
        raise
