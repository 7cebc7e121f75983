"""Databases of every release are opened by today's code, with everything that was in them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.making_records import KEY, account, closed_observation
from tests.making_sites import Minutes
from tests.migrations.keeping_releases import ANSWERS, KEPT, LOWERED, fill
from workstation.clinical.encounter import EncounterState
from workstation.records import backup, migrate
from workstation.records.store import Records
from workstation.records.tables import metadata
from workstation.records.triggers import statements


def check(path: Path) -> None:
    database = migrate.open_current(path, KEY, lambda: backup.copy_before_migration(path, KEY))
    records = Records(database, Minutes())
    with records.reading() as unit:
        one, two = unit.encounters.get("e-1"), unit.encounters.get("e-2")
        assert (one.state, one.decision) == (EncounterState.SIGNED, LOWERED)
        assert one.patient is not None and one.patient.given_name == "Ana Lúcia"
        assert two.findings == {answer.id: answer for answer in ANSWERS}
        assert (two.observations, two.number, two.opened_at) == ((), 1, two.started_at)
        run = unit.encounters._connection.exec_driver_sql
        measure = run("SELECT observations, lowered, late FROM measure").one()
        assert tuple(measure) == (1, 0, 0)
        assert unit.documents.get("e-1").pdf.startswith(b"%PDF")
        assert [line.uuid for line in unit.listing.page("ferreira", None, None, 9, 0)] == [
            "e-2",
            "e-1",
        ]
        assert len(unit.call_backs.open()) == 1
        assert unit.audit_log.check().sound
        master = unit.encounters._connection.exec_driver_sql("SELECT name FROM sqlite_master")
        names = {row[0] for row in master}
    with records.writing(account(records)) as writing:
        ended = frozenset(("temperature_c", "systolic_mmhg"))
        after = writing.encounters.close_observation(
            "e-2", two.version, closed_observation(1, ended), "ASTCT 2019"
        )
        assert after.observations[0].findings == two.findings
        assert after.findings.keys() == two.findings.keys() - ended
    assert records.health() == ()
    records.close()
    assert names >= set(metadata.tables)
    assert names >= {statement.split()[2] for statement in statements() if "TRIGGER" in statement}


def test_a_database_of_today(tmp_path: Path) -> None:
    check(fill(tmp_path))


@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.db.gz")), ids=lambda kept: kept.name)
def test_a_database_of_a_release(kept: Path, tmp_path: Path) -> None:
    """Kept by ``keeping_releases``; if this fails, a migration is missing."""
    path = tmp_path / "records.db"
    path.write_bytes(gzip.decompress(kept.read_bytes()))
    check(path)
