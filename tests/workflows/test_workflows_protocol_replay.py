"""Signed encounters under another version: what changes and why, and that nothing stored does."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from tests.making_sites import NURSE, Minutes, WholeSite, make_site
from tests.protocol_sites import (
    DELIVERED,
    NEW,
    ManagedSite,
    a_patient,
    add_manager,
    changed,
    sign_call,
    store,
    temperature,
)
from workstation.app import make_rooms
from workstation.clinical.findings import Finding, Setting, Source, known, not_assessed
from workstation.site.problems import Problem, Situation
from workstation.workflows import calls, issuing, observing
from workstation.workflows.protocol_replay import Replay, export_replay, replay
from workstation.workflows.session import Session

LOWER_TRIGGER = (
    "definitions.yaml",
    "temperature_c >= 38.0 or temperature_max_24h_c >= 38.0",
    "temperature_c >= 37.5 or temperature_max_24h_c >= 37.5",
)
WATER = ("actions.yaml", "Repeat temperature, pressure", "Take temperature, pressure")


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> WholeSite:
    """Three signed ward rounds: 39.0, 37.7 and 36.8 °C, and one that was not measured."""
    site = make_site(tmp_path_factory.mktemp("replay") / "first")
    add_manager(site)
    site.clock.advance(minutes=5)
    with site.session() as session:
        for value, diastolic in ((39.0, 84), (37.7, 78), (36.8, 78)):
            pressure = known("diastolic_mmhg", diastolic, Source.MEASURED, session.clock())
            sign_call(session, temperature(session, value), pressure, *calm(session))
            site.clock.advance(minutes=1)
        sign_call(session, not_assessed("temperature_c", "no_device"), setting=Setting.PHONE)
    return site


def calm(session: Session) -> list[Finding]:
    now, measured = session.clock(), Source.MEASURED
    return [
        known("systolic_mmhg", 121, measured, now),
        known("spo2_percent", 97, measured, now),
        known("oxygen_device", "room_air", measured, now),
        known("vasopressors", ()),
        *(known(f"{drug}_given", False) for drug in ("antipyretic", "steroid", "anticytokine")),
    ]


@pytest.fixture
def managed(worked: WholeSite, tmp_path: Path) -> ManagedSite:
    folder = tmp_path / "site"
    shutil.copytree(worked.folder, folder)
    clock = Minutes()
    clock.advance(hours=1)
    return ManagedSite(replace(worked, folder=folder, clock=clock, rooms=make_rooms(clock)))


def stored(session: Session) -> list[tuple[object, ...]]:
    """Every row of what was graded and signed."""
    tables = ("encounter", "finding", "assessment", "action", "decision", "document", "measure")
    with session.records.database.readers.begin() as connection:
        return [
            tuple(row)
            for table in tables
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608
        ]


def test_the_version_they_were_graded_with_changes_nothing(managed: ManagedSite) -> None:
    with managed.manager() as session:
        made = replay(session, DELIVERED)
    assert (made.encounters, made.changes) == (4, ())


def test_a_lower_trigger_changes_the_encounter_between_old_and_new(managed: ManagedSite) -> None:
    with managed.manager() as session:
        store(session, changed(LOWER_TRIGGER))
        before = stored(session)
        made = replay(session, NEW)
        assert stored(session) == before
        with session.records.reading() as unit:
            event = unit.audit_log.events(limit=1)[0]
        assert (event.act, event.obj) == ("protocol_replayed", NEW)
        told = json.loads(event.detail)
        assert (told["encounters"], told["change"]) == (4, 1)
    assert (made.encounters, made.grades, made.refused) == (4, 1, 0)
    (one,) = made.changes
    assert one.setting == "ward"
    assert (one.before.at_least, one.before.at_most) == (0, 0)
    assert one.after is not None and (one.after.at_least, one.after.at_most) == (1, 1)
    assert one.why[0] == "now: 37.7 °C is 37.5 °C or more (Entry, fever; Lee 2019)"
    assert one.rules[0] == "entry.fever"
    assert one.actions_added and not one.actions_removed


def test_another_text_of_an_action_is_a_change_of_the_action_alone(managed: ManagedSite) -> None:
    with managed.manager() as session:
        store(session, changed(WATER))
        made = replay(session, NEW)
    (one,) = made.changes  # the action belongs to grade 1 and up, on the ward
    assert not one.grade_changes and not one.level_changes
    assert one.actions_added[0].startswith("Take temperature")
    assert one.actions_removed[0].startswith("Repeat temperature")
    assert one.why == ("the action watch vitals is worded differently (Patient guide)",)
    assert one.rules == ("action.watch-vitals",)


def test_what_the_new_version_cannot_take_is_told(managed: ManagedSite) -> None:
    text = changed()["vocabulary.yaml"].decode()
    line = next(one for one in text.splitlines() if one.startswith("  diastolic_mmhg:"))
    narrow = ("vocabulary.yaml", line, line.replace("high: 200", "high: 80"))
    with managed.manager() as session:
        store(session, changed(narrow))
        made = replay(session, NEW)
    assert made.refused == 1
    (one,) = [c for c in made.changes if c.refused]
    assert "84" in one.refused and one.after is None
    assert not one.grade_changes and one.actions_added == ()


def test_entered_in_error_and_drafts_are_left_out(managed: ManagedSite) -> None:
    with managed.site.session() as session:
        draft = calls.start(session, Setting.WARD, "")
        calls.discard(session, draft.uuid, draft.version, "wrong patient")
        calls.start(session, Setting.WARD, "")
    with managed.manager() as session:
        assert replay(session, DELIVERED).encounters == 4


def test_it_tells_how_far_it_is_and_stops_when_asked(managed: ManagedSite) -> None:
    steps: list[tuple[int, int]] = []

    class Stop(Exception):
        pass

    def stop_at_two(done: int, total: int) -> None:
        steps.append((done, total))
        if done == 2:
            raise Stop

    with managed.manager() as session:
        with pytest.raises(Stop):
            replay(session, DELIVERED, stop_at_two)
        with session.records.reading() as unit:
            told = json.loads(unit.audit_log.events(limit=1)[0].detail)
    assert steps == [(1, 4), (2, 4)]
    assert (told["encounters"], told["of"]) == (2, 4)


def test_a_version_that_is_not_here_is_told_so(managed: ManagedSite) -> None:
    with managed.manager() as session, pytest.raises(Problem) as caught:
        replay(session, "crs@9")
    assert caught.value.situation is Situation.NOT_FOUND


# --- the file


@pytest.fixture
def made(managed: ManagedSite) -> tuple[ManagedSite, Replay]:
    with managed.manager() as session:
        store(session, changed(LOWER_TRIGGER))
        return managed, replay(session, NEW)


def test_the_changes_as_a_file(made: tuple[ManagedSite, Replay], tmp_path: Path) -> None:
    managed, found = made
    out = tmp_path / "changes.csv"
    with managed.manager() as session:
        assert export_replay(session, found, out) == out
        with session.records.reading() as unit:
            event = unit.audit_log.events(limit=1)[0]
    assert (event.act, event.obj, json.loads(event.detail)["rows"]) == ("exported", "replay", 1)
    head, row = csv.reader(io.StringIO(out.read_text("utf-8-sig"), newline=""))
    line = dict(zip(head, row, strict=True))
    assert (line["Grade before"], line["Grade after"]) == ("0", "1")
    assert line["Setting"] == "Ward"
    assert line["Scale before"] == line["Scale after"] == "ASTCT 2019 · CRS"
    assert "entry.fever" in line["Rule ids"].split()
    assert "37.7" in line["Why"]
    assert "Doe" not in out.read_text("utf-8-sig")


def test_a_formula_in_a_pack_stays_a_text(managed: ManagedSite, tmp_path: Path) -> None:
    formula = ("actions.yaml", '"Repeat temperature, pressure', '"=HYPERLINK(1), pressure')
    with managed.manager() as session:
        store(session, changed(formula))
        export_replay(session, replay(session, NEW), tmp_path / "out.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"), newline="")))
    cells = [cell for row in rows for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)


def test_the_own_folder_and_a_link_are_refused(
    made: tuple[ManagedSite, Replay], tmp_path: Path
) -> None:
    managed, found = made
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "elsewhere.csv")
    with managed.manager() as session:
        for out, situation in (
            (managed.site.folder / "out.csv", Situation.OWN_FOLDER),
            (link, Situation.IS_A_LINK),
        ):
            with pytest.raises(Problem) as caught:
                export_replay(session, found, out)
            assert caught.value.situation is situation
    assert not (tmp_path / "elsewhere.csv").exists()


# --- many


def multiply(session: Session, times: int) -> None:
    """Copies of the first signed encounter and its assessment, as the program would store them."""
    encounter = "SELECT * FROM encounter WHERE id = 1"
    assessment = "SELECT * FROM assessment WHERE encounter_id = 1"
    with session.records.database.writer.begin() as connection:
        first = dict(connection.exec_driver_sql(encounter).mappings().one())
        grading = dict(connection.exec_driver_sql(assessment).mappings().one())
        last = connection.exec_driver_sql("SELECT max(id) FROM encounter").scalar_one()
        numbers = range(last + 1, last + 1 + times)
        insert(connection, "encounter", [first | {"id": n, "uuid": f"copy-{n}"} for n in numbers])
        del grading["id"]
        insert(connection, "assessment", [grading | {"encounter_id": n} for n in numbers])


def insert(connection: Connection, table: str, rows: list[dict[str, object]]) -> None:
    names = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join("?" for _ in rows[0])
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
    connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])


def test_pages_miss_nobody(managed: ManagedSite) -> None:
    with managed.manager() as session:
        multiply(session, 450)
        store(session, changed(WATER))
        made = replay(session, NEW)
    assert made.encounters == 454
    assert len(made.changes) == 451
    assert len({one.uuid for one in made.changes}) == 451


def test_each_observation_of_an_encounter_is_replayed(managed: ManagedSite) -> None:
    with managed.site.session() as session:
        draft = calls.start(session, Setting.CHAIRSIDE)
        version = draft.version
        for value in (37.7, 36.9):
            found = (temperature(session, value), *calm(session))
            version = calls.answer(session, draft.uuid, version, found).version
            version = observing.next_observation(session, draft.uuid, version).version
        last = (temperature(session, 36.7), *calm(session))
        version = calls.answer(session, draft.uuid, version, last).version
        person = a_patient(session).uuid
        version = calls.attach_patient(session, draft.uuid, version, person).version
        issuing.sign(session, draft.uuid, version, NURSE.password)
    with managed.manager() as session:
        store(session, changed(LOWER_TRIGGER))
        seen: list[tuple[int, int]] = []
        made = replay(session, NEW, lambda done, total: seen.append((done, total)))
        out = managed.site.folder.parent / "replay.csv"
        export_replay(session, made, out)
    assert made.encounters == 5 and seen[-1] == (5, 5)
    own = [one for one in made.changes if one.uuid == draft.uuid]
    # the fever of the first is the highest of the record in both that follow
    assert [(one.number, one.of) for one in own] == [(1, 3), (2, 3), (3, 3)]
    assert own[0].name.endswith(", observation 1 of 3")
    assert len({one.key for one in made.changes}) == len(made.changes)
    lines = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert [line["Observation"] for line in lines if line["Record id"] == draft.uuid] == [
        *("1", "2", "3"),
    ]
