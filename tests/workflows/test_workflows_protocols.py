"""The versions of a site: added, read, approved, made active; and what holds when one does not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.making_sites import Minutes, WholeSite, make_site
from tests.protocol_sites import (
    DELIVERED,
    MANAGER_PASSWORD,
    NEW,
    ManagedSite,
    add_manager,
    changed,
    forge,
    put_approval,
    store,
)
from tests.small_pack import DEAD, small, written
from tests.small_pack import NAME as SMALL
from tests.small_pack import WATER as MORE_WATER
from workstation.app import make_rooms
from workstation.site.problems import Problem, Situation
from workstation.site.protocol_versions import Period, Status
from workstation.workflows import protocols
from workstation.workflows.session import Session

SECONDS = pytest.mark.timeout(240)  # the whole check, also where others work beside it
WATER = ("actions.yaml", "Encourage drinking", "Encourage drinking water")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> WholeSite:
    site = make_site(tmp_path_factory.mktemp("versions") / "first")
    add_manager(site)
    return site


@pytest.fixture
def managed(first: WholeSite, tmp_path: Path) -> ManagedSite:
    folder = tmp_path / "site"
    shutil.copytree(first.folder, folder)
    clock = Minutes()
    clock.advance(minutes=10)
    return ManagedSite(replace(first, folder=folder, clock=clock, rooms=make_rooms(clock)))


def acts(session: Session, about: str) -> list[str]:
    with session.records.reading() as unit:
        return [e.act for e in reversed(unit.audit_log.events()) if e.obj == about]


def newest(session: Session) -> tuple[str, str, dict[str, object]]:
    with session.records.reading() as unit:
        event = unit.audit_log.events(limit=1)[0]
    return event.act, event.obj, json.loads(event.detail)


def situation(problem: pytest.ExceptionInfo[Problem]) -> Situation:
    return problem.value.situation


# --- the first start


def test_the_first_administrator_approves_what_comes_with_the_program(managed: ManagedSite) -> None:
    with managed.nurse() as session:
        (version,) = protocols.list_packs(session)
        assert session.warnings == ()
        assert session.protocol.ref.sha256 == version.sha256
        assert acts(session, DELIVERED) == [
            "protocol_added",
            "protocol_approved",
            "protocol_activated",
        ]
        assert protocols.active(session, session.clock()) == version
        assert protocols.active(session, session.clock() - timedelta(days=1)) is None
    assert (version.name, version.added_by) == (DELIVERED, "rlindqvist")
    assert version.approval is not None and version.approval.by == "rlindqvist"
    assert version.status(managed.site.clock()) is Status.ACTIVE
    assert version.proof is not None and version.proof.combinations > 100_000


# --- adding


def test_a_pack_is_checked_and_stored_and_the_same_again_changes_nothing(
    managed: ManagedSite, tmp_path: Path
) -> None:
    pack = written(small(), tmp_path / "pack")
    with managed.manager() as session:
        version = protocols.add(session, pack)
        assert version.name == SMALL
        assert version.status(session.clock()) is Status.ADDED
        act, obj, told = newest(session)
        assert (act, obj, told["sha256"]) == ("protocol_added", SMALL, version.sha256)
        assert version.proof is not None and told["combinations"] == version.proof.combinations
        assert protocols.add(session, pack) == version
        assert acts(session, SMALL) == ["protocol_added"]
        (pack / "actions.yaml").write_bytes(small(MORE_WATER)["actions.yaml"])
        with pytest.raises(Problem) as caught:
            protocols.add(session, pack)
        assert situation(caught) is Situation.PROTOCOL_KNOWN
        shown = protocols.show(session, SMALL)
        assert shown.protocol.ref.sha256 == version.sha256
        (drink,) = [rule for rule in shown.rules if rule.id == "drink"]
        assert drink.aspects["text"] == "Encourage drinking"


@SECONDS
def test_the_delivered_pack_passes_the_same_door(managed: ManagedSite, tmp_path: Path) -> None:
    pack = written(changed(WATER), tmp_path / "pack")
    with managed.manager() as session:
        version = protocols.add(session, pack)
        assert version.proof is not None and version.proof.combinations > 100_000


def test_a_pack_that_fails_is_refused_with_every_sentence(
    managed: ManagedSite, tmp_path: Path
) -> None:
    pack = written(small(DEAD), tmp_path / "pack")
    with managed.manager() as session:
        with pytest.raises(protocols.PackRefused) as caught:
            protocols.add(session, pack)
        assert [v.name for v in protocols.list_packs(session)] == [DELIVERED]
    assert [(t.file, t.line) for t in caught.value.troubles] == [("entry.yaml", 3)]
    assert "was not taken" in caught.value.sentence


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (("entry.yaml", "result: met", "result: mett"), "entry.yaml"),
        (("protocol.yaml", "id: small", "id: [small"), "protocol.yaml, line 1: this is not YAML"),
    ],
)
def test_a_pack_that_cannot_be_read_is_refused_at_once(
    managed: ManagedSite, tmp_path: Path, edit: tuple[str, str, str], says: str
) -> None:
    pack = written(small(edit), tmp_path / "pack")
    with managed.manager() as session, pytest.raises(protocols.PackRefused) as caught:
        protocols.add(session, pack)
    assert says in caught.value.sentence


# --- approving and activating


def test_a_manager_approves_with_the_own_certificate_and_it_counts_from_a_day_on(
    managed: ManagedSite,
) -> None:
    with managed.manager() as session:
        store(session, small())
        with pytest.raises(Problem) as caught:
            protocols.activate(session, SMALL, date(2026, 11, 27))
        assert situation(caught) is Situation.PROTOCOL_NOT_APPROVED
        with pytest.raises(Problem) as caught:
            protocols.approve(session, SMALL, "not the password")
        assert situation(caught) is Situation.WRONG_PASSWORD
        approved = protocols.approve(session, SMALL, MANAGER_PASSWORD)
        assert approved.approval is not None and approved.approval.by == "pbrandt"
        act, obj, told = newest(session)
        assert (act, obj) == ("protocol_approved", SMALL)
        assert told["certificate_sha256"] == approved.approval.fingerprint
        with pytest.raises(Problem) as caught:
            protocols.activate(session, SMALL, date(2026, 11, 25))
        assert situation(caught) is Situation.NOT_ACCEPTED
        version = protocols.activate(session, SMALL, date(2026, 11, 28))
        (period,) = version.periods
        assert period == Period(period.start)
        assert period.start.isoformat() == "2026-11-27T23:00:00+00:00"  # midnight in Paris
        assert version.status(session.clock()) is Status.SCHEDULED
        assert newest(session)[2]["from"] == period.start.isoformat()
    with managed.nurse() as session:
        assert session.protocol.ref.version == "2026.3"
    managed.site.clock.advance(days=2)
    with managed.nurse() as session:
        assert session.warnings == ()
        assert session.protocol.ref.sha256 == version.sha256
        old = protocols.list_packs(session)[0]
        assert old.status(session.clock()) is Status.RETIRED


def test_a_proof_that_was_put_in_by_hand_gets_no_pack_approved(managed: ManagedSite) -> None:
    with managed.manager() as session:
        store(session, small(DEAD))
        with pytest.raises(Problem) as caught:
            protocols.approve(session, SMALL, MANAGER_PASSWORD)
        assert situation(caught) is Situation.PROTOCOL_FAILED
        assert "entry.yaml" in caught.value.sentence
        assert protocols.list_packs(session)[1].status(session.clock()) is Status.ADDED


def make_active(managed: ManagedSite, files: Mapping[str, bytes] | None = None) -> None:
    with managed.manager() as session:
        store(session, files or changed(WATER))
        put_approval(session, NEW)
        protocols.activate(session, NEW, date(2026, 11, 26))
    managed.site.clock.advance(minutes=1)


def test_today_means_from_now_on(managed: ManagedSite) -> None:
    make_active(managed)
    with managed.nurse() as session:
        assert session.protocol.ref.version == "2027.1"
        action = next(a for a in session.protocol.actions if a.id == "oral-fluids")
        assert action.text == "Encourage drinking water"
        assert protocols.active(session, session.clock()) == protocols.list_packs(session)[1]


def test_a_clock_set_back_brings_no_older_version_back(managed: ManagedSite) -> None:
    make_active(managed)
    managed.site.enter().records.close()
    managed.site.clock.advance(days=-1)
    with managed.nurse() as session:
        assert session.protocol.ref.version == "2027.1"
        assert [w.situation for w in session.warnings] == [Situation.CLOCK_BACK]


# --- what does not hold is set aside


EXCHANGED = "UPDATE protocol_file SET content = x'00' WHERE path = 'actions.yaml'"
OF_THE_NEW_ONE = " AND sha256 = (SELECT sha256 FROM protocol_pack WHERE version = '2027.1')"


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (EXCHANGED, "stored files are not the ones"),
        ("DELETE FROM protocol_file WHERE path = 'agents.yaml'", "stored files are not the ones"),
        (
            "UPDATE protocol_status SET signature = zeroblob(256) WHERE status = 'approved'",
            "approval is not genuine",
        ),
    ],
    ids=["changed", "a file is gone", "signature"],
)
def test_a_pack_that_was_changed_is_set_aside_and_the_one_before_is_used(
    managed: ManagedSite, statement: str, reason: str
) -> None:
    make_active(managed)
    forge(managed.site, statement + OF_THE_NEW_ONE)
    with managed.nurse() as session:
        assert session.protocol.ref.version == "2026.3"
        (warning,) = session.warnings
        assert warning.situation is Situation.PROTOCOL_SET_ASIDE
        assert NEW in warning.sentence and reason in warning.sentence
        assert DELIVERED in warning.advice
        assert "protocol_set_aside" in acts(session, "2026.3")


def test_what_nobody_approved_is_not_active_by_a_row_put_in_by_hand(managed: ManagedSite) -> None:
    with managed.manager() as session:
        store(session, small())
    forge(
        managed.site,
        "INSERT INTO protocol_status (sha256, status, entered_at, by, effective_from) SELECT "
        "sha256, 'active', entered_at, by, entered_at FROM protocol_status WHERE sha256 = (SELECT "
        "sha256 FROM protocol_pack WHERE protocol_id = 'small')",
    )
    managed.site.clock.advance(minutes=1)
    with managed.nurse() as session:
        assert f"{session.protocol.ref.id}@{session.protocol.ref.version}" == DELIVERED
        (warning,) = session.warnings
        assert SMALL in warning.sentence and "approval is not genuine" in warning.sentence


def test_without_any_that_holds_the_program_goes_on_with_its_own(managed: ManagedSite) -> None:
    make_active(managed)
    forge(
        managed.site,
        "UPDATE protocol_status SET signature = zeroblob(9) WHERE signature IS NOT NULL",
    )
    with managed.nurse() as session:
        assert session.protocol.ref.version == "2026.3"
        assert [w.situation for w in session.warnings] == [Situation.PROTOCOL_SET_ASIDE] * 2
        assert all("which comes with the program" in w.advice for w in session.warnings)


def test_an_approval_of_another_pack_or_person_is_not_taken(managed: ManagedSite) -> None:
    make_active(managed)
    forge(
        managed.site,
        "UPDATE protocol_status SET signature = (SELECT signature FROM protocol_status "
        "WHERE status = 'approved' ORDER BY id LIMIT 1), certificate = (SELECT certificate FROM "
        "protocol_status WHERE status = 'approved' ORDER BY id LIMIT 1) WHERE status = 'approved'",
    )
    with managed.nurse() as session:
        assert session.protocol.ref.version == "2026.3"
        assert [w.situation for w in session.warnings] == [Situation.PROTOCOL_SET_ASIDE]


def test_a_proof_of_another_program_is_made_anew_and_kept(managed: ManagedSite) -> None:
    with managed.manager() as session:
        store(session, small(), proved_by="0.0.1")
        protocols.approve(session, SMALL, MANAGER_PASSWORD)
        protocols.activate(session, SMALL, date(2026, 11, 26))
    managed.site.clock.advance(minutes=1)
    with managed.nurse() as session:
        assert f"{session.protocol.ref.id}@{session.protocol.ref.version}" == SMALL
        assert session.warnings == ()
        proof = protocols.list_packs(session)[1].proof
        assert proof is not None and proof.made_with != "0.0.1"
        assert "protocol_proved" in acts(session, "1")


def test_a_proof_of_another_program_does_not_save_a_pack_that_fails(managed: ManagedSite) -> None:
    with managed.manager() as session:
        store(session, small(DEAD))  # as if an older checker had let it pass
        put_approval(session, SMALL)
        protocols.activate(session, SMALL, date(2026, 11, 26))
    forge(managed.site, "UPDATE protocol_proof SET made_with = '0.0.1' WHERE made_with IS NOT NULL")
    managed.site.clock.advance(minutes=1)
    with managed.nurse() as session:
        assert session.protocol.ref.version == "2026.3"
        (warning,) = session.warnings
        assert "entry.yaml" in warning.sentence


# --- comparing


def test_a_difference_between_two_versions_of_the_site(managed: ManagedSite) -> None:
    with managed.manager() as session:
        store(session, changed(WATER))
    with managed.nurse() as session:
        found = protocols.difference(session, DELIVERED, NEW)
        with pytest.raises(Problem) as caught:
            protocols.difference(session, DELIVERED, "crs@9")
    assert situation(caught) is Situation.NOT_FOUND
    assert (found.before, found.after) == (DELIVERED, NEW)
    (change,) = found.changes
    assert (change.part, change.rule) == (protocols.Part.ACTION, "oral-fluids")
