"""Decisions as rows: append-only; the newest counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, RowMapping

from workstation.clinical.encounter import Decision, Override
from workstation.records.tables import decision
from workstation.records.work import Work

_PLAIN = (
    "level",
    "teach_back",
    "informed",
    "informed_at",
    "call_back_at",
    "not_known_reason",
    "note",
)
_LISTS = ("advice_given", "actions_done")
_OVERRIDE = ("computed", "decided", "raised", "reason_code", "reason_text")


def store(work: Work, encounter_id: int, version: int, made: Decision) -> None:
    """Adds a decision made with one version of an encounter."""
    override = made.override
    row: dict[str, Any] = {
        "encounter_id": encounter_id,
        "encounter_version": version,
        "overridden": override is not None,
        "entered_at": work.at,
        "by": work.account_id,
    }
    row |= {name: getattr(made, name) for name in _PLAIN}
    row |= {name: list(getattr(made, name)) for name in _LISTS}
    row |= {name: getattr(override, name) if override else None for name in _OVERRIDE[:3]}
    row |= {name: getattr(override, name) if override else "" for name in _OVERRIDE[3:]}
    work.connection.execute(insert(decision), row)


def newest(connection: Connection, encounter_id: int) -> Decision | None:
    """The decision that counts, None before any was made."""
    row = _newest_row(connection, encounter_id)
    return None if row is None else read(row)


def before(connection: Connection, encounter_id: int, version: int) -> Decision | None:
    """The decision that counted until a version of the encounter was made."""
    query = (
        select(decision)
        .where(decision.c.encounter_id == encounter_id, decision.c.encounter_version < version)
        .order_by(decision.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else read(row)


def version_of(connection: Connection, encounter_id: int) -> int:
    """The version of the encounter that decided last; 0 if none did."""
    row = _newest_row(connection, encounter_id)
    return 0 if row is None else int(row["encounter_version"])


def read(row: RowMapping) -> Decision:
    """A row as a decision."""
    override = Override(**{name: row[name] for name in _OVERRIDE}) if row["overridden"] else None
    parts: dict[str, Any] = {name: row[name] for name in _PLAIN}
    parts |= {name: tuple(row[name]) for name in _LISTS}
    return Decision(**parts, override=override)


def _newest_row(connection: Connection, encounter_id: int) -> RowMapping | None:
    query = select(decision).where(decision.c.encounter_id == encounter_id)
    newest_first = query.order_by(decision.c.id.desc()).limit(1)
    return connection.execute(newest_first).mappings().one_or_none()
