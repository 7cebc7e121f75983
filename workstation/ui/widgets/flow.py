"""Pieces that fill a line and go on in the next, as plain geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF


@dataclass(frozen=True, slots=True)
class Piece:
    """What one piece needs."""

    width: float
    height: float


def flow(pieces: Sequence[Piece], width: float, gap: float) -> list[QRectF]:
    """The boxes of pieces set in lines no wider than ``width``."""
    boxes: list[QRectF] = []
    x = y = tallest = 0.0
    for piece in pieces:
        wide = min(piece.width, width)
        if x > 0 and x + wide > width:
            x, y, tallest = 0.0, y + tallest + gap, 0.0
        boxes.append(QRectF(x, y, wide, piece.height))
        x += wide + gap
        tallest = max(tallest, piece.height)
    return boxes


def flow_height(pieces: Sequence[Piece], width: float, gap: float) -> int:
    """The height of all lines."""
    return round(max((b.bottom() for b in flow(pieces, width, gap)), default=0.0))
