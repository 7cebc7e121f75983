"""Doses that calls are told of: kept, counted for the patient, withdrawn, never deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.making_records import issue, patient
from tests.making_sites import NOW, Minutes
from workstation.clinical.doses import GivenDose
from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import Setting, Source, known
from workstation.records.store import Records
from workstation.site.events import Act, AuditEvent, utc_text
from workstation.site.problems import Problem, Situation
from workstation.workflows import calls, doses, patients
from workstation.workflows.session import Session


def dose(hours: float, drug: str = "tocilizumab", id: str = "", **more: object) -> GivenDose:
    at = NOW - timedelta(hours=hours)
    return GivenDose(drug, at, id=id or f"{drug}-{hours}", **more)  # type: ignore[arg-type]


def a_call(session: Session, person: str = "") -> Encounter:
    draft = calls.start(session, Setting.PHONE)
    return calls.attach_patient(session, draft.uuid, 1, person) if person else draft


def events(session: Session, act: Act) -> list[AuditEvent]:
    with session.records.reading() as unit:
        found = unit.audit_log.events(limit=500)
    return [event for event in reversed(found) if event.act == act]


def ids(found: tuple[GivenDose, ...]) -> list[str]:
    return [one.id for one in found]


def test_a_dose_is_kept_with_who_told_it_and_read_again(nurse: Session) -> None:
    call = a_call(nurse)
    told = dose(5, name="  Actemra ", prophylactic=True)
    (kept,) = doses.tell(nurse, call.uuid, told)
    assert kept == GivenDose(
        "tocilizumab",
        told.at,
        prophylactic=True,
        name="Actemra",
        id=told.id,
        told_in=call.uuid,
        by="N. Okafor, RN",
    )
    assert calls.open_encounter(nurse, call.uuid).doses == (kept,)
    (event,) = events(nurse, Act.DOSE_TOLD)
    assert event.obj == call.uuid
    assert json.loads(event.detail)["dose"] == {
        "id": told.id,
        "drug": "tocilizumab",
        "name": "Actemra",
        "at": utc_text(told.at),
        "prophylactic": True,
        "replacement": False,
    }


def test_telling_it_again_after_a_lost_answer_keeps_one(nurse: Session) -> None:
    call = a_call(nurse)
    doses.tell(nurse, call.uuid, dose(5))
    assert ids(doses.tell(nurse, call.uuid, dose(5))) == ["tocilizumab-5"]
    assert len(events(nurse, Act.DOSE_TOLD)) == 1


def test_another_dose_of_a_kept_id_is_refused_and_not_taken_for_a_retry(nurse: Session) -> None:
    call, other = a_call(nurse), a_call(nurse)
    doses.tell(nurse, call.uuid, dose(5, id="d-1"))
    corrected, elsewhere = dose(2, id="d-1"), dose(5, id="d-1")
    for where, told in ((call, corrected), (other, elsewhere)):
        with pytest.raises(Problem, match="kept already") as caught:
            doses.tell(nurse, where.uuid, told)
        assert caught.value.situation is Situation.NOT_ACCEPTED
    assert [one.at for one in calls.open_encounter(nurse, call.uuid).doses] == [dose(5).at]


def test_the_doses_of_all_calls_of_a_patient_stand_together_by_their_time(nurse: Session) -> None:
    person = patients.add(nurse, patient()).uuid
    other = patients.add(nurse, patient("p-2")).uuid
    before, elsewhere, mistaken = (a_call(nurse, who) for who in (person, other, person))
    doses.tell(nurse, before.uuid, dose(5))
    doses.tell(nurse, elsewhere.uuid, dose(6))
    doses.tell(nurse, mistaken.uuid, dose(7))
    mistaken = calls.open_encounter(nurse, mistaken.uuid)
    calls.discard(nurse, mistaken.uuid, mistaken.version, "wrong patient")
    now = a_call(nurse)
    doses.tell(nurse, now.uuid, dose(30))
    assert ids(calls.open_encounter(nurse, now.uuid).doses) == ["tocilizumab-30"]
    attached = calls.attach_patient(nurse, now.uuid, now.version, person)
    assert ids(attached.doses) == ["tocilizumab-30", "tocilizumab-5"]
    assert [one.told_in for one in attached.doses] == [now.uuid, before.uuid]


def test_a_dose_of_an_earlier_call_answers_a_later_one_from_the_record(nurse: Session) -> None:
    person = patients.add(nurse, patient()).uuid
    earlier = a_call(nurse, person)
    doses.tell(nurse, earlier.uuid, dose(30))
    doses.tell(nurse, earlier.uuid, dose(2, "other_steroid", replacement=True))
    now = a_call(nurse, person)
    given, at = now.findings["anticytokine_given"], now.findings["anticytokine_at"]
    assert (given.value, given.source) == (True, Source.RECORD)
    assert (at.value, at.source) == (NOW - timedelta(hours=30), Source.RECORD)
    assert "steroid_given" not in now.findings
    assert calls.open_encounter(nurse, now.uuid).findings == now.findings


def test_what_was_answered_before_the_patient_came_stays(nurse: Session) -> None:
    person = patients.add(nurse, patient()).uuid
    doses.tell(nurse, a_call(nurse, person).uuid, dose(30))
    now = calls.start(nurse, Setting.PHONE)
    saved = calls.answer(nurse, now.uuid, 1, [known("anticytokine_given", False)])
    attached = calls.attach_patient(nurse, now.uuid, saved.version, person)
    assert attached.findings["anticytokine_given"].value is False
    assert "anticytokine_at" not in attached.findings


def test_a_dose_is_withdrawn_once_with_its_reason_and_stays_in_the_record(
    nurse: Session, records: Records
) -> None:
    person = patients.add(nurse, patient()).uuid
    earlier = a_call(nurse, person)
    doses.tell(nurse, earlier.uuid, dose(5))
    now = a_call(nurse, person)
    doses.tell(nurse, now.uuid, dose(2))
    left = doses.withdraw(nurse, now.uuid, "tocilizumab-5", " told twice ")
    assert ids(left) == ["tocilizumab-2"]
    assert doses.withdraw(nurse, now.uuid, "tocilizumab-5", "told twice") == left
    (event,) = events(nurse, Act.DOSE_WITHDRAWN)
    told = json.loads(event.detail)
    assert (event.obj, told["told_in"], told["reason"]) == (now.uuid, earlier.uuid, "told twice")
    with records.database.readers.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM given_dose")).scalar() == 2


def test_a_signed_encounter_keeps_the_doses_that_stood_then(nurse: Session, clock: Minutes) -> None:
    person = patients.add(nurse, patient()).uuid
    first = a_call(nurse, person)
    doses.tell(nurse, first.uuid, dose(5))
    doses.tell(nurse, first.uuid, dose(6))
    clock.advance(minutes=1)
    with nurse.records.writing(nurse.account) as unit:
        unit.issue(issue(unit.encounters.get(first.uuid), unit.audit_log.head(), None, unit.at))
    clock.advance(hours=1)
    later = a_call(nurse, person)
    doses.tell(nurse, later.uuid, dose(0.5))
    doses.withdraw(nurse, later.uuid, "tocilizumab-5", "never given")
    then = calls.open_encounter(nurse, first.uuid).doses
    assert ids(then) == ["tocilizumab-6", "tocilizumab-5"]
    assert ids(calls.open_encounter(nurse, later.uuid).doses) == [
        "tocilizumab-6",
        "tocilizumab-0.5",
    ]


def test_a_clock_set_back_or_a_later_mistake_takes_no_dose_from_a_signed_encounter(
    nurse: Session, clock: Minutes
) -> None:
    person = patients.add(nurse, patient()).uuid
    mistaken, call = a_call(nurse, person), a_call(nurse, person)
    doses.tell(nurse, mistaken.uuid, dose(7))
    for hours in (5, 6):
        doses.tell(nurse, call.uuid, dose(hours))
    doses.withdraw(nurse, call.uuid, "tocilizumab-6", "told twice")
    clock.advance(hours=-1)
    with nurse.records.writing(nurse.account) as unit:
        signed = unit.issue(
            issue(unit.encounters.get(call.uuid), unit.audit_log.head(), None, unit.at)
        )
    assert ids(signed.doses) == ["tocilizumab-7", "tocilizumab-5"]
    held = calls.open_encounter(nurse, mistaken.uuid)
    calls.discard(nurse, mistaken.uuid, held.version, "wrong patient")
    unknown = a_call(nurse)
    doses.tell(nurse, unknown.uuid, dose(8))
    calls.attach_patient(nurse, unknown.uuid, unknown.version, person)
    assert calls.open_encounter(nurse, call.uuid).doses == signed.doses


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (GivenDose("aspirin", NOW, id="d"), "aspirin is no medicine of the list."),
        (GivenDose("tocilizumab", datetime.max.replace(tzinfo=NOW.tzinfo), id="d"), "lies ahead"),
        (GivenDose("tocilizumab", NOW, replacement=True, id="d"), "Only a steroid"),
        (
            GivenDose("dexamethasone", NOW, prophylactic=True, replacement=True, id="d"),
            "Only a steroid",
        ),
        (GivenDose("other_steroid", NOW, name="x" * 101, id="d"), "more than 100 characters"),
    ],
)
def test_an_impossible_dose_is_refused_and_nothing_is_kept(
    nurse: Session, wrong: GivenDose, says: str
) -> None:
    call = a_call(nurse)
    with pytest.raises(Problem, match=says) as caught:
        doses.tell(nurse, call.uuid, wrong)
    assert caught.value.situation is Situation.NOT_ACCEPTED
    assert calls.open_encounter(nurse, call.uuid).doses == ()


def test_only_the_own_draft_is_told_of_a_dose(
    nurse: Session, signed_in: Callable[[str], Session]
) -> None:
    person = patients.add(nurse, patient()).uuid
    call = a_call(nurse, person)
    doses.tell(nurse, call.uuid, dose(5))
    other = signed_in("tberg")
    saves: tuple[Callable[[], object], ...] = (
        lambda: doses.tell(other, call.uuid, dose(1)),
        lambda: doses.withdraw(other, call.uuid, "tocilizumab-5", "wrong"),
    )
    for save in saves:
        with pytest.raises(Problem) as caught:
            save()
        assert caught.value.situation is Situation.NOT_YOURS
    held = calls.open_encounter(nurse, call.uuid)
    calls.discard(nurse, call.uuid, held.version, "wrong button")
    with pytest.raises(Problem) as caught:
        doses.tell(nurse, call.uuid, dose(1))
    assert caught.value.situation is Situation.NOT_A_DRAFT


def test_a_dose_of_nobody_and_a_withdrawal_without_a_reason_are_refused(nurse: Session) -> None:
    person = patients.add(nurse, patient()).uuid
    stranger = a_call(nurse, patients.add(nurse, patient("p-2")).uuid)
    doses.tell(nurse, stranger.uuid, dose(5))
    call = a_call(nurse, person)
    for wrong in ("tocilizumab-5", "none"):
        with pytest.raises(Problem) as caught:
            doses.withdraw(nurse, call.uuid, wrong, "wrong")
        assert caught.value.situation is Situation.NOT_FOUND
    with pytest.raises(Problem, match="Please type the reason"):
        doses.withdraw(nurse, stranger.uuid, "tocilizumab-5", "  ")
    assert ids(calls.open_encounter(nurse, stranger.uuid).doses) == ["tocilizumab-5"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE given_dose SET drug = 'anakinra'",
        "DELETE FROM given_dose",
        "UPDATE dose_withdrawal SET reason = ''",
        "DELETE FROM dose_withdrawal",
        "UPDATE signed_dose SET encounter_id = 1",
        "DELETE FROM signed_dose",
        "INSERT INTO signed_dose (encounter_id, given_dose_id) VALUES (2, 1)",
        "UPDATE risk_assessment SET severity = ''",
        "DELETE FROM risk_assessment",
    ],
)
def test_nothing_of_it_is_changed_or_deleted(nurse: Session, statement: str) -> None:
    person = patients.add(nurse, patient()).uuid
    call = a_call(nurse, person)
    doses.tell(nurse, call.uuid, dose(5))
    with nurse.records.writing(nurse.account) as unit:
        unit.issue(issue(unit.encounters.get(call.uuid), unit.audit_log.head()))
    later = a_call(nurse, person)
    doses.withdraw(nurse, later.uuid, "tocilizumab-5", "wrong")
    with pytest.raises(DatabaseError), nurse.records.database.writer.begin() as connection:
        connection.exec_driver_sql(statement)
