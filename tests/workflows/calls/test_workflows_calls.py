"""A call from its start to the nurse's decision, as the record tells it afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.making_records import issue, patient
from tests.making_sites import NOW, Minutes
from workstation.clinical.encounter import Decision, Encounter, EncounterState, Override
from workstation.clinical.findings import (
    Setting,
    Source,
    Therapy,
    known,
    not_assessed,
    unknown,
)
from workstation.clinical.refusal import Refusal
from workstation.site.events import Act, AuditEvent
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.workflows import calls, patients
from workstation.workflows.session import Session, public_functions


def events(session: Session, act: Act) -> list[AuditEvent]:
    with session.records.reading() as unit:
        found = unit.audit_log.events(limit=500)
    return [event for event in reversed(found) if event.act == act]


def detail(session: Session, act: Act) -> dict[str, Any]:
    """The detail of the newest event of a kind."""
    found: dict[str, Any] = json.loads(events(session, act)[-1].detail)
    return found


def sign(session: Session, draft: Encounter, decision: Decision | None = None) -> Encounter:
    with session.records.writing(session.account) as unit:
        return unit.issue(issue(draft, unit.audit_log.head(), decision, unit.at))


def test_a_call_is_in_the_record_from_its_first_key(nurse: Session, clock: Minutes) -> None:
    draft = calls.start(nurse, Setting.PHONE, " 312 555 0142 ")
    assert (draft.state, draft.nurse_name) == (EncounterState.DRAFT, "N. Okafor, RN")
    assert (draft.call_back_number, draft.started_at, draft.version) == ("312 555 0142", NOW, 1)
    clock.advance(seconds=8)
    saved = calls.answer(nurse, draft.uuid, 1, [known("collapse", False)])
    assert (saved.version, saved.at, saved.first_red_flag_at) == (2, clock.now, None)
    clock.advance(seconds=5)
    saved = calls.answer(nurse, draft.uuid, 2, [known("chest_pain_severe", True)])
    assert saved.first_red_flag_at == clock.now
    first = clock.now
    clock.advance(seconds=5)
    saved = calls.answer(nurse, draft.uuid, 3, [known("bleeding_severe", True)])
    assert saved.first_red_flag_at == first
    draft = calls.open_encounter(nurse, draft.uuid)
    assert draft.first_red_flag_at == first
    assert set(draft.findings) == {"collapse", "chest_pain_severe", "bleeding_severe"}
    assert calls.drafts(nurse) == (draft,)


def test_a_start_that_is_tried_again_makes_one_call(nurse: Session) -> None:
    first = calls.start(nurse, Setting.WARD, "4 West", uuid="made-by-the-window")
    assert calls.start(nurse, Setting.WARD, "4 West", uuid="made-by-the-window") == first
    assert len(events(nurse, Act.ENCOUNTER_STARTED)) == 1


def test_the_setting_changes_in_place_until_the_first_answer(nurse: Session) -> None:
    draft = calls.start(nurse, Setting.PHONE, "312 555 0142")
    ward = calls.change_setting(nurse, draft.uuid, 1, Setting.WARD)
    assert (ward.setting, ward.version) == (Setting.WARD, 2)
    assert detail(nurse, Act.ENCOUNTER_CHANGED) == {"setting": ["phone", "ward"]}
    assert calls.change_setting(nurse, draft.uuid, 1, Setting.WARD) == ward
    assert len(events(nurse, Act.ENCOUNTER_CHANGED)) == 1
    calls.answer(nurse, draft.uuid, 2, [known("collapse", False)])
    with pytest.raises(Problem) as caught:
        calls.change_setting(nurse, draft.uuid, 3, Setting.PHONE)
    assert caught.value.situation is Situation.SETTING_KEPT
    calls.answer(nurse, draft.uuid, 3, [], ["collapse"])
    assert calls.change_setting(nurse, draft.uuid, 4, Setting.PHONE).setting is Setting.PHONE


def test_a_decision_or_a_patient_keeps_the_setting(nurse: Session) -> None:
    decided = calls.start(nurse, Setting.PHONE)
    calls.decide(nurse, decided.uuid, 1, Decision(note="Rings back"))
    attached = calls.start(nurse, Setting.PHONE)
    calls.attach_patient(nurse, attached.uuid, 1, patients.add(nurse, patient()).uuid)
    for draft in (decided, attached):
        with pytest.raises(Problem) as caught:
            calls.change_setting(nurse, draft.uuid, 2, Setting.WARD)
        assert caught.value.situation is Situation.SETTING_KEPT


def test_each_answer_is_told_with_its_old_and_new_value(nurse: Session) -> None:
    draft = calls.start(nurse, Setting.PHONE)
    measured = known("temperature_c", 38.4, Source.PATIENT_DEVICE)
    calls.answer(nurse, draft.uuid, 1, [known("temperature_c", 37.9), unknown("chills")])
    calls.answer(nurse, draft.uuid, 2, [measured], cleared=["chills"])
    assert detail(nurse, Act.ANSWERED) == {
        "version": 3,
        "answers": {
            "temperature_c": [
                {"is": {"value": 37.9}},
                {"is": {"value": 38.4, "source": "patient_device"}},
            ],
            "chills": [{"is": None}, None],
        },
    }


def test_a_save_tried_again_is_told_once(nurse: Session) -> None:
    draft = calls.start(nurse, Setting.PHONE)
    first = calls.answer(nurse, draft.uuid, 1, [not_assessed("spo2_percent", "no_device")])
    again = calls.answer(nurse, draft.uuid, 1, [not_assessed("spo2_percent", "no_device")])
    assert again.version == first.version
    assert len(events(nurse, Act.ANSWERED)) == 1
    with pytest.raises(calls.StaleVersion) as caught:
        calls.answer(nurse, draft.uuid, 1, [known("spo2_percent", 95)])
    assert caught.value.changed == ("spo2_percent",)


@pytest.mark.parametrize(
    ("item", "value", "says"),
    [
        ("temperature_c", 386.0, "386 °C is outside 25.0 to 45.0 °C"),
        ("collapse", "yes", "not true or false"),
        ("oxygen_device", "balloon", "is not one of"),
        ("no_such_item", 1, "not an item"),
    ],
)
def test_an_impossible_value_changes_nothing(
    nurse: Session, item: str, value: Any, says: str
) -> None:
    draft = calls.start(nurse, Setting.PHONE)
    with pytest.raises(Refusal, match=says):
        calls.answer(nurse, draft.uuid, 1, [known("collapse", False), known(item, value)])
    assert calls.open_encounter(nurse, draft.uuid).findings == {}


def test_a_value_from_the_future_is_refused(nurse: Session) -> None:
    draft = calls.start(nurse, Setting.PHONE)
    late = known("temperature_c", 38.0, at=NOW + timedelta(minutes=1))
    with pytest.raises(Refusal, match="after the assessment"):
        calls.answer(nurse, draft.uuid, 1, [late])


def with_patient(session: Session, **changes: object) -> Encounter:
    draft = calls.start(session, Setting.PHONE)
    person = patients.add(session, patient(f"p-{draft.uuid}", **changes))
    return calls.attach_patient(session, draft.uuid, draft.version, person.uuid)


def test_attaching_brings_what_is_on_file(nurse: Session) -> None:
    draft = with_patient(nurse, baseline_systolic_mmhg=128, baseline_spo2_percent=97)
    assert draft.patient is not None and draft.patient.family_name == "Ferreira"
    assert draft.therapy.agent == "teclistamab"
    assert draft.findings["baseline_systolic_mmhg"] == known(
        "baseline_systolic_mmhg", 128, Source.RECORD
    )
    assert draft.findings["baseline_spo2_percent"].value == 97
    assert not draft.prior_call_within_24h
    assert draft.version == 2


@pytest.mark.parametrize(("on_file", "in_the_call"), [(True, True), (False, None), (None, None)])
def test_a_no_to_recent_chemotherapy_is_asked_again(
    nurse: Session, on_file: bool | None, in_the_call: bool | None
) -> None:
    told = Therapy(agent="teclistamab", chemotherapy_within_6_weeks=on_file)
    draft = with_patient(nurse, therapy=told)
    assert draft.therapy == replace(told, chemotherapy_within_6_weeks=in_the_call)


def test_attaching_keeps_what_the_caller_said(nurse: Session) -> None:
    draft = calls.start(nurse, Setting.PHONE)
    told = Therapy(agent="epcoritamab")
    calls.answer(nurse, draft.uuid, 1, [known("baseline_systolic_mmhg", 110)])
    calls.set_therapy(nurse, draft.uuid, 2, told)
    person = patients.add(nurse, patient(baseline_systolic_mmhg=128))
    draft = calls.attach_patient(nurse, draft.uuid, 3, person.uuid)
    assert draft.therapy == told
    assert draft.findings["baseline_systolic_mmhg"].value == 110


def test_a_second_patient_is_refused(nurse: Session) -> None:
    draft = with_patient(nurse)
    other = patients.add(nurse, patient("other", family_name="Other"))
    with pytest.raises(Problem) as caught:
        calls.attach_patient(nurse, draft.uuid, draft.version, other.uuid)
    assert caught.value.situation is Situation.PATIENT_ATTACHED
    assert calls.attach_patient(nurse, draft.uuid, 1, f"p-{draft.uuid}") == draft  # the same again


def test_a_second_call_within_a_day_is_known(nurse: Session, clock: Minutes) -> None:
    first = with_patient(nurse)
    assert first.patient is not None
    clock.advance(hours=23)
    second = calls.start(nurse, Setting.PHONE)
    second = calls.attach_patient(nurse, second.uuid, 1, first.patient.uuid)
    assert second.prior_call_within_24h
    clock.advance(hours=25)
    third = calls.start(nurse, Setting.PHONE)
    assert not calls.attach_patient(nurse, third.uuid, 1, first.patient.uuid).prior_call_within_24h


def test_call_details(nurse: Session) -> None:
    draft = calls.start(nurse, Setting.PHONE, "1")
    draft = calls.set_call_details(
        nurse, draft.uuid, 1, call_back_number="2", read_back=True, caller="daughter"
    )
    assert (draft.call_back_number, draft.read_back, draft.caller) == ("2", True, "daughter")
    draft = calls.set_call_details(nurse, draft.uuid, 2, address="12 Elm St")
    assert (draft.caller, draft.address, draft.version) == ("daughter", "12 Elm St", 3)
    assert detail(nurse, Act.ENCOUNTER_CHANGED) == {"address": ["", "12 Elm St"]}
    pasted = calls.set_call_details(
        nurse, draft.uuid, 3, caller="\ufeffAnn\u202e\x00 Bell\ud800\n2nd line" + "x" * 999
    )
    assert pasted.caller == "Ann Bell 2nd line" + "x" * 483


def test_what_is_pasted_into_a_decision_or_a_therapy_is_kept_as_far_as_it_can_be_seen(
    nurse: Session,
) -> None:
    draft = with_patient(nurse)
    pasted = Decision(informed="Dr\u200b Bell\ud800", note="one\u202e\r\ntwo" + "x" * 9_999)
    draft = calls.decide(nurse, draft.uuid, draft.version, pasted)
    assert draft.decision.informed == "Dr Bell"
    assert draft.decision.note == ("one\ntwo" + "x" * 9_999)[: calls.LONGEST_NOTE]
    told = Therapy(agent_text="New\u2060drug", dose_label="first\x00")
    draft = calls.set_therapy(nurse, draft.uuid, draft.version, told)
    assert (draft.therapy.agent_text, draft.therapy.dose_label) == ("Newdrug", "first")
    assert calls.set_therapy(nurse, draft.uuid, draft.version - 1, told) == draft


def test_raising_needs_no_reason_and_lowering_does(nurse: Session) -> None:
    draft = with_patient(nurse)
    raised = Decision(override=Override("home_care", "same_day", True))
    lowered = Decision(override=Override("same_day", "home_care", False))
    draft = calls.decide(nurse, draft.uuid, draft.version, raised)
    assert draft.decision == raised
    with pytest.raises(Problem) as caught:
        calls.decide(nurse, draft.uuid, draft.version, lowered)
    assert caught.value.situation is Situation.REASON_NEEDED
    with_reason = Decision(override=Override("same_day", "home_care", False, "seen", "just seen"))
    draft = calls.decide(nurse, draft.uuid, draft.version, with_reason)
    old, new = detail(nurse, Act.DECIDED)["decision"]
    assert old["override"]["decided"] == "same_day" and new["override"]["reason_code"] == "seen"


def test_a_discarded_call_stays_in_the_record(nurse: Session) -> None:
    draft = calls.start(nurse, Setting.PHONE)
    with pytest.raises(Problem, match="reason"):
        calls.discard(nurse, draft.uuid, 1, "  ")
    ended = calls.discard(nurse, draft.uuid, 1, "wrong button")
    assert ended.state is EncounterState.ENTERED_IN_ERROR
    assert calls.drafts(nurse) == ()
    assert calls.open_encounter(nurse, draft.uuid).state is EncounterState.ENTERED_IN_ERROR
    with pytest.raises(Problem) as caught:
        calls.answer(nurse, draft.uuid, 2, [known("collapse", True)])
    assert caught.value.situation is Situation.NOT_A_DRAFT


def test_the_worklist(nurse: Session, signed_in: Callable[[str], Session], clock: Minutes) -> None:
    colleague = signed_in("tberg")
    due = Decision(call_back_at=NOW + timedelta(hours=4))
    sooner = Decision(call_back_at=NOW + timedelta(hours=2))
    sign(nurse, with_patient(nurse), due)
    sign(colleague, with_patient(colleague), sooner)
    mine = calls.start(nurse, Setting.PHONE)
    calls.start(colleague, Setting.PHONE)
    waiting = calls.worklist(nurse)
    assert [one.due_at for one in waiting.call_backs] == [
        sooner.call_back_at,
        due.call_back_at,
    ]
    assert [draft.uuid for draft in waiting.drafts] == [mine.uuid]
    first = waiting.call_backs[0]
    done = calls.finish_call_back(nurse, first.id, "fever gone")
    assert (done.finished_by, done.outcome) == ("nokafor", "fever gone")
    assert len(calls.worklist(nurse).call_backs) == 1
    assert detail(nurse, Act.CALL_BACK_FINISHED) == {"outcome": "fever gone"}


def test_reading_is_told_too(nurse: Session, manager: Session) -> None:
    draft = calls.start(nurse, Setting.PHONE)
    calls.open_encounter(manager, draft.uuid)
    viewed = events(nurse, Act.ENCOUNTER_VIEWED)[-1]
    assert (viewed.who, viewed.obj) == ("jsilva", draft.uuid)


def test_only_the_named_roles_come_in(signed_in: Callable[[str], Session], nurse: Session) -> None:
    """Every function of the three modules, against every role that it does not name."""
    people = {
        Role.NURSE: nurse,
        Role.PRESCRIBER: signed_in("amoreau"),
        Role.MANAGER: signed_in("jsilva"),
        Role.ADMINISTRATOR: signed_in("rlindqvist"),
    }
    modules = ("workstation.workflows.calls", "workstation.workflows.patients")
    checked = 0
    for name, entrance in public_functions().items():
        if not name.startswith(modules):
            continue
        assert Role.ADMINISTRATOR not in entrance.roles
        for role in set(people) - entrance.roles:
            with pytest.raises(Problem) as caught:
                entrance.function(people[role])
            assert caught.value.situation is Situation.NOT_ALLOWED
            checked += 1
    assert checked > 20


def test_patients(nurse: Session) -> None:
    added = patients.add(nurse, patient("p-1"))
    assert patients.add(nurse, patient("p-1", family_name="Changed")) == added  # a retry
    assert patients.search(nurse, "ferr 1961") == (added,)
    assert detail(nurse, Act.SEARCHED) == {"text": "ferr 1961", "found": ["p-1"]}
    from dataclasses import replace

    changed = patients.update(nurse, replace(added, phone="1", weight_kg=70.0))
    assert detail(nurse, Act.PATIENT_UPDATED) == {
        "phone": ["312 555 0142", "1"],
        "weight_kg": [None, 70.0],
        "version": [1, 2],
    }
    assert patients.update(nurse, changed) == changed
    assert patients.update(nurse, replace(changed, therapy=None)) == changed
    assert len(events(nurse, Act.PATIENT_UPDATED)) == 1
    with pytest.raises(calls.StaleVersion):
        patients.update(nurse, replace(added, phone="3"))
    assert patients.get(nurse, "p-1") == changed
    assert events(nurse, Act.PATIENT_VIEWED)[-1].obj == "p-1"


@pytest.mark.parametrize("born", [NOW.date(), date(1890, 1, 1)])
def test_a_newborn_and_the_oldest_are_taken(nurse: Session, born: date) -> None:
    assert patients.add(nurse, patient("p-1", birth_date=born)).birth_date == born


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"family_name": "  "}, "the family name"),
        ({"given_name": "x" * 501}, "more than 500"),
        ({"birth_date": NOW.date() + timedelta(days=1)}, "birth date lies outside"),
        ({"mrn": "1\u202e2"}, "invisible character"),
        ({"family_name": "Fer\u200breira"}, "invisible character"),
        ({"family_name": "\u3164"}, "invisible character"),
        ({"given_name": "Ana\u200e"}, "invisible character"),
        ({"given_name": "\ufeffAna"}, "invisible character"),
        ({"given_name": "\u200d"}, "invisible character"),
        ({"weight_kg": 700.0}, "outside 0.2 to 500 kg"),
        ({"baseline_systolic_mmhg": 999}, "outside"),
    ],
)
def test_an_impossible_patient_is_refused(
    nurse: Session, changes: dict[str, object], says: str
) -> None:
    with pytest.raises((Problem, Refusal), match=says):
        patients.add(nurse, patient("p-1", **changes))
    assert patients.search(nurse, "") == ()
