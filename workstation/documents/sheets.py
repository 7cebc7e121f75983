"""The two sheets, made: in words, as a drawing, as an archivable PDF without the record in it."""

from __future__ import annotations

from typing import Final

from workstation.documents.archive import archived
from workstation.documents.drawing import Drawing
from workstation.documents.handover import handover
from workstation.documents.patient_sheet import NoLevel, patient_sheet
from workstation.documents.recorder import Imprint, drawn_pdf
from workstation.documents.sheet_content import Sheet, SheetContent, SheetKind
from workstation.documents.sheet_page import draw_sheet

__all__ = ["NoLevel", "draw_sheet", "sheet_pdf", "sheet_words"]

_MAKERS: Final = {SheetKind.PATIENT: patient_sheet, SheetKind.HANDOVER: handover}
_SUBJECTS: Final = {
    SheetKind.PATIENT: "For a patient after treatment",
    SheetKind.HANDOVER: "For the next team",
}


def sheet_words(content: SheetContent, kind: SheetKind) -> Sheet:
    """The sheet in words. Raises ``NoLevel`` where there is nothing to tell the patient."""
    return _MAKERS[kind](content)


def sheet_pdf(content: SheetContent, kind: SheetKind, drawing: Drawing) -> bytes:
    """A drawn sheet as PDF/A-3b; equal drawings give equal bytes."""
    imprint = Imprint(sheet_words(content, kind).title, content.nurse, _SUBJECTS[kind])
    return archived(drawn_pdf(drawing, imprint), None, content.made_at)
