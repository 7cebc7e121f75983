"""A line icon as a small painted widget."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui import icons, theme


class Square(QWidget):
    """A square of one size that grows with the letters; a subclass paints ``square``."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        """``size`` in pixels at letters of 100 %."""
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def square(self) -> QRectF:
        """Where to paint."""
        side = min(self.width(), self.height())
        return QRectF(0, 0, side, side)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(self._size), theme.scaled(self._size))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Icon(Square):
    """A line icon in the colour of a role. It says nothing: its word stands beside it."""

    def __init__(
        self, name: str, role: str = "text2", size: int = theme.ICON, parent: QWidget | None = None
    ) -> None:
        super().__init__(size, parent)
        self._name, self._role = name, role

    def set_icon(self, name: str, role: str | None = None) -> None:
        """Show another icon, or the same in another role."""
        wanted = name, role or self._role
        if wanted != (self._name, self._role):
            self._name, self._role = wanted
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.paint(painter, self._name, self._role, self.square)
