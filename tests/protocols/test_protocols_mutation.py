"""No small change of the shipped pack passes the check: the mutation campaign.

The whole of it runs with ``-m full``; a run of every day tries a few of each file.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter, defaultdict

import pytest

from tests.protocols.campaign import Fate, campaign, fates
from tests.protocols.equivalents import EQUIVALENT
from tests.protocols.mutants import Mutant

A_FILE = 3
"""So many mutants of each file in a run of every day."""


def reasons(mutant: Mutant) -> list[str]:
    """Why a mutant is said to change nothing."""
    told = str(mutant)
    return [reason for pattern, reason in EQUIVALENT if re.search(pattern, told)]


def test_a_few_mutants_of_each_file_are_refused() -> None:
    by_file: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in campaign().mutants:
        if not reasons(mutant):
            by_file[mutant.file].append(mutant)
    draw = random.Random(20261126)  # noqa: S311 - a sample, no secret
    chosen = [m for found in by_file.values() for m in draw.sample(found, min(A_FILE, len(found)))]
    passed = (Fate.PASSED, Fate.EQUIVALENT)
    assert [str(m) for m in chosen if campaign().fate(m) in passed] == []


def test_what_is_said_to_change_nothing_changes_nothing() -> None:
    listed = [mutant for mutant in campaign().mutants if reasons(mutant)]
    draw = random.Random(20261127)  # noqa: S311 - a sample, no secret
    for mutant in draw.sample(listed, 10):
        assert campaign().fate(mutant) is Fate.EQUIVALENT, str(mutant)


def test_each_reason_for_an_equivalent_still_meets_a_mutant() -> None:
    told = [str(mutant) for mutant in campaign().mutants]
    for pattern, reason in EQUIVALENT:
        assert any(re.search(pattern, one) for one in told), reason


@pytest.mark.full
@pytest.mark.timeout(7200)
def test_every_mutant_is_refused_or_shown_to_change_nothing() -> None:
    found = list(fates())
    figures = Counter(fate for _, fate in found)
    sys.stdout.write(f"\n{len(found)} mutants: {dict(figures)}\n")
    assert [str(m) for m, fate in found if fate is Fate.PASSED] == []
    unlisted = [str(m) for m, fate in found if fate is Fate.EQUIVALENT and not reasons(m)]
    assert unlisted == [], "shown to change nothing, and no reason is listed"
    untrue = [str(m) for m, fate in found if fate is not Fate.EQUIVALENT and reasons(m)]
    assert untrue == [], "listed as changing nothing, and refused"
