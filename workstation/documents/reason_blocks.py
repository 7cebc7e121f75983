"""The left column: why, what was not known and why, the other scales and screens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from workstation.clinical.findings import State
from workstation.clinical.marks import Glyph
from workstation.clinical.results import Reason
from workstation.documents.content import SummaryContent
from workstation.documents.layout import COLUMN, Slice, gap
from workstation.documents.pen import BODY, LABEL
from workstation.documents.rows import heading, pair, paragraph
from workstation.documents.wording import (
    label,
    labels,
    reference,
    scale_name,
    score_words,
    span,
    why_not_known,
)

GLYPHS: Final = {
    State.UNKNOWN: Glyph.UNKNOWN,
    State.NOT_ASSESSED: Glyph.NOT_ASSESSED,
    State.NOT_ASKED: Glyph.NOT_ASKED,
}
SCORE_NAMES: Final = {"news2": "NEWS2", "qsofa": "qSOFA"}


def reasons(content: SummaryContent) -> list[Slice]:
    """Everything that explains the box."""
    return [
        *_why(content),
        *_why_disposition(content),
        *_not_known(content),
        *_not_asked(content),
        *_assumed(content),
        *_others(content),
    ]


def _because(content: SummaryContent, because: Iterable[Reason]) -> list[Slice]:
    slices: list[Slice] = []
    for reason in because:
        slices += pair(reason.says, reference(content.form, reason.source), COLUMN)
    return slices


def _why(content: SummaryContent) -> list[Slice]:
    grade = content.assessment.grade
    slices = _because(content, grade.because)
    for text in grade.open_because:
        slices += paragraph(text, COLUMN)
    if not slices:
        slices = paragraph("No criterion of the scale is established.", COLUMN)
    return [*heading("Why this grade", 0), *slices]


def _why_disposition(content: SummaryContent) -> list[Slice]:
    slices = _because(content, content.assessment.disposition.because)
    return [*heading("Why this disposition"), *slices] if slices else []


def _decisive(content: SummaryContent) -> list[str]:
    """What keeps the grade or the disposition open, and every item asked without an answer."""
    assessment, findings = content.assessment, content.encounter.findings
    waiting = [*assessment.grade.not_known, *assessment.disposition.waiting_for]
    asked = [id_ for id_ in content.form.items if id_ in findings and not findings[id_].known]
    others = [id_ for id_ in findings if not findings[id_].known]
    return list(dict.fromkeys([*waiting, *asked, *others]))


def _not_known(content: SummaryContent) -> list[Slice]:
    """One row each, with its glyph and reason."""
    slices: list[Slice] = []
    for id_ in _decisive(content):
        finding = content.encounter.findings.get(id_)
        if finding is not None and finding.known:
            why, mark = "too old to count", Glyph.UNKNOWN
        else:
            why = why_not_known(content.form, content.encounter, finding)
            mark = GLYPHS[finding.state if finding else State.NOT_ASKED]
        slices += pair(label(content.form, id_), why, COLUMN, mark=mark)
    return [*heading("Not known at signing"), *slices] if slices else []


def _not_asked(content: SummaryContent) -> list[Slice]:
    """The rest of the form that nobody asked, in one paragraph."""
    told, decisive = content.encounter.findings, set(_decisive(content))
    missing = [
        id_
        for _, rows in content.form.rows(content.encounter.setting)
        for row in rows
        if not row.optional and not row.only_if
        for id_ in row.items
        if id_ not in told and id_ not in decisive
    ]
    if not missing:
        return []
    reason = content.encounter.decision.not_known_reason
    text = labels(content.form, dict.fromkeys(missing)) + (f" ({reason})" if reason else "") + "."
    return [*heading("Also not asked"), *paragraph(text, COLUMN)]


def _assumed(content: SummaryContent) -> list[Slice]:
    assumed = content.assessment.grade.assumed
    if not assumed:
        return []
    text = f"Assumed, not stated: {labels(content.form, assumed)}."
    return [gap(4), *paragraph(text, COLUMN, LABEL)]


def _others(content: SummaryContent) -> list[Slice]:
    assessment, form = content.assessment, content.form
    slices: list[Slice] = []
    for id_, grade in assessment.grades.items():
        if id_ != assessment.default_scale:
            value = span(grade.at_least, grade.at_most)
            slices += pair(scale_name(form, id_), value, COLUMN, right_face=BODY)
    screens = assessment.screens
    for id_, score in screens.scores.items():
        name = SCORE_NAMES.get(id_, id_)
        slices += pair(name, score_words(score), COLUMN, right_face=BODY)
    slices += pair("Febrile neutropenia", screens.febrile_neutropenia, COLUMN, right_face=BODY)
    flags = ", ".join(reason.says for reason in screens.sepsis_red_flags) or "none known"
    slices += pair("Sepsis red flags", flags, COLUMN, right_face=BODY)
    return [*heading("Other scales and screens"), *slices]
