"""What every table is made of: the names of its constraints, its first column, its references."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text, text
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def new_table(name: str, *parts: SchemaItem) -> Table:
    """A table that refuses a value of another type than its column's."""
    return Table(name, metadata, *parts, sqlite_strict=True)


def row_id() -> Column[int]:
    """The number of a row."""
    return Column("id", Integer, primary_key=True)


def ref(
    name: str, target: str, nullable: bool = False, *, unique: bool | None = None
) -> Column[int]:
    """A row of another table, which cannot go while this one refers to it."""
    key = ForeignKey(f"{target}.id", ondelete="RESTRICT")
    return Column(name, Integer, key, nullable=nullable, unique=unique)


def of_pack() -> Column[str]:
    """The protocol pack that a row is about."""
    key = ForeignKey("protocol_pack.sha256", ondelete="RESTRICT")
    return Column("sha256", Text, key, nullable=False)


def words(name: str, nullable: bool = False) -> Column[str]:
    """A text."""
    return Column(name, Text, nullable=nullable)


def number(name: str, before: int) -> Column[int]:
    """A number that rows of before this column have as well."""
    return Column(name, Integer, nullable=False, server_default=text(str(before)))
