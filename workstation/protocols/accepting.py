"""A case that stood for a rule which was changed on purpose: it expects what the rule now gives.

Each case is named by whoever means it, and what it expected before is told.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from workstation.clinical.notation import JSON, observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.case_files import listed
from workstation.protocols.cases import ASSESSED_AT, Case, failed, read_cases, seen
from workstation.protocols.failed_words import failed_words
from workstation.protocols.pack import Files
from workstation.protocols.slips import perhaps


@dataclass(frozen=True, slots=True)
class Accepted:
    """The files of cases that change, and for each case the sentences of what it now expects."""

    files: Mapping[str, bytes]
    told: Mapping[str, tuple[str, ...]]


def accept(protocol: Protocol, files: Files, ids: Collection[str]) -> Accepted:
    """Gives the named cases the results of this pack.

    Raises Refusal for a case that is not there, or whose input the pack does not take.
    """
    cases = {case.id: case for case in read_cases(files)}
    for id in ids:
        if id not in cases:
            raise Refusal("cases", "cases", f"There is no case {id} in cases/{perhaps(id, cases)}.")
    chosen = {id: cases[id] for id in ids}
    told = {id: tuple(_told(protocol, case)) for id, case in chosen.items()}
    expected = {id: _now(protocol, case) for id, case in chosen.items()}
    changed = {case.file: files[case.file] for case in chosen.values()}
    return Accepted({f: _written(f, data, expected) for f, data in changed.items()}, told)


def _told(protocol: Protocol, case: Case) -> Iterator[str]:
    for one in failed(protocol, case):
        subject, before, now = failed_words(protocol, one)
        yield f"{subject}: {now}, before {before}"


def _now(protocol: Protocol, case: Case) -> dict[str, JSON]:
    try:
        observation = observation_from_json(protocol.form, case.input, ASSESSED_AT)
    except Refusal as refused:
        says = f"case {case.id} gives no answer: {refused.message}"
        raise Refusal("cases", case.file, f"{case.file}, {says}") from None
    found = seen(protocol, observation, case.expect)
    return {key: _same_keys(value, found.get(key)) for key, value in case.expect.items()}


def _same_keys(expected: JSON, found: JSON) -> JSON:
    """What a case looks at stays what it looked at."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return {key: _same_keys(value, found.get(key)) for key, value in expected.items()}
    return found


def _written(file: str, data: bytes, expected: Mapping[str, dict[str, JSON]]) -> bytes:
    """The file with one case a line, as it is delivered."""
    cases = listed(file, data)
    lines = [
        json.dumps(
            case | ({"expect": expected[str(case["id"])]} if case["id"] in expected else {}),
            ensure_ascii=False,
        )
        for case in cases
    ]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()
