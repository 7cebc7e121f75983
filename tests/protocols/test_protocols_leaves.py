"""The values at which a part is proved: those where a criterion changes its mind."""

from __future__ import annotations

from workstation.clinical.protocol import Protocol
from workstation.protocols.proof.domains import leaves


def test_a_difference_that_nothing_else_limits_is_proved_where_it_changes(
    shipped: Protocol,
) -> None:
    fall = next(line for line in shipped.flags if line.id == "fall")
    found = leaves((fall.when,), shipped, {})
    values = [
        [choice.value for choice in leaf.choices if isinstance(choice.value, int | float)]
        for leaf in found
    ]
    baselines, systolics = values
    gaps = {b - s for b in baselines for s in systolics}
    assert {39, 40, 41} <= gaps
