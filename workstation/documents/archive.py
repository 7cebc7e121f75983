"""Turns a drawn page into PDF/A-3b, with the record attached if there is one. No disk is touched.

The page and the record travel in one file, so whoever holds the PDF holds the data it was
made from. Level 3 is used because level 2 forbids the attachment.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import AttachedFileSpec, Name, ObjectStreamMode, Pdf, pdfa

from workstation.documents.agreement import RECORD_NAME

FLAVOUR: Final = "3b"
PRODUCER: Final = "CRS workstation"


class NotArchivable(Exception):
    """The page did not become PDF/A-3b: a bug in the drawing, never the user's doing."""


def archived(drawn: bytes, record: bytes | None, at: datetime) -> bytes:
    """The archived file. ``record`` is JSON; ``at`` is the time that all dates of the file show.

    A sheet goes without a record: the signed summary is what carries it.
    """
    with pikepdf.open(BytesIO(drawn)) as pdf:
        _drop_transitions(pdf)
        if record is not None:
            _attach(pdf, record, at)
        _describe(pdf, at)
        pdfa.prepare(pdf, FLAVOUR)
        _describe(pdf, at)
        out = BytesIO()
        settings = pdfa.resolve_save_kwargs(
            FLAVOUR,
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.disable,
            min_version="1.7",
        )
        pdf.save(out, **settings)
    _check(out)
    return out.getvalue()


def _drop_transitions(pdf: Pdf) -> None:
    """The drawing library gives each page a key that the archive format forbids."""
    for page in pdf.pages:
        if "/Trans" in page:
            del page.Trans


def _attach(pdf: Pdf, record: bytes, at: datetime) -> None:
    stamp = f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z"
    spec = AttachedFileSpec(
        pdf,
        record,
        filename=RECORD_NAME,
        description="The encounter as data",
        mime_type="application/json",
        relationship=Name.Data,
        creation_date=stamp,
        mod_date=stamp,
    )
    pdf.attachments[RECORD_NAME] = spec
    pdf.Root.AF = pdf.make_indirect(pikepdf.Array([pdf.attachments[RECORD_NAME].obj]))


def _describe(pdf: Pdf, at: datetime) -> None:
    """All dates of the file are the time of signing, so that equal input gives equal bytes."""
    utc = at.astimezone(UTC).replace(microsecond=0)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for key in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
            metadata[key] = utc.isoformat()
        metadata["pdf:Producer"] = PRODUCER
        metadata["xmp:CreatorTool"] = PRODUCER
    stamp = f"D:{utc:%Y%m%d%H%M%S}+00'00'"
    for name, value in (
        ("/CreationDate", stamp),
        ("/ModDate", stamp),
        ("/Producer", PRODUCER),
        ("/Creator", PRODUCER),
    ):
        pdf.docinfo[name] = value


def _check(out: BytesIO) -> None:
    out.seek(0)
    report = pdfa.validate_written(out, FLAVOUR)
    if not report.passed:
        raise NotArchivable(report.summary())
