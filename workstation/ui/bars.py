"""Plain bars with a name at the left and number and share at the end. No axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.clinical import marks
from workstation.ui import theme
from workstation.ui.widgets import painting

_ROW = 36
_BAR = 14
_NAME_SHARE = 0.5
"""At most this part of the width for the names."""
_NUMBERS = 96
_BADGE = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``grade`` gives it a badge and the grade's colour."""

    name: str
    count: int
    grade: int | None = None


class Bars(QWidget):
    """Bars of one quantity, each with its share of ``whole``."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._bars: tuple[Bar, ...] = ()
        self._whole = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ring", True)
        self.set_bars((), 0)

    def set_bars(self, bars: Sequence[Bar], whole: int) -> None:
        """Show these bars."""
        self._bars, self._whole = tuple(bars), whole
        said = ", ".join(f"{bar.name} {bar.count}" for bar in bars) or "nothing"
        self.setAccessibleName(f"{self._name}: {said}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(320), theme.scaled(_ROW) * max(1, len(self._bars)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((bar.count for bar in self._bars), default=0)
        height = theme.scaled(_ROW)
        for number, bar in enumerate(self._bars):
            box = QRectF(0, number * height, self.width(), height)
            self._paint_bar(painter, bar, box, bar.count / most if most else 0.0)
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: Bar, box: QRectF, length: float) -> None:
        left = self._name_width()
        self._paint_name(painter, bar, QRectF(0, box.top(), left - theme.GAP, box.height()))
        room = box.width() - left - theme.scaled(_NUMBERS)
        thick = theme.scaled(_BAR)
        place = QRectF(left, box.center().y() - thick / 2, max(2.0, room * length), thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_fill(bar))
        if bar.count:
            painter.drawRoundedRect(place, 2, 2)
        at = (place.right() if bar.count else left) + theme.GAP
        self._paint_numbers(painter, bar, QRectF(at, box.top(), 200, box.height()))

    def _name_width(self) -> float:
        """Room for the longest name, and for the badge before it."""
        metrics = QFontMetricsF(theme.font())
        longest = max((metrics.horizontalAdvance(bar.name) for bar in self._bars), default=0.0)
        badge = (
            theme.scaled(_BADGE) + theme.GAP if any(b.grade is not None for b in self._bars) else 0
        )
        return min(longest + badge + theme.GROUP_GAP, self.width() * _NAME_SHARE)

    def _paint_name(self, painter: QPainter, bar: Bar, box: QRectF) -> None:
        if bar.grade is not None:
            side = theme.scaled(_BADGE)
            place = QRectF(0, box.center().y() - side / 2, side, side)
            painting.draw_grade(painter, bar.grade, place)
            box = box.adjusted(side + theme.GAP, 0, 0, 0)
        painter.setFont(theme.font())
        painter.setPen(theme.colour("text"))
        mode = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(bar.name, mode, int(box.width()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_numbers(self, painter: QPainter, bar: Bar, box: QRectF) -> None:
        strong = theme.font(strong=True)
        painter.setFont(strong)
        painter.setPen(theme.colour("text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), str(bar.count))
        if self._whole and bar.count:
            shift = QFontMetricsF(strong).horizontalAdvance(str(bar.count)) + theme.GAP
            painter.setFont(theme.font())
            painter.setPen(theme.colour("text2"))
            share = f"{round(100 * bar.count / self._whole)} %"
            painter.drawText(
                box.adjusted(shift, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), share
            )


def _fill(bar: Bar) -> QColor:
    if bar.grade is None:
        return theme.colour("accent")
    return QColor(marks.grade_colours(bar.grade, theme.dark()).fill or theme.tokens().edge)
