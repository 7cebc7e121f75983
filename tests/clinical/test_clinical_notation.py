"""Findings and assessments as JSON, and what is refused on the way in."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.observing import (
    NOW,
    ago,
    answer_json,
    exploring,
    item,
    protocol,
    refused,
)
from workstation.clinical.findings import (
    Finding,
    Observation,
    Setting,
    Source,
    State,
    known,
    not_assessed,
    unknown,
)
from workstation.clinical.form import Item, Kind
from workstation.clinical.limits import check_value
from workstation.clinical.notation import (
    JSON,
    finding_from_json,
    finding_to_json,
    observation_from_json,
    observation_to_json,
    therapy_from_json,
    therapy_to_json,
)
from workstation.clinical.refusal import Refusal

FORM = protocol().form


def refused_item(**around: Any) -> Refusal:
    return refused(lambda: observation_from_json(FORM, item(**around), NOW))


# --- what a value may be


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("fever", 1),
        ("fever", "yes"),
        ("systolic_mmhg", True),
        ("systolic_mmhg", "120"),
        ("systolic_mmhg", [120]),
        ("iv_fluid_boluses", False),
        ("oxygen_device", 3),
        ("oxygen_device", ["cpap"]),
        ("vasopressors", "norepinephrine"),
        ("antipyretic_at", "soon"),
        ("antipyretic_at", 3),
        ("antipyretic_at", "2026-11-22T14:05:00"),
    ],
)
def test_a_value_of_the_wrong_type(id: str, value: Any) -> None:
    refusal = refused(lambda: finding_from_json(FORM, id, value))
    assert (refusal.code, refusal.where) == ("wrong_type", id)


def test_a_time_without_zone_is_refused_by_the_item_too() -> None:
    naive = datetime(2026, 11, 22, 12)  # noqa: DTZ001  (that it is naive is the point)
    assert refused(lambda: check_value(FORM.items["steroid_at"], naive)).code == "wrong_type"


@pytest.mark.parametrize(
    ("id", "value", "code"),
    [
        ("nobody", 3, "unknown_id"),
        ("oxygen_device", "snorkel", "unknown_code"),
        ("vasopressors", ["norepinephrine", "tea"], "unknown_code"),
        ("vasopressors", [3], "unknown_code"),
        ("fever_cause", "", "unknown_code"),
        ("preexisting_symptoms", ["collapse"], "unknown_code"),
        ("fever", {"value": True, "source": "gossip"}, "unknown_code"),
        ("fever", {"value": True, "who": "me"}, "unknown_key"),
        ("fever", {}, "unknown_key"),
        ("fever", {"not_assessed": "no", "value": True}, "unknown_key"),
        ("fever", {"not_assessed": 3}, "wrong_type"),
        ("fever", {"value": True, "source": 3}, "unknown_code"),
        ("fever", {"value": True, "at": "noon"}, "wrong_type"),
    ],
)
def test_what_the_protocol_does_not_know_is_refused(id: str, value: Any, code: str) -> None:
    refusal = refused(lambda: finding_from_json(FORM, id, value))
    assert (refusal.code, refusal.where) == (code, id)
    assert refused_item(findings={id: value}).code == code


# --- the four states


@pytest.mark.parametrize("json", [None, "unknown", {"value": None}, {"value": "unknown"}])
def test_unknown_has_four_spellings(json: Any) -> None:
    assert finding_from_json(FORM, "fever", json) == unknown("fever")


def test_not_assessed_keeps_its_reason() -> None:
    found = finding_from_json(FORM, "systolic_mmhg", {"not_assessed": "no cuff at home"})
    assert found == not_assessed("systolic_mmhg", "no cuff at home")
    assert not found.known


def test_a_value_keeps_source_and_time() -> None:
    at = "2026-11-22T06:05:00-05:00"
    json: dict[str, JSON] = {"value": 38.6, "source": "patient_device", "at": at}
    found = finding_from_json(FORM, "temperature_c", json)
    assert found.known
    assert found.source is Source.PATIENT_DEVICE
    assert found.at == datetime(2026, 11, 22, 11, 5, tzinfo=UTC)
    assert finding_to_json(found) == json


def _values(asked: Item) -> st.SearchStrategy[Any]:
    codes = [code.id for code in asked.codes]
    low, high = asked.low or 0, asked.high or 0
    return {
        Kind.BOOLEAN: st.booleans(),
        Kind.NUMBER: st.floats(low, high) | st.integers(int(low), int(high)),
        Kind.COUNT: st.integers(int(low), int(high)),
        Kind.CODE: st.sampled_from(codes or [""]),
        Kind.CODES: st.lists(st.sampled_from(codes or [""]), max_size=4).map(tuple),
        Kind.TIME: st.integers(0, 10**6).map(lambda s: NOW - timedelta(seconds=s)),
    }[asked.kind]


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    asked = draw(st.sampled_from(list(FORM.items.values())))
    state = draw(st.sampled_from([State.KNOWN, State.KNOWN, State.UNKNOWN, State.NOT_ASSESSED]))
    if state is State.UNKNOWN:
        return unknown(asked.id)
    if state is State.NOT_ASSESSED:
        return not_assessed(asked.id, draw(st.text(max_size=9)))
    at = draw(st.none() | st.integers(0, 10**6).map(lambda s: NOW - timedelta(seconds=s)))
    value = check_value(asked, draw(_values(asked)))
    return known(asked.id, value, draw(st.none() | st.sampled_from(list(Source))), at)


@given(findings())
@exploring(200)
def test_a_finding_comes_back_from_json(finding: Finding) -> None:
    text = json.dumps(finding_to_json(finding))
    assert finding_from_json(FORM, finding.id, json.loads(text)) == finding


PATIENTS = st.fixed_dictionaries(
    {},
    optional={
        "age_years": st.floats(0, 120),
        "age_months": st.floats(0, 1440),
        "weight_kg": st.floats(0.2, 500),
        "sex": st.sampled_from(["female", "male", "unknown"]),
        "conditions": st.just(["hypercapnic_failure"]),
        "pregnant": st.booleans(),
        "central_line": st.booleans(),
        "has_thermometer": st.booleans(),
    },
)
THERAPIES = st.fixed_dictionaries(
    {},
    optional={
        "cause": st.sampled_from(["immunotherapy", "infection", "transplant"]),
        "agent": st.sampled_from(list(FORM.agents)),
        "agent_text": st.text(max_size=9),
        "agent_class": st.sampled_from(["car_t", "bispecific", "other"]),
        "dose_label": st.text(max_size=9),
        "dose_number": st.integers(0, 1000),
        "last_dose_at": st.integers(0, 400).map(lambda days: ago(days=days)),
        "chemotherapy_within_6_weeks": st.booleans(),
    },
)


@given(
    st.lists(findings(), max_size=6),
    PATIENTS,
    THERAPIES,
    st.sampled_from(Setting),
    st.booleans(),
    st.none() | st.text(max_size=5),
)
@exploring(120)
def test_an_observation_comes_back_from_json(
    drawn: list[Finding], patient: Any, therapy: Any, setting: Setting, prior: bool, id: str | None
) -> None:
    observation = Observation(
        setting=setting,
        assessed_at=NOW + timedelta(days=1),
        patient=observation_from_json(FORM, item(patient=patient), NOW).patient,
        therapy=therapy_from_json(FORM, therapy),
        findings={finding.id: finding for finding in drawn},
        prior_call_within_24h=prior,
        id=id,
    )
    text = json.dumps(observation_to_json(observation))
    assert observation_from_json(FORM, json.loads(text), NOW) == observation
    assert therapy_from_json(FORM, therapy_to_json(observation.therapy)) == observation.therapy


def test_what_nobody_asked_is_no_key() -> None:
    observation = Observation(
        Setting.PHONE, NOW, findings={"fever": Finding("fever", State.NOT_ASKED)}
    )
    assert observation_to_json(observation)["findings"] == {}


# --- an item


@pytest.mark.parametrize(
    ("around", "code", "where"),
    [
        ({"setting": "home"}, "setting", "setting"),
        ({"setting": None}, "setting", "setting"),
        ({"colour": 3}, "unknown_key", "colour"),
        ({"findings": [3]}, "wrong_type", "findings"),
        ({"patient": "Doe"}, "wrong_type", "patient"),
        ({"patient": {"name": "Doe"}}, "unknown_key", "name"),
        ({"patient": {"age_years": -1}}, "out_of_limits", "age_years"),
        ({"patient": {"age_years": 120.5}}, "out_of_limits", "age_years"),
        ({"patient": {"age_years": "old"}}, "wrong_type", "age_years"),
        ({"patient": {"age_years": True}}, "wrong_type", "age_years"),
        ({"patient": {"age_months": -1}}, "out_of_limits", "age_months"),
        ({"patient": {"weight_kg": 0}}, "out_of_limits", "weight_kg"),
        ({"patient": {"pregnant": 1}}, "wrong_type", "pregnant"),
        ({"patient": {"conditions": "asthma"}}, "wrong_type", "conditions"),
        ({"patient": {"conditions": [3]}}, "wrong_type", "conditions"),
        ({"patient": {"sex": 3}}, "wrong_type", "sex"),
        ({"therapy": [3]}, "wrong_type", "therapy"),
        ({"therapy": {"brand": "x"}}, "unknown_key", "brand"),
        ({"therapy": {"agent": "Kymriah"}}, "unknown_code", "agent"),
        ({"therapy": {"agent_class": "tcr"}}, "unknown_code", "agent_class"),
        ({"therapy": {"cause": "bad luck"}}, "unknown_code", "cause"),
        ({"therapy": {"dose_number": "two"}}, "wrong_type", "dose_number"),
        ({"therapy": {"last_dose_at": "2026-11-22"}}, "wrong_type", "last_dose_at"),
        ({"therapy": {"last_dose_at": ago(hours=-1)}}, "future_time", "last_dose_at"),
        ({"assessed_at": "now"}, "wrong_type", "assessed_at"),
        ({"assessed_at": "2026-11-22T12:00:00"}, "wrong_type", "assessed_at"),
        ({"assessed_at": 3}, "wrong_type", "assessed_at"),
        ({"prior_call_within_24h": "yes"}, "wrong_type", "prior_call_within_24h"),
        ({"id": [3]}, "wrong_type", "id"),
        ({"findings": {"steroid_at": ago(hours=-1)}}, "future_time", "steroid_at"),
        (
            {"findings": {"fever": {"value": True, "at": ago(seconds=-1)}}},
            "future_time",
            "fever",
        ),
        (
            {"findings": {"observation_due_at": {"value": ago(hours=-1), "at": ago(hours=-1)}}},
            "future_time",
            "observation_due_at",
        ),
    ],
)
def test_an_item_is_refused_for(around: dict[str, Any], code: str, where: str) -> None:
    refusal = refused(lambda: observation_from_json(FORM, {**item(), **around}, NOW))
    assert (refusal.code, refusal.where) == (code, where)


@pytest.mark.parametrize("json", [None, [], "item", 3])
def test_an_item_is_an_object(json: Any) -> None:
    assert refused(lambda: observation_from_json(FORM, json, NOW)).message == (
        "An item is a JSON object."
    )


@pytest.mark.parametrize(
    ("around", "why"),
    [
        ({"patient": {"age_years": 10**400}}, "OverflowError while the refusal is worded"),
        (
            {
                "assessed_at": "2026-11-22T12:00:00-05:00",
                "therapy": {"last_dose_at": "0001-01-01T00:00:00Z"},
            },
            "OverflowError: the year 1 has no local day west of Greenwich",
        ),
    ],
    ids=["age", "dose in the year 1"],
)
def test_an_absurd_item_is_refused_or_answered(around: dict[str, Any], why: str) -> None:
    with suppress(Refusal):
        assert answer_json(**around), why


def test_only_the_next_observation_may_be_later() -> None:
    later = {"observation_due_at": ago(hours=-1)}
    observation = observation_from_json(FORM, item(findings=later), NOW)
    assert observation.findings["observation_due_at"].value == NOW + timedelta(hours=1)
    assert FORM.may_be_later == {"observation_due_at"}


def test_assessed_at_absent_is_now_and_null_is_absent() -> None:
    bare = {"setting": "ward", "assessed_at": None, "patient": None, "findings": None, "id": None}
    assert observation_from_json(FORM, bare, NOW) == Observation(Setting.WARD, NOW)
    assert observation_from_json(FORM, {"setting": "ward"}, NOW) == Observation(Setting.WARD, NOW)


def test_unknown_circumstances_are_not_known() -> None:
    told = {"age_years": "unknown", "pregnant": None, "has_thermometer": "unknown"}
    patient = observation_from_json(FORM, item(patient=told), NOW).patient
    assert (patient.age_years, patient.pregnant, patient.has_thermometer) == (None, None, None)
