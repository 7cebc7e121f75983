"""Drafts: versions, retries, owners, and what never changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from tests.making_records import (
    KEY,
    account,
    closed_observation,
    draft_with_patient,
    issue,
    patient,
    signed,
)
from tests.making_sites import NOW, Minutes
from workstation.clinical.encounter import Decision, Encounter, EncounterState, Override
from workstation.clinical.findings import Setting, Therapy, known
from workstation.records.database import open_connection
from workstation.records.drafts import Attachment
from workstation.records.store import Records, Writing
from workstation.records.values import StaleVersion
from workstation.site.problems import Problem, Situation
from workstation.vault.beside import read_waiting

Save = Callable[[Writing, int], Encounter]

DECISION = Decision(
    level="same_day",
    override=Override("call_back", "same_day", True),
    advice_given=("fluids", "thermometer"),
    teach_back=True,
    informed="Dr Moreau",
    informed_at=NOW,
    call_back_at=NOW + timedelta(hours=2),
    actions_done=("acetaminophen",),
    not_known_reason="no device",
    note="Lives alone; <b>daughter</b> comes at 18:00",
)
THERAPY = Therapy(agent="epcoritamab", dose_number=1, last_dose_at=NOW)

CLOSED = closed_observation()
SAVES: dict[str, Save] = {
    "answers": lambda u, v: u.encounters.save_answers("e-1", v, [known("collapse", True)], ["a"]),
    "details": lambda u, v: u.encounters.save_details("e-1", v, {"caller": "daughter"}),
    "therapy": lambda u, v: u.encounters.save_therapy("e-1", v, THERAPY),
    "decision": lambda u, v: u.encounters.save_decision("e-1", v, DECISION),
    "observation": lambda u, v: u.encounters.close_observation("e-1", v, CLOSED, "ASTCT 2019"),
    "in error": lambda u, v: u.encounters.enter_in_error("e-1", v, "wrong button"),
}
saves = pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)


def do(records: Records, save: Save, version: int, user: str = "nokafor") -> Encounter:
    with records.writing(account(records, user)) as unit:
        return save(unit, version)


@saves
def test_a_save_gives_the_next_version(records: Records, save: Save) -> None:
    draft = draft_with_patient(records)
    after = do(records, save, draft.version)
    assert after.version == draft.version + 1
    with records.reading() as unit:
        assert unit.encounters.get("e-1") == after
    assert after != replace(draft, version=after.version)


@saves
def test_the_same_save_again_is_acknowledged_once_more(records: Records, save: Save) -> None:
    draft = draft_with_patient(records)
    first = do(records, save, draft.version)
    assert do(records, save, draft.version) == first


@saves
def test_a_stale_save_is_told_what_changed(records: Records, save: Save, clock: Minutes) -> None:
    draft = draft_with_patient(records)
    clock.advance(minutes=7)
    do(records, lambda u, v: u.encounters.save_answers("e-1", v, [known("chills", True)], ()), 2)
    do(records, lambda u, v: u.encounters.save_details("e-1", v, {"caller": "son"}), 3)
    with pytest.raises(StaleVersion) as caught:
        do(records, save, draft.version)
    assert caught.value.situation is Situation.STALE_VERSION
    assert caught.value.changed == ("chills", "call_details")
    assert caught.value.current is not None and caught.value.current.version == 4
    assert "at 09:07 by N. Okafor" in caught.value.sentence
    assert do(records, lambda u, _v: u.encounters.get("e-1"), 0).caller == "son"


@saves
def test_only_the_nurse_of_the_call_changes_it(records: Records, save: Save) -> None:
    draft = draft_with_patient(records)
    with pytest.raises(Problem) as caught:
        do(records, save, draft.version, "tberg")
    assert caught.value.situation is Situation.NOT_YOURS


@saves
def test_a_signed_encounter_does_not_change(records: Records, save: Save) -> None:
    encounter = signed(records)
    with pytest.raises(Problem) as caught:
        do(records, save, encounter.version)
    assert caught.value.situation is Situation.NOT_A_DRAFT
    assert "signed" in caught.value.sentence


def test_the_patient_is_attached_once(records: Records) -> None:
    draft = draft_with_patient(records)
    with records.writing(account(records)) as unit:
        other = unit.patients.add(patient("p-2", family_name="Other"))
        with pytest.raises(Problem) as caught:
            unit.encounters.attach("e-1", draft.version, Attachment(other, False, None, ()))
    assert caught.value.situation is Situation.PATIENT_ATTACHED
    with records.reading() as reading:
        kept = reading.encounters.get("e-1").patient
        assert kept is not None and kept.uuid == "p-of-e-1"


def test_the_file_itself_refuses_another_patient(records: Records, tmp_path: Path) -> None:
    draft_with_patient(records, "e-1")
    draft_with_patient(records, "e-2")
    connection = open_connection(tmp_path / "records.db", KEY, guarded=False)
    for statement, says in {
        "UPDATE encounter SET patient_id = 2 WHERE id = 1": "never changes",
        "UPDATE encounter SET patient_id = NULL WHERE id = 1": "never changes",
        "UPDATE encounter SET started_at = '' WHERE id = 1": "never changes",
        "UPDATE encounter SET setting = 'ward' WHERE id = 1": "never changes",
        "DELETE FROM encounter WHERE id = 1": "never deleted",
        "DELETE FROM patient WHERE id = 1": "never deleted",
    }.items():
        with pytest.raises(Exception, match=says):
            connection.execute(statement)
    connection.close()


def test_the_file_itself_keeps_the_setting_of_what_was_answered(
    records: Records, tmp_path: Path
) -> None:
    with records.writing(account(records)) as unit:
        unit.encounters.start("e-1", Setting.PHONE, "N. Okafor, RN", "")
    connection = open_connection(tmp_path / "records.db", KEY, guarded=False)
    change = "UPDATE encounter SET setting = ? WHERE id = 1"
    connection.execute(change, ("ward",))
    do(records, lambda u, v: u.encounters.save_answers("e-1", v, [known("chills", True)], []), 1)
    with pytest.raises(Exception, match="never changes"):
        connection.execute(change, ("phone",))
    do(records, lambda u, v: u.encounters.save_answers("e-1", v, [], ["chills"]), 2)
    connection.execute(change, ("phone",))
    do(records, lambda u, v: u.encounters.save_decision("e-1", v, DECISION), 3)
    with pytest.raises(Exception, match="never changes"):
        connection.execute(change, ("ward",))
    connection.close()


def test_the_file_itself_keeps_answers_of_a_signed_encounter(
    records: Records, tmp_path: Path
) -> None:
    draft = draft_with_patient(records)
    do(records, SAVES["answers"], draft.version)
    draft = do(records, lambda u, _v: u.encounters.get("e-1"), 0)
    with records.writing(account(records)) as unit:
        unit.issue(issue(draft, unit.audit_log.head()))
    connection = open_connection(tmp_path / "records.db", KEY, guarded=False)
    for statement, says in {
        "UPDATE finding SET value = NULL": "append-only",
        "DELETE FROM finding": "append-only",
        "INSERT OR REPLACE INTO finding SELECT * FROM finding WHERE id = 1": "append-only|draft",
        "INSERT INTO finding (encounter_id, encounter_version, item, kind, entered_at, by) "
        "VALUES (1, 9, 'x', 'cleared', '', 1)": "only a draft",
        "UPDATE encounter SET state = 'draft'": "does not become a draft",
        "UPDATE document SET pdf = x'00'": "append-only",
        "UPDATE assessment SET at_least = 0": "append-only",
    }.items():
        with pytest.raises(Exception, match=says):
            connection.execute(statement)
    connection.close()


def test_drafts_come_back_by_nurse_and_age(
    records: Records, clock: Minutes, tmp_path: Path
) -> None:
    for number, user in enumerate(["nokafor", "tberg", "nokafor"], start=1):
        with records.writing(account(records, user)) as unit:
            unit.encounters.start(f"e-{number}", Setting.PHONE, user, "")
        clock.advance(minutes=1)
    signed(records, "e-4")
    with records.reading() as reading:
        assert [d.uuid for d in reading.encounters.drafts()] == ["e-1", "e-2", "e-3"]
        assert [d.uuid for d in reading.encounters.drafts("nokafor")] == ["e-1", "e-3"]
    waiting = read_waiting(tmp_path)
    assert [draft.user for draft in waiting] == ["nokafor", "tberg", "nokafor"]
    do(records, lambda u, v: u.encounters.enter_in_error("e-1", v, "test"), 1)
    assert len(read_waiting(tmp_path)) == 2


def test_a_call_within_24_hours_is_remembered(records: Records, clock: Minutes) -> None:
    draft_with_patient(records)
    with records.writing(account(records)) as unit:
        row = unit.patients.row_id("p-of-e-1")
        before = unit.encounters.called_before
        assert before(row, NOW + timedelta(hours=24), 99)
        assert not before(row, NOW + timedelta(hours=24, seconds=1), 99)
        assert not before(row, NOW + timedelta(hours=1), 1)  # itself
        assert not before(row, NOW - timedelta(minutes=1), 99)
    do(records, lambda u, v: u.encounters.enter_in_error("e-1", v, "wrong person"), 2)
    with records.writing(account(records)) as unit:
        assert not unit.encounters.called_before(row, NOW + timedelta(hours=1), 99)


def test_the_first_red_flag_keeps_its_time(records: Records, clock: Minutes) -> None:
    draft_with_patient(records)

    def note(unit: Writing, _version: int) -> Encounter:
        unit.encounters.note_red_flag("e-1")
        return unit.encounters.get("e-1")

    clock.advance(minutes=2)
    first = do(records, note, 0)
    clock.advance(minutes=2)
    later = do(records, note, 0)
    assert later.first_red_flag_at == first.first_red_flag_at == NOW + timedelta(minutes=2)


def test_an_unknown_encounter_and_an_unknown_account(records: Records) -> None:
    with pytest.raises(Problem, match="no encounter"):
        do(records, lambda u, _v: u.encounters.get("e-9"), 0)
    with pytest.raises(Problem, match="no account"), records.writing("nobody") as unit:
        unit.encounters.start("e-1", Setting.PHONE, "", "")


def test_a_state_unknown_to_us_cannot_be_stored(records: Records, tmp_path: Path) -> None:
    draft_with_patient(records)
    assert {state.value for state in EncounterState} == {
        "draft",
        "signed",
        "amended",
        "entered_in_error",
    }
    with records.database.writer.connect() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql("UPDATE encounter SET state = 'deleted'")
