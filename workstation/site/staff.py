"""Who works here, and who may do what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Task(StrEnum):
    """What a role can be trusted with."""

    CALL = "call"
    SIGN = "sign"
    READ = "read"
    REPORT = "report"
    EXPORT = "export"
    SEE_AUDIT = "see_audit"
    APPROVE_PROTOCOL = "approve_protocol"
    KEEP_ACCOUNTS = "keep_accounts"
    KEEP_BACKUP = "keep_backup"
    KEEP_SITE = "keep_site"


class Role(StrEnum):
    """The four roles of a site. An account has exactly one."""

    NURSE = "nurse"
    PRESCRIBER = "prescriber"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"

    def may(self, task: Task) -> bool:
        """Whether this role is trusted with the task."""
        return self in PERMISSIONS[task]


_CLINICAL = frozenset({Role.NURSE, Role.PRESCRIBER})
_MANAGER = frozenset({Role.MANAGER})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

PERMISSIONS: Mapping[Task, frozenset[Role]] = MappingProxyType(
    {
        Task.CALL: _CLINICAL,
        Task.SIGN: _CLINICAL,
        Task.READ: _CLINICAL | _MANAGER,
        Task.REPORT: _MANAGER,
        Task.EXPORT: _MANAGER,
        Task.SEE_AUDIT: _MANAGER,
        Task.APPROVE_PROTOCOL: _MANAGER,
        Task.KEEP_ACCOUNTS: _ADMINISTRATOR,
        Task.KEEP_BACKUP: _ADMINISTRATOR,
        Task.KEEP_SITE: _ADMINISTRATOR,
    }
)
"""What the screens offer to a role, and for what its certificate is made.

It opens no door: each function of ``workflows`` names its roles itself (``session.allowed``), and
a test holds that both say the same.
"""


@dataclass(frozen=True, slots=True)
class Account:
    """A person who can sign in. ``user`` is the sign-in name and never changes.

    ``credentials`` are the letters after the name on a signature, such as ``RN``.
    """

    id: int
    user: str
    name: str
    credentials: str
    role: Role
    active: bool
    created_at: datetime

    @property
    def printed_name(self) -> str:
        """The name as a signature prints it: ``N. Okafor, RN``."""
        return printed_name(self.name, self.credentials)


def printed_name(name: str, credentials: str) -> str:
    """``N. Okafor, RN``, or the name alone where no credentials are given."""
    return f"{name}, {credentials}" if credentials else name
