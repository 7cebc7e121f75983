"""ICANS and the infusion reaction (ASSESSMENT §5; FACTS §2, §1.2)."""

from __future__ import annotations

from tests.clinical.plain_reading.ages import under
from tests.clinical.plain_reading.axes import Range
from tests.clinical.plain_reading.seen import Seen

ITEMS = {
    "ice_orientation": 4,
    "ice_naming": 3,
    "ice_command": 1,
    "ice_writing": 1,
    "ice_attention": 1,
}
WOKEN = {"spontaneously": 0, "voice": 2, "touch": 3, "vigorous_touch": 4, "unarousable": 4}
SEIZURES: dict[str, Range] = {
    "none": (0, 0),
    "brief_resolved": (3, 3),
    "non_convulsive_resolved": (3, 3),
    "prolonged_or_repetitive": (4, 4),
    "course_unknown": (3, 4),
}
OEDEMA = {"none": 0, "focal": 3, "diffuse": 4}


def icans(one: Seen) -> Range:
    """The worst of its rows, each from the least to the most that is not excluded."""
    if one.get("neuro_cause") == "other":
        return 0, 0
    rows = [_mind(one), _woken(one), _seizure(one)]
    certain = (
        4 if one.get("motor_weakness") == "focal_deep" else 0,
        OEDEMA[one.get("cerebral_oedema") or "none"],
        4 if one.true("raised_pressure_signs") else 0,
    )
    rows += [(grade, grade) for grade in certain]
    return max(row[0] for row in rows), max(row[1] for row in rows)


def by_capd(one: Seen) -> bool:
    """Under 12 years, or with a delayed development: CAPD in place of ICE."""
    return under(one, 12) or one.true("developmental_delay")


def _mind(one: Seen) -> Range:
    if by_capd(one):
        capd = one.get("capd_score")
        return (0, 3) if capd is None else (_capd(capd),) * 2
    low, high = ice(one)
    return _ice(high), _ice(low)


def _capd(score: int) -> int:
    return 3 if score >= 9 else (1 if score else 0)


def _ice(score: int) -> int:
    bands = ((3, 3), (7, 2), (10, 1))
    return next((grade for top, grade in bands if score < top), 0)


def ice(one: Seen) -> Range:
    """The score from its items and as told: the lower holds."""
    items = {id: one.get(id) for id in ITEMS}
    told = one.get("ice_score")
    low = sum(value or 0 for value in items.values())
    high = sum(ITEMS[id] if value is None else value for id, value in items.items())
    if told is None:
        return low, high
    return (min(told, low) if None not in items.values() else min(told, high)), min(told, high)


def _woken(one: Seen) -> Range:
    if one.true("sedated"):
        return 0, 0
    to = one.get("awakens_to")
    return (0, 4) if to is None else (WOKEN[to],) * 2


def _seizure(one: Seen) -> Range:
    told = one.get("seizure")
    low, high = (0, 4) if told is None else SEIZURES[told]
    return (max(3, low), 4) if one.true("seizure_now") else (low, high)


def infusion_reaction(one: Seen) -> Range:
    """CTCAE's infusion-related reaction."""
    if one.true("life_threatening"):
        return 4, 4
    response, stopped = one.get("reaction_response"), one.get("infusion_interrupted")
    if response is None:
        return 0, 3
    if response == "prompt":
        return (1 if stopped is not True else 2), (1 if stopped is False else 2)
    return (0, 0) if response == "none" else (3, 3)
