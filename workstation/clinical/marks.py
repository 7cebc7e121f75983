"""The geometry of grade badges, the range meter and the state glyphs, and the grade fills.

One source for the screen and the PDF: every function returns paths, none draws. A path is a
tuple of segments ``(verb, coordinates)`` with the verbs ``move``, ``line``, ``curve`` (two
control points and an end point) and ``close``. Marks live in a unit box, x to the right and
y **downward**; a drawer with y upward flips them. Whoever strokes an outline insets the box by
half of the stroke, so that nothing is cut.

Solid is established, dashed is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

Verb: TypeAlias = Literal["move", "line", "curve", "close"]
Segment: TypeAlias = tuple[Verb, tuple[float, ...]]
Path: TypeAlias = tuple[Segment, ...]
Point: TypeAlias = tuple[float, float]

NUMBER_HEIGHT: Final = 0.53
"""Height of the number's font as a share of the badge."""

POSSIBLE_SCALE: Final = 0.84
"""Size of the dashed upper shape beside the solid lower badge."""

DASH: Final = (3.0, 2.0)
"""Dash and gap of what is possible, in multiples of the stroke width."""

_KAPPA: Final = 0.5522847498
_OCTAGON_CUT: Final = 1 / (2 + sqrt(2))
_SQUARE_INSET: Final = 0.06


# --- primitives -----------------------------------------------------------------------------


def polygon(points: Iterable[Point]) -> Path:
    """A closed polygon."""
    first, *rest = points
    return (("move", first), *(("line", p) for p in rest), ("close", ()))


def polyline(points: Iterable[Point]) -> Path:
    """An open line through points."""
    first, *rest = points
    return (("move", first), *(("line", p) for p in rest))


def ellipse(x: float, y: float, width: float, height: float) -> Path:
    """An ellipse that fills a box; clockwise from its right end."""
    rx, ry = width / 2, height / 2
    cx, cy = x + rx, y + ry
    kx, ky = rx * _KAPPA, ry * _KAPPA
    return (
        ("move", (cx + rx, cy)),
        ("curve", (cx + rx, cy + ky, cx + kx, cy + ry, cx, cy + ry)),
        ("curve", (cx - kx, cy + ry, cx - rx, cy + ky, cx - rx, cy)),
        ("curve", (cx - rx, cy - ky, cx - kx, cy - ry, cx, cy - ry)),
        ("curve", (cx + kx, cy - ry, cx + rx, cy - ky, cx + rx, cy)),
        ("close", ()),
    )


def rectangle(x: float, y: float, width: float, height: float) -> Path:
    """A rectangle with sharp corners."""
    return polygon(((x, y), (x + width, y), (x + width, y + height), (x, y + height)))


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Path:
    """A rectangle with round corners; the radius is at most half of the shorter side."""
    r = min(radius, width / 2, height / 2)
    k = r * (1 - _KAPPA)
    right, bottom = x + width, y + height
    return (
        ("move", (x + r, y)),
        ("line", (right - r, y)),
        ("curve", (right - k, y, right, y + k, right, y + r)),
        ("line", (right, bottom - r)),
        ("curve", (right, bottom - k, right - k, bottom, right - r, bottom)),
        ("line", (x + r, bottom)),
        ("curve", (x + k, bottom, x, bottom - k, x, bottom - r)),
        ("line", (x, y + r)),
        ("curve", (x, y + k, x + k, y, x + r, y)),
        ("close", ()),
    )


def placed(path: Path, x: float, y: float, width: float, height: float) -> Path:
    """A unit-box path moved into a box."""
    return tuple((verb, _place(coords, x, y, width, height)) for verb, coords in path)


def _place(
    coords: tuple[float, ...], x: float, y: float, width: float, height: float
) -> tuple[float, ...]:
    return tuple(
        x + value * width if index % 2 == 0 else y + value * height
        for index, value in enumerate(coords)
    )


def _octagon(inset: float = 0.0) -> Path:
    side = 1 - 2 * inset
    cut = side * _OCTAGON_CUT
    low, high = inset, 1 - inset
    return polygon(
        (
            (low + cut, low),
            (high - cut, low),
            (high, low + cut),
            (high, high - cut),
            (high - cut, high),
            (low + cut, high),
            (low, high - cut),
            (low, low + cut),
        )
    )


