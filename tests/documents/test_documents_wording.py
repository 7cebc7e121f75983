from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.documents.form_factory import form
from tests.documents.summary_factories import encounter
from workstation.clinical.findings import not_assessed, unknown
from workstation.clinical.form import Item, Kind
from workstation.clinical.results import ScoreRange
from workstation.documents.wording import (
    Zone,
    grade_words,
    hours_since,
    inline,
    listed,
    number,
    scale_name,
    score_words,
    temperature,
    value_text,
    why_not_known,
)

CHICAGO, DELHI = Zone("America/Chicago"), Zone("Asia/Kolkata")


@pytest.mark.parametrize(
    ("zone", "moment", "stamp"),
    [
        (CHICAGO, (2026, 11, 1, 6, 30), "1 Nov 2026 01:30:00 −05:00"),
        (CHICAGO, (2026, 11, 1, 7, 30), "1 Nov 2026 01:30:00 −06:00"),
        (CHICAGO, (2026, 3, 8, 8, 30), "8 Mar 2026 03:30:00 −05:00"),
        (DELHI, (2026, 1, 1, 0, 0), "1 Jan 2026 05:30:00 +05:30"),
    ],
)
def test_a_stamp_tells_the_two_half_past_ones_apart(
    zone: Zone, moment: tuple[int, int, int, int, int], stamp: str
) -> None:
    assert zone.stamp(datetime(*moment, tzinfo=UTC)) == stamp


def test_hours_since_a_dose_are_true_hours_when_the_clocks_change() -> None:
    dose = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
    assert hours_since(dose, dose + timedelta(hours=30)) == 30


def test_a_time_of_another_day_says_which() -> None:
    now = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
    assert CHICAGO.near(now - timedelta(hours=2), now) == "11:00"
    assert CHICAGO.near(now - timedelta(hours=20), now) == "21 Nov 17:00"
    assert CHICAGO.recent(now - timedelta(days=10), now) == "12 Nov"
    assert CHICAGO.recent(now - timedelta(days=400), now) == "18 Oct 2025"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 0, "Grade 0"),
        (2, 2, "Grade 2"),
        (1, 4, "At least grade 1, at most 4"),
        (0, 4, "Not settled, at most grade 4"),
    ],
)
def test_grades_in_words(low: int, high: int, words: str) -> None:
    assert grade_words(low, high) == words


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(38.6, 1, "38.6"), (39.0, 1, "39.0"), (38.65, 1, "38.65"), (112, 0, "112"), (1.5, 0, "1.5")],
)
def test_no_number_loses_a_digit(value: float, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


def test_both_temperature_units() -> None:
    assert temperature(38.0, "C") == "38.0 °C"
    assert temperature(38.0, "F") == "100.4 °F (38.0 °C)"
    assert temperature(36.9, "F") == "98.4 °F (36.9 °C)"


def test_values_of_each_kind() -> None:
    heart = Item("h", Kind.NUMBER, "Heart rate", unit="/min")
    device = form().items["oxygen_device"]
    assert value_text(heart, 112, "C", CHICAGO) == "112/min"
    assert value_text(device, "nasal_cannula", "C", CHICAGO) == "nasal cannula"
    assert value_text(None, ("a", "b"), "C", CHICAGO) == "a, b"
    assert value_text(None, (), "C", CHICAGO) == "none"
    assert value_text(None, True, "C", CHICAGO) == "yes"


def test_every_unknown_has_its_reason() -> None:
    call = encounter()
    assert why_not_known(form(), call, not_assessed("x", "no_device")) == "no oximeter at home"
    assert why_not_known(form(), call, not_assessed("x", "in hand")) == "in hand"
    assert why_not_known(form(), call, unknown("x")) == "asked, not known"
    assert why_not_known(form(), call, None) == "not asked: cannot be tested by phone"


def test_words_within_a_sentence() -> None:
    assert [inline(t) for t in ("Rash", "SpO₂", "IV fluid", "A needed treatment")] == [
        "rash",
        "SpO₂",
        "IV fluid",
        "a needed treatment",
    ]
    assert listed(["rash", "cough"]) == "rash, cough"
    assert listed(["fever told, no number", "cough"]) == "fever told, no number; cough"


def test_scales_and_scores() -> None:
    assert scale_name(form(), "astct-2019") == "ASTCT 2019"
    assert scale_name(form(), "unheard-of") == "unheard-of"
    assert score_words(ScoreRange(4, 9)) == "4 to 9"
    assert (
        score_words(ScoreRange(0, 0, valid=False, why_not_valid="a child")) == "not valid: a child"
    )
