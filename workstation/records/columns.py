"""How values lie in columns: moments as UTC text, days as text, yes/no as 0/1, JSON as text."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from workstation.site.events import utc_text


def read_moment(text: str) -> datetime:
    """The aware UTC moment of a stored text."""
    return datetime.fromisoformat(text).astimezone(UTC)


def to_json(value: object) -> str:
    """JSON text that is equal for equal values. NaN and infinities are a ``ValueError``."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept as UTC text of fixed width, so that text order is time order.

    SQLite would drop the offset of a ``DateTime`` and give back a naive value.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return utc_text(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else read_moment(value)


class Day(TypeDecorator[date]):
    """A calendar day as ``1961-03-04``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, _dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """Yes or no as 1 or 0; NULL is not known."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, _dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """Any JSON value as text. A Python None is SQL NULL, never the JSON word ``null``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
