"""The audit: nothing in it can be changed from inside, and what was changed outside is found."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from tests.making_records import KEY, account, reopen
from tests.making_sites import Minutes
from workstation.records.database import open_connection
from workstation.records.store import Records, Writing
from workstation.records.values import AuditHead
from workstation.site.events import Act, chain_hash
from workstation.site.problems import Problem, Situation

MUTATIONS = {
    "update": "UPDATE audit SET det = '{}' WHERE seq = 2",
    "delete": "DELETE FROM audit WHERE seq = 2",
    "replace on the number": "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2",
    "replace on the hash": (
        "INSERT OR REPLACE INTO audit (seq, prev, ts, hash) "
        "SELECT 6, hash, ts, (SELECT hash FROM audit WHERE seq = 2) FROM audit WHERE seq = 5"
    ),
    "update or replace": "UPDATE OR REPLACE audit SET seq = 3 WHERE seq = 2",
    "drop a trigger": "DROP TRIGGER audit_nodel",
    "rename": "ALTER TABLE audit RENAME TO audit_old",
    "drop the table": "DROP TABLE audit",
}


def count(records: Records) -> int:
    with records.reading() as unit:
        return len(unit.audit_log.events())


@pytest.mark.parametrize("statement", MUTATIONS.values(), ids=MUTATIONS)
def test_each_mutation_is_refused_on_our_connection(records: Records, statement: str) -> None:
    before = count(records)
    with records.database.writer.connect() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql(statement)
    assert count(records) == before == 5


@pytest.mark.parametrize("name", list(MUTATIONS)[:5])
def test_triggers_refuse_changes_of_rows_without_the_authorizer(
    records: Records, tmp_path: Path, name: str
) -> None:
    connection = open_connection(tmp_path / "records.db", KEY, guarded=False)
    with pytest.raises(Exception, match=r"append-only|chain violation"):
        connection.execute(MUTATIONS[name])
    connection.close()


def test_an_event_is_bound_to_the_one_before(records: Records) -> None:
    with records.writing(account(records)) as unit:
        first = unit.audit(Act.SEARCHED, "patients", {"text": "Ferré ü 漢"})
        second = unit.audit(Act.PATIENT_VIEWED, "p-1")
    assert second.seq == first.seq + 1
    with records.reading() as reading:
        newest = reading.audit_log.events(limit=1)[0]
        assert reading.audit_log.head() == second
    assert newest.prev_hash == first.hash
    assert newest.hash == second.hash
    assert newest.who == "nokafor"


def test_the_event_and_what_it_tells_of_are_one(records: Records) -> None:
    before = count(records)

    def fail(unit: Writing) -> None:
        unit.accounts.update("tberg", active=False)
        unit.audit(Act.ACCOUNT_DISABLED, "tberg")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        records.write("rlindqvist", fail)
    assert count(records) == before
    assert account(records, "tberg").active


def test_an_action_that_cannot_be_audited_is_refused(records: Records, tmp_path: Path) -> None:
    connection = open_connection(tmp_path / "records.db", KEY, guarded=False)
    connection.execute(
        "CREATE TRIGGER stop BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    connection.close()

    def close_account(unit: Writing) -> None:
        unit.accounts.update("tberg", active=False)
        unit.audit(Act.ACCOUNT_DISABLED, "tberg")

    with pytest.raises(Problem) as caught:
        records.write("rlindqvist", close_account)
    assert caught.value.situation is Situation.AUDIT_FAILED
    assert account(records, "tberg").active


def fill(records: Records, clock: Minutes, events: int) -> AuditHead:
    with records.writing("nokafor") as unit:
        for number in range(events):
            unit.audit(Act.SEARCHED, "patients", {"text": f"word {number}"})
    clock.advance(minutes=1)
    return records.audit_head()


def edit(path: Path, statements: list[tuple[str, tuple[Any, ...]]]) -> None:
    """As a forger with the key: no triggers, no authorizer."""
    connection = open_connection(path, KEY, guarded=False)
    for trigger in ("audit_noupd", "audit_nodel", "audit_ins"):
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement, values in statements:
        connection.execute(statement, values)
    connection.close()


def rehash_from(path: Path, seq: int) -> None:
    """Gives every later entry the hash that fits the forged one."""
    connection = open_connection(path, KEY, guarded=False)
    rows = connection.execute(
        "SELECT seq, ts, who, act, obj, det FROM audit WHERE seq >= ? ORDER BY seq", (seq,)
    ).fetchall()
    prev = connection.execute("SELECT hash FROM audit WHERE seq = ?", (seq - 1,)).fetchone()[0]
    for number, ts, who, act, obj, det in rows:
        own = chain_hash(prev, ts, who, act, obj, det)
        connection.execute("UPDATE audit SET prev = ?, hash = ? WHERE seq = ?", (prev, own, number))
        prev = own
    connection.close()


@pytest.mark.parametrize("kind", ["change", "delete", "delete the tail", "swap", "hash anew"])
def test_offline_edits_are_found(
    records: Records, tmp_path: Path, clock: Minutes, kind: str
) -> None:
    head = fill(records, clock, 60)
    records.close()
    chance = random.Random(f"edit {kind}")  # noqa: S311 - which entry is forged
    for _ in range(6):
        seq = chance.randrange(10, head.seq - 2)
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        path = Path(shutil.copy(tmp_path / "records.db", copy / "records.db"))
        forged = 'UPDATE audit SET det = \'{"text":"forged"}\' WHERE seq = ?'
        edits: dict[str, list[tuple[str, tuple[Any, ...]]]] = {
            "change": [(forged, (seq,))],
            "delete": [("DELETE FROM audit WHERE seq = ?", (seq,))],
            "delete the tail": [("DELETE FROM audit WHERE seq >= ?", (seq,))],
            "swap": [
                ("UPDATE audit SET seq = 0 WHERE seq = ?", (seq,)),
                ("UPDATE audit SET seq = ? WHERE seq = ?", (seq, seq + 1)),
                ("UPDATE audit SET seq = ? WHERE seq = 0", (seq + 1,)),
            ],
            "hash anew": [(forged, (seq,))],
        }
        edit(path, edits[kind])
        if kind == "hash anew":
            rehash_from(path, seq)
        opened = reopen(copy, clock)
        with opened.reading() as unit:
            check = unit.audit_log.check(anchor=head)
        opened.close()
        assert not check.sound
        if kind in ("change", "delete", "swap"):
            assert check.first_bad == seq
        else:
            assert check.older


def test_an_old_copy_put_back_is_found(records: Records, tmp_path: Path, clock: Minutes) -> None:
    fill(records, clock, 5)
    records.close()
    old = (tmp_path / "records.db").read_bytes()
    again = reopen(tmp_path, clock)
    anchor = fill(again, clock, 3)
    again.close()
    (tmp_path / "records.db").write_bytes(old)
    rolled_back = reopen(tmp_path, clock)
    with rolled_back.reading() as unit:
        assert unit.audit_log.check().sound  # in itself it is a good chain
        assert unit.audit_log.check(anchor=anchor).older
    rolled_back.close()


def test_a_check_of_the_last_entries_starts_in_the_middle(records: Records, clock: Minutes) -> None:
    head = fill(records, clock, 30)
    with records.reading() as unit:
        check = unit.audit_log.check(last=10, anchor=head)
    assert check.sound and check.checked == 10 and check.head == head


def test_events_of_a_period(records: Records, clock: Minutes) -> None:
    clock.advance(hours=1)
    start = clock.now
    fill(records, clock, 3)
    end = clock.now
    fill(records, clock, 2)
    with records.reading() as unit:
        found = unit.audit_log.events(start, end)
    assert len(found) == 3
    assert [event.seq for event in found] == sorted((e.seq for e in found), reverse=True)


def test_a_clock_that_was_set_back_is_told_by_an_entry_of_its_own(
    records: Records, clock: Minutes
) -> None:
    clock.now -= timedelta(hours=1)
    with records.writing("rlindqvist") as unit:
        unit.audit(Act.SEARCHED, "e-1")
        unit.audit(Act.SEARCHED, "e-2")
    with records.reading() as unit:
        newest = unit.audit_log.events(limit=3)
        assert unit.audit_log.check().first_bad is None
    assert [(event.act, event.obj) for event in newest] == [
        ("searched", "e-2"),
        ("searched", "e-1"),
        ("clock_warning", "e-1"),
    ]


def test_a_day_years_ahead_is_not_told_for_years(records: Records, clock: Minutes) -> None:
    today = clock.now
    clock.advance(days=3650)
    with records.writing("rlindqvist") as unit:
        unit.audit(Act.SEARCHED)
    clock.now = today
    with records.writing("rlindqvist") as unit:
        unit.audit(Act.SEARCHED)
        assert unit.audit_log.newest_at() == today + timedelta(days=3650)
        for _ in range(1_000):
            unit.audit(Act.SEARCHED)
        assert unit.audit_log.newest_at() == today
