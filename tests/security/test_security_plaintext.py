"""After a shift nothing that was typed is on the disk in clear, but for what was handed out."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.making_sites import ADMINISTRATOR, NURSE, WholeSite
from tests.shift import Shift, work_a_shift


def shapes(text: str) -> list[bytes]:
    """How a text might lie in a file."""
    plain = text.encode()
    return [plain, text.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode()]


def files_below(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def hits(paths: list[Path], texts: list[str]) -> list[tuple[str, str]]:
    found = []
    for path in paths:
        data = path.read_bytes()
        found += [(path.name, t) for t in texts if any(shape in data for shape in shapes(t))]
    return found


@pytest.fixture
def shift(
    site: WholeSite, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Shift, list[Path]]:
    """The shift, and every file that the program wrote for itself meanwhile."""
    temporary, outside = tmp_path / "temporary", tmp_path / "outside"
    temporary.mkdir()
    outside.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    done = work_a_shift(site, outside)
    return done, files_below(site.folder, own_home, temporary)


def test_nothing_typed_in_a_shift_is_on_the_disk_in_clear(
    shift: tuple[Shift, list[Path]], site: WholeSite
) -> None:
    done, written = shift
    with site.session() as session:
        secrets = [
            NURSE.password,
            ADMINISTRATOR.password,
            site.recovery_key,
            site.recovery_key.replace("-", ""),
            session.keys.data_key.hex(),
        ]
        assert not [path for path in written if session.keys.data_key in path.read_bytes()]
    assert len(set(done.markers)) >= 50
    assert {"records.db", "vault.json", "attempts.json"} <= {path.name for path in written}
    assert hits(written, [*done.markers, *secrets]) == []
    assert hits(written, ["1961-04-05", "38.6"]) == []


def test_the_search_would_find_them(shift: tuple[Shift, list[Path]], tmp_path: Path) -> None:
    """The control: the same search in a file that does hold a marker in each shape."""
    done, _ = shift
    for number, shape in enumerate(shapes(done.markers[0])):
        path = tmp_path / f"control-{number}"
        path.write_bytes(b"x" * 1000 + shape + b"x")
        assert hits([path], list(done.markers)) == [(path.name, done.markers[0])]


def test_no_name_of_a_file_tells_of_a_patient(shift: tuple[Shift, list[Path]]) -> None:
    done, written = shift
    names = [str(path) for path in [*written, *done.copy.parent.iterdir()]]
    assert len(list(done.copy.parent.iterdir())) == 3
    assert not [(name, m) for name in names for m in done.markers if m in name]


def test_everything_is_for_its_owner_alone(
    shift: tuple[Shift, list[Path]], site: WholeSite
) -> None:
    done, written = shift
    for path in [done.copy, *(p for p in written if site.folder in p.parents)]:
        assert path.stat().st_mode & 0o777 == 0o600, path
    for folder in [site.folder, *(p for p in site.folder.rglob("*") if p.is_dir())]:
        assert folder.stat().st_mode & 0o777 == 0o700, folder


def test_the_database_does_not_say_that_it_is_one(
    shift: tuple[Shift, list[Path]], site: WholeSite
) -> None:
    del shift
    files = list(site.folder.glob("records.db*"))
    assert site.folder / "records.db" in files
    for path in files:
        assert b"SQLite format 3" not in path.read_bytes()
        assert b"CREATE TABLE" not in path.read_bytes()


def test_the_notes_for_the_sign_in_window_hold_times_and_users_only(
    shift: tuple[Shift, list[Path]], site: WholeSite
) -> None:
    del shift
    text = (site.folder / "drafts.json").read_text()
    assert "nokafor" in text
    assert "e-2" not in text
