"""The grade badge and the range meter on paper, in the same geometry as on screen."""

from __future__ import annotations

from typing import Final

from workstation.clinical.marks import (
    DASH,
    METER_GRADES,
    NUMBER_HEIGHT,
    CellKind,
    grade_colours,
    grade_inner,
    grade_shape,
    hatch,
    meter_cells,
    outline_width,
    placed,
    ring,
    rounded,
)
from workstation.documents.fonts import CAP_HEIGHT, REGULAR, SEMIBOLD
from workstation.documents.pen import LINE, MUTED, STRONG, SUNKEN, TEXT, Face, Pen, Stroke

BADGE: Final = 38.0
CELL_HEIGHT: Final = 15.5
CELL_GAP: Final = 2.6
_HATCH_STEP: Final = 3.2


def badge(pen: Pen, x: float, y: float, at_least: int, at_most: int, size: float = BADGE) -> None:
    """The established grade in its own shape; a dashed ring with ``?`` where none is."""
    if at_least == 0 and at_most > 0:
        _open_ring(pen, x, y, size)
    else:
        _solid(pen, x, y, at_least, size)


def _solid(pen: Pen, x: float, y: float, grade: int, size: float) -> None:
    colours, stroke = grade_colours(grade), outline_width(size)
    inset = stroke / 2
    box = (x + inset, y + inset, size - stroke, size - stroke)
    pen.path(placed(grade_shape(grade), *box), colours.fill, Stroke(colours.outline, stroke))
    if colours.inner:
        pen.path(placed(grade_inner(grade), *box), stroke=Stroke(colours.inner, stroke * 0.6))
    _number(pen, x, y, size, str(grade), colours.number)


def _open_ring(pen: Pen, x: float, y: float, size: float) -> None:
    stroke = outline_width(size)
    dash = (DASH[0] * stroke, DASH[1] * stroke)
    box = (x + stroke / 2, y + stroke / 2, size - stroke, size - stroke)
    pen.path(placed(ring(), *box), stroke=Stroke(MUTED, stroke, dash))
    _number(pen, x, y, size, "?", MUTED)


def _number(pen: Pen, x: float, y: float, size: float, text: str, colour: str) -> None:
    face = Face(SEMIBOLD, size * NUMBER_HEIGHT, colour)
    pen.text_centre(x + size / 2, y + (size + CAP_HEIGHT * face.size) / 2, text, face)


def meter(pen: Pen, x: float, y: float, width: float, at_least: int, at_most: int) -> None:
    """Five cells, 0 to 4: solid is established, dashed and hatched is possible."""
    cell = (width - CELL_GAP * (len(METER_GRADES) - 1)) / len(METER_GRADES)
    for grade, kind in zip(METER_GRADES, meter_cells(at_least, at_most), strict=True):
        _cell(pen, x + grade * (cell + CELL_GAP), y, cell, grade, kind)


def _cell(pen: Pen, x: float, y: float, width: float, grade: int, kind: CellKind) -> None:
    outline = rounded(x + 0.4, y + 0.4, width - 0.8, CELL_HEIGHT - 0.8, 2.6)
    colours = grade_colours(grade)
    number = TEXT
    if kind is CellKind.ESTABLISHED:
        pen.path(outline, colours.fill, Stroke(colours.outline, 0.9))
        number = colours.number
    elif kind is CellKind.POSSIBLE:
        clear = (width / 2 - 6, width / 2 + 6)
        lines = hatch(width - 3, CELL_HEIGHT - 3, _HATCH_STEP, (clear[0] - 1.5, clear[1] - 1.5))
        moved = placed(lines, x + 1.5, y + 1.5, 1, 1)
        pen.path(moved, stroke=Stroke(LINE, 0.35))
        pen.path(outline, stroke=Stroke(MUTED, 0.8, (2.4, 1.6)))
    else:
        pen.path(outline, SUNKEN)
        number = MUTED
    face = Face(STRONG.font if kind is not CellKind.EXCLUDED else REGULAR, 9, number)
    pen.text_centre(x + width / 2, y + (CELL_HEIGHT + CAP_HEIGHT * 9) / 2, str(grade), face)
