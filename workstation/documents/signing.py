"""Signs a finished PDF: PAdES B-B, certified so that no change at all is allowed afterwards.

Knows nothing of what is on the page. The key is used as it is handed in, parsed once.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from workstation.documents.agreement import FIELD
from workstation.site.problems import Problem, Situation
from workstation.vault.certificates import certificate_bytes, require_usable
from workstation.vault.keys import Signer

_CMS_WITHOUT_CERTIFICATES: Final = 1024
"""Room for everything in the signature but certificates and the signature value, in bytes."""


class KeySigner(signers.Signer):
    """A signer that holds the loaded key; the stock one parses and checks it at each signature."""

    def __init__(self, key: RSAPrivateKey, certificate: bytes, authority: bytes) -> None:
        store: Any = SimpleCertificateStore  # its constructor is not annotated
        registry = store()
        registry.register(asn1_x509.Certificate.load(authority))
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(certificate),
            cert_registry=registry,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
        )
        self._key = key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 - fixed by the mechanism
        dry_run: bool = False,
    ) -> bytes:
        """The RSA signature of the data, or as many zeros for a dry run."""
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


class _QuietWriter(IncrementalPdfFileWriter):
    """Leaves the archive's own dates and producer as they are; the stock one writes "now"."""

    def _update_meta(self) -> None:
        pass


class _TimedSigner(signers.PdfSigner):
    """Signs at a time that is handed in, not at the computer's own."""

    def __init__(
        self, metadata: signers.PdfSignatureMetadata, signer: signers.Signer, at: datetime
    ) -> None:
        super().__init__(metadata, signer=signer)
        self._at = at

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        """The session, with its time set before anything reads it."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def sign(pdf: bytes, signer: Signer, at: datetime, reason: str) -> bytes:
    """The signed file; the given bytes are its beginning.

    ``at`` is aware and becomes the signing time; ``reason`` is the meaning of the signature.
    Raises ``Problem`` certificate_… before anything is signed if the certificate may not sign
    at that time or is not this key's.
    """
    certificate, authority = (
        certificate_bytes(signer.certificate),
        certificate_bytes(signer.authority),
    )
    require_usable(certificate, authority, certificate_bytes(signer.crl), at)
    _require_own_key(signer.key, signer.certificate)
    writer = _QuietWriter(BytesIO(pdf))
    append_signature_field(writer, SigFieldSpec(FIELD, on_page=-1))
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=reason,
    )
    room = _CMS_WITHOUT_CERTIFICATES + len(certificate) + len(authority) + signer.key.key_size // 8
    pdf_signer = _TimedSigner(metadata, KeySigner(signer.key, certificate, authority), at)
    out = BytesIO()
    pdf_signer.sign_pdf(writer, bytes_reserved=2 * room, output=out, existing_fields_only=True)
    return out.getvalue()


def _require_own_key(key: RSAPrivateKey, certificate: x509.Certificate) -> None:
    if key.public_key() != certificate.public_key():
        reason = "it belongs to another key"
        raise Problem(Situation.CERTIFICATE_UNSUITABLE, reason=reason)
