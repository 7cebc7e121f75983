"""The right column: vitals with source and time, masking drugs, and every other answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from workstation.clinical.findings import Finding, State
from workstation.clinical.form import Kind, Row, RowKind
from workstation.clinical.wording import with_unit
from workstation.documents.content import SummaryContent
from workstation.documents.layout import COLUMN, Slice
from workstation.documents.pen import BODY, LABEL, LINE, SOURCE, STRONG, Face
from workstation.documents.rows import TABLE_ROW, Cell, cells_row, heading, paragraph, ruled
from workstation.documents.wording import (
    SOURCES,
    STATES,
    Zone,
    inline,
    label,
    listed,
    number,
    short_label,
    value_text,
)

MASKING: Final = (
    ("antipyretic_given", "antipyretic_at"),
    ("steroid_given", "steroid_at"),
    ("anticytokine_given", "anticytokine_at"),
)
_MASKING_IDS: Final = frozenset(id_ for row in MASKING for id_ in row)


@dataclass(frozen=True, slots=True)
class _Vital:
    """One row of the table, in printable or raw strings."""

    name: str
    value: str
    source: str
    time: str
    known: bool


def findings(content: SummaryContent, zone: Zone) -> list[Slice]:
    """Vitals, and what can lower the temperature."""
    return [*_vitals(content, zone, list(_vital_rows(content))), *_masking(content, zone)]


def answers(content: SummaryContent, zone: Zone) -> list[Slice]:
    """Every other answer, in the order of the form: yes, no, and what has a value of its own."""
    shown = {id_ for row in _vital_rows(content) for id_ in row.items} | _MASKING_IDS
    told = content.encounter.findings
    ids = [id_ for id_ in _in_order(content) if id_ not in shown and told[id_].known]
    yes = [short_label(content.form, id_) for id_ in ids if told[id_].value is True]
    others = [
        f"{label(content.form, id_)}: {_other(content, zone, told[id_])}"
        for id_ in ids
        if not isinstance(told[id_].value, bool)
    ]
    parts = [
        f"{word}: {listed(names)}."
        for word, names in (("Yes", yes), ("No", _denied(content, ids)))
        if names
    ]
    text = " ".join([*parts, *(f"{other}." for other in others)])
    return [*heading("Symptoms and signs"), *paragraph(text, COLUMN)] if text else []


def _in_order(content: SummaryContent) -> list[str]:
    """The ids that have an answer, in the order of the form, then those outside it."""
    rows = (row for section in content.form.sections for row in section.rows)
    asked = (id_ for row in rows for id_ in row.items if id_ in content.encounter.findings)
    return list(dict.fromkeys([*asked, *content.encounter.findings]))


def _denied(content: SummaryContent, ids: Sequence[str]) -> list[str]:
    """What was answered no; the red flags in one word where all of them were."""
    told = content.encounter.findings
    no = [id_ for id_ in ids if told[id_].value is False]
    first = content.form.sections[0] if content.form.sections else None
    flags = [id_ for row in first.rows for id_ in row.items] if first else []
    if len(flags) > 2 and set(flags) <= set(no):
        rest = [short_label(content.form, id_) for id_ in no if id_ not in flags]
        return [f"all {len(flags)} {inline(first.title) if first else ''}", *rest]
    return [short_label(content.form, id_) for id_ in no]


# --- vitals ---------------------------------------------------------------------------------


def _vitals_name(content: SummaryContent) -> str:
    """Of several observations the last one's vitals stand here; the others in their table."""
    number = content.encounter.number
    return f"Vitals of observation {number}" if number > 1 else "Vitals"


def _vital_rows(content: SummaryContent) -> Iterable[Row]:
    """The rows with a number that was asked for, or that keeps the grade open."""
    open_ = {*content.assessment.grade.not_known, *content.assessment.disposition.waiting_for}
    for _, rows in content.form.rows(content.encounter.setting):
        for row in rows:
            asked = any(id_ in content.encounter.findings or id_ in open_ for id_ in row.items)
            vital = any(content.form.items[id_].vital for id_ in row.items)
            if asked and (vital or row.kind is RowKind.VITAL):
                yield row


def _vitals(content: SummaryContent, zone: Zone, rows: Iterable[Row]) -> list[Slice]:
    vitals = [_vital(content, zone, row) for row in rows]
    if not vitals:
        return [*heading(_vitals_name(content), 0), *paragraph("None taken.", COLUMN)]
    columns = _columns(vitals)
    slices = [slice_ for vital in vitals for slice_ in _vital_row(vital, columns)]
    return [*heading(_vitals_name(content), 0), _top_rule(), *slices]


def _top_rule() -> Slice:
    return Slice(0.6, lambda pen, x, y: pen.rule(x, y, COLUMN, 0.6, LINE), keep=True)


