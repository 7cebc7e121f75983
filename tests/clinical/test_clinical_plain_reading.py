"""A second, plain reading of the text against the program, over random observations.

The reading (`plain_reading/`) was written from the text alone, without the protocol pack and the
engine, and completes what is not known by brute force.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain
from typing import Any

import pytest

from tests.clinical.observing import EXPLORE, protocol
from tests.clinical.plain_reading import answers, completing, drawing, values
from tests.clinical.plain_reading.scales import CRS_SCALES
from tests.clinical.plain_reading.seen import seen
from workstation.clinical.answer import assessment_to_json
from workstation.clinical.assessment import assess
from workstation.clinical.notation import observation_from_json

SEED = 20261126


def _program(item: dict[str, Any]) -> dict[str, Any]:
    observation = observation_from_json(protocol().form, item, drawing.NOW)
    found: dict[str, Any] = answers.of_program(assessment_to_json(assess(protocol(), observation)))
    return found


@cache
def _reading(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    item = drawing.observation(seed)
    return item, answers.of_reading(seen(item))


def _grades(item: dict[str, Any]) -> dict[str, tuple[int, int, list[str]]]:
    observation = observation_from_json(protocol().form, item, drawing.NOW)
    grades: Any = assessment_to_json(assess(protocol(), observation))["grades"]
    return {
        scale: (grades[scale]["at_least"], grades[scale]["at_most"], grades[scale]["not_known"])
        for scale in CRS_SCALES
    }


def _agree(seeds: range) -> None:
    for seed in seeds:
        item, wanted = _reading(seed)
        assert {"seed": seed, **_program(item)} == {"seed": seed, **wanted}, item


def _batches(observations: int, size: int) -> list[range]:
    first = SEED * EXPLORE
    return [range(first + at, first + at + size) for at in range(0, observations * EXPLORE, size)]


BATCHES = _batches(300, 60)


@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_the_program_answers_as_the_text_is_read(seeds: range) -> None:
    _agree(seeds)


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", _batches(20_000, 2_000), ids=str)
def test_the_program_answers_as_the_text_is_read_at_length(seeds: range) -> None:
    _agree(seeds)


def test_a_needed_finding_that_can_change_a_range_is_named() -> None:
    """Its answer may only narrow the range; one that does stands under what is not known."""
    named = 0
    for seed in BATCHES[0][:24]:
        item, _ = _reading(seed)
        one = seen(item)
        before = _grades(item)
        for id, some in completing.needed(one).items():
            if id in one.stale:
                continue
            for value in some:
                findings = {**item["findings"], id: value}
                for scale, after in _grades({**item, "findings": findings}).items():
                    low, high, not_known = before[scale]
                    assert low <= after[0] <= after[1] <= high, (seed, scale, id, value)
                    assert id in not_known or after[:2] == (low, high), (seed, scale, id, value)
                    named += after[:2] != (low, high)
    assert named > 20


def test_what_is_drawn_reaches_every_level_entry_and_grade() -> None:
    reached: Counter[str] = Counter()
    for seed in chain.from_iterable(BATCHES):
        item, found = _reading(seed)
        reached[f"{item['setting']} {found['level']}"] += 1
        reached[found["entry"]] += 1
        reached.update(f"from {low}" for low, _ in found["grades"].values())
        reached.update(f"to {high}" for _, high in found["grades"].values())
    levels = {f"{one} {level}" for one, some in answers.LEVELS.items() for level in some}
    entries = {"met", "waived", "masked", "unknown", "not_met"}
    grades = {f"{end} {grade}" for end in ("from", "to") for grade in range(5)}
    assert not (levels | entries | grades) - set(reached)


def test_every_finding_that_is_drawn_is_in_the_form() -> None:
    assert not set(values.ALL) - set(protocol().form.items)
