"""Migration 0003: a record of before takes risk assessments and doses, and keeps all it held."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

from tests.making_records import KEY, account
from tests.making_sites import NOW, Minutes
from tests.migrations.keeping_releases import KEPT
from workstation.clinical.doses import GivenDose
from workstation.clinical.risk import RiskAssessment
from workstation.records import backup, migrate
from workstation.records.database import open_connection
from workstation.records.store import Records

TABLES = ("risk_assessment", "given_dose", "dose_withdrawal", "signed_dose")


def first_release(folder: Path) -> Path:
    path = folder / "records.db"
    path.write_bytes(gzip.decompress((KEPT / "0.1.db.gz").read_bytes()))
    return path


def count(path: Path, table: str) -> int:
    connection = open_connection(path, KEY)
    found = int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
    connection.close()
    return found


def test_a_record_of_the_first_release_takes_both(tmp_path: Path) -> None:
    path = first_release(tmp_path)
    database = migrate.open_current(path, KEY, lambda: backup.copy_before_migration(path, KEY))
    records = Records(database, Minutes())
    with records.writing(account(records)) as unit:
        draft = unit.encounters.get("e-2")
        assert draft.patient is not None
        assert (draft.patient.risk, draft.doses) == (None, ())
        unit.patients.update(replace(draft.patient, risk=RiskAssessment(has_cuff=False)))
        row = unit.encounters.own_draft("e-2")
        unit.doses.add(row, GivenDose("tocilizumab", NOW, id="d-1"))
    with records.reading() as unit:
        held = unit.encounters.get("e-2")
        assert held.patient is not None
        assert held.patient.risk == RiskAssessment(has_cuff=False)
        assert [dose.id for dose in held.doses] == ["d-1"]
        assert unit.encounters.get("e-1").doses == ()
    records.close()


def test_going_back_removes_only_the_new_tables(tmp_path: Path) -> None:
    path = first_release(tmp_path)
    migrate.upgrade(path, KEY, "0003")
    kept = ("patient", "encounter", "finding", "therapy", "audit", "document")
    before = {table: count(path, table) for table in kept}
    assert all(before.values()) and not any(count(path, table) for table in TABLES)
    migrate.downgrade(path, KEY, "0002")
    assert {table: count(path, table) for table in kept} == before
    migrate.upgrade(path, KEY, "0003")
    assert {table: count(path, table) for table in kept} == before
