"""The mutation campaign: what refuses each small change of the shipped pack."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from enum import StrEnum
from functools import lru_cache
from multiprocessing import get_context
from typing import Any

from tests.protocols.equivalence import shown_equal
from tests.protocols.mutants import Mutant, mutants, rule_of
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.cases import Case, failed, read_cases
from workstation.protocols.compiler import compile_pack
from workstation.protocols.coverage import uncovered
from workstation.protocols.pack import contents, files_of, from_contents
from workstation.protocols.proof.proving import prove_all
from workstation.protocols.unread import unread
from workstation.vault.files import resource


class Fate(StrEnum):
    """What becomes of a mutant."""

    READING = "refused at reading"
    CASE = "refused by a case"
    LAW = "refused by a proof"
    EQUIVALENT = "shown to change nothing"
    PASSED = "passed"


class Campaign:
    """The shipped pack, its cases, and how its mutants fare."""

    def __init__(self) -> None:
        files = files_of(resource("protocols", "crs", "2026.3"))
        self.contents: dict[str, Any] = contents(files)
        self.protocol = compile_pack(from_contents(self.contents, "0" * 64))
        self.cases = read_cases(files)
        self.mutants = list(mutants(self.contents))
        self.cases_of: dict[tuple[str, str], list[Case]] = defaultdict(list)
        for case in self.cases:
            for place in case.places:
                self.cases_of[place].append(case)

    def fate(self, mutant: Mutant) -> Fate:
        """What refuses a mutant. Cases that stand for the place come first: they are quickest."""
        changed = mutant.applied(self.contents)
        try:
            protocol = compile_pack(from_contents(changed, "0" * 64))
        except Refusal:
            return Fate.READING
        own = self.cases_of[mutant.file, rule_of(self.contents, mutant)]
        if any(failed(protocol, case) for case in own):
            return Fate.CASE
        if shown_equal(self.protocol, protocol):
            return Fate.EQUIVALENT
        if any(failed(protocol, case) for case in self.cases):
            return Fate.CASE
        return Fate.LAW if self._breaks_a_law(changed, protocol) else Fate.PASSED

    def _breaks_a_law(self, changed: dict[str, Any], protocol: Protocol) -> bool:
        return (
            any(True for _ in unread(changed))
            or any(proof.findings for proof in prove_all(protocol))
            or any(True for _ in uncovered(protocol, self.cases))
        )


@lru_cache(maxsize=1)
def campaign() -> Campaign:
    """The campaign, made once in each process."""
    return Campaign()


def fates() -> Iterator[tuple[Mutant, Fate]]:
    """The fate of every mutant, found on every core."""
    made = campaign()
    numbers = range(len(made.mutants))
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=get_context("fork"), initializer=_give_way
    ) as pool:
        yield from zip(made.mutants, pool.map(_fate, numbers, chunksize=20), strict=True)


def _give_way() -> None:
    """Others may need the machine more."""
    os.nice(10)


def _fate(number: int) -> Fate:
    made = campaign()
    return made.fate(made.mutants[number])
