"""Keeping the site: accounts, passwords, certificates, settings, and what outsiders need to check.

The vault is changed inside the transaction that records it; if the record fails, the vault is
put back. A new account's password is typed by its person in the administrator's dialog.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.site import SiteSettings
from workstation.site.staff import Account, Role, Task
from workstation.vault import accounts as vault_accounts
from workstation.vault import attempts, certificates, keys, settings, vault_file
from workstation.vault.accounts import Work, affordable_work
from workstation.vault.files import require_outside, write_whole
from workstation.vault.passwords import require_strong
from workstation.workflows.checks import (
    NewAccount,
    checked_line,
    checked_person,
    checked_settings,
    person_of,
)
from workstation.workflows.session import EVERYONE, Session, allowed, keep_anchor

if TYPE_CHECKING:
    from workstation.records.store import Writing
    from workstation.vault.vault_values import Person


@allowed(Role.ADMINISTRATOR)
def accounts(session: Session) -> tuple[Account, ...]:
    """All accounts, closed ones too, by user name."""
    with session.records.reading() as unit:
        return tuple(unit.accounts.list())


@allowed(Role.ADMINISTRATOR)
def add_account(
    session: Session,
    user: str,
    name: str,
    credentials: str,
    role: Role,
    password: str,
    work: Work | None = None,
) -> Account:
    """Adds an account with its keys and its certificate.

    Raises ``Problem`` bad_user_name, weak_password, user_exists or not_accepted.
    """
    new = checked_person(NewAccount(user, name, credentials, password), role, session.site.name)
    _refuse_taken(session, new.user)
    now = session.clock()
    person = vault_accounts.prepare(
        session.data_dir, session.keys, new, now, work or affordable_work()
    )
    with (
        vault_accounts.undone_on_failure(session.data_dir, session.keys),
        session.records.writing(session.account) as unit,
    ):
        account = unit.accounts.add(new.user, new.name, new.credentials, role)
        vault = vault_accounts.save(session.data_dir, session.keys, person, now)
        told = {"role": role.value, "vault": vault, **_certificate(person)}
        unit.audit(Act.ACCOUNT_ADDED, new.user, told)
    return account


@allowed(Role.ADMINISTRATOR)
def disable_account(session: Session, user: str, reason: str = "") -> Account:
    """Closes an account for good and revokes its certificate. Its records stay as they are.

    Raises ``Problem`` last_administrator or not_found. Closing a closed one again is harmless.
    """
    why = checked_line(reason, "the reason", 200, empty=True)
    with (
        vault_accounts.undone_on_failure(session.data_dir, session.keys),
        session.records.writing(session.account) as unit,
    ):
        before = unit.accounts.get(user)
        if before.role is Role.ADMINISTRATOR and not _others_administer(unit, user):
            raise Problem(Situation.LAST_ADMINISTRATOR)
        closed = unit.accounts.update(user, active=False)
        vault = vault_accounts.close(session.data_dir, session.keys, user, session.clock())
        told = {"active": [before.active, False], "reason": why, "vault": vault}
        unit.audit(Act.ACCOUNT_DISABLED, user, told)
    return closed


@allowed(Role.ADMINISTRATOR)
def reset_password(session: Session, user: str, password: str, work: Work | None = None) -> Account:
    """Gives a person who forgot theirs another password, and a new key and certificate.

    The old certificate is revoked; the old key is never revealed. Raises ``Problem``
    weak_password, not_found or account_disabled.
    """
    account = _open_account(session, user)
    new = person_of(account, password, session.site.name)
    now = session.clock()
    person = vault_accounts.prepare(
        session.data_dir, session.keys, new, now, work or affordable_work()
    )
    with (
        vault_accounts.undone_on_failure(session.data_dir, session.keys),
        session.records.writing(session.account) as unit,
    ):
        vault = vault_accounts.save(session.data_dir, session.keys, person, now)
        unit.audit(Act.PASSWORD_RESET, user, {"vault": vault, **_certificate(person)})
    attempts.start_anew(session.data_dir, user)
    return account


@allowed(Role.ADMINISTRATOR)
def renew_certificate(session: Session, user: str) -> None:
    """A new certificate for a person whose certificate ends. The key stays the person's own."""
    now = session.clock()
    account = _open_account(session, user)
    documents = account.role.may(Task.SIGN)
    person = vault_accounts.prepare_renewal(
        session.data_dir, session.keys, user, account.printed_name, documents, now
    )
    with (
        vault_accounts.undone_on_failure(session.data_dir, session.keys),
        session.records.writing(session.account) as unit,
    ):
        vault = vault_accounts.save(session.data_dir, session.keys, person, now)
        unit.audit(Act.CERTIFICATE_RENEWED, user, {"vault": vault, **_certificate(person)})


