"""The program killed in the middle of saves: every acknowledged answer is there afterwards."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.making_records import make_records, reopen
from tests.making_sites import Minutes
from workstation.vault.beside import read_waiting


def killed_after(folder: Path, repository: Path, acknowledged: int) -> tuple[str, int, int]:
    """Kills a saving child after it told so many saves; the draft, its last version and value."""
    command = [sys.executable, "-m", "tests.recovery.saving_child", str(folder)]
    with subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        word, uuid = child.stdout.readline().split()
        assert word == "ready"
        told = [child.stdout.readline() for _ in range(acknowledged)]
        child.send_signal(signal.SIGKILL)
        told += child.stdout.readlines()  # acknowledged before the signal arrived
    version, value = told[-1].split()
    return uuid, int(version), int(value)


def check(folder: Path, uuid: str, version: int, value: int) -> None:
    records = reopen(folder, Minutes())
    with records.reading() as unit:
        draft, answers = unit.encounters.get(uuid), unit.encounters.answers(uuid)
        audit = unit.audit_log.check()
        events = unit.audit_log.events(limit=len(answers) + 10)
    health = records.health()
    records.close()
    assert draft.version in (version, version + 1)  # the save in progress may be there as well
    stored = [answer.finding.value for answer in answers]
    assert stored[version - 3] == value
    assert len(stored) == draft.version - 2  # start and patient made the first two versions
    assert audit.sound and health == ()
    told = [event for event in events if event.act == "answered" and event.obj == uuid]
    assert len(told) == min(len(stored), len(told)) and told  # each answer with its event
    assert len(told) == len(stored)


def rounds(folder: Path, repository: Path, number: int) -> None:
    make_records(folder, Minutes()).close()
    chance = random.Random("kill")  # noqa: S311 - after which save
    for _ in range(number):
        check(folder, *killed_after(folder, repository, chance.randrange(1, 60)))
    waiting = read_waiting(folder)
    assert [draft.user for draft in waiting] == ["nokafor"] * number


def test_killed_while_saving_nothing_acknowledged_is_lost(tmp_path: Path, repository: Path) -> None:
    rounds(tmp_path, repository, 3)


@pytest.mark.full
@pytest.mark.timeout(1_200)
def test_killed_two_hundred_times(tmp_path: Path, repository: Path) -> None:
    rounds(tmp_path, repository, 200)
