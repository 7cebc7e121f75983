"""The other CRS scales (ASSESSMENT §5; FACTS §1.2 to 1.6, §0)."""

from __future__ import annotations

from collections.abc import Sequence

from tests.clinical.plain_reading import axes
from tests.clinical.plain_reading.ages import under
from tests.clinical.plain_reading.axes import MASKS, NASAL, Range
from tests.clinical.plain_reading.seen import ORGANS, Seen

CRS_SCALES = (
    "astct-2019",
    "ctcae-5",
    "lee-2014",
    "penn-2018",
    "mskcc",
    "cartox-2018",
    "plain-language",
)
FLUIDS: dict[str, Range] = {
    "ctcae-5": (2, 2),
    "lee-2014": (2, 2),
    "penn-2018": (3, 3),
    "mskcc": (1, 2),
    "cartox-2018": (2, 2),
    "plain-language": (3, 3),
}
"""What fluids for the pressure are."""


def pressure(scale: str, one: Seen) -> Range:
    """The hypotension axis of a scale."""
    if scale == "astct-2019":
        return axes.hypotension(one)
    if one.get("hypotension_cause") == "other":
        return 0, 0
    drugs = axes.running(one)
    if drugs:
        return pressors(scale, one, drugs)
    if scale in ("mskcc", "plain-language") and one.true("refractory_hypotension"):
        return 4, 4
    low, high = _without_pressors(scale, one)
    return (low, max(high, top(scale, one))) if drugs is None else (low, high)


def _without_pressors(scale: str, one: Seen) -> Range:
    """Hypotension not yet treated reads as on fluids."""
    state = axes.hypotensive(one)
    if state is False:
        return 0, 0
    low, high = FLUIDS[scale]
    if axes.untreated_is_open(one):
        high = max(high, top(scale, one))
    return (low if state else 0), high


def top(scale: str, one: Seen) -> int:
    """The highest that the pressor rule gives with what is known."""
    lists = (["norepinephrine"], ["norepinephrine", "epinephrine"])
    return max(pressors(scale, one, drugs)[1] for drugs in lists)


def pressors(scale: str, one: Seen, drugs: Sequence[str]) -> Range:
    """What running pressors are; vasopressin counts."""
    many = len(set(drugs) - {"unnamed"}) + list(drugs).count("unnamed") >= 2
    dose = one.get("vasopressor_high_dose")
    if scale == "ctcae-5":
        threat = one.get("life_threatening")
        return (3, 4) if many and threat is None else (3, 3)
    if scale == "penn-2018":
        return _either(dose, 3, 4)
    if scale == "mskcc":
        return _mskcc(one, dose)
    if scale == "plain-language":
        return (4, 4) if many else _either(one.get("refractory_hypotension"), 3, 4)
    return (3, 3) if many else _either(dose, 2, 3)


def _either(told: bool | None, no: int, yes: int) -> Range:
    return (no, yes) if told is None else ((yes, yes) if told else (no, no))


def _mskcc(one: Seen, dose: bool | None) -> Range:
    refractory, hours = one.get("refractory_hypotension"), one.get("vasopressor_hours")
    if refractory:
        return 4, 4
    long = None if hours is None else hours >= 24
    low, high = _either(long, 2, 3)
    return low, (4 if refractory is None and dose is not False else high)


def oxygen(scale: str, one: Seen) -> Range:
    """The hypoxia axis of a scale."""
    if scale == "astct-2019":
        return axes.hypoxia(one)
    if one.get("hypoxia_cause") == "other":
        return 0, 0
    by = axes.device(one)
    if by in (None, "room_air"):
        low, least = axes.hypoxic(one), 3 if scale == "penn-2018" else 2
        return (0, 0) if low is False and by else (least if low else 0, 4)
    if by == "mechanical_ventilation":
        return 4, 4
    least, most = _given(scale, one, str(by))
    return least, (4 if by == "some" else most)


def _given(scale: str, one: Seen, by: str) -> Range:
    """Oxygen is given, and not by ventilation as far as is known."""
    if scale == "penn-2018":
        return 3, 3
    if scale == "plain-language":
        return 2, 2
    if scale == "cartox-2018" and by == "bipap" and under(one, 18):
        return 3, 3
    return _by_fio2(one, by)


def _by_fio2(one: Seen, by: str) -> Range:
    """Below 40 % is 2, from 40 % 3; a stated FiO2 wins over the estimate."""
    stated, flow = one.get("oxygen_fio2_percent"), one.get("oxygen_flow_l_min")
    if stated is not None:
        return _either(stated >= 40, 2, 3)
    if by in NASAL and flow is not None and flow <= 6:
        return _either(20 + 4 * flow >= 40, 2, 3)
    if by in MASKS and flow is not None and flow >= 5:
        return 3, 3
    return 2, 3


def beside(scale: str, one: Seen) -> int:
    """What organs, hospital and threat to life make of it."""
    threat = 4 if one.true("life_threatening") else 0
    organs = {id: one.get(id) or 0 for id in ORGANS}
    if scale == "penn-2018":
        return _penn(one, organs)
    if scale == "plain-language":
        hospital = 2 if one.true("hospitalised_for_crs") else 0
        worst = max(organs.values())
        return max(threat, hospital, 2 if worst == 1 else worst)
    if scale in ("lee-2014", "cartox-2018"):
        transaminase = min(organs.pop("transaminase_ctcae_grade"), 3)
        worst = max(transaminase, *organs.values())
        return max(threat, 0 if worst == 1 and scale == "lee-2014" else worst)
    return threat if scale == "ctcae-5" else 0


def _penn(one: Seen, organs: dict[str, int]) -> int:
    creatinine = organs["creatinine_ctcae_grade"]
    liver = organs["transaminase_ctcae_grade"]
    if creatinine >= 3 or liver >= 4 or one.true("coagulopathy_needing_products"):
        return 3
    return 2 if creatinine == 2 or liver == 3 or one.true("hospitalised_for_crs") else 0


def worst(scale: str, one: Seen) -> Range:
    """The highest of a scale's axes and what stands beside them."""
    parts = (pressure(scale, one), oxygen(scale, one), (beside(scale, one),) * 2)
    return max(p[0] for p in parts), max(p[1] for p in parts)