@allowed(Role.ADMINISTRATOR)
def renew_recovery_key(session: Session) -> str:
    """Another recovery key, to be printed and shown once: the old one was used, seen or lost."""
    with (
        vault_accounts.undone_on_failure(session.data_dir, session.keys),
        session.records.writing(session.account) as unit,
    ):
        key, vault = vault_accounts.renew_recovery_key(session.data_dir, session.keys)
        unit.audit(Act.RECOVERY_KEY_RENEWED, "", {"vault": vault})
    return key


@allowed(*EVERYONE)
def change_password(session: Session, old: str, new: str, work: Work | None = None) -> None:
    """Changes one's own password. Raises ``Problem`` wrong_password, weak_password or a delay."""
    account = session.account
    require_strong(new, account.user, account.name, session.site.name)
    if new == old:
        raise Problem(Situation.NOT_ACCEPTED, what="The new password is the old one.")
    cost = (work or affordable_work()).cost
    before, after = keys.prepare_new_password(
        session.data_dir, account.user, old, new, session.clock(), cost
    )
    with (
        vault_accounts.undone_on_failure(session.data_dir, session.keys),
        session.records.writing(account) as unit,
    ):
        vault = keys.exchange(session.data_dir, session.keys.data_key, before, after)
        unit.audit(Act.PASSWORD_CHANGED, account.user, {"vault": vault})


@allowed(*EVERYONE)
def site_pem(session: Session) -> bytes:
    """The site's certificate and newest revocation list, for whoever checks a report outside."""
    vault = vault_file.read(session.data_dir)
    return certificates.site_pem(vault.authority, vault.crl)


@allowed(*EVERYONE)
def save_site_pem(session: Session, out: Path) -> Path:
    """Writes ``site_pem`` to a file, whole. Raises ``Problem`` folder_not_writable or is_a_link."""
    require_outside(session.data_dir, out)
    write_whole(out, site_pem(session))
    return out


@allowed(Role.ADMINISTRATOR)
def update_site(session: Session, new: SiteSettings) -> SiteSettings:
    """Changes the site's settings; they count from the next sign-in on. Gives them trimmed."""
    site = checked_settings(new)
    before, after = asdict(session.site), asdict(site)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    with (
        vault_accounts.undone_on_failure(session.data_dir, session.keys),
        session.records.writing(session.account) as unit,
    ):
        vault = settings.save_settings(session.data_dir, session.keys.data_key, site)
        unit.audit(Act.SITE_UPDATED, "", {"changed": changed, "vault": vault})
    return site


@allowed(Role.ADMINISTRATOR)
def trust_records(session: Session, reason: str) -> None:
    """Lets signing go on after an administrator has checked why it was blocked. Recorded.

    It counts from the next sign-in on. A broken audit stays broken, and a vault that was
    changed from outside stays changed: these are not to be trusted.
    """
    blocked = session.signing_blocked
    if blocked is None:
        return
    if blocked.situation in {Situation.AUDIT_BROKEN, Situation.VAULT_CHANGED}:
        raise blocked
    vault = vault_file.read_genuine(session.data_dir, session.keys.data_key).generation
    why = checked_line(reason, "the reason", 200)
    with session.records.writing(session.account) as unit:
        unit.audit(
            Act.RECORDS_TRUSTED, "", {"problem": blocked.code, "reason": why, "vault": vault}
        )
    keep_anchor(session, even_if_blocked=True)


def _open_account(session: Session, user: str) -> Account:
    """The account as the records hold it; its name and role count, not those of any file."""
    with session.records.reading() as unit:
        account = unit.accounts.get(user)
    if not account.active:
        raise Problem(Situation.ACCOUNT_DISABLED)
    return account


def _refuse_taken(session: Session, user: str) -> None:
    """Before the second or two that making keys takes; the transaction asks again."""
    with session.records.reading() as unit:
        if unit.accounts.find(user) is not None:
            raise Problem(Situation.USER_EXISTS, user=user)


def _others_administer(unit: Writing, user: str) -> bool:
    return any(
        account.active and account.role is Role.ADMINISTRATOR and account.user != user
        for account in unit.accounts.list()
    )


def _certificate(person: Person) -> dict[str, str]:
    """What the audit keeps of a new certificate."""
    if not person.certificate:
        return {}
    return {"certificate_sha256": certificates.fingerprint(person.certificate)}
