"""The two axes of `astct-2019` (ASSESSMENT §4)."""

from __future__ import annotations

from collections.abc import Sequence

from tests.clinical.plain_reading.ages import systolic_limit
from tests.clinical.plain_reading.seen import Seen

Range = tuple[int, int]
NASAL = ("nasal_cannula", "high_flow_nasal_cannula")
MASKS = ("simple_face_mask", "venturi_mask", "non_rebreather")
PRESSURE = ("cpap", "bipap", "mechanical_ventilation")


def running(one: Seen) -> Sequence[str] | None:
    """The vasopressors; over the phone nothing is running (§4, hypotension 2)."""
    told = one.get("vasopressors")
    return () if told is None and one.phone else told


def untreated_is_open(one: Seen) -> bool:
    """Over the phone, or where a directive withholds it, what is needed is not given."""
    return one.phone or one.true("treatment_limits")


def hypotension(one: Seen) -> Range:
    """The hypotension axis."""
    if one.get("hypotension_cause") == "other":
        return 0, 0
    drugs = running(one)
    if drugs:
        return _counted(drugs)
    low, high = _none_running(one)
    return (low, 4) if drugs is None else (low, high)


def _counted(drugs: Sequence[str]) -> Range:
    """Rule 3: vasopressin never adds, and one unnamed may be it where none is listed."""
    named = len(set(drugs) - {"vasopressin", "unnamed"})
    unnamed = drugs.count("unnamed")
    most = named + unnamed
    least = most - (1 if unnamed and "vasopressin" not in drugs else 0)
    return (4 if least >= 2 else 3), (4 if most >= 2 else 3)


def _none_running(one: Seen) -> Range:
    low = hypotensive(one)
    if low is False:
        return 0, 0
    return (2 if low else 0), (4 if untreated_is_open(one) else 2)


def fluids(one: Seen) -> bool | None:
    """Fluid for the pressure; boluses above 0 count as it (§5)."""
    if (one.get("iv_fluid_boluses") or 0) > 0:
        return True
    told: bool | None = one.get("iv_fluid_for_hypotension")
    return told


def hypotensive(one: Seen) -> bool | None:
    """Rule 4: the judgement, fluids given, then the number."""
    judged: bool | None = one.get("hypotension")
    if judged is not None:
        return judged
    if fluids(one):
        return True
    systolic = one.get("systolic_mmhg")
    return None if systolic is None else low_pressure(one, systolic)


def low_pressure(one: Seen, systolic: float) -> bool:
    """The number against the age's limit and the baseline."""
    limit, baseline = systolic_limit(one), one.get("baseline_systolic_mmhg")
    if baseline is not None and baseline - systolic >= 40:
        return True
    near = baseline is not None and baseline - systolic <= 10 and systolic >= limit - 10
    return systolic < limit and not near


def oxygen_is_given(one: Seen) -> bool:
    """A flow above 0 or an FiO2 above 21."""
    flow, fio2 = one.get("oxygen_flow_l_min"), one.get("oxygen_fio2_percent")
    return (flow or 0) > 0 or (fio2 or 21) > 21


def device(one: Seen) -> str | None:
    """What the hypoxia axis reads: a device, `room_air`, `some` (not known which), or nothing.

    Rules 3 and 4 of the hypoxia axis.
    """
    if one.get("oxygen_reason") not in (None, "hypoxia"):
        return "room_air"
    told: str | None = one.get("oxygen_device")
    if told in (None, "room_air") and oxygen_is_given(one):
        return "some"
    return "room_air" if told is None and one.phone else told


def hypoxic(one: Seen) -> bool | None:
    """Rule 2: the judgement, else SpO2 below 90."""
    judged: bool | None = one.get("hypoxia")
    spo2 = one.get("spo2_percent")
    if judged is not None:
        return judged
    return None if spo2 is None else spo2 < 90


def hypoxia(one: Seen) -> Range:
    """The hypoxia axis."""
    if one.get("hypoxia_cause") == "other":
        return 0, 0
    by = device(one)
    if by in (None, "room_air"):
        low = hypoxic(one)
        return (0, 0) if low is False and by else (2 if low else 0, 4)
    return (2, 4) if by == "some" else _by_device(one, str(by))


def _by_device(one: Seen, by: str) -> Range:
    if by in NASAL:
        flow = one.get("oxygen_flow_l_min")
        return (2, 3) if flow is None else ((2, 2) if flow <= 6 else (3, 3))
    if by == "blow_by":
        return 2, 2
    return (3, 3) if by in MASKS else (4, 4)
