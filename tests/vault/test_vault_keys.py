from __future__ import annotations

import pickle
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.making_sites import ADMINISTRATOR, CHEAP, NOW, NURSE
from tests.vault.conftest import Site
from workstation.site.problems import Problem, Situation
from workstation.vault import accounts, keys, vault_file
from workstation.vault.passwords import new_recovery_key
from workstation.vault.vault_values import NewPerson


def refused(folder: Path, user: str, password: str) -> Problem:
    with pytest.raises(Problem) as caught:
        keys.unlock(folder, user, password, NOW)
    return caught.value


def test_each_password_opens_the_same_data_key(site: Site) -> None:
    administrator = keys.unlock(site.folder, "rlindqvist", ADMINISTRATOR.password, NOW)
    nurse = keys.unlock(site.folder, "NOkafor ", NURSE.password, NOW)
    assert administrator.data_key == nurse.data_key == site.keys.data_key
    assert len(nurse.data_key) == 32


def test_the_authority_key_opens_for_administrators_and_the_recovery_key_only(site: Site) -> None:
    assert keys.unlock(site.folder, "nokafor", NURSE.password, NOW).authority_key is None
    administrator = keys.unlock(site.folder, "rlindqvist", ADMINISTRATOR.password, NOW)
    recovered = keys.unlock_by_recovery(site.folder, site.recovery_key, NOW)
    assert administrator.authority_key == recovered.authority_key == site.keys.authority_key
    vault = vault_file.read(site.folder)
    assert {u for u, p in vault.people.items() if p.authority_key} == {"rlindqvist"}


def test_who_signs_no_reports_still_signs_statements(site: Site) -> None:
    user, password = "rlindqvist", ADMINISTRATOR.password
    with pytest.raises(Problem) as caught:
        keys.unlock_signer(site.folder, user, password, NOW)
    assert caught.value.situation is Situation.CERTIFICATE_UNSUITABLE
    signer = keys.unlock_signer(site.folder, user, password, NOW, documents=False)
    assert signer.certificate.public_key() == signer.key.public_key()


def test_a_wrong_password_says_the_same_as_an_unknown_name_and_a_closed_account(
    site: Site,
) -> None:
    accounts.close(site.folder, site.keys, "nokafor", NOW)
    said = {
        (p.code, p.sentence, p.advice)
        for p in (
            refused(site.folder, "rlindqvist", "wrong"),
            refused(site.folder, "nobody", "wrong"),
            refused(site.folder, "nokafor", NURSE.password),
            refused(site.folder, "", ""),
        )
    }
    assert len(said) == 1
    assert {code for code, _, _ in said} == {"wrong_password"}


def test_nothing_secret_shows_in_the_file_or_in_a_text(site: Site) -> None:
    unlocked = keys.unlock(site.folder, "rlindqvist", ADMINISTRATOR.password, NOW)
    signer = keys.unlock_signer(site.folder, "nokafor", NURSE.password, NOW)
    text = repr(unlocked) + str(unlocked) + repr(signer) + repr(NURSE)
    assert unlocked.data_key.hex() not in text
    assert repr(unlocked.data_key) not in text
    assert NURSE.password not in text
    files = b"".join(p.read_bytes() for p in site.folder.iterdir() if p.is_file())
    for secret in (unlocked.data_key, unlocked.data_key.hex().encode(), NURSE.password.encode()):
        assert secret not in files
    assert site.recovery_key.encode() not in files
    assert b"PRIVATE KEY" not in files


@pytest.mark.parametrize("which", ["vault.json", "vault.json.bak"])
def test_vault_files_are_private(site: Site, which: str) -> None:
    vault_file.write(site.folder, vault_file.read(site.folder), site.keys.data_key)
    assert (site.folder / which).stat().st_mode & 0o777 == 0o600


def test_a_changed_password_opens_everything_and_the_old_one_nothing(site: Site) -> None:
    before, after = keys.prepare_new_password(
        site.folder, "nokafor", NURSE.password, "velvet anchor plum six", NOW, CHEAP.cost
    )
    keys.exchange(site.folder, site.keys.data_key, before, after)
    assert refused(site.folder, "nokafor", NURSE.password).code == "wrong_password"
    signer = keys.unlock_signer(site.folder, "nokafor", "velvet anchor plum six", NOW)
    assert signer.certificate.public_key() == signer.key.public_key()
    unlocked = keys.unlock(site.folder, "nokafor", "velvet anchor plum six", NOW)
    assert unlocked.data_key == site.keys.data_key


def test_an_administrators_new_password_still_opens_the_authority(site: Site) -> None:
    before, after = keys.prepare_new_password(
        site.folder, "rlindqvist", ADMINISTRATOR.password, "velvet anchor plum six", NOW, CHEAP.cost
    )
    keys.exchange(site.folder, site.keys.data_key, before, after)
    unlocked = keys.unlock(site.folder, "rlindqvist", "velvet anchor plum six", NOW)
    assert unlocked.authority_key == site.keys.authority_key


def test_two_changes_at_once_do_not_overwrite_each_other(site: Site) -> None:
    first = keys.prepare_new_password(
        site.folder, "nokafor", NURSE.password, "velvet anchor plum six", NOW, CHEAP.cost
    )
    second = keys.prepare_new_password(
        site.folder, "nokafor", NURSE.password, "copper lantern oat two", NOW, CHEAP.cost
    )
    keys.exchange(site.folder, site.keys.data_key, *first)
    with pytest.raises(Problem) as caught:
        keys.exchange(site.folder, site.keys.data_key, *second)
    assert caught.value.situation is Situation.VAULT_BUSY


