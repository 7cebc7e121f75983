"""What a failing case says, in words: what came out, what was expected, by their names."""

from __future__ import annotations

from collections.abc import Mapping

from workstation.clinical.criterion_words import plain
from workstation.clinical.protocol import Protocol, Scale
from workstation.protocols.cases import Failed

_TRUTHS: Mapping[str, str] = {"True": "yes", "False": "no", "none": "not known"}
_LISTS: Mapping[str, str] = {
    "lines": "the lines that fire",
    "red_flags": "the red flags",
    "flags": "the flags of sepsis",
    "actions": "the actions",
    "actions_if_it_rises": "the actions if the grade rises",
    "disagreements": "the reasons why scales differ",
    "waiting_for": "the open questions",
    "advice": "the advice that is read out",
    "assumed": "what is assumed",
}
_OTHERS: Mapping[str, str] = {
    "warnings": "the warnings",
    "entry": "the entry",
    "level": "the disposition",
    "next_question": "the next question",
    "provisional": "whether the disposition is provisional",
    "febrile_neutropenia": "febrile neutropenia",
    "agent": "the numbers of the agent",
}


def verb(failed: Failed) -> str:
    """``are`` where several things are looked at."""
    several = failed.what in _LISTS or failed.what == "warnings" or failed.what[:6] == "scores"
    return "are" if several else "is"


def failed_words(protocol: Protocol, failed: Failed) -> tuple[str, str, str]:
    """What is looked at, what was expected of it, and what it gives now."""
    key, _, rest = failed.what.partition(" ")
    if failed.what == "the assessment":
        told = failed.got.removeprefix("none (").removesuffix(")")
        return "", failed.expected, told.removesuffix(" Nothing was changed.")
    subject = _subject(protocol, failed.what, key, rest)
    if key in _LISTS:
        return subject, *_lists(failed.expected, failed.got)
    return subject, _value(protocol, key, failed.expected), _value(protocol, key, failed.got)


def _subject(protocol: Protocol, what: str, key: str, rest: str) -> str:
    first, _, second = rest.partition(" ")
    if first in protocol.scales:
        return _of_scale(protocol.scales[first], key, second)
    score, screen = protocol.scores.get(first), protocol.form.screens.get(first)
    named = {
        "scores": f"the points of {score.name if score else first}",
        "named": f"the named criterion {first}",
        "answers": f"the screen {screen.name if screen else first}",
        "quotients": f"the screen {screen.name if screen else first}",
    }
    return named.get(key) or _LISTS.get(key) or _OTHERS.get(what) or plain(what)


def _of_scale(scale: Scale, key: str, axis: str) -> str:
    label = next((one.label for one in scale.axes if one.id == axis), axis)
    told = {"axes": f"the axis {label} of {scale.name}", "assumed": f"what {scale.name} assumes"}
    return told.get(key, f"the grade by {scale.name}")


def _value(protocol: Protocol, key: str, told: str) -> str:
    level = protocol.form.levels.get(told)
    if key == "level":
        return level.label if level else told
    if key == "next_question" and told in protocol.form.items:
        return protocol.form.items[told].label
    if key == "scores" and told == "none":
        return "not valid"
    return _TRUTHS.get(told, plain(told) if key == "entry" else told)


def _lists(expected: str, got: str) -> tuple[str, str]:
    """Of two lists what one has and the other lacks."""
    if expected.startswith("a list ") or "; " in expected:
        return expected, got
    wanted, found = _parts(expected), _parts(got)
    fewer = [one for one in wanted if one not in found]
    more = [one for one in found if one not in wanted]
    if not fewer and not more:
        return expected, got
    return _having(fewer, more), _having(more, fewer)


def _parts(told: str) -> list[str]:
    return [] if told == "none" else told.split(", ")


def _having(these: list[str], not_these: list[str]) -> str:
    parts = (("with", these), ("without", not_these))
    return " and ".join(f"{word} {', '.join(those)}" for word, those in parts if those)
