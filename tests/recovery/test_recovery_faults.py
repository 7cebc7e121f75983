"""Calls of the system that fail: no silent success, nothing damaged, no save made twice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from tests.making_records import make_records, reopen
from tests.making_sites import Minutes

SAVES = 12
Fault = tuple[str, str, str]


def run(folder: Path, repository: Path, fault: Fault) -> list[list[str]]:
    """What the child told while one call of the system failed."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed, so no fault can be put in")
    call, error, when = fault
    strace = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}"]
    inject = ["-e", f"inject={call}:error={error}:when={when}"]
    child = [sys.executable, "-m", "tests.recovery.fault_child", str(folder), str(SAVES)]
    done = subprocess.run(
        [*strace, *inject, *child], cwd=repository, capture_output=True, text=True, check=False
    )
    if "ptrace" in done.stderr:
        pytest.skip("this machine lets no process be traced")
    assert "Traceback" not in done.stderr, (fault, done.stderr)
    assert done.returncode == 0, (fault, done.stderr)
    return [line.split() for line in done.stdout.splitlines()]


def check(folder: Path, told: list[list[str]], fault: Fault) -> None:
    acknowledged = max((int(word) for kind, word in told if kind == "saved"), default=0)
    records = reopen(folder, Minutes())
    with records.reading() as unit:
        draft = unit.encounters.find("e-1")
        answers = unit.encounters.answers("e-1") if draft else ()
        sound = unit.audit_log.check().sound
    assert records.health() == (), fault
    records.close()
    version = draft.version if draft else 0
    assert sound and version >= acknowledged, fault
    values = [answer.finding.value for answer in answers]
    assert values == list(range(1, version)), fault  # each once, in order
    problems = [code for kind, code in told if kind == "problem"]
    assert set(problems) <= {"disk_full", "disk_error", "database_replaced"}, (fault, problems)
    if not problems:
        assert acknowledged == SAVES + 1, fault


def campaign(folder: Path, repository: Path, faults: list[Fault]) -> int:
    """Runs each fault on a site of its own; how many of them were felt."""
    felt = 0
    for number, fault in enumerate(faults):
        site = folder / f"site-{number}"
        site.mkdir()
        make_records(site, Minutes()).close()
        told = run(site, repository, fault)
        felt += any(kind == "problem" for kind, _ in told)
        check(site, told, fault)
    return felt


def test_faults_are_told_and_retries_are_safe(tmp_path: Path, repository: Path) -> None:
    faults = [("pwrite64", "ENOSPC", "9+"), ("fsync", "EIO", "9"), ("pwrite64", "EIO", "25")]
    assert campaign(tmp_path, repository, faults) == len(faults)


@pytest.mark.full
@pytest.mark.timeout(3_000)
def test_two_hundred_faults(tmp_path: Path, repository: Path) -> None:
    once = [
        *(("pwrite64", error, str(n)) for error, n in product(("EIO", "ENOSPC"), range(1, 61))),
        *(("fsync", "EIO", str(n)) for n in range(1, 16)),
    ]
    from_then_on = [
        *(("pwrite64", error, f"{n}+") for error, n in product(("EIO", "ENOSPC"), range(1, 61, 2))),
        *(("fsync", "EIO", f"{n}+") for n in range(1, 8)),
    ]
    # a disk that is full once is not felt at all: the ballast is given up and the save made
    assert campaign(tmp_path, repository, [*once, *from_then_on]) > 120
