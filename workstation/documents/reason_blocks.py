"""The left column: why, what was not known and why, what was assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from workstation.clinical.findings import State
from workstation.clinical.marks import Glyph
from workstation.clinical.results import Reason
from workstation.documents.content import SummaryContent
from workstation.documents.layout import COLUMN, Slice, gap
from workstation.documents.pen import LABEL
from workstation.documents.rows import heading, pair, paragraph
from workstation.documents.wording import (
    Zone,
    inline,
    label,
    labels,
    listed,
    reason_words,
    reference,
    short_label,
    why_not_known,
)

GLYPHS: Final = {
    State.UNKNOWN: Glyph.UNKNOWN,
    State.NOT_ASSESSED: Glyph.NOT_ASSESSED,
    State.NOT_ASKED: Glyph.NOT_ASKED,
}


def reasons(content: SummaryContent, zone: Zone) -> list[Slice]:
    """What explains the box."""
    flags = _red_flags(content, zone)
    return [
        *flags,
        *_why(content, 8.0 if flags else 0.0),
        *_why_disposition(content),
        *_not_known(content),
        *_assumed(content),
    ]


FEW_LEFT: Final = 3
"""Up to this many findings that nobody asked have a row each; their reason is one for all."""
FEW: Final = 6
"""Up to this many sentences stand in a row each; more are run together, by source."""


def _because(content: SummaryContent, because: Iterable[Reason]) -> list[Slice]:
    """Each sentence once, with all its sources."""
    sources: dict[str, dict[str, None]] = {}
    for reason in because:
        sources.setdefault(reason.says, {})[reference(content.form, reason.source)] = None
    rows = {says: ", ".join(filter(None, names)) for says, names in sources.items()}
    if len(rows) > FEW:
        return _run_together(rows)
    return [part for says, names in rows.items() for part in pair(says, names, COLUMN)]


def _run_together(rows: Mapping[str, str]) -> list[Slice]:
    by_source: dict[str, list[str]] = {}
    for says, names in rows.items():
        by_source.setdefault(names, []).append(inline(says))
    texts = ("; ".join(said) + f" ({names})." for names, said in by_source.items())
    return [part for text in texts for part in paragraph(text[:1].upper() + text[1:], COLUMN)]


def _red_flags(content: SummaryContent, zone: Zone) -> list[Slice]:
    """Each red flag that was answered yes, and when the first one was."""
    flags, first = _told_at_once(content), content.encounter.first_red_flag_at
    when = f"first at {zone.near(first, content.signed_at)}" if first else ""
    slices: list[Slice] = []
    for index, flag in enumerate(flags):
        told = when if index == 0 else ""
        slices += pair(label(content.form, flag), told, COLUMN, mark=Glyph.RED_FLAG)
    return [*heading("Red flags", 0), *slices] if slices else []


def _told_at_once(content: SummaryContent) -> Iterable[str]:
    """The red flags, with every other yes to what the first page of the form asks."""
    findings = content.encounter.findings
    asked = (item for row in content.form.sections[0].rows for item in row.items)
    told = (item for item in asked if item in findings and findings[item].value is True)
    return dict.fromkeys((*told, *content.assessment.red_flags))


def _why(content: SummaryContent, before: float) -> list[Slice]:
    grade = content.assessment.grade
    slices = _because(content, grade.because)
    for text in grade.open_because:
        slices += paragraph(text, COLUMN)
    if not slices:
        slices = paragraph("No criterion of the scale is established.", COLUMN)
    return [*heading("Why this grade", before), *slices]


def _why_disposition(content: SummaryContent) -> list[Slice]:
    slices = _because(content, content.assessment.disposition.because)
    return [*heading("Why this disposition"), *slices] if slices else []


def _waiting(content: SummaryContent) -> list[str]:
    """What keeps the grade or the disposition open."""
    assessment = content.assessment
    ids = [*assessment.grade.not_known, *assessment.disposition.waiting_for]
    return list(dict.fromkeys(ids))


def _asked_in_vain(content: SummaryContent) -> list[str]:
    """Every item that was asked and is not known, in the order of the form."""
    findings = content.encounter.findings
    ids = [*(id_ for id_ in content.form.items if id_ in findings), *findings]
    return [id_ for id_ in dict.fromkeys(ids) if not findings[id_].known]


def _not_known(content: SummaryContent) -> list[Slice]:
    """With glyph and reason: a row each, but one row for many of the same that tell no more."""
    waiting = _waiting(content)
    together: dict[tuple[str, Glyph], list[str]] = {}
    for id_ in _asked_in_vain(content):
        if id_ not in waiting:
            together.setdefault(_why_not(content, id_), []).append(label(content.form, id_))
    rows = _waited_for(content, waiting)
    for (why, mark), names in together.items():
        inlined = [name if index == 0 else inline(name) for index, name in enumerate(names)]
        if len(names) > FEW:
            rows.append((f"{listed(inlined)} ({why})", "", mark))
        else:
            rows += [(name, why, mark) for name in names]
    slices = [part for name, why, mark in rows for part in pair(name, why, COLUMN, mark=mark)]
    return [*heading("Not known at signing"), *slices] if slices else []


def _waited_for(content: SummaryContent, waiting: Iterable[str]) -> list[tuple[str, str, Glyph]]:
    """What keeps the result open, a row each; what nobody asked, for one reason, in one row."""
    rows: dict[str, tuple[str, Glyph]] = {id_: _why_not(content, id_) for id_ in waiting}
    left = [id_ for id_, (_, mark) in rows.items() if mark is Glyph.NOT_ASKED]
    if len(left) <= FEW_LEFT:
        left = []
    made = [(label(content.form, id_), *why) for id_, why in rows.items() if id_ not in left]
    if left:
        why, mark = rows[left[0]]
        names = listed([short_label(content.form, id_) for id_ in left])
        made.append((f"{names[:1].upper()}{names[1:]} ({why})", "", mark))
    return made


def _why_not(content: SummaryContent, id_: str) -> tuple[str, Glyph]:
    finding = content.encounter.findings.get(id_)
    if finding is not None and finding.known:
        return "too old to count", Glyph.UNKNOWN
    why = why_not_known(content.form, content.encounter, finding)
    return why, GLYPHS[finding.state if finding else State.NOT_ASKED]


def not_asked(content: SummaryContent) -> list[Slice]:
    """The rest of the form that nobody asked, in one paragraph."""
    told, waiting = content.encounter.findings, _waiting(content)
    missing = [
        id_
        for _, rows in content.form.rows(content.encounter.setting)
        for row in rows
        if not row.optional and not row.only_if
        for id_ in row.items
        if id_ not in told and id_ not in waiting
    ]
    if not missing:
        return []
    reason = inline(reason_words(content.form, content.encounter.decision.not_known_reason))
    text = labels(content.form, dict.fromkeys(missing)) + (f" ({reason})" if reason else "") + "."
    return [*heading("Also not asked"), *paragraph(text[:1].upper() + text[1:], COLUMN)]


def _assumed(content: SummaryContent) -> list[Slice]:
    assumed = content.assessment.grade.assumed
    if not assumed:
        return []
    text = f"Assumed, not stated: {labels(content.form, assumed)}."
    return [gap(4), *paragraph(text, COLUMN, LABEL)]
