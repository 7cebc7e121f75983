"""The first start: a site is made, whole or not at all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.site.clock import Clock
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.site import SiteSettings
from workstation.site.staff import Account, Role
from workstation.vault import beside, settings, vault_file
from workstation.vault.files import private_folder
from workstation.vault.keys import UnlockedKeys
from workstation.vault.vault_values import NewPerson
from workstation.workflows.checks import NewAccount, checked_person, checked_settings
from workstation.workflows.door import Rooms, first_start_needed
from workstation.workflows.session import RECORDS, zone_of

if TYPE_CHECKING:  # the sign-in window comes up before these are loaded
    from workstation.records.store import Records
    from workstation.vault.accounts import Work


@dataclass(frozen=True, slots=True)
class NewSite:
    """A first start: the site, its first administrator and, if wished, a first nurse.

    An administrator keeps accounts and signs no encounters, so a site that starts with one
    person gives that person both accounts.
    """

    settings: SiteSettings
    administrator: NewAccount
    nurse: NewAccount | None = None


def create_site(
    data_dir: Path, new: NewSite, rooms: Rooms, clock: Clock, work: Work | None = None
) -> str:
    """Makes the site: keys, authority, database, first accounts. Gives the recovery key, once.

    The first administrator approves the protocol that comes with the program. Nothing counts
    until all of it is there; a start that was cut off begins anew. Raises
    ``Problem`` site_exists, bad_user_name, weak_password or folder_not_writable.
    """
    from workstation.vault import accounts  # noqa: PLC0415 - needed once in a site's life
    from workstation.workflows.site_protocol import approve_delivered  # noqa: PLC0415

    if not first_start_needed(data_dir):
        raise Problem(Situation.SITE_EXISTS)
    site, first, nurse = _checked(new)
    private_folder(data_dir, vault_file.NAME)
    _set_aside(data_dir / RECORDS)
    now, cost = clock(), work or accounts.affordable_work()
    unlocked, recovery_key = accounts.create(data_dir, site.name, rooms.new_id(), first, now, cost)
    settings.save_settings(data_dir, unlocked.data_key, site)
    if nurse is not None:
        person = accounts.prepare(data_dir, unlocked, nurse, now, cost)
        accounts.save(data_dir, unlocked, person, now)
    records = rooms.create(data_dir / RECORDS, unlocked.data_key, zone_of(site))
    try:
        _write_first_accounts(records, site, first, nurse, now)
        approve_delivered(data_dir, records, first, rooms.pack(), now)
        _note_newest_entry(data_dir, unlocked, records)
    finally:
        records.close()
    accounts.finish(data_dir, unlocked)
    return recovery_key


def _checked(new: NewSite) -> tuple[SiteSettings, NewPerson, NewPerson | None]:
    site = checked_settings(new.settings)
    first = checked_person(new.administrator, Role.ADMINISTRATOR, site.name)
    if new.nurse is None:
        return site, first, None
    nurse = checked_person(new.nurse, Role.NURSE, site.name)
    if nurse.user == first.user:
        raise Problem(Situation.USER_EXISTS, user=nurse.user)
    return site, first, nurse


def _write_first_accounts(
    records: Records,
    site: SiteSettings,
    first: NewPerson,
    nurse: NewPerson | None,
    now: datetime,
) -> None:
    role = Role.ADMINISTRATOR
    administrator = Account(0, first.user, first.name, first.credentials, role, True, now)
    with records.writing(administrator) as unit:
        unit.audit(Act.SITE_CREATED, "", asdict(site))
        for person, role in ((first, Role.ADMINISTRATOR), (nurse, Role.NURSE)):
            if person is not None:
                unit.accounts.add(person.user, person.name, person.credentials, role)
                unit.audit(Act.ACCOUNT_ADDED, person.user, {"role": role.value})


def _note_newest_entry(data_dir: Path, unlocked: UnlockedKeys, records: Records) -> None:
    with records.reading() as unit:
        head = unit.audit_log.head()
    beside.save_anchor(data_dir, unlocked.data_key, beside.Anchor(head.seq, head.hash))


def _set_aside(path: Path) -> None:
    """Renames what a first start that was cut off left. It is never deleted."""
    for end in ("", "-wal", "-shm"):
        left = path.with_name(path.name + end)
        if left.exists():
            number = 1
            while (aside := left.with_name(f"{left.name}.unfinished-{number}")).exists():
                number += 1
            left.rename(aside)
