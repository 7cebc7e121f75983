"""Signatures that come to an end: who is told of it, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.site.problems import Problem, Situation
from workstation.site.staff import Account, Role
from workstation.vault import vault_file
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.vault.vault_values import Person

TOLD_TO_ONE = timedelta(days=30)
"""So long before the end its owner is told at each sign-in."""

TOLD_TO_ADMINISTRATOR = timedelta(days=60)


@allowed(Role.ADMINISTRATOR)
def signature_ends(session: Session) -> Mapping[str, datetime]:
    """Until when each open account's signing certificate holds, by user name."""
    return {person.user: _ends_at(person) for person in _signing(session.data_dir)}


def ending_soon(data_dir: Path, account: Account, now: datetime) -> tuple[Problem, ...]:
    """What to tell at a sign-in: that the own certificate ends, and others' to who renews them."""
    ends = {person: _ends_at(person) for person in _signing(data_dir)}
    told = []
    for person, end in ends.items():
        if person.user == account.user and end - now <= TOLD_TO_ONE:
            told.append(Problem(Situation.CERTIFICATE_ENDS, date=end.date().isoformat()))
    soon = [end for end in ends.values() if end - now <= TOLD_TO_ADMINISTRATOR]
    if soon and account.role is Role.ADMINISTRATOR:
        first = min(soon).date().isoformat()
        told.append(Problem(Situation.CERTIFICATES_END, count=len(soon), date=first))
    return tuple(told)


def _signing(data_dir: Path) -> tuple[Person, ...]:
    everyone = vault_file.read(data_dir).people.values()
    return tuple(person for person in everyone if person.active and person.certificate)


def _ends_at(person: Person) -> datetime:
    from workstation.vault.certificates import ends_at  # noqa: PLC0415 - not at the door

    return ends_at(person.certificate)
