"""Migrations: they make the tables of today's code, whole or not at all, and keep every row."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.making_records import KEY, draft_with_patient, make_records, reopen, signed
from tests.making_sites import Minutes
from workstation.records import backup, migrate, triggers
from workstation.records.database import Database, migration_engine, open_connection
from workstation.records.store import Records
from workstation.records.tables import metadata
from workstation.site.problems import Problem, Situation
from workstation.vault.files import migrations

Master = set[tuple[str, str, str, str]]


def master(path: Path) -> Master:
    """Everything in the schema: tables, indexes, triggers, with their text but for the blanks."""
    connection = open_connection(path, KEY)
    query = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
    rows = connection.execute(query).fetchall()
    connection.close()
    return {
        (kind, name, table, "".join(sql.split()))
        for kind, name, table, sql in rows
        if "alembic" not in table
    }


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    path = tmp_path / "records.db"
    migrate.create(path, KEY).close()
    return path


def rows_of(path: Path) -> dict[str, int]:
    connection = open_connection(path, KEY)
    found = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
        for name in metadata.tables
    }
    connection.close()
    return found


def test_the_migrations_make_the_tables_of_the_code(migrated: Path, tmp_path: Path) -> None:
    engine = migration_engine(tmp_path / "of-the-code.db", KEY, create=True)
    with engine.begin() as connection:
        metadata.create_all(connection)
        for statement in triggers.statements():
            connection.exec_driver_sql(statement)
    of_the_code = master(tmp_path / "of-the-code.db")
    assert master(migrated) == of_the_code
    assert len([kind for kind, *_ in of_the_code if kind == "trigger"]) == 48


def test_alembic_sees_no_difference(migrated: Path) -> None:
    migrate.check(migrated, KEY)


def test_each_revision_up_down_and_up_again(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    path.touch()
    empty: Master = set()
    for revision in migrate.revisions():
        before = master(path) if revision != migrate.revisions()[0] else empty
        migrate.upgrade(path, KEY, revision)
        after = master(path)
        migrate.downgrade(path, KEY, "-1")
        assert master(path) == before
        migrate.upgrade(path, KEY, revision)
        assert master(path) == after


def test_every_table_is_strict_and_no_key_cascades(migrated: Path) -> None:
    there = master(migrated)
    assert {name for kind, name, *_ in there if kind == "table"} >= set(metadata.tables)
    for kind, name, _table, sql in there:
        if kind == "table" and name in metadata.tables:
            assert sql.endswith("STRICT"), name
        assert "CASCADE" not in sql.upper(), name


def test_the_revisions_are_the_files(migrated: Path) -> None:
    assert migrate.revisions()[:2] == ("0001", "0002")
    assert migrate.read_revision(migrated, KEY) == migrate.revisions()[-1]


def test_migrations_import_nothing_of_ours() -> None:
    files = list((migrations() / "versions").glob("*.py"))
    assert len(files) == len(migrate.revisions())
    for path in files:
        assert "import workstation" not in path.read_text("utf-8")
        assert "from workstation" not in path.read_text("utf-8")


def a_site(folder: Path) -> Path:
    records = make_records(folder, Minutes())
    draft_with_patient(records, "e-1")
    signed(records, "e-2")
    records.close()
    return folder / "records.db"


NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "9999"
down_revision = "{newest}"

def upgrade():
    with op.batch_alter_table("patient") as batch:
        batch.add_column(sa.Column("nickname", sa.Text(), nullable=True))
        batch.drop_column("consultant")
    op.execute(
        "CREATE TRIGGER patient_nodel BEFORE DELETE ON patient "
        "BEGIN SELECT RAISE(ABORT, 'patient rows are never deleted'); END"
    )
    {then}

def downgrade():
    raise NotImplementedError
"""


