"""The risk before the first dose, kept on the patient in versions, and used by every call."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.making_records import patient
from tests.making_sites import Minutes
from workstation.clinical.findings import Setting, Source, known
from workstation.clinical.refusal import Refusal
from workstation.clinical.risk import RiskAssessment, RiskVersion
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.workflows import calls, patients, risk
from workstation.workflows.session import Session

KEPT = RiskAssessment(
    severity="stage III",
    health=2,
    planned_dose="step-up 1",
    baseline_temperature_c=36.6,
    baseline_diastolic_mmhg=78,
    baseline_heart_rate_bpm=72,
    baseline_respiratory_rate_bpm=16,
    baseline_ice_score=9,
    handwriting_kept=True,
    handwriting_where="chart",
    has_cuff=False,
    has_oximeter=True,
    travel_minutes=45,
)


def test_an_assessment_is_kept_each_fact_in_its_one_place(nurse: Session) -> None:
    shown = patients.add(nurse, patient())
    entered = replace(
        shown,
        weight_kg=70.0,
        caregiver_present=False,
        has_thermometer=True,
        baseline_systolic_mmhg=124,
        baseline_spo2_percent=97,
        risk=replace(KEPT, severity=" stage III "),
    )
    kept = risk.assess_risk(nurse, shown, entered)
    assert kept == replace(entered, risk=KEPT, version=shown.version + 1)
    assert patients.get(nurse, shown.uuid) == kept
    assert patients.search(nurse, "ferreira") == (kept,)
    with nurse.records.reading() as unit:
        event = next(e for e in unit.audit_log.events(limit=9) if e.act == Act.RISK_ASSESSED)
    told = json.loads(event.detail)
    assert event.obj == shown.uuid
    assert told["weight_kg"] == [None, 70.0]
    assert told["risk"][0] is None and told["risk"][1]["travel_minutes"] == 45


def test_each_look_is_a_version_with_who_and_when_and_the_newest_counts(
    nurse: Session, signed_in: Callable[[str], Session], clock: Minutes
) -> None:
    shown = patients.add(nurse, patient())
    assert risk.risk_versions(nurse, shown.uuid) == ()
    first = risk.assess_risk(nurse, shown, replace(shown, risk=KEPT))
    at = clock.now
    clock.advance(hours=1)
    doctor = signed_in("amoreau")
    newer = replace(KEPT, health=3)
    second = risk.assess_risk(doctor, first, replace(first, risk=newer))
    clock.advance(hours=1)
    third = risk.assess_risk(nurse, second, second)  # looked again, and found the same
    assert risk.risk_versions(nurse, shown.uuid) == (
        RiskVersion(newer, clock.now, "N. Okafor, RN"),
        RiskVersion(newer, at.replace(hour=at.hour + 1), "A. Moreau, MD"),
        RiskVersion(KEPT, at, "N. Okafor, RN"),
    )
    assert third.risk == newer and third.version == shown.version + 3


def test_the_same_save_again_makes_no_second_version(nurse: Session) -> None:
    shown = patients.add(nurse, patient())
    entered = replace(shown, weight_kg=70.0, risk=KEPT)
    kept = risk.assess_risk(nurse, shown, entered)
    assert risk.assess_risk(nurse, shown, entered) == kept
    assert len(risk.risk_versions(nurse, shown.uuid)) == 1


def test_a_stale_save_is_refused_and_names_what_changed(nurse: Session) -> None:
    shown = patients.add(nurse, patient())
    risk.assess_risk(nurse, shown, replace(shown, weight_kg=64.0, risk=RiskAssessment(health=1)))
    with pytest.raises(risk.StaleVersion) as caught:
        risk.assess_risk(nurse, shown, replace(shown, risk=KEPT))
    assert caught.value.changed == ("weight_kg", "health")
    stored = patients.get(nurse, shown.uuid)
    assert (stored.weight_kg, stored.risk) == (64.0, RiskAssessment(health=1))


def test_a_change_of_the_patient_leaves_the_assessment_as_it_is(nurse: Session) -> None:
    shown = patients.add(nurse, patient())
    kept = risk.assess_risk(nurse, shown, replace(shown, risk=KEPT))
    changed = patients.update(nurse, replace(kept, phone="1", risk=None))
    assert changed.risk == KEPT
    assert len(risk.risk_versions(nurse, shown.uuid)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        RiskAssessment(health=5),
        RiskAssessment(health=-1),
        RiskAssessment(travel_minutes=-1),
        RiskAssessment(travel_minutes=1441),
        RiskAssessment(severity="x" * 501),
        RiskAssessment(planned_dose="step\x00up"),
        RiskAssessment(handwriting_where="x" * 501),
    ],
)
def test_what_cannot_be_is_refused(nurse: Session, wrong: RiskAssessment) -> None:
    shown = patients.add(nurse, patient())
    with pytest.raises(Problem) as caught:
        risk.assess_risk(nurse, shown, replace(shown, risk=wrong))
    assert caught.value.situation is Situation.NOT_ACCEPTED
    assert patients.get(nurse, shown.uuid) == shown


@pytest.mark.parametrize(
    "wrong",
    [
        RiskAssessment(baseline_temperature_c=386),
        RiskAssessment(baseline_diastolic_mmhg=201),
        RiskAssessment(baseline_heart_rate_bpm=351),
        RiskAssessment(baseline_respiratory_rate_bpm=101),
        RiskAssessment(baseline_ice_score=11),
    ],
)
def test_a_usual_value_keeps_the_limits_of_its_item(nurse: Session, wrong: RiskAssessment) -> None:
    shown = patients.add(nurse, patient())
    with pytest.raises(Refusal):
        risk.assess_risk(nurse, shown, replace(shown, risk=wrong))
    assert risk.risk_versions(nurse, shown.uuid) == ()


def test_usual_values_come_with_the_patient_where_none_was_told(nurse: Session) -> None:
    shown = patients.add(nurse, patient(baseline_systolic_mmhg=124))
    risk.assess_risk(nurse, shown, replace(shown, risk=KEPT))
    draft = calls.start(nurse, Setting.PHONE)
    saved = calls.answer(nurse, draft.uuid, 1, [known("baseline_systolic_mmhg", 118)])
    held = calls.attach_patient(nurse, draft.uuid, saved.version, shown.uuid).findings
    assert held["baseline_systolic_mmhg"].value == 118
    usual = held["baseline_ice_score"]
    assert (usual.value, usual.source) == (9, Source.RECORD)
