"""Slips of the pen in cases: one that looks at nothing, or at what nobody has, stands for nothing.

They are told before any case runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from workstation.clinical.notation import JSON
from workstation.clinical.protocol import Protocol
from workstation.protocols.cases import Case
from workstation.protocols.looks import LOOKS

_REFUSED = "refused"


class CaseSlip(NamedTuple):
    """A case and what is wrong with it."""

    case: Case
    says: str
    what_to_do: str


def case_slips(
    protocol: Protocol, cases: Sequence[Case], files: Collection[str]
) -> Iterator[CaseSlip]:
    """Every slip, in the order of the cases."""
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            yield CaseSlip(case, "another case has this id", "Give it an id of its own.")
        seen.add(case.id)
        if not case.expect:
            says = "it expects nothing, so it passes whatever the rules say"
            yield CaseSlip(case, says, "Write under expect what it must give.")
        for says in (*_keys(case), *_names(protocol, case), *_files(case, files)):
            yield CaseSlip(case, says, "Correct it as docs/protocols.md shows, or take it out.")


def _keys(case: Case) -> Iterator[str]:
    for key in case.expect:
        if key not in LOOKS and key != _REFUSED:
            yield f"{key} is nothing that a case can expect{_perhaps(key, LOOKS)}"


def _names(protocol: Protocol, case: Case) -> Iterator[str]:
    """Each expected result is one of the pack."""
    scales, scores = protocol.scales, protocol.scores
    known: Mapping[str, Collection[str]] = {
        "grades": scales,
        "axes": scales,
        "assumed": scales,
        "scores": scores,
        "named": {*protocol.definitions, *protocol.tables},
    }
    for key, names in known.items():
        expected = case.expect.get(key)
        if expected is not None and not isinstance(expected, Mapping):
            yield f"under {key} a name and its result are wanted, in braces"
            continue
        for name in expected or ():
            if name not in names:
                yield f"under {key}: the pack has no {name}{_perhaps(name, names)}"
    yield from _levels(protocol, case.expect.get("level"))


def _levels(protocol: Protocol, level: JSON) -> Iterator[str]:
    levels = protocol.form.levels
    if level is not None and level not in levels:
        yield f"{level} is no level of form.yaml{_perhaps(str(level), levels)}"


def _files(case: Case, files: Collection[str]) -> Iterator[str]:
    for file, _ in case.places:
        if file not in files:
            yield f"because names {file}, which is no file of the pack{_perhaps(file, files)}"


def _perhaps(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.7)
    return f"; perhaps {near[0]}" if near else ""
