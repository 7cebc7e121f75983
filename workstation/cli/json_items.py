"""JSON as it is handed to a command: one object, an array, or JSON Lines; each item on its own.

An item that is broken, too deep, has a key twice or a number that is none is refused by itself;
the items beside it are still read.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain
from typing import BinaryIO, NoReturn

from workstation.clinical.notation import JSON
from workstation.clinical.refusal import Refusal

_BOM = b"\xef\xbb\xbf"
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)


class Shape(StrEnum):
    """How the items stand in the text; the answer takes the same shape."""

    OBJECT = "object"
    ARRAY = "array"
    LINES = "lines"


def split(source: BinaryIO) -> tuple[Shape, Iterator[bytes]]:
    """The shape of a text and its items, still as text. JSON Lines are read line by line."""
    lines = (line.strip() for line in source)
    written = (line for line in lines if line)
    first = next(written, b"").removeprefix(_BOM).lstrip()
    if first.startswith(b"["):
        return Shape.ARRAY, _elements(b"\n".join(chain([first], written)))
    if _is_whole(first):
        second = next(written, None)
        if second is None:
            return Shape.OBJECT, iter([first])
        return Shape.LINES, chain([first, second], written)
    return _many_lines([first, *written])


def _many_lines(lines: list[bytes]) -> tuple[Shape, Iterator[bytes]]:
    """One object over many lines, or JSON Lines whose first line is broken."""
    whole = b"\n".join(lines)
    if not _is_whole(whole) and any(_is_whole(line) for line in lines):
        return Shape.LINES, iter(lines)
    return Shape.OBJECT, iter([whole])


def read(item: bytes) -> dict[str, JSON]:
    """The object that an item is. Raises ``Refusal`` for everything that is not exactly that."""
    if not item.strip():
        message = "No item stands here: the text ends too early or a comma is too many."
        raise Refusal("not_json", "", message)
    try:
        value = json.loads(
            item.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        raise Refusal("not_utf8", f"byte {error.start}", "This is not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise Refusal("not_json", f"character {error.pos}", f"{error.msg}.") from None
    except RecursionError:
        raise Refusal("too_deep", "", "This is nested too deeply.") from None
    except Refusal:
        raise
    except ValueError:  # an integer of more digits than Python converts
        raise Refusal("not_a_number", "", "A number has too many digits.") from None
    if not isinstance(value, dict):
        raise Refusal("not_an_object", "", "An item must be a JSON object.")
    return value


def _is_whole(text: bytes) -> bool:
    """Whether a text is one complete JSON value, good or refused."""
    try:
        read(text)
    except Refusal as refusal:
        return refusal.code not in {"not_json", "not_utf8"}
    return True


def _elements(text: bytes) -> Iterator[bytes]:
    """The elements of an array, cut at its own commas; a broken end comes as a broken element."""
    depth, start = 0, 1
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign in (b"[", b"{"):
            depth += 1
        elif sign in (b"]", b"}"):
            depth -= 1
        if depth == 0:
            yield from _last(text, start, token.start())
            return
        if depth == 1 and sign == b",":
            yield text[start : token.start()]
            start = token.end()
    yield text[start:]
    if _is_whole(text[start:]):
        yield b""  # the array was cut off behind a whole item, which must not pass as complete


def _last(text: bytes, start: int, end: int) -> Iterator[bytes]:
    """The last element and whatever stands behind the array."""
    if text[start:end].strip() or start > 1:
        yield text[start:end]
    if text[end + 1 :].strip():
        yield text[end + 1 :]


def _unique(pairs: Iterable[tuple[str, JSON]]) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    for key, value in pairs:
        if key in found:
            raise Refusal("duplicate_key", key, f"The key {key} stands here twice.")
        found[key] = value
    return found


def _no_number(name: str) -> NoReturn:
    raise Refusal("not_a_number", name, f"{name} is not a number.")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Refusal("not_a_number", text, f"{text} is too large for a number.")
    return value
