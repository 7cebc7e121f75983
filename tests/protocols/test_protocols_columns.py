"""Spreading what is worked out once gives what each combination gives when it is asked alone."""

from __future__ import annotations

import random
from collections.abc import Iterator

from workstation.clinical.protocol import Protocol
from workstation.protocols.proof.laws import Grid, size
from workstation.protocols.proof.parts import Part, axis_parts, join_part, line_parts, truth_part
from workstation.protocols.proof.point import Point

ALL_OF = 400
"""Up to so many combinations each is asked; of a larger part so many of them."""


def _parts(protocol: Protocol) -> Iterator[Part]:
    yield from axis_parts(protocol)
    yield join_part(protocol)
    yield from line_parts(protocol)
    for name, definition in protocol.definitions.items():
        if definition.is_criterion:
            yield truth_part(name, "definitions.yaml", definition.node)


def test_each_combination_has_the_outcome_that_it_has_alone(shipped: Protocol) -> None:
    draw = random.Random(3)  # noqa: S311 - a sample, no secret
    asked = 0
    for part in _parts(shipped):
        leaves, combinations = size(part, shipped, {})
        if combinations > 200_000:
            continue  # proved side by side, never as one
        grid = Grid(part, shipped, leaves)
        assert len(grid) == combinations
        for index in draw.sample(range(len(grid)), min(ALL_OF, len(grid))):
            named = {
                id: choice
                for leaf, choice in zip(leaves, grid.choices(index), strict=True)
                for id in leaf.ids
            }
            alone = part.outcome(Point(shipped, named))
            assert (grid.low[index], grid.high[index], grid.rule[index]) == (
                alone.low,
                alone.high,
                alone.rule,
            ), (part.id, grid.table(index))
            asked += 1
    assert asked > 10_000
