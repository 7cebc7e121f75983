"""The entry of the CRS scales and what it makes of the axes (ASSESSMENT §4, entry and grade)."""

from __future__ import annotations

from tests.clinical.plain_reading.axes import Range
from tests.clinical.plain_reading.seen import MASKING, SYMPTOMS, Seen


def fever(one: Seen) -> bool:
    """38.0 °C or more, now or as the highest; or documented."""
    numbers = (one.get("temperature_c"), one.get("temperature_max_24h_c"))
    return one.true("fever") or any(n is not None and n >= 38 for n in numbers)


def drug(one: Seen) -> bool | None:
    """Whether a masking drug was given."""
    given = [one.get(f"{name}_given") for name in MASKING]
    if True in given:
        return True
    return None if None in given else False


def signs(one: Seen, *, axis: bool) -> bool | None:
    """Whether there is a sign of CRS; `axis` says that an axis can be above 0."""
    counted = [id for id in SYMPTOMS if id not in one.preexisting]
    told = [one.get(id) for id in counted]
    if axis or True in told:
        return True
    known = [id for id in counted if one.get(id) is None and id != "high_fever"]
    return None if known else False


def entry(one: Seen, *, axis: bool) -> str:
    """The first rule that applies."""
    other = one.get("fever_cause") == "other"
    if fever(one) and not other:
        return "met"
    given, established = drug(one), one.true("crs_established")
    if established and given:
        return "waived"
    if other:
        return "unknown" if established and given is None else "not_met"
    if one.get("temperature_c") is None or one.true("fever_reported") or one.true("high_fever"):
        return "unknown"
    return _without_fever(given, signs(one, axis=axis))


def _without_fever(given: bool | None, sign: bool | None) -> str:
    if given and sign:
        return "masked"
    return "not_met" if given is False or sign is False else "unknown"


def graded(one: Seen, entered: str, axes: Range) -> Range:
    """The grade that an entry and the worst of the axes give."""
    if one.true("died_of_crs"):
        return 5, 5
    low, high = axes
    if entered == "met":
        return max(1, low), max(1, high)
    if entered == "not_met":
        return 0, 0
    other, known = one.get("fever_cause") == "other", one.get("temperature_c") is not None
    if entered == "waived":
        return low, high if known or other else max(1, high)
    told = one.true("fever_reported") or one.true("high_fever")
    settled = one.true("crs_established") and (other or (known and not told))
    return 0, high if settled else max(1, high)
