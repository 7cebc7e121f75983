"""Closed observations of an encounter: append-only, each stored whole with what it meant then.

The answers themselves lie in the rows of ``finding``, which say from which observation on they
count. What holds for one observation only ends with a row of its own kind, so that the newest
row of an item tells what is known in the open observation without anything else being read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection, RowMapping

from workstation.clinical.encounter import ClosedObservation, Decision
from workstation.clinical.findings import Finding
from workstation.records import decisions, findings, protocol_packs
from workstation.records.columns import to_json
from workstation.records.tables import account, finding, observation
from workstation.records.work import Work
from workstation.site.staff import printed_name


def version_of(connection: Connection, encounter_id: int) -> int:
    """The version of the encounter that closed an observation last; 0 if none did."""
    query = select(func.max(observation.c.encounter_version))
    found = connection.execute(query.where(observation.c.encounter_id == encounter_id)).scalar()
    return int(found or 0)


def store(
    work: Work, encounter_id: int, version: int, closed: ClosedObservation, scale_version: str
) -> None:
    """Adds a closed observation, and ends what held for it alone."""
    protocol: Any = closed.answer["protocol"]
    row = {
        "encounter_id": encounter_id,
        "encounter_version": version,
        "number": closed.number,
        "opened_at": closed.opened_at,
        "closed_at": closed.closed_at,
        "observation": to_json(closed.graded),
        "result": to_json(closed.answer),
        "scale": closed.scale,
        "scale_version": scale_version,
        "at_least": closed.at_least,
        "at_most": closed.at_most,
        "disposition": closed.level,
        "protocol_id": protocol["id"],
        "protocol_version": protocol["version"],
        "protocol_sha256": protocol["sha256"],
        "by": work.account_id,
    }
    protocol_packs.note(work, protocol["id"], protocol["version"], protocol["sha256"])
    work.connection.execute(insert(observation), row)
    findings.end(work, encounter_id, version, sorted(closed.asked_anew))


def of_encounter(connection: Connection, encounter_id: int) -> tuple[ClosedObservation, ...]:
    """The closed observations of an encounter, the first first."""
    query = (
        select(observation, account.c.user, account.c.name, account.c.credentials)
        .join(account, account.c.id == observation.c.by)
        .where(observation.c.encounter_id == encounter_id)
        .order_by(observation.c.number)
    )
    rows = connection.execute(query).mappings().all()
    if not rows:
        return ()
    found = _findings(connection, encounter_id, len(rows))
    return tuple(
        _closed(
            row,
            found[row["number"]],
            decisions.before(connection, encounter_id, row["encounter_version"]),
        )
        for row in rows
    )


_Found = tuple[Mapping[str, Finding], frozenset[str]]


def _findings(connection: Connection, encounter_id: int, last: int) -> Mapping[int, _Found]:
    """What was known at the end of each closed observation, and what ended with it."""
    query = (
        select(finding.c.observation, finding.c.item, finding.c.kind, finding.c.value)
        .where(finding.c.encounter_id == encounter_id)
        .order_by(finding.c.id)
    )
    rows = connection.execute(query).all()
    found: dict[int, _Found] = {}
    for number in range(1, last + 1):
        known = _known([tuple(row)[1:] for row in rows if row.observation <= number])
        ended = frozenset(
            row.item for row in rows if row.observation == number + 1 and row.kind == findings.ENDED
        )
        found[number] = (MappingProxyType(known), ended)
    return found


def _known(rows: Sequence[tuple[Any, ...]]) -> dict[str, Finding]:
    newest = {item: (kind, value) for item, kind, value in rows}
    return {
        item: findings.decode(item, kind, value)
        for item, (kind, value) in newest.items()
        if value is not None
    }


def _closed(row: RowMapping, found: _Found, decision: Decision | None) -> ClosedObservation:
    return ClosedObservation(
        number=row["number"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        by=row["user"],
        by_name=printed_name(row["name"], row["credentials"]),
        findings=found[0],
        asked_anew=found[1],
        scale=row["scale"],
        at_least=row["at_least"],
        at_most=row["at_most"],
        level=row["disposition"],
        decision=decision or Decision(),
        graded=json.loads(row["observation"]),
        answer=json.loads(row["result"]),
    )
