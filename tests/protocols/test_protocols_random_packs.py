"""Random packs: what the checker accepts is sound and tight by brute force, what it refuses is not.

The brute force asks the engine that grades patients, at every partial answer, and compares with
every way in which it may be completed. It shares nothing with the proof but the pack.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings

from tests.protocols.random_packs import LEVELS, packs
from workstation.clinical.assessment import examine
from workstation.clinical.logic import as_truth
from workstation.clinical.notation import observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.protocols.cases import ASSESSED_AT
from workstation.protocols.compiler import compile_pack
from workstation.protocols.pack import from_contents
from workstation.protocols.proof.laws import Finding, Proof
from workstation.protocols.proof.parts import UNDECIDED, Outcome
from workstation.protocols.proof.point import Choice, Point, is_open
from workstation.protocols.proof.proving import prove_all

OPEN = object()
"""Nobody knows."""

ANSWERS: Mapping[str, tuple[object, ...]] = {
    "confusion": (False, True),
    "fainting": (False, True),
    "spo2_percent": (100, 94, 93, 90, 89, 0),
    "awakens_to": ("spontaneously", "voice", "unarousable"),
    "temperature_c": (37.4, 37.5, 38.0),
    "antipyretic_given": (False, True),
    "chills": (False, True),
    "crs_established": (False, True),
    "fever_cause": ("crs", "other"),
}
"""Every answer that a criterion of a random pack could tell from another, better ones first."""

ALWAYS_KNOWN = ("crs_established", "fever_cause")
"""What reads as a stated default while nobody answered it, and so is not open."""

WORSENED = ("confusion", "fainting", "spo2_percent", "awakens_to", "chills")
"""What may only raise a grade when it gets worse. A drug and a fever are for the entry to read."""


RAISED_BY_DOUBT = ("level", "fever")
"""An entry that is not known counts as a fever where it decides who is seen."""


class Brute:
    """What the engine says at every partial answer."""

    def __init__(self, protocol: Protocol, signs: Sequence[str]) -> None:
        self.protocol = protocol
        self.names = (*signs, "temperature_c", "antipyretic_given", "chills", *ALWAYS_KNOWN)
        self.said: dict[tuple[object, ...], dict[str, tuple[int, int]]] = {}
        self.hulls: dict[tuple[object, ...], dict[str, tuple[int, int]]] = {}
        choices = (
            ANSWERS[name] if name in ALWAYS_KNOWN else (*ANSWERS[name], OPEN) for name in self.names
        )
        for values in product(*choices):
            self.said[values] = self._asked(values)

    def _asked(self, values: Sequence[object]) -> dict[str, tuple[int, int]]:
        findings = {n: v for n, v in zip(self.names, values, strict=True) if v is not OPEN}
        asked: dict[str, Any] = {"setting": "phone", "findings": findings}
        found = examine(
            self.protocol, observation_from_json(self.protocol.form, asked, ASSESSED_AT)
        )
        grade = found.reading.grade("random")
        level = found.disposition.level or ""
        said = dict(grade.axes)
        said["grade"] = (grade.at_least, grade.at_most)
        said["level"] = (LEVELS.index(level),) * 2
        for line in self.protocol.dispositions[found.reading.observation.setting].lines:
            truth = as_truth(line.when.value(found.retold[0]))
            said[line.id] = {True: (1, 1), False: (0, 0), None: (0, 1)}[truth]
        return said

    def hull(self, values: tuple[object, ...]) -> dict[str, tuple[int, int]]:
        """The lowest and highest of what a partial answer may turn out to be."""
        if OPEN not in values:
            return self.said[values]
        if values not in self.hulls:
            at = values.index(OPEN)
            answers = ANSWERS[self.names[at]]
            ends = [self.hull((*values[:at], one, *values[at + 1 :])) for one in answers]
            self.hulls[values] = {
                what: (min(e[what][0] for e in ends), max(e[what][1] for e in ends))
                for what in ends[0]
            }
        return self.hulls[values]

    def worsened(self, values: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
        """The same answer with one finding a step worse."""
        for at, name in enumerate(self.names):
            if name in WORSENED and values[at] is not OPEN:
                after = ANSWERS[name].index(values[at]) + 1
                for worse in ANSWERS[name][after : after + 1]:
                    yield (*values[:at], worse, *values[at + 1 :])


def broken(brute: Brute) -> Iterator[str]:
    """The laws that the engine breaks under this pack."""
    for values, said in brute.said.items():
        hulls = brute.hull(values)
        for what, (low, high) in said.items():
            if what in RAISED_BY_DOUBT:
                continue
            hull = hulls[what]
            if low > hull[0] or high < hull[1]:
                yield f"{what} is not sound at {values}: {low} to {high}, may be {hull}"
            if what in ("grade", "mind", "air") and (low, high) != hull:
                yield f"{what} is not tight at {values}: {low} to {high}, may be {hull}"
        for worse in brute.worsened(values):
            for what, ends in said.items():
                after = brute.said[worse][what]
                if after[0] < ends[0] or after[1] < ends[1]:
                    yield f"{what} falls from {values} to {worse}: {ends}, then {after}"


def is_real(finding: Finding, proof: Proof, protocol: Protocol) -> bool:
    """True when what a finding shows breaks the law that it names."""
    shown = Shown(proof, protocol)
    if finding.law == "alive":
        number = proof.part.rules.index(finding.rule)
        return all(one.rule != number for one in shown.everything())
    return any(shown.breaks(finding, chosen) for chosen in shown.places(finding))


class Shown:
    """The combinations of a proof, each asked alone."""

    def __init__(self, proof: Proof, protocol: Protocol) -> None:
        self.part, self.leaves, self.protocol = proof.part, proof.leaves, protocol

    def outcome(self, chosen: Sequence[Choice]) -> Outcome:
        """What the part says at one combination."""
        pairs = zip(self.leaves, chosen, strict=True)
        named = {id: choice for leaf, choice in pairs for id in leaf.ids}
        return self.part.outcome(Point(self.protocol, named))

    def everything(self) -> Iterator[Outcome]:
        """What it says anywhere."""
        return map(self.outcome, product(*(leaf.choices for leaf in self.leaves)))

    def places(self, finding: Finding) -> Iterator[tuple[Choice, ...]]:
        """The combinations that read like the table of a finding."""
        at = dict(finding.at)
        assert at.keys() == {leaf.name for leaf in self.leaves}
        fits = [[c for c in leaf.choices if c.label == at[leaf.name]] for leaf in self.leaves]
        return product(*fits)

    def breaks(self, finding: Finding, chosen: tuple[Choice, ...]) -> bool:
        """True when the law is broken there, with the results that the finding tells."""
        here = self.outcome(chosen)
        if _ends(here.low, here.high) != finding.results[0]:
            return False
        if finding.law == "complete":
            return here.rule == UNDECIDED or here.low != here.high
        spoken_of = max(
            (leaf for leaf in self.leaves if leaf.name in finding.says), key=lambda it: len(it.name)
        )
        number = self.leaves.index(spoken_of)
        others = [(*chosen[:number], c, *chosen[number + 1 :]) for c in spoken_of.choices]
        if finding.law == "monotone":
            found = [self.outcome(other) for other in others]
            worse = [o for o in found if _ends(o.low, o.high) == finding.results[1]]
            return any(o.low < here.low or o.high < here.high for o in worse)
        known = [self.outcome(o) for o in others if o[number].known and not is_open(o[number])]
        hull = (min(o.low for o in known), max(o.high for o in known))
        told = finding.results[1] == _ends(*hull)
        inside = here.low <= hull[0] and here.high >= hull[1]
        return told and inside == (finding.law == "tight") and hull != (here.low, here.high)


def _ends(low: int, high: int) -> str:
    if low > high:
        return "no result"
    return f"{low}" if low == high else f"{low} to {high}"


def _check(content: dict[str, Any], signs: Sequence[str]) -> None:
    protocol = compile_pack(from_contents(content, "0" * 64))
    found = [(one, proof) for proof in prove_all(protocol) for one in proof.findings]
    for law in sorted({one.law for one, _ in found}) or ("accepted",):
        event(law)
    for one, proof in found:
        assert is_real(one, proof, protocol), one
    if not found:
        assert list(broken(Brute(protocol, signs))) == []


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.timeout(300)
@given(packs())
@settings(max_examples=5, deadline=None, suppress_health_check=QUIET)
def test_what_is_accepted_holds_and_what_is_refused_does_not(
    drawn: tuple[dict[str, Any], tuple[str, ...]],
) -> None:
    _check(*drawn)


@pytest.mark.full
@pytest.mark.timeout(3600)
@given(packs())
@settings(max_examples=250, deadline=None, suppress_health_check=QUIET)
def test_the_same_of_many_more(drawn: tuple[dict[str, Any], tuple[str, ...]]) -> None:
    _check(*drawn)
