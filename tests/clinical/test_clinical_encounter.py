"""What an encounter knows of its patient on a day, and what the engine is given of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.observing import NOW, exploring, protocol
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import (
    Encounter,
    EncounterState,
    Patient,
    age_months,
    age_years,
    facts,
    observation,
)
from workstation.clinical.findings import Observation, PatientFacts, Setting, known


def patient(born: date) -> Patient:
    return Patient("p1", "Doe", "Jane", born, conditions=("hypercapnic_failure",), pregnant=False)


def encounter(born: date | None) -> Encounter:
    return Encounter(
        id=1,
        uuid="e1",
        state=EncounterState.DRAFT,
        setting=Setting.PHONE,
        started_at=NOW,
        nurse="okafor",
        nurse_name="N. Okafor, RN",
        patient=patient(born) if born else None,
        findings={"temperature_c": known("temperature_c", 38.4)},
        prior_call_within_24h=True,
    )


@pytest.mark.parametrize(
    ("born", "on", "years", "months"),
    [
        (date(2000, 11, 22), date(2026, 11, 21), 25, 311),
        (date(2000, 11, 22), date(2026, 11, 22), 26, 312),
        (date(2024, 2, 29), date(2025, 2, 28), 0, 11),
        (date(2024, 2, 29), date(2025, 3, 1), 1, 12),
        (date(2026, 10, 31), date(2026, 11, 30), 0, 0),
        (date(2026, 11, 22), date(2026, 11, 22), 0, 0),
    ],
)
def test_ages_are_whole_and_rounded_down(born: date, on: date, years: int, months: int) -> None:
    assert age_years(born, on) == years
    assert age_months(born, on) == months


@given(st.dates(date(1920, 1, 1), date(2026, 1, 1)), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
@exploring(60)
def test_years_and_months_agree(born: date, on: date) -> None:
    assert age_months(born, on) // 12 == age_years(born, on)


def test_months_count_under_one_year_only() -> None:
    infant = facts(patient(date(2026, 3, 1)), date(2026, 11, 22))
    assert (infant.age_years, infant.age_months) == (0.0, 8.0)
    adult = facts(patient(date(1968, 3, 1)), date(2026, 11, 22))
    assert (adult.age_years, adult.age_months) == (58.0, None)
    assert adult.conditions == ("hypercapnic_failure",)
    assert adult.pregnant is False


def test_a_name_is_shown_family_name_first() -> None:
    assert patient(date(1968, 3, 1)).display_name == "DOE, Jane"


def test_an_encounter_gives_the_engine_what_it_knows() -> None:
    at = datetime(2026, 11, 22, 13, tzinfo=UTC)
    seen = observation(encounter(date(2018, 3, 1)), at)
    assert (seen.setting, seen.assessed_at, seen.patient.age_years) == (Setting.PHONE, at, 8.0)
    assert seen.prior_call_within_24h
    assert assess(protocol(), seen).grade.entry == "met"


def test_without_a_patient_nothing_of_one_is_known() -> None:
    assert observation(encounter(None), NOW).patient == PatientFacts()
    empty = Observation(Setting.WARD, NOW)
    assert (dict(empty.findings), empty.patient) == ({}, PatientFacts())
