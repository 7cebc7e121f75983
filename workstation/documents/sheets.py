"""The two sheets, made: in words, as a drawing, as an archivable PDF without the record in it."""

from __future__ import annotations

from typing import Final

from workstation.documents.archive import archived
from workstation.documents.drawing import Drawing, Imprint, drawn_pdf
from workstation.documents.handover import handover
from workstation.documents.patient_sheet import patient_sheet
from workstation.documents.sheet_content import Sheet, SheetContent, SheetKind
from workstation.documents.sheet_page import draw_sheet

_MAKERS: Final = {SheetKind.PATIENT: patient_sheet, SheetKind.HANDOVER: handover}
_SUBJECTS: Final = {
    SheetKind.PATIENT: "For a patient after treatment",
    SheetKind.HANDOVER: "For the next team",
}


def sheet_words(content: SheetContent, kind: SheetKind) -> Sheet:
    """The sheet in words. Raises ``NoLevel`` where there is nothing to tell the patient."""
    return _MAKERS[kind](content)


def sheet_drawing(sheet: Sheet, paper: str) -> Drawing:
    """The sheet as one page."""
    return draw_sheet(sheet, paper)


def sheet_pdf(content: SheetContent, kind: SheetKind, paper: str = "a4") -> bytes:
    """The sheet as PDF/A-3b; equal content gives equal bytes."""
    sheet = sheet_words(content, kind)
    imprint = Imprint(sheet.title, content.nurse, _SUBJECTS[kind])
    return archived(drawn_pdf(sheet_drawing(sheet, paper), imprint), None, content.made_at)
