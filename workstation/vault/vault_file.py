"""The vault file: what it holds, how it is read and written. Nothing secret is in it unsealed."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from workstation.site.problems import Problem, Situation
from workstation.vault.files import read_whole, refuse_link, write_whole
from workstation.vault.passwords import Derivation, KdfCost
from workstation.vault.vault_values import Person, Recovery, Revocation, Sealed, Vault

FORMAT = "crs-workstation vault"
VERSION = 1
NAME = "vault.json"
_LIMIT = 4_000_000


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
    return _parsed(text, path)


def _parsed(text: bytes, path: Path) -> Vault:
    try:
        return _from_json(_checked(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Problem(Situation.VAULT_DAMAGED, path=path) from error


def people(data_dir: Path) -> tuple[Person, ...]:
    """Everyone with an open account, by printed name."""
    everyone = read(data_dir).people.values()
    return tuple(sorted((p for p in everyone if p.active), key=lambda p: (p.name, p.user)))


def read_genuine(data_dir: Path, data_key: bytes) -> Vault:
    """The vault, if nobody has edited it from outside; else ``Problem`` vault_changed."""
    vault = read(data_dir)
    if not is_genuine(vault, data_key):
        raise Problem(Situation.VAULT_CHANGED, path=path_of(data_dir))
    return vault


def is_genuine(vault: Vault, data_key: bytes) -> bool:
    """Whether the vault is as it was last written by somebody who held the data key."""
    import hmac  # noqa: PLC0415 - not needed to show the sign-in

    return hmac.compare_digest(vault.seal, _seal(_to_json(vault), data_key))


def write(data_dir: Path, vault: Vault, data_key: bytes) -> int:
    """Writes the vault whole and gives its generation; the previous file stays as ``.bak``."""
    generation = vault.generation + 1
    body = _to_json(replace(vault, generation=generation))
    body["seal"] = _text(_seal(body, data_key))
    body["check"] = _check(body)
    text = json.dumps(body, indent=1, sort_keys=True)
    write_whole(path_of(data_dir), text.encode("ascii"), keep_previous=True)
    return generation


@contextmanager
def exclusively(data_dir: Path) -> Iterator[None]:
    """Keeps other processes from changing the vault and the files beside it meanwhile.

    Held for one read and one write, never while a password is derived. Raises vault_busy.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - not needed to show the sign-in

    refuse_link(data_dir / "vault.lock")
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


def _seal(body: Mapping[str, Any], data_key: bytes) -> bytes:
    import hmac  # noqa: PLC0415 - not needed to show the sign-in

    key = hmac.digest(data_key, b"crs-workstation vault file", "sha256")
    return hmac.digest(key, json.dumps(body, sort_keys=True).encode("ascii"), "sha256")


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
        "generation": vault.generation,
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
        generation=int(body["generation"]),
        seal=_bytes(body["seal"]),
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