# --- grades ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GradeColours:
    """Fill, outline, number and inner line of a grade, as ``#RRGGBB``.

    ``fill`` "" is the surface behind the badge; ``inner`` "" is no inner line.
    """

    fill: str
    outline: str
    number: str
    inner: str = ""


_INK: Final = "#16202A"
_WHITE: Final = "#FFFFFF"
_PALE: Final = "#E7ECF0"

_LIGHT: Final[Mapping[int, GradeColours]] = MappingProxyType(
    {
        0: GradeColours("", "#4B5A67", _INK),
        1: GradeColours("#F4D58A", "#8A6A14", _INK),
        2: GradeColours("#E8922E", "#8F5207", _INK),
        3: GradeColours("#B5401B", "#B5401B", _WHITE),
        4: GradeColours("#7E1420", "#7E1420", _WHITE, _WHITE),
        5: GradeColours(_INK, _INK, _WHITE, _WHITE),
    }
)
_DARK: Final[Mapping[int, GradeColours]] = MappingProxyType(
    {
        0: GradeColours("", "#A9B6C1", _PALE),
        1: GradeColours("#F4D58A", "#F4D58A", _INK),
        2: GradeColours("#E8922E", "#E8922E", _INK),
        3: GradeColours("#C04A22", "#F0A183", _WHITE),
        4: GradeColours("#9E1F2E", "#F2A7AE", _WHITE, "#F2A7AE"),
        5: GradeColours(_PALE, _WHITE, _INK, _INK),
    }
)


def grade_colours(grade: int, dark: bool = False) -> GradeColours:
    """The colours of a grade; paper is light."""
    return (_DARK if dark else _LIGHT)[grade]


_SHAPES: Final[Mapping[int, Path]] = MappingProxyType(
    {
        0: ellipse(0, 0, 1, 1),
        1: ellipse(0, 0, 1, 1),
        2: rounded(
            _SQUARE_INSET,
            _SQUARE_INSET,
            1 - 2 * _SQUARE_INSET,
            1 - 2 * _SQUARE_INSET,
            0.16 * (1 - 2 * _SQUARE_INSET),
        ),
        3: polygon(((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5))),
        4: _octagon(),
        5: rectangle(_SQUARE_INSET, _SQUARE_INSET, 1 - 2 * _SQUARE_INSET, 1 - 2 * _SQUARE_INSET),
    }
)
_INNER: Final[Mapping[int, Path]] = MappingProxyType(
    {4: _octagon(0.11), 5: rectangle(0.16, 0.16, 0.68, 0.68)}
)


def grade_shape(grade: int) -> Path:
    """Ring, disc, square, diamond, octagon or upright square, in the unit box."""
    return _SHAPES[grade]


def grade_inner(grade: int) -> Path:
    """The inner line of grades 4 and 5; empty for the others."""
    return _INNER.get(grade, ())


def ring() -> Path:
    """The circle of "not settled" and "not current", to be dashed."""
    return ellipse(0, 0, 1, 1)


def outline_width(size: float) -> float:
    """Stroke of a badge of a size, both in the same unit."""
    return max(1.0, min(2.5, size / 28))


# --- the range meter ------------------------------------------------------------------------


class CellKind(StrEnum):
    """What a cell of the range meter says of its grade."""

    ESTABLISHED = "established"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"


METER_GRADES: Final = (0, 1, 2, 3, 4)


def meter_cells(at_least: int, at_most: int) -> tuple[CellKind, ...]:
    """What the cells 0 to 4 say. A range from 0 has established nothing: all are possible."""
    return tuple(_cell(grade, at_least, at_most) for grade in METER_GRADES)


def _cell(grade: int, at_least: int, at_most: int) -> CellKind:
    if not at_least <= grade <= at_most:
        return CellKind.EXCLUDED
    established = grade == at_least and (at_least > 0 or at_most == 0)
    return CellKind.ESTABLISHED if established else CellKind.POSSIBLE


def hatch(width: float, height: float, step: float, clear: tuple[float, float]) -> Path:
    """Lines at 45° rising to the right, in a box of this size, ``step`` apart along x.

    Nothing is drawn between the two x of ``clear``, where the number stands.
    """
    left = _hatch_between(0, clear[0], height, step)
    return left + _hatch_between(clear[1], width, height, step)