def _columns(vitals: Sequence[_Vital]) -> tuple[float, float, float]:
    """Where value, source and time stand; the time ends at the right edge.

    Each column is as wide as its words; where that is too much, the times wrap first, then the
    names, then the values.
    """
    name = _widest(BODY, (v.name for v in vitals)) + 7
    value = max(
        _widest(STRONG, (v.value for v in vitals if v.known)),
        _widest(LABEL, (v.value for v in vitals if not v.known)),
    )
    source = _widest(SOURCE, (v.source for v in vitals))
    time = _widest(SOURCE, (v.time for v in vitals))
    over = name + value + source + time + 12 - COLUMN
    cut = min(max(over, 0.0), max(time - 30, 0.0))
    time, over = time - cut, over - cut
    cut = min(max(over, 0.0), max(name - 64, 0.0))
    return name - cut, COLUMN - time - source - 6, COLUMN - time


def _widest(face: Face, texts: Iterable[str]) -> float:
    lines = (string for text in texts for string in face.wrap(text, 96))
    return max(map(face.width, lines), default=0.0)


def _vital_row(vital: _Vital, columns: tuple[float, float, float]) -> list[Slice]:
    value, source, time = columns
    face = STRONG if vital.known else LABEL
    cells = (
        Cell(BODY.wrap(vital.name, value - 6.9), 0, BODY),
        Cell(face.wrap(vital.value, source - value - 5.9), value, face),
        Cell(SOURCE.wrap(vital.source, time - source - 5.9), source, SOURCE),
        Cell(SOURCE.wrap(vital.time, COLUMN - time + 0.1), COLUMN, SOURCE, ends=True),
    )
    return ruled(cells_row(cells, TABLE_ROW), COLUMN, LINE)


def _vital(content: SummaryContent, zone: Zone, row: Row) -> _Vital:
    found = [content.encounter.findings.get(id_) for id_ in row.items]
    known = [finding for finding in found if finding is not None and finding.known]
    if not known:
        states = [finding.state for finding in found if finding is not None]
        state = states[0] if states else State.NOT_ASKED
        return _Vital(row.label, STATES[state], "—", "", known=False)
    sources = dict.fromkeys(SOURCES[f.source] for f in known if f.source)
    times = dict.fromkeys(zone.recent(f.at, content.signed_at) for f in known if f.at)
    return _Vital(
        row.label,
        _vital_value(content, zone, row, found),
        ", ".join(sources) or "—",
        ", ".join(times),
        known=True,
    )


def _vital_value(
    content: SummaryContent, zone: Zone, row: Row, found: Sequence[Finding | None]
) -> str:
    """``104/66 mmHg`` where a row has two numbers of one unit."""
    items = [content.form.items[id_] for id_ in row.items]
    units = {item.unit for item in items}
    numeric = all(item.kind in {Kind.NUMBER, Kind.COUNT} for item in items)
    if len(items) == 2 and len(units) == 1 and numeric:
        parts = (
            number(f.value, item.decimals) if f and isinstance(f.value, int | float) else "–"
            for f, item in zip(found, items, strict=True)
        )
        return with_unit("/".join(parts), items[0].unit)
    unit = content.site.temperature_unit
    return ", ".join(
        value_text(item, f.value, unit, zone)
        for f, item in zip(found, items, strict=True)
        if f is not None and f.value is not None
    )


# --- masking drugs --------------------------------------------------------------------------


def _masking(content: SummaryContent, zone: Zone) -> list[Slice]:
    parts = [_masked(content, zone, given, at) for given, at in MASKING]
    text = "; ".join(parts) + "."
    return [*heading("Can lower the temperature"), *paragraph(text[:1].upper() + text[1:], COLUMN)]


def _masked(content: SummaryContent, zone: Zone, given: str, at: str) -> str:
    """``acetaminophen or NSAID yes 11:30, told``."""
    finding, when = content.encounter.findings.get(given), content.encounter.findings.get(at)
    name = short_label(content.form, given)
    if finding is None or not finding.known:
        return f"{name}: {STATES[finding.state if finding else State.NOT_ASKED]}"
    time = when.value if when is not None and when.known else finding.at
    details = [zone.near(time, content.signed_at)] if isinstance(time, datetime) else []
    details += [SOURCES[finding.source]] if finding.source else []
    return f"{name}: {'yes' if finding.value else 'no'}" + "".join(f", {d}" for d in details)


# --- every other answer ---------------------------------------------------------------------


def _other(content: SummaryContent, zone: Zone, finding: Finding) -> str:
    if finding.value is None:
        return STATES[finding.state]
    item = content.form.items.get(finding.id)
    text = value_text(item, finding.value, content.site.temperature_unit, zone)
    return f"{text} ({SOURCES[finding.source]})" if finding.source else text
