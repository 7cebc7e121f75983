"""Coming in and going out: first start, signing in, the recovery key, locking, signing out.

The sign-in window is seen with ``door`` alone; this follows while the person types. What is
heavier still is handed in as functions (``Rooms``).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.site.clock import Clock
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.site import SiteSettings
from workstation.site.staff import Account
from workstation.vault import attempts, keys, settings
from workstation.vault.keys import UnlockedKeys
from workstation.vault.lock import SiteLock
from workstation.workflows.checks import NewAccount, person_of
from workstation.workflows.clock_check import late_clock
from workstation.workflows.door import (
    Door,
    Person,
    Rooms,
    WaitingDraft,
    first_start_needed,
    people,
    site_name,
    take_window,
    waiting_drafts,
)
from workstation.workflows.first_start import NewSite, create_site
from workstation.workflows.session import RECORDS, Session, keep_anchor, zone_of
from workstation.workflows.signatures import ending_soon
from workstation.workflows.soundness import what_blocks_signing

if TYPE_CHECKING:  # the sign-in window comes up before these are loaded
    from workstation.records.store import Records, Writing
    from workstation.vault.accounts import Work
    from workstation.workflows.site_protocol import InUse

__all__ = [
    "Door",
    "NewAccount",
    "NewSite",
    "Person",
    "Rooms",
    "WaitingDraft",
    "create_site",
    "first_start_needed",
    "lock",
    "people",
    "recover_account",
    "sign_in",
    "sign_out",
    "site_name",
    "take_window",
    "waiting_drafts",
]


def sign_in(
    data_dir: Path,
    user: str,
    password: str,
    rooms: Rooms,
    clock: Clock,
    site_lock: SiteLock | None = None,
) -> Session:
    """Lets a person in. ``site_lock`` is the window's; a command-line job has none.

    Raises ``Problem`` wrong_password (never saying which part), sign_in_delayed,
    account_disabled, and whatever keeps the records closed.
    """
    unlocked = keys.unlock(data_dir, user, password, clock())
    site = settings.read_settings(data_dir, unlocked.data_key)
    records = rooms.open(data_dir / RECORDS, unlocked.data_key, zone_of(site))
    try:
        return _begin(data_dir, unlocked, site, records, rooms, clock, site_lock)
    except BaseException:
        records.close()
        raise


def recover_account(
    data_dir: Path,
    recovery_key: str,
    user: str,
    new_password: str,
    rooms: Rooms,
    clock: Clock,
    work: Work | None = None,
) -> None:
    """Emergency access: the printed recovery key gives an account another password.

    The account's old signing key is revoked. Raises ``Problem`` wrong_recovery_key,
    weak_password, account_disabled or sign_in_delayed.
    """
    from workstation.vault import accounts  # noqa: PLC0415 - rarely needed

    now = clock()
    unlocked = keys.unlock_by_recovery(data_dir, recovery_key, now)
    site = settings.read_settings(data_dir, unlocked.data_key)
    records = rooms.open(data_dir / RECORDS, unlocked.data_key, zone_of(site))
    try:
        account = account_of(records, user.strip().lower())
        new = person_of(account, new_password, site.name)
        cost = work or accounts.affordable_work()
        person = accounts.prepare(data_dir, unlocked, new, now, cost)
        with accounts.undone_on_failure(data_dir, unlocked), records.writing(account) as unit:
            vault = accounts.save(data_dir, unlocked, person, now)
            unit.audit(Act.RECOVERY_KEY_USED, account.user, {})
            unit.audit(Act.PASSWORD_RESET, account.user, {"by": "recovery key", "vault": vault})
        attempts.start_anew(data_dir, account.user)
    finally:
        records.close()


def lock(
    session: Session,
    restart: Callable[[], None],
    site_lock: SiteLock | None = None,
    timed_out: bool = False,
) -> None:
    """Ends the session and this process: only a new process has none of it in memory.

    Drafts are in the records already. Whatever fails on the way, the restart happens.
    """
    try:
        leave(session, Act.TIMED_OUT if timed_out else Act.LOCKED)
    finally:
        try:
            if site_lock is not None:
                site_lock.release()
        finally:
            restart()


def sign_out(session: Session, site_lock: SiteLock | None = None) -> None:
    """Ends the session; the records are closed even if the audit could not be written."""
    try:
        leave(session, Act.SIGNED_OUT)
    finally:
        if site_lock is not None:
            site_lock.release()


def leave(session: Session, act: Act) -> None:
    """Writes how the session ended, keeps the newest audit entry, closes the records."""
    try:
        user = session.account.user
        session.records.serve(None)  # who was shut out meanwhile leaves like everybody else
        session.records.write(session.account, lambda unit: unit.audit(act, user, {}))
        keep_anchor(session)
    finally:
        session.records.close()


def _begin(
    data_dir: Path,
    unlocked: UnlockedKeys,
    site: SiteSettings,
    records: Records,
    rooms: Rooms,
    clock: Clock,
    site_lock: SiteLock | None,
) -> Session:
    account = account_of(records, unlocked.user)
    records.serve(account)
    now = clock()
    blocked, generation = what_blocks_signing(data_dir, unlocked, records)
    late = late_clock(records, now)
    _write_sign_in(data_dir, records, account, generation, late)
    used = _protocol(data_dir, records, account, rooms, now)
    ending = ending_soon(data_dir, account, now)
    session = Session(
        account=account,
        site=site,
        records=records,
        keys=unlocked,
        clock=clock,
        protocol=used.protocol,
        data_dir=data_dir,
        new_id=rooms.new_id,
        signing_blocked=blocked,
        warnings=tuple(p for p in (blocked, late, *ending, *used.warnings) if p is not None),
    )
    keep_anchor(session)
    if site_lock is not None:
        with suppress(Problem):  # a full disk: the old name stays, and the lock holds all the same
            site_lock.name_holder(account.printed_name)
    return session


def _protocol(
    data_dir: Path, records: Records, account: Account, rooms: Rooms, now: datetime
) -> InUse:
    """The protocol that counts now, and what was set aside for it, which is told to the audit."""
    from workstation.workflows import site_protocol  # noqa: PLC0415 - loaded when let in

    used = site_protocol.in_use(data_dir, records, now, rooms.protocol)
    site_protocol.note_in_use(records, account.user, used)
    return used


def account_of(records: Records, user: str) -> Account:
    """The open account of a user; the role counts that the database holds, not the vault."""
    with records.reading() as unit:
        account = unit.accounts.find(user)
    if account is None or not account.active:
        raise Problem(Situation.ACCOUNT_DISABLED)
    return account


def _write_sign_in(
    data_dir: Path, records: Records, account: Account, generation: int, late: Problem | None
) -> None:
    """The sign-in, and the wrong passwords since the last one, which nobody could write then."""
    tries = attempts.failed_tries(data_dir)

    def write(unit: Writing) -> None:
        for failed in tries:
            act = Act.LOCKED_OUT if failed.refused else Act.SIGN_IN_FAILED
            unit.audit(act, failed.user, {"at": failed.at.isoformat()})
        unit.audit(Act.SIGNED_IN, account.user, {"role": account.role.value, "vault": generation})
        if late is not None:
            unit.audit(Act.CLOCK_WARNING, account.user, {"problem": late.sentence})

    records.write(account, write)  # a full disk must not keep a nurse from a patient
    attempts.forget(data_dir, tries)
