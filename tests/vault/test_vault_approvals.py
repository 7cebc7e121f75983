from __future__ import annotations

from pathlib import Path

from tests.making_sites import CHEAP, NOW, NURSE, make_vault
from workstation.vault import accounts, keys, vault_file
from workstation.vault.approvals import is_signed_by, sign_statement
from workstation.vault.vault_values import NewPerson

MANAGER = NewPerson("pbrandt", "P. Brandt", "", "violet lantern moss seven")
OTHER = NewPerson("tberg", "T. Berg", "", "velvet anchor plum six")


def make_site(folder: Path) -> keys.UnlockedKeys:
    """A vault with an administrator, a nurse and a manager."""
    unlocked, _ = make_vault(folder)
    accounts.save(folder, unlocked, accounts.prepare(folder, unlocked, MANAGER, NOW, CHEAP), NOW)
    return unlocked


def signed(folder: Path, by: NewPerson, documents: bool = False) -> tuple[bytes, bytes]:
    signer = keys.unlock_signer(folder, by.user, by.password, NOW, documents)
    return sign_statement(signer, b"approved")


def test_a_statement_is_proved_by_who_signed_it_and_by_nothing_else(tmp_path: Path) -> None:
    folder, away = tmp_path / "site", tmp_path / "away"
    unlocked = make_site(folder)
    make_vault(away)
    person = accounts.prepare(folder, unlocked, OTHER, NOW, CHEAP)
    accounts.save(folder, unlocked, person, NOW)
    signature, certificate = signed(folder, MANAGER)
    ours = vault_file.read(folder).authority
    theirs = vault_file.read(away).authority
    flipped = bytes([signature[0] ^ 1]) + signature[1:]

    assert is_signed_by("pbrandt", b"approved", signature, certificate, ours)
    assert not is_signed_by("pbrandt", b"approves", signature, certificate, ours)
    assert not is_signed_by("pbrandt", b"approved", flipped, certificate, ours)
    assert not is_signed_by("tberg", b"approved", signature, certificate, ours)
    assert not is_signed_by("pbrandt", b"approved", signature, certificate, theirs)
    assert not is_signed_by("tberg", b"approved", signature, person.certificate, ours)
    assert not is_signed_by("pbrandt", b"approved", signature, b"no certificate", ours)


def test_a_nurse_who_signs_a_statement_by_hand_has_stated_nothing(tmp_path: Path) -> None:
    make_site(tmp_path / "site")
    authority = vault_file.read(tmp_path / "site").authority
    signature, certificate = signed(tmp_path / "site", NURSE, documents=True)
    assert not is_signed_by(NURSE.user, b"approved", signature, certificate, authority)


def test_a_signature_outlives_the_account(tmp_path: Path) -> None:
    unlocked = make_site(tmp_path / "site")
    signature, certificate = signed(tmp_path / "site", MANAGER)
    accounts.close(tmp_path / "site", unlocked, MANAGER.user, NOW)
    authority = vault_file.read(tmp_path / "site").authority
    assert is_signed_by("pbrandt", b"approved", signature, certificate, authority)
