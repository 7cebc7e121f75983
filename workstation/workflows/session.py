"""Who is working, with what; and which roles each workflow function lets in.

Nobody may call a workflow function that does not name its roles.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from workstation.site.clock import Clock
from workstation.site.problems import Problem, Situation
from workstation.site.site import SiteSettings
from workstation.site.staff import Account, Role

if TYPE_CHECKING:  # the sign-in window comes up before the database and the protocol are loaded
    from workstation.clinical.protocol import Protocol
    from workstation.records.store import Records
    from workstation.vault.keys import Signer, UnlockedKeys

RECORDS = "records.db"

_log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Session:
    """One person's work between signing in and locking. Handed to every workflow function.

    ``signing_blocked`` says why nothing may be signed, such as an old copy of the records;
    ``warnings`` are to be shown once.
    """

    account: Account
    site: SiteSettings
    records: Records = field(repr=False)
    keys: UnlockedKeys = field(repr=False)
    clock: Clock = field(repr=False)
    protocol: Protocol = field(repr=False)
    data_dir: Path
    new_id: Callable[[], str] = field(repr=False)
    signing_blocked: Problem | None = None
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Entrance:
    """A workflow function and the roles it lets in."""

    function: Callable[..., Any]
    roles: frozenset[Role]


EVERYONE = (Role.NURSE, Role.PRESCRIBER, Role.MANAGER, Role.ADMINISTRATOR)
"""Who may read what the site works by: its protocol, its certificate, a report's verdict."""

_entrances: dict[str, Entrance] = {}


def public_functions() -> Mapping[str, Entrance]:
    """Every function guarded by ``allowed`` so far, by ``module.name``."""
    return MappingProxyType(_entrances)


def allowed(
    *roles: Role,
) -> Callable[[Callable[Concatenate[Session, P], R]], Callable[Concatenate[Session, P], R]]:
    """Lets only these roles call the function; all others get ``Problem`` not_allowed."""
    admitted = frozenset(roles)

    def guard(
        function: Callable[Concatenate[Session, P], R],
    ) -> Callable[Concatenate[Session, P], R]:
        @functools.wraps(function)
        def guarded(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
            check_role(session, admitted)
            return function(session, *args, **kwargs)

        _entrances[f"{function.__module__}.{function.__qualname__}"] = Entrance(guarded, admitted)
        return guarded

    return guard


def check_role(session: Session, admitted: frozenset[Role]) -> None:
    """Raises ``Problem`` not_allowed unless the session's account is active and of these roles."""
    account = session.account
    if not account.active or account.role not in admitted:
        raise Problem(Situation.NOT_ALLOWED, role=account.role.value)


def zone_of(site: SiteSettings) -> tzinfo:
    """The time zone in which a site reads the clock."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - not needed to show the sign-in

    return ZoneInfo(site.time_zone)


def open_signer(session: Session, password: str, documents: bool = True) -> Signer:
    """The session's own signing key for one signature, after its password was asked again.

    ``documents``: under a report; else under a statement, such as an approval.

    Raises ``Problem`` wrong_password, sign_in_delayed, certificate_… or, where signing is
    blocked for this session, what blocks it.
    """
    from workstation.vault.keys import unlock_signer  # noqa: PLC0415

    if session.signing_blocked is not None:
        raise session.signing_blocked
    return unlock_signer(
        session.data_dir, session.account.user, password, session.clock(), documents
    )


def keep_anchor(session: Session, even_if_blocked: bool = False) -> None:
    """Keeps the newest audit entry beside the vault, so that an older database is noticed.

    Called after each signature and at the end of a session. Not while signing is blocked: the
    note that shows what is wrong must not be overwritten by it. What it follows is done and
    stored; an older note still serves, so a note that cannot be written stops nobody.
    """
    from workstation.vault import beside  # noqa: PLC0415

    if session.signing_blocked is None or even_if_blocked:
        with session.records.reading() as unit:
            head = unit.audit_log.head()
        anchor = beside.Anchor(head.seq, head.hash)
        try:
            beside.save_anchor(session.data_dir, session.keys.data_key, anchor)
        except Problem:
            _log.warning("the note of the newest audit entry was not written")
