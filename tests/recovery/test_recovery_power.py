"""Power cuts: nothing acknowledged is lost with the product's settings, and the control loses."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.making_records import KEY, make_records
from tests.making_sites import Minutes
from tests.recovery.power_child import CLOSES_EACH
from tests.recovery.power_cuts import Disk, acknowledged, cut, record
from workstation.records.database import health_of, open_connection


def put(disk: Disk, folder: Path) -> Path:
    for left in folder.glob("records.db*"):
        left.unlink()
    for name, data in disk.files.items():
        (folder / name).write_bytes(data)
    return folder / "records.db"


def found_after(disk: Disk, folder: Path) -> tuple[int, int, int, int, tuple[str, ...]]:
    """The version of the draft, its answers, events and observations, and what the checks say."""
    connection = open_connection(put(disk, folder), KEY)
    try:
        row = connection.execute("SELECT version FROM encounter").fetchone()
        answers = connection.execute("SELECT count(*) FROM finding").fetchone()[0]
        query = "SELECT count(*) FROM audit WHERE act IN ('answered', 'observation_closed')"
        events = connection.execute(query).fetchone()[0]
        closed = connection.execute("SELECT count(*) FROM observation").fetchone()[0]
        return (row[0] if row else 0), answers, events, closed, health_of(connection)
    finally:
        connection.close()


def campaign(folder: Path, repository: Path, synchronous: str, cuts: int) -> int:
    """Cuts the power at many places; how often something acknowledged was lost."""
    site, after = folder / "site", folder / "after"
    site.mkdir()
    after.mkdir()
    make_records(site, Minutes()).close()
    before = {"records.db": (site / "records.db").read_bytes()}
    steps = record(site, repository, 40, synchronous)
    chance = random.Random(f"cuts {synchronous}")  # noqa: S311 - where the power fails
    lost = 0
    for _ in range(cuts):
        at = chance.randrange(1, len(steps))
        version, answers, events, closed, wrong = found_after(cut(before, steps, at, chance), after)
        assert wrong == ()
        saves = max(0, version - 1)
        assert answers == events == saves  # whole or not at all: each save writes one row of these
        assert closed == saves // CLOSES_EACH
        lost += version < acknowledged(steps, at)
    return lost


def test_a_power_cut_loses_nothing_acknowledged(tmp_path: Path, repository: Path) -> None:
    assert campaign(tmp_path, repository, "FULL", 60) == 0


def test_the_simulation_shows_what_a_weaker_setting_loses(tmp_path: Path, repository: Path) -> None:
    assert campaign(tmp_path, repository, "NORMAL", 60) > 0


@pytest.mark.full
@pytest.mark.timeout(600)
def test_two_thousand_power_cuts(tmp_path: Path, repository: Path) -> None:
    assert campaign(tmp_path, repository, "FULL", 2_000) == 0
