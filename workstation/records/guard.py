"""What the program's own connections may do: everything not named here is denied.

The authorizer is asked when a statement is prepared, before it runs. It stops what triggers
cannot: dropping a trigger, altering a table, switching a pragma off, attaching another file.
"""

from __future__ import annotations

from typing import Final

OK: Final = 0
DENY: Final = 1

# The numbers are SQLite's own action codes; the driver does not name them all.
DELETE: Final = 9
INSERT: Final = 18
PRAGMA: Final = 19
READ: Final = 20
SELECT: Final = 21
TRANSACTION: Final = 22
UPDATE: Final = 23
FUNCTION: Final = 31
SAVEPOINT: Final = 32
RECURSIVE: Final = 33

_HARMLESS = frozenset({READ, SELECT, TRANSACTION, SAVEPOINT, RECURSIVE})
_CHANGING_TABLES = frozenset({"account", "patient", "encounter", "call_back"})
_FULL_TEXT = ("patient_text", "encounter_text")
_FORBIDDEN_FUNCTIONS = frozenset({"load_extension", "sqlcipher_export", "fts3_tokenizer"})
_PRAGMAS_WITH_ARGUMENT = frozenset({"wal_checkpoint", "quick_check"})
_OWN_TABLES_ONLY = ("sqlite_", "alembic_")


def authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _by: str | None
) -> int:
    """SQLite's question about one step of a statement: 0 lets it pass, 1 refuses the statement."""
    if action in _HARMLESS:
        return OK
    name = first or ""
    allowed = {
        INSERT: not name.startswith(_OWN_TABLES_ONLY),
        UPDATE: name in _CHANGING_TABLES or name.startswith(_FULL_TEXT),
        DELETE: name.startswith(_FULL_TEXT),
        FUNCTION: (second or "") not in _FORBIDDEN_FUNCTIONS,
        PRAGMA: second is None or name in _PRAGMAS_WITH_ARGUMENT,
    }
    return OK if allowed.get(action, False) else DENY
