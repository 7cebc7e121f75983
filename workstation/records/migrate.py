"""Making the database, and bringing an older one to today's schema.

A migration runs in one transaction, after a copy was made; it happens whole or not at all.
A database of a newer program, or of something else, is never touched.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from workstation.records.database import (
    Database,
    checked,
    health_of,
    migration_engine,
    open_connection,
)
from workstation.records.errors import Circumstances, folder_problem, problem_of
from workstation.records.tables import metadata
from workstation.site.problems import Problem, Situation
from workstation.vault.files import force_folder, migrations

APPLICATION_ID = 0x43525357  # "CRSW", in the file's own header
_UNFINISHED = ".new"


def revisions(folder: Path | None = None) -> tuple[str, ...]:
    """The ids of all migrations delivered with the program, the oldest first."""
    versions = (folder or migrations()) / "versions"
    return tuple(sorted(path.name.split("_")[0] for path in versions.glob("[0-9]*_*.py")))


def create(path: Path, key: bytes) -> Database:
    """Makes a new, empty database of today's schema. ``key``: 32 bytes. Refuses if a file is there.

    It is made under another name and renamed when it is whole.
    """
    if path.exists() or path.is_symlink():
        raise Problem(Situation.SITE_EXISTS)
    if problem := folder_problem(path.parent):
        raise problem
    unfinished = path.with_name(path.name + _UNFINISHED)
    _remove(unfinished)  # of a creation that was cut off; it was never a site's database
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        upgrade(unfinished, key)
        _write_log_back(unfinished, key)
    except BaseException:
        _remove(unfinished)
        raise
    unfinished.rename(path)
    force_folder(path.parent)
    return Database.open(path, key)


def open_current(path: Path, key: bytes, copy: Callable[[], Path]) -> Database:
    """Opens the site's database, bringing it to today's schema first if it is older.

    ``copy`` makes a backup and gives its path; it is called only before a migration. Raises
    ``Problem`` not_our_database, database_newer, migration_failed (the database is then as
    before), and those of ``Database.open``.
    """
    revision = read_revision(checked(path), key)
    known = revisions()
    if revision not in known:
        raise Problem(Situation.DATABASE_NEWER)
    if revision == known[-1]:
        return Database.open(path, key)
    _upgrade_with_copy(path, key, copy)
    database = Database.open(path, key)
    database.migrated_from = revision
    return database


def _upgrade_with_copy(path: Path, key: bytes, copy: Callable[[], Path]) -> None:
    backup = copy()
    try:
        upgrade(path, key)
    except (
        Exception
    ) as error:  # whatever stopped it, the transaction rolled back; say where the copy is
        raise Problem(Situation.MIGRATION_FAILED, backup=backup) from error


def read_revision(path: Path, key: bytes) -> str:
    """The schema that a database has. Raises ``Problem`` not_our_database and its kin."""
    try:
        connection = open_connection(path, key)
    except driver.Error as error:
        raise problem_of(error, Circumstances(path)) or error from error
    try:
        return _revision_of(connection, path)
    except driver.Error as error:
        raise problem_of(error, Circumstances(path)) or error from error
    finally:
        connection.close()


def _revision_of(connection: Any, path: Path) -> str:
    ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    table = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    if not ours or not connection.execute(table).fetchone()[0]:
        raise Problem(Situation.NOT_OUR_DATABASE, path=path)
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise Problem(Situation.NOT_OUR_DATABASE, path=path)
    return str(row[0])


def upgrade(path: Path, key: bytes, target: str = "head", folder: Path | None = None) -> None:
    """Runs the migrations up to ``target`` in one transaction and checks the foreign keys."""
    _run(path, key, lambda command, config: command.upgrade(config, target), folder)


def downgrade(path: Path, key: bytes, target: str, folder: Path | None = None) -> None:
    """Runs the migrations back to ``target``. For tests: a site restores a backup instead."""
    _run(path, key, lambda command, config: command.downgrade(config, target), folder)


def check(path: Path, key: bytes) -> None:
    """Raises alembic's error when the tables of today's code differ from the migrated ones."""
    _run(path, key, lambda command, config: command.check(config), None)


def _run(
    path: Path, key: bytes, work: Callable[[Any, Any], None], folder: Path | None = None
) -> None:
    from alembic import command  # noqa: PLC0415 - costs 0.6 s, and is needed only to migrate
    from alembic.config import Config  # noqa: PLC0415

    engine = migration_engine(path, key)
    try:
        with engine.connect() as connection, connection.begin():
            config = Config()
            config.set_main_option(
                "script_location", str(folder or migrations()).replace("%", "%%")
            )
            config.attributes.update(
                connection=connection, metadata=metadata, include_object=_is_in_metadata
            )
            work(command, config)
            _check_foreign_keys(connection)
    except DBAPIError as error:
        raise problem_of(error, Circumstances(path)) or error from error
    finally:
        engine.dispose()


def _is_in_metadata(
    _object: Any, name: str | None, type_: str, reflected: bool, _compare_to: Any
) -> bool:
    """Leaves the full-text tables out of a comparison; SQLAlchemy has no word for them."""
    return not (type_ == "table" and reflected and name not in metadata.tables)


def _check_foreign_keys(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RuntimeError(f"rows without their parent in {sorted({row[0] for row in orphans})}")


def _write_log_back(path: Path, key: bytes) -> None:
    connection = open_connection(path, key)
    try:
        if health_of(connection):
            raise Problem(Situation.DATABASE_DAMAGED, path=path)
    finally:
        connection.close()


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
