"""A page as what is drawn on it: strings and paths, to be put on paper, on a screen, in a file.

One layout serves the PDF, the preview and the printer, so all three show the same page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from workstation.clinical.marks import Path


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A printable string; x and y are the start of its baseline. ``strong`` is semibold."""

    x: float
    y: float
    text: str
    size: float
    strong: bool
    colour: str


@dataclass(frozen=True, slots=True)
class DrawnPath:
    """A path: filled where ``fill`` is a colour, outlined where ``colour`` is one."""

    path: Path
    fill: str
    colour: str = ""
    width: float = 0.0
    dash: tuple[float, ...] = ()
    round: bool = False


DrawnPart: TypeAlias = DrawnText | DrawnPath


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page: its size and its parts in the order of drawing, in points, y downward."""

    width: float
    height: float
    parts: tuple[DrawnPart, ...]
