from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.making_sites import ADMINISTRATOR, Minutes, make_site
from workstation import __version__
from workstation.cli import main
from workstation.cli.parser import parse
from workstation.cli.site import signed_in

LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)  # the command line goes by the real clock


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site whose administrator has a password in a file; an administrator may not export."""
    make_site(tmp_path / "site", Minutes(LONG_AGO))
    (tmp_path / "password").write_text(ADMINISTRATOR.password + "\n")
    (tmp_path / "wrong").write_text("not this one\n")
    return tmp_path / "site"


def export(site: Path, password: str) -> list[str]:
    folder = site.parent
    return [
        *("export", "encounters", "--from", "2026-01-01", "--to", "2026-12-31"),
        *("--out", str(folder / "out.csv"), "--data-dir", str(site)),
        *("--user", ADMINISTRATOR.user, "--password-file", str(folder / password)),
    ]


def test_a_wrong_password_is_one_sentence_and_writes_nothing(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(export(site, "wrong")) == 1
    assert "do not belong together" in capsys.readouterr().err
    assert not (site.parent / "out.csv").exists()


def test_the_wrong_role_is_told_so(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(export(site, "password")) == 1
    assert "administrator may not do this" in capsys.readouterr().err
    assert not (site.parent / "out.csv").exists()


def test_no_site_and_no_user_are_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "password").write_text("x\n")
    arguments = export(tmp_path / "none", "password")
    assert main(arguments) == 1
    assert "no site" in capsys.readouterr().err
    assert main([w for w in arguments if w not in {"--user", ADMINISTRATOR.user}]) == 1
    assert "--user" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["export", "encounters"], ["nothing"], ["export", "encounters", "--from", "31.1.2026"]],
    ids=["no period", "no such command", "no such day"],
)
def test_a_wrong_call_shows_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: crs-workstation" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 2), (b"no PDF at all", 2), (b"%PDF-1.7\nnothing in it", 1)],
    ids=["empty", "another file", "an empty PDF"],
)
def test_verify_tells_what_is_no_report(
    content: bytes, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file.pdf"
    file.write_bytes(content)
    assert main(["verify", str(file)]) == status
    assert main(["verify", str(tmp_path / "none.pdf")]) == 2
    assert "none.pdf cannot be read" in capsys.readouterr().err


def test_what_cannot_be_checked_is_not_said_to_be_altered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file.pdf"
    file.write_bytes(b"%PDF-1.7\nnothing in it")
    assert main(["verify", str(file), "--site", str(file)]) == 2
    assert "Nothing was checked. This is not a site file" in capsys.readouterr().err
    signing_in = ["--user", "nokafor", "--data-dir", str(tmp_path), "--password-file", str(file)]
    assert main(["verify", str(file), *signing_in]) == 2
    assert "Nothing was checked. There is no site in" in capsys.readouterr().err


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_early_changes_no_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unbuffered: str
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    file = tmp_path / "file.pdf"
    file.write_bytes(b"%PDF-1.7\nnothing in it")
    command = f"{sys.executable} -m workstation verify {file} | true; exit ${{PIPESTATUS[0]}}"
    assert subprocess.run(["bash", "-c", command], check=False).returncode == 1


def test_doctor_tells_what_is_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--data-dir", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert f"crs-workstation {__version__}\n" in said, "that of the code, not of its installation"
    assert "SQLCipher" in said
    assert str(tmp_path) in said
    assert "MISSING" not in said


@pytest.mark.parametrize("arguments", [[], ["--data-dir", "folder"], ["--data-dir=folder"]])
def test_without_a_command_the_window_is_meant(arguments: list[str]) -> None:
    options = parse(arguments)
    assert options.data_dir == (Path("folder") if arguments else None)
    assert options.run is not parse(["doctor"]).run
    assert options.run.__qualname__ == parse(["doctor"]).run.__qualname__


def test_a_data_dir_without_a_folder_is_refused_as_any_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--data-dir"])
    assert ended.value.code == 2
    assert "expected one argument" in capsys.readouterr().err


def test_a_sign_out_that_fails_does_not_undo_what_was_done(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = argparse.Namespace(
        user="rlindqvist", password_file=site.parent / "password", data_dir=site
    )
    with signed_in(options):
        (site / "records.db").rename(site / "records.away")
    said = capsys.readouterr().err
    assert said.startswith("The sign-out was not recorded. The database file was moved")


def test_a_demo_overwrites_no_certificate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "site.pem"
    kept.write_text("of a site", encoding="utf-8")
    assert main(["demo", "--out", str(tmp_path)]) == 1
    assert "There is already a file" in capsys.readouterr().err
    assert kept.read_text(encoding="utf-8") == "of a site"
