"""Encounters as lines of a list: for the screen a page at a time, for an export a whole period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.engine import Connection, RowMapping

from workstation.clinical.encounter import EncounterState
from workstation.clinical.findings import Finding, Setting, State
from workstation.records import findings, search
from workstation.records.tables import assessment, decision, encounter, measure, patient, therapy
from workstation.records.values import EncounterRow

_PAGE = 500
_SLACK = 1_000
_SAME = (
    "id",
    "uuid",
    "started_at",
    "nurse_name",
    "call_back_number",
    "first_red_flag_at",
    "error_reason",
)


def newest_of_encounter(of: Any) -> Any:
    """The newest row of an append-only table for the encounter of the outer query."""
    newest = select(func.max(of.c.id)).where(of.c.encounter_id == encounter.c.id)
    return newest.correlate(encounter).scalar_subquery()


_LINES: Select[Any] = (
    select(
        encounter,
        patient.c.family_name,
        patient.c.given_name,
        patient.c.birth_date,
        patient.c.mrn,
        therapy.c.agent,
        therapy.c.agent_text,
        assessment.c.scale,
        assessment.c.scale_version,
        assessment.c.at_least,
        assessment.c.at_most,
        assessment.c.disposition,
        decision.c.level,
        decision.c.overridden,
        decision.c.decided,
        decision.c.raised,
        decision.c.reason_code,
        decision.c.reason_text,
        decision.c.not_known_reason,
        decision.c.call_back_at,
        measure.c.observations,
        measure.c.peak_at_least,
        measure.c.peak_at_most,
    )
    .outerjoin(patient, patient.c.id == encounter.c.patient_id)
    .outerjoin(therapy, therapy.c.id == newest_of_encounter(therapy))
    .outerjoin(assessment, assessment.c.id == newest_of_encounter(assessment))
    .outerjoin(decision, decision.c.id == newest_of_encounter(decision))
    .outerjoin(measure, measure.c.encounter_id == encounter.c.id)
)


class ListingReader:
    """Reads lines. ``start`` is inclusive, ``end`` exclusive, both aware UTC or None."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(
        self, typed: str, start: datetime | None, end: datetime | None, limit: int, offset: int
    ) -> tuple[EncounterRow, ...]:
        """Lines that match what was typed, the newest first."""
        found = select(encounter.c.id).where(*_within(start, end))
        if search.match_words(typed):
            found = found.where(self._matching(typed, start, end, limit + offset))
        found = found.order_by(encounter.c.id.desc()).limit(limit).offset(offset)
        ids = self._connection.execute(found).scalars().all()  # the rest is read for one page only
        return self._lines(_LINES.where(encounter.c.id.in_(ids)).order_by(encounter.c.id.desc()))

    def newest_before(self, uuid: str) -> EncounterRow | None:
        """The newest line of the same patient that began before an encounter, or None."""
        this = select(encounter.c.id, encounter.c.patient_id, encounter.c.started_at)
        row = self._connection.execute(this.where(encounter.c.uuid == uuid)).one_or_none()
        if row is None or row.patient_id is None:
            return None
        query = (
            _LINES.where(encounter.c.patient_id == row.patient_id, encounter.c.id != row.id)
            .where(encounter.c.state != EncounterState.ENTERED_IN_ERROR.value)
            .where(encounter.c.started_at <= row.started_at)
            .order_by(encounter.c.started_at.desc(), encounter.c.id.desc())
            .limit(1)
        )
        return next(iter(self._lines(query)), None)

    def _matching(
        self, typed: str, start: datetime | None, end: datetime | None, most: int
    ) -> ColumnElement[bool]:
        """Words, or a number; behind a # only the number."""
        number = typed.strip().removeprefix("#")
        is_number = number.isascii() and number.isdigit() and len(number) < 16
        if is_number and typed.strip().startswith("#"):
            return encounter.c.id == int(number)
        words = search.found_in(search.ENCOUNTERS, typed)
        if start is None and end is None:
            words = words.order_by(search.ENCOUNTERS.c.rowid.desc()).limit(most)
        else:
            words = words.where(search.ENCOUNTERS.c.rowid.between(*self._numbers(start, end)))
        by_words = encounter.c.id.in_(words)
        return or_(by_words, encounter.c.id == int(number)) if is_number else by_words

    def _numbers(self, start: datetime | None, end: datetime | None) -> tuple[int, int]:
        """Between which numbers a period lies, so that the full text is read for it alone.

        Numbers rise with the start, but for a clock that was set back; the slack covers that.
        """
        by_start = select(encounter.c.id).where(*_within(start, end)).limit(1)
        first = self._connection.execute(by_start.order_by(encounter.c.started_at)).scalar()
        last = self._connection.execute(by_start.order_by(encounter.c.started_at.desc())).scalar()
        return (first or 0) - _SLACK, (last or 0) + _SLACK

    def count(self, start: datetime, end: datetime) -> int:
        """How many encounters began in a period."""
        query = select(func.count()).select_from(encounter).where(*_within(start, end))
        return int(self._connection.execute(query).scalar_one())

    def period(self, start: datetime, end: datetime) -> Iterator[EncounterRow]:
        """Every encounter that began in a period, the oldest first, read in pages."""
        last = 0
        while True:
            query = _LINES.where(*_within(start, end), encounter.c.id > last)
            page = self._lines(query.order_by(encounter.c.id).limit(_PAGE))
            yield from page
            if len(page) < _PAGE:
                return
            last = page[-1].id

    def _lines(self, query: Select[Any]) -> tuple[EncounterRow, ...]:
        rows = self._connection.execute(query).mappings().all()
        answers = findings.latest(self._connection, [row["id"] for row in rows])
        return tuple(_line(row, answers[row["id"]]) for row in rows)


