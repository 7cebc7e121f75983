"""The site's own authority: its certificate, the signers' certificates, the revocation list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from workstation.site.problems import Problem, Situation
from workstation.vault.vault_values import Revocation

KEY_BITS = 3072
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
CRL_ADDRESS = "http://crl.crs-workstation.invalid/site.crl"
"""Never fetched: verifiers only look up a list for a certificate that names a place for one."""

_AUTHORITY_LASTS = timedelta(days=365 * 20)
_SIGNER_LASTS = timedelta(days=365 * 5)
_LIST_LASTS = timedelta(days=365 * 10)
_SLACK = timedelta(minutes=5)
"""Certificates begin a little earlier, so that a clock set right by minutes does not stop work."""


def new_key(bits: int = KEY_BITS) -> rsa.RSAPrivateKey:
    """A fresh RSA key. RSA, because an ECDSA signature would break PDF/A."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def key_bytes(key: rsa.RSAPrivateKey) -> bytes:
    """A private key as PKCS #8 DER, to be sealed at once."""
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def load_key(data: bytes) -> rsa.RSAPrivateKey:
    """A private key that came out of a seal, which already proved that it is unchanged."""
    key = serialization.load_der_private_key(data, None, unsafe_skip_rsa_key_validation=True)
    return cast("rsa.RSAPrivateKey", key)


def make_authority(site_name: str, key: rsa.RSAPrivateKey, now: datetime) -> x509.Certificate:
    """The site's self-signed certificate. It may certify signers, and nobody below them."""
    name = _name(f"{_short(site_name, 40)} report authority", site_name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + _AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certifies=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def make_signer(
    user: str,
    printed_name: str,
    public_key: rsa.RSAPublicKey,
    authority: x509.Certificate,
    authority_key: rsa.RSAPrivateKey,
    now: datetime,
    documents: bool = True,
) -> x509.Certificate:
    """A person's certificate, for reports (``documents``) or for statements of the site only.

    The purpose e-mail protection stands beside document signing because common verifiers trust
    a document signer only with it. A certificate for statements has neither: a report that its
    holder signed somewhere else passes no verifier.
    """
    organisation = authority.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
    subject = _name(printed_name, str(organisation), user)
    purposes = [DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    if not documents:
        purposes = [ExtendedKeyUsageOID.CLIENT_AUTH]
    place = x509.DistributionPoint([x509.UniformResourceIdentifier(CRL_ADDRESS)], None, None, None)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(authority.subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(min(now + _SIGNER_LASTS, authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certifies=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.CRLDistributionPoints([place]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(_issued_by(authority), critical=False)
    )
    return builder.sign(authority_key, hashes.SHA256())


def make_crl(
    authority: x509.Certificate,
    authority_key: rsa.RSAPrivateKey,
    revoked: Iterable[Revocation],
    number: int,
    now: datetime,
) -> x509.CertificateRevocationList:
    """The list of revoked certificates. An empty one is issued too: verifiers insist on one."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(now - _SLACK)
        .next_update(now + _LIST_LASTS)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_issued_by(authority), critical=False)
    )
    for entry in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(entry.serial)
            .revocation_date(entry.at)
            .add_extension(x509.CRLReason(x509.ReasonFlags(entry.reason)), critical=False)
            .build()
        )
    return builder.sign(authority_key, hashes.SHA256())


def certificate_bytes(thing: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    """A certificate or list as DER."""
    return thing.public_bytes(serialization.Encoding.DER)


def fingerprint(certificate: bytes) -> str:
    """The SHA-256 of a DER certificate, in lower-case hex."""
    return sha256(certificate).hexdigest()


def site_pem(authority: bytes, crl: bytes) -> bytes:
    """What someone outside needs to check a report: the authority and its newest list, as PEM."""
    pem = serialization.Encoding.PEM
    return x509.load_der_x509_certificate(authority).public_bytes(pem) + x509.load_der_x509_crl(
        crl
    ).public_bytes(pem)


def ends_at(certificate: bytes) -> datetime:
    """Until when a DER certificate holds, aware UTC."""
    return x509.load_der_x509_certificate(certificate).not_valid_after_utc


def public_key_fingerprint(certificate: bytes) -> str:
    """The SHA-256 of the public key in a DER certificate, in lower-case hex."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    data = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return sha256(data).hexdigest()


def require_usable(
    certificate: bytes, authority: bytes, crl: bytes, now: datetime, documents: bool = True
) -> None:
    """Raises ``Problem`` certificate_… unless this certificate may sign at ``now``.

    ``documents``: a report; else a statement of the site, which anyone here may sign.
    """
    leaf = x509.load_der_x509_certificate(certificate)
    issuer = x509.load_der_x509_certificate(authority)
    for each in (leaf, issuer):
        if now < each.not_valid_before_utc:
            date = each.not_valid_before_utc.date().isoformat()
            raise Problem(Situation.CERTIFICATE_NOT_YET_VALID, date=date)
        if now > each.not_valid_after_utc:
            date = each.not_valid_after_utc.date().isoformat()
            raise Problem(Situation.CERTIFICATE_EXPIRED, date=date)
    _require_issued_by(leaf, issuer)
    _require_purpose(leaf, documents)
    revocations = x509.load_der_x509_crl(crl)
    if not revocations.is_signature_valid(cast("rsa.RSAPublicKey", issuer.public_key())):
        raise Problem(Situation.CERTIFICATE_UNSUITABLE, reason="the revocation list is not genuine")
    if revocations.get_revoked_certificate_by_serial_number(leaf.serial_number) is not None:
        raise Problem(Situation.CERTIFICATE_REVOKED)


def _require_issued_by(leaf: x509.Certificate, issuer: x509.Certificate) -> None:
    try:
        leaf.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError) as error:
        reason = "it was not issued by this site"
        raise Problem(Situation.CERTIFICATE_UNSUITABLE, reason=reason) from error


def _require_purpose(leaf: x509.Certificate, documents: bool) -> None:
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound as error:
        reason = "it does not say what it is for"
        raise Problem(Situation.CERTIFICATE_UNSUITABLE, reason=reason) from error
    if not usage.content_commitment or (documents and DOCUMENT_SIGNING not in purposes):
        reason = "it is not for signing documents"
        raise Problem(Situation.CERTIFICATE_UNSUITABLE, reason=reason)


def _name(common: str, organisation: str, user: str = "") -> x509.Name:
    """X.509 allows 64 characters for each part; here they are counted as UTF-8."""
    parts = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, _short(organisation)),
        x509.NameAttribute(NameOID.COMMON_NAME, _short(common)),
    ]
    if user:
        parts.append(x509.NameAttribute(NameOID.USER_ID, user))
    return x509.Name(parts)


def _short(text: str, longest: int = 64) -> str:
    return text.encode()[:longest].decode(errors="ignore")


def _usage(certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certifies,
        content_commitment=not certifies,
        key_cert_sign=certifies,
        crl_sign=certifies,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _issued_by(authority: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
