"""Managers and administrators are told what the program brought, and what had to be set aside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.making_sites import Minutes, WholeSite
from tests.protocol_sites import DELIVERED, forge, make_older_site, put_approval, store
from tests.small_pack import NAME as OLDER
from tests.small_pack import small
from tests.ui.desks import Desks
from tests.ui.hands import CTRL, Key, find, focused, press, texts, type_text
from tests.ui.worked_sites import MANAGER_PASSWORD
from workstation.app import make_rooms
from workstation.ui.main_window import MainWindow
from workstation.ui.protocol_view import ProtocolPage
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.surfaces import Banner
from workstation.workflows import protocols


@pytest.fixture(scope="module")
def first_older_site(tmp_path_factory: pytest.TempPathFactory) -> WholeSite:
    return make_older_site(tmp_path_factory.mktemp("news") / "site")


@pytest.fixture
def older(first_older_site: WholeSite, tmp_path: Path, qtbot: QtBot) -> Iterator[Desks]:
    folder = tmp_path / "older"
    shutil.copytree(first_older_site.folder, folder)
    clock = Minutes(first_older_site.clock.now)
    clock.advance(minutes=1)
    site = replace(first_older_site, folder=folder, clock=clock, rooms=make_rooms(clock))
    made = Desks(site, qtbot)
    yield made
    made.close()


def banner(window: MainWindow) -> list[str]:
    """The words of the one banner in sight; none where there is no banner."""
    shown = [b for b in window.current.findChildren(Banner) if b.isVisibleTo(window)]
    assert len(shown) <= 1
    return texts(shown[0]) if shown else []


def versions_of(window: MainWindow) -> ProtocolPage:
    page = window.current
    assert isinstance(page, ProtocolPage)
    return page


def test_the_pack_of_the_program_is_taken_up_from_the_banner_by_keyboard(older: Desks) -> None:
    window = older.open("pbrandt")
    said = banner(window)
    assert said[0].startswith(f"{DELIVERED} comes with this program and is not among the versions")
    find(window.current, Button, "banner_secondary").setFocus()
    press(Key.Key_Return)
    older.settle()
    page = versions_of(window)
    card = older.card(window)
    assert f"Add {DELIVERED}, which comes with this program" in texts(card)
    press(Key.Key_Return)
    older.settle()
    assert page.versions is not None and page.versions.current is not None
    assert page.versions.current.name == DELIVERED
    assert focused() is page.versions.table
    assert banner(window)[0].endswith("is not approved yet.")

    page.versions.about.approve.setFocus()
    press(Key.Key_Return)
    type_text(MANAGER_PASSWORD)
    press(Key.Key_Return)
    older.settle()
    assert banner(window)[0].endswith("counts from no day yet.")
    page.versions.about.activate.setFocus()
    press(Key.Key_Return)
    press(Key.Key_Return)
    older.settle()
    assert banner(window) == []
    names = [v.name for v in protocols.list_packs(window.session)]
    assert names == [OLDER, DELIVERED]


def test_an_administrator_is_told_on_every_page(older: Desks) -> None:
    window = older.open("rlindqvist")
    assert DELIVERED in banner(window)[0]
    press(Key.Key_2, CTRL)
    older.settle()
    assert DELIVERED in banner(window)[0]


def test_a_site_that_has_what_the_program_brings_hears_nothing(desks: Desks) -> None:
    window = desks.open("pbrandt")
    assert banner(window) == []


@pytest.mark.parametrize("user", ["pbrandt", "rlindqvist", "nokafor"])
def test_a_pack_that_was_changed_in_the_records_is_told_to_everybody(
    worked_site: WholeSite, desks: Desks, user: str
) -> None:
    with worked_site.session("pbrandt", MANAGER_PASSWORD) as session:
        store(session, small())
        put_approval(session, OLDER)
        protocols.activate(session, OLDER, session.clock().date())
    worked_site.clock.advance(minutes=1)
    forge(
        worked_site,
        "UPDATE protocol_file SET content = x'00' WHERE path = 'actions.yaml' AND sha256 IN "
        "(SELECT sha256 FROM protocol_pack WHERE protocol_id = 'small')",
    )
    window = desks.open(user)
    assert window.session.protocol.ref.id == "crs"
    said = banner(window)
    assert said[0].startswith(f"The protocol {OLDER} was not loaded: Its stored files are not")
    shown = window.desk.notices.shown
    assert shown is not None and f"This session works with {DELIVERED}" in shown.detail
