"""The framed box: grade at the left, the nurse's decision at the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workstation.clinical.findings import Setting
from workstation.clinical.form import Form
from workstation.clinical.marks import rounded
from workstation.documents.content import SummaryContent
from workstation.documents.layout import RIGHT, WIDTH, Slice, gap
from workstation.documents.pen import BODY, LABEL, LINE, NOTE, RESULT, Face, Pen, Stroke
from workstation.documents.rows import PITCH, heading, paragraph
from workstation.documents.shapes import BADGE, CELL_HEIGHT, badge, meter
from workstation.documents.wording import (
    Zone,
    computed_label,
    decided_label,
    grade_words,
    inline,
    level_label,
    scale_name,
)

PAD: Final = 13.0
DIVIDER: Final = WIDTH / 2
LEFT_TEXT: Final = PAD + BADGE + 9
LEFT_ROOM: Final = DIVIDER - LEFT_TEXT - PAD
RIGHT_ROOM: Final = WIDTH - RIGHT - PAD
REASON_LINES: Final = 4
"""A longer reason stands below the box, so that the box stays one look."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    face: Face
    pitch: float


def result(content: SummaryContent) -> list[Slice]:
    """The box, and the whole reason below it where it is too long for the box."""
    left, right = _left_lines(content), _right_lines(content)
    grade = content.assessment.grade
    height = max(_height(left) + CELL_HEIGHT + 26, _height(right) + 18, BADGE + 36)

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.path(rounded(x + 0.4, y + 0.4, WIDTH - 0.8, height - 0.8, 5), stroke=Stroke(LINE, 0.9))
        pen.path(
            (("move", (x + DIVIDER, y)), ("line", (x + DIVIDER, y + height))),
            stroke=Stroke(LINE, 0.6),
        )
        badge(pen, x + PAD, y + 14, grade.at_least, grade.at_most)
        below = _draw_lines(pen, x + LEFT_TEXT, y + 8, left)
        _draw_meter(pen, x + LEFT_TEXT, below + 4, grade.at_least, grade.at_most)
        _draw_lines(pen, x + RIGHT, y + 8, right)

    return [Slice(height, draw), *_long_reason(content), gap(11)]


def warnings(content: SummaryContent, zone: Zone) -> list[Slice]:
    """What the protocol warns of and what the clock did, before what explains the box."""
    slices: list[Slice] = []
    clock = [
        f"The computer’s clock was set back, from {zone.day_clock(step.before)} to "
        f"{zone.day_clock(step.after)}: times from before and after it do not compare."
        for step in content.set_back
    ]
    for warning in (*content.assessment.warnings, *clock):
        slices += paragraph(warning, WIDTH)
    return [*heading("Warnings", 0), *slices, gap(8)] if slices else []


def _draw_meter(pen: Pen, x: float, y: float, at_least: int, at_most: int) -> None:
    """Grade 5 has no cell: its words stand alone."""
    if at_least >= 5:
        return
    meter(pen, x, y, LEFT_ROOM, at_least, at_most)
    pen.text(x, y + CELL_HEIGHT + 9.5, "solid: established · dashed: possible", NOTE)


def _draw_lines(pen: Pen, x: float, y: float, lines: list[_Line]) -> float:
    for part in lines:
        y += part.pitch
        pen.text(x, y - part.pitch * 0.28, part.text, part.face)
    return y


def _height(lines: list[_Line]) -> float:
    return sum(part.pitch for part in lines)


def _lines(text: str, face: Face, pitch: float, room: float) -> list[_Line]:
    return [_Line(string, face, pitch) for string in face.wrap(text, room)]


def _left_lines(content: SummaryContent) -> list[_Line]:
    grade, form = content.assessment.grade, content.form
    lines = _lines(f"CRS grade · {scale_name(form, grade.scale)}", LABEL, 14, LEFT_ROOM)
    lines += _lines(grade_words(grade.at_least, grade.at_most), RESULT, 18, LEFT_ROOM)
    words = grade.words or _scale_words(form, grade.scale, grade.at_least, grade.at_most)
    if grade.at_least == 0 < grade.at_most:
        words = ""  # "does not meet the criteria up to …" would be read as its first half
    return lines + (_lines(words, BODY, PITCH, LEFT_ROOM) if words else [])


def _scale_words(form: Form, scale: str, at_least: int, at_most: int) -> str:
    info = form.scales.get(scale)
    return info.words.get(at_least, "") if info and at_least == at_most else ""


def _right_lines(content: SummaryContent) -> list[_Line]:
    lines = _lines("Disposition decided by the nurse", LABEL, 14, RIGHT_ROOM)
    if content.encounter.setting is Setting.WARD:
        lines = _lines("Disposition", LABEL, 14, RIGHT_ROOM)
    lines += _lines(decided_label(content), RESULT, 18, RIGHT_ROOM)
    for text in _computed(content):
        lines += _lines(text, BODY, PITCH + 0.6, RIGHT_ROOM)
    reason = _reason(content)
    if reason and _fits(reason):
        return lines + _lines(f"Reason: {reason}", BODY, PITCH + 0.6, RIGHT_ROOM)
    return lines + (_lines("Reason: below", BODY, PITCH + 0.6, RIGHT_ROOM) if reason else [])


def _computed(content: SummaryContent) -> list[str]:
    """How the decision stands to what was computed."""
    computed, override = computed_label(content), content.encounter.decision.override
    if override is not None:
        before = level_label(content.form, override.computed) if override.computed else "none"
        before = inline(before)
        return [f"{'Raised' if override.raised else 'Lowered'} from: {before} (computed)"]
    if not computed:
        return ["The protocol computes no disposition on the ward."]
    waiting = len(content.assessment.disposition.waiting_for)
    open_ = f", while {waiting} questions were open" if waiting > 1 else ""
    open_ = ", while 1 question was open" if waiting == 1 else open_
    return [f"As computed{open_}"]


def _reason(content: SummaryContent) -> str:
    """The coded reason in words, and what was typed."""
    override = content.encounter.decision.override
    if override is None:
        return ""
    coded = {code.id: code.label for code in content.form.lowering_reasons}
    code = coded.get(override.reason_code, override.reason_code)
    return ": ".join(part for part in (code, override.reason_text) if part)


def _fits(reason: str) -> bool:
    return len(BODY.wrap(f"Reason: {reason}", RIGHT_ROOM)) <= REASON_LINES


def _long_reason(content: SummaryContent) -> list[Slice]:
    reason = _reason(content)
    if not reason or _fits(reason):
        return []
    head, *rest = paragraph(f"Reason for the decision: {reason}", WIDTH)
    return [gap(8), head, *rest]
