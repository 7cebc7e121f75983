"""What may reach a log: where something happened, never what anybody typed or said."""

from __future__ import annotations

import logging
import re
import traceback
from datetime import UTC, datetime

from workstation.site.problems import Situation

_OURS = "workstation"
_NUMBER = re.compile(r"[0-9a-f]{6}")
_PLACE = re.compile(r"[A-Za-z_]\w*( at [^\n'\"]*\.py:\d+)?")
_CODES = frozenset(situation.name.lower() for situation in Situation)
_LEFT_OUT = "…"
_FRAMES = 12


class Discreet(logging.Formatter):
    """Writes time, level, logger and place. Values are left out, whatever they are.

    Of our own messages the fixed text is kept, and of its arguments the number shown to the
    person, the code of a problem and the place of a bug: none of them can hold a name. Of other
    libraries nothing but the place of the call, of an exception its kind and frames.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line, and one for each frame of an exception."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        place = f"{record.module}.py:{record.lineno}"
        lines = [f"{at} {record.levelname} {record.name} {place} {_said(record)}".rstrip()]
        if record.exc_info and record.exc_info[1] is not None:
            lines += _frames(record.exc_info[1])
        return "\n".join(lines)


def _said(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] != _OURS or not isinstance(record.msg, str):
        return ""
    args = record.args if isinstance(record.args, tuple) else ()
    try:
        text = record.msg % tuple(_kept(arg) for arg in args)
    except (TypeError, ValueError):  # a place holder for a number: the text without its values
        text = record.msg
    return text.replace("\n", " ")


def _kept(value: object) -> str:
    text = value if isinstance(value, str) else ""
    number = _NUMBER.fullmatch(text)
    place = _PLACE.fullmatch(text) and ".py:" in text
    return text if number or place or text in _CODES else _LEFT_OUT


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    lines = [f"  {type(error).__name__}"]
    return lines + [f"  at {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
