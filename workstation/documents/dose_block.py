"""The doses on file when it was signed: each with its time, counted beside the published most."""

from __future__ import annotations

from workstation.clinical.dose_findings import told
from workstation.clinical.doses import GivenDose
from workstation.documents.content import SummaryContent
from workstation.documents.layout import COLUMN, Slice
from workstation.documents.pen import LABEL
from workstation.documents.rows import heading, pair, paragraph
from workstation.documents.wording import Zone


def doses(content: SummaryContent, zone: Zone) -> list[Slice]:
    """Nothing where no dose was told: that is not a "no"."""
    given, signed = content.encounter.doses, content.signed_at
    if not given:
        return []
    slices: list[Slice] = []
    for dose in given:
        slices += pair(_words(dose), zone.near(dose.at, signed), COLUMN)
    for sentence in told(content.form, given, signed):
        slices += paragraph(f"{sentence}.", COLUMN, LABEL)
    return [*heading("Doses given"), *slices]


def _words(dose: GivenDose) -> str:
    if dose.replacement:
        return f"{dose.label}, replacement, not counted"
    return f"{dose.label}, prophylactic" if dose.prophylactic else dose.label
