"""A site's authority and its signers, made by the vault's own functions with smaller keys."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509 import ReasonFlags

from tests.documents.summary_factories import SIGNED_AT
from workstation.documents.content import Signer as PrintedSigner
from workstation.documents.content import SummaryContent
from workstation.documents.signing import sign
from workstation.documents.summary import render
from workstation.vault import certificates
from workstation.vault.keys import Signer
from workstation.vault.vault_values import Revocation

BEGUN = SIGNED_AT - timedelta(days=30)


@cache
def key(name: str) -> RSAPrivateKey:
    """One 2048-bit key for each name and session: making them is slow."""
    del name
    return certificates.new_key(2048)


@dataclass(frozen=True)
class Site:
    """An authority with its key and the list it has issued last."""

    name: str
    authority: x509.Certificate
    crl: x509.CertificateRevocationList
    key_name: str
    numbers: count[int] = field(default_factory=lambda: count(2))

    @property
    def pem(self) -> bytes:
        return certificates.site_pem(
            certificates.certificate_bytes(self.authority), certificates.certificate_bytes(self.crl)
        )

    def signer(
        self, user: str = "nokafor", name: str = "Ngozi Okafor, RN", at: datetime = BEGUN
    ) -> Signer:
        """A person with a certificate of this site, made at a time."""
        own = key(user)
        certificate = certificates.make_signer(
            user, name, own.public_key(), self.authority, key(self.key_name), at
        )
        return self.with_certificate(user, certificate)

    def with_certificate(self, user: str, certificate: x509.Certificate) -> Signer:
        der = certificates.certificate_bytes(certificate)
        return Signer(
            user, key(user), certificate, self.authority, self.crl, certificates.fingerprint(der)
        )

    def revoke(self, signer: Signer, at: datetime, reason: ReasonFlags) -> Site:
        """The site after it revoked a certificate."""
        entry = Revocation(signer.certificate.serial_number, at, reason.value)
        crl = certificates.make_crl(
            self.authority, key(self.key_name), [entry], next(self.numbers), at
        )
        return replace(self, crl=crl)


def make_site(name: str = "Riverside Infusion Center", key_name: str = "authority") -> Site:
    authority = certificates.make_authority(name, key(key_name), BEGUN)
    crl = certificates.make_crl(authority, key(key_name), [], 1, BEGUN)
    return Site(name, authority, crl, key_name)


def signed_by(content: SummaryContent, signer: Signer, at: datetime | None = None) -> bytes:
    """The content as the workflow signs it: the page names the signer of the certificate."""
    from workstation.documents.authority import organisation, person

    printed = PrintedSigner(
        signer.user,
        person(signer.certificate),
        organisation(signer.authority),
        f"{signer.certificate.serial_number:x}",
    )
    whole = replace(content, signer=printed, signed_at=at or content.signed_at)
    return sign(render(whole), signer, whole.signed_at, whole.meaning)
