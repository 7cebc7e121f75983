"""The limits of the patient's sheet: the patient's own, and never later than the dispositions."""

from __future__ import annotations

import pytest

from tests.clinical.observing import NOW, protocol
from workstation.clinical.assessment import assess
from workstation.clinical.findings import Observation, PatientFacts, Setting, known
from workstation.clinical.watching import Bound, OwnLimit, own_limits

PLAIN = {
    "temperature_c": 36.8,
    "systolic_mmhg": 124,
    "spo2_percent": 97,
    "heart_rate_bpm": 78,
    "respiratory_rate_bpm": 16,
    "anc_per_ul": 2500,
}
"""A measured adult about whom nothing fires."""

SPAN = {
    "temperature_c": [value / 10 for value in range(345, 396)],
    "systolic_mmhg": [*range(70, 118), *range(216, 224)],
    "spo2_percent": range(80, 100),
    "heart_rate_bpm": [*range(36, 44), *range(90, 136)],
    "respiratory_rate_bpm": range(6, 30),
}
ADULT, CHILD = PatientFacts(age_years=61.0), PatientFacts(age_years=6.0)
WHO: dict[str, tuple[PatientFacts, dict[str, float]]] = {
    "an adult": (ADULT, {}),
    "a usual pressure of 150": (ADULT, {"baseline_systolic_mmhg": 150}),
    "a usual saturation of 96": (ADULT, {"baseline_spo2_percent": 96}),
    "a usual saturation of 91": (ADULT, {"baseline_spo2_percent": 91}),
    "a usual saturation of 86": (ADULT, {"baseline_spo2_percent": 86}),
    "a child of 6": (CHILD, {"heart_rate_bpm": 95, "systolic_mmhg": 105}),
}


def seen(who: PatientFacts, values: dict[str, float]) -> Observation:
    groups = protocol().groups
    none = dict.fromkeys([*groups["masking_drugs"], *groups["symptoms"]], False)
    told = {**none, **PLAIN, **values}
    # a word that its number answers would speak in the number's place
    answered = {id: v for id, v in told.items() if id not in groups["answered_by_numbers"]}
    findings = [known(id, value) for id, value in answered.items()]
    return Observation(Setting.PHONE, NOW, who, findings={one.id: one for one in findings})


def limits(who: PatientFacts, values: dict[str, float]) -> dict[str, OwnLimit]:
    return {one.finding: one for one in own_limits(protocol(), seen(who, values))}


def rank(who: PatientFacts, values: dict[str, float]) -> int:
    level = assess(protocol(), seen(who, values)).disposition.level
    assert level is not None
    return protocol().rank(level)


CELLS = [(who, finding) for who in WHO for finding in SPAN]


@pytest.mark.parametrize(("name", "finding"), CELLS)
def test_the_sheet_never_asks_for_help_later_than_the_dispositions(name: str, finding: str) -> None:
    who, values = WHO[name]
    limit = limits(who, values)[finding]
    urgent = protocol().rank("urgent_review")
    ambulance = protocol().rank("call_emergency_services")
    for value in SPAN[finding]:
        found = rank(who, {**values, finding: value})
        if found >= urgent:
            asks = any(b.holds(value) for b in (*limit.call_us, *limit.emergency))
            assert asks, f"{value} is {found} and the sheet says nothing"
        if found >= ambulance:
            assert any(b.holds(value) for b in limit.emergency), value


@pytest.mark.parametrize("finding", SPAN)
def test_the_emergency_number_is_for_what_sends_a_person_to_hospital(finding: str) -> None:
    """At the bound itself; below it the dispositions would not send anybody."""
    least = protocol().rank("emergency_department_now")
    for bound in limits(ADULT, {})[finding].emergency:
        step = 0.1 if finding == "temperature_c" else 1
        beyond = bound.limit + (step if bound.sign == ">" else -step if bound.sign == "<" else 0)
        assert rank(ADULT, {finding: round(beyond, 1)}) >= least


@pytest.mark.parametrize("name", WHO)
def test_about_a_measured_person_nothing_fires(name: str) -> None:
    assert rank(*WHO[name]) < protocol().rank("urgent_review")


def test_the_first_bound_to_be_reached_counts() -> None:
    adult = limits(ADULT, {"baseline_systolic_mmhg": 150})["systolic_mmhg"]
    assert adult.emergency == (Bound("<=", 110),)
    assert limits(ADULT, {"baseline_systolic_mmhg": 120})["systolic_mmhg"].emergency == (
        Bound("<=", 90),
    )
    assert limits(CHILD, {})["systolic_mmhg"].emergency == (Bound("<", 82),)


def test_a_low_usual_saturation_moves_the_emergency_bound_only() -> None:
    own = limits(ADULT, {"baseline_spo2_percent": 91})["spo2_percent"]
    assert own.call_us == (Bound("<", 94),)
    assert own.emergency == (Bound("<=", 88),)


def test_few_neutrophils_bring_the_temperature_down_to_the_lower_limit() -> None:
    own = limits(ADULT, {"anc_per_ul": 800})["temperature_c"]
    assert own.call_us == (Bound(">=", 37.5), Bound("<", 36.0))
    assert limits(ADULT, {})["temperature_c"].call_us == (Bound(">=", 38.0), Bound("<", 36.0))


def test_every_word_has_a_place_on_the_sheet_and_no_sentence_is_long() -> None:
    for advice in protocol().form.advice.values():
        assert advice.part in {"now", "watch", "call_us", "emergency", "know"}, advice.id
        spoken = advice.text.removesuffix(".").replace(": ", ". ")
        if not advice.points:
            assert all(len(one.split()) <= 26 for one in spoken.split(". ")), advice.id
        assert "{points}" not in advice.text


def test_every_level_of_phone_and_chair_says_what_to_do_and_whom_to_tell() -> None:
    form = protocol().form
    for level in form.levels.values():
        parts = {form.advice[id].part for id in level.advice}
        assert {"now", "call_us"} <= parts, level.id
