"""Grade badge, range badge and range meter: solid is established, dashed is possible."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.clinical import marks
from workstation.ui import theme
from workstation.ui.widgets import painting

_RISE_SHOWN_MS = 600


def spoken_range(at_least: int, at_most: int) -> str:
    """A range in words: "grade 2", "at least 1, may be as high as 4", "not settled, 0 to 4"."""
    if at_least == at_most:
        return f"grade {at_least}"
    if at_least == 0:
        return f"not settled, 0 to {at_most}"
    return f"at least {at_least}, may be as high as {at_most}"


def _motion_is_reduced() -> bool:
    """True where the system asks for less motion; older versions of Qt cannot tell."""
    accessibility = getattr(QGuiApplication.styleHints(), "accessibility", None)
    preference = getattr(accessibility(), "motionPreference", None) if accessibility else None
    return preference is not None and "Reduced" in preference().name


class GradeBadge(QWidget):
    """One shape for a range: its lower end, or the dashed ring while nothing is established."""

    def __init__(self, size: int = 60, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._range: tuple[int, int] | None = None
        self._risen = QTimer(self)
        self._risen.setSingleShot(True)
        self._risen.setInterval(_RISE_SHOWN_MS)
        self._risen.timeout.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_range(None)

    def set_range(self, grade: tuple[int, int] | None, scale: str = "Grade") -> None:
        """Show a range; None is "nothing known". ``scale`` goes into the accessible name."""
        rises = bool(self._range and grade and grade[0] > self._range[0])
        words = f"{scale}: {spoken_range(*grade) if grade else 'not settled'}"
        if grade == self._range and words == self.accessibleName():
            return
        self._range = grade
        self.setAccessibleName(words)
        if rises and self.isVisible() and not _motion_is_reduced():
            self._risen.start()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._risen.stop()

    def sizeHint(self) -> QSize:
        side = theme.scaled(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        side = min(self.width(), self.height())
        box = painting.inset(QRectF(0, 0, side, side), 1)
        if self._range is None or (self._range[0] == 0 and self._range[1] > 0):
            painting.draw_not_settled(painter, box)
        else:
            extra = 2.0 if self._risen.isActive() else 0.0
            painting.draw_grade(painter, self._range[0], box, extra)


class RangeBadge(QWidget):
    """A range on one line: solid lower badge, short dash, dashed upper shape."""

    def __init__(
        self, grade: tuple[int, int] | None = None, size: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._range: tuple[int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_range(grade)

    def set_range(self, grade: tuple[int, int] | None) -> None:
        """Show a range; None is "nothing known"."""
        self._range = grade
        self.setAccessibleName(f"Grade: {spoken_range(*grade) if grade else 'not settled'}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.scaled(self._size)
        return QSize(range_badge_width(self._range, side), side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        paint_range_badge(painter, self._range, QPointF(0, 0), self.height())


def range_badge_width(grade: tuple[int, int] | None, side: int) -> int:
    """Width of the badges of a range drawn at a height, for delegates too."""
    if grade is None or grade[0] == grade[1] or grade[0] == 0:
        return side
    return round(side * (1 + 0.34 + marks.POSSIBLE_SCALE)) + 1


def paint_range_badge(
    painter: QPainter, grade: tuple[int, int] | None, at: QPointF, side: float
) -> None:
    """The badges of a range from a left upper corner; tables use it in their delegates."""
    lower = painting.inset(QRectF(at.x(), at.y(), side, side), 0.5)
    if grade is None or (grade[0] == 0 and grade[1] > 0):
        painting.draw_not_settled(painter, lower)
        return
    painting.draw_grade(painter, grade[0], lower)
    if grade[0] == grade[1]:
        return
    middle = at.y() + side / 2
    dash = painting.pen(theme.colour("text2"), 1.5)
    painter.setPen(dash)
    painter.drawLine(QPointF(at.x() + side * 1.08, middle), QPointF(at.x() + side * 1.26, middle))
    small = side * marks.POSSIBLE_SCALE
    upper = QRectF(at.x() + side * 1.34, middle - small / 2, small, small)
    painting.draw_possible(painter, grade[1], painting.inset(upper, 0.5))


class RangeMeter(QWidget):
    """Five cells, 0 to 4: established, possible, excluded."""

    _HEIGHT = 26
    _GAP = 4

    def __init__(self, grade: tuple[int, int] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._range = grade or (0, 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_range(grade)

    def set_range(self, grade: tuple[int, int] | None) -> None:
        """Show a range; None reads as 0 to 4. The same one is not drawn again."""
        wanted = grade or (0, 4)
        if wanted == self._range and self.accessibleName():
            return
        self._range = wanted
        self.setAccessibleName(f"Range meter: {spoken_range(*wanted)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(300), theme.scaled(self._HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(140), theme.scaled(self._HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        count = len(marks.METER_GRADES)
        width = (self.width() - self._GAP * (count - 1)) / count
        for grade, kind in zip(marks.METER_GRADES, marks.meter_cells(*self._range), strict=True):
            box = QRectF(grade * (width + self._GAP), 0, width, self.height())
            painting.draw_cell(painter, grade, kind, box)
