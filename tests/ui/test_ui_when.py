"""Times and ages as the screens write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from workstation.ui import when

NOW = datetime(2026, 11, 22, 19, 5, tzinfo=UTC)
ZONE = "America/New_York"


def test_a_moment_is_shown_in_the_zone_of_the_site() -> None:
    assert when.clock_text(NOW, ZONE) == "14:05"
    assert when.clock_text(NOW, ZONE, seconds=True) == "14:05:00"
    assert when.day_text(when.local(NOW, ZONE).date()) == "Sun 22 Nov 2026"
    assert when.moment_text(NOW, ZONE, NOW) == "22 Nov 14:05"
    assert when.moment_text(NOW, ZONE) == "22 Nov 2026 14:05"


@pytest.mark.parametrize(
    ("due", "says", "late"),
    [
        (timedelta(minutes=-15), "15 min late", True),
        (timedelta(seconds=-59), "now", False),
        (timedelta(seconds=-60), "1 min late", True),
        (timedelta(0), "now", False),
        (timedelta(seconds=1), "in 1 min", False),
        (timedelta(minutes=55), "in 55 min", False),
        (timedelta(minutes=85), "in 1 h 25", False),
        (timedelta(days=-2), "2 days late", True),
    ],
)
def test_a_call_back_says_how_late_it_is(due: timedelta, says: str, late: bool) -> None:
    assert when.due_text(NOW + due, NOW) == says
    assert when.is_late(NOW + due, NOW) is late


def test_spans_are_subtracted_in_utc_across_the_change_of_clocks() -> None:
    before = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30 summer time in New York
    after = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 01:30 again, winter time
    assert when.clock_text(before, ZONE) == when.clock_text(after, ZONE) == "01:30"
    assert when.span_text(after - before) == "1 h"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1, minutes=5), "1 h 05"),
        (timedelta(hours=23, minutes=59), "23 h 59"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2), "2 days"),
    ],
    ids=str,
)
def test_a_length_of_time_is_in_the_units_that_matter(span: timedelta, words: str) -> None:
    assert when.span_text(span) == words


@pytest.mark.parametrize(
    "text", ["1965-03-14", "1965-3-14", "19650314", "14 Mar 1965", "14 march 1965", "1965.03.14"]
)
def test_a_date_is_read_in_each_way_it_is_typed(text: str) -> None:
    assert when.parse_date(text) == date(1965, 3, 14)


@pytest.mark.parametrize(
    "text", ["", "1965", "03/04/65", "14/03/1965", "1965-02-30", "14 Foo 1965"]
)
def test_what_is_no_date_or_two_possible_ones_is_refused(text: str) -> None:
    assert when.parse_date(text) is None


def test_a_typed_date_and_its_text_agree() -> None:
    assert when.parse_date(when.date_text(date(2026, 2, 28))) == date(2026, 2, 28)


def test_a_typed_moment_is_one_of_the_site() -> None:
    moment = when.parse_moment("2026-11-21 08:30", ZONE)
    assert moment == datetime(2026, 11, 21, 13, 30, tzinfo=UTC)
    assert when.typed_moment(moment, ZONE) == "2026-11-21 08:30"


@pytest.mark.parametrize(
    "text",
    ["", "08:30", "2026-11-21", "2026-11-21 8", "2026-11-21 24:00", "2026-03-08 02:30"],
)
def test_what_is_no_moment_of_the_site_is_refused(text: str) -> None:
    assert when.parse_moment(text, ZONE) is None


@pytest.mark.parametrize("text", ["0206-11-25", "9999-12-31", "1-1-0001"])
def test_a_slip_in_the_year_is_no_date(text: str) -> None:
    assert when.parse_date(text) is None
    assert when.parse_moment(f"{text} 08:30", ZONE) is None
