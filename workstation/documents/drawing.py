"""A page as what is drawn on it: strings and paths, to be put on paper, on a screen, in a file.

One layout serves the PDF, the preview and the printer, so all three show the same page.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

from reportlab.pdfgen.canvas import Canvas

from workstation.clinical.marks import Path
from workstation.documents import fonts
from workstation.documents.pen import Face, Pen, Stroke


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A printable string; x and y are the start of its baseline."""

    x: float
    y: float
    text: str
    face: Face


@dataclass(frozen=True, slots=True)
class DrawnPath:
    """A path, filled, outlined, or both; ``fill`` "" for none."""

    path: Path
    fill: str
    stroke: Stroke | None


DrawnPart: TypeAlias = DrawnText | DrawnPath


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page: its size and its parts in the order of drawing, in points, y downward."""

    width: float
    height: float
    parts: tuple[DrawnPart, ...]

    def draw(self, pen: Pen) -> None:
        """Draws it with another pen."""
        for part in self.parts:
            if isinstance(part, DrawnText):
                pen.text(part.x, part.y, part.text, part.face)
            else:
                pen.path(part.path, part.fill, part.stroke)


class Recorder(Pen):
    """A pen that keeps what is drawn."""

    def __init__(self, width: float, height: float) -> None:
        # Nothing reaches a canvas: the two methods that would are replaced.
        super().__init__(None, height)
        self._size = (width, height)
        self._parts: list[DrawnPart] = []

    def text(self, x: float, y: float, text: str, face: Face) -> None:
        self._parts.append(DrawnText(x, y, text, face))

    def path(self, path: Path, fill: str = "", stroke: Stroke | None = None) -> None:
        if path:
            self._parts.append(DrawnPath(path, fill, stroke))

    def drawing(self) -> Drawing:
        """What was drawn so far."""
        return Drawing(*self._size, tuple(self._parts))


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the file says of itself; nothing of the patient."""

    title: str
    author: str
    subject: str


def drawn_pdf(drawing: Drawing, imprint: Imprint) -> bytes:
    """The page as a plain PDF; equal drawings give equal bytes."""
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=(drawing.width, drawing.height),
        invariant=1,
        pageCompression=1,
        initialFontName=fonts.REGULAR,
        lang="en",
    )
    canvas.setTitle(imprint.title)
    canvas.setAuthor(imprint.author)
    canvas.setSubject(imprint.subject)
    drawing.draw(Pen(canvas, drawing.height))
    canvas.showPage()
    canvas.save()
    return out.getvalue()
