"""The words of the note that hang on a number: how long since the dose, how old the patient."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from workstation.clinical.assessment import assess
from workstation.clinical.encounter import Encounter, EncounterState, Patient, observation
from workstation.clinical.findings import Setting, known
from workstation.clinical.protocol import Protocol
from workstation.protocols.loader import load
from workstation.ui.note import sbar, since_dose

NOW = datetime(2026, 11, 26, 13, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def protocol(repository: Path) -> Protocol:
    return load(repository / "resources" / "protocols" / "crs" / "2026.3")


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=30), "30 h"),
        (timedelta(hours=71, minutes=59), "71 h"),
        (timedelta(hours=72), "3 days"),
        (timedelta(days=9), "9 days"),
    ],
    ids=str,
)
def test_the_time_since_a_dose_is_in_hours_for_three_days(ago: timedelta, words: str) -> None:
    assert since_dose(NOW - ago, NOW) == words


@pytest.mark.parametrize(
    ("born", "who"),
    [
        (date(1965, 3, 14), "61-year-old"),
        (date(2026, 3, 14), "8-month-old"),
        (None, "patient"),
    ],
)
@pytest.mark.parametrize(
    ("setting", "what"),
    [
        (Setting.PHONE, "Phone call"),
        (Setting.CHAIRSIDE, "Chair visit"),
        (Setting.WARD, "Ward assessment"),
    ],
)
def test_the_note_begins_with_what_it_is_and_who(
    protocol: Protocol, born: date | None, who: str, setting: Setting, what: str
) -> None:
    held = Encounter(
        id=1,
        uuid="one",
        state=EncounterState.DRAFT,
        setting=setting,
        started_at=NOW,
        nurse="nokafor",
        nurse_name="N. Okafor, RN",
        findings=MappingProxyType({"chills": known("chills", True)}),
    )
    if born is not None:
        held = replace(held, patient=Patient("p", "Doe", "Jane", born))
    found = assess(protocol, observation(held, NOW))
    situation, *_ = sbar(protocol.form, held, found, NOW, "C", "Europe/Paris")
    assert situation.text.startswith(f"{what}, {who}.")
