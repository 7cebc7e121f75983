"""A program that brings another pack than the site works with says so, and what is next."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.making_sites import Minutes, WholeSite
from tests.protocol_sites import (
    DELIVERED,
    MANAGER_PASSWORD,
    ManagedSite,
    delivered_files,
    make_older_site,
    store,
)
from tests.small_pack import NAME as OLDER
from workstation.app import make_rooms
from workstation.protocols.pack import fingerprint
from workstation.site.problems import Problem, Situation
from workstation.workflows import protocol_news, protocols
from workstation.workflows.protocol_news import Step, delivered


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> WholeSite:
    return make_older_site(tmp_path_factory.mktemp("news") / "first")


@pytest.fixture
def managed(first: WholeSite, tmp_path: Path) -> ManagedSite:
    folder = tmp_path / "site"
    shutil.copytree(first.folder, folder)
    clock = Minutes(first.clock.now)
    clock.advance(minutes=10)
    return ManagedSite(replace(first, folder=folder, clock=clock, rooms=make_rooms(clock)))


def test_each_step_of_the_delivered_pack_is_told_until_it_counts(managed: ManagedSite) -> None:
    with managed.manager() as session:
        assert session.protocol.ref.id == "small"
        found = delivered(session)
        assert (found.name, found.step) == (DELIVERED, Step.ADD)
        assert found.sha256 == fingerprint(delivered_files())
        assert DELIVERED in found.says and "not among the versions" in found.says
        assert protocol_news.add_delivered(session).name == DELIVERED
        assert delivered(session).step is Step.APPROVE
        protocols.approve(session, DELIVERED, MANAGER_PASSWORD)
        assert delivered(session).step is Step.ACTIVATE
        protocols.activate(session, DELIVERED, date(2026, 11, 30))
        settled = delivered(session)
        assert (settled.step, settled.says, settled.advice) == (Step.NOTHING, "", "")


def test_a_site_that_lets_another_version_count_has_made_up_its_mind(managed: ManagedSite) -> None:
    with managed.manager() as session:
        protocol_news.add_delivered(session)
        managed.site.clock.advance(minutes=1)
        protocols.activate(session, OLDER, date(2026, 11, 26))
        assert delivered(session).step is Step.NOTHING


def test_a_name_that_is_taken_by_other_files_is_told(managed: ManagedSite) -> None:
    other = delivered_files()
    other["actions.yaml"] += b"# our own\n"
    with managed.manager() as session:
        store(session, other)
        found = delivered(session)
        assert found.step is Step.NAME_TAKEN
        assert "a version never changes" in found.advice
        with pytest.raises(Problem) as caught:
            protocol_news.add_delivered(session)
        assert caught.value.situation is Situation.PROTOCOL_KNOWN


def test_a_nurse_may_know_but_not_add(managed: ManagedSite) -> None:
    with managed.nurse() as session:
        assert delivered(session).step is Step.ADD
        with pytest.raises(Problem) as caught:
            protocol_news.add_delivered(session)
        assert caught.value.situation is Situation.NOT_ALLOWED
