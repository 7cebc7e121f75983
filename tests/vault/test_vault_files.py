from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workstation.site.problems import Problem, Situation
from workstation.vault.files import (
    inside,
    migrations,
    private_folder,
    read_whole,
    resource,
    safe_name,
    sweep,
    write_whole,
)

ROOT = os.geteuid() == 0 if hasattr(os, "geteuid") else False


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def left_over(folder: Path) -> list[Path]:
    return list(folder.glob(".*.part"))


def test_a_file_is_written_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    old = os.umask(0)
    try:
        write_whole(path, b"one")
    finally:
        os.umask(old)
    assert path.read_bytes() == b"one"
    assert mode(path) == 0o600
    assert not left_over(tmp_path)


def test_the_previous_file_is_kept_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for text in (b"one", b"two", b"three"):
        write_whole(path, text, keep_previous=True)
    assert path.read_bytes() == b"three"
    assert (tmp_path / "a.json.bak").read_bytes() == b"two"
    assert mode(tmp_path / "a.json.bak") == 0o600
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["a.json", "a.json.bak"]


def test_writing_the_same_file_twice_keeps_no_second_name(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"one", keep_previous=True)
    os.link(path, tmp_path / "a.json.bak")
    write_whole(path, b"two", keep_previous=True)
    assert (tmp_path / "a.json.bak").read_bytes() == b"one"
    assert not left_over(tmp_path)


@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_is_refused_and_its_target_untouched(tmp_path: Path, dangling: bool) -> None:
    target = tmp_path / "target"
    if not dangling:
        target.write_bytes(b"mine")
    link = tmp_path / "a.json"
    link.symlink_to(target)
    with pytest.raises(Problem) as caught:
        write_whole(link, b"x")
    assert caught.value.situation is Situation.IS_A_LINK
    with pytest.raises(Problem):
        read_whole(link, 100)
    assert target.exists() is not dangling
    assert dangling or target.read_bytes() == b"mine"


def test_a_pipe_or_a_device_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(Problem) as caught:
        write_whole(path, b"x")
    assert caught.value.situation is Situation.NO_PLAIN_FILE
    assert path.is_fifo()


def test_a_link_in_the_place_of_the_previous_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"one")
    (tmp_path / "a.json.bak").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Problem) as caught:
        write_whole(path, b"two", keep_previous=True)
    assert caught.value.situation is Situation.IS_A_LINK
    assert path.read_bytes() == b"one"
    assert not (tmp_path / "elsewhere").exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        write_whole(tmp_path / "no" / "a.json", b"x")
    assert caught.value.situation is Situation.FOLDER_NOT_WRITABLE
    assert str(tmp_path / "no") in caught.value.sentence


@pytest.mark.skipif(ROOT, reason="the superuser writes everywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Problem) as caught:
        write_whole(tmp_path / "a.json", b"x")
    tmp_path.chmod(0o700)
    assert caught.value.situation is Situation.FOLDER_NOT_WRITABLE


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_full_disk_leaves_the_old_file_and_says_so(tmp_path: Path) -> None:
    """The system itself refuses the bytes here, through a limit on the size of files."""
    path = tmp_path / "a.json"
    write_whole(path, b"old")
    done = run(
        """
        import resource, signal, sys
        from pathlib import Path
        from workstation.site.problems import Problem
        from workstation.vault.files import write_whole
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_whole(Path(sys.argv[1]), b"x" * 5000, keep_previous=True)
        except Problem as problem:
            print(problem.code)
        """,
        str(path),
    )
    assert done.stdout.strip() == "file_full", done.stderr
    assert path.read_bytes() == b"old"
    assert not left_over(tmp_path)


def test_a_sweep_takes_only_what_a_write_left(tmp_path: Path) -> None:
    left = {".a.json.0123456789ab.part", ".0123456789ab.part"}
    kept = {"a.json", ".hidden", "b.part", ".a.part", ".film.mkv.part"}
    for name in left | kept:
        (tmp_path / name).touch()
    assert sweep(tmp_path) == len(left)
    assert {p.name for p in tmp_path.iterdir() if p.is_file()} == kept


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(b"x" * 101)
    with pytest.raises(Problem) as caught:
        read_whole(path, 100)
    assert caught.value.situation is Situation.FILE_UNREADABLE
    assert read_whole(path, 101) == b"x" * 101


def test_a_pipe_in_the_place_of_a_file_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    os.mkfifo(path)
    with pytest.raises(Problem):
        read_whole(path, 100)


def test_the_folder_is_made_private(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "a" / "b", "mark")
    assert mode(folder) == 0o700
    folder.chmod(0o755)
    private_folder(folder, "mark")
    assert mode(folder) == 0o700
    assert list(folder.iterdir()) == []


def test_the_permissions_of_a_foreign_folder_are_not_touched(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "letters").mkdir(exist_ok=True)
    with pytest.raises(Problem) as caught:
        private_folder(tmp_path, "vault.json")
    assert caught.value.situation is Situation.FOLDER_IN_USE
    assert mode(tmp_path) == 0o755


def test_a_folder_of_ours_that_others_could_read_is_closed_again(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir(mode=0o755)
    (folder / "vault.json").touch()
    private_folder(folder, "vault.json")
    assert mode(folder) == 0o700


def test_a_folder_that_is_a_file_or_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    for name, situation in (
        ("file", Situation.FOLDER_NOT_WRITABLE),
        ("link", Situation.IS_A_LINK),
    ):
        with pytest.raises(Problem) as caught:
            private_folder(tmp_path / name, "mark")
        assert caught.value.situation is situation


def test_resources_are_found_and_never_outside(repository: Path) -> None:
    assert resource("protocols") == repository / "resources" / "protocols"
    assert migrations() == repository / "db" / "migrations"
    for parts in (("no_such_thing",), ("..", "pyproject.toml"), ("/etc/passwd",)):
        with pytest.raises(Problem) as caught:
            resource(*parts)
        assert caught.value.situation is Situation.RESOURCE_MISSING


def test_a_name_without_a_usable_character_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        safe_name("../..", ".pdf")
    assert caught.value.situation is Situation.UNSAFE_NAME


HOSTILE = st.text(max_size=300) | st.text(
    alphabet="./\\:\0\n\r\t ~$%\uff23\uff2f\uff2econ-nul", max_size=30
)


@given(HOSTILE)
@example("../../etc/passwd")
@example("CON")
@example("..")
@example("a" * 500)
def test_any_text_makes_a_plain_name_or_none(text: str) -> None:
    try:
        name = safe_name(text, ".pdf")
    except Problem:
        return
    assert Path(name).name == name
    assert len(name) <= 101
    assert name.isascii()
    assert name.isprintable()
    assert not name.startswith(".")
    assert name.partition(".")[0].lower() not in {"con", "nul", "prn", "aux"}


@given(HOSTILE)
def test_no_name_leads_out_of_its_folder(text: str) -> None:
    folder = Path(__file__).parent
    try:
        path = inside(folder, text)
    except Problem:
        return
    assert path.resolve().parent == folder


def test_a_link_inside_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("/etc/passwd")
    with pytest.raises(Problem):
        inside(tmp_path, "a")


def test_a_folder_in_the_place_of_the_file_is_told_as_one(tmp_path: Path) -> None:
    there = tmp_path / "site" / "there"
    there.mkdir(parents=True)
    with pytest.raises(Problem) as caught:
        write_whole(there, b"x")
    assert caught.value.situation is Situation.FILE_IS_FOLDER
    assert list(there.parent.iterdir()) == [there]
