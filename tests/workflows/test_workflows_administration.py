from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.making_sites import ADMINISTRATOR, CHEAP, NURSE, SETTINGS, WholeSite
from workstation.records.store import Writing
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.vault import vault_file
from workstation.workflows import administration as admin
from workstation.workflows.session import Session, open_signer
from workstation.workflows.sign_in import recover_account

NEW_PASSWORD = "velvet anchor plum six"
DOCTOR = ("gdubois", "G. Dubois", "MD", Role.PRESCRIBER, "copper lantern oat two")


def newest(session: Session) -> tuple[str, str, dict[str, object]]:
    with session.records.reading() as unit:
        event = unit.audit_log.events(limit=1)[0]
    detail = json.loads(event.detail)
    detail.pop("vault", None)
    return event.act, event.obj, detail


def test_a_new_prescriber_can_sign_at_once(site: WholeSite) -> None:
    with site.administrator() as session:
        account = admin.add_account(session, *DOCTOR, work=CHEAP)
        act, obj, detail = newest(session)
        assert account.printed_name == "G. Dubois, MD"
        assert [a.user for a in admin.accounts(session)] == ["gdubois", "nokafor", "rlindqvist"]
    with site.session("gdubois", DOCTOR[4]) as session:
        signer = open_signer(session, DOCTOR[4])
    assert (act, obj) == ("account_added", "gdubois")
    assert detail == {"role": "prescriber", "certificate_sha256": signer.fingerprint}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_who_signs_no_reports_gets_no_certificate_for_them(site: WholeSite, role: Role) -> None:
    with site.administrator() as session:
        admin.add_account(session, "kmoreau", "K. Moreau", "", role, NEW_PASSWORD, CHEAP)
    with site.session("kmoreau", NEW_PASSWORD) as session:
        assert (session.keys.authority_key is not None) is (role is Role.ADMINISTRATOR)
        with pytest.raises(Problem) as caught:
            open_signer(session, NEW_PASSWORD)
        assert caught.value.situation is Situation.CERTIFICATE_UNSUITABLE
        assert open_signer(session, NEW_PASSWORD, documents=False).user == "kmoreau"


def test_a_second_administrator_can_add_accounts(site: WholeSite) -> None:
    with site.administrator() as session:
        admin.add_account(
            session, "kmoreau", "K. Moreau", "", Role.ADMINISTRATOR, NEW_PASSWORD, CHEAP
        )
    with site.session("kmoreau", NEW_PASSWORD) as session:
        admin.add_account(session, *DOCTOR, work=CHEAP)
        admin.disable_account(session, "rlindqvist")
        with pytest.raises(Problem) as caught:
            admin.disable_account(session, "kmoreau")
        assert caught.value.situation is Situation.LAST_ADMINISTRATOR
    with site.session("gdubois", DOCTOR[4]) as session:
        open_signer(session, DOCTOR[4])


@pytest.mark.parametrize("user", ["nokafor", "NOKAFOR "])
def test_a_user_name_is_never_given_twice(site: WholeSite, user: str) -> None:
    before = vault_file.read(site.folder)
    with site.administrator() as session:
        admin.disable_account(session, "nokafor")
        closed = vault_file.read(site.folder)
        with pytest.raises(Problem) as caught:
            admin.add_account(session, user, "N. O.", "RN", Role.NURSE, NEW_PASSWORD, CHEAP)
    assert caught.value.situation is Situation.USER_EXISTS
    assert vault_file.read(site.folder) == closed != before


def test_a_closed_account_cannot_sign_in_and_its_certificate_is_revoked(site: WholeSite) -> None:
    with site.session() as nurse, site.administrator() as session:
        account = admin.disable_account(session, "nokafor", "left the house")
        assert not account.active
        assert newest(session) == (
            "account_disabled",
            "nokafor",
            {"active": [True, False], "reason": "left the house"},
        )
        with pytest.raises(Problem):  # a session that is still open signs nothing any more
            open_signer(nurse, NURSE.password)
    with pytest.raises(Problem) as caught:
        site.enter()
    assert caught.value.situation is Situation.WRONG_PASSWORD
    assert len(vault_file.read(site.folder).revoked) == 1


def test_a_reset_gives_another_password_and_another_key(site: WholeSite) -> None:
    with site.session() as nurse:
        old = open_signer(nurse, NURSE.password)
    for _ in range(5):
        with pytest.raises(Problem):
            site.enter("nokafor", "wrong")
    with site.administrator() as session:
        admin.reset_password(session, "nokafor", NEW_PASSWORD, CHEAP)
        with session.records.reading() as unit:
            event = unit.audit_log.events(limit=1)[0]
        assert (event.act, event.obj, event.who) == ("password_reset", "nokafor", "rlindqvist")
    with site.session("nokafor", NEW_PASSWORD) as nurse:
        new = open_signer(nurse, NEW_PASSWORD)
    assert new.key.private_numbers() != old.key.private_numbers()
    assert [e.serial for e in vault_file.read(site.folder).revoked] == [
        old.certificate.serial_number
    ]


