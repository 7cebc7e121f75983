"""The connections: what each must have, and what the program's own may not do."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy.exc import DBAPIError

from tests.making_records import KEY, account, draft_with_patient
from workstation.clinical.findings import known
from workstation.records import database as database_module
from workstation.records.database import PRAGMAS, open_connection
from workstation.records.store import Records
from workstation.site.problems import Problem, Situation


def raw(connection: Any) -> Any:
    return connection.connection.driver_connection


@pytest.mark.parametrize("engine", ["writer", "readers"])
@pytest.mark.parametrize("name", PRAGMAS)
def test_each_pooled_connection_has_each_pragma(records: Records, engine: str, name: str) -> None:
    with getattr(records.database, engine).connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == PRAGMAS[name]


def test_a_reader_cannot_write(records: Records) -> None:
    with records.database.readers.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1
        with pytest.raises(DBAPIError, match="readonly"):
            connection.exec_driver_sql("UPDATE account SET name = 'x'")


def test_the_file_is_encrypted_and_private(records: Records, tmp_path: Path) -> None:
    draft_with_patient(records)
    for name in ("records.db", "records.db-wal"):
        content = (tmp_path / name).read_bytes()
        assert content
        assert not content.startswith(b"SQLite format 3")
        assert b"Ferreira" not in content and b"FERREIRA" not in content
        assert (tmp_path / name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE audit",
        "DROP TRIGGER audit_noupd",
        "ALTER TABLE audit RENAME TO old",
        "CREATE TABLE other (id)",
        "CREATE TRIGGER t AFTER INSERT ON audit BEGIN SELECT 1; END",
        "ATTACH ':memory:' AS other",
        "PRAGMA recursive_triggers=0",
        "PRAGMA foreign_keys=0",
        "PRAGMA writable_schema=1",
        "PRAGMA synchronous=0",
        "DELETE FROM encounter",
        "DELETE FROM finding",
        "UPDATE finding SET value = NULL",
        "UPDATE decision SET note = ''",
        "UPDATE alembic_version SET version_num = '9'",
        "SELECT load_extension('x')",
        "SELECT sqlcipher_export('main')",
    ],
)
def test_the_programs_own_connection_is_refused(records: Records, statement: str) -> None:
    with (
        records.database.writer.connect() as connection,
        pytest.raises(DBAPIError, match=r"not authorized|authoriz|prohibited"),
    ):
        connection.exec_driver_sql(statement)


def test_a_long_reader_does_not_make_a_save_wait(records: Records) -> None:
    draft = draft_with_patient(records)
    with records.reading() as long_read:
        before = long_read.encounters.get("e-1")
        saved = threading.Event()

        def save() -> None:
            with records.writing(account(records)) as unit:
                unit.encounters.save_answers("e-1", draft.version, [known("collapse", True)], ())
            saved.set()

        thread = threading.Thread(target=save)
        thread.start()
        assert saved.wait(2.0)  # far less than the five seconds a lock would be waited for
        thread.join()
        assert long_read.encounters.get("e-1") == before  # and the read still sees one state
    with records.reading() as unit:
        assert unit.encounters.get("e-1").findings["collapse"].value is True


def test_a_wrong_key_is_not_our_database(records: Records, tmp_path: Path) -> None:
    records.close()
    with pytest.raises(Problem) as caught:
        database_module.Database.open(tmp_path / "records.db", bytes(32))
    assert caught.value.situation is Situation.NOT_OUR_DATABASE


def test_plain_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check asks for the cipher's version; the standard library's SQLite has none."""
    import sqlite3

    class Plain(sqlite3.Connection):
        def set_key(self, key: str) -> None:
            self.execute(f'PRAGMA key = "{key}"')

    def connect(*args: Any, **kwargs: Any) -> Any:
        return sqlite3.connect(*args, factory=Plain, **kwargs)

    monkeypatch.setattr(driver, "connect", connect)
    with pytest.raises(Problem) as caught:
        open_connection(tmp_path / "plain.db", KEY, create=True)
    assert caught.value.situation is Situation.NO_ENCRYPTION


def found_wrong(path: Path) -> bool:
    """Whether the checks, or opening and reading itself, notice that a file is damaged."""
    try:
        with closing(open_connection(path, KEY, guarded=False)) as connection:
            return bool(database_module.health_of(connection))
    except driver.DatabaseError:
        return True


def test_health_finds_a_changed_byte_and_a_cut_file(records: Records, tmp_path: Path) -> None:
    assert records.health() == ()
    records.close()
    path = tmp_path / "records.db"
    whole = path.read_bytes()
    assert not found_wrong(path)
    spoiled = bytearray(whole)
    spoiled[len(whole) // 2 + 100] ^= 1
    path.write_bytes(spoiled)
    assert found_wrong(path)
    path.write_bytes(whole[: -4096 * 3])
    assert found_wrong(path)
