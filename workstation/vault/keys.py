"""Who can open the records: one random data key, sealed for each person under their password.

Beside it each person has a private signing key that nobody else can open, and an administrator
the authority's key. A seal is bound to its owner, its purpose, the site, its authority and the
cost of the derivation, so that none of these can be exchanged in the file.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from workstation.site.problems import Problem, Situation
from workstation.vault import attempts, vault_file
from workstation.vault.passwords import (
    Derivation,
    KdfCost,
    derive,
    new_derivation,
    plain_recovery_key,
)
from workstation.vault.vault_file import FORMAT, VERSION
from workstation.vault.vault_values import Person, Sealed, Vault

if TYPE_CHECKING:  # the sign-in window comes up before these are loaded
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

DATA_KEY = "data_key"
SIGNING_KEY = "signing_key"
AUTHORITY_KEY = "authority_key"
RECOVERY_OWNER = "(recovery)"


@dataclass(frozen=True, slots=True)
class UnlockedKeys:
    """What a password opened: the data key (32 bytes) and, for administrators, the authority's.

    The private signing key is not among them: it is opened for each signature (``Signer``).
    """

    user: str
    data_key: bytes = field(repr=False)
    authority_key: bytes | None = field(repr=False, default=None)
    certificate: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class Signer:
    """Everything needed for one signature. The key lives only as long as this value."""

    user: str
    key: RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate
    authority: x509.Certificate
    crl: x509.CertificateRevocationList
    fingerprint: str


def unlock(data_dir: Path, user: str, password: str, now: datetime) -> UnlockedKeys:
    """Opens what a person may open. Raises ``Problem`` wrong_password or sign_in_delayed.

    An unknown name and a closed account take as long and say the same as a wrong password.
    """
    vault, person, key, data_key = _prove(data_dir, user, password, now)
    authority_key = None
    if person.authority_key is not None:
        # one that does not open is told as a changed file, and keeps nobody from a patient
        seal = person.authority_key
        authority_key = _try_open(vault, person.user, AUTHORITY_KEY, person.derivation, key, seal)
    return UnlockedKeys(person.user, data_key, authority_key, person.certificate)


def unlock_signer(
    data_dir: Path, user: str, password: str, now: datetime, documents: bool = True
) -> Signer:
    """Asks for the password again and opens the key for one signature.

    ``documents``: under a report, which needs a certificate for that; else under a statement.

    Raises ``Problem`` wrong_password, sign_in_delayed, certificate_expired,
    certificate_not_yet_valid, certificate_revoked, certificate_unsuitable or vault_changed.
    """
    from cryptography import x509  # noqa: PLC0415 - not needed to show the sign-in

    from workstation.vault import certificates  # noqa: PLC0415

    vault, person, key, data_key = _prove(data_dir, user, password, now)
    _require_genuine(data_dir, vault, data_key)
    if person.signing_key is None:
        reason = "this account has no signing key"
        raise Problem(Situation.CERTIFICATE_UNSUITABLE, reason=reason)
    certificates.require_usable(person.certificate, vault.authority, vault.crl, now, documents)
    purpose = signing_purpose(person.certificate)
    private = open_seal(vault, person.user, purpose, person.derivation, key, person.signing_key)
    return Signer(
        user=person.user,
        key=certificates.load_key(private),
        certificate=x509.load_der_x509_certificate(person.certificate),
        authority=x509.load_der_x509_certificate(vault.authority),
        crl=x509.load_der_x509_crl(vault.crl),
        fingerprint=certificates.fingerprint(person.certificate),
    )


def unlock_by_recovery(data_dir: Path, recovery_key: str, now: datetime) -> UnlockedKeys:
    """Emergency access with the printed recovery key. Raises wrong_recovery_key or a delay."""
    vault = vault_file.read(data_dir)
    attempts.count_try(data_dir, attempts.RECOVERY, now)
    recovery = vault.recovery
    key = derive(plain_recovery_key(recovery_key), recovery.derivation)
    opened = [
        _try_open(vault, RECOVERY_OWNER, purpose, recovery.derivation, key, seal)
        for purpose, seal in (
            (DATA_KEY, recovery.data_key),
            (AUTHORITY_KEY, recovery.authority_key),
        )
    ]
    data_key, authority_key = opened
    if data_key is None or authority_key is None:
        raise Problem(Situation.WRONG_RECOVERY_KEY)
    attempts.forgive(data_dir, attempts.RECOVERY, now)
    return UnlockedKeys(RECOVERY_OWNER, data_key, authority_key)


def prepare_new_password(
    data_dir: Path, user: str, old: str, new: str, now: datetime, cost: KdfCost
) -> tuple[Person, Person]:
    """Seals what a person has anew under another password; gives the person before and after.

    The keys stay the same. ``exchange`` puts the change into the vault.
    """
    vault, person, key, data_key = _prove(data_dir, user, old, now)
    _require_genuine(data_dir, vault, data_key)
    derivation = new_derivation(cost)
    new_key = derive(new, derivation)

    def anew(purpose: str, sealed: Sealed | None) -> Sealed | None:
        if sealed is None:
            return None
        secret = open_seal(vault, person.user, purpose, person.derivation, key, sealed)
        return seal(vault, person.user, purpose, derivation, new_key, secret)

    signing = person.signing_key and signing_purpose(person.certificate)
    return person, replace(
        person,
        derivation=derivation,
        data_key=anew(DATA_KEY, person.data_key),
        signing_key=anew(signing or "", person.signing_key),
        authority_key=anew(AUTHORITY_KEY, person.authority_key),
    )


def exchange(data_dir: Path, data_key: bytes, before: Person, after: Person) -> int:
    """Puts a changed person into the vault, unless they were changed meanwhile: vault_busy.

    Gives the generation of the vault.
    """
    with vault_file.exclusively(data_dir):
        vault = vault_file.read_genuine(data_dir, data_key)
        if vault.people.get(before.user) != before:
            raise Problem(Situation.VAULT_BUSY)
        return vault_file.write(data_dir, with_person(vault, after), data_key)


def with_person(vault: Vault, person: Person) -> Vault:
    """The vault with this person added or changed."""
    return replace(vault, people=MappingProxyType({**vault.people, person.user: person}))


def signing_purpose(certificate: bytes) -> str:
    """A signing key is bound to its public key, not to a certificate that may be renewed."""
    from workstation.vault import certificates  # noqa: PLC0415 - not needed to show the sign-in

    return f"{SIGNING_KEY}:{certificates.public_key_fingerprint(certificate)}"


def seal(
    vault: Vault, owner: str, purpose: str, derivation: Derivation, key: bytes, secret: bytes
) -> Sealed:
    """Encrypts a secret for its owner, bound to everything that stands beside it in the file."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    nonce = os.urandom(12)
    bound = _bound(vault, owner, purpose, derivation)
    return Sealed(nonce, AESGCM(key).encrypt(nonce, secret, bound))


