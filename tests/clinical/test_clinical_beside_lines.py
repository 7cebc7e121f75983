"""The lines beside the grade, as window and page show them: not known is never a zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.clinical.observing import WELL, answer, observe, protocol
from workstation.clinical.age_limits import age_limits
from workstation.clinical.beside import BesideLine, Standing, other_scales, screens

FORM = protocol().form
ON_AIR: Mapping[str, Any] = {**WELL, "oxygen_device": "room_air"}


NO_CHEMOTHERAPY: Mapping[str, Any] = {"chemotherapy_within_6_weeks": False}


def scales_of(findings: Mapping[str, Any], setting: str = "ward") -> dict[str, BesideLine]:
    return {one.id: one for one in other_scales(FORM, answer(setting, findings))}


def screens_of(findings: Mapping[str, Any], **around: Any) -> dict[str, BesideLine]:
    limits = age_limits(protocol(), observe("phone", findings, **around))
    return {one.id: one for one in screens(FORM, answer("phone", findings, **around), limits)}


def test_every_scale_but_the_default_one_is_told_with_version_and_words() -> None:
    found = scales_of({**ON_AIR, "temperature_c": 38.4, "vasopressors": ["norepinephrine"]})
    assert set(found) == set(FORM.scales) - {"astct-2019"}
    assert found["lee-2014"].result == "2 to 3"
    assert found["lee-2014"].words == "moderate up to severe"
    assert found["ctcae-5"].title == "CTCAE 5"
    assert found["icans-astct-2019"].title == "ASTCT 2019 · ICANS"
    assert found["plain-language"].title == "Plain language"


def test_with_nothing_known_no_line_is_a_zero() -> None:
    for line in (*scales_of({}).values(), *screens_of({}).values()):
        assert line.standing is Standing.OPEN, line.id
        assert line.result not in ("0", "no", "none", "inside"), line.id


def test_no_sepsis_flag_is_clear_while_chemotherapy_was_not_told() -> None:
    line = screens_of(ON_AIR)["sepsis_red_flags"]
    assert (line.result, line.standing) == ("not known", Standing.OPEN)
    assert line.not_known == ("chemotherapy_within_6_weeks",)


@pytest.mark.parametrize(
    ("id", "told", "result", "standing"),
    [
        ("news2", {}, "0", Standing.QUIET),
        ("news2", {"heart_rate_bpm": None}, "0 to 3", Standing.OPEN),
        ("qsofa", {"systolic_mmhg": 100}, "1", Standing.QUIET),
        ("sepsis_red_flags", {}, "none", Standing.QUIET),
        ("sepsis_red_flags", {"systolic_mmhg": 84, "no_urine_18h": True}, "2 raised", "raised"),
        ("sepsis_red_flags", {"systolic_mmhg": None}, "not known", Standing.OPEN),
        ("febrile_neutropenia", {}, "no", Standing.QUIET),
        ("febrile_neutropenia", {"temperature_c": 38.4, "anc_per_ul": 400}, "yes", "raised"),
        ("anaphylaxis", {"wheeze": True}, "yes", Standing.RAISED),
        ("anaphylaxis", {"wheeze": None}, "not known", Standing.OPEN),
        ("shock_index", {}, "0.61", Standing.QUIET),
        ("shock_index", {"systolic_mmhg": None}, "not known", Standing.OPEN),
    ],
    ids=str,
)
def test_a_screen_in_words(
    id: str, told: Mapping[str, Any], result: str, standing: Standing
) -> None:
    line = screens_of({**ON_AIR, **told}, therapy=NO_CHEMOTHERAPY)[id]
    assert (line.result, line.standing) == (result, standing)


def test_what_keeps_a_screen_open_is_named() -> None:
    line = screens_of({**ON_AIR, "systolic_mmhg": None}, therapy=NO_CHEMOTHERAPY)
    assert line["sepsis_red_flags"].not_known == ("systolic_mmhg",)
    febrile = {**WELL, "temperature_c": 38.4, "anc_per_ul": None, "anc_expected_to_fall": None}
    assert "anc_per_ul" in screens_of(febrile)["febrile_neutropenia"].not_known


@pytest.mark.parametrize(
    ("id", "patient"),
    [
        ("news2", {"age_years": 7}),
        ("qsofa", {"age_years": 7}),
        ("sirs", {"age_years": 15}),
        ("news2", {"age_years": 30, "pregnant": True}),
        ("qsofa", {"age_years": 30, "pregnant": True}),
    ],
    ids=str,
)
def test_a_screen_that_does_not_apply_says_so_in_words(id: str, patient: dict[str, Any]) -> None:
    line = screens_of(WELL, patient=patient)[id]
    assert (line.result, line.standing) == ("not valid", Standing.NOT_VALID)
    assert "16 years" in line.words


def test_the_limits_of_the_age_stand_beside_a_child_s_screens_only() -> None:
    child = screens_of(
        {**WELL, "heart_rate_bpm": 130, "respiratory_rate_bpm": 20}, patient={"age_years": 7}
    )["age_limits"]
    assert (child.result, child.standing) == ("1 outside", Standing.RAISED)
    assert "Heart rate 75 to 118" in child.words
    assert "age_limits" not in screens_of(WELL)


def test_every_source_of_a_line_is_a_reference_of_the_pack() -> None:
    lines = [*scales_of({}).values(), *screens_of(WELL, patient={"age_years": 7}).values()]
    named = {line.reference for line in lines if line.reference}
    named |= {reason.source for line in lines for reason in line.because if reason.source}
    assert named <= set(FORM.references)
