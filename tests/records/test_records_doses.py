"""Doses and risk assessments as rows: guarded, and read as they were written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from tests.making_records import account, draft_with_patient, patient, signed
from tests.making_sites import NOW
from workstation.clinical.doses import GivenDose
from workstation.clinical.risk import RiskAssessment
from workstation.records.store import Records
from workstation.site.problems import Problem, Situation

DOSE = GivenDose("other_steroid", NOW, replacement=True, name="hydrocortisone", id="d-1")


def test_a_dose_is_read_as_it_was_written(records: Records) -> None:
    draft_with_patient(records)
    with records.writing(account(records)) as unit:
        unit.doses.add(unit.encounters.own_draft("e-1"), DOSE)
    with records.writing(account(records)) as unit:
        (kept,) = unit.encounters.get("e-1").doses
        assert (kept.drug, kept.at, kept.replacement) == (DOSE.drug, NOW, True)
        assert (kept.name, kept.told_in, kept.by) == (DOSE.name, "e-1", "N. Okafor, RN")
        assert unit.doses.find("d-1") == kept
        assert not unit.doses.withdrawn("d-1")
        unit.doses.withdraw("d-1", "told twice")
        assert unit.doses.withdrawn("d-1")
        assert unit.doses.find("d-1") == kept
        assert unit.encounters.get("e-1").doses == ()
        with pytest.raises(Problem) as caught:
            unit.doses.withdraw("d-2", "told twice")
        assert caught.value.situation is Situation.NOT_FOUND


@pytest.mark.parametrize(
    "wrong",
    [
        GivenDose("tocilizumab", NOW, prophylactic=True, replacement=True, id="d-2"),
        GivenDose("tocilizumab", NOW, id="d-1"),
    ],
    ids=["two purposes", "an id that is taken"],
)
def test_the_table_refuses_what_cannot_be(records: Records, wrong: GivenDose) -> None:
    draft_with_patient(records)
    with records.writing(account(records)) as unit:
        unit.doses.add(unit.encounters.own_draft("e-1"), DOSE)
    with pytest.raises((Problem, DatabaseError)), records.writing(account(records)) as unit:
        unit.doses.add(unit.encounters.own_draft("e-1"), wrong)
    with records.reading() as unit:
        assert [dose.id for dose in unit.encounters.get("e-1").doses] == ["d-1"]


def test_a_signed_encounter_is_told_of_no_dose(records: Records) -> None:
    stored = signed(records)
    with pytest.raises((Problem, DatabaseError)), records.writing(account(records)) as unit:
        unit.doses.add(stored.id, DOSE)
    with pytest.raises(Problem) as caught, records.writing(account(records)) as unit:
        unit.encounters.own_draft("e-1")
    assert caught.value.situation is Situation.NOT_A_DRAFT


def test_an_assessment_that_nobody_made_anew_is_no_version(records: Records) -> None:
    first, second = RiskAssessment(health=1), RiskAssessment(health=2, has_cuff=True)
    with records.writing(account(records)) as unit:
        stored = unit.patients.add(patient(risk=first))
        assert stored.risk == first
        again = unit.patients.update(stored)
        newest = unit.patients.update(patient(risk=second, version=again.version))
        assert newest.risk == second
        looked = unit.patients.update(newest, assessed=True)
        assert looked.risk == second
        versions = unit.patients.risk_versions("p-1")
    assert [version.risk for version in versions] == [second, second, first]
    assert all(version.at <= NOW + timedelta(minutes=1) for version in versions)
    assert {version.by for version in versions} == {"N. Okafor, RN"}