def test_a_weak_password_is_refused_everywhere(site: WholeSite) -> None:
    with site.administrator() as session:
        for attempt in (
            lambda: admin.reset_password(session, "nokafor", "nokafor12345", CHEAP),
            lambda: admin.change_password(session, ADMINISTRATOR.password, "short", CHEAP),
            lambda: admin.add_account(session, *DOCTOR[:4], "Password1234", CHEAP),
        ):
            with pytest.raises(Problem) as caught:
                attempt()
            assert caught.value.situation is Situation.WEAK_PASSWORD


def test_one_changes_ones_own_password_with_the_old_one(site: WholeSite) -> None:
    with site.session() as session:
        with pytest.raises(Problem) as caught:
            admin.change_password(session, "wrong", NEW_PASSWORD, CHEAP)
        assert caught.value.situation is Situation.WRONG_PASSWORD
        with pytest.raises(Problem) as caught:
            admin.change_password(session, NURSE.password, NURSE.password, CHEAP)
        assert caught.value.situation is Situation.NOT_ACCEPTED
        fingerprint = open_signer(session, NURSE.password).fingerprint
        admin.change_password(session, NURSE.password, NEW_PASSWORD, CHEAP)
        assert newest(session) == ("password_changed", "nokafor", {})
    with site.session("nokafor", NEW_PASSWORD) as session:
        assert open_signer(session, NEW_PASSWORD).fingerprint == fingerprint


def test_a_renewed_certificate_keeps_the_key_and_the_password(site: WholeSite) -> None:
    with site.session() as session:
        old = open_signer(session, NURSE.password)
    with site.administrator() as session:
        admin.renew_certificate(session, "nokafor")
        assert newest(session)[0] == "certificate_renewed"
    with site.session() as session:
        new = open_signer(session, NURSE.password)
    assert new.fingerprint != old.fingerprint
    assert new.key.private_numbers() == old.key.private_numbers()


def test_another_recovery_key_is_given_once_and_recorded(site: WholeSite) -> None:
    with site.administrator() as session:
        key = admin.renew_recovery_key(session)
        assert newest(session) == ("recovery_key_renewed", "", {})
        with session.records.reading() as unit:
            assert key not in str(unit.audit_log.events())
    for typed, works in ((site.recovery_key, False), (key, True)):
        try:
            recover_account(
                site.folder, typed, "nokafor", NEW_PASSWORD, site.rooms, site.clock, CHEAP
            )
        except Problem as problem:
            assert problem.situation is Situation.WRONG_RECOVERY_KEY  # noqa: PT017 - one of two
            assert not works
        else:
            assert works


def test_the_role_of_the_records_decides_what_a_reset_gives(site: WholeSite) -> None:
    """Names and roles come from the encrypted records, whatever the key file says."""
    with site.administrator() as session:
        admin.reset_password(session, "nokafor", NEW_PASSWORD, CHEAP)
    person = vault_file.read(site.folder).people["nokafor"]
    assert (person.name, person.authority_key) == ("N. Okafor", None)
    assert person.certificate


def test_settings_are_changed_with_old_and_new_value_in_the_audit(site: WholeSite) -> None:
    new = replace(SETTINGS, emergency_number=" 911 ", temperature_unit="F")
    with site.administrator() as session:
        assert admin.update_site(session, new).emergency_number == "911"
        assert newest(session) == (
            "site_updated",
            "",
            {"changed": {"emergency_number": ["112", "911"], "temperature_unit": ["C", "F"]}},
        )
        with pytest.raises(Problem):
            admin.update_site(session, replace(new, paper="a5"))
    with site.session() as session:
        assert session.site == replace(SETTINGS, emergency_number="911", temperature_unit="F")


def test_site_pem_is_for_everyone(site: WholeSite) -> None:
    with site.session() as session:
        pem = admin.site_pem(session)
    assert pem.count(b"-----BEGIN CERTIFICATE-----") == 1
    assert pem.count(b"-----BEGIN X509 CRL-----") == 1


def test_what_cannot_be_recorded_is_not_done(
    site: WholeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise Problem(Situation.AUDIT_FAILED)

    before = vault_file.read(site.folder)
    with site.administrator() as session, monkeypatch.context() as patched:
        patched.setattr(Writing, "audit", fails)
        for attempt in (
            lambda: admin.add_account(session, *DOCTOR, work=CHEAP),
            lambda: admin.disable_account(session, "nokafor"),
            lambda: admin.reset_password(session, "nokafor", NEW_PASSWORD, CHEAP),
            lambda: admin.change_password(session, ADMINISTRATOR.password, NEW_PASSWORD, CHEAP),
            lambda: admin.renew_certificate(session, "nokafor"),
            lambda: admin.renew_recovery_key(session),
            lambda: admin.update_site(session, replace(SETTINGS, phone="1")),
        ):
            with pytest.raises(Problem) as caught:
                attempt()
            assert caught.value.situation is Situation.AUDIT_FAILED
        assert [account.user for account in admin.accounts(session) if account.active] == [
            "nokafor",
            "rlindqvist",
        ]
    assert vault_file.read(site.folder) == before
    site.enter().records.close()


def test_an_administrator_lets_signing_go_on_with_a_reason(site: WholeSite) -> None:
    (site.folder / "anchor.json").unlink()
    with site.administrator() as session:
        with pytest.raises(Problem):
            admin.trust_records(session, "")
        admin.trust_records(session, "restored from the backup of Monday")
        assert newest(session)[0] == "records_trusted"
    with site.session() as session:
        assert session.signing_blocked is None
