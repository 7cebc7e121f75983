"""Sheets from the record: before and after signing, who may, what the audit says, files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.making_sites import NURSE, WholeSite
from workstation.clinical.encounter import Decision, Encounter, Patient
from workstation.clinical.findings import Setting, Source, Therapy, known
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.workflows import calls, issuing, patients, sheets
from workstation.workflows.session import Session
from workstation.workflows.sheets import SheetKind


@pytest.fixture
def nurse(site: WholeSite) -> Iterator[Session]:
    with site.session() as session:
        yield session


def jane(session: Session, site: WholeSite) -> Patient:
    therapy = Therapy(
        cause="immunotherapy",
        agent="teclistamab",
        agent_class="bispecific",
        dose_label="step-up 2",
        last_dose_at=site.clock.now - timedelta(hours=30),
    )
    return patients.add(
        session,
        Patient(session.new_id(), "Doe", "Jane", date(1965, 3, 14), "0042-817", therapy=therapy),
    )


def call(session: Session, site: WholeSite, setting: Setting = Setting.PHONE) -> Encounter:
    """A draft with a collapse and a fever, its patient attached."""
    draft = calls.start(session, setting, "+1 555 0142 880", session.new_id())
    draft = calls.attach_patient(session, draft.uuid, draft.version, jane(session, site).uuid)
    told = [
        known("collapse", True, at=site.clock()),
        known("temperature_c", 38.6, Source.PATIENT_DEVICE, site.clock()),
    ]
    saved = calls.answer(session, draft.uuid, draft.version, told)
    return replace(draft, version=saved.version)


def signed(session: Session, site: WholeSite) -> issuing.Issued:
    draft = call(session, site)
    said = Decision(
        advice_given=("ambulance",), teach_back=True, not_known_reason="emergency_first"
    )
    decided = calls.decide(session, draft.uuid, draft.version, said)
    return issuing.sign(session, draft.uuid, decided.version, NURSE.password)


def newest(session: Session) -> tuple[str, str, dict[str, object]]:
    with session.records.reading() as unit:
        event = unit.audit_log.events()[0]
    return event.act, event.obj, json.loads(event.detail)


@pytest.mark.parametrize("kind", SheetKind)
def test_before_signing_a_sheet_is_made_from_what_is_saved(
    nurse: Session, site: WholeSite, kind: SheetKind
) -> None:
    draft = call(nurse, site)
    made = sheets.made(nurse, draft.uuid, kind)
    assert made.pdf.startswith(b"%PDF-1.7")
    assert not made.signed
    assert "Jane" in made.text and "Teclistamab" in made.text
    if kind is SheetKind.HANDOVER:
        assert "NOT SIGNED — working copy" in made.text
        assert "Red flag: Collapse" in made.text
    assert newest(nurse) == (
        Act.DOCUMENT_VIEWED,
        draft.uuid,
        {"sheet": kind.value, "sha256": made.sha256, "signed": False},
    )


def test_an_ambulance_does_not_wait_for_a_patient(nurse: Session) -> None:
    draft = calls.start(nurse, Setting.PHONE, "+1 555 0142 880", nurse.new_id())
    calls.answer(nurse, draft.uuid, draft.version, [known("collapse", True)])
    assert sheets.handover_sheet(nurse, draft.uuid).startswith(b"%PDF")
    text = sheets.made(nurse, draft.uuid, SheetKind.HANDOVER).text
    assert "Patient not identified yet" in text
    assert (
        f"Call {nurse.site.emergency_number} now."
        in sheets.made(nurse, draft.uuid, SheetKind.PATIENT).text
    )


def test_after_signing_a_sheet_names_the_summary_and_stays_the_same(
    nurse: Session, site: WholeSite
) -> None:
    issued = signed(nurse, site)
    uuid = issued.encounter.uuid
    first = sheets.made(nurse, uuid, SheetKind.HANDOVER)
    assert first.signed
    assert f"signed summary {uuid[:8]} · SHA-256 {issued.sha256[:16]}" in first.text
    site.clock.advance(hours=7)
    assert sheets.handover_sheet(nurse, uuid) == first.pdf
    assert "You said it back in your own words." in sheets.made(nurse, uuid, SheetKind.PATIENT).text


@pytest.mark.parametrize("kind", SheetKind)
def test_a_sheet_is_handed_out_whole_private_and_without_the_patient_in_its_name(
    nurse: Session, site: WholeSite, tmp_path: Path, kind: SheetKind
) -> None:
    uuid = signed(nurse, site).encounter.uuid
    folder = tmp_path / "out"
    folder.mkdir()
    path = sheets.hand_out(nurse, uuid, kind, folder)
    assert re.fullmatch(rf"crs-{kind.value}-\d{{4}}-\d\d-\d\d-\d{{6}}-{uuid[:8]}\.pdf", path.name)
    assert path.read_bytes() == sheets.made(nurse, uuid, kind).pdf
    assert list(folder.iterdir()) == [path]
    assert path.stat().st_mode & 0o077 == 0
    assert sheets.hand_out(nurse, uuid, kind, folder) == path
    act, about, told = newest(nurse)
    assert (act, about, told["file"]) == (Act.HANDED_OUT, uuid, path.name)


def test_another_file_of_that_name_is_left_alone(
    nurse: Session, site: WholeSite, tmp_path: Path
) -> None:
    uuid = signed(nurse, site).encounter.uuid
    path = sheets.hand_out(nurse, uuid, SheetKind.PATIENT, tmp_path)
    path.write_bytes(b"somebody else's")
    with pytest.raises(Problem) as caught:
        sheets.hand_out(nurse, uuid, SheetKind.PATIENT, tmp_path)
    assert caught.value.situation is Situation.FILE_EXISTS
    assert path.read_bytes() == b"somebody else's"


def test_printing_is_audited_as_printing(nurse: Session, site: WholeSite) -> None:
    uuid = call(nurse, site).uuid
    made = sheets.printed(nurse, uuid, SheetKind.HANDOVER)
    assert newest(nurse) == (
        Act.PRINTED,
        uuid,
        {"sheet": "handover", "sha256": made.sha256, "signed": False},
    )
    assert made.page.parts


def test_the_ward_has_a_hand_over_and_no_sheet_for_the_patient(
    nurse: Session, site: WholeSite
) -> None:
    uuid = call(nurse, site, Setting.WARD).uuid
    assert "possible sepsis" in sheets.made(nurse, uuid, SheetKind.HANDOVER).text
    before = nurse.records.audit_head()
    with pytest.raises(Problem) as caught:
        sheets.patient_sheet(nurse, uuid)
    assert caught.value.situation is Situation.SHEET_NOT_MADE
    assert nurse.records.audit_head() == before


def test_what_was_entered_in_error_gives_no_sheet(nurse: Session, site: WholeSite) -> None:
    draft = call(nurse, site)
    calls.discard(nurse, draft.uuid, draft.version, "Another patient's call")
    with pytest.raises(Problem) as caught:
        sheets.handover_sheet(nurse, draft.uuid)
    assert "entered in error" in caught.value.sentence


def test_a_call_signed_with_a_version_that_is_gone_gives_no_sheet(
    nurse: Session, site: WholeSite
) -> None:
    uuid = signed(nurse, site).encounter.uuid
    ref = replace(nurse.protocol.ref, sha256="0" * 64)
    later = replace(nurse, protocol=replace(nurse.protocol, ref=ref))
    # the version it was signed with is on file: it is loaded, and the sheet is the same
    assert sheets.patient_sheet(later, uuid) == sheets.patient_sheet(nurse, uuid)


def test_the_administrator_sees_no_sheet(nurse: Session, site: WholeSite) -> None:
    uuid = call(nurse, site).uuid
    account = replace(nurse.account, role=Role.ADMINISTRATOR)
    for kind in SheetKind:
        with pytest.raises(Problem) as caught:
            sheets.made(replace(nurse, account=account), uuid, kind)
        assert caught.value.situation is Situation.NOT_ALLOWED


def test_an_unknown_encounter_is_said_to_be_unknown(nurse: Session) -> None:
    with pytest.raises(Problem) as caught:
        sheets.made(nurse, "nothing", SheetKind.HANDOVER)
    assert caught.value.situation is Situation.NOT_FOUND
