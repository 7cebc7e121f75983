"""State glyphs as small painted widgets."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workstation.clinical.findings import State
from workstation.clinical.marks import Glyph
from workstation.ui import theme
from workstation.ui.widgets import painting
from workstation.ui.widgets.icon import Icon, Square

__all__ = ["GLYPH_WORDS", "Icon", "StateGlyph", "state_glyph"]

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


class StateGlyph(Square):
    """The first thing in each form row and record row."""

    def __init__(
        self, name: Glyph = Glyph.NOT_ASKED, size: int = theme.ICON, parent: QWidget | None = None
    ) -> None:
        super().__init__(size, parent)
        self._name = name
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

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painting.draw_glyph(QPainter(self), self._name, self.square)
