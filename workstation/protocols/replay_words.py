"""Why a grade, a level or an action is another one under another version, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workstation.clinical.called import Called
from workstation.clinical.criterion_words import plain
from workstation.clinical.refusal import Refusal

_MOST_NAMED = 5
"""A sentence names as many findings that a grade waits for."""

Answer = Mapping[str, Any]
Why = tuple[tuple[str, ...], tuple[str, ...]]
"""The sentences, and the ids of the rules and actions that they speak of."""


def action_texts(answer: Answer) -> dict[str, str]:
    """The text of each action of an answer, by its id."""
    return {one["id"]: _text(one) for one in answer["actions"]}


def why_changed(before: Answer, after: Answer, called: Called) -> Why:
    """The reasons that are new and gone; else the rules that give another result, or actions."""
    old, new = _reasons(before), _reasons(after)
    come = [one for one in new if one not in old]
    gone = [one for one in old if one not in new]
    waited, waits = _not_known(before), _not_known(after)
    said = (
        *(f"now: {_told(one, called)}" for one in come),
        *(f"no longer: {_told(one, called)}" for one in gone),
        *_listed("now waits for", (called.finding(id) for id in waits if id not in waited)),
        *_listed("no longer waits for", (called.finding(id) for id in waited if id not in waits)),
    )
    if said:
        return said, _ids([*come, *gone])
    if _result(before) != _result(after):
        return tuple(f"now gives this: {_told(one, called)}" for one in new), _ids(new)
    return _actions(before, after, called)


_Reason = tuple[str, str, str]
"""What it says, its rule, its source; the last two are empty for a range that stays open."""


def refused_words(refusal: Refusal) -> str:
    """Why a version cannot take what was stored."""
    unknown = _UNKNOWN.match(refusal.message)
    if unknown is None:
        return refusal.message
    return f"It does not know {plain(unknown[1])} {plain(unknown[2])}."


_UNKNOWN = re.compile(r"(\w+): '([\w-]+)' is not one of ")


def _reasons(answer: Answer) -> dict[_Reason, None]:
    grade = answer["grades"][answer["default_scale"]]
    told = [*grade["because"], *((answer["disposition"] or {}).get("because", ()))]
    found = dict.fromkeys((one["says"], one["rule"], one["source"]) for one in told)
    return found | dict.fromkeys((says, "", "") for says in grade["open_because"])


def _told(reason: _Reason, called: Called) -> str:
    says, rule, source = reason
    if not rule:
        return says
    return f"{says} ({called.rule(rule)}; {called.source(source)})"


def _ids(reasons: Iterable[_Reason]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule for _, rule, _ in reasons if rule))


def _not_known(answer: Answer) -> Sequence[str]:
    ids: Sequence[str] = answer["grades"][answer["default_scale"]]["not_known"]
    return ids


def _listed(what: str, names: Iterable[str]) -> Iterator[str]:
    found = list(names)
    if found:
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        yield f"{what} {', '.join(found[:_MOST_NAMED])}{more}"


def _result(answer: Answer) -> tuple[object, ...]:
    grade = answer["grades"][answer["default_scale"]]
    level = (answer["disposition"] or {}).get("level")
    return answer["default_scale"], grade["at_least"], grade["at_most"], level


def _actions(before: Answer, after: Answer, called: Called) -> Why:
    old, new = action_texts(before), action_texts(after)
    sources = {one["id"]: one["source"] for one in (*before["actions"], *after["actions"])}
    ids = tuple(id for id in {**old, **new} if old.get(id) != new.get(id))

    def told(id: str) -> str:
        what = "is worded differently" if id in old and id in new else "is recommended now"
        words = what if id in new else "is no longer recommended"
        return f"the action {plain(id)} {words} ({called.source(sources[id])})"

    return tuple(map(told, ids)), tuple(f"action.{id}" for id in ids)


def _text(action: Mapping[str, Any]) -> str:
    return f"{action['text']} (if it rises)" if action.get("if_it_rises") else str(action["text"])
