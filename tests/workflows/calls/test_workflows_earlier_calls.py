"""The call that a new one is read beside."""

from __future__ import annotations

import json

from tests.making_records import issue, patient
from tests.making_sites import Minutes
from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import Setting, known
from workstation.site.events import Act
from workstation.workflows import calls, earlier_calls, patients
from workstation.workflows.session import Session


def a_call(session: Session, person: str) -> Encounter:
    draft = calls.start(session, Setting.PHONE)
    return calls.attach_patient(session, draft.uuid, 1, person)


def test_the_newest_one_of_the_same_patient_is_read_and_audited(
    nurse: Session, clock: Minutes
) -> None:
    person = patients.add(nurse, patient()).uuid
    other = patients.add(nurse, patient("p-2", family_name="Other")).uuid
    a_call(nurse, person)
    clock.advance(days=1)
    signed = a_call(nurse, person)
    calls.answer(nurse, signed.uuid, signed.version, [known("temperature_c", 38.4)])
    signed = calls.open_encounter(nurse, signed.uuid)
    assert signed.findings
    with nurse.records.writing(nurse.account) as unit:
        unit.issue(issue(signed, unit.audit_log.head(), None, unit.at))
    clock.advance(hours=1)
    a_call(nurse, other)
    mistaken = a_call(nurse, person)
    calls.discard(nurse, mistaken.uuid, mistaken.version, "wrong button")
    clock.advance(hours=1)
    now = a_call(nurse, person)
    clock.advance(hours=1)
    a_call(nurse, person)  # begun later: no earlier call of that one
    found = earlier_calls.newest_before(nurse, now.uuid)
    assert found is not None
    assert found.row.uuid == signed.uuid
    assert found.row.at_least is not None
    assert found.findings == signed.findings
    with nurse.records.reading() as unit:
        event = unit.audit_log.events(limit=1)[0]
    assert (event.act, event.obj) == (Act.ENCOUNTER_VIEWED, signed.uuid)
    assert json.loads(event.detail) == {"beside": now.uuid}


def test_without_a_patient_or_an_earlier_call_there_is_none(nurse: Session) -> None:
    assert earlier_calls.newest_before(nurse, calls.start(nurse, Setting.PHONE).uuid) is None
    first = a_call(nurse, patients.add(nurse, patient()).uuid)
    assert earlier_calls.newest_before(nurse, first.uuid) is None
    with nurse.records.reading() as unit:
        acts = [event.act for event in unit.audit_log.events(limit=50)]
    assert Act.ENCOUNTER_VIEWED not in acts