def _hatch_between(low: float, high: float, height: float, step: float) -> Path:
    """The pieces of the lines x - (height - y) = k * step that lie between two x."""
    path: list[Segment] = []
    foot = step * ((low - height) // step)
    while foot < high:
        start, end = max(foot, low), min(foot + height, high)
        if end - start > step / 8:
            path.append(("move", (start, height - (start - foot))))
            path.append(("line", (end, height - (end - foot))))
        foot += step
    return tuple(path)


# --- state glyphs ---------------------------------------------------------------------------


class Glyph(StrEnum):
    """The first thing in each row: the four states, the row asked, a red flag answered yes."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_ASSESSED = "not_assessed"
    NOT_ASKED = "not_asked"
    ASKING = "asking"
    RED_FLAG = "red_flag"


class Ink(StrEnum):
    """A colour by its role; the screen takes it from the theme, paper has its own."""

    NONE = ""
    ACCENT = "accent"
    MUTED = "text2"
    DANGER = "danger_fill"
    ON_DANGER = "on_danger"
    SURFACE = "surface"


@dataclass(frozen=True, slots=True)
class Part:
    """One path of a mark: its fill, its stroke, the stroke's width in the unit box, its dashes.

    Dash and gap are in multiples of the width; ends and joins of strokes are round unless
    dashed.
    """

    path: Path
    fill: Ink = Ink.NONE
    stroke: Ink = Ink.NONE
    width: float = 0.0
    dash: tuple[float, ...] = ()


_LINE: Final = 1.6 / 20
_RING_BOX: Final = (0.1, 0.1, 0.8, 0.8)


def tick() -> Path:
    """A tick, as an open line in the unit box."""
    return polyline(((0.26, 0.53), (0.43, 0.69), (0.75, 0.35)))


def question_mark() -> Path:
    """The hook of a question mark; :func:`dot` is its point."""
    return (
        ("move", (0.39, 0.41)),
        ("curve", (0.39, 0.27, 0.62, 0.27, 0.62, 0.41)),
        ("curve", (0.62, 0.5, 0.5, 0.5, 0.5, 0.59)),
    )


def dot(x: float, y: float, size: float) -> Path:
    """A round point about a centre."""
    return ellipse(x - size / 2, y - size / 2, size, size)


_RING: Final = ellipse(*_RING_BOX)

_GLYPHS: Final[Mapping[Glyph, tuple[Part, ...]]] = MappingProxyType(
    {
        Glyph.KNOWN: (
            Part(ellipse(0.07, 0.07, 0.86, 0.86), fill=Ink.ACCENT),
            Part(tick(), stroke=Ink.SURFACE, width=0.1),
        ),
        Glyph.UNKNOWN: (
            Part(_RING, stroke=Ink.MUTED, width=_LINE),
            Part(question_mark(), stroke=Ink.MUTED, width=_LINE),
            Part(dot(0.5, 0.715, 0.1), fill=Ink.MUTED),
        ),
        Glyph.NOT_ASSESSED: (
            Part(_RING, stroke=Ink.MUTED, width=_LINE),
            Part(polyline(((0.32, 0.5), (0.68, 0.5))), stroke=Ink.MUTED, width=0.09),
        ),
        Glyph.NOT_ASKED: (Part(_RING, stroke=Ink.MUTED, width=0.09, dash=(1.9, 1.242)),),
        Glyph.ASKING: (
            Part(_RING, stroke=Ink.ACCENT, width=0.11),
            Part(dot(0.5, 0.5, 0.34), fill=Ink.ACCENT),
        ),
        Glyph.RED_FLAG: (
            Part(placed(_octagon(), 0.06, 0.06, 0.88, 0.88), fill=Ink.DANGER),
            Part(polyline(((0.5, 0.28), (0.5, 0.54))), stroke=Ink.ON_DANGER, width=0.12),
            Part(dot(0.5, 0.72, 0.13), fill=Ink.ON_DANGER),
        ),
    }
)


def glyph(name: Glyph) -> tuple[Part, ...]:
    """The parts of a state glyph, from back to front."""
    return _GLYPHS[name]
