"""No small change of the shipped pack passes the check: the mutation campaign.

The whole of it runs with ``-m full``; a run of every day tries a few of each file.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from tests.protocols.equivalents import EQUIVALENT
from tests.protocols.mutants import Mutant, mutants
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.cases import Case, Failed, failed, read_cases
from workstation.protocols.compiler import compile_pack
from workstation.protocols.pack import contents, files_of, from_contents
from workstation.protocols.proof.proving import prove_all
from workstation.vault.files import resource

A_FILE = 3
"""So many mutants of each file in a run of every day."""


class Campaign:
    """The shipped pack, its cases, and how its mutants fare."""

    def __init__(self) -> None:
        files = files_of(resource("protocols", "crs", "2026.1"))
        self.contents: dict[str, Any] = contents(files)
        self.cases = read_cases(files)
        self.mutants = list(mutants(self.contents))

    def refused(self, mutant: Mutant) -> str:
        """What refuses a mutant: reading, a case, a proof; "" when nothing does."""
        try:
            protocol = compile_pack(from_contents(mutant.applied(self.contents), "0" * 64))
        except Refusal:
            return "reading"
        if any(True for case in self.ordered(mutant) for _ in _failures(protocol, case)):
            return "a case"
        if any(proof.findings for proof in prove_all(protocol)):
            return "a proof"
        return ""

    def ordered(self, mutant: Mutant) -> list[Case]:
        """The cases, those first that were written for the same place."""
        place = f"{mutant.file} {'.'.join(map(str, mutant.path))}"
        return sorted(self.cases, key=lambda case: place not in case.because)


def _failures(protocol: Protocol, case: Case) -> Iterator[Failed]:
    return iter(failed(protocol, case))


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return Campaign()


def is_equivalent(mutant: Mutant) -> bool:
    told = str(mutant)
    return any(re.search(pattern, told) for pattern, _ in EQUIVALENT)


def test_a_few_mutants_of_each_file_are_refused(campaign: Campaign) -> None:
    by_file: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in campaign.mutants:
        if not is_equivalent(mutant):
            by_file[mutant.file].append(mutant)
    draw = random.Random(20261126)  # noqa: S311 - a sample, no secret
    chosen = [m for found in by_file.values() for m in draw.sample(found, min(A_FILE, len(found)))]
    assert [str(m) for m in chosen if not campaign.refused(m)] == []


def test_each_reason_for_an_equivalent_still_meets_a_mutant(campaign: Campaign) -> None:
    told = [str(mutant) for mutant in campaign.mutants]
    for pattern, reason in EQUIVALENT:
        assert any(re.search(pattern, one) for one in told), reason


@pytest.mark.full
@pytest.mark.timeout(7200)
def test_every_mutant_is_refused_or_known_to_be_equivalent(campaign: Campaign) -> None:
    refused: dict[str, int] = defaultdict(int)
    passed = []
    for mutant in campaign.mutants:
        if is_equivalent(mutant):
            refused["equivalent"] += 1
            continue
        by = campaign.refused(mutant)
        refused[by] += 1
        if not by:
            passed.append(str(mutant))
    assert passed == [], dict(refused)
