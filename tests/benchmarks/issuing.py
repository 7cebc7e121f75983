"""Rendering and signing a summary, against the same calls on the bare libraries.

The floor draws what our layout drew, call by call, attaches the same record, makes the same
archive by the library's own call (which validates it) and signs with the same key; it lays out,
wraps and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from unittest import mock

import pikepdf
from pikepdf import AttachedFileSpec, Name, ObjectStreamMode, Pdf, pdfa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from reportlab.pdfgen.canvas import Canvas

from tests.benchmarks.figures import Figure, alternating, middle
from tests.documents import signing_factories as signing
from tests.documents.summary_factories import content
from workstation.documents import summary
from workstation.documents.record import record_json
from workstation.documents.signing import KeySigner
from workstation.documents.signing import sign as sign_summary
from workstation.vault import certificates
from workstation.vault.certificates import certificate_bytes
from workstation.vault.keys import Signer

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class _Recorder:
    """Passes calls on to a canvas and writes them down."""

    def __init__(self, canvas: Canvas, calls: list[Call]) -> None:
        self._canvas, self._calls = canvas, calls

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._canvas, name)
        if not callable(method):
            return method

        def call(*args: Any, **kwargs: Any) -> Any:
            if name != "beginPath":
                self._calls.append((name, args, kwargs))
            return method(*args, **kwargs)

        return call


def measure(times: int) -> Figure:
    """The median time of one signed summary."""
    whole = content()
    signer = _full_signer()
    calls, setting = _recorded(lambda: summary.render(whole))
    record = record_json(whole)

    def ours() -> None:
        sign_summary(summary.render(whole), signer, whole.signed_at, whole.meaning)

    def floor() -> None:
        _sign(_archive(_draw(calls, setting), record), signer)

    mine, bare = alternating(ours, floor, times)
    return Figure(
        "render and sign", middle(mine), middle(bare), "ms", 1.25, f"{len(calls)} drawing calls"
    )


def _full_signer() -> Signer:
    """A signer of the tests' site with a key of the full size."""
    key = certificates.new_key()
    site = signing.make_site()
    issuer = signing.key(site.key_name)
    made = certificates.make_signer(
        "nokafor", "Ngozi Okafor, RN", key.public_key(), site.authority, issuer, signing.BEGUN
    )
    return replace(site.with_certificate("nokafor", made), key=key)


def _recorded(render: Callable[[], object]) -> tuple[list[Call], dict[str, Any]]:
    """Every call of one rendering on its canvas, and what the canvas was made with."""
    calls: list[Call] = []
    setting: dict[str, Any] = {}

    def make(out: BytesIO, **given: Any) -> _Recorder:
        setting.update(given)
        return _Recorder(Canvas(out, **given), calls)

    with mock.patch("workstation.documents.summary.Canvas", make):
        render()
    return calls, setting


def _draw(calls: list[Call], setting: dict[str, Any]) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, **setting)
    for name, args, kwargs in calls:
        getattr(canvas, name)(*args, **kwargs)
    return out.getvalue()


def _archive(drawn: bytes, record: bytes) -> bytes:
    out = BytesIO()
    with Pdf.open(BytesIO(drawn)) as pdf:
        for page in pdf.pages:
            if "/Trans" in page:
                del page.Trans
        spec = AttachedFileSpec(
            pdf,
            record,
            filename="record.json",
            mime_type="application/json",
            relationship=Name.Data,
        )
        pdf.attachments["record.json"] = spec
        pdf.Root.AF = pdf.make_indirect(pikepdf.Array([pdf.attachments["record.json"].obj]))
        pdfa.save(pdf, out, "3b", object_stream_mode=ObjectStreamMode.disable)
    return out.getvalue()


def _sign(pdf: bytes, signer: Signer) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    append_signature_field(writer, SigFieldSpec("Sig", on_page=-1))
    metadata = signers.PdfSignatureMetadata(
        field_name="Sig",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    own = KeySigner(
        signer.key, certificate_bytes(signer.certificate), certificate_bytes(signer.authority)
    )
    out = BytesIO()
    signers.PdfSigner(metadata, signer=own).sign_pdf(writer, output=out, existing_fields_only=True)
    return out.getvalue()
