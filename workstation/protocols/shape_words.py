"""What does not fit the shape of a file, in words for whoever does not know its reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WANTED: Mapping[str, str] = {
    "missing": "is missing here",
    "extra_forbidden": "nothing of this name belongs here",
    "int": "a whole number is wanted here",
    "float": "a number is wanted here",
    "finite": "a number is wanted here",
    "string": "text is wanted here",
    "bool": "true or false is wanted here",
    "tuple": "a list in brackets is wanted here",
    "dict": "keys with values are wanted here",
    "model": "keys with values are wanted here",
}
_OPTIONS = ("int", "str", "float", "bool", "AwayFromShape", "OrderShape")
"""Parts of a place that are no keys: which of several shapes was tried."""
_SHOWN = 40


def shape_words(error: ValidationError) -> tuple[str, str]:
    """The place of what does not fit, as keys with points between them, and a sentence."""
    found = error.errors(include_url=False)
    first = _weightiest(found)
    place = _place(first)
    where = ".".join(map(str, place))
    key = str(place[-1]) if place else ""
    if first["type"] == "extra_forbidden":
        return where, f"{_said(first)}{_perhaps(first, found)}"
    if len([one for one in found if _place(one) == place]) > 1:
        return where, _either(key)
    return where, _said(first)


def _weightiest(found: Sequence[ErrorDetails]) -> ErrorDetails:
    """A misspelt key is told before the key that is missing for it."""
    first = found[0]
    if first["type"] != "missing":
        return first
    beside = [one for one in found if one["type"] == "extra_forbidden"]
    return next((one for one in beside if one["loc"][:-1] == first["loc"][:-1]), first)


def _perhaps(extra: ErrorDetails, found: Sequence[ErrorDetails]) -> str:
    missing = [str(one["loc"][-1]) for one in found if one["type"] == "missing"]
    near = get_close_matches(str(extra["loc"][-1]), missing, n=1, cutoff=0.6)
    return f"; perhaps {near[0]}" if near else ""


def _place(error: ErrorDetails) -> tuple[int | str, ...]:
    place = error["loc"]
    while place and (place[-1] in _OPTIONS or str(place[-1]).startswith(("literal[", "[key]"))):
        place = place[:-1]
    return tuple(one for one in place if one not in _OPTIONS[-2:])


def _said(error: ErrorDetails) -> str:
    kind, context, given = error["type"], error.get("ctx", {}), error["input"]
    if kind == "literal_error":
        return f"{context['expected'].replace(chr(39), '')} is wanted here{_not(given)}"
    if kind == "string_pattern_mismatch":
        return f"letters, digits, points and dashes are wanted here{_not(given)}"
    for bound, words in (("ge", "{} or more"), ("le", "{} or less"), ("gt", "more than {}")):
        if bound in context:
            return f"{words.format(context[bound])} is wanted here{_not(given)}"
    if kind == "too_short":
        return f"at least {context.get('min_length', 1)} must stand here"
    told = next((says for start, says in _WANTED.items() if kind.startswith(start)), "")
    if kind in ("missing", "extra_forbidden") or not told:
        return told or "this value does not belong here"
    quoted = kind.startswith("string") and isinstance(given, int | float | date)
    return f"{told}{_not(given)}{'; put it in quotes' if quoted else ''}"


def _either(key: str) -> str:
    """Where one of several shapes is wanted and none fits."""
    if key == "direction":
        return "up, down, none, inclusion, {away_from: [low, high]} or {order: [[…], …]} is wanted"
    if key == "grade":
        return "one grade, like 3, or an open range, like 2..4, is wanted here"
    return "a value of another kind is wanted here"


def _not(given: object) -> str:
    """What stands there instead, where it is short."""
    if given is None:
        return "; nothing stands here"
    if isinstance(given, bool):
        return f", not {'true' if given else 'false'}"
    if isinstance(given, list | tuple):
        return ", not a list"
    if isinstance(given, Mapping):
        return ", not keys with values"
    told = str(given)
    if not told:
        return "; nothing stands here"
    return f", not {told}" if len(told) <= _SHOWN else ""
