"""The stepper of a call: one step a section, with how much of it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from workstation.clinical.marks import Glyph
from workstation.ui import theme
from workstation.ui.widgets import painting

_GLYPH = 18
_LEFT = 26


@dataclass(frozen=True, slots=True)
class Step:
    """What a step shows. ``detail`` is "5 of 7", "optional" or "1 yes"; ``alarming`` reddens it."""

    title: str
    detail: str
    glyph: Glyph
    alarming: bool = False


class Form(Enum):
    """How much a step says: all, its name over number and count, or the number alone."""

    WHOLE = 0
    NAMES = 1
    NUMBERS = 2


class _StepItem(QWidget):
    """One step."""

    pressed = Signal()

    def __init__(self, step: Step, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step, self._number, self._current = step, number, False
        self._form = Form.WHOLE
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", True)
        self.setObjectName(f"step_{number}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_step(step, False)

    def show_step(self, step: Step, current: bool) -> None:
        """Show what changed, in place; what did not is not drawn again."""
        if (step, current) == (self._step, self._current) and self.accessibleName():
            return
        self._step, self._current = step, current
        now = ", current" if current else ""
        self.setAccessibleName(f"{self._number} {step.title}, {step.detail}{now}")
        self.setToolTip(f"Alt+{self._number}")
        self.update()

    def set_form(self, form: Form) -> None:
        """How much of its words the step shows."""
        if form is not self._form:
            self._form = form
            self.update()

    def _words(self, form: Form) -> tuple[str, str]:
        title, detail = f"{self._number} {self._step.title}", self._step.detail
        if form is Form.WHOLE or self._current:
            return title, detail
        if form is Form.NUMBERS:
            return title[0], ""
        told = "" if detail == "optional" else f" · {detail.replace(' of ', '/')}"
        return self._step.title, f"{self._number}{told}"

    def width_in(self, form: Form) -> int:
        """The width that a form needs."""
        strong = QFontMetrics(theme.font(strong=True))
        title, detail = self._words(form)
        least = "optional" if form is Form.WHOLE or self._current else ""
        words = max(strong.horizontalAdvance(w) for w in (title, detail, least))
        return words + theme.scaled(_LEFT) + 2

    def sizeHint(self) -> QSize:
        return QSize(self.width_in(Form.WHOLE), theme.scaled(theme.STEPPER_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.tokens()
        line = self.fontMetrics().height() + 3
        top = (self.height() - 2 * line) / 2 - 1
        side, left = theme.scaled(_GLYPH), theme.scaled(_LEFT)
        painting.draw_glyph(painter, self._glyph(), QRectF(2, top + (line - side) / 2, side, side))
        painter.setFont(theme.font(strong=self._current))
        painter.setPen(QColor(colours.accent if self._current else colours.text))
        middle = Qt.AlignmentFlag.AlignVCenter
        title, detail = self._words(self._form)
        painter.drawText(QRectF(left, top, self.width() - left, line), middle, title)
        painter.setFont(theme.font())
        painter.setPen(QColor(colours.danger if self._step.alarming else colours.text2))
        below = QRectF(left, top + line, self.width() - left, line)
        painter.drawText(below, middle, detail)
        if self._current:
            bar = QRectF(-2, self.height() - theme.BAR_WIDTH, self.width() + 2, theme.BAR_WIDTH)
            painter.fillRect(bar, QColor(colours.accent))

    def _glyph(self) -> Glyph:
        if self._current and self._step.glyph is not Glyph.RED_FLAG:
            return Glyph.ASKING
        return self._step.glyph


class Stepper(QFrame):
    """The row of steps; ``step_requested`` carries the place of the one that was chosen."""

    step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "bar")
        self._items: list[_StepItem] = []

    def set_steps(self, steps: Sequence[Step], current: int) -> None:
        """Show the steps; those there are change in place, and those of another form go."""
        while len(self._items) > len(steps):
            gone = self._items.pop()
            gone.hide()
            gone.deleteLater()
        while len(self._items) < len(steps):
            self._add(steps[len(self._items)])
        for place, (item, step) in enumerate(zip(self._items, steps, strict=True)):
            item.show_step(step, place == current)
        self._arrange()

    def _add(self, step: Step) -> None:
        place = len(self._items)
        item = _StepItem(step, place + 1, self)
        item.pressed.connect(lambda: self.step_requested.emit(place))
        item.show()
        self._items.append(item)
        self.updateGeometry()
        self._arrange()

    def sizeHint(self) -> QSize:
        width = sum(i.sizeHint().width() for i in self._items)
        gaps = 8 * max(0, len(self._items) - 1)
        return QSize(width + gaps + theme.PAGE_MARGIN * 2, theme.scaled(theme.STEPPER_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        del event
        self._arrange()

    def _arrange(self) -> None:
        """Widths follow the words; spare width is shared out as space between the steps."""
        if not self._items:
            return
        margin = theme.PAGE_MARGIN
        for form in Form:
            widths = [i.width_in(form) for i in self._items]
            if sum(widths) + 2 * margin <= self.width():
                break
        spare = self.width() - 2 * margin - sum(widths)
        gap = max(2.0, min(theme.scaled(84), spare / max(1, len(widths) - 1)))
        left = QPointF(margin, 0)
        for item, width in zip(self._items, widths, strict=True):
            item.set_form(form)
            item.setGeometry(round(left.x()), 0, width, self.height() - 1)
            left.setX(left.x() + width + gap)
