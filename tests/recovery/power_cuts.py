"""Power cuts, simulated: a recording of what the program asked of the disk, cut at any place.

What was written before the last sync of its file is on the disk. Of what came after, any part
may be: each write whole, torn at a sector, or not at all. A kill cannot show this, because the
system keeps what a killed process wrote.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SECTOR = 512
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\)\s+= (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Step:
    """A call: ``write``, ``cut`` (to a size), ``sync``, ``remove``, or ``told`` (acknowledged)."""

    kind: str
    name: str = ""
    data: bytes = b""
    offset: int = 0


@dataclass
class Disk:
    """Files by name as they would be found after a cut."""

    files: dict[str, bytearray] = field(default_factory=dict)

    def apply(self, step: Step, data: bytes | None = None) -> None:
        if step.kind == "remove":
            self.files.pop(step.name, None)
            return
        file = self.files.setdefault(step.name, bytearray())
        if step.kind == "cut":
            del file[step.offset :]
        elif step.kind == "write":
            part = step.data if data is None else data
            file.extend(bytes(max(0, step.offset - len(file))))
            file[step.offset : step.offset + len(part)] = part


def record(folder: Path, repository: Path, saves: int, synchronous: str) -> list[Step]:
    """Runs the saving child under strace and reads what it asked for."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed, so no power cut can be simulated")
    log = folder.parent / f"calls-{synchronous}.log"
    calls = "trace=openat,close,pwrite64,write,ftruncate,fdatasync,fsync,unlink"
    strace = ["strace", "-f", "-e", calls, "-e", "signal=none", "-xx", "-s", "200000"]
    child = ["-m", "tests.recovery.power_child", str(folder), str(saves), synchronous]
    command = [*strace, "-o", str(log), sys.executable, *child]
    done = subprocess.run(command, cwd=repository, capture_output=True, check=False)
    if done.returncode and b"ptrace" in done.stderr:
        pytest.skip("this machine lets no process be traced")
    assert done.returncode == 0, done.stderr.decode()
    return list(read(log))


def read(log: Path) -> Iterator[Step]:
    """The steps that touch the database or its log, and the acknowledgements."""
    open_files: dict[str, str] = {}
    for line in log.read_text("ascii").splitlines():
        found = _CALL.match(line)
        if found is None or found[3] == "-1":
            continue
        call, arguments, result = found.groups()
        number = arguments.split(",", 1)[0].strip()
        name = open_files.get(number, "")
        if call == "openat":
            path = _bytes(arguments).decode().rpartition("/")[2]
            open_files[result] = path if path in ("records.db", "records.db-wal") else ""
        elif call == "close":
            open_files.pop(number, None)
        elif call == "unlink":
            yield Step("remove", _bytes(arguments).decode().rpartition("/")[2])
        elif call == "write" and number == "1":
            yield Step("told", data=_bytes(arguments))
        elif name and call == "pwrite64":
            yield Step("write", name, _bytes(arguments), int(arguments.rpartition(",")[2]))
        elif name and call == "ftruncate":
            yield Step("cut", name, offset=int(arguments.rpartition(",")[2]))
        elif name and call in ("fsync", "fdatasync"):
            yield Step("sync", name)


def _bytes(arguments: str) -> bytes:
    text = _TEXT.search(arguments)
    return bytes.fromhex(text[1].replace("\\x", "")) if text else b""


def cut(before: dict[str, bytes], steps: list[Step], at: int, chance: random.Random) -> Disk:
    """The disk after a power cut behind step ``at``."""
    disk = Disk({name: bytearray(data) for name, data in before.items()})
    last_sync = {
        name: max(
            (n for n, s in enumerate(steps[:at]) if (s.kind, s.name) == ("sync", name)), default=-1
        )
        for name in {step.name for step in steps}
    }
    for number, step in enumerate(steps[:at]):
        if step.kind in ("told", "sync"):
            continue
        if number < last_sync[step.name] or chance.random() < 0.5:
            disk.apply(step)
        elif step.kind == "write" and chance.random() < 0.3:
            disk.apply(step, step.data[: SECTOR * chance.randrange(1, 8)])
    return disk


def acknowledged(steps: list[Step], at: int) -> int:
    """The last version that was told before a step; 0 before the first."""
    told = b"".join(step.data for step in steps[:at] if step.kind == "told")
    return int(told.split()[-1]) if told.split() else 0
