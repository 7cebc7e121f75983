"""Accounts as rows, so that every other row can name who made it. Passwords live in the vault."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Row

from workstation.records.tables import account
from workstation.records.work import Work
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Account, Role


class AccountReader:
    """Reads accounts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> tuple[Account, ...]:
        """All accounts, closed ones too, by user name."""
        query = select(account).order_by(account.c.user)
        return tuple(map(_account, self._connection.execute(query)))

    def find(self, user: str) -> Account | None:
        """The account of a user name."""
        row = self._connection.execute(select(account).where(account.c.user == user)).one_or_none()
        return None if row is None else _account(row)

    def get(self, user: str) -> Account:
        """The account of a user name. Raises ``Problem`` not_found."""
        found = self.find(user)
        if found is None:
            raise Problem(Situation.NOT_FOUND, what="account")
        return found


class AccountWriter(AccountReader):
    """Adds and changes accounts. The caller writes the audit event in the same unit."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work

    def add(self, user: str, name: str, credentials: str, role: Role) -> Account:
        """Adds an active account. Raises ``Problem`` user_exists; names are never used twice."""
        if self.find(user):
            raise Problem(Situation.USER_EXISTS, user=user)
        row = {
            "user": user,
            "name": name,
            "credentials": credentials,
            "role": role.value,
            "active": True,
            "created_at": self._work.at,
        }
        self._connection.execute(insert(account), row)
        return self.get(user)

    def update(
        self,
        user: str,
        *,
        name: str | None = None,
        credentials: str | None = None,
        role: Role | None = None,
        active: bool | None = None,
    ) -> Account:
        """Changes what is given. Raises ``Problem`` not_found."""
        self.get(user)
        new = {
            "name": name,
            "credentials": credentials,
            "role": role.value if role else None,
            "active": active,
        }
        values = {key: value for key, value in new.items() if value is not None}
        if values:
            query = update(account).where(account.c.user == user).values(values)
            self._connection.execute(query)
        return self.get(user)


def _account(row: Row[Any]) -> Account:
    return Account(
        row.id, row.user, row.name, row.credentials, Role(row.role), row.active, row.created_at
    )
