"""What the vault file holds, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from workstation.vault.passwords import Derivation


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret under AES-256-GCM."""

    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class Person:
    """An account as the vault knows it. A closed one has no data key any more.

    ``certificate`` is DER: for reports, or for statements of the site; ``authority_key`` is an
    administrator's. The role is kept in the database, where nobody can edit it from outside.
    """

    user: str
    name: str
    credentials: str
    active: bool
    derivation: Derivation
    data_key: Sealed | None
    signing_key: Sealed | None = None
    authority_key: Sealed | None = None
    certificate: bytes = b""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Someone who gets an account. ``signs``: reports; ``administers``: has the authority's key."""

    user: str
    name: str
    credentials: str
    password: str = field(repr=False)
    signs: bool = False
    administers: bool = False


@dataclass(frozen=True, slots=True)
class Recovery:
    """The same secrets under the recovery key."""

    derivation: Derivation
    data_key: Sealed
    authority_key: Sealed


@dataclass(frozen=True, slots=True)
class Revocation:
    """A certificate that no longer counts, by serial number; ``reason`` as X.509 names it."""

    serial: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Vault:
    """The whole file. ``finished`` is False while the site is still being set up.

    ``site_name`` is for the sign-in window; what the program goes by is in ``settings``,
    sealed with the data key. ``generation`` rises with each write, and ``seal`` binds all of it
    to the data key: who edits the file from outside is found out by whoever signs in next.
    """

    site_id: str
    site_name: str
    finished: bool
    authority: bytes
    crl: bytes
    crl_number: int
    recovery: Recovery
    people: Mapping[str, Person] = field(default_factory=lambda: MappingProxyType({}))
    revoked: tuple[Revocation, ...] = ()
    settings: Sealed | None = None
    generation: int = field(default=0, compare=False)
    seal: bytes = field(default=b"", compare=False, repr=False)
