"""The cases of a pack: an input, and what it must give. They run before any proof.

A case has ``id``, ``because``, ``input`` (an item of ``assess``) and ``expect``: for scales their
range ``{"grades": {"astct-2019": [1, 4]}}``, the ``entry``, the ``level`` (null where there is
none), the ``lines`` that fire, the points of screens ``{"scores": {"news2": [1, 18]}}``, ``flags``,
the value of a definition or table ``{"named": {"heart_fast": true, "systolic_limit": 90}}``,
``febrile_neutropenia``; or that the input is refused: ``{"refused": {"code": …, "where": …}}``.
What is not named is not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from workstation.clinical import early_warning, triage
from workstation.clinical.assessment import Examined, examine
from workstation.clinical.findings import Observation
from workstation.clinical.logic import CriterionError
from workstation.clinical.notation import JSON, observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal

ASSESSED_AT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
"""When a case is assessed that does not say."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case, and the file it stands in."""

    id: str
    because: str
    input: Mapping[str, JSON]
    expect: Mapping[str, JSON]
    file: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A case that gives something else: what, and both values."""

    case: Case
    what: str
    expected: str
    got: str


def read_cases(files: Mapping[str, bytes]) -> tuple[Case, ...]:
    """The cases of a pack's files ``cases/*.json``; raises Refusal for what is no case."""
    found: list[Case] = []
    for name in sorted(n for n in files if n.startswith("cases/") and n.endswith(".json")):
        try:
            content = json.loads(files[name])
        except ValueError as error:
            raise Refusal("cases", name, f"{name} is not JSON: {error}") from error
        found += [_case(name, one) for one in content]
    return tuple(found)


def _case(file: str, content: Mapping[str, JSON]) -> Case:
    try:
        id, because = str(content["id"]), str(content["because"])
        given, expect = content["input"], content["expect"]
    except (KeyError, TypeError) as error:
        raise Refusal("cases", file, f"{file}: a case wants id, because, input, expect.") from error
    if not isinstance(given, Mapping) or not isinstance(expect, Mapping):
        raise Refusal("cases", file, f"{file}, case {id}: input and expect are objects.")
    return Case(id, because, given, expect, file)


def failed(protocol: Protocol, case: Case) -> tuple[Failed, ...]:
    """What a case gives that it must not."""
    try:
        observation = observation_from_json(protocol.form, case.input, ASSESSED_AT)
    except Refusal as refused:
        answer: dict[str, JSON] = {"refused": {"code": refused.code, "where": refused.where}}
        return tuple(_compared(case, "", case.expect, answer))
    try:
        answer = seen(protocol, observation, case.expect)
    except (CriterionError, LookupError, RuntimeError, TypeError, ValueError) as error:
        # A pack may be well written and still say nothing for some patient: that is its failure.
        return (Failed(case, "the assessment", "an answer", f"none ({error})"),)
    return tuple(_compared(case, "", case.expect, answer))


def seen(protocol: Protocol, observation: Observation, keys: Iterable[str]) -> dict[str, JSON]:
    """What some of the things that a case may expect are."""
    found = examine(protocol, observation)
    return {key: LOOKS[key](protocol, found) for key in keys if key in LOOKS}


Look = Callable[[Protocol, Examined], JSON]


def _grades(protocol: Protocol, found: Examined) -> JSON:
    ranges = {id: found.reading.grade(id) for id in protocol.scales}
    return {id: [g.at_least, g.at_most] for id, g in ranges.items()}


def _axes(protocol: Protocol, found: Examined) -> JSON:
    ranges = {id: found.reading.grade(id) for id in protocol.scales}
    return {id: {axis: list(ends) for axis, ends in g.axes.items()} for id, g in ranges.items()}


def _scores(protocol: Protocol, found: Examined) -> JSON:
    scores = {id: found.reading.score(id) for id in protocol.scores}
    return {id: [s.at_least, s.at_most] if s.valid else None for id, s in scores.items()}


def _flags(protocol: Protocol, found: Examined) -> JSON:
    return [*sorted({r.rule for r in early_warning.flags(protocol.flags, found.reading)})]


def _neutropenia(protocol: Protocol, found: Examined) -> JSON:
    told = protocol.febrile_neutropenia.value(found.retold[0])
    return "unknown" if told is None else "yes" if told else "no"


def _actions(protocol: Protocol, found: Examined, later: bool) -> JSON:
    grade = found.reading.grade(protocol.default_scale)
    actions = triage.actions(protocol, found.reading, grade, found.disposition.level)
    return [*sorted(action.id for action in actions if action.if_it_rises is later)]


def _warnings(protocol: Protocol, found: Examined) -> JSON:
    told = (w.says for w in protocol.warnings if w.when.value(found.reading) is True)
    return [*sorted(told)]


def _named(protocol: Protocol, found: Examined) -> JSON:
    """The value of every definition and table; null while it is not known."""
    reading = found.reading
    reading["level"] = found.disposition.level or "none"
    values = {name: reading[name] for name in (*protocol.definitions, *protocol.tables)}
    return {name: v if isinstance(v, bool | int | float) else None for name, v in values.items()}


def _assumed(protocol: Protocol, found: Examined) -> JSON:
    return {id: [*found.reading.grade(id).assumed] for id in protocol.scales}


LOOKS: Mapping[str, Look] = {
    "grades": _grades,
    "axes": _axes,
    "entry": lambda _, found: found.reading.entry().result,
    "assumed": _assumed,
    "lines": lambda _, found: [*found.firing_lines()],
    "level": lambda _, found: found.disposition.level,
    "scores": _scores,
    "red_flags": lambda protocol, found: [
        id for id in protocol.red_flags if found.reading[id] is True
    ],
    "flags": _flags,
    "febrile_neutropenia": _neutropenia,
    "actions": lambda protocol, found: _actions(protocol, found, False),
    "actions_if_it_rises": lambda protocol, found: _actions(protocol, found, True),
    "warnings": _warnings,
    "named": _named,
}
"""How each thing that a case may expect is looked at."""


def _compared(
    case: Case, where: str, expected: Mapping[str, JSON], got: Mapping[str, JSON]
) -> Iterator[Failed]:
    for key, value in expected.items():
        place = f"{where}{key}"
        found = got.get(key)
        if isinstance(value, Mapping) and isinstance(found, Mapping):
            yield from _compared(case, f"{place} ", value, found)
        elif value != found:
            yield Failed(case, place, spoken(value), spoken(found))


def spoken(value: JSON) -> str:
    """A range, a level, a list in words."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value):
        return str(value[0]) if value[0] == value[1] else f"{value[0]} to {value[1]}"
    if isinstance(value, list):
        return ", ".join(str(v) for v in value) or "none"
    return "none" if value is None else str(value)
