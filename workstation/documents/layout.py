"""Where things stand: slices of measured height flow down columns and over pages.

Nothing here draws or measures; a page is decided before its first stroke, so "page 1 of 2"
is known when page 1 is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workstation.documents.pen import Pen

MM: Final = 72 / 25.4
WIDTH: Final = 178 * MM
MARGIN: Final = 16 * MM
COLUMN: Final = 84 * MM
RIGHT: Final = WIDTH - COLUMN
"""x of the right column, from the left edge of the live area."""

PAPERS: Final = {"a4": (210 * MM, 297 * MM), "letter": (612.0, 792.0)}

Draw = Callable[[Pen, float, float], None]
"""Draws a slice with its upper left corner at x and y."""


def nothing(pen: Pen, x: float, y: float) -> None:
    """Draws empty space."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One indivisible piece of a column. ``keep`` holds it on the page of the next one.

    ``space`` is white space only: it is dropped at the head of a page. ``again`` is what stands
    above the slice once more where it begins a page.
    """

    height: float
    draw: Draw = nothing
    keep: bool = False
    space: bool = False
    again: Slice | None = None


def gap(height: float) -> Slice:
    """White space that stays with what follows it."""
    return Slice(height, keep=True, space=True)


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in the flow: the page, counted from 0, and y from the top of the paper."""

    page: int
    y: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A slice and where it stands. ``x`` is from the left edge of the paper."""

    page: int
    x: float
    y: float
    draw: Draw


@dataclass(frozen=True, slots=True)
class Frame:
    """The usable part of the paper. ``top`` is where a later page goes on, below its head."""

    left: float
    top: float
    bottom: float


def height_of(slices: Sequence[Slice]) -> float:
    """The height of a column."""
    return sum(part.height for part in slices)


class Flow:
    """Fills pages from above. ``spot`` is where the next thing would stand.

    ``squeeze`` is the share of the white space that is kept: text never shrinks, air may.
    """

    def __init__(self, frame: Frame, start: float, squeeze: float = 1.0) -> None:
        self._frame = frame
        self._squeeze = squeeze
        self.spot = Spot(0, start)
        self.placed: list[Placed] = []

    def add(self, slices: Sequence[Slice]) -> None:
        """A block over the whole width."""
        self.spot = self._run(slices, 0.0, self.spot)

    def add_columns(self, left: Sequence[Slice], right: Sequence[Slice]) -> None:
        """Two columns side by side; what follows stands below the longer one."""
        start = self.spot
        self.spot = max(self._run(left, 0.0, start), self._run(right, RIGHT, start))

    def add_foot(self, foot: Slice) -> None:
        """The last block: at the bottom of the last page, whole."""
        top = self._frame.bottom - foot.height
        page = self.spot.page + (self.spot.y > top)
        self.placed.append(Placed(page, self._frame.left, top, foot.draw))
        self.spot = Spot(page, self._frame.bottom)

    def break_page(self) -> None:
        """What follows begins a new page."""
        self.spot = Spot(self.spot.page + 1, self._frame.top)

    def _height(self, part: Slice) -> float:
        return part.height * self._squeeze if part.space else part.height

    def _run(self, slices: Sequence[Slice], x: float, spot: Spot) -> Spot:
        for group in _groups(slices):
            full = self._is_full(group, spot)
            start = Spot(spot.page + 1, self._frame.top) if full else spot
            spot = self._place(_headed(group) if full else group, x, start)
        return spot

    def _is_full(self, group: Sequence[Slice], spot: Spot) -> bool:
        """Whether a group must go to the next page; at the head of a page it never does."""
        height = sum(map(self._height, group))
        return spot.y + height > self._frame.bottom and spot.y > self._frame.top

    def _place(self, group: Sequence[Slice], x: float, spot: Spot) -> Spot:
        for part in group:
            if part.space and spot.y == self._frame.top and spot.page > 0:
                continue
            self.placed.append(Placed(spot.page, self._frame.left + x, spot.y, part.draw))
            spot = Spot(spot.page, spot.y + self._height(part))
        return spot


def _headed(group: list[Slice]) -> list[Slice]:
    head = group[0].again
    return group if head is None else [head, *group]


def _groups(slices: Sequence[Slice]) -> Iterator[list[Slice]]:
    """Slices that must stand on one page together."""
    group: list[Slice] = []
    for part in slices:
        group.append(part)
        if not part.keep:
            yield group
            group = []
    if group:
        yield group
