from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.making_sites import (
    ADMINISTRATOR,
    CHEAP,
    NEW_SITE,
    NURSE,
    SETTINGS,
    Minutes,
    WholeSite,
    make_site,
)
from workstation.app import make_rooms
from workstation.site.problems import Problem, Situation
from workstation.site.site import SiteSettings
from workstation.site.staff import Role
from workstation.vault import vault_file
from workstation.workflows import sign_in
from workstation.workflows.checks import NewAccount
from workstation.workflows.door import Rooms, first_start_needed
from workstation.workflows.first_start import NewSite, create_site


def create(folder: Path, new: NewSite = NEW_SITE, rooms: Rooms | None = None) -> str:
    clock = Minutes()
    return create_site(folder, new, rooms or make_rooms(clock), clock, CHEAP)


def test_a_new_site_has_its_people_its_settings_and_a_first_entry_in_the_audit(
    site: WholeSite,
) -> None:
    assert not first_start_needed(site.folder)
    assert sign_in.site_name(site.folder) == "Lakeside Infusion"
    assert [(p.user, p.printed_name) for p in sign_in.people(site.folder)] == [
        ("nokafor", "N. Okafor, RN"),
        ("rlindqvist", "R. Lindqvist"),
    ]
    with site.session() as session, session.records.reading() as unit:
        assert session.site == SETTINGS
        assert session.account.role is Role.NURSE
        assert session.signing_blocked is None
        assert session.warnings == ()
        acts = [event.act for event in reversed(unit.audit_log.events())]
    approved = ["protocol_added", "protocol_approved", "protocol_activated"]
    assert acts == ["site_created", "account_added", "account_added", *approved, "signed_in"]


def test_the_site_is_private_and_encrypted(site: WholeSite) -> None:
    assert site.folder.stat().st_mode & 0o777 == 0o700
    for path in site.folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    head = (site.folder / "records.db").read_bytes()[:16]
    assert head != b"SQLite format 3\0"


def test_an_administrator_alone_can_begin_a_site(tmp_path: Path) -> None:
    create(tmp_path / "site", replace(NEW_SITE, nurse=None))
    assert [p.user for p in sign_in.people(tmp_path / "site")] == ["rlindqvist"]


def test_a_site_is_never_made_over_another(site: WholeSite) -> None:
    before = {p.name: p.read_bytes() for p in site.folder.iterdir() if p.is_file()}
    with pytest.raises(Problem) as caught:
        create(site.folder)
    assert caught.value.situation is Situation.SITE_EXISTS
    assert before == {p.name: p.read_bytes() for p in site.folder.iterdir() if p.is_file()}


def test_records_without_their_key_file_are_a_loss_and_not_a_new_site(site: WholeSite) -> None:
    (site.folder / "vault.json").unlink()
    for attempt in (lambda: first_start_needed(site.folder), lambda: create(site.folder)):
        with pytest.raises(Problem) as caught:
            attempt()
        assert caught.value.situation is Situation.VAULT_MISSING
    assert (site.folder / "records.db").exists()


class Stopped(BaseException):
    """The machine stops here."""


@pytest.mark.parametrize("step", ["before", "after"])
def test_a_first_start_that_was_cut_off_begins_anew(tmp_path: Path, step: str) -> None:
    clock, folder = Minutes(), tmp_path / "site"
    real = make_rooms(clock)

    def stop(*arguments: object) -> object:
        if step == "after":
            real.create(*arguments).close()  # type: ignore[arg-type] # handed on as they came
        raise Stopped

    with pytest.raises(Stopped):
        create(folder, rooms=replace(real, create=stop))  # type: ignore[arg-type] # never returns
    assert first_start_needed(folder)
    create(folder)
    assert not first_start_needed(folder)
    sign_in.sign_in(folder, "nokafor", NURSE.password, real, clock).records.close()
    left = {p.name for p in folder.iterdir() if "unfinished" in p.name}
    assert left == ({"records.db.unfinished-1"} if step == "after" else set())


def test_a_finished_site_marked_unfinished_loses_nothing(site: WholeSite) -> None:
    """Somebody edits the mark; the records are set aside, never deleted."""
    records = (site.folder / "records.db").read_bytes()
    path = site.folder / "vault.json"
    body = {**json.loads(path.read_text()), "finished": False}
    body["check"] = vault_file._check(body)
    path.write_text(json.dumps(body))
    create(site.folder)
    assert (site.folder / "records.db.unfinished-1").read_bytes() == records


def settings(**changes: object) -> NewSite:
    return replace(NEW_SITE, settings=SiteSettings(**{**asdict(SETTINGS), **changes}))


def nurse(**changes: str) -> NewAccount:
    fields = {
        "user": "nokafor",
        "name": "N. Okafor",
        "credentials": "RN",
        "password": NURSE.password,
    }
    return NewAccount(**{**fields, **changes})


@pytest.mark.parametrize(
    ("new", "situation"),
    [
        (replace(NEW_SITE, nurse=nurse(user="rlindqvist ")), Situation.USER_EXISTS),
        (replace(NEW_SITE, nurse=nurse(user="n okafor")), Situation.BAD_USER_NAME),
        (replace(NEW_SITE, nurse=nurse(user="../x")), Situation.BAD_USER_NAME),
        (replace(NEW_SITE, nurse=nurse(password="short")), Situation.WEAK_PASSWORD),
        (replace(NEW_SITE, nurse=nurse(name="")), Situation.NOT_ACCEPTED),
        (replace(NEW_SITE, nurse=nurse(name="Ann\u202e")), Situation.NOT_ACCEPTED),
        (settings(name=" "), Situation.NOT_ACCEPTED),
        (settings(time_zone="Mars"), Situation.NOT_ACCEPTED),
        (settings(time_zone="../x"), Situation.NOT_ACCEPTED),
        (
            replace(NEW_SITE, settings=replace(SETTINGS, idle_lock_minutes=0)),
            Situation.NOT_ACCEPTED,
        ),
        (
            replace(NEW_SITE, settings=replace(SETTINGS, idle_lock_minutes=31)),
            Situation.NOT_ACCEPTED,
        ),
        (settings(paper="a5"), Situation.NOT_ACCEPTED),
        (
            replace(NEW_SITE, settings=replace(SETTINGS, emergency_number="")),
            Situation.NOT_ACCEPTED,
        ),
    ],
)
def test_what_cannot_be_accepted_leaves_no_trace(
    tmp_path: Path, new: NewSite, situation: Situation
) -> None:
    with pytest.raises(Problem) as caught:
        create(tmp_path / "site", new)
    assert caught.value.situation is situation
    assert not (tmp_path / "site").exists()


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    with pytest.raises(Problem) as caught:
        create(tmp_path / "site")
    assert caught.value.situation is Situation.IS_A_LINK
    assert list((tmp_path / "real").iterdir()) == []


def test_two_sites_share_nothing(site: WholeSite, tmp_path: Path) -> None:
    other = make_site(tmp_path / "other")
    with site.session() as one, other.session() as two:
        assert one.keys.data_key != two.keys.data_key
    assert site.recovery_key != other.recovery_key
    shutil.copy(other.folder / "vault.json", site.folder / "vault.json")
    with pytest.raises(Problem) as caught:
        site.enter("rlindqvist", ADMINISTRATOR.password)
    assert caught.value.situation is Situation.NOT_OUR_DATABASE
