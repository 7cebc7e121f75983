"""Which signs of a look-alike are there now: present, not present, not known, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.clinical.observing import WELL, ago, answer, observe, protocol
from workstation.clinical.look_alikes import LookAlikeSeen, Presence, SignSeen, look_alikes

ON_AIR: Mapping[str, Any] = {**WELL, "oxygen_device": "room_air"}
SEPTIC: Mapping[str, Any] = {**WELL, "systolic_mmhg": 84, "respiratory_rate_bpm": 24}


def pages(findings: Mapping[str, Any], **around: Any) -> dict[str, LookAlikeSeen]:
    seen = look_alikes(protocol(), observe("phone", findings, **around))
    return {one.page.id: one for one in seen}


def sign(findings: Mapping[str, Any], page: str, id: str, **around: Any) -> SignSeen:
    return next(s for s in pages(findings, **around)[page].signs if s.sign.id == id)


def test_every_page_of_the_pack_is_read_in_its_order() -> None:
    assert list(pages({})) == list(protocol().form.lookalikes)


def test_every_criterion_belongs_to_a_sign() -> None:
    for page, signs in protocol().signs.items():
        assert set(signs) <= {one.id for one in protocol().form.lookalikes[page].signs}


PRESENT = [
    ("infection", "neutropenia", {"anc_per_ul": 400}, {}),
    ("infection", "neutropenia", {"anc_expected_to_fall": True}, {}),
    ("infection", "local-signs", {"stomach_pain": True}, {}),
    ("infection", "late", {}, {"therapy": {"last_dose_at": ago(days=15)}}),
    ("sepsis", "red-flags", {"no_urine_18h": True}, {}),
    ("sepsis", "qsofa", {"systolic_mmhg": 84, "respiratory_rate_bpm": 24}, {}),
    ("sepsis", "news2", {"systolic_mmhg": 84}, {}),
    ("sepsis", "sirs", {"heart_rate_bpm": 95, "respiratory_rate_bpm": 22}, {}),
    ("adrenal-insufficiency", "checkpoint-inhibitor", {}, {"therapy": {"agent": "nivolumab"}}),
    (
        "adrenal-insufficiency",
        "steroid",
        {},
        {"patient": {"age_years": 58, "long_term_steroid": True}},
    ),
    ("adrenal-insufficiency", "gut", {"vomiting": True}, {}),
    ("adrenal-insufficiency", "pressure", {"dizziness_on_standing": True}, {}),
    ("adrenal-insufficiency", "pressure", {"systolic_mmhg": 84}, {}),
    ("adrenal-insufficiency", "mind", {"confusion": True}, {}),
    ("anaphylaxis", "airway-and-skin", {"wheeze": True}, {}),
    ("infusion-reaction", "onset", {"infusion_interrupted": True}, {}),
]


@pytest.mark.parametrize(("page", "id", "told", "around"), PRESENT, ids=str)
def test_a_sign_that_is_there_says_so_with_its_reason(
    page: str, id: str, told: Mapping[str, Any], around: Mapping[str, Any]
) -> None:
    found = sign({**WELL, **told}, page, id, **around)
    assert found.presence is Presence.PRESENT
    assert all(one.source in protocol().form.references for one in found.because)
    assert sign({}, page, id).presence is Presence.NOT_KNOWN


def test_every_criterion_is_tested() -> None:
    tested = {(page, id) for page, id, _, _ in PRESENT}
    assert tested == {(page, id) for page, signs in protocol().signs.items() for id in signs}


@pytest.mark.parametrize(
    ("page", "id", "around"),
    [
        ("infection", "neutropenia", {}),
        ("infection", "local-signs", {}),
        ("infection", "late", {"therapy": {"last_dose_at": ago(days=14)}}),
        ("sepsis", "red-flags", {}),
        ("sepsis", "qsofa", {}),
        ("sepsis", "news2", {}),
        ("adrenal-insufficiency", "checkpoint-inhibitor", {"therapy": {"agent": "teclistamab"}}),
        ("adrenal-insufficiency", "gut", {}),
        ("adrenal-insufficiency", "mind", {}),
        ("anaphylaxis", "airway-and-skin", {}),
    ],
)
def test_a_sign_is_not_there_only_when_it_was_asked(
    page: str, id: str, around: Mapping[str, Any]
) -> None:
    assert sign(ON_AIR, page, id, **around).presence is Presence.NOT_PRESENT


@pytest.mark.parametrize(
    ("page", "id", "without", "named"),
    [
        ("infection", "neutropenia", "anc_expected_to_fall", "anc_expected_to_fall"),
        ("sepsis", "red-flags", "no_urine_18h", "no_urine_18h"),
        ("sepsis", "qsofa", "respiratory_rate_bpm", None),
        ("sepsis", "news2", "heart_rate_bpm", "heart_rate_bpm"),
        ("adrenal-insufficiency", "gut", "vomiting", "vomiting"),
        ("anaphylaxis", "airway-and-skin", "wheeze", "wheeze"),
    ],
)
def test_what_nobody_asked_is_not_known_although_a_rule_reads_a_default(
    page: str, id: str, without: str, named: str | None
) -> None:
    asked = {key: value for key, value in ON_AIR.items() if key != without}
    found = sign(asked, page, id)
    assert found.presence is Presence.NOT_KNOWN
    assert (named or without) in found.not_known


def test_a_typed_agent_and_a_dose_without_a_date_are_not_known() -> None:
    typed = {"therapy": {"agent_text": "trial agent X"}}
    found = sign(WELL, "adrenal-insufficiency", "checkpoint-inhibitor", **typed)
    assert (found.presence, found.not_known) == (Presence.NOT_KNOWN, ("agent",))
    late = sign(WELL, "infection", "late")
    assert (late.presence, late.not_known) == (Presence.NOT_KNOWN, ("days_since_dose",))


def test_a_screen_for_adults_is_not_valid_in_a_child() -> None:
    found = sign(SEPTIC, "sepsis", "news2", patient={"age_years": 7})
    assert found.presence is Presence.NOT_VALID
    assert "under 16" in found.why_not_valid


def test_a_sign_without_a_finding_is_to_be_asked() -> None:
    assert sign(WELL, "infection", "contact").presence is Presence.TO_ASK


def test_no_stated_cause_takes_a_sign_away() -> None:
    told = {**SEPTIC, "hypotension_cause": "other", "hypotension": False}
    assert sign(told, "sepsis", "qsofa").presence is Presence.PRESENT
    assert sign(told, "adrenal-insufficiency", "pressure").presence is Presence.PRESENT


def test_an_old_value_still_alarms_and_no_longer_reassures() -> None:
    old = {"value": 84, "source": "measured", "at": ago(hours=6)}
    assert sign({**WELL, "systolic_mmhg": old}, "sepsis", "red-flags").presence is Presence.PRESENT
    fine = {"value": 124, "source": "measured", "at": ago(hours=6)}
    found = sign({**WELL, "systolic_mmhg": fine}, "sepsis", "red-flags")
    assert (found.presence, "systolic_mmhg" in found.not_known) == (Presence.NOT_KNOWN, True)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"confusion": True},
        {"systolic_mmhg": 84},
        {"systolic_mmhg": 110, "baseline_systolic_mmhg": 155},
        {"heart_rate_bpm": 131},
        {"respiratory_rate_bpm": 25},
        {"oxygen_flow_l_min": 2},
        {"spo2_percent": 91},
        {"spo2_percent": 91, "baseline_spo2_percent": 91},
        {"non_blanching_or_mottled_skin": True},
        {"no_urine_18h": True},
    ],
    ids=str,
)
def test_the_sign_of_the_red_flags_is_the_screen_s(told: Mapping[str, Any]) -> None:
    raised = bool(answer("phone", {**WELL, **told}).screens.sepsis_red_flags)
    present = sign({**WELL, **told}, "sepsis", "red-flags").presence is Presence.PRESENT
    assert present is raised
