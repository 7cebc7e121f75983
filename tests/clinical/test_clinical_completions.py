"""A range is sound and tight: over the completions of the needed findings that are not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given

from tests.clinical.drawing import (
    CANNULAS,
    DEVICES,
    NEEDED,
    NEURO,
    OTHERS,
    PATIENTS,
    SETTINGS,
    SYMPTOMS,
    SYMPTOMS_SAID,
    VASOPRESSORS,
    partial,
)
from tests.clinical.observing import MASKING, WELL, exploring, protocol, read

ALWAYS_NEEDED: Mapping[str, tuple[Any, ...]] = {
    "temperature_c": (36.8, 38.0),
    "systolic_mmhg": (20, 300),
    "spo2_percent": (89, 90),
    "ice_score": (0, 2, 6, 9, 10),
    "capd_score": (0, 8, 9),
    "awakens_to": ("spontaneously", "voice", "touch", "unarousable"),
    "seizure": ("none", "brief_resolved", "course_unknown", "prolonged_or_repetitive"),
    "reaction_response": ("none", "prompt", "slow"),
    "infusion_interrupted": (False, True),
}
BY_CRS = ("temperature_c", "systolic_mmhg", "spo2_percent")
BY_SCALE = {
    "icans-astct-2019": ("ice_score", "capd_score", "awakens_to", "seizure"),
    "ctcae-5-irr": ("reaction_response", "infusion_interrupted"),
}
CRS_SCALES = sorted(id for id, scale in protocol().scales.items() if scale.by_entry)

Findings = Mapping[str, Any]


def _ranges(setting: str, findings: Findings, patient: Any, scale: str) -> tuple[int, int]:
    found = read(setting, findings, patient=patient).grade(scale)
    return found.at_least, found.at_most


def _completions(setting: str, findings: Findings, scale: str) -> Iterator[Findings]:
    """Every completion over boundary values; a flow only where a cannula asks for it."""
    ids = BY_SCALE.get(scale, BY_CRS)
    choices = [[{id: v} for v in ALWAYS_NEEDED[id]] for id in ids if findings.get(id) is None]
    if scale in CRS_SCALES:
        choices += _crs_choices(setting, findings)
    for chosen in product(*choices):
        whole = {**findings, **{id: v for one in chosen for id, v in one.items()}}
        yield from _with_flow(whole)


def _crs_choices(setting: str, findings: Findings) -> Iterator[list[dict[str, Any]]]:
    drugs = [id for id in MASKING if findings.get(id) is None]
    if drugs:
        yield [dict.fromkeys(drugs, False), {**dict.fromkeys(drugs, False), drugs[-1]: True}]
    open_ones = [id for id in SYMPTOMS if findings.get(id) is None]
    if open_ones:
        none: dict[str, Any] = dict.fromkeys(open_ones, False)
        told = [id for id in open_ones if id not in (findings.get("preexisting_symptoms") or ())]
        yield [none, *({**none, id: True} for id in told[:1])]
    if setting == "phone":
        return
    if findings.get("vasopressors") is None:
        yield [{"vasopressors": one} for one in VASOPRESSORS]
    if findings.get("oxygen_device") is None:
        yield [{"oxygen_device": one} for one in (*DEVICES, *CANNULAS)]


def _with_flow(findings: Findings) -> Iterator[Findings]:
    if findings.get("oxygen_device") in CANNULAS and findings.get("oxygen_flow_l_min") is None:
        yield from ({**findings, "oxygen_flow_l_min": flow} for flow in (1, 4, 5, 6, 6.5))
    else:
        yield findings


CAREFUL = exploring(60)


def _check(setting: str, findings: Findings, patient: Any, scale: str) -> None:
    low, high = _ranges(setting, findings, patient, scale)
    completed = [
        (_ranges(setting, whole, patient, scale), whole)
        for whole in _completions(setting, findings, scale)
    ]
    for (least, most), whole in completed:
        added = {id: v for id, v in whole.items() if findings.get(id) != v}
        assert low <= least <= most <= high, f"{scale} {low}..{high} is not sound: {added}"
    assert min(least for (least, _), _ in completed) == low, f"{scale}: {low} is not reached"
    assert max(most for (_, most), _ in completed) == high, f"{scale}: {high} is not reached"


@pytest.mark.parametrize("scale", CRS_SCALES)
@CAREFUL
@given(partial(NEEDED, OTHERS), SYMPTOMS_SAID, SETTINGS, PATIENTS)
def test_a_crs_range_is_sound_and_tight(
    scale: str, findings: dict[str, Any], symptoms: Findings, setting: str, patient: Any
) -> None:
    findings = {**symptoms, **findings}
    still_open = sum(findings.get(id) is None for id in NEEDED)
    assume(still_open <= 4 or setting == "phone")
    _check(setting, findings, patient, scale)


@pytest.mark.parametrize("scale", ["lee-2014", "penn-2018", "cartox-2018", "plain-language"])
def test_an_open_drug_keeps_an_organ_open(scale: str) -> None:
    known = {id: value for id, value in WELL.items() if id not in MASKING}
    _check(
        "phone",
        {**known, "crs_established": True, "creatinine_ctcae_grade": 3},
        {"age_years": 58},
        scale,
    )


@pytest.mark.parametrize("scale", sorted(BY_SCALE))
@CAREFUL
@given(partial(NEURO), SETTINGS, PATIENTS)
def test_a_range_without_entry_is_sound_and_tight(
    scale: str, findings: dict[str, Any], setting: str, patient: Any
) -> None:
    _check(setting, findings, patient, scale)


@pytest.mark.parametrize("setting", ["phone", "chairside", "ward"])
@pytest.mark.parametrize("scale", ["astct-2019", "plain-language"])
def test_nothing_known_is_sound_and_tight(scale: str, setting: str) -> None:
    _check(setting, {}, {"age_years": 58}, scale)
