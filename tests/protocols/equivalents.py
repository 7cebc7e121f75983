"""Mutants that change nothing anybody could see, each with its reason.

The checker's own engine shows it, over every combination, and the campaign holds each pattern to
exactly what is shown. Whatever cannot be shown so has to be refused.
"""

from __future__ import annotations

EQUIVALENT: tuple[tuple[str, str], ...] = (
    (
        r"_axis >= 1\b.*' -> '.*_axis (>= 2|> 1)\b",
        "no rule of the two axes gives 1, so above 0 and at least 2 are the same",
    ),
    (
        r"_axis >= 2\b.*' -> '.*_axis (>= 1|> 1)\b",
        "no rule of the two axes gives 1, so at least 2 and above 0 are the same",
    ),
    (
        r"_axis <= 0\b.*' -> '.*_axis <= 1\b",
        "no rule of the two axes gives 1, so up to 0 and up to 1 are the same",
    ),
    (
        r"entry\.[67]\.if: .* -> 'sure\(temperature_c (<= 38\.0|< 38\.1)\)",
        "an earlier line has taken every temperature of 38.0 or more",
    ),
    (
        r"items\.0\.points\.4\.if: .* -> 'respiratory_rate_bpm (>= 24|> 23)'",
        "an earlier band has taken every rate up to 24",
    ),
    (
        r"items\.1\.points\.10\.if: .* -> 'spo2_percent >= 95'",
        "an earlier band has taken every saturation below 96",
    ),
    (
        r"items\.3\.points\.4\.if: .* -> 'systolic_mmhg (>= 219|> 218)'",
        "an earlier band has taken every pressure up to 219",
    ),
    (
        r"items\.4\.points\.5\.if: .* -> 'heart_rate_bpm (>= 130|> 129)'",
        "an earlier band has taken every rate up to 130",
    ),
    (
        r"items\.6\.points\.4\.if: .* -> 'temperature_c >= 39\.0'",
        "an earlier band has taken every temperature up to 39.0",
    ),
    (
        r"if: 'not read_on_room_air and oxygen_device (in pos|!= room_air).* -> 'not \w+ or ",
        "earlier rules have taken everybody on room air and every other device",
    ),
    (
        r"(astct|penn)\S+ axes\.1\.rules\.2\.grade: .* -> '(2\.\.3|3\.\.[34]|4\.\.4)'",
        "the rule before it is open while the device is not known, and its range holds this one",
    ),
    (
        r"plain\S+ axes\.0\.rules\.2\.grade: .* -> '(2\.\.3|3\.\.4)'",
        "the rule before it is open while the device is not known, and its range holds this one",
    ),
    (
        r"/(cartox|ctcae-5\.|lee|mskcc).* axes\.1\.rules\.[34]\.grade: .*> '(2..3|3..[34]|4..4)'",
        "the rules before it are open while the device is not known, and their ranges hold this",
    ),
    (
        r"if: '.*news2_consciousness >= 3.* -> .*news2_consciousness >= 2",
        "consciousness scores 0 or 3",
    ),
    (
        r"call_emergency_services\.\d+\.if: 'spo2_percent < 85 or .* -> 'spo2_percent < 84 or",
        "below 85 nothing is excused, so the second half holds there too",
    ),
    (
        r"rapid_heartbeat_at_chair\.if: .* -> .*50 <= heart_rate_bpm",
        "a normal pulse is at least 51 at every age",
    ),
    (
        r"tables\.systolic_limit\.2\.if: .* -> 'age_years (< 10|<= 9)'",
        "at 10 years the formula gives the 90 of an adult",
    ),
    (
        r"tables\.systolic_limit\.1(\.if: .* -> 'age_years < 0'|: .* -> deleted)",
        "at 0 years the formula gives the 70 of a child under one year",
    ),
    (
        r"watch\.2\.emergency\.1\.if: .* -> 'baseline_spo2_percent (<= 92|< 93)'",
        "at a usual value of 92 the bound of 90 is reached first",
    ),
)
