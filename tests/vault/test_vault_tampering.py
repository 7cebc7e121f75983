"""The key file cut, changed, edited and exchanged by somebody who has an editor and no password."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.making_sites import ADMINISTRATOR, CHEAP, NOW, NURSE
from tests.vault.conftest import Site
from workstation.site.problems import Problem, Situation
from workstation.vault import accounts, keys, vault_file
from workstation.vault.passwords import Derivation, KdfCost, derive


def refused(folder: Path, user: str, password: str) -> Problem:
    with pytest.raises(Problem) as caught:
        keys.unlock(folder, user, password, NOW)
    return caught.value


def edit(folder: Path, change: dict[str, Any], *way: str) -> None:
    """Changes the file as somebody with an editor would, check sum included."""
    path = vault_file.path_of(folder)
    body = json.loads(path.read_text())
    part = body
    for name in way:
        part = part[name]
    part.update(change)
    body["check"] = vault_file._check(body)
    path.write_text(json.dumps(body))


def test_a_vault_cut_at_any_place_is_damaged_and_untouched(site: Site) -> None:
    path = vault_file.path_of(site.folder)
    whole = path.read_bytes()
    for length in range(len(whole)):
        with pytest.raises(Problem) as caught:
            vault_file._parsed(whole[:length], path)
        assert caught.value.situation is Situation.VAULT_DAMAGED, length
    for length in range(0, len(whole), 499):
        path.write_bytes(whole[:length])
        with pytest.raises(Problem) as caught:
            keys.unlock(site.folder, "nokafor", NURSE.password, NOW)
        assert caught.value.situation is Situation.VAULT_DAMAGED, length
        assert path.read_bytes() == whole[:length]


def test_a_changed_byte_anywhere_is_noticed_and_never_a_crash(site: Site) -> None:
    path = vault_file.path_of(site.folder)
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises(Problem) as caught:
            vault_file._parsed(changed, path)
        assert caught.value.situation in {Situation.VAULT_DAMAGED, Situation.VAULT_NEWER}, place


@pytest.mark.parametrize(
    "text", [b"", b"null", b"[]", b"{}", b'{"format":1}', b"[" * 100_000, b"\xff\xfe", b"NaN"]
)
def test_another_file_in_its_place_is_damage(site: Site, text: bytes) -> None:
    vault_file.path_of(site.folder).write_bytes(text)
    with pytest.raises(Problem) as caught:
        vault_file.read(site.folder)
    assert caught.value.situation is Situation.VAULT_DAMAGED


def test_a_vault_of_a_newer_program_is_refused(site: Site) -> None:
    edit(site.folder, {"version": 2})
    with pytest.raises(Problem) as caught:
        vault_file.read(site.folder)
    assert caught.value.situation is Situation.VAULT_NEWER


def test_a_lost_vault_is_not_a_new_site(site: Site) -> None:
    vault_file.path_of(site.folder).unlink()
    with pytest.raises(Problem) as caught:
        vault_file.read(site.folder)
    assert caught.value.situation is Situation.NO_SITE
    (site.folder / "records.db").touch()
    with pytest.raises(Problem) as caught:
        vault_file.read(site.folder)
    assert caught.value.situation is Situation.VAULT_MISSING


@pytest.mark.parametrize(
    "change",
    [
        {"passes": 2},
        {"memory_kib": 8_200},
        {"lanes": 2},
        {"salt": "AAAAAAAAAAAAAAAAAAAAAA=="},
    ],
)
def test_a_changed_derivation_opens_nothing(site: Site, change: dict[str, Any]) -> None:
    edit(site.folder, change, "people", "nokafor", "derivation")
    assert refused(site.folder, "nokafor", NURSE.password).code == "wrong_password"


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": 8},
        {"passes": 0},
        {"memory_kib": 1 << 40},
        {"passes": 10_000},
        {"lanes": 0},
        {"salt": ""},
        {"algorithm": "argon2i"},
        {"passes": True},
        {"passes": 1.0},
    ],
)
def test_a_derivation_that_protects_nothing_or_never_ends_is_refused(
    site: Site, change: dict[str, Any]
) -> None:
    edit(site.folder, change, "people", "nokafor", "derivation")
    assert refused(site.folder, "nokafor", NURSE.password).code == "vault_damaged"


def test_the_cost_is_bound_into_the_seal_and_not_only_into_the_key(site: Site) -> None:
    """The same key-encryption key under another cost must still open nothing."""
    vault = vault_file.read(site.folder)
    person = vault.people["nokafor"]
    assert person.data_key is not None
    key = derive(NURSE.password, person.derivation)
    other = Derivation(KdfCost(1, 8_193, 1), person.derivation.salt)
    keys.open_seal(vault, "nokafor", keys.DATA_KEY, person.derivation, key, person.data_key)
    for owner, purpose, derivation in (
        ("nokafor", keys.DATA_KEY, other),
        ("rlindqvist", keys.DATA_KEY, person.derivation),
        ("nokafor", keys.AUTHORITY_KEY, person.derivation),
    ):
        with pytest.raises(Problem):
            keys.open_seal(vault, owner, purpose, derivation, key, person.data_key)


def test_another_authority_in_the_file_opens_nothing(site: Site, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    accounts.create(other, "Lakeside Infusion", "site-1", ADMINISTRATOR, NOW, CHEAP)
    foreign = json.loads(vault_file.path_of(other).read_text())
    edit(site.folder, {"authority": foreign["authority"], "crl": foreign["crl"]})
    assert refused(site.folder, "nokafor", NURSE.password).code == "wrong_password"


def test_one_persons_seals_do_not_open_in_anothers_place(site: Site) -> None:
    body = json.loads(vault_file.path_of(site.folder).read_text())
    edit(site.folder, {"rlindqvist": body["people"]["nokafor"]}, "people")
    assert refused(site.folder, "rlindqvist", NURSE.password).code == "wrong_password"


def test_a_file_edited_from_outside_signs_nothing_and_takes_no_change(site: Site) -> None:
    """The check sum is right, the seals open, and still it is not what was last written."""
    genuine = vault_file.path_of(site.folder).read_bytes()
    for way, change in (
        (("people", "nokafor"), {"name": "Dr. N. Okafor"}),
        (("people", "nokafor"), {"authority_key": {"nonce": "AAAA", "ciphertext": "AAAA"}}),
        ((), {"crl_number": 1}),
        ((), {"generation": 99}),
        ((), {"seal": ""}),
    ):
        vault_file.path_of(site.folder).write_bytes(genuine)
        accounts.save(site.folder, site.keys, vault_file.read(site.folder).people["nokafor"], NOW)
        edit(site.folder, change, *way)
        for attempt in (
            lambda: keys.unlock_signer(site.folder, "nokafor", NURSE.password, NOW),
            lambda: accounts.prepare(site.folder, site.keys, NURSE, NOW, CHEAP),
            lambda: accounts.close(site.folder, site.keys, "nokafor", NOW),
            lambda: accounts.renew_recovery_key(site.folder, site.keys),
            lambda: keys.prepare_new_password(
                site.folder, "nokafor", NURSE.password, "x", NOW, CHEAP.cost
            ),
        ):
            with pytest.raises(Problem) as caught:
                attempt()
            assert caught.value.situation is Situation.VAULT_CHANGED
        keys.unlock(site.folder, "nokafor", NURSE.password, NOW)
