"""Strokes, and boxes for them: what every painted widget draws with."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen


def pen(colour: QColor, width: float, dash: tuple[float, ...] = ()) -> QPen:
    """A stroke: round where it is solid, flat where it is dashed."""
    made = QPen(colour, width)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    made.setCapStyle(Qt.PenCapStyle.FlatCap if dash else Qt.PenCapStyle.RoundCap)
    if dash:
        made.setDashPattern(list(dash))
    return made


def inset(box: QRectF, by: float) -> QRectF:
    """A box made smaller on every side."""
    return box.adjusted(by, by, -by, -by)
