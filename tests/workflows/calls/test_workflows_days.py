"""Days of the site: each moment belongs to exactly one, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.making_records import draft_with_patient, issue, records_in
from workstation.records.measures import measure
from workstation.workflows.reports import _midnight

CHANGES = [
    ("Europe/Paris", date(2026, 3, 29)),
    ("Europe/Paris", date(2026, 10, 25)),
    ("America/Chicago", date(2026, 3, 8)),
    ("America/Chicago", date(2026, 11, 1)),
    ("America/Havana", date(2026, 3, 8)),  # there is no midnight on this day
    ("America/Havana", date(2026, 11, 1)),  # midnight comes twice
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 30)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/St_Johns", date(2026, 3, 8)),
    ("America/St_Johns", date(2026, 11, 1)),
]


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_each_moment_lies_in_its_day(zone: str, day: date) -> None:
    here = ZoneInfo(zone)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for quarter in range(-36 * 4, 36 * 4):
        moment = noon + timedelta(minutes=15 * quarter)
        own = moment.astimezone(here).date()
        assert _midnight(own, here) <= moment < _midnight(own + timedelta(days=1), here)


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_the_clocks_do_change_there(zone: str, day: date) -> None:
    here = ZoneInfo(zone)
    before, after = day - timedelta(days=1), day + timedelta(days=2)
    length = _midnight(after, here) - _midnight(before, here)
    assert length != timedelta(days=3)


def test_a_measure_counts_true_seconds_and_the_month_of_the_site(tmp_path: Path) -> None:
    """From before to after the change in Chicago, and on the first of a month in UTC only."""
    start = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)  # 31 October, 23:30 in Chicago
    with records_in(tmp_path, lambda: start) as records:
        draft = draft_with_patient(records)
        later = start + timedelta(hours=4)
        new = issue(draft, records.audit_head(), at=later)
    row = measure(draft, new, ZoneInfo("America/Chicago"))
    assert (row["month"], row["seconds_to_signature"]) == (202610, 4 * 3600)
