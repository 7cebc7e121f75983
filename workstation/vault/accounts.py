"""Making and changing what people can open: the site itself, new people, resets, closing.

All but the first need the authority's key: an administrator's session or the recovery key.
Each change of accounts signs the revocation list anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from workstation.site.problems import Problem, Situation
from workstation.site.staff import printed_name
from workstation.vault import certificates, vault_file
from workstation.vault.keys import (
    AUTHORITY_KEY,
    DATA_KEY,
    RECOVERY_OWNER,
    UnlockedKeys,
    seal,
    signing_purpose,
    with_person,
)
from workstation.vault.passwords import (
    FULL_COST,
    KdfCost,
    affordable,
    derive,
    new_derivation,
    new_recovery_key,
    plain_recovery_key,
)
from workstation.vault.vault_values import NewPerson, Person, Recovery, Revocation, Sealed, Vault

MakeKey = Callable[[], RSAPrivateKey]


@dataclass(frozen=True, slots=True)
class Work:
    """What making keys costs: the derivation, and the key pair. Tests take cheaper ones."""

    cost: KdfCost = FULL_COST
    make_key: MakeKey = certificates.new_key


def affordable_work() -> Work:
    """Full keys, at the derivation's full cost where this computer can pay it."""
    return Work(affordable(FULL_COST))


def create(
    data_dir: Path, site_name: str, site_id: str, first: NewPerson, now: datetime, work: Work
) -> tuple[UnlockedKeys, str]:
    """Makes a site's keys and its first person; gives the keys and the recovery key, once.

    The vault counts as unfinished, and the next ``create`` replaces it, until ``finish``.
    """
    authority_key = work.make_key()
    authority = certificates.make_authority(site_name, authority_key, now)
    crl = certificates.make_crl(authority, authority_key, (), 1, now)
    data_key = secrets.token_bytes(32)
    recovery_key = new_recovery_key()
    nobody = Sealed(b"", b"")
    vault = Vault(
        site_id=site_id,
        site_name=site_name,
        finished=False,
        authority=certificates.certificate_bytes(authority),
        crl=certificates.certificate_bytes(crl),
        crl_number=1,
        recovery=Recovery(new_derivation(work.cost), nobody, nobody),
    )
    keys = UnlockedKeys(first.user, data_key, certificates.key_bytes(authority_key))
    vault = replace(vault, recovery=_recovery(vault, recovery_key, keys))
    vault = with_person(vault, _make_person(vault, keys, first, now, work))
    with vault_file.exclusively(data_dir):
        vault_file.write(data_dir, vault, data_key)
    return keys, recovery_key


def finish(data_dir: Path, keys: UnlockedKeys) -> None:
    """The site is complete: from now on its vault is never replaced by a new one."""
    with vault_file.exclusively(data_dir):
        vault = vault_file.read_genuine(data_dir, keys.data_key)
        vault_file.write(data_dir, replace(vault, finished=True), keys.data_key)


def prepare(
    data_dir: Path, keys: UnlockedKeys, new: NewPerson, now: datetime, work: Work
) -> Person:
    """Makes a person's keys, which takes a second or two; ``save`` puts them into the vault.

    For a person who is there already these are other keys: nobody learns the old private key,
    so nobody can sign in that person's name with it.
    """
    vault = vault_file.read_genuine(data_dir, keys.data_key)
    return _make_person(vault, keys, new, now, work)


def prepare_renewal(
    data_dir: Path, keys: UnlockedKeys, user: str, printed: str, documents: bool, now: datetime
) -> Person:
    """A new certificate for the key that a person already has. Raises certificate_unsuitable."""
    vault = vault_file.read_genuine(data_dir, keys.data_key)
    person = vault.people.get(user)
    if person is None or not person.active or not person.certificate:
        raise Problem(Situation.CERTIFICATE_UNSUITABLE, reason="there is no open account")
    public_key = x509.load_der_x509_certificate(person.certificate).public_key()
    if not isinstance(public_key, RSAPublicKey):  # only RSA keys are ever made here
        raise Problem(Situation.CERTIFICATE_UNSUITABLE, reason="its key is of another kind")
    certificate = _certify(vault, keys, user, printed, public_key, now, documents)
    return replace(person, certificate=certificate)


def save(data_dir: Path, keys: UnlockedKeys, person: Person, now: datetime) -> int:
    """Adds or replaces a person, revokes the certificate that this takes away, signs the list.

    A certificate that is renewed for the same key is not revoked: it simply ends. Gives the
    generation of the vault.
    """
    with vault_file.exclusively(data_dir):
        vault = vault_file.read_genuine(data_dir, keys.data_key)
        before = vault.people.get(person.user)
        revoked = vault.revoked
        if before is not None and before.signing_key != person.signing_key:
            revoked = _revoke(revoked, before.certificate, closed=not person.active, now=now)
        number = vault.crl_number + 1
        crl = certificates.make_crl(
            x509.load_der_x509_certificate(vault.authority),
            certificates.load_key(_authority_key(keys)),
            revoked,
            number,
            now,
        )
        vault = replace(
            with_person(vault, person),
            crl=certificates.certificate_bytes(crl),
            crl_number=number,
            revoked=revoked,
        )
        return vault_file.write(data_dir, vault, keys.data_key)


