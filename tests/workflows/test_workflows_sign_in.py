from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.making_sites import ADMINISTRATOR, CHEAP, NURSE, WholeSite
from workstation.clinical.findings import Setting
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.vault import keys, vault_file
from workstation.vault.lock import SiteLock, holder_of
from workstation.workflows import administration, calls, sign_in
from workstation.workflows.session import Session, open_signer

NEW_PASSWORD = "velvet anchor plum six"


def acts(session: Session) -> list[tuple[str, str]]:
    with session.records.reading() as unit:
        return [(event.act, event.who) for event in reversed(unit.audit_log.events())]


def refused(site: WholeSite, user: str, password: str) -> Situation:
    with pytest.raises(Problem) as caught:
        site.enter(user, password)
    return caught.value.situation


def test_wrong_passwords_are_in_the_audit_once_somebody_gets_in(site: WholeSite) -> None:
    for _ in range(2):
        assert refused(site, "nokafor", "wrong") is Situation.WRONG_PASSWORD
    assert refused(site, "Jane Doe 1961", "wrong") is Situation.WRONG_PASSWORD
    with site.session() as session, session.records.reading() as unit:
        events = unit.audit_log.events()
    failed = [event for event in events if event.act == Act.SIGN_IN_FAILED]
    assert sorted(event.obj for event in failed) == ["?", "nokafor", "nokafor"]
    assert all("Jane" not in event.detail for event in events)
    with site.session() as session:
        assert acts(session).count((Act.SIGN_IN_FAILED.value, "nokafor")) == 3


def test_the_try_that_made_others_wait_is_told_as_such(site: WholeSite) -> None:
    for _ in range(5):
        assert refused(site, "nokafor", "wrong") is Situation.WRONG_PASSWORD
    assert refused(site, "nokafor", NURSE.password) is Situation.SIGN_IN_DELAYED
    site.clock.advance(minutes=1)
    with site.session() as session:
        assert [act for act, _ in acts(session)][-6:] == ["sign_in_failed"] * 4 + [
            "locked_out",
            "signed_in",
        ]


def test_the_role_of_the_records_counts_and_not_a_file(site: WholeSite) -> None:
    """A closed account whose old key file was put back is still closed."""
    shutil.copy(site.folder / "vault.json", site.folder / "old.json")
    with site.administrator() as session:
        administration.disable_account(session, "nokafor", "left")
    shutil.copy(site.folder / "old.json", site.folder / "vault.json")
    assert refused(site, "nokafor", NURSE.password) is Situation.ACCOUNT_DISABLED


def test_an_older_database_is_noticed_and_signing_is_blocked(site: WholeSite) -> None:
    shutil.copytree(site.folder, site.folder.with_name("old"))
    with site.session() as session:
        calls.start(session, Setting.PHONE, "+1 555 0100")
        sign_in.leave(session, Act.SIGNED_OUT)
    for path in site.folder.glob("records.db*"):
        path.unlink()
    shutil.copy(site.folder.with_name("old") / "records.db", site.folder / "records.db")
    for _ in range(2):  # the second sign-in must not take the first one's word for it
        with site.session() as session:
            assert session.signing_blocked is not None
            assert session.signing_blocked.situation is Situation.DATABASE_OLDER
            assert session.signing_blocked in session.warnings
            with pytest.raises(Problem) as caught:
                open_signer(session, NURSE.password)
            assert caught.value.situation is Situation.DATABASE_OLDER
            sign_in.leave(session, Act.SIGNED_OUT)


def test_an_older_key_file_is_noticed_until_an_administrator_trusts_it(site: WholeSite) -> None:
    """After a reset the old key file is put back: old password, revoked certificate and all."""
    path = site.folder / "vault.json"
    old = path.read_bytes()
    with site.administrator() as session:
        administration.reset_password(session, "nokafor", NEW_PASSWORD, CHEAP)
    path.write_bytes(old)
    for _ in range(2):  # the second sign-in must not take the first one's word for it
        with site.session() as session:
            assert session.signing_blocked is not None
            assert session.signing_blocked.situation is Situation.VAULT_OLDER
            with pytest.raises(Problem):
                open_signer(session, NURSE.password)
            sign_in.leave(session, Act.SIGNED_OUT)
    with site.administrator() as session:
        administration.trust_records(session, "the newer one is lost")
    with site.session() as session:
        assert session.signing_blocked is None


def test_a_key_file_edited_from_outside_blocks_signing(site: WholeSite) -> None:
    path = site.folder / "vault.json"
    body = json.loads(path.read_text())
    body["people"]["nokafor"]["name"] = "Dr. N. Okafor"
    body["check"] = vault_file._check(body)
    path.write_text(json.dumps(body))
    with site.session() as session:
        assert session.signing_blocked is not None
        assert session.signing_blocked.situation is Situation.VAULT_CHANGED
    with site.administrator() as session, pytest.raises(Problem) as caught:
        administration.trust_records(session, "it looks fine")
    assert caught.value.situation is Situation.VAULT_CHANGED


@pytest.mark.parametrize("text", [None, "", '{"seq": 1, "hash": "00", "seal": "00"}'])
def test_without_the_note_of_the_newest_entry_signing_is_blocked(
    site: WholeSite, text: str | None
) -> None:
    path = site.folder / "anchor.json"
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    with site.session() as session:
        assert session.signing_blocked is not None
        assert session.signing_blocked.situation is Situation.ANCHOR_MISSING