def _within(start: datetime | None, end: datetime | None) -> list[ColumnElement[bool]]:
    limits = []
    if start is not None:
        limits.append(encounter.c.started_at >= start)
    if end is not None:
        limits.append(encounter.c.started_at < end)
    return limits


def _line(row: RowMapping, answers: Mapping[str, Finding]) -> EncounterRow:
    name = f"{row['family_name'].upper()}, {row['given_name']}" if row["family_name"] else ""
    return EncounterRow(
        **{key: row[key] for key in _SAME},
        scale=row["scale"] or "",
        scale_version=row["scale_version"] or "",
        state=EncounterState(row["state"]),
        setting=Setting(row["setting"]),
        patient_name=name,
        birth_date=row["birth_date"],
        mrn=row["mrn"] or "",
        agent=row["agent"] or row["agent_text"] or "",
        at_least=row["at_least"],
        at_most=row["at_most"],
        computed=row["disposition"],
        decided=row["decided"] if row["overridden"] else row["level"] or row["disposition"],
        override=_override(row),
        override_reason=row["reason_code"] or "",
        override_text=row["reason_text"] or "",
        not_assessed=_not_assessed(answers),
        not_known_reason=row["not_known_reason"] or "",
        call_back_at=row["call_back_at"],
        signed_at=row["signed_at"],
        protocol=f"{row['protocol_id']} {row['protocol_version']}".strip(),
        observations=row["observations"] or 1,
        peak_at_least=row["peak_at_least"],
        peak_at_most=row["peak_at_most"],
    )


def _override(row: RowMapping) -> str:
    if not row["overridden"]:
        return ""
    return "raised" if row["raised"] else "lowered"


def _not_assessed(answers: Mapping[str, Finding]) -> tuple[tuple[str, str], ...]:
    """Items without a value, with the reason or the state that says why."""
    return tuple(
        (item, answer.reason or answer.state.value)
        for item, answer in sorted(answers.items())
        if answer.state is not State.KNOWN
    )
