from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workstation.site.problems import Problem, Situation
from workstation.vault.lock import NOBODY, SiteLock, holder_of

HOLD = """
import sys
from pathlib import Path
from workstation.vault.lock import SiteLock
lock = SiteLock(Path(sys.argv[1]))
lock.acquire("N. Okafor, RN")
print("held", flush=True)
sys.stdin.readline()
"""


def holding(folder: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def end(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGKILL)
    child.wait()
    for stream in (child.stdin, child.stdout):
        assert stream is not None
        stream.close()


def test_a_second_window_is_refused_with_the_holders_name_and_taken_over_after_a_kill(
    tmp_path: Path,
) -> None:
    child = holding(tmp_path)
    try:
        second = SiteLock(tmp_path)
        start = time.monotonic()
        with pytest.raises(Problem) as caught:
            second.acquire()
        assert time.monotonic() - start < 1
        assert caught.value.situation is Situation.SECOND_WINDOW
        assert "N. Okafor, RN" in caught.value.sentence
        assert not second.held
    finally:
        end(child)
    start = time.monotonic()
    second.acquire("R. Lindqvist")
    assert time.monotonic() - start < 1
    assert holder_of(tmp_path) == "R. Lindqvist"
    second.release()
    assert not second.held


def test_the_holder_changes_with_who_signs_in(tmp_path: Path) -> None:
    lock = SiteLock(tmp_path)
    lock.acquire()
    lock.name_holder("N. Okafor, RN")
    assert holder_of(tmp_path) == "N. Okafor, RN"
    lock.release()


def test_a_released_lock_is_free_for_a_process_that_replaces_this_one(tmp_path: Path) -> None:
    program = HOLD.replace("sys.stdin.readline()", "lock.release()") + (
        "import os\n"
        "os.execv(sys.executable, [sys.executable, '-c', "
        "'import sys; from pathlib import Path; from workstation.vault.lock import SiteLock; "
        'SiteLock(Path(sys.argv[1])).acquire(); print("again")\', sys.argv[1]])\n'
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "held\nagain\n", done.stderr


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"holder": ""}', "x" * 10_000])
def test_an_unreadable_holder_is_somebody(tmp_path: Path, text: str) -> None:
    (tmp_path / "site.holder").write_text(text)
    assert holder_of(tmp_path) == NOBODY


def test_lock_files_are_private_and_never_links(tmp_path: Path) -> None:
    lock = SiteLock(tmp_path / "site")
    lock.acquire()
    names = sorted(p.name for p in (tmp_path / "site").iterdir())
    assert names == ["site.holder", "site.lock"]
    for name in names:
        assert (tmp_path / "site" / name).stat().st_mode & 0o777 == 0o600
    lock.release()
    (tmp_path / "site" / "site.lock").unlink()
    (tmp_path / "site" / "site.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Problem) as caught:
        SiteLock(tmp_path / "site").acquire()
    assert caught.value.situation is Situation.IS_A_LINK
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Problem) as caught:
        SiteLock(tmp_path / "file").acquire()
    assert caught.value.situation is Situation.FOLDER_NOT_WRITABLE


def test_this_process_id_is_noted(tmp_path: Path) -> None:
    lock = SiteLock(tmp_path)
    lock.acquire()
    assert str(os.getpid()) in (tmp_path / "site.holder").read_text()
    lock.release()
