"""Doses: since when, against the agent's window; how many, against the published ceilings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.clinical.observing import NOW, protocol
from workstation.clinical.dose_window import dose_window, in_window, published_onset
from workstation.clinical.doses import DoseCount, GivenDose, count
from workstation.clinical.findings import Therapy

CEILING = protocol().form.ceilings["tocilizumab"]


def given(*hours_ago: float, prophylactic: bool = False) -> tuple[GivenDose, ...]:
    return tuple(
        GivenDose("tocilizumab", NOW - timedelta(hours=hours), prophylactic) for hours in hours_ago
    )


def counted(*doses: GivenDose) -> DoseCount:
    return count("tocilizumab", doses, NOW, CEILING)


def test_before_the_first_dose_nothing_is_counted() -> None:
    found = counted()
    assert (found.in_24_hours, found.in_all, found.hours_since_last) == (0, 0, None)
    assert found.says == "Tocilizumab: none given"
    assert found.reached == ()


def test_doses_are_counted_in_24_hours_and_in_all() -> None:
    found = counted(*given(30, 24, 23.9, 9))
    assert (found.in_24_hours, found.in_all) == (2, 4)
    assert found.hours_since_last == 9
    assert found.says == "Tocilizumab: 2 in 24 hours, 4 in all, the last 9 h ago"


@pytest.mark.parametrize(
    ("hours", "reached"),
    [
        ((20, 10), 0),
        ((20, 10, 8), 1),
        ((20, 10, 7.9), 2),
        ((40, 30), 0),
        ((60, 50, 40, 30), 1),
        ((7.9,), 1),
        ((8,), 0),
    ],
)
def test_a_ceiling_that_was_come_to_is_told(hours: tuple[float, ...], reached: int) -> None:
    assert len(counted(*given(*hours)).reached) == reached


def test_a_prophylactic_dose_is_counted_apart() -> None:
    found = counted(*given(20, 10), *given(40, prophylactic=True))
    assert (found.in_24_hours, found.in_all, found.prophylactic) == (2, 2, 1)
    assert "1 prophylactic beside them" in found.says


def test_a_prophylactic_dose_still_is_the_last_dose() -> None:
    found = counted(*given(3, prophylactic=True))
    assert found.hours_since_last == 3
    assert found.reached == ("Less than 8 hours since the last dose",)


def test_another_medicine_and_a_later_dose_are_left_out() -> None:
    later = GivenDose("tocilizumab", NOW + timedelta(hours=1))
    other = GivenDose("dexamethasone", NOW - timedelta(hours=1))
    assert counted(later, other).in_all == 0
    steroid = count("dexamethasone", (other,), NOW)
    assert steroid.says == "Dexamethasone: 1 in 24 hours, 1 in all, the last 1 h ago"
    assert steroid.reached == ()


def says(therapy: Therapy, **since: float) -> str:
    found = dose_window(protocol().form, _dosed(therapy, **since), NOW)
    assert found is not None
    return found.against


def _dosed(therapy: Therapy, **since: float) -> Therapy:
    at = NOW - timedelta(**since)
    return Therapy(agent=therapy.agent, agent_text=therapy.agent_text, last_dose_at=at)


TECLISTAMAB = Therapy(agent="teclistamab")
TALQUETAMAB = Therapy(agent="talquetamab")


def test_the_dose_is_told_against_the_window() -> None:
    assert says(TECLISTAMAB, hours=31) == "inside the onset window of 6 days"
    assert says(TECLISTAMAB, days=6) == "inside the onset window of 6 days"
    assert says(TECLISTAMAB, days=6, seconds=1) == "beyond the onset window of 6 days"
    assert says(TALQUETAMAB, hours=167) == "inside the onset window of 167 hours"
    assert says(TALQUETAMAB, hours=167.1) == "beyond the onset window of 167 hours"


def test_without_a_published_window_none_is_told() -> None:
    for therapy in (Therapy(agent="elranatamab"), Therapy(agent_text="trial agent X")):
        assert says(therapy, hours=3) == "no onset window is published"


@pytest.mark.parametrize(
    ("since", "inside"), [({"days": 6}, True), ({"days": 6, "minutes": 1}, False)]
)
def test_the_window_of_the_sentence_is_that_of_the_rule(
    since: dict[str, float], inside: bool
) -> None:
    found = dose_window(protocol().form, _dosed(TECLISTAMAB, **since), NOW)
    assert found is not None
    assert found.inside is inside


def test_a_dose_that_nobody_dated_or_that_lies_ahead_has_no_window() -> None:
    form = protocol().form
    assert dose_window(form, TECLISTAMAB, NOW) is None
    ahead = Therapy(agent="teclistamab", last_dose_at=NOW + timedelta(hours=1))
    assert dose_window(form, ahead, NOW) is None


@pytest.mark.parametrize(
    ("agent", "hours", "words"),
    [
        ("teclistamab", 1, "day 0 of 0 to 6, onset window"),
        ("teclistamab", 50, "day 2 of 0 to 6, onset window"),
        ("teclistamab", 144, "day 6 of 0 to 6, onset window"),
        ("teclistamab", 145, "day 6, past the onset window of 144 h"),
        ("teclistamab", 40 * 24, "day 40, past the onset window of 6 days"),
        ("talquetamab", 30, "30 h of 0 to 167, onset window"),
        ("talquetamab", 168, "168 h, past the onset window of 167 h"),
        ("epcoritamab", 30, ""),
        ("an agent of no list", 30, ""),
        ("teclistamab", -1, ""),
    ],
)
def test_the_dose_is_told_against_the_published_window(agent: str, hours: int, words: str) -> None:
    now = datetime.fromisoformat("2026-11-22T14:00:00+00:00")
    therapy = Therapy(agent=agent, last_dose_at=now - timedelta(hours=hours))
    found = dose_window(protocol().form, therapy, now)
    assert (found.short if found else "") == words
    assert in_window(protocol().form, therapy, now) == (words.endswith(", onset window"))


def test_the_published_onset_names_its_source() -> None:
    agents = protocol().form.agents
    assert published_onset(agents["teclistamab"]).startswith("Published onset: 2 days (1 to 6) (")
    assert published_onset(agents["epcoritamab"]) == ""
    assert published_onset(None) == ""


@pytest.mark.parametrize(
    ("agent", "since", "words"),
    [
        ("teclistamab", {"hours": 54}, "day 2 of 0 to 6, onset window · 54 h"),
        ("talquetamab", {"hours": 30}, "30 h of 0 to 167, onset window"),
        ("epcoritamab", {"minutes": 20}, "day 0, 20 min since dose"),
        ("epcoritamab", {"days": 4}, "day 4, 4 days since dose"),
    ],
)
def test_the_time_since_the_dose_is_told_once(
    agent: str, since: dict[str, float], words: str
) -> None:
    therapy = Therapy(agent=agent, last_dose_at=NOW - timedelta(**since))
    found = dose_window(protocol().form, therapy, NOW)
    assert found is not None
    assert found.words == words


def test_days_are_counted_where_the_nurse_is() -> None:
    given, now = datetime(2026, 11, 22, 3, tzinfo=UTC), datetime(2026, 11, 22, 12, tzinfo=UTC)
    therapy = Therapy(agent="teclistamab", last_dose_at=given)
    for there, day in ((now, 0), (now.astimezone(ZoneInfo("America/New_York")), 1)):
        found = dose_window(protocol().form, therapy, there)
        assert found is not None
        assert found.day == day
