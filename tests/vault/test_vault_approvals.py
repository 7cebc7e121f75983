from __future__ import annotations

from pathlib import Path

from tests.making_sites import CHEAP, NOW, NURSE, make_vault
from workstation.vault import accounts, keys, vault_file
from workstation.vault.approvals import is_signed_by, sign_statement
from workstation.vault.vault_values import NewPerson

OTHER = NewPerson("tberg", "T. Berg", "RN", "velvet anchor plum six", signs=True)


def test_a_statement_is_proved_by_who_signed_it_and_by_nothing_else(tmp_path: Path) -> None:
    folder, away = tmp_path / "site", tmp_path / "away"
    unlocked, _ = make_vault(folder)
    make_vault(away)
    person = accounts.prepare(folder, unlocked, OTHER, NOW, CHEAP)
    accounts.save(folder, unlocked, person, NOW)
    signer = keys.unlock_signer(folder, NURSE.user, NURSE.password, NOW)
    signature, certificate = sign_statement(signer, b"approved")
    ours = vault_file.read(folder).authority
    theirs = vault_file.read(away).authority
    flipped = bytes([signature[0] ^ 1]) + signature[1:]

    assert is_signed_by("nokafor", b"approved", signature, certificate, ours)
    assert not is_signed_by("nokafor", b"approves", signature, certificate, ours)
    assert not is_signed_by("nokafor", b"approved", flipped, certificate, ours)
    assert not is_signed_by("tberg", b"approved", signature, certificate, ours)
    assert not is_signed_by("nokafor", b"approved", signature, certificate, theirs)
    assert not is_signed_by("tberg", b"approved", signature, person.certificate, ours)
    assert not is_signed_by("nokafor", b"approved", signature, b"no certificate", ours)


def test_a_signature_outlives_the_account(tmp_path: Path) -> None:
    unlocked, _ = make_vault(tmp_path / "site")
    signer = keys.unlock_signer(tmp_path / "site", NURSE.user, NURSE.password, NOW)
    signature, certificate = sign_statement(signer, b"approved")
    accounts.close(tmp_path / "site", unlocked, NURSE.user, NOW)
    authority = vault_file.read(tmp_path / "site").authority
    assert is_signed_by("nokafor", b"approved", signature, certificate, authority)
