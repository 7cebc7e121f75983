"""A drill: the site is lost, and comes back from its backup on another computer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.making_records import patient
from tests.making_sites import ADMINISTRATOR, NURSE, WholeSite
from workstation.clinical.findings import Setting, known
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.workflows import backups, calls, patients
from workstation.workflows.restoring import restore
from workstation.workflows.session import Session
from workstation.workflows.sign_in import sign_in, sign_out


def signed_in(site: WholeSite, folder: Path, person: object = ADMINISTRATOR) -> Session:
    assert person is ADMINISTRATOR or person is NURSE
    who = ADMINISTRATOR if person is ADMINISTRATOR else NURSE
    return sign_in(folder, who.user, who.password, site.rooms, site.clock)


@pytest.fixture
def saved(site: WholeSite, tmp_path: Path) -> Path:
    """A backup of a site with one draft in it."""
    nurse = signed_in(site, site.folder, NURSE)
    draft = calls.start(nurse, Setting.PHONE, "312 555 0142", "e-1")
    calls.answer(nurse, draft.uuid, 1, [known("collapse", False)])
    patients.add(nurse, patient())
    sign_out(nurse)
    administrator = signed_in(site, site.folder)
    made = backups.back_up(administrator, tmp_path / "site.crsbackup")
    with administrator.records.reading() as unit:
        event = unit.audit_log.events(limit=1)[0]
    assert (event.act, event.seq) == (Act.BACKED_UP, made.entry)
    sign_out(administrator)
    return made.path


def test_a_lost_site_comes_back(site: WholeSite, saved: Path, tmp_path: Path) -> None:
    new = tmp_path / "another-computer"
    back = restore(saved, new, ADMINISTRATOR.user, ADMINISTRATOR.password, site.rooms, site.clock)
    nurse = signed_in(site, new, NURSE)
    draft = calls.open_encounter(nurse, "e-1")
    assert draft.findings["collapse"].value is False
    assert [found.mrn for found in patients.search(nurse, "ferreira")] == ["00482913"]
    assert nurse.signing_blocked is not None  # until an administrator has looked
    with nurse.records.reading() as unit:
        assert unit.audit_log.check().sound
        told = [event for event in unit.audit_log.events() if event.act == Act.RESTORED]
    assert json.loads(told[0].detail)["entry"] == back.entry
    sign_out(nurse)


@pytest.mark.parametrize(
    ("user", "password", "situation"),
    [
        (ADMINISTRATOR.user, "not the password", Situation.WRONG_PASSWORD),
        (NURSE.user, NURSE.password, Situation.NOT_ALLOWED),
    ],
)
def test_only_an_administrator_restores(
    site: WholeSite, saved: Path, tmp_path: Path, user: str, password: str, situation: Situation
) -> None:
    new = tmp_path / "another-computer"
    with pytest.raises(Problem) as caught:
        restore(saved, new, user, password, site.rooms, site.clock)
    assert caught.value.situation is situation
    assert not list(new.glob("records*")) and not list(new.glob("vault.json*"))


def test_a_site_is_never_restored_over_another(site: WholeSite, saved: Path) -> None:
    before = (site.folder / "records.db").read_bytes()
    with pytest.raises(Problem) as caught:
        restore(
            saved,
            site.folder,
            ADMINISTRATOR.user,
            ADMINISTRATOR.password,
            site.rooms,
            site.clock,
        )
    assert caught.value.situation is Situation.SITE_EXISTS
    assert (site.folder / "records.db").read_bytes() == before


def test_a_changed_backup_restores_nothing(site: WholeSite, saved: Path, tmp_path: Path) -> None:
    data = bytearray(saved.read_bytes())
    data[5000] ^= 1
    saved.write_bytes(data)
    new = tmp_path / "another-computer"
    with pytest.raises(Problem, match="damaged"):
        restore(saved, new, ADMINISTRATOR.user, ADMINISTRATOR.password, site.rooms, site.clock)
    assert not list(new.glob("records*"))


def test_a_backup_that_cannot_be_written_is_told(site: WholeSite, tmp_path: Path) -> None:
    administrator = signed_in(site, site.folder)
    with pytest.raises(Problem):
        backups.back_up(administrator, site.folder / "inside.crsbackup")
    with pytest.raises(Problem):
        backups.back_up(administrator, tmp_path / "no such folder" / "site.crsbackup")
    with administrator.records.reading() as unit:
        event = unit.audit_log.events(limit=1)[0]
    assert event.act == Act.BACKED_UP and "failed" in json.loads(event.detail)
    sign_out(administrator)
