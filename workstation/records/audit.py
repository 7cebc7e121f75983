"""The audit: a chain of events, written in the transaction of what it tells of.

Nothing can be changed in it, and what was changed outside the program is found by the chain,
or, where the whole file was put back, by an anchor kept elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from workstation.records.columns import read_moment, to_json
from workstation.records.tables import audit
from workstation.records.values import AuditCheck, AuditHead
from workstation.records.work import Work
from workstation.site.clock import SetBack, is_set_back
from workstation.site.events import GENESIS, Act, AuditEvent, chain_hash, utc_text, verify_chain
from workstation.site.problems import Problem, Situation

_PAGE = 2_000
_LAST = 1_000


def append(
    work: Work, act: Act, obj: str = "", detail: Mapping[str, Any] | None = None
) -> AuditHead:
    """Adds an event to the chain and gives the new head. ``detail`` is any JSON object.

    A clock that was set back since the last entry is told by an entry of its own before it.
    Raises ``Problem`` audit_failed where the chain refuses it; the unit then rolls back.
    """
    head, last = _newest(work.connection)
    if is_set_back(work.at, last):
        step = {"before": utc_text(last), "now": utc_text(work.at)} if last else {}
        head = _add(work, head, Act.CLOCK_WARNING, obj, step)
    return _add(work, head, act, obj, detail)


def _add(
    work: Work, head: AuditHead, act: Act, obj: str, detail: Mapping[str, Any] | None
) -> AuditHead:
    ts, text = utc_text(work.at), to_json(dict(detail or {}))
    own = chain_hash(head.hash, ts, work.user, act.value, obj, text)
    row = {
        "seq": head.seq + 1,
        "prev": head.hash,
        "ts": ts,
        "who": work.user,
        "act": act.value,
        "obj": obj,
        "det": text,
        "hash": own,
    }
    try:
        work.connection.execute(insert(audit), row)
    except IntegrityError as error:
        raise Problem(Situation.AUDIT_FAILED) from error
    return AuditHead(head.seq + 1, own)


def newest(connection: Connection) -> AuditHead:
    """The head of the chain; number 0 and the genesis hash while it is empty."""
    return _newest(connection)[0]


def _newest(connection: Connection) -> tuple[AuditHead, datetime | None]:
    """The head, and when it was written."""
    query = select(audit.c.seq, audit.c.hash, audit.c.ts).order_by(audit.c.seq.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None:
        return AuditHead(0, GENESIS), None
    return AuditHead(row.seq, row.hash), read_moment(row.ts)


def holds(connection: Connection, head: AuditHead) -> bool:
    """Whether an earlier head is still in the chain, unchanged."""
    if head.seq == 0:
        return head.hash == GENESIS
    found = connection.execute(select(audit.c.hash).where(audit.c.seq == head.seq)).scalar()
    return found == head.hash


def told_of_signature(connection: Connection, uuid: str, after: int) -> Mapping[str, Any]:
    """What the first signature of an encounter behind an entry told; empty if there is none."""
    query = (
        select(audit.c.det)
        .where(audit.c.seq > after, audit.c.act == Act.SIGNED.value, audit.c.obj == uuid)
        .order_by(audit.c.seq)
        .limit(1)
    )
    found = connection.execute(query).scalar()
    return json.loads(found) if found else {}


class AuditReader:
    """Reads the audit and checks it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> AuditHead:
        """The newest entry."""
        return newest(self._connection)

    def newest_at(self, among: int = _LAST) -> datetime | None:
        """The latest time of the last entries; a clock that says less was set back.

        Of all entries it would take seconds once there are a million; and one day on which the
        computer stood years ahead must not be told at every signature of these years.
        """
        last = select(audit.c.ts).order_by(audit.c.seq.desc()).limit(among).subquery()
        text = self._connection.execute(select(func.max(last.c.ts))).scalar()
        return read_moment(text) if text else None

    def last_at(self) -> datetime | None:
        """When the last entry was written, by the clock of then."""
        return _newest(self._connection)[1]

    def set_back_since(self, encounter_uuid: str) -> tuple[SetBack, ...]:
        """Each time the clock was set back after an encounter was begun, the first first."""
        begun = (
            select(audit.c.seq)
            .where(audit.c.act == Act.ENCOUNTER_STARTED.value, audit.c.obj == encounter_uuid)
            .order_by(audit.c.seq.desc())  # from the end: what is signed was begun not long ago
            .limit(1)
        )
        first = self._connection.execute(begun).scalar()
        if first is None:
            return ()
        query = select(audit.c.det).where(
            audit.c.seq > first, audit.c.act == Act.CLOCK_WARNING.value
        )
        told = map(json.loads, self._connection.execute(query.order_by(audit.c.seq)).scalars())
        return tuple(
            SetBack(read_moment(step["before"]), read_moment(step["now"]))
            for step in told
            if "before" in step
        )

    def events(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int = 1_000,
        offset: int = 0,
    ) -> tuple[AuditEvent, ...]:
        """Events of a period, the newest first; ``start`` inclusive, ``end`` exclusive."""
        query = select(audit).order_by(audit.c.seq.desc()).limit(limit).offset(offset)
        if start is not None:
            query = query.where(audit.c.ts >= utc_text(start))
        if end is not None:
            query = query.where(audit.c.ts < utc_text(end))
        return tuple(_event(row) for row in self._connection.execute(query))

    def period(self, start: datetime, end: datetime) -> Iterator[AuditEvent]:
        """Every event of a period, the oldest first."""
        within = (audit.c.ts >= utc_text(start), audit.c.ts < utc_text(end))
        query = select(audit).where(*within).order_by(audit.c.seq)
        for page in self._connection.execute(query).partitions(_PAGE):
            yield from map(_event, page)

    def check(self, last: int | None = None, anchor: AuditHead | None = None) -> AuditCheck:
        """Checks the whole chain, or its ``last`` entries, and that ``anchor`` is in it."""
        head = self.head()
        first = 1 if last is None else max(1, head.seq - last + 1)
        before = self._hash_before(first)
        bad = verify_chain(self._from(first), before, first)
        older = anchor is not None and not holds(self._connection, anchor)
        return AuditCheck(head, head.seq - first + 1, bad, older)

    def _hash_before(self, seq: int) -> bytes:
        query = select(audit.c.hash).where(audit.c.seq == seq - 1)
        return self._connection.execute(query).scalar() or GENESIS

    def _from(self, seq: int) -> Iterator[AuditEvent]:
        """Entries in order, read past SQLAlchemy's types: a million are checked at a time."""
        rows = self._connection.exec_driver_sql(_ENTRIES, (seq,))
        for page in rows.partitions(_PAGE):
            yield from (AuditEvent(*row) for row in page)


_ENTRIES = (
    "SELECT seq, prev, ts, coalesce(who, ''), coalesce(act, ''), coalesce(obj, ''), "
    "coalesce(det, ''), hash FROM audit WHERE seq >= ? ORDER BY seq"
)


def _event(row: Row[Any]) -> AuditEvent:
    """A row as an event; what a forger left empty reads as an empty text."""
    who, act, obj, detail = (value or "" for value in (row.who, row.act, row.obj, row.det))
    return AuditEvent(row.seq, row.prev, row.ts, who, act, obj, detail, row.hash)
