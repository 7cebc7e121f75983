"""What a person types, read as a value."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workstation.clinical.form import Item, Kind
from workstation.clinical.refusal import Refusal
from workstation.ui import entry

TEMPERATURE = Item(
    "temperature_c", Kind.NUMBER, "Temperature", unit="°C", low=25, high=45, decimals=1
)
PRESSURE = Item("systolic_mmhg", Kind.NUMBER, "Systolic pressure", unit="mmHg", low=20, high=300)
SCORE = Item("ice_score", Kind.COUNT, "ICE score", low=0, high=10)
NOW = datetime(2026, 11, 26, 13, 5, tzinfo=UTC)  # 14:05 in Paris
PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("38.6", "C", 38.6),
        ("38,6", "C", 38.6),
        (" 38.6 C", "C", 38.6),
        ("38.6 °C", "C", 38.6),
        ("101.3F", "C", 38.5),
        ("100.4 f", "C", 38.0),
        ("100.4", "F", 38.0),
        ("38.0c", "F", 38.0),
        ("37.95", "C", 38.0),
    ],
)
def test_temperatures_in_either_unit(typed: str, unit: str, value: float) -> None:
    assert entry.read_number(TEMPERATURE, typed, unit) == value


@pytest.mark.parametrize("typed", ["", "abc", "3 8", "38.6.1", "--", "1e3", "٣٨", "nan", "inf"])
def test_what_is_no_number_is_refused_by_name(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        entry.read_number(TEMPERATURE, typed)
    assert refused.value.message.startswith("Temperature")
    assert "Nothing was changed." in refused.value.message


def test_limits_are_named_with_item_and_value() -> None:
    with pytest.raises(Refusal) as refused:
        entry.read_number(TEMPERATURE, "386")
    words = "Temperature 386 °C is outside 25.0 to 45.0 °C. Nothing was changed."
    assert refused.value.message == words


def test_fahrenheit_beyond_the_limits_names_what_was_typed() -> None:
    with pytest.raises(Refusal) as refused:
        entry.read_number(TEMPERATURE, "386F")
    assert refused.value.message.startswith("386 °F: Temperature 196.7 °C is outside")


def test_a_count_is_whole() -> None:
    assert entry.read_number(SCORE, "9") == 9
    with pytest.raises(Refusal):
        entry.read_number(SCORE, "9.5")


@pytest.mark.parametrize("value", [36.0, 37.4, 38.0, 38.5, 39.9, 41.2])
def test_a_value_shown_in_fahrenheit_reads_back_as_itself(value: float) -> None:
    shown = entry.number_text(TEMPERATURE, value, "F")
    assert entry.read_number(TEMPERATURE, shown, "F") == value


def test_values_are_shown_with_the_decimals_of_their_item() -> None:
    assert entry.number_text(TEMPERATURE, 38) == "38.0"
    assert entry.number_text(PRESSURE, 118.0) == "118"
    assert entry.unit_text(TEMPERATURE, "F") == "°F"
    assert entry.unit_text(PRESSURE, "F") == "mmHg"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("14:05", datetime(2026, 11, 26, 13, 5, tzinfo=UTC)),
        ("1405", datetime(2026, 11, 26, 13, 5, tzinfo=UTC)),
        ("9:30", datetime(2026, 11, 26, 8, 30, tzinfo=UTC)),
        ("930", datetime(2026, 11, 26, 8, 30, tzinfo=UTC)),
        ("25 Nov 23:10", datetime(2026, 11, 25, 22, 10, tzinfo=UTC)),
        ("2026-11-25 8:00", datetime(2026, 11, 25, 7, 0, tzinfo=UTC)),
        ("30 Dec 10:00", datetime(2025, 12, 30, 9, 0, tzinfo=UTC)),
        ("12 Aug", datetime(2026, 8, 12, 10, 0, tzinfo=UTC)),
    ],
)
def test_times_as_they_are_typed(typed: str, moment: datetime) -> None:
    assert entry.read_time(typed, NOW, PARIS) == moment


def test_a_time_far_ahead_was_yesterday() -> None:
    after_midnight = datetime(2026, 11, 25, 23, 20, tzinfo=UTC)  # 00:20 in Paris
    assert entry.read_time("23:50", after_midnight, PARIS) == datetime(
        2026, 11, 25, 22, 50, tzinfo=UTC
    )


@pytest.mark.parametrize("typed", ["14:50", "1450", "27 Nov 10:00 2026", "2026-11-27 10:00"])
def test_a_time_that_has_not_come_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        entry.read_time(typed, NOW, PARIS)


@pytest.mark.parametrize("typed", ["", "25:00", "14:75", "soon", "31 Feb 10:00", "1"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        entry.read_time(typed, NOW, PARIS)
    assert "Nothing was changed." in refused.value.message


def test_a_time_shows_its_day_when_it_is_not_today() -> None:
    assert entry.time_text(NOW, NOW, PARIS) == "14:05"
    assert entry.time_text(datetime(2026, 11, 25, 22, 10, tzinfo=UTC), NOW, PARIS) == "25 Nov 23:10"
    assert entry.time_text(datetime(2026, 11, 12, 8, 0, tzinfo=UTC), NOW, PARIS) == "12 Nov"
