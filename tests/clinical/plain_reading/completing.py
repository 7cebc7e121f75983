"""The range of each grade over all completions of what is needed and not known (ASSESSMENT §3).

The needed findings fall into groups that do not read each other: pressure, oxygen, entry,
neurology. Each group is completed by brute force, over values on both sides of every limit, and
the grades are made of every combination of what the groups can come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from tests.clinical.plain_reading import axes, neurology, scales
from tests.clinical.plain_reading.ages import systolic_limit
from tests.clinical.plain_reading.axes import NASAL, Range
from tests.clinical.plain_reading.entry import entry, graded
from tests.clinical.plain_reading.seen import MASKING, SYMPTOMS, Seen, tenths

DEVICES = (
    *("room_air", "blow_by", "cpap", "bipap", "mechanical_ventilation"),
    *("nasal_cannula", "high_flow_nasal_cannula"),
    *("simple_face_mask", "venturi_mask", "non_rebreather"),
)
VASOPRESSORS: Sequence[list[str]] = (
    [],
    ["vasopressin"],
    ["norepinephrine"],
    ["unnamed"],
    ["norepinephrine", "unnamed"],
    ["norepinephrine", "epinephrine"],
)
TEMPERATURES = tuple(tenths(value) for value in ("36.5", "37.9", "38.0", "39.6"))
FLOWS = (0.5, 4.9, 5, 6, 6.1, 40)
SATURATIONS = (60, 89, 90, 93, 99)

Outcome = Mapping[str, Range]
"""What a group comes to on each scale."""


def union(ranges: Iterable[Range]) -> Range:
    """The smallest range that holds them all."""
    found = list(ranges)
    return min(one[0] for one in found), max(one[1] for one in found)


def completed(one: Seen, values: Mapping[str, Sequence[Any]]) -> Iterator[Seen]:
    """Every way to fill in what is not known of these."""
    missing = {id: some for id, some in values.items() if one.get(id) is None}
    for chosen in product(*missing.values()):
        yield one.having(**dict(zip(missing, chosen, strict=True)))


def _systolics(one: Seen) -> list[float]:
    limit, baseline = systolic_limit(one), one.get("baseline_systolic_mmhg")
    near = () if baseline is None else (baseline - 40, baseline - 39, baseline - 10, baseline)
    return [20, limit - 11, limit - 10, limit - 1, limit, limit + 30, 300, *near]


def pressures(one: Seen) -> list[Outcome]:
    """What the hypotension axis can come to."""
    drugs = {} if one.phone else {"vasopressors": VASOPRESSORS}
    ways = completed(one, {"systolic_mmhg": _systolics(one), **drugs})
    return _distinct({s: scales.pressure(s, way) for s in scales.CRS_SCALES} for way in ways)


def oxygens(one: Seen) -> list[Outcome]:
    """What the hypoxia axis can come to; the flow is needed for a cannula."""
    devices = {} if one.phone else {"oxygen_device": DEVICES}
    ways = (
        way
        for first in completed(one, {"spo2_percent": SATURATIONS, **devices})
        for way in completed(first, _flows(first))
    )
    return _distinct({s: scales.oxygen(s, way) for s in scales.CRS_SCALES} for way in ways)


def _flows(one: Seen) -> dict[str, Sequence[float]]:
    return {"oxygen_flow_l_min": FLOWS} if one.get("oxygen_device") in NASAL else {}


def _distinct(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return list({tuple(one.items()): one for one in outcomes}.values())


def entries(one: Seen) -> list[Seen]:
    """The ways to know the temperature, the masking drugs and the symptoms."""
    drugs = {f"{name}_given": (False, True) for name in MASKING}
    ways = completed(one, {"temperature_c": TEMPERATURES, **drugs})
    return [way for first in ways for way in _symptoms(first)]


def _symptoms(one: Seen) -> list[Seen]:
    """None of those not known is there, or one is."""
    missing = [id for id in SYMPTOMS if one.get(id) is None and id != "high_fever"]
    none = one.having(**dict.fromkeys(missing, False))
    return [none, *(none.having(**{id: True}) for id in missing)]


def crs_grades(one: Seen) -> dict[str, Range]:
    """Every CRS scale's range."""
    groups = list(product(pressures(one), oxygens(one)))
    found: dict[str, set[Range]] = {scale: set() for scale in scales.CRS_SCALES}
    for above in (False, True):
        these = [pair for pair in groups if _above(pair) is above]
        for way, entered in _entered(one, axis=above) if these else ():
            for scale, ranges in found.items():
                ranges.update(graded(way, entered, worst(scale, one, pair)) for pair in these)
    return {scale: union(ranges) for scale, ranges in found.items()}


def _above(pair: tuple[Outcome, ...]) -> bool:
    return any(group["astct-2019"][1] > 0 for group in pair)


def _entered(one: Seen, *, axis: bool) -> list[tuple[Seen, str]]:
    ways = ((way, entry(way, axis=axis)) for way in entries(one))
    return list({(way.get("temperature_c"), e): (way, e) for way, e in ways}.values())


def worst(scale: str, one: Seen, pair: tuple[Outcome, ...]) -> Range:
    """The highest of the axes and of what stands beside them."""
    beside = scales.beside(scale, one)
    parts = [group[scale] for group in pair]
    return max(beside, *(p[0] for p in parts)), max(beside, *(p[1] for p in parts))


def icans(one: Seen) -> Range:
    """ICANS over ICE or CAPD, waking and seizures."""
    needed: dict[str, Sequence[Any]] = {
        "awakens_to": tuple(neurology.WOKEN),
        "seizure": tuple(neurology.SEIZURES),
    }
    if neurology.by_capd(one):
        needed["capd_score"] = (0, 1, 8, 9, 32)
    ways = completed(one, needed)
    return union(neurology.icans(scored) for way in ways for scored in _scored(way))


def _scored(one: Seen) -> Iterator[Seen]:
    """All points of the items that are not known, or none of them."""
    items = {id: most for id, most in neurology.ITEMS.items() if one.get(id) is None}
    if not items or one.get("ice_score") is not None or neurology.by_capd(one):
        yield one
        return
    yield one.having(**items)
    yield one.having(**dict.fromkeys(items, 0))


def needed(one: Seen) -> dict[str, Sequence[Any]]:
    """What the CRS scales need and is not known, with values for it (§3)."""
    out: dict[str, Sequence[Any]] = {
        "temperature_c": (36.5, 38.5),
        "systolic_mmhg": (20, 300),
        "spo2_percent": (60, 99),
        **{f"{name}_given": (False, True) for name in MASKING},
        **{id: (False, True) for id in SYMPTOMS if id != "high_fever"},
        **({} if one.phone else {"vasopressors": VASOPRESSORS, "oxygen_device": DEVICES}),
        **_flows(one),
    }
    return {id: some for id, some in out.items() if one.get(id) is None}


def grades(one: Seen) -> dict[str, Range]:
    """Every scale's range."""
    return {
        **crs_grades(one),
        "icans-astct-2019": icans(one),
        "ctcae-5-irr": neurology.infusion_reaction(one),
    }


def entered(one: Seen) -> str:
    """The entry that the text gives to what is known now."""
    above = max(axes.hypotension(one)[1], axes.hypoxia(one)[1]) > 0
    return entry(one, axis=above)
