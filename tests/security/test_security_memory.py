"""After the lock nothing of the session is left in the memory of the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.making_sites import NURSE, WholeSite

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="reads the memory of a process through /proc"
)

CHILD = """
import os, sys
from pathlib import Path
if len(sys.argv) == 2:
    print("locked", flush=True)
    sys.stdin.readline()
    sys.exit()
from workstation.app import ROOMS, utc_now
from workstation.clinical.findings import Setting
from workstation.workflows import calls, sign_in
folder = Path(sys.argv[1])
password, number = sys.stdin.readline().rstrip(), sys.stdin.readline().rstrip()
session = sign_in.sign_in(folder, "nokafor", password, ROOMS, utc_now)
calls.start(session, Setting.PHONE, number)
print("at work", flush=True)
sys.stdin.readline()
def restart():
    os.execv(sys.executable, [sys.executable, sys.argv[0], "locked"])
sign_in.lock(session, restart)
"""


def memory(pid: int) -> bytes:
    """Everything that the process could read or write itself."""
    parts = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory_file:  # noqa: PTH123
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            bounds, rights = line.split()[:2]
            if not rights.startswith("r") or line.endswith(("[vvar]", "[vsyscall]", "[vdso]")):
                continue
            start, end = (int(number, 16) for number in bounds.split("-"))
            memory_file.seek(start)
            try:
                parts.append(memory_file.read(end - start))
            except OSError:  # a page that even its owner may not read
                continue
    return b"".join(parts)


def test_neither_keys_nor_passwords_nor_patients_survive_the_lock(
    site: WholeSite, tmp_path: Path
) -> None:
    with site.session() as session:
        key = session.keys.data_key
    there = [key, NURSE.password.encode(), b"ZqNumberXv"]
    wanted = [*there, key.hex().encode(), key.hex().upper().encode()]
    program = tmp_path / "child.py"
    program.write_text(CHILD)
    child = subprocess.Popen(
        [sys.executable, str(program), str(site.folder), ""],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(NURSE.password + "\nZqNumberXv\n")
        assert child.stdout.readline() == "at work\n"
        before = memory(child.pid)
        child.stdin.write("\n")
        assert child.stdout.readline() == "locked\n"
        after = memory(child.pid)
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()
    assert [text for text in there if text not in before] == [], "the control finds them all"
    assert [text for text in wanted if text in after] == []