def open_seal(
    vault: Vault, owner: str, purpose: str, derivation: Derivation, key: bytes, sealed: Sealed
) -> bytes:
    """The secret. Raises ``Problem`` vault_damaged if anything bound to it was exchanged."""
    opened = _try_open(vault, owner, purpose, derivation, key, sealed)
    if opened is None:
        raise Problem(Situation.VAULT_DAMAGED, path=vault_file.NAME)
    return opened


def _prove(
    data_dir: Path, user: str, password: str, now: datetime
) -> tuple[Vault, Person, bytes, bytes]:
    """The person, their key-encryption key and the data key that the password has opened."""
    vault = vault_file.read(data_dir)
    name = user.strip().lower()
    person = vault.people.get(name)
    counted = name if person is not None else attempts.UNKNOWN
    attempts.count_try(data_dir, counted, now)
    # the recovery key's derivation costs the same: an unknown name must not answer sooner
    key = derive(password, person.derivation if person else vault.recovery.derivation)
    if person is None or person.data_key is None or not person.active:
        raise Problem(Situation.WRONG_PASSWORD)
    data_key = _try_open(vault, name, DATA_KEY, person.derivation, key, person.data_key)
    if data_key is None:
        raise Problem(Situation.WRONG_PASSWORD)
    attempts.forgive(data_dir, counted, now)
    return vault, person, key, data_key


def _require_genuine(data_dir: Path, vault: Vault, data_key: bytes) -> None:
    if not vault_file.is_genuine(vault, data_key):
        raise Problem(Situation.VAULT_CHANGED, path=vault_file.path_of(data_dir))


def _try_open(
    vault: Vault, owner: str, purpose: str, derivation: Derivation, key: bytes, sealed: Sealed
) -> bytes | None:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    bound = _bound(vault, owner, purpose, derivation)
    try:
        return AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, bound)
    except (InvalidTag, ValueError):  # ValueError: a nonce of an impossible length
        return None


def _bound(vault: Vault, owner: str, purpose: str, derivation: Derivation) -> bytes:
    """The associated data, spelled in exactly one way."""
    from hashlib import sha256  # noqa: PLC0415

    facts = {
        "format": FORMAT,
        "version": VERSION,
        "site": vault.site_id,
        "authority": sha256(vault.authority).hexdigest(),
        "owner": owner,
        "purpose": purpose,
        "derivation": vault_file.derivation_to_json(derivation),
    }
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode("ascii")
