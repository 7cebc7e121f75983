"""With no room left on the disk a nurse still gets in and takes a call."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.making_sites import NURSE, WholeSite

PROGRAM = """
import os, sys
from pathlib import Path
from workstation.app import ROOMS, utc_now
from workstation.clinical.findings import Setting, known
from workstation.site.problems import Problem
from workstation.vault.lock import SiteLock
from workstation.workflows import calls, sign_in
folder = Path(sys.argv[1])
lock = SiteLock(folder)
try:
    session = sign_in.sign_in(folder, "nokafor", sys.argv[2], ROOMS, utc_now, lock)
    draft = calls.start(session, Setting.PHONE, "+1 555 0100", "e-1")
    calls.answer(session, draft.uuid, draft.version, [known("temperature_c", 38.4)])
    sign_in.sign_out(session, lock)
except Problem as problem:
    os._exit(90 if problem.code == "file_full" else 91)
os._exit(42)
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace makes the system calls fail")
def test_a_full_disk_keeps_nobody_from_a_patient(site: WholeSite) -> None:
    """Every small file beside the records fails with "no space left"; the records still fit."""
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=write"]
    command += ["-e", "inject=write:error=ENOSPC"]
    command += [sys.executable, "-c", PROGRAM, str(site.folder), NURSE.password]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 42, done.stderr
    assert not list(site.folder.glob(".*.part"))
    site.clock.now = site.clock().replace(year=2100)
    with site.session() as session, session.records.reading() as unit:
        assert [draft.uuid for draft in unit.encounters.drafts()] == ["e-1"]
        assert session.signing_blocked is None
