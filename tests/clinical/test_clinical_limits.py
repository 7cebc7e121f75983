"""What an item may hold: plausible limits, rounding, degrees."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.observing import (
    exploring,
    protocol,
    refused,
)
from workstation.clinical.form import Item, Kind
from workstation.clinical.limits import celsius, check_value, fahrenheit, rounded_half_up

FORM = protocol().form
NUMBERS = [i for i in FORM.items.values() if i.kind in (Kind.NUMBER, Kind.COUNT)]
PLAUSIBLE = {
    "temperature_c": (25, 45),
    "systolic_mmhg": (20, 300),
    "diastolic_mmhg": (0, 200),
    "heart_rate_bpm": (0, 350),
    "respiratory_rate_bpm": (0, 100),
    "spo2_percent": (0, 100),
    "oxygen_flow_l_min": (0, 80),
    "oxygen_fio2_percent": (21, 100),
}


# --- rounding and limits


@pytest.mark.parametrize(
    ("given", "kept"),
    [(37.95, 38.0), (37.94, 37.9), (38, 38.0), (38.05, 38.1), (24.95, 25.0), (45.04, 45.0)],
)
def test_a_temperature_is_rounded_half_up_as_it_is_written(given: float, kept: float) -> None:
    value = check_value(FORM.items["temperature_c"], given)
    assert value == kept
    assert isinstance(value, float)


@pytest.mark.parametrize(
    ("f", "c"), [(100.4, 38.0), (98.6, 37.0), (100.3, 37.9), (95.0, 35.0), (102.2, 39.0)]
)
def test_fahrenheit_is_rounded_after_the_conversion(f: float, c: float) -> None:
    assert celsius(f) == c


@given(st.integers(250, 450))
@exploring(60)
def test_celsius_comes_back_from_fahrenheit(tenths: int) -> None:
    assert celsius(fahrenheit(tenths / 10)) == tenths / 10


def test_half_is_up() -> None:
    assert [rounded_half_up(n, 0) for n in (0.5, 1.5, 2.5)] == [1.0, 2.0, 3.0]


def test_the_plausible_limits_are_those_of_the_contract() -> None:
    assert {id: (FORM.items[id].low, FORM.items[id].high) for id in PLAUSIBLE} == PLAUSIBLE


def _step(asked: Item) -> float:
    return 1 if asked.kind is Kind.COUNT else 10 ** -max(asked.decimals, 1)


@pytest.mark.parametrize("asked", NUMBERS, ids=lambda asked: asked.id)
def test_a_number_at_inside_and_outside_its_limits(asked: Item) -> None:
    low, high, step = asked.low, asked.high, _step(asked)
    assert low is not None
    assert high is not None
    for inside in (low, low + step, (low + high) // 2, high - step, high):
        assert check_value(asked, inside) == pytest.approx(inside)
    for outside in (low - step, high + step):
        refusal = refused(partial(check_value, asked, outside))
        assert (refusal.code, refusal.where) == ("out_of_limits", asked.id)
        assert asked.label in refusal.message
        assert f"{outside:g}" in refusal.message
        assert "Nothing was changed." in refusal.message


def test_the_sentence_names_value_and_limits() -> None:
    refusal = refused(lambda: check_value(FORM.items["temperature_c"], 386))
    assert refusal.message == (
        "Temperature 386 °C is outside 25.0 to 45.0 °C. Nothing was changed."
    )
    refusal = refused(lambda: check_value(FORM.items["heart_rate_bpm"], 351))
    assert refusal.message == "Heart rate 351/min is outside 0 to 350/min. Nothing was changed."


def test_an_item_with_one_limit_says_any_for_the_other() -> None:
    asked = Item("x", Kind.NUMBER, "Thing", high=3)
    assert check_value(asked, -1000) == -1000
    assert "outside any to 3" in refused(lambda: check_value(asked, 4)).message


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_outside(value: float) -> None:
    assert refused(lambda: check_value(FORM.items["systolic_mmhg"], value)).code == "out_of_limits"


@pytest.mark.parametrize(
    "value", [1e30, 10**400, 10**5000, float("inf")], ids=["1e30", "400", "5000 digits", "inf"]
)
def test_a_huge_temperature_is_outside(value: float) -> None:
    asked = FORM.items["temperature_c"]
    assert refused(lambda: check_value(asked, value)).code == "out_of_limits"


def test_a_count_is_whole() -> None:
    refusal = refused(lambda: check_value(FORM.items["ice_score"], 7.5))
    assert refusal.message == "ICE score: 7.5 is not a whole number."
    kept = check_value(FORM.items["ice_score"], 7.0)
    assert kept == 7
    assert isinstance(kept, int)
