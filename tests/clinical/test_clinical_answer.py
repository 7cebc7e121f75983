"""The answer of an assessment as JSON: its keys are the contract."""

from __future__ import annotations

import json

from tests.clinical.observing import (
    FEVER,
    WELL,
    answer_json,
    protocol,
)

TOP = {
    "protocol",
    "default_scale",
    "grades",
    "next_question",
    "screens",
    "disposition",
    "actions",
    "red_flags",
    "warnings",
}


def test_the_keys_of_an_answer() -> None:
    out = answer_json(findings={"temperature_c": 38.6})
    assert set(out) == TOP
    assert set(out["protocol"]) == {"id", "version", "sha256"}
    grade = out["grades"]["astct-2019"]
    wanted = {"at_least", "at_most", "settled", "entry", "because", "not_known", "assumed"}
    assert wanted <= set(grade)
    assert set(grade["because"][0]) >= {"finding", "says", "source"}
    assert grade["because"][0]["says"] == "38.6 °C is 38.0 °C or more"
    assert set(out["next_question"]) == {"finding", "why"}
    assert set(out["screens"]) == {
        "news2",
        "qsofa",
        "febrile_neutropenia",
        "sepsis_red_flags",
        *protocol().form.screens,
    }
    assert set(out["disposition"]) == {"level", "provisional", "waiting_for", "because"}
    assert all(set(a) - {"if_it_rises"} == {"id", "text", "who", "source"} for a in out["actions"])
    assert {a["who"] for a in out["actions"]} <= {"nurse", "prescriber"}


def test_the_example_of_the_contract() -> None:
    """38.6 °C told over the phone and nothing else."""
    out = answer_json(findings={"temperature_c": 38.6})
    grade = out["grades"][out["default_scale"]]
    assert (grade["at_least"], grade["at_most"], grade["settled"]) == (1, 4, False)
    assert grade["entry"] == "met"
    assert set(grade["not_known"]) == {"systolic_mmhg", "spo2_percent"}
    assert (out["screens"]["news2"]["at_least"], out["screens"]["news2"]["at_most"]) == (1, 18)
    assert (out["screens"]["qsofa"]["at_least"], out["screens"]["qsofa"]["at_most"]) == (0, 3)
    assert out["screens"]["febrile_neutropenia"] == "unknown"
    assert out["screens"]["sepsis_red_flags"] == out["red_flags"] == []
    assert out["disposition"]["level"] == "urgent_review"
    assert out["disposition"]["provisional"] is True


def test_the_example_assumes_only_the_cause_of_the_fever() -> None:
    out = answer_json(findings={"temperature_c": 38.6})
    assert out["grades"]["astct-2019"]["assumed"] == ["fever_cause"]


def test_the_ward_and_a_death_have_no_disposition() -> None:
    assert answer_json("ward", FEVER)["disposition"] is None
    out = answer_json("phone", {**FEVER, "died_of_crs": True})
    assert out["disposition"] is None
    assert (out["grades"]["astct-2019"]["at_least"], out["grades"]["astct-2019"]["at_most"]) == (
        5,
        5,
    )


def test_a_screen_that_does_not_apply_says_so() -> None:
    out = answer_json("phone", WELL, patient={"age_years": 15.9})["screens"]
    assert out["news2"] == {
        "answer": "not valid",
        "valid": False,
        "why": "Not valid under 16 years or in pregnancy",
    }
    assert (out["qsofa"]["answer"], out["qsofa"]["valid"]) == ("not valid", False)


def test_an_answer_is_json_and_a_scale_without_entry_has_none() -> None:
    out = answer_json("ward", FEVER)
    assert json.loads(json.dumps(out)) == out
    assert out["grades"]["icans-astct-2019"]["entry"] is None
    assert all(a["if_it_rises"] is True for a in out["actions"] if "if_it_rises" in a)
