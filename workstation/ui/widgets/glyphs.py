"""State glyphs and icons as small painted widgets."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.clinical.findings import State
from workstation.clinical.marks import Glyph
from workstation.ui import icons, theme
from workstation.ui.widgets import painting

GLYPH_WORDS = {
    Glyph.KNOWN: "known",
    Glyph.UNKNOWN: "unknown",
    Glyph.NOT_ASSESSED: "not assessed",
    Glyph.NOT_ASKED: "not asked",
    Glyph.ASKING: "being asked",
    Glyph.RED_FLAG: "red flag",
}


def state_glyph(state: State) -> Glyph:
    """The glyph of one of the four states."""
    return Glyph(state.value)


class StateGlyph(QWidget):
    """The first thing in each form row and record row."""

    def __init__(
        self, name: Glyph = Glyph.NOT_ASKED, size: int = theme.ICON, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_glyph(name)

    @property
    def glyph(self) -> Glyph:
        """What is shown."""
        return self._name

    def set_glyph(self, name: Glyph) -> None:
        """Show another state; the same one is not drawn again."""
        if name is self._name and self.accessibleName():
            return
        self._name = name
        self.setAccessibleName(GLYPH_WORDS[name])
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(self._size), theme.scaled(self._size))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        side = min(self.width(), self.height())
        painting.draw_glyph(QPainter(self), self._name, QRectF(0, 0, side, side))


class Icon(QWidget):
    """A line icon in the colour of a role. It says nothing: its word stands beside it."""

    def __init__(
        self, name: str, role: str = "text2", size: int = theme.ICON, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._role, self._size = name, role, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, role: str | None = None) -> None:
        """Show another icon, or the same in another role."""
        wanted = name, role or self._role
        if wanted != (self._name, self._role):
            self._name, self._role = wanted
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(self._size), theme.scaled(self._size))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        side = min(self.width(), self.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.paint(painter, self._name, self._role, QRectF(0, 0, side, side))
