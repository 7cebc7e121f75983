"""What a sheet is made from, and the blocks of words that it becomes: no drawing, no PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from workstation.clinical.encounter import Encounter
from workstation.clinical.form import Form
from workstation.clinical.marks import Glyph
from workstation.clinical.results import Assessment
from workstation.clinical.watching import OwnLimit
from workstation.site.site import SiteSettings

_LEAST_ROWS = 8
"""Vitals are cut last."""

MORE = "and {count} more, see the summary"


class SheetKind(StrEnum):
    """The one for the patient, and the one for who takes over."""

    PATIENT = "patient"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class SignedAs:
    """The signed summary that a sheet goes with. ``sha256`` is lower-case hex."""

    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SheetContent:
    """One encounter, ready for a sheet. ``signed`` is None before the signature.

    ``made_at`` is aware; the page shows it in the site's zone. ``doses`` are sentences about the
    doses that were counted, ``limits`` what the patient watches, ``not_ruled_out`` urgent actions
    of which nobody knows yet whether they are needed. ``nurse`` is the printed name.
    """

    encounter: Encounter
    assessment: Assessment
    form: Form
    site: SiteSettings
    made_at: datetime
    nurse: str
    signed: SignedAs | None = None
    limits: tuple[OwnLimit, ...] = ()
    doses: tuple[str, ...] = ()
    not_ruled_out: tuple[str, ...] = ()

    @property
    def level(self) -> str | None:
        """The disposition that holds: what was decided, else what is computed."""
        decision = self.encounter.decision
        if decision.override is not None:
            return decision.override.decided
        return decision.level or self.assessment.disposition.level


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a sheet: what it is, and what is known of it, part by part.

    ``glyph`` stands before it. ``large`` is read first. A fact that ``stays`` is never cut.
    """

    name: str
    parts: tuple[str, ...]
    glyph: Glyph | None = None
    strong: bool = False
    large: bool = False
    stays: bool = False
    joiner: str = "; "

    def cut(self, most: int) -> Fact:
        """The same with at most so many parts, and how many are left out."""
        if self.stays or len(self.parts) <= most:
            return self
        rest = MORE.format(count=len(self.parts) - most)
        return replace(self, parts=(*self.parts[:most], rest))

    @property
    def text(self) -> str:
        """The parts as one text."""
        return self.joiner.join(self.parts)


@dataclass(frozen=True, slots=True)
class Table:
    """A small table; ``weights`` share out the width. The first column is strong.

    Nothing is cut in one that ``stays``.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    weights: tuple[float, ...]
    stays: bool = False

    def cut(self, most: int) -> Table:
        """At most so many rows; the last says how many are left out."""
        if self.stays or len(self.rows) <= most:
            return self
        empty = ("",) * (len(self.head) - 1)
        rest = (MORE.format(count=len(self.rows) - most), *empty)
        return replace(self, rows=(*self.rows[:most], rest))


@dataclass(frozen=True, slots=True)
class Block:
    """Facts and tables under one title. ``points`` stand in columns below the facts.

    ``framed`` is what nobody may overlook.
    """

    title: str
    facts: tuple[Fact, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None
    framed: bool = False

    def cut(self, most: int) -> Block:
        """The same with each list cut."""
        table = self.table.cut(max(most, _LEAST_ROWS)) if self.table is not None else None
        return replace(self, facts=tuple(fact.cut(most) for fact in self.facts), table=table)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet in words. ``who`` says about whom it is.

    ``status`` says whether it is signed, ``made`` when and by whom it was made; each may be "".
    """

    title: str
    status: str
    made: str
    site: tuple[str, ...]
    who: tuple[str, ...]
    blocks: tuple[Block, ...]
    foot: tuple[str, ...]
    base: float = 11.0
    labels: float = field(default=96.0)
    """Text size in points, and the width of the names at that size."""


def plain_text(sheet: Sheet) -> str:
    """The sheet as text, for the clipboard and to be read aloud."""
    head = " · ".join(part for part in (sheet.title, sheet.status, sheet.made) if part)
    lines = [head, *sheet.site, "", *sheet.who]
    for block in sheet.blocks:
        lines += ["", block.title, *_block_lines(block)]
    return "\n".join([*lines, "", *sheet.foot])


def _block_lines(block: Block) -> Sequence[str]:
    lines = [f"{fact.name}: {fact.text}" if fact.name else fact.text for fact in block.facts]
    lines += [f"- {point}" for point in block.points]
    if block.table is not None:
        head = block.table.head
        for row in block.table.rows:
            pairs = zip(head[1:], row[1:], strict=True)
            cells = ((name.lower(), cell.replace("\n", ", ")) for name, cell in pairs if cell)
            told = "; ".join(f"{name} {cell}" for name, cell in cells)
            name = row[0].replace("\n", ", ")
            lines.append(f"- {name}: {told}" if told else f"- {name}")
    return lines
