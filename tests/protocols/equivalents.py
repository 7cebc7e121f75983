"""Mutants that change nothing anybody could see, each with its reason."""

from __future__ import annotations

EQUIVALENT: tuple[tuple[str, str], ...] = (
    (
        r"assumes\.\d+\.if: 'hyp(otension|oxia)_axis >= 1' -> '.*(> 1|>= 2)'",
        "no rule of these axes gives 1, so at least 1 and at least 2 are the same",
    ),
    (
        r"actions.yaml warnings\.[01]\.if: .*_axis >= 1' -> .*(> 1|>= 2)",
        "no rule of these axes gives 1",
    ),
    (
        r"dispositions.yaml .*_axis >= 2.* -> .*_axis (>= 1|> 1)",
        "no rule of these axes gives 1",
    ),
    (
        r"vocabulary.yaml groups\.(emergency_symptoms|serious_symptoms)",
        "kept for the documents; no rule reads the group",
    ),
    (
        r"vocabulary.yaml groups\.positive_airway_pressure",
        "no rule reads the group",
    ),
    (
        r"screens.yaml .*points.*(> 24' -> '.*>= 24|> 130' -> '.*>= 130|> 219' -> '.*>= 219)",
        "a rule before it has taken every value up to this limit",
    ),
    (
        r"entry.yaml entry\.[67]\.if: .* -> 'sure\(temperature_c (<= 38\.0|< 38\.1)\)",
        "an earlier line has taken every temperature of 38.0 or more",
    ),
)
