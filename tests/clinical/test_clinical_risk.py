"""The risk before the first dose: what is told to raise it, the home, what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.clinical.observing import protocol
from workstation.clinical.encounter import Patient
from workstation.clinical.findings import Source, Therapy, known
from workstation.clinical.risk import RiskAssessment
from workstation.clinical.risk_facts import (
    NOT_KNOWN,
    baselines,
    engages_t_cells,
    home_words,
    is_child,
    kit,
    lacking,
    missing,
    risk_facts,
    usual,
)

FORM = protocol().form
TODAY = date(2026, 11, 26)
JANE = Patient("p-1", "Doe", "Jane", date(1965, 3, 14))
TECLISTAMAB = Therapy(agent="teclistamab")
WHOLE = replace(
    JANE,
    diagnosis="multiple myeloma",
    weight_kg=70.0,
    caregiver_present=False,
    has_thermometer=True,
    baseline_systolic_mmhg=124,
    baseline_spo2_percent=97,
    risk=RiskAssessment(
        severity="stage III",
        health=0,
        planned_dose="step-up 1",
        baseline_temperature_c=36.6,
        baseline_diastolic_mmhg=78,
        baseline_heart_rate_bpm=72,
        baseline_respiratory_rate_bpm=16,
        baseline_ice_score=0,
        handwriting_kept=False,
        has_cuff=False,
        has_oximeter=False,
        travel_minutes=0,
    ),
)


@pytest.mark.parametrize(
    ("born", "child"), [(date(2010, 11, 26), False), (date(2010, 11, 27), True)]
)
def test_a_child_is_under_sixteen_whole_years(born: date, child: bool) -> None:
    assert is_child(replace(JANE, birth_date=born), TODAY) is child


@pytest.mark.parametrize(
    ("therapy", "engaging"),
    [
        (None, None),
        (Therapy(), None),
        (Therapy(agent_text="trial antibody 7"), None),
        (TECLISTAMAB, True),
        (Therapy(agent="axicabtagene"), True),
        (Therapy(agent="rituximab"), False),
        (Therapy(agent_text="trial antibody 7", agent_class="bispecific"), True),
        (Therapy(agent_text="trial antibody 7", agent_class="other"), False),
    ],
)
def test_whether_the_agent_engages_t_cells_comes_from_its_class(
    therapy: Therapy | None, engaging: bool | None
) -> None:
    assert engages_t_cells(FORM, therapy) is engaging


def test_each_line_of_the_pack_stands_with_what_is_on_file_and_its_source() -> None:
    facts = risk_facts(FORM, WHOLE, TECLISTAMAB, TODAY)
    assert [(fact.id, fact.says, fact.raises) for fact in facts] == [
        ("condition", "multiple myeloma, stage III", None),
        ("health", "Fully active (ECOG 0)", None),
        ("dose", "step-up 1", None),
        ("children", "not a child, 61 years", False),
        ("t-cell-engaging", "yes", True),
    ]
    page = FORM.background["risk"]
    assert [(f.label, f.source) for f in facts] == [(s.text, s.reference) for s in page.signs]


def test_what_nobody_knows_is_not_known_and_never_a_no() -> None:
    facts = {fact.id: fact for fact in risk_facts(FORM, JANE, None, TODAY)}
    for id in ("condition", "health", "dose", "t-cell-engaging"):
        assert (facts[id].says, facts[id].raises) == (NOT_KNOWN, None)
    young = replace(JANE, birth_date=date(2020, 1, 1))
    children = {f.id: f for f in risk_facts(FORM, young, Therapy(agent="rituximab"), TODAY)}
    assert (children["children"].says, children["children"].raises) == ("a child, 6 years", True)
    assert (children["t-cell-engaging"].says, children["t-cell-engaging"].raises) == ("no", False)


def test_a_pack_without_the_page_has_no_facts_and_a_line_of_its_own_is_not_known() -> None:
    assert risk_facts(replace(FORM, background={}), WHOLE, TECLISTAMAB, TODAY) == ()
    page = FORM.background["risk"]
    more = replace(page, signs=(replace(page.signs[0], id="tumour-lysis"),))
    facts = risk_facts(replace(FORM, background={"risk": more}), WHOLE, TECLISTAMAB, TODAY)
    assert [fact.says for fact in facts] == [NOT_KNOWN]


def test_what_is_missing_is_what_nobody_entered() -> None:
    assert missing(FORM, WHOLE, TECLISTAMAB) == ()
    empty = missing(FORM, JANE, None)
    assert len(empty) == 19 and empty[0] == "condition" and empty[-1] == "way to the hospital"
    assert missing(FORM, replace(WHOLE, has_thermometer=None), TECLISTAMAB) == (
        "thermometer at home",
    )


def test_the_home_is_told_as_far_as_it_is_known() -> None:
    assert home_words(WHOLE) == (
        "thermometer",
        "no cuff",
        "no oximeter",
        "no caregiver",
        "0 min to the hospital",
    )
    assert home_words(JANE) == ()
    assert home_words(replace(JANE, caregiver_present=True)) == ("caregiver",)
    assert kit(JANE) == {"thermometer": None, "cuff": None, "oximeter": None}


def test_what_lacks_at_home_names_the_findings_that_need_it() -> None:
    assert lacking(WHOLE) == {
        "systolic_mmhg": "No cuff at home",
        "diastolic_mmhg": "No cuff at home",
        "spo2_percent": "No oximeter at home",
    }
    assert lacking(replace(JANE, has_thermometer=False)) == {
        "temperature_c": "No thermometer at home"
    }
    assert lacking(JANE) == lacking(None) == {}


def test_what_was_measured_before_the_dose_stands_beside_what_is_measured_now() -> None:
    assert usual(WHOLE) == {
        "temperature_c": 36.6,
        "systolic_mmhg": 124,
        "diastolic_mmhg": 78,
        "heart_rate_bpm": 72,
        "respiratory_rate_bpm": 16,
        "spo2_percent": 97,
        "ice_score": 0,
    }
    assert usual(JANE) == {}
    assert set(usual(WHOLE)) <= set(FORM.items)


def test_usual_values_become_findings_of_the_record() -> None:
    assert baselines(WHOLE) == (
        known("baseline_systolic_mmhg", 124, Source.RECORD),
        known("baseline_spo2_percent", 97, Source.RECORD),
        known("baseline_ice_score", 0, Source.RECORD),
    )
    assert baselines(JANE) == ()
