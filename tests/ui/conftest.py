"""The theme in force, as in the program, and whole sites, for every test of the screens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.making_sites import CHEAP, Minutes, WholeSite, make_site
from tests.ui.calling import Calling, calling
from tests.ui.desks import Desks
from tests.ui.worked_sites import work_there
from workstation.app import make_rooms
from workstation.ui import theme
from workstation.ui.collector import Collector
from workstation.ui.tasks import Tasks
from workstation.workflows.sign_in import Door


@pytest.fixture(scope="session")
def themed_application(qapp: QApplication, repository: Path) -> QApplication:
    theme.install(qapp, repository / "resources", theme.Mode.LIGHT)
    return qapp


@pytest.fixture(scope="session")
def collector(themed_application: QApplication) -> Collector:
    """As in the program: no worker collects what belongs to the window's thread."""
    return Collector(themed_application)


@pytest.fixture(autouse=True)
def light_and_normal_size(collector: Collector) -> Iterator[None]:
    yield
    collector.collect_due()
    if theme.dark() or theme.points(theme.BODY) != theme.BODY:
        theme.set_mode(theme.Mode.LIGHT)
        theme.set_points(theme.BODY)


@pytest.fixture(scope="session")
def first_site(tmp_path_factory: pytest.TempPathFactory) -> WholeSite:
    """A new site, made once: an administrator and a nurse, nothing else."""
    return make_site(tmp_path_factory.mktemp("sites") / "first")


@pytest.fixture(scope="session")
def first_worked_site(tmp_path_factory: pytest.TempPathFactory) -> WholeSite:
    """A site in use: two more accounts, four patients, signed calls, drafts, call-backs."""
    site = make_site(tmp_path_factory.mktemp("sites") / "worked")
    work_there(site)
    return site


def own_copy(site: WholeSite, folder: Path) -> WholeSite:
    shutil.copytree(site.folder, folder)
    clock = Minutes(site.clock.now)
    clock.advance(minutes=1)
    return replace(site, folder=folder, clock=clock, rooms=make_rooms(clock))


@pytest.fixture
def site(first_site: WholeSite, tmp_path: Path) -> WholeSite:
    return own_copy(first_site, tmp_path / "site")


@pytest.fixture
def worked_site(first_worked_site: WholeSite, tmp_path: Path) -> WholeSite:
    return own_copy(first_worked_site, tmp_path / "site")


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def desks(worked_site: WholeSite, qtbot: QtBot) -> Iterator[Desks]:
    """Windows of signed-in people at the worked site; all are closed behind the test."""
    made = Desks(worked_site, qtbot)
    yield made
    made.close()


@pytest.fixture
def door(site: WholeSite, repository: Path) -> Door:
    return Door(
        data_dir=site.folder,
        rooms=site.rooms,
        clock=site.clock,
        restart=lambda: None,
        resources=repository / "resources",
        work=CHEAP,
    )


@pytest.fixture
def call(site: WholeSite, qtbot: QtBot) -> Iterator[Calling]:
    """A phone call just begun, at the ``site`` of the file that asks for it."""
    with calling(site, qtbot) as made:
        yield made
