"""Numbers, units and sentences as a nurse reads them; a reading that is asked directly."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.clinical.observing import FEVER, WELL, protocol, read
from workstation.clinical import wording
from workstation.clinical.grades import enter
from workstation.clinical.logic import COMPARISONS, CriterionError, Interval

ITEMS = protocol().form.items


@pytest.mark.parametrize(
    ("id", "value", "words"),
    [
        ("temperature_c", 38.0, "38.0 °C"),
        ("temperature_c", 38, "38.0 °C"),
        ("heart_rate_bpm", 112, "112/min"),
        ("heart_rate_bpm", 112.0, "112/min"),
        ("systolic_mmhg", 90, "90 mmHg"),
        ("systolic_mmhg", 90.5, "90.5 mmHg"),
        ("spo2_percent", 97, "97 %"),
        ("creatinine_mg_dl", 1.25, "1.25 mg/dL"),
        ("oxygen_flow_l_min", 6, "6.0 L/min"),
        ("ice_score", 7, "7"),
        ("fever", True, "yes"),
        ("fever", False, "no"),
        ("oxygen_device", "nasal_cannula", "Nasal cannula"),
        ("vasopressors", (), "none"),
        ("vasopressors", ("dopamine", "unnamed"), "Dopamine, Other or not named"),
        ("steroid_at", datetime(2026, 11, 22, 12, 5, tzinfo=UTC), "2026-11-22 12:05"),
    ],
)
def test_a_value_in_words(id: str, value: Any, words: str) -> None:
    assert wording.value(ITEMS[id], value) == words


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        (">=", "Heart rate 112/min is 100/min or more"),
        (">", "Heart rate 112/min is above 100/min"),
        ("<", "Heart rate 112/min is below 100/min"),
        ("<=", "Heart rate 112/min is 100/min or less"),
        ("==", "Heart rate 112/min is 100/min"),
        ("!=", "Heart rate 112/min is not 100/min"),
    ],
)
def test_a_comparison_in_words(sign: str, words: str) -> None:
    assert wording.comparison(ITEMS["heart_rate_bpm"], 112, sign, 100) == words
    assert wording.comparison(ITEMS["heart_rate_bpm"], 112, sign, Interval(100, 120)) == words


def test_a_value_that_is_compared_with_no_number_stands_alone() -> None:
    assert wording.comparison(ITEMS["spo2_percent"], 97, "value", None) == "SpO₂ 97 %"
    assert wording.comparison(ITEMS["fever"], True, "is", True) == "Fever documented: yes"
    assert wording.not_known(ITEMS["anc_per_ul"]) == "ANC: not known"


def test_a_list_that_is_none_is_told_whoever_compares() -> None:
    with pytest.raises(CriterionError, match="'in' wants a list"):
        COMPARISONS["in"]("cpap", "cpap")


def test_an_entry_must_end_in_a_line_that_always_applies() -> None:
    with pytest.raises(ValueError, match="no last line that always applies"):
        enter((), read("ward", WELL))


def test_a_screen_without_points_has_no_reason() -> None:
    reading = read("ward", {**WELL, "oxygen_device": "room_air"})
    assert reading.score("news2").at_least == 0
    assert reading.why("news2", True) == ()
    assert reading.why("temperature_c", True) is None


def test_supposing_an_answer_changes_what_follows_from_it() -> None:
    reading = read("ward", {**FEVER, "ice_orientation": 4})
    for id, value, ice in (("ice_score", 5, 5), ("ice_naming", 0, Interval(4, 7))):
        supposed = reading.supposing(id, value)
        assert supposed["ice"] == ice
        assert supposed.known(id)
    assert reading["ice"] == Interval(4, 10)
    assert not reading.known("ice_score")
