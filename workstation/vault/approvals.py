"""Signatures over statements of the site, such as the approval of a protocol."""

from __future__ import annotations

from typing import cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID

from workstation.vault import certificates
from workstation.vault.keys import Signer


def sign_statement(signer: Signer, statement: bytes) -> tuple[bytes, bytes]:
    """The signature over a statement, and the signer's certificate (DER)."""
    signature = signer.key.sign(statement, padding.PKCS1v15(), hashes.SHA256())
    return signature, certificates.certificate_bytes(signer.certificate)


def is_signed_by(
    user: str, statement: bytes, signature: bytes, certificate: bytes, authority: bytes
) -> bool:
    """Whether this site certified the user for this key, and the key signed the statement.

    A certificate for reports does not count: its holder calls, and states nothing for the site.
    One that was revoked or has ended since then still shows who signed.
    """
    try:
        leaf = x509.load_der_x509_certificate(certificate)
        leaf.verify_directly_issued_by(x509.load_der_x509_certificate(authority))
        key = cast("RSAPublicKey", leaf.public_key())
        key.verify(signature, statement, padding.PKCS1v15(), hashes.SHA256())
        purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    if certificates.DOCUMENT_SIGNING in purposes:
        return False
    names = leaf.subject.get_attributes_for_oid(NameOID.USER_ID)
    return [name.value for name in names] == [user]