def test_a_clock_set_back_is_told_and_written_down(site: WholeSite) -> None:
    with site.session() as session:
        sign_in.leave(session, Act.SIGNED_OUT)
    site.clock.advance(hours=-1)
    with site.session() as session:
        assert [problem.situation for problem in session.warnings] == [Situation.CLOCK_BACK]
        assert session.signing_blocked is None
        assert acts(session)[-1] == ("clock_warning", "nokafor")
    site.clock.advance(hours=1)
    with site.session() as session:
        assert session.warnings == ()


def test_a_clock_a_little_behind_is_no_matter(site: WholeSite) -> None:
    site.enter().records.close()
    site.clock.advance(seconds=-110)
    with site.session() as session:
        assert session.warnings == ()


def test_waiting_drafts_are_seen_before_anybody_signs_in(site: WholeSite) -> None:
    with site.session() as session:
        calls.start(session, Setting.PHONE, "+1 555 0100")
        begun = site.clock()
    waiting = sign_in.waiting_drafts(site.folder)
    assert [(draft.started_at, draft.user) for draft in waiting] == [(begun, "nokafor")]


def test_locking_writes_down_how_and_restarts_whatever_happens(site: WholeSite) -> None:
    restarted: list[bool] = []
    site_lock = SiteLock(site.folder)
    site_lock.acquire()

    def restart() -> None:
        restarted.append(site_lock.held)

    session = sign_in.sign_in(
        site.folder, "nokafor", NURSE.password, site.rooms, site.clock, site_lock
    )
    assert holder_of(site.folder) == "N. Okafor, RN"
    sign_in.lock(session, restart, site_lock, timed_out=True)
    assert restarted == [False]
    with site.session() as session:
        assert acts(session)[-2:] == [("timed_out", "nokafor"), ("signed_in", "nokafor")]

    lost = site.enter()
    for path in site.folder.glob("records.db*"):
        path.rename(path.with_name("gone-" + path.name))
    with pytest.raises(Problem):
        sign_in.lock(lost, restart)
    assert restarted == [False, False]


def test_after_signing_out_the_records_are_closed_and_the_anchor_is_the_last_entry(
    site: WholeSite,
) -> None:
    session = site.enter()
    sign_in.sign_out(session)
    with site.session() as again:
        assert acts(again)[-2][0] == "signed_out"
        assert again.signing_blocked is None


def test_the_recovery_key_lets_a_forgotten_administrator_in(site: WholeSite) -> None:
    for _ in range(5):
        assert refused(site, "rlindqvist", "wrong") is Situation.WRONG_PASSWORD
    sign_in.recover_account(
        site.folder,
        site.recovery_key,
        "RLindqvist",
        NEW_PASSWORD,
        site.rooms,
        site.clock,
        CHEAP,
    )
    with site.session("rlindqvist", NEW_PASSWORD) as session:
        assert session.keys.authority_key is not None
        written = acts(session)
    assert ("recovery_key_used", "rlindqvist") in written
    assert ("password_reset", "rlindqvist") in written
    site.clock.advance(hours=1)
    assert refused(site, "rlindqvist", ADMINISTRATOR.password) is Situation.WRONG_PASSWORD


@pytest.mark.parametrize(
    ("key", "user", "password", "situation"),
    [
        ("0000", "nokafor", NEW_PASSWORD, Situation.WRONG_RECOVERY_KEY),
        (None, "nokafor", "short", Situation.WEAK_PASSWORD),
        (None, "nobody", NEW_PASSWORD, Situation.ACCOUNT_DISABLED),
    ],
)
def test_a_recovery_that_cannot_be_changes_nothing(
    site: WholeSite, key: str | None, user: str, password: str, situation: Situation
) -> None:
    before = vault_file.read(site.folder)
    with pytest.raises(Problem) as caught:
        sign_in.recover_account(
            site.folder,
            key or site.recovery_key,
            user,
            password,
            site.rooms,
            site.clock,
            CHEAP,
        )
    assert caught.value.situation is situation
    assert vault_file.read(site.folder) == before


def test_a_recovery_that_cannot_be_recorded_is_not_done(
    site: WholeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workstation.records.store import Writing

    def fails(*_: object) -> None:
        raise Problem(Situation.AUDIT_FAILED)

    monkeypatch.setattr(Writing, "audit", fails)
    with pytest.raises(Problem) as caught:
        sign_in.recover_account(
            site.folder,
            site.recovery_key,
            "nokafor",
            NEW_PASSWORD,
            site.rooms,
            site.clock,
            CHEAP,
        )
    assert caught.value.situation is Situation.AUDIT_FAILED
    keys.unlock(site.folder, "nokafor", NURSE.password, site.clock())


def test_the_first_sign_in_window_loads_neither_database_nor_pdf_nor_certificates() -> None:
    program = (
        "import sys, json, workstation.workflows.sign_in\n"
        "heavy = ('sqlalchemy', 'sqlcipher3', 'alembic', 'pyhanko', 'reportlab', 'pikepdf',"
        " 'cryptography', 'yaml', 'pydantic', 'PySide6', 'workstation.records',"
        " 'workstation.clinical', 'filelock', 'zoneinfo', 'argon2')\n"
        "print(json.dumps([n for n in sys.modules if n.startswith(heavy)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []


def test_signing_needs_the_password_each_time_and_a_valid_certificate(site: WholeSite) -> None:
    with site.session() as session:
        assert open_signer(session, NURSE.password).user == "nokafor"
        with pytest.raises(Problem) as caught:
            open_signer(session, "wrong")
        assert caught.value.situation is Situation.WRONG_PASSWORD
        site.clock.now += timedelta(days=365 * 6)
        with pytest.raises(Problem) as caught:
            open_signer(session, NURSE.password)
        assert caught.value.situation is Situation.CERTIFICATE_EXPIRED