@pytest.fixture
def with_next(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of the migrations with one more, which rebuilds a table that others refer to."""

    def make(then: str) -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "9999_next.py").write_text(
            NEXT.format(then=then, newest=migrate.revisions()[-1])
        )
        return folder

    return make


def test_a_rebuilt_table_keeps_every_row_and_guard(
    tmp_path: Path, with_next: Callable[[str], Path]
) -> None:
    path = a_site(tmp_path)
    before, rows = master(path), rows_of(path)
    assert rows["encounter"] == 2 and rows["patient"] == 2 and rows["therapy"] == 4
    migrate.upgrade(path, KEY, "head", with_next("pass"))
    assert rows_of(path) == rows
    guards = {part for part in before if part[0] == "trigger"}
    assert guards <= master(path)


@pytest.mark.parametrize(
    "then",
    [
        "raise RuntimeError('half-way')",
        "op.execute('SELECT nothing FROM nowhere')",
        "op.execute('INSERT INTO action VALUES (9, 999, 1, 1, 1, 1, 0, 0)')",
    ],
    ids=["an exception", "a bad statement", "a row without its parent"],
)
def test_a_migration_that_fails_half_way_leaves_nothing(
    tmp_path: Path, with_next: Callable[[str], Path], then: str
) -> None:
    path = a_site(tmp_path)
    before, rows = master(path), rows_of(path)
    with pytest.raises(Exception, match=r"half-way|nowhere|parent"):
        migrate.upgrade(path, KEY, "head", with_next(then))
    assert master(path) == before
    assert rows_of(path) == rows
    assert migrate.read_revision(path, KEY) == migrate.revisions()[-1]
    records = reopen(tmp_path, Minutes())
    with records.reading() as unit:
        assert unit.audit_log.check().sound
    records.close()


def test_a_newer_database_is_refused_untouched(
    tmp_path: Path, with_next: Callable[[str], Path]
) -> None:
    path = a_site(tmp_path)
    migrate.upgrade(path, KEY, "head", with_next("pass"))
    content = path.read_bytes()
    with pytest.raises(Problem) as caught:
        migrate.open_current(path, KEY, lambda: path)
    assert caught.value.situation is Situation.DATABASE_NEWER
    assert path.read_bytes() == content


def test_a_copy_is_made_before_a_migration(
    tmp_path: Path, with_next: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, newest = a_site(tmp_path), migrate.revisions()[-1]
    folder = with_next("pass")
    monkeypatch.setattr(migrate, "migrations", lambda: folder)
    made: list[Path] = []

    def copy() -> Path:
        made.append(backup.copy_before_migration(path, KEY))
        return made[-1]

    database = migrate.open_current(path, KEY, copy)
    records = Records(database, Minutes())
    with records.reading() as unit:
        event = unit.audit_log.events(limit=1)[0]
    assert (event.who, event.act) == ("(program)", "migrated")
    assert event.detail == f'{{"from":"{newest}"}}'
    records.close()
    assert migrate.read_revision(path, KEY) == "9999"
    assert backup.read(made[0], KEY).revision == newest
    migrate.open_current(path, KEY, lambda: pytest.fail("a copy without need")).close()


def test_a_failed_migration_says_where_the_copy_is(
    tmp_path: Path, with_next: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_site(tmp_path)
    folder = with_next("raise RuntimeError('half-way')")
    with monkeypatch.context() as patched:
        patched.setattr(migrate, "migrations", lambda: folder)
        with pytest.raises(Problem) as caught:
            migrate.open_current(path, KEY, lambda: backup.copy_before_migration(path, KEY))
    assert caught.value.situation is Situation.MIGRATION_FAILED
    assert f"before-migration-from-{migrate.revisions()[-1]}" in caught.value.advice
    database: Any = Database.open(path, KEY)
    database.close()


def test_a_creation_that_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "records.db.new").write_bytes(b"half of a database")
    database = migrate.create(tmp_path / "records.db", KEY)
    assert database.health() == ()
    database.close()
    assert [path.name for path in tmp_path.glob("records*")] == ["records.db"]
