"""A child's limits of the vitals, as FACTS of PALS have them, and none for an adult."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.clinical.observing import WELL, level, observe, protocol
from workstation.clinical.age_limits import AgeLimit, age_limits


def limits(findings: dict[str, Any] | None = None, **patient: Any) -> dict[str, AgeLimit]:
    seen = age_limits(protocol(), observe("phone", findings or {}, patient=patient))
    return {one.finding: one for one in seen}


@pytest.mark.parametrize(
    ("patient", "systolic", "heart", "breathing"),
    [
        ({"age_months": 0.5}, "60 or more", "100 to 205", "30 to 53"),
        ({"age_months": 6}, "70 or more", "100 to 190", "30 to 53"),
        ({"age_years": 1}, "72 or more", "98 to 140", "22 to 37"),
        ({"age_years": 2}, "74 or more", "98 to 140", "22 to 37"),
        ({"age_years": 3}, "76 or more", "80 to 120", "20 to 28"),
        ({"age_years": 6}, "82 or more", "75 to 118", "18 to 25"),
        ({"age_years": 10}, "90 or more", "75 to 118", "18 to 25"),
        ({"age_years": 11}, "90 or more", "75 to 118", "18 to 25"),
        ({"age_years": 12}, "90 or more", "60 to 100", "12 to 20"),
        ({"age_years": 15.9}, "90 or more", "60 to 100", "12 to 20"),
        ({"age_years": 0, "age_months": 6}, "70 or more", "100 to 190", "30 to 53"),
        ({"age_years": 0.5, "age_months": 20}, "72 or more", "98 to 140", "22 to 37"),
        ({"age_years": 1, "age_months": 8}, "72 or more", "98 to 140", "22 to 37"),
        ({"age_years": 5, "age_months": 6}, "80 or more", "80 to 120", "20 to 28"),
    ],
    ids=str,
)
def test_the_limits_are_those_of_the_age(
    patient: dict[str, Any], systolic: str, heart: str, breathing: str
) -> None:
    found = limits(**patient)
    assert [one.words for one in found.values()] == [systolic, heart, breathing]


@pytest.mark.parametrize("patient", [{"age_years": 16}, {"age_years": 58}, {}], ids=str)
def test_an_adult_and_an_unknown_age_have_none(patient: dict[str, Any]) -> None:
    assert limits(dict(WELL), **patient) == {}


def test_a_vital_is_inside_outside_or_not_known() -> None:
    found = limits({"heart_rate_bpm": 118, "respiratory_rate_bpm": 26}, age_years=7)
    assert [one.inside for one in found.values()] == [None, True, False]
    assert limits({"heart_rate_bpm": 74}, age_years=7)["heart_rate_bpm"].inside is False
    assert limits({"systolic_mmhg": 83}, age_years=7)["systolic_mmhg"].inside is False
    assert limits({"systolic_mmhg": 84}, age_years=7)["systolic_mmhg"].inside is True


def test_months_beside_years_make_no_infant_of_an_adult() -> None:
    """45 years and 6 months: a pressure of 75 is low, whatever an infant's limit is."""
    told = {**WELL, "systolic_mmhg": 75}
    assert level(told, patient={"age_years": 45, "age_months": 6}) == "emergency_department_now"
    assert level(told, patient={"age_years": 45}) == "emergency_department_now"


def test_a_pack_without_a_table_has_no_limit_of_that_vital() -> None:
    tables = {name: t for name, t in protocol().tables.items() if name != "systolic_limit"}
    child = observe("phone", {}, patient={"age_years": 6})
    found = age_limits(replace(protocol(), tables=tables), child)
    assert [one.finding for one in found] == ["heart_rate_bpm", "respiratory_rate_bpm"]
