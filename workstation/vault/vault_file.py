"""The vault file: what it holds, how it is read and written. Nothing secret is in it unsealed."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from workstation.site.problems import Problem, Situation
from workstation.vault.files import read_whole, write_whole
from workstation.vault.passwords import Derivation, KdfCost

FORMAT = "crs-workstation vault"
VERSION = 1
NAME = "vault.json"
_LIMIT = 4_000_000


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret under AES-256-GCM."""

    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class Person:
    """An account as the vault knows it. A closed one has no data key any more.

    ``certificate`` is DER, empty for who does not sign; ``authority_key`` is an
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
    """Someone who gets an account, with a certificate to sign or the authority's key."""

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
    sealed with the data key.
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


def path_of(data_dir: Path) -> Path:
    """Where the vault file of a site is."""
    return data_dir / NAME


def read(data_dir: Path) -> Vault:
    """The vault of a site. Raises ``Problem`` no_site, vault_missing, _damaged or _newer."""
    path = path_of(data_dir)
    try:
        text = read_whole(path, _LIMIT)
    except FileNotFoundError as error:
        lost = (data_dir / "records.db").exists()
        situation = Situation.VAULT_MISSING if lost else Situation.NO_SITE
        raise Problem(situation, path=path if lost else data_dir) from error
    try:
        return _from_json(_checked(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Problem(Situation.VAULT_DAMAGED, path=path) from error


def write(data_dir: Path, vault: Vault) -> None:
    """Writes the vault whole; the previous one stays as ``vault.json.bak``."""
    body = _to_json(vault)
    body["check"] = _check(body)
    text = json.dumps(body, indent=1, sort_keys=True)
    write_whole(path_of(data_dir), text.encode("ascii"), keep_previous=True)


@contextmanager
def exclusively(data_dir: Path) -> Iterator[None]:
    """Keeps other processes from changing the vault and the files beside it meanwhile.

    Held for one read and one write, never while a password is derived. Raises vault_busy.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - not needed to show the sign-in

    lock = FileLock(data_dir / "vault.lock", timeout=10, mode=0o600)
    try:
        lock.acquire()
    except (Timeout, OSError) as error:
        if isinstance(error, Timeout):
            raise Problem(Situation.VAULT_BUSY) from error
        raise Problem(Situation.FOLDER_NOT_WRITABLE, path=data_dir) from error
    try:
        yield
    finally:
        lock.release()


def _check(body: Mapping[str, Any]) -> str:
    """Tells damage from a wrong password. Forgery is what the seals are for."""
    rest = {key: value for key, value in body.items() if key != "check"}
    return sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _checked(text: bytes) -> dict[str, Any]:
    body = json.loads(text)
    if body["format"] != FORMAT:
        raise ValueError("another format")
    if isinstance(body["version"], int) and body["version"] > VERSION:
        raise Problem(Situation.VAULT_NEWER)
    if body["version"] != VERSION or body["check"] != _check(body):
        raise ValueError("the check sum does not fit")
    return dict(body)


def _to_json(vault: Vault) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "site_id": vault.site_id,
        "site_name": vault.site_name,
        "settings": vault.settings and _sealed_to_json(vault.settings),
        "finished": vault.finished,
        "authority": _text(vault.authority),
        "crl": _text(vault.crl),
        "crl_number": vault.crl_number,
        "recovery": {
            "derivation": derivation_to_json(vault.recovery.derivation),
            "data_key": _sealed_to_json(vault.recovery.data_key),
            "authority_key": _sealed_to_json(vault.recovery.authority_key),
        },
        "people": {user: _person_to_json(person) for user, person in vault.people.items()},
        "revoked": [
            {"serial": f"{entry.serial:x}", "at": entry.at.isoformat(), "reason": entry.reason}
            for entry in vault.revoked
        ],
    }


def _from_json(body: Mapping[str, Any]) -> Vault:
    recovery = body["recovery"]
    people = {user: _person_from_json(user, entry) for user, entry in body["people"].items()}
    return Vault(
        site_id=str(body["site_id"]),
        site_name=str(body["site_name"]),
        settings=_maybe_sealed(body["settings"]),
        finished=body["finished"] is True,
        authority=_bytes(body["authority"]),
        crl=_bytes(body["crl"]),
        crl_number=int(body["crl_number"]),
        recovery=Recovery(
            _derivation_from_json(recovery["derivation"]),
            _sealed_from_json(recovery["data_key"]),
            _sealed_from_json(recovery["authority_key"]),
        ),
        people=MappingProxyType(people),
        revoked=tuple(
            Revocation(
                int(entry["serial"], 16), datetime.fromisoformat(entry["at"]), entry["reason"]
            )
            for entry in body["revoked"]
        ),
    )


def _person_to_json(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "credentials": person.credentials,
        "active": person.active,
        "derivation": derivation_to_json(person.derivation),
        "data_key": person.data_key and _sealed_to_json(person.data_key),
        "signing_key": person.signing_key and _sealed_to_json(person.signing_key),
        "authority_key": person.authority_key and _sealed_to_json(person.authority_key),
        "certificate": _text(person.certificate),
    }


def _person_from_json(user: str, entry: Mapping[str, Any]) -> Person:
    return Person(
        user=user,
        name=str(entry["name"]),
        credentials=str(entry["credentials"]),
        active=entry["active"] is True,
        derivation=_derivation_from_json(entry["derivation"]),
        data_key=_maybe_sealed(entry["data_key"]),
        signing_key=_maybe_sealed(entry["signing_key"]),
        authority_key=_maybe_sealed(entry["authority_key"]),
        certificate=_bytes(entry["certificate"]),
    )


def derivation_to_json(derivation: Derivation) -> dict[str, Any]:
    """The parameters as the file shows them and as each seal is bound to them."""
    return {
        "algorithm": "argon2id",
        "passes": derivation.cost.passes,
        "memory_kib": derivation.cost.memory_kib,
        "lanes": derivation.cost.lanes,
        "salt": _text(derivation.salt),
    }


def _derivation_from_json(entry: Mapping[str, Any]) -> Derivation:
    numbers = [entry[key] for key in ("passes", "memory_kib", "lanes")]
    if entry["algorithm"] != "argon2id" or not all(type(number) is int for number in numbers):
        raise ValueError("an unknown derivation")
    derivation = Derivation(KdfCost(*numbers), _bytes(entry["salt"]))
    if not derivation.within_bounds():
        raise ValueError("a derivation out of bounds")
    return derivation


def _sealed_to_json(sealed: Sealed) -> dict[str, str]:
    return {"nonce": _text(sealed.nonce), "ciphertext": _text(sealed.ciphertext)}


def _sealed_from_json(entry: Mapping[str, str]) -> Sealed:
    return Sealed(_bytes(entry["nonce"]), _bytes(entry["ciphertext"]))


def _maybe_sealed(entry: Mapping[str, str] | None) -> Sealed | None:
    return None if entry is None else _sealed_from_json(entry)


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)
