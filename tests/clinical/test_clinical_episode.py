"""The course of an episode: a quick alarm, a slow all-clear, nothing made up in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.observing import NOW, protocol
from tests.clinical.test_clinical_observations import closed, seen, told, visit
from workstation.clinical.encounter import Encounter
from workstation.clinical.episode import Episode, Peak, Point, Trend, course, episode, trend
from workstation.clinical.findings import known

MINUTE = timedelta(minutes=1)
SYMPTOMS = protocol().groups["symptoms"]


def at(minutes: int) -> datetime:
    return NOW + minutes * MINUTE


def point(
    minutes: int, low: int, high: int, entry: str = "met", told_at: int | None = None
) -> Point:
    return Point(at(minutes), low, high, entry, None, None if told_at is None else at(told_at))


def of(held: Encounter, minutes: int) -> Episode:
    return course(held, seen(held, at(minutes)), at(minutes), SYMPTOMS)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ((0, 0), (1, 1), Trend.RISING),
        ((1, 1), (2, 4), Trend.RISING),
        ((0, 4), (1, 4), Trend.RISING),
        ((2, 2), (1, 1), Trend.FALLING),
        ((2, 4), (1, 1), Trend.FALLING),
        ((1, 1), (1, 1), Trend.SAME),
        ((0, 4), (0, 4), Trend.SAME),
        ((1, 1), (0, 4), Trend.MAY_RISE),
        ((1, 1), (1, 2), Trend.MAY_RISE),
        ((2, 2), (0, 2), Trend.OPEN),
        ((1, 4), (1, 1), Trend.OPEN),
    ],
)
def test_the_trend_of_two_ranges(
    before: tuple[int, int], now: tuple[int, int], expected: Trend
) -> None:
    assert trend(point(0, *before), point(5, *now)) is expected


RANGES = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted).map(tuple)


@given(st.lists(RANGES, min_size=1, max_size=8))
def test_the_peak_holds_whatever_comes_after(ranges: list[tuple[int, int]]) -> None:
    points = [point(minute, *each) for minute, each in enumerate(ranges)]
    found = episode(points)
    lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
    assert (found.peak.at_least, found.peak.at_most) == (max(lows), max(highs))
    assert found.peak.at_least_at == at(lows.index(max(lows)))
    assert found.peak.at_most_at == at(highs.index(max(highs)))
    assert found.current == points[-1]
    assert all(change.before != change.after for change in found.changes)
    assert {change.at for change in found.changes} <= {each.at for each in points}
    rises = len(ranges) > 1 and ranges[-1][0] > ranges[-2][0]
    assert (found.trend is Trend.RISING) == rises


def test_one_observation_is_the_first_and_its_own_peak() -> None:
    found = episode([point(0, 1, 4)])
    assert (found.trend, found.says) == (Trend.FIRST, "First observation")
    assert found.peak == Peak(1, at(0), 4, at(0))
    assert found.changes == () and found.onset_at is None


def test_the_onset_is_the_first_symptom_not_when_it_became_worse() -> None:
    found = episode([point(0, 0, 0, "not_met", 0), point(30, 1, 1, told_at=25), point(60, 2, 2)])
    assert (found.onset_at, found.onset_stated) == (at(0), False)
    stated = episode([point(0, 1, 1, told_at=0)], onset=at(-90))
    assert (stated.onset_at, stated.onset_stated) == (at(-90), True)


def test_without_a_graded_sign_there_is_no_onset() -> None:
    assert episode([point(0, 0, 4, "unknown", 0)]).onset_at is None


def test_resolution_is_stated_and_never_inferred() -> None:
    gone = episode([point(0, 1, 1), point(30, 0, 0, "not_met")])
    assert gone.resolved_at is None
    assert gone.doubts == ("No sign now is not a resolution: that is stated by a clinician",)
    ended = episode([point(0, 1, 1), point(30, 0, 0, "not_met")], resolved=at(40))
    assert (ended.resolved_at, ended.doubts) == (at(40), ())
    again = episode([point(0, 1, 1), point(30, 2, 2)], resolved=at(10))
    assert again.doubts == ("Stated as resolved, and a sign of CRS is there now",)


@pytest.mark.parametrize("entry", ["masked", "waived"])
def test_fever_gone_after_a_drug_is_no_resolution(entry: str) -> None:
    found = episode([point(0, 1, 1), point(30, 0, 1, entry)], resolved=at(40))
    assert found.doubts == (
        "Loss of fever after a drug that lowers it is not resolution on its own",
    )


# --- out of an encounter


def test_the_course_of_a_visit() -> None:
    held = closed(visit(known("headache", True, at=at(2)), known("temperature_c", 37.0)), 10)
    held = closed(told(held, known("temperature_c", 38.6, at=at(20))), 30)
    held = told(held, known("temperature_c", 37.1, at=at(50)), known("crs_resolved_at", at(55)))
    found = of(held, 60)
    assert (found.onset_at, found.resolved_at) == (at(2), at(55))
    assert found.peak.at_least == 1 and found.peak.at_least_at == at(20)
    # when it was found, not when the next observation was begun
    assert [change.at for change in found.changes] == [at(20)]


def test_a_symptom_from_before_the_dose_is_no_onset() -> None:
    old = known("preexisting_symptoms", ("headache",))
    held = closed(visit(known("headache", True, at=at(1)), old), 10)
    held = told(held, known("temperature_c", 38.6))
    assert of(held, 20).onset_at == at(20)
    stated = told(held, known("crs_onset_at", at(-60)))
    assert of(stated, 20).onset_at == at(-60)


def test_an_answer_that_holds_no_grades_has_no_entry() -> None:
    """What another program stored may be read, and tells nothing of its entry."""
    held = closed(visit(known("temperature_c", 38.6, at=at(1))), 10)
    answers: list[dict[str, Any]] = [{}, {"grades": {}}, {"grades": {"astct-2019": {}}}]
    for answer in answers:
        bare = replace(held, observations=(replace(held.observations[0], answer=answer),))
        assert of(bare, 20).peak.at_least == 1
