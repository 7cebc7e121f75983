"""The screens: NEWS2, qSOFA, SIRS, neutropenia, shock index, sepsis red flags.

ASSESSMENT §6 and §7; FACTS §6.1 to §6.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.clinical.plain_reading import axes
from tests.clinical.plain_reading.ages import limits, systolic_limit, under
from tests.clinical.plain_reading.axes import Range
from tests.clinical.plain_reading.seen import Seen

Bands = Sequence[tuple[float, int]]
"""Points by the lowest value that has them, in rising order."""

BREATHING: Bands = ((0, 3), (9, 1), (12, 0), (21, 2), (25, 3))
SPO2: Bands = ((0, 3), (92, 2), (94, 1), (96, 0))
SPO2_HYPERCAPNIC: Bands = ((0, 3), (84, 2), (86, 1), (88, 0))
SPO2_HYPERCAPNIC_OXYGEN: Bands = (*SPO2_HYPERCAPNIC, (93, 1), (95, 2), (97, 3))
SYSTOLIC: Bands = ((0, 3), (91, 2), (101, 1), (111, 0), (220, 3))
PULSE: Bands = ((0, 3), (41, 1), (51, 0), (91, 1), (111, 2), (131, 3))
TEMPERATURE: Bands = ((0, 3), (35.1, 1), (36.1, 0), (38.1, 1), (39.1, 2))


def _points(bands: Bands, value: float | None) -> Range:
    if value is None:
        every = [points for _, points in bands]
        return min(every), max(every)
    found = [points for least, points in bands if float(value) >= least][-1]
    return found, found


def valid(one: Seen) -> bool:
    """NEWS2 and qSOFA: not under 16 years, not in pregnancy."""
    return not under(one, 16) and one.patient.get("pregnant") is not True


def altered(one: Seen) -> bool | None:
    """Confusion, or awakening to less than spontaneously."""
    to, confused = one.get("awakens_to"), one.get("confusion")
    if confused or to not in (None, "spontaneously"):
        return True
    return False if confused is False and to else None


def on_oxygen(one: Seen) -> bool | None:
    """Whether oxygen is given; no default for the phone is stated for the screens."""
    told = one.get("oxygen_device")
    if axes.oxygen_is_given(one) or told not in (None, "room_air"):
        return True
    return None if told is None else False


def _three(told: bool | None, points: int) -> Range:
    return (0, points) if told is None else ((points, points) if told else (0, 0))


def news2(one: Seen) -> dict[str, Range]:
    """The points of each item."""
    oxygen = on_oxygen(one)
    return {
        "breathing": _points(BREATHING, one.get("respiratory_rate_bpm")),
        "spo2": _spo2(one, oxygen),
        "oxygen": _three(oxygen, 2),
        "systolic": _points(SYSTOLIC, one.get("systolic_mmhg")),
        "pulse": _points(PULSE, one.get("heart_rate_bpm")),
        "mind": _three(altered(one), 3),
        "temperature": _points(TEMPERATURE, one.get("temperature_c")),
    }


def _spo2(one: Seen, oxygen: bool | None) -> Range:
    value = one.get("spo2_percent")
    if "hypercapnic_failure" not in (one.patient.get("conditions") or ()):
        return _points(SPO2, value)
    on = _points(SPO2_HYPERCAPNIC_OXYGEN, value)
    air = _points(SPO2_HYPERCAPNIC, value)
    if oxygen is None:
        return min(on[0], air[0]), max(on[1], air[1])
    return on if oxygen else air


def total(items: dict[str, Range]) -> Range:
    return sum(one[0] for one in items.values()), sum(one[1] for one in items.values())


def _count(told: Sequence[bool | None]) -> Range:
    sure = sum(one is True for one in told)
    return sure, sure + sum(one is None for one in told)


def qsofa(one: Seen) -> Range:
    breathing, systolic = one.get("respiratory_rate_bpm"), one.get("systolic_mmhg")
    return _count(
        (
            None if breathing is None else breathing >= 22,
            None if systolic is None else systolic <= 100,
            altered(one),
        )
    )


def sirs(one: Seen) -> Range:
    """ACCP 1992."""
    heart, breathing = one.get("heart_rate_bpm"), one.get("respiratory_rate_bpm")
    temperature, white = one.get("temperature_c"), one.get("wbc_10e9_l")
    return _count(
        (
            None if temperature is None else temperature > 38 or temperature < 36,
            None if heart is None else heart > 90,
            None if breathing is None else breathing > 20,
            None if white is None else white > 12 or white < 4,
        )
    )


def shock_index(one: Seen) -> float | None:
    """Heart rate over systolic pressure, to hundredths, half up."""
    heart, systolic = one.get("heart_rate_bpm"), one.get("systolic_mmhg")
    if heart is None or not systolic:
        return None
    ratio = Decimal(str(heart)) / Decimal(str(systolic))
    return float(ratio.quantize(Decimal("0.01"), ROUND_HALF_UP))


def neutropenic(one: Seen) -> bool | None:
    """ANC below 500, or expected to fall below."""
    anc, falling = one.get("anc_per_ul"), one.get("anc_expected_to_fall")
    if falling or (anc is not None and anc < 500):
        return True
    return False if falling is False and anc is not None else None


def child(one: Seen) -> bool:
    return under(one, 16)


def fast_heart(one: Seen) -> bool:
    """Above 130; in a child above the age's limit instead."""
    heart = one.get("heart_rate_bpm")
    return heart is not None and heart > (limits(one).heart[1] if child(one) else 130)


def fast_breathing(one: Seen) -> bool:
    """25 or more; in a child above the age's limit instead."""
    rate = one.get("respiratory_rate_bpm")
    return rate is not None and (rate > limits(one).breathing[1] if child(one) else rate >= 25)


def near_low_baseline(one: Seen) -> bool:
    """SpO2 within 2 of a baseline under 92."""
    spo2, baseline = one.get("spo2_percent"), one.get("baseline_spo2_percent")
    return spo2 is not None and baseline is not None and baseline < 92 and baseline - spo2 <= 2


def sepsis(one: Seen) -> set[str]:
    """The red flags by name; which clause of §6 each is."""
    spo2, systolic = one.get("spo2_percent"), one.get("systolic_mmhg")
    baseline = one.get("baseline_systolic_mmhg")
    low = 90 if not child(one) else systolic_limit(one)
    flags = {
        "mind": altered(one) is True,
        "systolic": systolic is not None
        and (systolic < low or (baseline is not None and baseline - systolic > 40)),
        "heart": fast_heart(one),
        "breathing": fast_breathing(one),
        "oxygen": on_oxygen(one) is True and one.get("oxygen_reason") != "home_baseline",
        "spo2": spo2 is not None and spo2 < 92 and not near_low_baseline(one),
        "skin": one.true("non_blanching_or_mottled_skin"),
        "urine": one.true("no_urine_18h"),
        "chemotherapy": one.therapy.get("chemotherapy_within_6_weeks") is True,
    }
    return {name for name, fires in flags.items() if fires}


def days_since_dose(one: Seen) -> int | None:
    """Calendar days, the day of the dose 0."""
    told = one.therapy.get("last_dose_at")
    if told is None:
        return None
    return (one.at.date() - datetime.fromisoformat(told).astimezone(one.at.tzinfo).date()).days


def since_dose(one: Seen) -> timedelta | None:
    told = one.therapy.get("last_dose_at")
    return None if told is None else one.at - datetime.fromisoformat(told)
