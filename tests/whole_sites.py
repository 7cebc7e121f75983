"""A whole site for each test, copied from one that was made once."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.making_sites import Minutes, WholeSite, make_site
from workstation.app import make_rooms


@pytest.fixture(scope="session")
def first_site(tmp_path_factory: pytest.TempPathFactory) -> WholeSite:
    return make_site(tmp_path_factory.mktemp("sites") / "first")


@pytest.fixture
def site(first_site: WholeSite, tmp_path: Path) -> WholeSite:
    folder = tmp_path / "site"
    shutil.copytree(first_site.folder, folder)
    clock = Minutes()
    clock.advance(minutes=1)
    return replace(first_site, folder=folder, clock=clock, rooms=make_rooms(clock))