def test_the_recovery_key_gives_a_person_another_password(site: Site) -> None:
    typed = site.recovery_key.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    recovered = keys.unlock_by_recovery(site.folder, typed, NOW)
    old = keys.unlock_signer(site.folder, "nokafor", NURSE.password, NOW)
    new = replace(NURSE, password="velvet anchor plum six")
    person = accounts.prepare(site.folder, recovered, new, NOW, CHEAP)
    accounts.save(site.folder, recovered, person, NOW)
    assert refused(site.folder, "nokafor", NURSE.password).code == "wrong_password"
    signer = keys.unlock_signer(site.folder, "nokafor", "velvet anchor plum six", NOW)
    assert signer.key.public_key() != old.key.public_key()
    assert [entry.serial for entry in vault_file.read(site.folder).revoked] == [
        old.certificate.serial_number
    ]


def test_the_recovery_key_gives_an_administrator_the_authority_back(site: Site) -> None:
    recovered = keys.unlock_by_recovery(site.folder, site.recovery_key, NOW)
    new = replace(ADMINISTRATOR, password="velvet anchor plum six")
    person = accounts.prepare(site.folder, recovered, new, NOW, CHEAP)
    accounts.save(site.folder, recovered, person, NOW)
    unlocked = keys.unlock(site.folder, "rlindqvist", "velvet anchor plum six", NOW)
    assert unlocked.authority_key == site.keys.authority_key


@pytest.mark.parametrize("typed", ["", "0000-0000-0000-0000-0000-0000-0000-0000", "x" * 10_000])
def test_another_recovery_key_opens_nothing(site: Site, typed: str) -> None:
    with pytest.raises(Problem) as caught:
        keys.unlock_by_recovery(site.folder, typed, NOW)
    assert caught.value.situation is Situation.WRONG_RECOVERY_KEY


def test_recovery_keys_are_long_random_and_readable() -> None:
    made = {new_recovery_key() for _ in range(50)}
    assert len(made) == 50
    for key in made:
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}", key)


def test_without_the_authority_nobody_adds_or_resets(site: Site) -> None:
    nurse = keys.unlock(site.folder, "nokafor", NURSE.password, NOW)
    new = NewPerson("x1", "X", "", "velvet anchor plum six", signs=True)
    for attempt in (
        lambda: accounts.prepare(site.folder, nurse, new, NOW, CHEAP),
        lambda: accounts.close(site.folder, nurse, "rlindqvist", NOW),
        lambda: accounts.prepare(site.folder, nurse, ADMINISTRATOR, NOW, CHEAP),
    ):
        with pytest.raises(Problem) as caught:
            attempt()
        assert caught.value.situation is Situation.NOT_ALLOWED


def test_a_closed_account_has_nothing_left_to_open(site: Site) -> None:
    accounts.close(site.folder, site.keys, "nokafor", NOW)
    person = vault_file.read(site.folder).people["nokafor"]
    assert (person.data_key, person.signing_key, person.authority_key) == (None, None, None)
    assert [p.user for p in vault_file.people(site.folder)] == ["rlindqvist"]
    accounts.close(site.folder, site.keys, "nokafor", NOW)
    assert len(vault_file.read(site.folder).revoked) == 1


def test_another_recovery_key_takes_the_place_of_the_first(site: Site) -> None:
    renewed, _ = accounts.renew_recovery_key(site.folder, site.keys)
    assert renewed != site.recovery_key
    with pytest.raises(Problem):
        keys.unlock_by_recovery(site.folder, site.recovery_key, NOW)
    recovered = keys.unlock_by_recovery(site.folder, renewed, NOW)
    assert recovered.data_key == site.keys.data_key
    assert recovered.authority_key == site.keys.authority_key


def test_a_failed_record_puts_the_vault_back(site: Site) -> None:
    before = vault_file.read(site.folder)

    def close_and_fail() -> None:
        with accounts.undone_on_failure(site.folder, site.keys):
            accounts.close(site.folder, site.keys, "nokafor", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        close_and_fail()
    assert vault_file.read(site.folder) == before
    keys.unlock(site.folder, "nokafor", NURSE.password, NOW)


def test_killed_between_changes_the_vault_is_whole_and_the_previous_one_too(site: Site) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(site.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    child.stdin.write(pickle.dumps(site.keys).hex() + "\n")
    child.stdin.flush()
    for _ in range(7):
        child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert vault_file.read(site.folder).crl_number >= 7
    keys.unlock(site.folder, "nokafor", NURSE.password, NOW)
    path = vault_file.path_of(site.folder)
    path.with_name("vault.json.bak").replace(path)
    assert vault_file.read(site.folder).crl_number >= 6
    keys.unlock(site.folder, "nokafor", NURSE.password, NOW)


WRITER = """
import pickle, sys
from pathlib import Path
from workstation.vault import accounts, vault_file
from tests.making_sites import NOW
keys = pickle.loads(bytes.fromhex(sys.stdin.readline()))
folder = Path(sys.argv[1])
nurse = vault_file.read(folder).people["nokafor"]
for n in range(10_000):
    accounts.save(folder, keys, nurse, NOW)
    print(n, flush=True)
"""
