"""Actions by agent class, by the grade of ICANS, by the chair's level; histories counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.clinical.observing import FEVER, WELL, ago, answer, protocol
from workstation.clinical.findings import Setting
from workstation.clinical.results import Assessment

CHAIR: Mapping[str, Any] = {**WELL, "oxygen_device": "room_air", "vasopressors": []}
WARD: Mapping[str, Any] = {**CHAIR, "temperature_c": 38.4}
LOW: Mapping[str, Any] = {**WARD, "iv_fluid_for_hypotension": True}
PRESSOR: Mapping[str, Any] = {**WARD, "vasopressors": ["norepinephrine"]}
VENTILATED: Mapping[str, Any] = {**WARD, "oxygen_device": "mechanical_ventilation"}


def of(agent: str, days: float = 1) -> dict[str, Any]:
    return {"therapy": {"agent": agent, "last_dose_at": ago(days=days)}}


def ids(found: Assessment) -> set[str]:
    return {action.id for action in found.actions if not action.if_it_rises}


Case = tuple[str, str, Mapping[str, Any], Mapping[str, Any]]
GIVEN: list[Case] = [
    ("car-t-early-onset", "ward", WARD, of("axicabtagene", 3)),
    ("car-t-tocilizumab-at-1", "ward", WARD, of("idecabtagene")),
    ("g-csf", "ward", {**WARD, "anc_per_ul": 499}, {}),
    ("earlier-steroid", "ward", LOW, of("brexucabtagene")),
    ("still-low-after-two-boluses", "ward", LOW, {}),
    ("no-better-in-24-hours", "ward", {**LOW, "anticytokine_given": True}, {}),
    ("tocilizumab-from-2", "ward", LOW, of("axicabtagene")),
    ("diverticular-disease", "ward", LOW, {}),
    ("tocilizumab-count", "ward", {**LOW, "anticytokine_given": True}, {}),
    ("antifungal-with-steroid", "ward", {**LOW, "steroid_given": True}, {}),
    ("bispecific-work-up", "phone", FEVER, of("teclistamab")),
    ("bispecific-fever-back", "phone", {**FEVER, "antipyretic_given": True}, of("teclistamab", 9)),
    ("observe-after-step-up", "chairside", CHAIR, of("talquetamab")),
    ("next-dose-by-label", "ward", LOW, of("epcoritamab")),
    ("discontinue-at-4", "ward", VENTILATED, of("glofitamab")),
    ("more-than-a-week", "ward", {**WARD, "crs_established": True}, of("teclistamab", 8)),
    ("icans-checks", "ward", {**WARD, "ice_score": 9}, {}),
    ("icans-1", "ward", {**WARD, "ice_score": 7}, {}),
    ("icans-2", "ward", {**WARD, "ice_score": 6}, {}),
    ("icans-3", "ward", {**WARD, "ice_score": 2}, {}),
    ("icans-4", "ward", {**WARD, "awakens_to": "unarousable"}, {}),
    ("icans-imaging", "ward", {**WARD, "ice_score": 3}, {}),
    ("icans-with-crs", "ward", {**WARD, "ice_score": 9}, {}),
    ("icans-alone", "ward", {**CHAIR, "ice_score": 9}, {}),
    ("chair-stop", "chairside", {**CHAIR, "wheeze": True}, {}),
    ("chair-hold", "chairside", WARD, {}),
    ("chair-restart", "chairside", WARD, {}),
    ("chair-watch", "chairside", {**CHAIR, "headache": True}, {}),
    ("adrenal-insufficiency", "phone", {**WELL, "nausea": True}, of("nivolumab")),
]

NOT_GIVEN: list[Case] = [
    ("car-t-early-onset", "ward", WARD, of("axicabtagene", 4)),
    ("car-t-early-onset", "ward", WARD, of("teclistamab", 1)),
    ("car-t-tocilizumab-at-1", "ward", LOW, of("idecabtagene")),
    ("g-csf", "ward", {**WARD, "anc_per_ul": 500}, {}),
    ("earlier-steroid", "ward", LOW, of("idecabtagene")),
    ("still-low-after-two-boluses", "ward", {**WARD, "oxygen_device": "blow_by"}, {}),
    ("no-better-in-24-hours", "ward", LOW, {}),
    ("tocilizumab-from-2", "ward", WARD, of("axicabtagene")),
    ("diverticular-disease", "ward", {**LOW, "anticytokine_given": True}, {}),
    ("tocilizumab-count", "ward", LOW, {}),
    ("antifungal-with-steroid", "ward", LOW, {}),
    ("bispecific-work-up", "phone", FEVER, of("axicabtagene")),
    ("bispecific-fever-back", "phone", FEVER, of("teclistamab", 9)),
    ("observe-after-step-up", "chairside", CHAIR, of("rituximab")),
    ("next-dose-by-label", "ward", VENTILATED, of("epcoritamab")),
    ("discontinue-at-4", "ward", PRESSOR, of("glofitamab")),
    ("more-than-a-week", "ward", {**WARD, "crs_established": True}, of("teclistamab", 7)),
    ("icans-checks", "ward", {**WARD, "ice_score": 10}, {}),
    ("icans-1", "ward", {**WARD, "ice_score": 6}, {}),
    ("icans-2", "ward", {**WARD, "ice_score": 2}, {}),
    ("icans-3", "ward", {**WARD, "awakens_to": "unarousable"}, {}),
    ("icans-4", "ward", {**WARD, "ice_score": 2}, {}),
    ("icans-imaging", "ward", {**WARD, "ice_score": 7}, {}),
    ("icans-with-crs", "ward", {**CHAIR, "ice_score": 9}, {}),
    ("icans-alone", "ward", {**WARD, "ice_score": 9}, {}),
    ("chair-stop", "chairside", WARD, {}),
    ("chair-hold", "chairside", {**CHAIR, "headache": True}, {}),
    ("chair-restart", "chairside", {**CHAIR, "wheeze": True}, {}),
    ("chair-watch", "chairside", CHAIR, {}),
    ("adrenal-insufficiency", "phone", WELL, of("nivolumab")),
]


def _told(part: object) -> str:
    return part if isinstance(part, str) else ""


@pytest.mark.parametrize(("id", "setting", "findings", "around"), GIVEN, ids=_told)
def test_an_action_is_given(
    id: str, setting: str, findings: Mapping[str, Any], around: Mapping[str, Any]
) -> None:
    assert id in ids(answer(setting, findings, **around))


@pytest.mark.parametrize(("id", "setting", "findings", "around"), NOT_GIVEN, ids=_told)
def test_an_action_is_not_given(
    id: str, setting: str, findings: Mapping[str, Any], around: Mapping[str, Any]
) -> None:
    assert id not in ids(answer(setting, findings, **around))


def test_actions_of_both_tables_are_the_same() -> None:
    assert {case[0] for case in GIVEN} == {case[0] for case in NOT_GIVEN}


@pytest.mark.parametrize("findings", [CHAIR, WARD, LOW, PRESSOR, VENTILATED], ids=str)
def test_actions_that_come_with_a_rise_are_not_those_of_now(findings: Mapping[str, Any]) -> None:
    found = answer("ward", {**findings, "oxygen_device": None})
    now = ids(found)
    later = [action.id for action in found.actions if action.if_it_rises]
    assert len(later) == len(set(later))
    assert not now & set(later)


def test_nurse_and_prescriber_have_actions_of_their_own_in_each_setting() -> None:
    for setting in Setting:
        assert {a.who for a in protocol().actions_in[setting]} == {"nurse", "prescriber"}


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"tocilizumab_doses_24h": 3}, True),
        ({"tocilizumab_doses_24h": 2}, False),
        ({"tocilizumab_doses_total": 4}, True),
        ({"tocilizumab_doses_total": 3}, False),
        ({}, False),
    ],
    ids=str,
)
def test_a_ceiling_that_was_come_to_warns(told: Mapping[str, Any], says: bool) -> None:
    warned = [w for w in answer("ward", {**LOW, **told}).warnings if "published most" in w]
    assert bool(warned) is says


def test_the_warned_ceilings_are_the_published_ones() -> None:
    ceiling = protocol().form.ceilings["tocilizumab"]
    texts = {w.id: w.text for w in protocol().warnings}
    assert texts["tocilizumab-in-24-hours"] == f"tocilizumab_doses_24h >= {ceiling.in_24_hours}"
    assert texts["tocilizumab-in-all"] == f"tocilizumab_doses_total >= {ceiling.in_all}"


def test_an_infusion_reaction_of_another_agent_is_graded_as_one() -> None:
    told = {**CHAIR, "reaction_response": "prompt"}
    words = "grade as an infusion-related reaction"
    assert any(words in w for w in answer("chairside", told, **of("rituximab")).warnings)
    assert not any(words in w for w in answer("chairside", told, **of("teclistamab")).warnings)
    alike = answer("chairside", WARD, **of("linvoseltamab")).warnings
    assert any("indistinguishable from CRS" in w for w in alike)


def test_the_table_of_doses_after_crs_names_agents_and_its_source() -> None:
    form = protocol().form
    for line in form.rechallenge:
        assert set(line.agents) <= set(form.agents)
        assert "verify" in form.references[line.reference].citation
        assert line.tag == "2"
    named = {agent for line in form.rechallenge for agent in line.agents}
    bispecific = {a.id for a in form.agents.values() if a.agent_class == "bispecific"}
    assert bispecific - named == {"odronextamab"}


def test_an_agent_says_how_long_each_step_up_dose_is_observed() -> None:
    step_up = protocol().form.agents["elranatamab"].step_up
    assert [(one.dose, one.hours) for one in step_up] == [
        ("step-up dose 1", 48),
        ("step-up dose 2", 24),
    ]
