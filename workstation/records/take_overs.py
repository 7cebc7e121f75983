"""Who works on an encounter: whoever began it, until somebody takes it over.

A take-over is an amendment of the encounter: append-only, with the name before and after. The
encounter's own row goes on naming the account that began it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.engine import Connection

from workstation.clinical.taking_over import TakeOver
from workstation.records.tables import account, amendment, encounter
from workstation.records.work import Work

_NAMES_A_NURSE = func.json_extract(amendment.c.after, "$.nurse").is_not(None)


def owner_id() -> ColumnElement[Any]:
    """The account that works on the encounter of the outer query."""
    newest = (
        select(amendment.c.by)
        .where(amendment.c.encounter_id == encounter.c.id, _NAMES_A_NURSE)
        .order_by(amendment.c.id.desc())
        .limit(1)
        .correlate(encounter)
        .scalar_subquery()
    )
    return func.coalesce(newest, encounter.c.account_id)


def store(work: Work, encounter_id: int, uuid: str, version: int, new: TakeOver) -> None:
    """Adds a take-over. The caller has looked that it may be made."""
    row = {
        "uuid": f"{uuid}/{version}",  # one save, one take-over
        "encounter_id": encounter_id,
        "reason": new.reason,
        "before": {"nurse": new.before, "nurse_name": new.before_name},
        "after": {"nurse": new.by, "nurse_name": new.by_name},
        "entered_at": new.at,
        "by": work.account_id,
    }
    work.connection.execute(insert(amendment), row)


def of_encounter(connection: Connection, encounter_id: int) -> tuple[TakeOver, ...]:
    """Every take-over of an encounter, the first first."""
    query = (
        select(amendment, account.c.user)
        .join(account, account.c.id == amendment.c.by)
        .where(amendment.c.encounter_id == encounter_id, _NAMES_A_NURSE)
        .order_by(amendment.c.id)
    )
    return tuple(
        TakeOver(
            before=row["before"]["nurse"],
            before_name=row["before"]["nurse_name"],
            by=row["user"],
            by_name=row["after"]["nurse_name"],
            at=row["entered_at"],
            reason=row["reason"],
        )
        for row in connection.execute(query).mappings()
    )
