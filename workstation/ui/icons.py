"""Line icons from ``resources/icons``, tinted with a colour role."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from workstation.ui import theme


def icon(name: str, role: str = "text", size: int = theme.ICON) -> QIcon:
    """An icon in the colour of a role, sharp at one and two device pixels a unit.

    The tint is that of the mode in force now; a widget that lives through a change of mode
    asks again when ``theme.notifier().changed`` fires.
    """
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, role, size, ratio))
    return made


def pixmap(name: str, role: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon drawn at a size in units of the screen, for a ratio of device pixels."""
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, name, role, QRectF(0, 0, size, size))
    painter.end()
    return image


def paint(painter: QPainter, name: str, role: str, box: QRectF) -> None:
    """Draw an icon into a box; for the painted widgets."""
    _renderer(name, theme.colour(role).name()).render(painter, box)


@lru_cache(maxsize=256)
def _renderer(name: str, tint: str) -> QSvgRenderer:
    path = theme.resources() / "icons" / f"{name}.svg"
    drawing = path.read_text(encoding="utf-8").replace("currentColor", tint)
    return QSvgRenderer(QByteArray(drawing.encode()))
