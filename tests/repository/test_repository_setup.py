from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "packaging" / "system_libraries.sh"
NEEDED_BY_QT = {"libegl1", "libgl1", "libfontconfig1", "libdbus-1-3", "libxcb-cursor0"}

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the script is for Linux")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of commands that stands for a machine: nobody special, nothing installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("bash", "env", "grep"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    command(folder, "dpkg-query", "exit 1")
    command(folder, "id", "echo 1000")
    return folder


def command(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/bash\n{body}\n")
    path.chmod(0o755)


def run(machine: Path, what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(machine / "bash"), str(SCRIPT), what],
        env={"PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


def test_who_may_not_install_gets_the_one_command(machine: Path) -> None:
    answer = run(machine, "window")
    assert answer.returncode == 1
    commands = [line for line in answer.stderr.splitlines() if "apt-get install" in line]
    assert len(commands) == 1
    assert set(commands[0].split()) >= NEEDED_BY_QT | {"sudo"}
    assert "xvfb" not in commands[0]


def test_what_is_installed_is_not_asked_for(machine: Path) -> None:
    command(machine, "dpkg-query", 'case "$*" in *xdotool*) exit 1;; *) echo installed;; esac')
    assert run(machine, "window").returncode == 0
    answer = run(machine, "tests")
    assert re.findall(r"recommends (.*)", answer.stderr) == ["xdotool"]


def test_a_library_under_its_newer_name_counts(machine: Path) -> None:
    command(machine, "dpkg-query", '[ "$4" = "${3}t64" ] && { echo; echo installed; exit 1; }')
    assert run(machine, "tests").returncode == 0


FRESH = """echo "$1 $2" >> {calls}
case "$1" in update) touch {lists};; *) [ -e {lists} ];; esac
"""


@pytest.mark.parametrize(
    ("lists", "expected"),
    [(True, ["install"]), (False, ["install", "update", "install"])],
    ids=["lists there", "a fresh machine"],
)
def test_root_installs_and_fetches_the_lists_only_where_needed(
    machine: Path, tmp_path: Path, lists: bool, expected: list[str]
) -> None:
    known, calls = tmp_path / "lists", tmp_path / "calls"
    if lists:
        known.touch()
    (machine / "touch").symlink_to(str(shutil.which("touch")))
    command(machine, "id", "echo 0")
    command(machine, "apt-get", FRESH.format(calls=calls, lists=known))
    assert run(machine, "window").returncode == 0
    assert [line.split()[0] for line in calls.read_text().splitlines()] == expected
