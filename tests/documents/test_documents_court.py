"""What a court asks of the one file it gets: is it true, and what did the program know then?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from tests.making_sites import NURSE, WholeSite
from tests.shift import Markers, invented
from tests.whole_sites import first_site, site
from workstation.clinical.answer import assessment_to_json
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import Decision
from workstation.clinical.findings import Setting, Source, Therapy, known, not_assessed, unknown
from workstation.clinical.notation import observation_from_json
from workstation.documents.agreement import read_record
from workstation.documents.verdict import Status
from workstation.documents.wording import OBSERVATION_HEADS
from workstation.records.database import open_connection
from workstation.site.problems import Problem, Situation
from workstation.workflows import assessing, calls, issuing, observing, patients, sheets
from workstation.workflows.issuing import Issued
from workstation.workflows.session import RECORDS, Session

__all__ = ["first_site", "site"]


@pytest.fixture
def session(site: WholeSite) -> Iterator[Session]:
    with site.session() as entered:
        person = replace(
            invented(Markers(), "p-1", date(1961, 3, 4)),
            baseline_systolic_mmhg=104,
            baseline_spo2_percent=91,
            therapy=Therapy(cause="immunotherapy", agent="teclistamab", dose_number=2),
        )
        patients.add(entered, person)
        yield entered


def signed(session: Session, uuid: str, setting: Setting = Setting.PHONE, note: str = "") -> Issued:
    draft = calls.start(session, setting, "312 555 0142", uuid)
    draft = calls.attach_patient(session, uuid, draft.version, "p-1")
    told = [
        known("temperature_c", 38.6, Source.MEASURED, session.clock()),
        known("systolic_mmhg", 96, Source.MEASURED),
        unknown("difficulty_breathing"),
        not_assessed("spo2_percent", "no_device"),
    ]
    version = calls.answer(session, uuid, draft.version, told).version
    if setting is Setting.CHAIRSIDE:
        version = observing.next_observation(session, uuid, version).version
        later = [known("temperature_c", 39.1, Source.MEASURED)]
        version = calls.answer(session, uuid, version, later).version
    decided = Decision(not_known_reason="caller_cannot_say", note=note)
    version = calls.decide(session, uuid, version, decided).version
    return issuing.sign(session, uuid, version, NURSE.password)


@pytest.mark.parametrize("setting", [Setting.PHONE, Setting.CHAIRSIDE])
def test_the_attached_record_can_be_graded_again(session: Session, setting: Setting) -> None:
    """All that was known is in it: the same program with the same pack says the same."""
    record, _ = read_record(signed(session, "e-1", setting).pdf)
    for told in (record, *record.get("observations", ())):
        form, now = session.protocol.form, session.clock()
        seen = observation_from_json(form, told["observation"], now)
        again = assessment_to_json(assess(session.protocol, seen))
        assert json.loads(json.dumps(again)) == told["assessment"]
    graded = record["observation"]
    assert graded["patient"]["weight_kg"] == 61.5
    assert graded["patient"]["caregiver_present"] is True
    assert graded["patient"]["has_thermometer"] is True
    assert graded["findings"]["baseline_systolic_mmhg"]["value"] == 104
    assert graded["findings"]["baseline_spo2_percent"]["value"] == 91
    assert record["encounter"]["state"] == "signed"
    assert record["encounter"]["protocol_sha256"] == session.protocol.ref.sha256


def test_what_was_signed_stays_when_the_patient_changes(session: Session) -> None:
    record, _ = read_record(signed(session, "e-1").pdf)
    held = patients.get(session, "p-1")
    changed = replace(held, caregiver_present=False, birth_date=date(2019, 3, 4), weight_kg=18.0)
    patients.update(session, changed)
    stored = calls.open_encounter(session, "e-1")
    assert stored.signed_at is not None
    again = assessing.assess_encounter(session, stored, stored.signed_at)
    assert json.loads(json.dumps(assessment_to_json(again))) == record["assessment"]
    before = sheets.made(session, "e-1", sheets.SheetKind.HANDOVER).text
    assert "child" not in before


def test_a_disposition_of_another_protocol_makes_no_sheet(session: Session) -> None:
    draft = calls.start(session, Setting.PHONE, uuid="e-1")
    draft = calls.attach_patient(session, "e-1", draft.version, "p-1")
    calls.decide(session, "e-1", draft.version, Decision(level="of another protocol"))
    with pytest.raises(Problem) as caught:
        sheets.made(session, "e-1", sheets.SheetKind.PATIENT)
    assert caught.value.situation is Situation.SHEET_NOT_MADE


@pytest.mark.parametrize("setting", [Setting.PHONE, Setting.CHAIRSIDE])
def test_a_note_in_the_words_of_the_table_is_a_note(session: Session, setting: Setting) -> None:
    """Typed line by line as the page's own head; it must neither count as one nor stop signing."""
    note = "\n".join(OBSERVATION_HEADS.values())
    issued = signed(session, "e-1", setting, note)
    assert issued.verdict.good
    assert issued.encounter.decision.note == note


CHANGES = {
    "a grade": "UPDATE assessment SET at_least = 0, at_most = 0",
    "a disposition": "UPDATE assessment SET disposition = 'home_care'",
    "an answer": "UPDATE assessment SET result = replace(result, '38.6', '36.6')",
    "what was graded": "UPDATE assessment SET observation = replace(observation, '38.6', '36.6')",
    "a reason": "UPDATE decision SET not_known_reason = 'refused'",
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_record_that_was_changed_beside_the_report_is_seen(
    session: Session, site: WholeSite, name: str
) -> None:
    issued = signed(session, "e-1")
    assert issuing.verify_stored(session, "e-1").good
    raw = open_connection(site.folder / RECORDS, session.keys.data_key, guarded=False)
    for table in ("assessment", "decision"):
        raw.execute(f"DROP TRIGGER {table}_noupd")
    raw.execute(CHANGES[name])
    raw.close()
    verdict = issuing.verify_stored(session, "e-1")
    assert verdict.status is Status.REFUSED
    assert "was changed since" in verdict.failures[0]
    assert issuing.verify_document(session, issued.pdf).good, "the report itself is true"


@pytest.fixture
def exchanged(session: Session, site: WholeSite) -> tuple[Issued, Issued]:
    """Two true reports of this site; somebody with the data key has put each in the other's row."""
    first, second = signed(session, "e-1"), signed(session, "e-2")
    raw = open_connection(site.folder / RECORDS, session.keys.data_key, guarded=False)
    raw.execute("DROP TRIGGER document_noupd")
    rows = raw.execute(
        "SELECT pdf, sha256, certificate_sha256 FROM document ORDER BY id"
    ).fetchall()
    raw.execute("UPDATE document SET sha256 = id")  # they are unique
    for number, row in enumerate(reversed(rows), start=1):
        raw.execute(
            "UPDATE document SET (pdf, sha256, certificate_sha256) = (?, ?, ?) WHERE id = ?",
            (*row, number),
        )
    raw.close()
    return first, second


def test_another_true_report_in_its_place_is_seen(
    exchanged: tuple[Issued, Issued], session: Session
) -> None:
    assert issuing.verify_stored(session, "e-1").status is Status.ALTERED
    with pytest.raises(Problem) as caught:
        issuing.document(session, "e-1")
    assert caught.value.situation is Situation.DOCUMENT_ALTERED
    for true in exchanged:
        assert issuing.verify_document(session, true.pdf).good, "the copies outside are true"
