"""What the observation before found, in words: with its age, and never "was … now"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workstation.clinical.findings import Source, known
from workstation.clinical.form import Item, Kind
from workstation.ui.earlier_values import earlier_words

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
PULSE = Item("heart_rate_bpm", Kind.NUMBER, "Heart rate")


@pytest.mark.parametrize(("minutes", "says"), [(0, "was 80, just now"), (35, "was 80, 35 min ago")])
def test_an_earlier_value_has_its_age(minutes: int, says: str) -> None:
    found = known(PULSE.id, 80, Source.MEASURED, NOW - timedelta(minutes=minutes))
    words = earlier_words((PULSE,), {}, {PULSE.id: found}, "C", "Europe/Paris", NOW)
    assert words == says


def test_an_answer_of_now_ends_it() -> None:
    found = known(PULSE.id, 80, Source.MEASURED, NOW)
    before = {PULSE.id: found}
    assert earlier_words((PULSE,), before, before, "C", "Europe/Paris", NOW) == ""
