"""The disk fails, or the process dies, at each step of writing a file whole."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from workstation.vault.files import sweep

OLD, SIZE = b"0", 200_000

WHOLE = """
    import sys
    from pathlib import Path
    from workstation.vault.files import write_whole
    for n in range(1, 10_000):
        write_whole(Path(sys.argv[1]), b"%d" % (n % 10) * 200_000, keep_previous=True)
        print(n, flush=True)
"""
NAIVE = """
    import sys
    from pathlib import Path
    for n in range(1, 10_000):
        Path(sys.argv[1]).write_bytes(b"%d" % (n % 10) * 200_000)
        print(n, flush=True)
"""
ONCE = """
    import sys
    from pathlib import Path
    from workstation.site.problems import Problem
    from workstation.vault.files import write_whole
    try:
        write_whole(Path(sys.argv[1]), b"1" * 200_000, keep_previous=True)
    except Problem as problem:
        print(problem.code)
    else:
        print("written")
"""


def kills(folder: Path, program: str, count: int) -> int:
    """Kills a writing child ``count`` times, each time a little later; how many files broke."""
    broken = 0
    for number in range(count):
        path = folder / f"file-{number}"
        path.write_bytes(OLD * SIZE)
        command = [sys.executable, "-c", textwrap.dedent(program), str(path)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for _ in range(1 + number % 7):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        data = path.read_bytes()
        broken += not (len(data) == SIZE and len(set(data)) == 1)
        path.unlink()
    return broken


def test_a_killed_write_breaks_nothing(tmp_path: Path) -> None:
    assert kills(tmp_path, WHOLE, 10) == 0
    sweep(tmp_path)
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.full
@pytest.mark.timeout(300)
def test_sixty_kills_break_nothing_where_writing_in_place_breaks_files(tmp_path: Path) -> None:
    assert kills(tmp_path, NAIVE, 60) > 0, "the control breaks some"
    assert kills(tmp_path, WHOLE, 60) == 0


FAULTS = [
    ("write", 1, "ENOSPC", "file_full"),
    ("write", 1, "EIO", "file_not_written"),
    ("write", 1, "EDQUOT", "file_full"),
    ("fsync", 1, "EIO", "file_not_written"),
    ("rename", 1, "EIO", "file_not_written"),
    ("rename", 2, "EIO", "file_not_written"),
    ("rename", 1, "EROFS", "folder_not_writable"),
    ("rename", 2, "EACCES", "folder_not_writable"),
]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace makes the system calls fail")
@pytest.mark.parametrize(("call", "when", "error", "code"), FAULTS)
def test_a_failing_disk_is_told_and_the_old_file_stays(
    tmp_path: Path, call: str, when: int, error: str, code: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(OLD * SIZE)
    fault = f"inject={call}:error={error}:when={when}"
    command = ["strace", "-qq", "-o", str(tmp_path / "trace"), "-e", f"trace={call}", "-e", fault]
    command += [sys.executable, "-c", textwrap.dedent(ONCE), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "(INJECTED)" in (tmp_path / "trace").read_text(), "the fault happened"
    assert done.stdout.strip() == code, done.stderr
    assert path.read_bytes() == OLD * SIZE
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace makes the system calls fail")
def test_without_second_names_the_previous_file_is_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(OLD * SIZE)
    command = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=link,linkat"]
    command += ["-e", "inject=link,linkat:error=EPERM"]
    command += [sys.executable, "-c", textwrap.dedent(ONCE), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "written", done.stderr
    assert path.read_bytes() == b"1" * SIZE
    assert path.with_name("file.bak").read_bytes() == OLD * SIZE
