"""The cases of a pack: an input, and what it must give. They run before any proof.

A case has ``id``, ``because``, ``input`` (an item of ``assess``) and ``expect``: what ``looks`` can
look at, such as the range of a scale ``{"grades": {"astct-2019": [1, 4]}}``, the ``level`` (null
where there is none) or the ``lines`` that fire; or that the input is refused: ``{"refused":
{"code": …, "where": …}}``. What is not named is not looked at. ``because`` may name the rules
that the case stands for, each as ``FILE.yaml RULE`` or ``FILE.yaml OWNER.RULE``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from workstation.clinical.assessment import examine
from workstation.clinical.findings import Observation
from workstation.clinical.logic import CriterionError
from workstation.clinical.notation import JSON, observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.case_files import listed
from workstation.protocols.looks import LOOKS

_PLACE = re.compile(r"(\S+\.yaml) ([\w.-]+[\w])")

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

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The places of the pack it stands for, as ``because`` names them: file and rule."""
        return tuple(_PLACE.findall(self.because))


@dataclass(frozen=True, slots=True)
class Failed:
    """A case that gives something else: what, and both values."""

    case: Case
    what: str
    expected: str
    got: str


def read_cases(files: Mapping[str, bytes]) -> tuple[Case, ...]:
    """The cases of a pack's files ``cases/*.json``; raises Refusal for what is no case."""
    names = sorted(n for n in files if n.startswith("cases/") and n.endswith(".json"))
    return tuple(_case(name, one) for name in names for one in listed(name, files[name]))


_WANTS = "a case wants id, because, input, expect"


def _which(content: Mapping[str, JSON]) -> str:
    """A case that is not whole, as well as it can be named."""
    return f"case {content.get('id', 'without an id')}"


def _case(file: str, content: Mapping[str, JSON]) -> Case:
    try:
        id, because = str(content["id"]), str(content["because"])
        given, expect = content["input"], content["expect"]
    except (KeyError, TypeError) as error:
        raise Refusal("cases", file, f"{file}, {_which(content)}: {_WANTS}.") from error
    if not isinstance(given, Mapping) or not isinstance(expect, Mapping):
        says = "input and expect each hold keys with values in braces"
        raise Refusal("cases", file, f"{file}, case {id}: {says}.")
    return Case(id, because, given, expect, file)


def failed(protocol: Protocol, case: Case) -> tuple[Failed, ...]:
    """What a case gives that it must not."""
    try:
        observation = observation_from_json(protocol.form, case.input, ASSESSED_AT)
    except Refusal as refused:
        if "refused" not in case.expect:
            return (Failed(case, "the assessment", "an answer", f"none ({refused.message})"),)
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


def _compared(
    case: Case, where: str, expected: Mapping[str, JSON], got: Mapping[str, JSON]
) -> Iterator[Failed]:
    for key, value in expected.items():
        place = f"{where}{key}"
        found = got.get(key)
        if isinstance(value, Mapping) and isinstance(found, Mapping):
            yield from _compared(case, f"{place} ", value, found)
        elif value != found:
            yield Failed(case, place, *_told(value, found))


_LONGEST = 12
"""Items that a reader still compares by eye."""


def _told(expected: JSON, got: JSON) -> tuple[str, str]:
    """Both in words; of two long lists only what one has and the other lacks."""
    if not isinstance(expected, list) or not isinstance(got, list):
        return spoken(expected), spoken(got)
    fewer, more = ([v for v in one if v not in other] for one, other in _both_ways(expected, got))
    if max(len(expected), len(got)) <= _LONGEST or not (fewer or more):
        return spoken(expected), spoken(got)
    return _having(fewer, more), _having(more, fewer)


def _both_ways(one: list[JSON], other: list[JSON]) -> tuple[tuple[list[JSON], list[JSON]], ...]:
    return (one, other), (other, one)


def _having(own: list[JSON], lacking: list[JSON]) -> str:
    """``a list with wheeze and without cough``."""
    parts = (("with", own), ("without", lacking))
    return "a list " + " and ".join(f"{word} {spoken(these)}" for word, these in parts if these)


def spoken(value: JSON) -> str:
    """A range, a level, a list in words."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value):
        return str(value[0]) if value[0] == value[1] else f"{value[0]} to {value[1]}"
    if isinstance(value, list):
        return ", ".join(str(v) for v in value) or "none"
    return "none" if value is None else str(value)
