"""A page of paper, painted as it will be printed: light in every mode."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui import theme
from workstation.ui.widgets import painting
from workstation.workflows.sheets import Drawing, DrawnPath, DrawnText

_SET_AT = 100
"""Pixels at which a font is asked for; a whole number, so that the scale alone sets the size."""
_WIDTH = 660
_OFF = ("tnum", "lnum", "liga", "calt")


def draw_page(painter: QPainter, page: Drawing) -> None:
    """Draw a page in points, at the painter's origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for part in page.parts:
        if isinstance(part, DrawnText):
            _draw_text(painter, part)
        else:
            _draw_path(painter, part)


def _draw_text(painter: QPainter, part: DrawnText) -> None:
    painter.save()
    painter.translate(part.x, part.y)
    painter.scale(part.size / _SET_AT, part.size / _SET_AT)
    painter.setFont(_face(part.strong))
    painter.setPen(QColor(part.colour))
    painter.drawText(0, 0, part.text)
    painter.restore()


def _face(strong: bool) -> QFont:
    """The page was measured glyph by glyph, and must be set like that.

    A feature that is not named here would be taken over from the widget that is painted on.
    """
    face = QFont(theme.family())
    face.setPixelSize(_SET_AT)
    face.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    face.setKerning(False)
    for feature in _OFF:
        face.setFeature(QFont.Tag(feature), 0)
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return face


def _draw_path(painter: QPainter, part: DrawnPath) -> None:
    shape = painting.painter_path(part.path)
    if part.fill:
        painter.fillPath(shape, QColor(part.fill))
    if part.colour:
        dash = tuple(step / part.width for step in part.dash)
        painter.strokePath(shape, painting.pen(QColor(part.colour), part.width, dash))


class PaperPage(QWidget):
    """One page at the width it is given. Its words are the accessible description."""

    def __init__(self, page: Drawing, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self.setObjectName("paper_page")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ring", True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * self._page.height / self._page.width)

    def sizeHint(self) -> QSize:
        width = theme.scaled(_WIDTH)
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(Qt.GlobalColor.white))
        painter.setPen(theme.colour("line"))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        share = self.width() / self._page.width
        painter.scale(share, share)
        draw_page(painter, self._page)
        painter.end()
