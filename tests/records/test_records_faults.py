"""What the disk and other programs do to the file: each has its own sentence, nothing is lost."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from tests.making_records import (
    BALLAST,
    KEY,
    account,
    draft_with_patient,
    make_records,
    patient,
    reopen,
)
from tests.making_sites import Minutes
from tests.small_disk import make_read_only, small_disk
from workstation.records import migrate
from workstation.records.ballast import Ballast
from workstation.records.database import Database, open_connection
from workstation.records.store import Records, Writing
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def save(records: Records, number: int, size: int = 0) -> None:
    person = patient(f"p-{number}", diagnosis="x" * size)

    def work(unit: Writing) -> None:
        unit.patients.add(person)
        unit.audit(Act.PATIENT_CREATED, person.uuid)

    records.write(account(records), work)


def stored(records: Records) -> int:
    with records.reading() as unit:
        return len(unit.patients.search("", 1000))


def unlink(path: Path) -> None:
    path.unlink()


def replace_file(path: Path) -> None:
    copy = path.with_suffix(".copy")
    shutil.copy(path, copy)
    copy.replace(path)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def unlink_log(path: Path) -> None:
    path.with_name(path.name + "-wal").unlink()


@pytest.mark.parametrize("harm", [unlink, replace_file, empty, unlink_log])
def test_a_file_taken_away_is_noticed_before_the_next_acknowledgement(
    records: Records, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    save(records, 1)
    harm(tmp_path / "records.db")
    with pytest.raises(Problem) as caught:
        save(records, 2)
    assert caught.value.situation is Situation.DATABASE_REPLACED
    assert "not saved" in caught.value.sentence


def test_a_checkpoint_is_not_mistaken_for_a_replaced_file(records: Records) -> None:
    save(records, 1)
    assert records.health() == ()  # empties the log
    save(records, 2)
    assert stored(records) == 2


def limit_pages(records: Records, more: int) -> None:
    """Room for a few pages more, as on a disk that is nearly full."""
    with records.database.writer.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.set_authorizer(None)
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count={pages + more}")


def fill(records: Records) -> int:
    """Saves until the disk is full; the number of acknowledged saves."""
    for number in range(1, 10_000):
        try:
            save(records, number, 400)
        except Problem as problem:
            if problem.situation is Situation.DISK_FULL:
                return number - 1
            raise
    raise AssertionError("the disk never got full")


def room_is_short(records: Records) -> bool:
    return records.room_is_short


def test_a_full_disk_keeps_everything_acknowledged(
    records: Records, clock: Minutes, tmp_path: Path
) -> None:
    clock.advance(minutes=5)
    limit_pages(records, 8)
    before = records.audit_head()
    acknowledged = fill(records)
    assert acknowledged > 0
    with pytest.raises(Problem, match="Nothing is lost up to 09:05"):
        save(records, 9_999, 100_000)
    assert stored(records) == acknowledged
    assert records.audit_head().seq == before.seq + acknowledged
    records.close()
    again = reopen(tmp_path, clock)
    assert stored(again) == acknowledged
    save(again, 9_998)  # the limit was the connection's
    assert again.health() == ()
    again.close()


def test_the_ballast_buys_one_more_save(records: Records, tmp_path: Path) -> None:
    """The first save that finds the disk full gives the ballast up and is tried again."""
    assert not room_is_short(records)
    assert (tmp_path / "ballast.bin").stat().st_size == BALLAST
    limit_pages(records, 4)
    tries = 0

    def work(unit: Writing) -> None:
        nonlocal tries
        tries += 1
        if tries == 2:  # what giving up 16 MB does on a real disk
            records_connection = unit.patients._connection.connection.driver_connection
            assert records_connection is not None
            records_connection.set_authorizer(None)
            records_connection.execute("PRAGMA max_page_count=100000")
        for number in range(30):
            unit.patients.add(patient(f"p-{tries}-{number}", diagnosis="x" * 3000))

    records.write(account(records), work)
    assert tries == 2
    assert room_is_short(records)
    assert stored(records) == 30  # nothing of the first try stayed


def test_a_real_disk_that_is_full(tmp_path: Path) -> None:
    """A small file system of its own, where one can be mounted."""
    with small_disk(tmp_path / "disk", 3_000_000) as disk:
        database = migrate.create(disk / "records.db", KEY)
        records = Records(database, Minutes(), ballast=Ballast(disk, 512 * 1024))
        with records.writing("x") as unit:
            unit.accounts.add("nokafor", "N. Okafor", "RN", Role.NURSE)
        assert not room_is_short(records)
        try:
            acknowledged = fill(records)
            assert room_is_short(records)
            assert acknowledged > 20
            assert stored(records) == acknowledged
        finally:
            records.close()
        again = Database.open(disk / "records.db", KEY)
        with again.readers.connect() as connection:
            found = connection.exec_driver_sql("SELECT count(*) FROM patient").scalar()
        assert found == acknowledged
        again.close()


def test_ballast_is_not_taken_from_a_disk_without_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballast = Ballast(tmp_path, 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9999, 9998, 1))
    assert not ballast.ensure()
    assert not ballast.present and not ballast.release()


def test_another_writer_is_waited_for_and_then_named(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workstation.records import database as module

    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)
    (tmp_path / "site.holder").write_text('{"holder": "T. Berg, RN", "process": 1}')
    blocker = open_connection(tmp_path / "records.db", KEY)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(Problem) as caught:
        save(reopen_quick := reopen(tmp_path, Minutes()), 1)
    assert caught.value.situation is Situation.DATABASE_BUSY
    assert "T. Berg, RN" in caught.value.sentence
    blocker.execute("COMMIT")
    save(reopen_quick, 1)
    reopen_quick.close()
    blocker.close()


def test_closed_records_stay_closed(records: Records) -> None:
    records.close()
    uses: list[Callable[[], object]] = [
        lambda: stored(records),
        lambda: save(records, 1),
        records.health,
    ]
    for use in uses:
        with pytest.raises(Problem) as caught:
            use()
        assert caught.value.situation is Situation.SESSION_ENDED
    records.close()


def test_two_threads_take_turns(records: Records) -> None:
    """The window's database worker and a read that is audited never collide."""
    failures: list[Exception] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 20):
                save(records, number)
        except Exception as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in (100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert stored(records) == 60


def situation_of(path: Path, key: bytes = KEY) -> Situation:
    with pytest.raises(Problem) as caught:
        migrate.open_current(path, key, lambda: path)
    return caught.value.situation


def test_each_way_of_not_being_our_database_has_its_own_sentence(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    assert situation_of(path) is Situation.DATABASE_MISSING
    path.mkdir()
    assert situation_of(path) is Situation.DATABASE_IS_FOLDER
    path.rmdir()
    path.touch()
    assert situation_of(path) is Situation.DATABASE_EMPTY
    assert path.stat().st_size == 0  # no tables were made in it
    path.write_bytes(os.urandom(8192))
    assert situation_of(path) is Situation.NOT_OUR_DATABASE
    path.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    assert situation_of(path) is Situation.NOT_ENCRYPTED
    path.unlink()
    other = open_connection(path, KEY, create=True, guarded=False)
    other.execute("CREATE TABLE of_another_program (id)")
    other.close()
    assert situation_of(path) is Situation.NOT_OUR_DATABASE
    link = tmp_path / "link.db"
    link.symlink_to(path)
    assert situation_of(link) is Situation.IS_A_LINK


def test_a_lost_file_does_not_look_like_a_new_site(records: Records, tmp_path: Path) -> None:
    records.close()
    (tmp_path / "records.db").unlink()
    assert situation_of(tmp_path / "records.db") is Situation.DATABASE_MISSING
    assert not (tmp_path / "records.db").exists()


def test_creating_never_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    path.write_bytes(b"something")
    with pytest.raises(Problem) as caught:
        migrate.create(path, KEY)
    assert caught.value.situation is Situation.SITE_EXISTS
    assert path.read_bytes() == b"something"


def test_a_folder_that_cannot_be_written(tmp_path: Path, clock: Minutes) -> None:
    with small_disk(tmp_path / "disk", 3_000_000) as disk:
        make_records(disk, clock).close()
        make_read_only(disk)
        assert situation_of(disk / "records.db") is Situation.FOLDER_NOT_WRITABLE
        with pytest.raises(Problem) as caught:
            migrate.create(disk / "other.db", KEY)
        assert caught.value.situation is Situation.FOLDER_NOT_WRITABLE


@pytest.mark.skipif(AS_ROOT, reason="root may read and write everywhere")
def test_a_file_that_may_not_be_opened(records: Records, tmp_path: Path) -> None:
    records.close()
    path = tmp_path / "records.db"
    path.chmod(0)
    assert situation_of(path) is Situation.DATABASE_NO_PERMISSION


def test_once_the_write_protection_is_lifted_the_log_is_written_again(
    records: Records, tmp_path: Path, clock: Minutes
) -> None:
    """SQLite makes a log as write-protected as the database is then; it must not stay so."""
    records.close()
    path = tmp_path / "records.db"
    path.chmod(0o400)
    if os.access(path, os.W_OK):
        pytest.skip("the superuser writes everywhere")
    blocked = reopen(tmp_path, clock)
    with pytest.raises(Problem) as caught, blocked.writing("nokafor") as unit:
        unit.audit(Act.SEARCHED)
    assert caught.value.situation is Situation.DATABASE_READ_ONLY
    blocked.close()
    log = tmp_path / "records.db-wal"
    assert not log.exists() or not os.access(log, os.W_OK)
    path.chmod(0o600)
    again = reopen(tmp_path, clock)
    with again.writing("nokafor") as unit:
        unit.audit(Act.SEARCHED)
    again.close()


@pytest.mark.parametrize(
    ("code", "situation"),
    [
        ("SQLITE_FULL", Situation.DISK_FULL),
        ("SQLITE_IOERR_WRITE", Situation.DISK_ERROR),
        ("SQLITE_BUSY", Situation.DATABASE_BUSY),
        ("SQLITE_READONLY", Situation.DATABASE_READ_ONLY),
        ("SQLITE_CANTOPEN", Situation.DATABASE_MISSING),
        ("SQLITE_NOTADB", Situation.NOT_OUR_DATABASE),
        ("SQLITE_CORRUPT", Situation.DATABASE_DAMAGED),
    ],
)
def test_each_code_has_its_sentence(tmp_path: Path, code: str, situation: Situation) -> None:
    from workstation.records.errors import Circumstances, problem_of

    class Raised(driver.OperationalError):  # type: ignore[misc]  # the driver has no types
        sqlite_errorname = code

    problem = problem_of(Raised("text"), Circumstances(tmp_path / "records.db", "14:02", "T. Berg"))
    assert problem is not None and problem.situation is situation
    assert problem_of(ValueError(), Circumstances(tmp_path)) is None


def test_a_draft_outlives_the_process_that_wrote_it(
    records: Records, tmp_path: Path, clock: Minutes
) -> None:
    """Without closing anything: a second opening reads the log."""
    draft = draft_with_patient(records)
    second = reopen(tmp_path, clock)
    with second.reading() as unit:
        assert unit.encounters.get("e-1") == draft
    second.close()
