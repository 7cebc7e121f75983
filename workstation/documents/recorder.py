"""A pen that keeps what is drawn, and the drawing as a plain PDF."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from workstation.clinical.marks import Path
from workstation.documents import fonts
from workstation.documents.drawing import Drawing, DrawnPart, DrawnPath, DrawnText
from workstation.documents.pen import Face, Pen, Stroke


class Recorder(Pen):
    """Draws on nothing."""

    def __init__(self, width: float, height: float) -> None:
        # Nothing reaches a canvas: the two methods that would are replaced.
        super().__init__(None, height)
        self._size = (width, height)
        self._parts: list[DrawnPart] = []

    def text(self, x: float, y: float, text: str, face: Face) -> None:
        strong = face.font == fonts.SEMIBOLD
        self._parts.append(DrawnText(x, y, text, face.size, strong, face.colour))

    def path(self, path: Path, fill: str = "", stroke: Stroke | None = None) -> None:
        if not path:
            return
        line = (stroke.colour, stroke.width, stroke.dash, stroke.round) if stroke else ()
        self._parts.append(DrawnPath(path, fill, *line))

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
    pen = Pen(canvas, drawing.height)
    for part in drawing.parts:
        _draw(pen, part)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(pen: Pen, part: DrawnPart) -> None:
    if isinstance(part, DrawnText):
        font = fonts.SEMIBOLD if part.strong else fonts.REGULAR
        pen.text(part.x, part.y, part.text, Face(font, part.size, part.colour))
        return
    stroke = Stroke(part.colour, part.width, part.dash, part.round) if part.colour else None
    pen.path(part.path, part.fill, stroke)
