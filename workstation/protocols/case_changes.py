"""What a version changes in a case: what is given and what it expects, in a clinician's words."""

from __future__ import annotations

import json
from collections.abc import Mapping

from workstation.clinical.criterion_words import plain
from workstation.clinical.notation import JSON
from workstation.clinical.protocol import Protocol
from workstation.protocols.case_words import expected_words, given_rows

_HEADLINES = ("grades", "level", "refused")
_ASPECTS = ("input", "expect")


def case_change(
    name: str, before: tuple[Protocol, str], after: tuple[Protocol, str]
) -> tuple[str, ...] | None:
    """The sentences of one aspect of a case; None for what is told as it is written.

    ``before`` and ``after`` are the JSON with the version it belongs to, "" where there is none.
    """
    if name == "because":
        texts = dict.fromkeys(text for _, text in (before, after) if text)
        return tuple(f"Because: {text}" for text in texts)
    if name not in _ASPECTS:
        return None
    old, new = (_words(name, *side) for side in (before, after))
    called = "Given" if name == "input" else "Expected"
    if not before[1] or not after[1]:
        return (f"{called}: {old or new}",)
    told = (f"{called} before: {old}", f"{called} now: {new}") if old != new else ()
    if name == "input":
        return told
    others = _others(_read(before[1]), _read(after[1]))
    return (*told, f"Other results that differ: {others}") if others else told


def _words(name: str, protocol: Protocol, text: str) -> str:
    content = _read(text)
    if name == "expect":
        return "; ".join(expected_words(protocol, content)) or _looked_at(content)
    return "; ".join(f"{label}: {value}" for label, value in given_rows(protocol, content))


def _read(text: str) -> Mapping[str, JSON]:
    try:
        content: JSON = json.loads(text) if text else {}
    except ValueError:
        return {}
    return content if isinstance(content, Mapping) else {}


def _looked_at(expect: Mapping[str, JSON]) -> str:
    """What a case looks at that expects no grade and no disposition."""
    plainly = {key: value for key, value in expect.items() if isinstance(value, str)}
    return ", ".join(
        f"{plain(k)} {plain(plainly[k])}" if k in plainly else plain(k) for k in expect
    )


def _others(old: Mapping[str, JSON], new: Mapping[str, JSON]) -> str:
    """What else a case looks at, where that changes."""
    keys = (key for key in {**old, **new} if key not in _HEADLINES)
    return ", ".join(plain(key) for key in keys if old.get(key) != new.get(key))
