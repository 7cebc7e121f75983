"""What is written for outsiders never replaces the site's own files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.making_sites import WholeSite
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.workflows import administration, reports
from workstation.workflows.session import Session

DAY = date(2026, 11, 26)


def export(session: Session, out: Path) -> None:
    manager = replace(session, account=replace(session.account, role=Role.MANAGER))
    reports.export_encounters(manager, DAY, DAY, "csv", out)


def pem(session: Session, out: Path) -> None:
    administration.save_site_pem(session, out)


@pytest.mark.parametrize("write", [export, pem])
@pytest.mark.parametrize("name", ["vault.json", "records.db", "new.csv", "logs/../vault.json"])
def test_neither_keys_nor_records_are_overwritten(
    site: WholeSite, write: Callable[[Session, Path], None], name: str
) -> None:
    before = (site.folder / "vault.json").read_bytes()
    with site.session() as session, pytest.raises(Problem) as caught:
        write(session, site.folder / name)
    assert caught.value.situation is Situation.OWN_FOLDER
    assert (site.folder / "vault.json").read_bytes() == before
    assert not (site.folder / "new.csv").exists()
    site.enter().records.close()


def test_a_way_in_through_another_name_is_seen(site: WholeSite, tmp_path: Path) -> None:
    (tmp_path / "door").symlink_to(site.folder)
    with site.session() as session, pytest.raises(Problem) as caught:
        pem(session, tmp_path / "door" / "vault.json")
    assert caught.value.situation is Situation.OWN_FOLDER


@pytest.mark.parametrize("write", [export, pem])
def test_elsewhere_it_is_written(
    site: WholeSite, tmp_path: Path, write: Callable[[Session, Path], None]
) -> None:
    with site.session() as session:
        write(session, tmp_path / "out")
    assert (tmp_path / "out").stat().st_size > 0
