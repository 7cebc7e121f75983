"""Which database library is installed here."""

from __future__ import annotations

import sqlcipher3.dbapi2 as driver


def cipher_version() -> str | None:
    """The version of SQLCipher, such as ``4.6.1 community``; None where nothing is encrypted."""
    connection = driver.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return str(row[0]) if row else None


def sqlite_version() -> str:
    """The SQLite inside it."""
    return str(driver.sqlite_version)
