"""The list of encounters, and the manager's exports of a period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workstation.clinical.form import Form
from workstation.exchange.spreadsheet import Cell, Table, to_csv, to_xlsx
from workstation.records.values import EncounterRow
from workstation.site.events import Act, AuditEvent
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.vault.files import refuse_link, require_outside, write_whole
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.records.store import Reading

__all__ = ["EncounterRow", "Exported", "encounters", "export_audit", "export_encounters"]

FORMATS = ("csv", "xlsx")
_LONGEST_QUERY = 200
_MOST_LINES = 1_000
_COLUMNS = (
    "Encounter",
    "Record id",
    "State",
    "Setting",
    "Started",
    "First red flag",
    "Signed",
    "Nurse",
    "Patient",
    "Birth date",
    "Record number",
    "Call-back number",
    "Therapy",
    "Scale",
    "Scale version",
    "Grade at least",
    "Grade at most",
    "Observations",
    "Peak at least",
    "Peak at most",
    "Disposition computed",
    "Disposition decided",
    "Override",
    "Override reason",
    "Override note",
    "Not assessed",
    "Reason for what is not known",
    "Call back at",
    "Entered in error because",
    "Protocol",
)
_ENTRIES = ("Entry", "When", "Who", "What", "About", "Details", "Hash")


Report = Callable[[int, int], object]
"""Hears how far long work is: lines done, and lines in all."""


def _in_silence(done: int, total: int) -> None:
    """Nobody waits for news."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished export: where it is, and how many lines it holds."""

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
    zone = ZoneInfo(session.site.time_zone)
    first = None if start is None else _midnight(start, zone)
    after = None if end is None else _midnight(end + timedelta(days=1), zone)
    most = max(1, min(limit, _MOST_LINES))
    told = {
        "query": query[:_LONGEST_QUERY],
        "start": None if start is None else start.isoformat(),
        "end": None if end is None else end.isoformat(),
    }
    with session.records.reading() as unit:  # a save never waits for a search
        rows = unit.listing.page(query[:_LONGEST_QUERY], first, after, most, max(0, offset))
    with session.records.writing(session.account) as telling:
        telling.audit(Act.SEARCHED, "encounters", told | {"found": [row.id for row in rows]})
    return rows


@allowed(Role.MANAGER)
def export_encounters(
    session: Session,
    start: date,
    end: date,
    format: str,
    out: Path,
    report: Report = _in_silence,
) -> Exported:
    """Writes the encounters of a period, whole or not at all. ``format`` is ``csv`` or ``xlsx``.

    ``start`` and ``end`` are days of the site's time zone, both inclusive. Audited before the
    file appears, and once more if it then cannot be written. A link in the place of the file is
    refused; an existing file is replaced only by a complete new one.

    ``report`` hears after each line how many of how many are read; what it raises ends the
    export, and nothing is written.
    """
    zone, form = ZoneInfo(session.site.time_zone), session.protocol.form

    def lines(unit: Reading, first: datetime, after: datetime) -> list[tuple[Cell, ...]]:
        total = unit.listing.count(first, after)
        read = []
        for row in unit.listing.period(first, after):
            read.append(_line(row, form, zone))
            report(len(read), total)
        return read

    order = _Order("encounters", _COLUMNS, start, end, format, out)
    return _export(session, order, lines)


