"""What the program does before it lets anybody in, in a process of its own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.making_sites import WholeSite
from workstation import app
from workstation.records import installed
from workstation.site.problems import Problem, Situation


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_database_library_that_cannot_encrypt_opens_nothing(
    site: WholeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed, "driver", sqlite3)
    with pytest.raises(Problem) as caught:
        site.enter()
    assert caught.value.situation is Situation.NO_ENCRYPTION


PREPARED = """
    import logging, sys, threading
    from pathlib import Path
    from workstation import app
    app.prepare(Path(sys.argv[1]))
"""


def test_a_bug_is_logged_by_place_without_its_words(tmp_path: Path) -> None:
    done = run(
        PREPARED
        + """
    def fail():
        raise ValueError("ZqJaneDoe")
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    logging.getLogger("workstation.records.store").error("lost %s", "ZqJaneDoe")
    fail()
    """,
        tmp_path / "site",
    )
    assert done.returncode == 1
    log = (tmp_path / "site" / "logs" / "workstation.log").read_text()
    assert log.count("ValueError") == 2
    assert "in fail" in log
    assert "ZqJaneDoe" not in log + done.stdout + done.stderr


def test_a_crash_of_the_interpreter_leaves_frames_only(tmp_path: Path) -> None:
    done = run(
        PREPARED
        + """
    import faulthandler
    name = "ZqJaneDoe"
    faulthandler._sigsegv()
    """,
        tmp_path / "site",
    )
    assert done.returncode < 0
    text = (tmp_path / "site" / "logs" / "faults.log").read_text()
    assert "Segmentation fault" in text
    assert "ZqJaneDoe" not in text


def test_folder_and_logs_are_private_whatever_the_umask(tmp_path: Path) -> None:
    done = run("import os\nos.umask(0)\n" + textwrap.dedent(PREPARED), tmp_path / "site")
    assert done.returncode == 0, done.stderr
    for folder in (tmp_path / "site", tmp_path / "site" / "logs"):
        assert folder.stat().st_mode & 0o777 == 0o700
    for path in (tmp_path / "site" / "logs").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["workstation.log", "faults.log"])
def test_a_link_in_the_place_of_a_log_is_refused(tmp_path: Path, name: str) -> None:
    logs = tmp_path / "site" / "logs"
    for folder in (logs.parent, logs):
        folder.mkdir(mode=0o700)
    (logs / name).symlink_to(tmp_path / "elsewhere")
    done = run(PREPARED, tmp_path / "site")
    assert "is a link" in done.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_a_long_log_makes_room_for_a_new_one(tmp_path: Path) -> None:
    logs = tmp_path / "site" / "logs"
    for folder in (logs.parent, logs):
        folder.mkdir(mode=0o700)
    for name in ("workstation.log", "faults.log"):
        (logs / name).write_bytes(b"x" * (app.LOG_BYTES + 1))
    done = run(PREPARED, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    sizes = {path.name: path.stat().st_size for path in logs.iterdir()}
    assert sizes == {
        "workstation.log": 0,
        "faults.log": 0,
        "workstation.log.1": app.LOG_BYTES + 1,
        "faults.log.1": app.LOG_BYTES + 1,
    }


def test_no_headless_part_loads_qt() -> None:
    done = run("import sys, workstation.app\nprint([n for n in sys.modules if 'PySide6' in n])")
    assert done.stdout == "[]\n"


def test_ids_and_times_are_what_the_rooms_expect() -> None:
    assert app.new_id() != app.new_id()
    assert app.utc_now().utcoffset() is not None


def test_a_restart_is_the_same_command_in_a_new_process(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import os, sys\n"
        "from workstation import app\n"
        "print(os.getpid(), sys.argv[1:], flush=True)\n"
        "if not os.environ.get('AGAIN'):\n"
        "    os.environ['AGAIN'] = '1'\n"
        "    secret = bytes(range(32))\n"
        "    app.restart()\n"
    )
    command = [sys.executable, "-u", str(program), "--data-dir", "x y"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first == second
    assert first.endswith("['--data-dir', 'x y']")
