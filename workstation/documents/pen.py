"""Draws on a page: strings, rules and the paths of ``clinical/marks``.

Positions are in points from the upper left corner of the paper, y downward; strings stand on
their baseline. User text is drawn as it is, never read as markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from workstation.clinical.marks import Ink, Part, Path, placed
from workstation.documents import fonts

TEXT: Final = "#16202A"
MUTED: Final = "#4B5A67"
LINE: Final = "#C3CBD2"
RULE: Final = "#16202A"
SUNKEN: Final = "#E9EDF0"
SURFACE: Final = "#FFFFFF"

_INKS: Final[Mapping[Ink, str]] = {
    Ink.ACCENT: MUTED,
    Ink.MUTED: MUTED,
    Ink.DANGER: "#A61B1B",
    Ink.ON_DANGER: SURFACE,
    Ink.SURFACE: SURFACE,
}
"""Paper has no accent: what is known and what is not differ by shape alone."""


@dataclass(frozen=True, slots=True)
class Face:
    """How a string is set: font, size and colour."""

    font: str
    size: float
    colour: str = TEXT

    def width(self, text: str) -> float:
        """Width of a printable string in points."""
        return fonts.width(text, self.font, self.size)

    def wrap(self, text: str, room: float) -> list[str]:
        """The lines of a text in a width, printable."""
        return fonts.wrap(text, self.font, self.size, room)


TITLE: Final = Face(fonts.SEMIBOLD, 15)
NAME: Final = Face(fonts.SEMIBOLD, 12)
RESULT: Final = Face(fonts.SEMIBOLD, 13)
BODY: Final = Face(fonts.REGULAR, 9)
STRONG: Final = Face(fonts.SEMIBOLD, 9)
LABEL: Final = Face(fonts.REGULAR, 9, MUTED)
HEADING: Final = Face(fonts.SEMIBOLD, 9, MUTED)
SOURCE: Final = Face(fonts.REGULAR, 8.5, MUTED)
NOTE: Final = Face(fonts.REGULAR, 7.5, MUTED)


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a path is outlined. ``dash`` is in points."""

    colour: str
    width: float
    dash: tuple[float, ...] = ()
    round: bool = False


class Pen:
    """A canvas seen from the upper left corner."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self._canvas: Any = canvas
        self._height = height

    def text(self, x: float, y: float, text: str, face: Face) -> None:
        """A printable string that starts at x."""
        self._canvas.setFont(face.font, face.size)
        self._canvas.setFillColor(HexColor(face.colour))
        self._canvas.drawString(x, self._height - y, text)

    def text_right(self, x: float, y: float, text: str, face: Face) -> None:
        """A printable string that ends at x."""
        self.text(x - face.width(text), y, text, face)

    def text_centre(self, x: float, y: float, text: str, face: Face) -> None:
        """A printable string about x."""
        self.text(x - face.width(text) / 2, y, text, face)

    def rule(self, x: float, y: float, length: float, width: float, colour: str = LINE) -> None:
        """A horizontal line."""
        self.path((("move", (x, y)), ("line", (x + length, y))), stroke=Stroke(colour, width))

    def path(self, path: Path, fill: str = "", stroke: Stroke | None = None) -> None:
        """A path filled, outlined, or both."""
        if not path:
            return
        if fill:
            self._canvas.setFillColor(HexColor(fill))
        if stroke is not None:
            self._set_stroke(stroke)
        self._canvas.drawPath(
            self._outline(path), stroke=int(stroke is not None), fill=int(bool(fill))
        )

    def mark(self, parts: tuple[Part, ...], x: float, y: float, size: float) -> None:
        """A mark of several parts in a square box."""
        for part in parts:
            stroke = None
            if part.stroke is not Ink.NONE:
                width = part.width * size
                dash = tuple(step * width for step in part.dash)
                stroke = Stroke(_INKS[part.stroke], width, dash, round=not dash)
            fill = "" if part.fill is Ink.NONE else _INKS[part.fill]
            self.path(placed(part.path, x, y, size, size), fill, stroke)

    def next_page(self) -> None:
        """Ends this page and begins another of the same size."""
        self._canvas.showPage()

    def _set_stroke(self, stroke: Stroke) -> None:
        self._canvas.setStrokeColor(HexColor(stroke.colour))
        self._canvas.setLineWidth(stroke.width)
        self._canvas.setDash(list(stroke.dash))
        self._canvas.setLineCap(int(stroke.round))
        self._canvas.setLineJoin(int(stroke.round))

    def _outline(self, path: Path) -> object:
        outline = self._canvas.beginPath()
        draw = {
            "move": outline.moveTo,
            "line": outline.lineTo,
            "curve": outline.curveTo,
            "close": outline.close,
        }
        for verb, coords in path:
            draw[verb](*self._flipped(coords))
        return outline

    def _flipped(self, coords: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(c if i % 2 == 0 else self._height - c for i, c in enumerate(coords))
