"""Not known is never normal: three ways of it are one to a grade, and none of them reassures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.drawing import NEEDED, NEURO, OTHERS, PATIENTS, SETTINGS, SYMPTOMS_SAID, partial
from tests.clinical.observing import NOW, WELL, answer, exploring, protocol, read
from tests.clinical.test_clinical_worse import AROUND, MORE, PLACED, VITALS, Step
from workstation.clinical import assessment

Findings = Mapping[str, Any]

FEVER_KEYS = {"temperature_c", "temperature_max_24h_c", "fever", "fever_reported", "high_fever"}
"""Once one of them has a key, fever is spoken of, and two clauses of the phone's lists count."""

NORMAL: Findings = {
    **WELL,
    "vasopressors": [],
    "oxygen_device": "room_air",
    "ice_score": 10,
    "creatinine_ctcae_grade": 0,
    "iv_fluid_boluses": 0,
    "complications": [],
}
NOT_KNOWN: tuple[Any, ...] = (None, "unknown", {"not_assessed": "no cuff at home"})
WITH_DISPOSITION = st.sampled_from(["phone", "chairside"])
ADULTS = st.sampled_from([{"age_years": 58}, {}])


def _without(findings: Findings, *ids: str) -> dict[str, Any]:
    return {id: value for id, value in findings.items() if id not in ids}


def _rank(setting: str, findings: Findings, patient: Any, around: Any) -> int:
    reading = read(setting, findings, patient=patient, **around)
    found = assessment.examine(protocol(), reading.observation).disposition.level
    assert found is not None
    return protocol().rank(found)


@exploring(100)
@given(
    partial(NEEDED, OTHERS, NEURO, MORE),
    SYMPTOMS_SAID,
    st.sampled_from(sorted({*NEEDED, *OTHERS, *NEURO, *MORE} - FEVER_KEYS)),
    st.sampled_from(NOT_KNOWN),
    SETTINGS,
    AROUND,
)
def test_however_it_is_not_known_the_answer_is_the_same(
    findings: Findings, symptoms: Findings, id: str, said: Any, setting: str, around: Any
) -> None:
    base = _without({**symptoms, **findings}, id)
    absent, told = answer(setting, base, **around), answer(setting, {**base, id: said}, **around)
    for scale in protocol().scales:
        assert told.grades[scale] == absent.grades[scale], scale
    assert told.disposition.level == absent.disposition.level
    assert told.screens == absent.screens


@exploring(120)
@given(
    partial(NEEDED, OTHERS, NEURO, MORE),
    SYMPTOMS_SAID,
    st.sampled_from(sorted(NORMAL)),
    st.sampled_from([..., *NOT_KNOWN]),
    WITH_DISPOSITION,
    ADULTS,
    AROUND,
)
def test_what_was_normal_and_is_not_known_lowers_no_disposition(
    findings: Findings,
    symptoms: Findings,
    id: str,
    said: Any,
    setting: str,
    patient: Any,
    around: Any,
) -> None:
    """A usual pressure far above makes 124 a fall, and an explained device is a bad value."""
    base = _without({**symptoms, **findings}, id, "baseline_systolic_mmhg")
    normal = {**base, id: NORMAL[id]}
    unknown = base if said is ... else {**base, id: said}
    assert _rank(setting, unknown, patient, around) >= _rank(setting, normal, patient, around)


@pytest.mark.parametrize("setting", ["phone", "chairside"])
@pytest.mark.parametrize("id", sorted(set(NORMAL) - {"anc_per_ul"}))
def test_one_finding_fewer_never_reassures(setting: str, id: str) -> None:
    around: Mapping[str, Any] = {"therapy": {}}
    before = _rank(setting, NORMAL, {"age_years": 58}, around)
    for base in (_without(NORMAL, id), *({**NORMAL, id: said} for said in NOT_KNOWN)):
        assert _rank(setting, base, {"age_years": 58}, around) >= before


@exploring(150)
@given(
    partial(NEEDED, OTHERS, NEURO, MORE), SYMPTOMS_SAID, st.sampled_from(PLACED), PATIENTS, AROUND
)
def test_a_worse_finding_lowers_no_disposition_at_the_chair(
    findings: Findings, symptoms: Findings, step: Step, patient: Any, around: Any
) -> None:
    id, good, bad = step
    base = {**NORMAL, **symptoms, **findings}
    before = _rank("chairside", {**base, id: good}, patient, around)
    assert _rank("chairside", {**base, id: bad}, patient, around) >= before


@exploring(120)
@given(
    partial(NEEDED, OTHERS, NEURO, MORE),
    st.sets(st.sampled_from(VITALS), min_size=1),
    st.sampled_from([2, 5, 25, 80]),
    PATIENTS,
    AROUND,
)
def test_a_stale_vital_never_reassures_at_the_chair(
    findings: Findings, old: set[str], hours: int, patient: Any, around: Any
) -> None:
    base = {**NORMAL, **findings}
    at = (NOW - timedelta(hours=hours)).isoformat()
    stale = {
        id: {"value": value, "at": at} if id in old and value is not None else value
        for id, value in base.items()
    }
    assert _rank("chairside", stale, patient, around) >= _rank("chairside", base, patient, around)
