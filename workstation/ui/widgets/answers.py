"""The tri-state answer: three joined buttons, one stop for the Tab key, keys Y, N and U."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.clinical import marks
from workstation.ui import theme
from workstation.ui.widgets import painting


class Answer(StrEnum):
    """What was answered."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


_KEYS = {
    Qt.Key.Key_Y: Answer.YES,
    Qt.Key.Key_N: Answer.NO,
    Qt.Key.Key_U: Answer.UNKNOWN,
}
_TICK = 18
_ORDER = (Answer.YES, Answer.NO, Answer.UNKNOWN)
_WORDS = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNKNOWN: "Unknown"}


class TriState(QWidget):
    """Yes, No, Unknown, or nothing chosen; the same choice again clears it.

    ``chosen`` carries the Answer or None after the person chose; ``set_answer`` is silent.
    Arrows move a mark between the three, Space takes the marked one.
    """

    chosen = Signal(object)

    _WIDTHS = (88, 88, 108)

    def __init__(
        self, label: str, *, alarming: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label = label
        self._alarming = alarming
        self._answer: Answer | None = None
        self._marked = 0
        self._hovered = -1
        self._note = "not asked"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setProperty("ring", True)
        self._name_it()

    @property
    def answer(self) -> Answer | None:
        """What is chosen."""
        return self._answer

    def set_answer(self, answer: Answer | None, note: str = "not asked") -> None:
        """Show an answer; ``note`` is what a reader hears when there is none."""
        if answer is not None:
            self._marked = _ORDER.index(answer)
        if (answer, note) != (self._answer, self._note):
            self._answer, self._note = answer, note
            self._name_it()
            self.update()

    def choose(self, answer: Answer) -> None:
        """As if the person had pressed it: the same answer again clears."""
        self.set_answer(None if answer is self._answer else answer)
        self.chosen.emit(self._answer)

    def _name_it(self) -> None:
        said = _WORDS[self._answer].lower() if self._answer else self._note
        self.setAccessibleName(f"{self._label}, {said}")

    def sizeHint(self) -> QSize:
        return QSize(sum(self._columns()), theme.scaled(theme.ANSWER_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(sum(self._least_columns()), theme.scaled(theme.ANSWER_HEIGHT))

    def _columns(self) -> tuple[int, ...]:
        return tuple(theme.scaled(w) for w in self._WIDTHS)

    def _least_columns(self) -> tuple[int, ...]:
        """As narrow as the words allow, for large text in a small window."""
        metrics = QFontMetrics(theme.font(strong=True))
        spare = theme.scaled(_TICK) + 14
        return tuple(metrics.horizontalAdvance(_WORDS[a]) + spare for a in _ORDER)

    def _boxes(self) -> Sequence[QRectF]:
        columns = self._columns()
        if self.width() < sum(columns):
            least = self._least_columns()
            spare = (self.width() - sum(least)) / len(least)
            columns = tuple(round(width + spare) for width in least)
        left, boxes = 0.0, []
        for width in columns:
            boxes.append(QRectF(left, 0, width, self.height()))
            left += width
        return boxes

    def _at(self, x: float) -> int:
        return next((i for i, box in enumerate(self._boxes()) if x < box.right()), -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        answer = _KEYS.get(Qt.Key(event.key())) if plain else None
        if answer is not None and not event.isAutoRepeat():
            self.choose(answer)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._marked = min(2, max(0, self._marked + step))
            self.update()
        elif event.key() == Qt.Key.Key_Space:
            self.choose(_ORDER[self._marked])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.choose(_ORDER[place])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event.position().x()))

    def leaveEvent(self, event: object) -> None:
        del event
        self._hover(-1)

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.tokens()
        outer = painting.inset(QRectF(self.rect()), 0.5)
        shape = QPainterPath()
        shape.addRoundedRect(outer, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
        painter.fillPath(shape, QColor(colours.surface))
        for place, box in enumerate(self._boxes()):
            if place == self._hovered or (self.hasFocus() and self._is_mark(place)):
                painter.save()
                painter.setClipPath(shape)
                painter.fillRect(box, QColor(colours.sunken))
                painter.restore()
            if place:
                painter.setPen(painting.pen(QColor(colours.line), 1))
                painter.drawLine(box.topLeft() + QPointF(0, 1), box.bottomLeft() - QPointF(0, 1))
        painter.strokePath(shape, painting.pen(QColor(colours.edge), 1))
        for answer, box in zip(_ORDER, self._boxes(), strict=True):
            self._paint_segment(painter, answer, box)

    def _is_mark(self, place: int) -> bool:
        """The mark of the arrow keys shows once it is off the answer and was moved."""
        return place == self._marked and place > 0 and _ORDER[place] is not self._answer

    def _paint_segment(self, painter: QPainter, answer: Answer, box: QRectF) -> None:
        colours = theme.tokens()
        if answer is not self._answer:
            painter.setFont(theme.font())
            painter.setPen(QColor(colours.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _WORDS[answer])
            return
        alarm = self._alarming and answer is Answer.YES
        frame = painting.inset(box, 1)
        shape = _joined(frame, answer)
        painter.fillPath(shape, QColor(colours.danger_fill if alarm else colours.tint))
        edge = colours.danger_fill if alarm else colours.accent
        painter.strokePath(shape, painting.pen(QColor(edge), 2))
        ink = QColor(colours.on_danger if alarm else colours.accent)
        self._paint_ticked(painter, _WORDS[answer], box, ink)

    def _paint_ticked(self, painter: QPainter, word: str, box: QRectF, ink: QColor) -> None:
        painter.setFont(theme.font(strong=True))
        painter.setPen(ink)
        tick = theme.scaled(_TICK)
        text = painter.fontMetrics().horizontalAdvance(word)
        left = box.x() + (box.width() - text - tick) / 2
        place = QRectF(left, box.center().y() - tick / 2, tick, tick)
        painter.strokePath(painting.painter_path(marks.tick(), place), painting.pen(ink, 1.75))
        beside = box.adjusted(left - box.x() + tick, 0, 0, 0)
        painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)


def _joined(box: QRectF, answer: Answer) -> QPainterPath:
    """A rectangle that is round only where the whole control is."""
    radius = theme.CONTROL_RADIUS - 1
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    square = QPainterPath()
    if answer is not Answer.YES:
        square.addRect(QRectF(box.x(), box.y(), radius * 2, box.height()))
    if answer is not Answer.UNKNOWN:
        square.addRect(QRectF(box.right() - radius * 2, box.y(), radius * 2, box.height()))
    return path.united(square).simplified()
