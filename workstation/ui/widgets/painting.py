"""From the geometry of ``clinical/marks`` to the screen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath

from workstation.clinical import marks
from workstation.clinical.marks import CellKind, Glyph, Path
from workstation.ui import theme
from workstation.ui.widgets.strokes import inset, pen

__all__ = [
    "draw_cell",
    "draw_glyph",
    "draw_grade",
    "draw_not_settled",
    "draw_possible",
    "inset",
    "painter_path",
    "pen",
]


def painter_path(path: Path, box: QRectF | None = None) -> QPainterPath:
    """A path of ``marks``; in a box, the unit box is stretched over it."""
    place = path if box is None else marks.placed(path, box.x(), box.y(), box.width(), box.height())
    made = QPainterPath()
    for verb, c in place:
        if verb == "move":
            made.moveTo(c[0], c[1])
        elif verb == "line":
            made.lineTo(c[0], c[1])
        elif verb == "curve":
            made.cubicTo(QPointF(c[0], c[1]), QPointF(c[2], c[3]), QPointF(c[4], c[5]))
        else:
            made.closeSubpath()
    return made


def draw_glyph(painter: QPainter, name: Glyph, box: QRectF) -> None:
    """A state glyph in a square."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for part in marks.glyph(name):
        path = painter_path(part.path, box)
        if part.fill:
            painter.fillPath(path, theme.colour(part.fill))
        if part.stroke:
            stroke = pen(theme.colour(part.stroke), part.width * box.width(), part.dash)
            painter.strokePath(path, stroke)


def draw_grade(painter: QPainter, grade: int, box: QRectF, extra_outline: float = 0.0) -> None:
    """An established grade: its solid shape with its number."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colours = marks.grade_colours(grade, theme.dark())
    width = marks.outline_width(box.width())
    shape = painter_path(marks.grade_shape(grade), inset(box, width / 2))
    painter.fillPath(shape, QColor(colours.fill or theme.tokens().surface))
    painter.strokePath(shape, pen(QColor(colours.outline), width + extra_outline))
    inner = marks.grade_inner(grade)
    if inner:
        line = pen(QColor(colours.inner), max(1.0, width * 0.7))
        painter.strokePath(painter_path(inner, inset(box, width / 2)), line)
    _draw_mark(painter, str(grade), box, QColor(colours.number))


def draw_possible(painter: QPainter, grade: int, box: QRectF) -> None:
    """A grade that is not excluded: dashed, without fill."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.2, marks.outline_width(box.width()))
    shape = painter_path(marks.grade_shape(grade), inset(box, width / 2))
    painter.strokePath(shape, pen(theme.colour("text2"), width, (2.4, 1.8)))
    _draw_mark(painter, str(grade), box, theme.colour("text2"))


def draw_not_settled(painter: QPainter, box: QRectF) -> None:
    """The dashed ring with a question mark."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.4, marks.outline_width(box.width()))
    ring = painter_path(marks.ring(), inset(box, width / 2))
    painter.strokePath(ring, pen(theme.colour("text2"), width, (2.6, 1.8)))
    _draw_mark(painter, "?", box, theme.colour("text2"))


def _draw_mark(painter: QPainter, text: str, box: QRectF, colour: QColor) -> None:
    face = theme.font(strong=True)
    face.setPixelSize(max(8, round(box.height() * marks.NUMBER_HEIGHT)))
    painter.setFont(face)
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_cell(painter: QPainter, grade: int, kind: CellKind, box: QRectF) -> None:
    """One cell of the range meter."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colours = theme.tokens()
    frame = inset(box, 0.75)
    shape = QPainterPath()
    shape.addRoundedRect(frame, theme.SMALL_RADIUS, theme.SMALL_RADIUS)
    number = QColor(colours.text)
    if kind is CellKind.ESTABLISHED:
        grade_colours = marks.grade_colours(grade, theme.dark())
        painter.fillPath(shape, QColor(grade_colours.fill or colours.surface))
        painter.strokePath(shape, pen(QColor(grade_colours.outline), 1.5))
        number = QColor(grade_colours.number)
    elif kind is CellKind.POSSIBLE:
        _draw_hatch(painter, frame, shape)
        painter.strokePath(shape, pen(QColor(colours.text2), 1.3, marks.DASH))
    else:
        painter.fillPath(shape, QBrush(QColor(colours.sunken)))
        number = QColor(colours.text2)
    painter.setFont(theme.font(strong=kind is not CellKind.EXCLUDED))
    painter.setPen(number)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(grade))


def _draw_hatch(painter: QPainter, frame: QRectF, shape: QPainterPath) -> None:
    """Light lines, with a clear patch where the number stands."""
    half = min(frame.width() * 0.22, frame.height() * 0.5)
    middle = frame.width() / 2
    lines = marks.hatch(frame.width(), frame.height(), 5.0, (middle - half, middle + half))
    painter.save()
    painter.setClipPath(shape)
    painter.translate(frame.topLeft())
    faint = theme.colour("edge")
    faint.setAlphaF(0.45)
    painter.strokePath(painter_path(lines), pen(faint, 1.0))
    painter.restore()
