"""The list of encounters, and the manager's export of a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workstation.records.values import EncounterRow
from workstation.site.staff import Role
from workstation.workflows.session import Session, allowed

__all__ = ["EncounterRow", "Exported", "encounters", "export_encounters"]


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished export: where it is, and how many encounters it holds."""

    path: Path
    rows: int


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def encounters(
    session: Session,
    query: str = "",
    start: date | None = None,
    end: date | None = None,
    limit: int = 100,
    offset: int = 0,
) -> tuple[EncounterRow, ...]:
    """Encounters, the newest first. ``query``: words of name, record number, agent or number.

    ``start`` and ``end`` are days of the site's time zone, both inclusive.
    """
    raise NotImplementedError


@allowed(Role.MANAGER)
def export_encounters(session: Session, start: date, end: date, format: str, out: Path) -> Exported:
    """Writes the encounters of a period, whole or not at all. ``format`` is ``csv`` or ``xlsx``.

    Audited before the file appears. A link in the place of the file is refused; an existing
    file is replaced only by a complete new one.
    """
    raise NotImplementedError
