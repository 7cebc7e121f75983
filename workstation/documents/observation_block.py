"""All observations of an encounter as one table, and what they say together.

The table stands over the whole width and its head again on each further page. What has no value
shows its state; a grade is the range of its time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from workstation.clinical.episode import Episode
from workstation.clinical.findings import State
from workstation.clinical.marks import Glyph, glyph
from workstation.clinical.observation_table import (
    Measured,
    ObservationLine,
    graded,
    observation_lines,
)
from workstation.documents.content import SummaryContent
from workstation.documents.fonts import printable
from workstation.documents.layout import WIDTH, Slice, gap
from workstation.documents.pen import BODY, HEADING, LINE, NOTE, STRONG, Face, Pen
from workstation.documents.rows import (
    GLYPH,
    PITCH,
    TABLE_ROW,
    Cell,
    cells_row,
    heading,
    paragraph,
    ruled,
    with_head,
)
from workstation.documents.wording import (
    OBSERVATION_HEADS,
    Zone,
    grade_words,
    inline,
    level_label,
    span,
)

COLUMNS: Final = (
    ("number", 0.0, 12.0),
    ("time", 14.0, 46.0),
    ("temperature", 66.0, 30.0),
    ("pressure", 100.0, 42.0),
    ("pulse", 146.0, 28.0),
    ("breathing", 178.0, 36.0),
    ("spo2", 218.0, 34.0),
    ("oxygen", 256.0, 76.0),
    ("grade", 336.0, 34.0),
    ("disposition", 374.0, 68.0),
    ("who", 446.0, WIDTH - 446.0),
)
"""Key, x and width of each column; what is not known stands as a mark in its place."""

_STATE_WORDS: Final = {
    State.NOT_ASKED: "not asked",
    State.UNKNOWN: "asked, not known",
    State.NOT_ASSESSED: "not assessed",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One observation as printed: printable text by column, and the states of what has none."""

    cells: dict[str, str]
    states: dict[str, State]


def observations(content: SummaryContent, zone: Zone) -> list[Slice]:
    """Nothing where there was one observation: the page says it all."""
    if not content.encounter.observations:
        return []
    rows = table_rows(content, zone)
    head = _head(content)
    slices = [part for row in rows for part in _row(row, last=row is rows[-1])]
    return [
        *heading("Observations", 0),
        replace(head, keep=True),
        *with_head(slices, head),
        *_legend(rows),
        *_course(content, zone),
        gap(9),
    ]


def table_rows(content: SummaryContent, zone: Zone) -> list[Row]:
    """The table as printed; verification finds these very words on the page."""
    unit = content.site.temperature_unit
    last = graded(content.assessment, content.signed_at)
    lines = observation_lines(content.form, content.encounter, last, unit)
    return [_printed(content, zone, line) for line in lines]


def _printed(content: SummaryContent, zone: Zone, line: ObservationLine) -> Row:
    signed = content.signed_at
    time = zone.near(line.at, signed)
    cells = {
        "number": str(line.number),
        "time": f"{time}, late" if line.late else time,
        "grade": span(line.at_least, line.at_most),
        "disposition": level_label(content.form, line.level) if line.level else "none computed",
        "who": line.by_name,
    }
    cells |= {name: found.text for name, found in line.values.items() if found.text}
    if line.level != line.computed and line.computed:
        cells["disposition"] += f" (computed: {inline(level_label(content.form, line.computed))})"
    return Row({name: printable(text) for name, text in cells.items()}, _states(line.values))


def _states(values: Mapping[str, Measured]) -> dict[str, State]:
    return {name: found.state for name, found in values.items() if not found.text}


def _head(content: SummaryContent) -> Slice:
    unit = content.site.temperature_unit
    names = [(OBSERVATION_HEADS[name].replace("{unit}", unit), x) for name, x, _ in COLUMNS]

    def draw(pen: Pen, x: float, y: float) -> None:
        for name, at in names:
            pen.text(x + at, y + 9.5, name, HEADING)
        pen.rule(x, y + TABLE_ROW, WIDTH, 0.6, LINE)

    return Slice(TABLE_ROW + 0.6, draw)


def _row(row: Row, *, last: bool) -> list[Slice]:
    """One observation; the last one is the grade that was signed, and stands out."""
    face = STRONG if last else BODY
    cells = [_cell(row, name, x, room, face) for name, x, room in COLUMNS]
    (whole, *rest) = ruled(cells_row(cells, TABLE_ROW), WIDTH, LINE)
    return [_marked(whole, row), *rest]


def _cell(row: Row, name: str, x: float, room: float, face: Face) -> Cell:
    text = row.cells.get(name, "")
    return Cell(face.wrap(text, room) if text else [""], x, face)


def _marked(part: Slice, row: Row) -> Slice:
    places = {name: x for name, x, _ in COLUMNS}

    def draw(pen: Pen, x: float, y: float) -> None:
        part.draw(pen, x, y)
        for name, state in row.states.items():
            top = y + (TABLE_ROW - GLYPH) / 2
            pen.mark(glyph(Glyph(state.value)), x + places[name], top, GLYPH)

    return replace(part, draw=draw)


def _legend(rows: Sequence[Row]) -> list[Slice]:
    """The marks that are used, in words."""
    used = dict.fromkeys(state for row in rows for state in row.states.values())
    if not used:
        return []

    def draw(pen: Pen, x: float, y: float) -> None:
        for state in used:
            pen.mark(glyph(Glyph(state.value)), x, y + 3, GLYPH - 1)
            pen.text(x + GLYPH + 2, y + 9.5, _STATE_WORDS[state], NOTE)
            x += GLYPH + 12 + NOTE.width(_STATE_WORDS[state])

    return [Slice(PITCH + 2, draw)]


def _course(content: SummaryContent, zone: Zone) -> list[Slice]:
    """Grade now and at its peak, onset, trend; what must not be concluded."""
    course = content.course
    if course is None:
        return []
    sentences = [*_grades(course, zone, content), *_times(course, zone, content), *course.doubts]
    return [gap(3), *paragraph(f"{'. '.join(sentences)}.", WIDTH)]


def _grades(course: Episode, zone: Zone, content: SummaryContent) -> list[str]:
    now, peak, signed = course.current, course.peak, content.signed_at
    at = zone.near(peak.at_least_at, signed)
    told = f"Peak: {inline(grade_words(peak.at_least, peak.at_least))} at {at}"
    if peak.at_most > peak.at_least:
        could = zone.near(peak.at_most_at, signed)
        told += f", up to grade {peak.at_most} not excluded at {could}"
    return [f"Now: {inline(grade_words(now.at_least, now.at_most))}", told, course.says]


def _times(course: Episode, zone: Zone, content: SummaryContent) -> list[str]:
    signed = content.signed_at
    told = []
    if course.onset_at is not None:
        how = "stated" if course.onset_stated else "first sign in this record"
        told.append(f"Onset: {zone.near(course.onset_at, signed)} ({how})")
    if course.resolved_at is not None:
        told.append(f"Stated as resolved: {zone.near(course.resolved_at, signed)}")
    return told
