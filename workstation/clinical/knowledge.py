"""What a protocol knows beside its rules: pages to read, with a source for each line.

Nothing here grades or places a patient. Everything carries its reference; a line that was read in
a second-hand copy has the tag "2" and is to be verified before clinical use.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScreenInfo:
    """What a screen is called, what has to be known to read it, and where it is written."""

    id: str
    name: str
    reference: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """What speaks for a condition. ``findings`` are the items of the form that show it."""

    id: str
    text: str
    reference: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A page: a condition that looks like CRS, what speaks for it and what it asks for.

    The topics of the background are pages too: their lines are the ``signs``.
    """

    id: str
    label: str
    says: str
    signs: tuple[Sign, ...]
    steps: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class StepUp:
    """How long to observe after one dose of an agent. ``hours`` are the longest published."""

    dose: str
    hours: float
    where: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Rechallenge:
    """After CRS: what becomes of the dose that was running, and when the next may follow.

    ``agents`` are ids of the pack; none means every agent.
    """

    id: str
    label: str
    agents: tuple[str, ...]
    current: str
    next: str
    reference: str
    tag: str


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Published most doses of a medicine. None: that limit is not published."""

    id: str
    label: str
    in_24_hours: int | None
    in_all: int | None
    hours_apart: float | None
    reference: str
    tag: str
    note: str = ""
