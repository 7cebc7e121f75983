"""Who issued a signer's certificate, and whether it still holds: the site's side of a check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID

from workstation.site.problems import Problem, Situation
from workstation.vault.certificates import DOCUMENT_SIGNING, certificate_bytes

_BLOCK: Final = re.compile(rb"-----BEGIN (CERTIFICATE|X509 CRL)-----.*?-----END \1-----", re.DOTALL)
_COMPROMISED: Final = frozenset(
    {x509.ReasonFlags.key_compromise, x509.ReasonFlags.ca_compromise, x509.ReasonFlags.unspecified}
)


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A site whose reports can be told: its authority and its newest revocation list."""

    authority: x509.Certificate
    crl: x509.CertificateRevocationList

    @property
    def der(self) -> bytes:
        """The authority's certificate."""
        return certificate_bytes(self.authority)


def known_site(pem: bytes) -> KnownSite:
    """Reads ``site.pem``. Raises ``Problem`` not_accepted unless it holds a site's two parts."""
    blocks = [(match[1], match[0]) for match in _BLOCK.finditer(pem)]
    try:
        authorities = [x509.load_pem_x509_certificate(b) for k, b in blocks if k == b"CERTIFICATE"]
        lists = [x509.load_pem_x509_crl(block) for kind, block in blocks if kind != b"CERTIFICATE"]
        authority = authorities[0]
        genuine = [crl for crl in lists if crl.is_signature_valid(_key(authority))]
        return KnownSite(authority, max(genuine, key=lambda crl: crl.last_update_utc))
    except (ValueError, IndexError, TypeError) as error:
        what = "This is not a site file: it needs the site's certificate and its revocation list."
        raise Problem(Situation.NOT_ACCEPTED, what=what) from error


def _key(certificate: x509.Certificate) -> RSAPublicKey:
    return cast("RSAPublicKey", certificate.public_key())


def issued_by(leaf: x509.Certificate, authority: x509.Certificate) -> bool:
    """Whether the authority really signed this certificate, and its own."""
    try:
        leaf.verify_directly_issued_by(authority)
        authority.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def refusal(leaf: x509.Certificate, authority: x509.Certificate, at: datetime) -> str:
    """Why this certificate could not sign a report at that time; "" if it could."""
    for each, whose in ((leaf, "signer"), (authority, "site")):
        if at < each.not_valid_before_utc:
            return f"The {whose}'s certificate was not yet valid when this was signed."
        if at > each.not_valid_after_utc:
            return f"The {whose}'s certificate had expired when this was signed."
    return "" if _for_documents(leaf) else "The signer's certificate is not for signing documents."


def _for_documents(leaf: x509.Certificate) -> bool:
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        basic = leaf.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    return usage.content_commitment and DOCUMENT_SIGNING in purposes and not basic.ca


@dataclass(frozen=True, slots=True)
class Revocation:
    """When a certificate was revoked, and whether its key may be in other hands."""

    at: datetime
    compromised: bool


def revocation(leaf: x509.Certificate, site: KnownSite) -> Revocation | None:
    """What the site's newest list says of a certificate."""
    entry = site.crl.get_revoked_certificate_by_serial_number(leaf.serial_number)
    if entry is None:
        return None
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        reason = x509.ReasonFlags.unspecified
    return Revocation(entry.revocation_date_utc, reason in _COMPROMISED)


def named(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    """One part of a certificate's subject; "" where it has none."""
    parts = certificate.subject.get_attributes_for_oid(oid)
    return str(parts[0].value) if parts else ""


def person(certificate: x509.Certificate) -> str:
    """The printed name in a certificate."""
    return named(certificate, NameOID.COMMON_NAME)


def user(certificate: x509.Certificate) -> str:
    """The sign-in name in a certificate."""
    return named(certificate, NameOID.USER_ID)


def organisation(certificate: x509.Certificate) -> str:
    """The site's name in a certificate."""
    return named(certificate, NameOID.ORGANIZATION_NAME)
