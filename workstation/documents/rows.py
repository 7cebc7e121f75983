"""The kinds of rows a page is made of, each as slices of measured height."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from workstation.clinical.marks import Glyph, glyph
from workstation.documents.fonts import CAP_HEIGHT, printable
from workstation.documents.layout import Slice, gap
from workstation.documents.pen import BODY, HEADING, SOURCE, Face, Pen

ROW: Final = 13.0
"""Height of a row with its air."""

PITCH: Final = 12.0
"""From one line of a text to the next."""

GLYPH: Final = 9.0
GLYPH_ROOM: Final = 13.0
TABLE_ROW: Final = 14.2
WHOLE: Final = 12
"""A row of more lines than this may be parted by the end of a page."""


def baseline(height: float, face: Face) -> float:
    """Where a string stands so that its capitals are centred in a height."""
    return (height + CAP_HEIGHT * face.size) / 2


def line(text: str, face: Face = BODY, height: float = ROW, keep: bool = False) -> Slice:
    """One printable string."""

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.text(x, y + baseline(height, face), text, face)

    return Slice(height, draw, keep)


def heading(text: str, before: float = 8.0) -> list[Slice]:
    """The name of a group, held together with its first row."""
    return [gap(before), line(text, HEADING, ROW, keep=True)]


def paragraph(text: str, room: float, face: Face = BODY, pitch: float = PITCH) -> list[Slice]:
    """Running text. Neither its first nor its last line is left alone on a page."""
    lines = face.wrap(text, room)
    count = len(lines)
    return [
        line(string, face, pitch, keep=count > 1 and index in {0, count - 2})
        for index, string in enumerate(lines)
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """Wrapped text at an x within a row. ``right`` is its right edge where it ends there."""

    lines: Sequence[str]
    x: float
    face: Face
    ends: bool = False

    def draw(self, pen: Pen, x: float, y: float, index: int) -> None:
        """Draws one of its lines, if there is one."""
        if index >= len(self.lines):
            return
        put = pen.text_right if self.ends else pen.text
        put(x + self.x, y, self.lines[index], self.face)


def cells_row(cells: Sequence[Cell], height: float = ROW, mark: Glyph | None = None) -> list[Slice]:
    """One row of wrapped cells; the first line has the row's height, the others a line's.

    It stays whole unless it is long. A whole row is drawn cell by cell, the order in which it
    is read aloud or copied.
    """
    count = max(len(cell.lines) for cell in cells)
    if count <= WHOLE:
        return [_whole_row(cells, count, height, mark)]
    return [_cells_line(cells, index, count, height, mark) for index in range(count)]


def _whole_row(cells: Sequence[Cell], count: int, height: float, mark: Glyph | None) -> Slice:
    top = (height - PITCH) / 2

    def draw(pen: Pen, x: float, y: float) -> None:
        if mark is not None:
            pen.mark(glyph(mark), x, y + top + (PITCH - GLYPH) / 2, GLYPH)
        for cell in cells:
            for index in range(len(cell.lines)):
                cell.draw(pen, x, y + top + index * PITCH + baseline(PITCH, BODY), index)

    return Slice(height + (count - 1) * PITCH, draw)


def _cells_line(
    cells: Sequence[Cell], index: int, count: int, height: float, mark: Glyph | None
) -> Slice:
    air = (height - PITCH) / 2
    top = air if index == 0 else 0.0
    size = PITCH + top + (air if index == count - 1 else 0.0)

    def draw(pen: Pen, x: float, y: float) -> None:
        if mark is not None and index == 0:
            pen.mark(glyph(mark), x, y + top + (PITCH - GLYPH) / 2, GLYPH)
        for cell in cells:
            cell.draw(pen, x, y + top + baseline(PITCH, BODY), index)

    return Slice(size, draw, keep=index == 0 and count > 1)


def pair(
    left: str,
    right: str,
    room: float,
    left_face: Face = BODY,
    right_face: Face = SOURCE,
    mark: Glyph | None = None,
) -> list[Slice]:
    """A fact at the left and its source or reason at the right, each wrapped in its own share."""
    indent = GLYPH_ROOM if mark is not None else 0.0
    free = room - indent - 8
    left_wide = max(map(left_face.width, left_face.wrap(left, free)), default=0.0)
    right_wide = max(map(right_face.width, right_face.wrap(right, free)), default=0.0)
    if left_wide + right_wide > free:
        left_wide, right_wide = _shares(left_wide, right_wide, free)
    cells = (
        Cell(left_face.wrap(left, left_wide + 0.01), indent, left_face),
        Cell(right_face.wrap(right, right_wide + 0.01), room, right_face, ends=True),
    )
    return cells_row(cells, ROW, mark)


Pair = tuple[str, str]


def two_up(rows: Sequence[Pair], room: float) -> Iterator[list[Slice]]:
    """Short pairs side by side, two in a row; a long one has its row alone."""
    half = (room - 16) / 2

    def short(row: Pair) -> bool:
        return BODY.width(printable("".join(row))) <= half - 8

    for group in _in_twos(rows, short):
        if len(group) == 2:
            yield _beside(group[0], group[1], half, room)
        else:
            yield pair(*group[0], room, right_face=BODY)


def _in_twos(rows: Sequence[Pair], short: Callable[[Pair], bool]) -> Iterator[list[Pair]]:
    """Neighbours that are both short, and all others alone, in their order."""
    group: list[Pair] = []
    for row in rows:
        if group and not short(row):
            yield group
            group = []
        group.append(row)
        if len(group) == 2 or not short(row):
            yield group
            group = []
    if group:
        yield group


def _beside(first: Pair, second: Pair, half: float, room: float) -> list[Slice]:
    cells = [
        Cell([printable(text)], at, BODY, ends)
        for text, at, ends in (
            (first[0], 0.0, False),
            (first[1], half, True),
            (second[0], room - half, False),
            (second[1], room, True),
        )
    ]
    return cells_row(cells, ROW)


def _shares(left: float, right: float, free: float) -> tuple[float, float]:
    """Each side gets what it needs while it is under half, the other the rest."""
    half = free / 2
    if left <= half:
        return left, free - left
    if right <= half:
        return free - right, right
    return half, half


def ruled(slices: list[Slice], room: float, colour: str, width: float = 0.6) -> list[Slice]:
    """Rows with a hairline below the last."""
    *head, last = slices

    def draw(pen: Pen, x: float, y: float) -> None:
        last.draw(pen, x, y)
        pen.rule(x, y + last.height, room, width, colour)

    return [*head, Slice(last.height, draw, last.keep)]


def with_head(slices: list[Slice], head: Slice) -> list[Slice]:
    """Rows of a table whose head stands again on top of each further page."""
    return [replace(part, again=head) for part in slices]


def separator(room: float, colour: str, before: float, after: float) -> list[Slice]:
    """A hairline between groups."""

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.rule(x, y, room, 0.6, colour)

    return [gap(before), Slice(0.6, draw, keep=True, space=True), gap(after)]
