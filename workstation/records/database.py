"""The encrypted database: one connection that writes, two that read, and what each must have.

A long read must never make a save wait, so reading and writing have engines of their own:
the writer begins IMMEDIATE and is used in short transactions, the readers are query-only.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, Pool, QueuePool

from workstation.records import guard
from workstation.records.errors import Circumstances, file_problem, problem_of
from workstation.site.problems import Problem, Situation

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: with WAL the only setting that lost nothing in simulated power cuts
    "foreign_keys": 1,
    "recursive_triggers": 1,  # without it INSERT OR REPLACE passes the append-only triggers
    "trusted_schema": 0,
    "secure_delete": 1,
    "cell_size_check": 1,
    "temp_store": 2,  # memory: nothing unencrypted reaches a temporary file
}
"""What every connection has, by name and the value that SQLite reports."""

BUSY_SECONDS = 5.0
POOL_SECONDS = 10.0
_HEALTHY = "ok"


def open_connection(path: Path, key: bytes, *, create: bool = False, guarded: bool = True) -> Any:
    """A keyed driver connection with all pragmas set. ``key`` is the 32-byte data key.

    ``guarded`` sets the authorizer; only migrations and backups work without it. Raises the
    driver's errors, and ``Problem`` no_encryption where the driver is no SQLCipher.
    """
    mode = "rwc" if create else "rw"
    connection = driver.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,  # we begin ourselves, so that DDL rolls back as well
        check_same_thread=False,  # a pool hands a connection to one thread at a time
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.set_key(f"x'{key.hex()}'")
        _require_cipher(connection)
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
        if guarded:
            connection.set_authorizer(guard.authorize)
    except BaseException:
        connection.close()
        raise
    return connection


def _require_cipher(connection: Any) -> None:
    """A plain SQLite takes a key without a word and writes in clear, so it is asked first."""
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise Problem(Situation.NO_ENCRYPTION)


def _engine(creator: Callable[[], Any], begin: str, pool: type[Pool], size: int = 0) -> Engine:
    sizes = {"pool_size": size, "max_overflow": 0, "pool_timeout": POOL_SECONDS} if size else {}
    engine = create_engine(
        "sqlite://",
        creator=creator,
        module=driver,
        poolclass=pool,
        hide_parameters=True,  # an error must not carry a patient's name into a log
        **sizes,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def migration_engine(path: Path, key: bytes, *, create: bool = False) -> Engine:
    """An engine without authorizer and with foreign keys off, which a rebuilt table needs.

    With them on, rebuilding a parent table deletes its children without a word. The pragma is
    ignored inside a transaction, so it is set here. Reads check the keys before the commit.
    """

    def creator() -> Any:
        connection = open_connection(path, key, create=create, guarded=False)
        connection.execute("PRAGMA foreign_keys=OFF")
        return connection

    return _engine(creator, "BEGIN IMMEDIATE", NullPool)


def identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of the file that a path names, None where there is none."""
    try:
        facts = path.lstat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def is_empty(path: Path) -> bool:
    """True when nothing is left in a file, or it cannot be looked at."""
    try:
        return path.lstat().st_size == 0
    except OSError:
        return True


class Database:
    """One open database. Made by ``open``; ``migrate.create`` makes a new one.

    ``migrated_from`` is the schema it had until it was opened now, empty when it was current.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self.migrated_from = ""
        self._log = path.with_name(path.name + "-wal")
        self._identity = identity(path)
        self._log_identity: tuple[int, int] | None = None

        def writing() -> Any:
            self._log_identity = None  # the log of a new connection may be a new file
            return open_connection(path, key)

        def reading() -> Any:
            connection = open_connection(path, key, guarded=False)
            connection.execute("PRAGMA query_only=1")
            connection.set_authorizer(guard.authorize)
            return connection

        self.writer = _engine(writing, "BEGIN IMMEDIATE", QueuePool, size=1)
        self.readers = _engine(reading, "BEGIN", QueuePool, size=2)

    @classmethod
    def open(cls, path: Path, key: bytes) -> Database:
        """Opens an existing database of today's schema; ``migrate.open_current`` takes older ones.

        Raises ``Problem`` for each way in which the file is not this site's database.
        """
        database = cls(checked(path), key)
        try:
            with database.readers.connect() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        except (DBAPIError, driver.Error) as error:
            database.close()
            raise problem_of(error, Circumstances(path)) or error from error
        except Problem:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Closes every connection; the last one writes the log back into the file."""
        self.readers.dispose()
        self.writer.dispose()

    def assert_same_file(self) -> None:
        """Raises ``Problem`` when the path no longer names the file that is written.

        SQLite goes on writing into a file that was unlinked or replaced, and reports success.
        The write-ahead log is checked as well: it holds the newest commits alone.
        """
        log = identity(self._log)
        if self._log_identity is None:
            self._log_identity = log
        if log is None or log != self._log_identity or self.was_replaced():
            raise Problem(Situation.DATABASE_REPLACED)

    def was_replaced(self) -> bool:
        """Whether the path names no file, another file, or an emptied one."""
        return identity(self.path) != self._identity or is_empty(self.path)

    def health(self) -> tuple[str, ...]:
        """What is wrong with the file; empty when it is sound.

        The order matters: the cipher's check reads the main file only, so the log goes into it
        first; it misses pages cut off at the end, which the quick check finds.
        """
        with self.writer.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None  # noqa: S101 - narrows the type: the connection is open
            return health_of(raw)


def health_of(connection: Any) -> tuple[str, ...]:
    """The findings of the three checks on a driver connection outside a transaction."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    found = [str(row[0]) for row in connection.execute("PRAGMA quick_check").fetchall()]
    found += [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
    return tuple(line for line in found if line != _HEALTHY)


def checked(path: Path) -> Path:
    """The path, if a file is there that may be a database of ours; else its ``Problem``."""
    if problem := file_problem(path):
        raise problem
    _free_companions(path)
    return path


def _free_companions(path: Path) -> None:
    """Lets the log be written again, once the write protection of the database was lifted.

    SQLite gives a log the permissions that the database has as it is made; one made meanwhile
    stays write-protected and would keep every change out.
    """
    if not os.access(path, os.W_OK):
        return
    for end in ("-wal", "-shm"):
        companion = path.with_name(path.name + end)
        if companion.is_file() and not companion.is_symlink() and not os.access(companion, os.W_OK):
            with suppress(OSError):  # of another owner: the first write tells
                companion.chmod(0o600)