@allowed(Role.MANAGER)
def export_audit(session: Session, start: date, end: date, format: str, out: Path) -> Exported:
    """Writes the audit of a period, the oldest entry first; as ``export_encounters`` otherwise.

    Each line holds the hash of its entry, so that it can be compared with a printed one.
    """
    zone = ZoneInfo(session.site.time_zone)

    def lines(unit: Reading, first: datetime, after: datetime) -> list[tuple[Cell, ...]]:
        return [_entry(event, zone) for event in unit.audit_log.period(first, after)]

    return _export(session, _Order("audit", _ENTRIES, start, end, format, out), lines)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be exported where. ``start`` and ``end`` are days, both inclusive."""

    what: str
    columns: tuple[str, ...]
    start: date
    end: date
    format: str
    out: Path


def _export(
    session: Session,
    order: _Order,
    lines: Callable[[Reading, datetime, datetime], list[tuple[Cell, ...]]],
) -> Exported:
    _check(order.start, order.end, order.format)
    refuse_link(order.out)
    require_outside(session.data_dir, order.out)
    zone = ZoneInfo(session.site.time_zone)
    period = (_midnight(order.start, zone), _midnight(order.end + timedelta(days=1), zone))
    with session.records.reading() as unit:
        rows = lines(unit, *period)
    table = Table(order.what.capitalize(), order.columns, rows)
    data = to_csv(table) if order.format == "csv" else to_xlsx(table, session.clock())
    told = {
        "start": order.start.isoformat(),
        "end": order.end.isoformat(),
        "format": order.format,
        "rows": len(rows),
        "sha256": sha256(data).hexdigest(),
        "path": str(order.out),
    }
    with session.records.writing(session.account) as telling:
        telling.audit(Act.EXPORTED, order.what, told)
    try:
        write_whole(order.out, data)
    except Problem as problem:
        with session.records.writing(session.account) as telling_of_failure:
            telling_of_failure.audit(Act.EXPORTED, order.what, told | {"failed": problem.code})
        raise
    return Exported(order.out, len(rows))


def _check(start: date, end: date, format: str) -> None:
    if format not in FORMATS:
        what = f"{format} is not a format of the export; it is csv or xlsx."
        raise Problem(Situation.NOT_ACCEPTED, what=what)
    if end < start:
        what = f"The period ends on {end.isoformat()}, before it starts on {start.isoformat()}."
        raise Problem(Situation.NOT_ACCEPTED, what=what)


def _midnight(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day at the site, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _line(row: EncounterRow, form: Form, zone: tzinfo) -> tuple[Cell, ...]:
    return (
        row.id,
        row.uuid,
        row.state.value.replace("_", " "),
        row.setting.value,
        _told(row.started_at, zone),
        _told(row.first_red_flag_at, zone),
        _told(row.signed_at, zone),
        row.nurse_name,
        row.patient_name,
        row.birth_date.isoformat() if row.birth_date else "",
        row.mrn,
        row.call_back_number,
        form.agents[row.agent].label if row.agent in form.agents else row.agent,
        row.scale,
        row.scale_version,
        row.at_least,
        row.at_most,
        row.observations,
        row.peak_at_least,
        row.peak_at_most,
        _level(row.computed, form),
        _level(row.decided, form),
        row.override,
        _label(row.override_reason, form),
        row.override_text,
        "; ".join(_gap(item, reason, form) for item, reason in row.not_assessed),
        _label(row.not_known_reason, form),
        _told(row.call_back_at, zone),
        row.error_reason,
        row.protocol,
    )


def _entry(event: AuditEvent, zone: tzinfo) -> tuple[Cell, ...]:
    when = datetime.fromisoformat(event.ts)
    texts = (event.who, event.act.replace("_", " "), event.obj, event.detail, event.hash.hex())
    return (event.seq, _told(when, zone), *texts)


def _told(moment: datetime | None, zone: tzinfo) -> str:
    """A moment in the site's zone, with its offset, so that two of them can be subtracted."""
    return "" if moment is None else moment.astimezone(zone).isoformat(timespec="seconds")


def _level(level: str | None, form: Form) -> str:
    if level is None:
        return ""
    return form.levels[level].label if level in form.levels else level


def _label(reason: str, form: Form) -> str:
    codes = {code.id: code.label for code in (*form.lowering_reasons, *form.not_assessed_reasons)}
    return codes.get(reason, reason)


def _gap(item: str, reason: str, form: Form) -> str:
    name = form.items[item].label if item in form.items else item
    return f"{name}: {_label(reason, form).replace('_', ' ')}"
