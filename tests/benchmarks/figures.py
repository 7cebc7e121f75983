"""One figure of a benchmark, beside its floor, and how it is printed."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured. ``ratio`` is ours over the floor.

    ``goal`` is the most that the ratio may be, or ours itself where it is ``absolute``.
    """

    name: str
    ours: float
    floor: float
    unit: str
    goal: float | None = None
    detail: str = ""
    absolute: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def reached(self) -> bool:
        return self.goal is None or (self.ours if self.absolute else self.ratio) <= self.goal

    def line(self) -> str:
        figures = f"{self.ours:9.2f} {self.unit:<3} floor {self.floor:9.2f}"
        return (
            f"{self.name:<30} {figures}   ratio {self.ratio:6.2f}   {self._judged()}{self.detail}"
        ).rstrip()

    def _judged(self) -> str:
        if self.goal is None:
            return ""
        goal = f"{self.goal:g} {self.unit}" if self.absolute else f"ratio {self.goal:g}"
        return f"goal {goal}: {'reached' if self.reached else 'missed'}   "


def alternating(
    ours: Callable[[], object], floor: Callable[[], object], times: int
) -> tuple[list[float], list[float]]:
    """Milliseconds of each, one after the other, so that both meet the same machine."""
    ours(), floor()
    gc.collect()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for work, into in zip((ours, floor), taken, strict=True):
            begun = time.perf_counter()
            work()
            into.append((time.perf_counter() - begun) * 1000)
    return taken


def middle(milliseconds: Sequence[float]) -> float:
    return statistics.median(milliseconds)


def percentile(milliseconds: Sequence[float], part: float) -> float:
    """The value that ``part`` of all do not exceed."""
    ordered = sorted(milliseconds)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