def close(data_dir: Path, keys: UnlockedKeys, user: str, now: datetime) -> int:
    """Closes an account: its seals are removed and its certificate is revoked. Repeatable.

    Gives the generation of the vault.
    """
    vault = vault_file.read_genuine(data_dir, keys.data_key)
    person = vault.people.get(user)
    if person is None:
        return vault.generation
    closed = replace(person, active=False, data_key=None, signing_key=None, authority_key=None)
    return save(data_dir, keys, closed, now)


def renew_recovery_key(data_dir: Path, keys: UnlockedKeys) -> tuple[str, int]:
    """Another recovery key and the generation of the vault. The printed one opens nothing more."""
    recovery_key = new_recovery_key()
    with vault_file.exclusively(data_dir):
        vault = vault_file.read_genuine(data_dir, keys.data_key)
        derivation = new_derivation(vault.recovery.derivation.cost)
        vault = replace(vault, recovery=replace(vault.recovery, derivation=derivation))
        vault = replace(vault, recovery=_recovery(vault, recovery_key, keys))
        return recovery_key, vault_file.write(data_dir, vault, keys.data_key)


@contextmanager
def undone_on_failure(data_dir: Path, keys: UnlockedKeys) -> Iterator[None]:
    """Puts the vault back as it was if the block fails: what cannot be recorded is not done."""
    before = vault_file.read_genuine(data_dir, keys.data_key)
    try:
        yield
    except BaseException:
        with vault_file.exclusively(data_dir):
            now_there = vault_file.read(data_dir)
            if now_there != before:
                again = replace(before, generation=now_there.generation)
                vault_file.write(data_dir, again, keys.data_key)
        raise


def _make_person(
    vault: Vault, keys: UnlockedKeys, new: NewPerson, now: datetime, work: Work
) -> Person:
    derivation = new_derivation(work.cost)
    key = derive(new.password, derivation)
    person = Person(
        user=new.user,
        name=new.name,
        credentials=new.credentials,
        active=True,
        derivation=derivation,
        data_key=seal(vault, new.user, DATA_KEY, derivation, key, keys.data_key),
    )
    if new.administers:
        authority_key = _authority_key(keys)
        sealed = seal(vault, new.user, AUTHORITY_KEY, derivation, key, authority_key)
        person = replace(person, authority_key=sealed)
    private = work.make_key()
    name = printed_name(new.name, new.credentials)
    certificate = _certify(vault, keys, new.user, name, private.public_key(), now, new.signs)
    purpose = signing_purpose(certificate)
    sealed = seal(vault, new.user, purpose, derivation, key, certificates.key_bytes(private))
    return replace(person, signing_key=sealed, certificate=certificate)


def _certify(
    vault: Vault,
    keys: UnlockedKeys,
    user: str,
    printed_name: str,
    public_key: RSAPublicKey,
    now: datetime,
    documents: bool,
) -> bytes:
    certificate = certificates.make_signer(
        user,
        printed_name,
        public_key,
        x509.load_der_x509_certificate(vault.authority),
        certificates.load_key(_authority_key(keys)),
        now,
        documents,
    )
    return certificates.certificate_bytes(certificate)


def _revoke(
    revoked: tuple[Revocation, ...], certificate: bytes, closed: bool, now: datetime
) -> tuple[Revocation, ...]:
    if not certificate:
        return revoked
    serial = x509.load_der_x509_certificate(certificate).serial_number
    if any(entry.serial == serial for entry in revoked):
        return revoked
    reason = x509.ReasonFlags.cessation_of_operation if closed else x509.ReasonFlags.superseded
    return (*revoked, Revocation(serial, now, reason.value))


def _recovery(vault: Vault, recovery_key: str, keys: UnlockedKeys) -> Recovery:
    derivation = vault.recovery.derivation
    key = derive(plain_recovery_key(recovery_key), derivation)
    return Recovery(
        derivation,
        seal(vault, RECOVERY_OWNER, DATA_KEY, derivation, key, keys.data_key),
        seal(vault, RECOVERY_OWNER, AUTHORITY_KEY, derivation, key, _authority_key(keys)),
    )


def _authority_key(keys: UnlockedKeys) -> bytes:
    if keys.authority_key is None:
        raise Problem(Situation.NOT_ALLOWED, role="without the authority's key")
    return keys.authority_key
