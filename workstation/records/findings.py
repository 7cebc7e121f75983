"""Findings as rows: append-only, one row an answer.

The value lies there as the JSON that ``clinical.notation`` writes. Reading it needs no protocol:
a column says which kind of value it is, so that a draft begun under an older protocol, or an
item that is no longer asked, still comes back as it was entered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from workstation.clinical.encounter import Answer
from workstation.clinical.findings import Finding, Source, State, Value
from workstation.clinical.notation import JSON, finding_to_json
from workstation.records.columns import read_moment, to_json
from workstation.records.tables import account, finding, observation
from workstation.records.work import Work

CLEARED = "cleared"
ENDED = "ended"
"""An answer that held for one observation only, which is closed."""


def kind_of(answer: Finding) -> str:
    """What sort of value a finding holds, or its state when it holds none."""
    if answer.state is not State.KNOWN:
        return answer.state.value
    kind = _KINDS.get(type(answer.value))
    if kind is None:
        raise ValueError(f"a known {answer.id} needs a value")
    return kind


_KINDS: Mapping[type, str] = {
    bool: "boolean",
    int: "count",
    float: "number",
    str: "code",
    datetime: "time",
    tuple: "codes",
}


def encode(answer: Finding) -> str:
    """The JSON text of a finding. NaN and moments without a zone are a ``ValueError``."""
    for moment in (answer.value, answer.at):
        if isinstance(moment, datetime) and moment.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
    return to_json(as_json(answer))


def as_json(answer: Finding) -> JSON:
    """A finding as notation writes it; a row that was passed over says so as well."""
    if answer.state is State.NOT_ASKED:
        return {State.NOT_ASKED.value: answer.reason}
    return finding_to_json(answer)


def decode(item: str, kind: str, text: str) -> Finding:
    """The finding of a stored row."""
    body = json.loads(text)
    if body is None:
        return Finding(item, State.UNKNOWN)
    if kind in (State.NOT_ASSESSED.value, State.NOT_ASKED.value):
        return Finding(item, State(kind), reason=body[kind])
    source, at = body.get("source"), body.get("at")
    return Finding(
        item,
        State.KNOWN,
        _typed(kind, body["value"]),
        source=Source(source) if source else None,
        at=read_moment(at) if at else None,
    )


def _typed(kind: str, value: Any) -> Value:
    if kind == "time":
        return read_moment(value)
    if kind == "codes":
        return tuple(value)
    result: Value = float(value) if kind == "number" else value
    return result


def rows(
    work: Work, encounter_id: int, version: int, found: Sequence[Finding], cleared: Sequence[str]
) -> list[dict[str, Any]]:
    """The rows that a save writes: answers first, then what was taken back."""
    common = {
        "encounter_id": encounter_id,
        "encounter_version": version,
        "entered_at": work.at,
        "by": work.account_id,
        "observation": _open_number(work.connection, encounter_id),
    }
    given = [
        common
        | {
            "item": answer.id,
            "kind": kind_of(answer),
            "value": encode(answer),
            "source": answer.source.value if answer.source else None,
            "at": answer.at,
        }
        for answer in found
    ]
    empty = {"kind": CLEARED, "value": None, "source": None, "at": None}
    return given + [common | empty | {"item": item} for item in cleared]


def store(work: Work, new: list[dict[str, Any]]) -> None:
    """Adds rows made by ``rows``."""
    if new:
        work.connection.execute(insert(finding), new)


def end(work: Work, encounter_id: int, version: int, items: Sequence[str]) -> None:
    """Ends answers with the observation that was just closed; they count in the next no more."""
    new = rows(work, encounter_id, version, (), items)
    store(work, [row | {"kind": ENDED} for row in new])


def _open_number(connection: Connection, encounter_id: int) -> int:
    newest = select(func.max(observation.c.number))
    found = connection.execute(newest.where(observation.c.encounter_id == encounter_id)).scalar()
    return int(found or 0) + 1


def saved_with(connection: Connection, encounter_id: int, version: int) -> list[tuple[Any, ...]]:
    """(item, kind, value) of every row that one version wrote, to recognise a retry."""
    query = (
        select(finding.c.item, finding.c.kind, finding.c.value)
        .where(finding.c.encounter_id == encounter_id, finding.c.encounter_version == version)
        .order_by(finding.c.id)
    )
    return [tuple(row) for row in connection.execute(query)]


def changed_since(connection: Connection, encounter_id: int, version: int) -> tuple[str, ...]:
    """The items answered or cleared after a version."""
    query = (
        select(finding.c.item)
        .where(finding.c.encounter_id == encounter_id, finding.c.encounter_version > version)
        .distinct()
        .order_by(finding.c.item)
    )
    return tuple(connection.execute(query).scalars())


def latest(
    connection: Connection, encounter_ids: Sequence[int], items: Sequence[str] = ()
) -> Mapping[int, dict[str, Finding]]:
    """The latest answer of each item, or of the named ones, for each encounter.

    An item whose answer was taken back is absent.
    """
    query = (
        select(finding.c.encounter_id, finding.c.item, finding.c.kind, finding.c.value)
        .where(finding.c.encounter_id.in_(encounter_ids))
        .order_by(finding.c.id)
    )
    if items:
        query = query.where(finding.c.item.in_(items))
    texts: dict[int, dict[str, tuple[str, str | None]]] = {id_: {} for id_ in encounter_ids}
    for encounter_id, item, kind, value in connection.execute(query):
        texts[encounter_id][item] = (kind, value)
    return {
        id_: {
            item: decode(item, kind, value)
            for item, (kind, value) in answers.items()
            if value is not None
        }
        for id_, answers in texts.items()
    }


def history(connection: Connection, encounter_id: int) -> tuple[Answer, ...]:
    """Every answer ever given, in the order of entry; a cleared one reads as not asked."""
    query = (
        select(finding, account.c.user)
        .join(account, account.c.id == finding.c.by)
        .where(finding.c.encounter_id == encounter_id)
        .order_by(finding.c.id)
    )
    return tuple(
        Answer(
            Finding(row.item, State.NOT_ASKED)
            if row.value is None
            else decode(row.item, row.kind, row.value),
            row.entered_at,
            row.user,
        )
        for row in connection.execute(query)
    )
