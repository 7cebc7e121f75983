"""The versions of a protocol from the command line, as a manager would keep them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.making_sites import NURSE, Minutes, WholeSite, make_site
from tests.protocol_sites import (
    DELIVERED,
    MANAGER,
    MANAGER_PASSWORD,
    NEW,
    add_manager,
    changed,
    make_older_site,
    put_approval,
    sign_call,
    store,
    temperature,
)
from tests.small_pack import NAME as SMALL
from tests.small_pack import WATER, small, written
from workstation.cli import main

LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)  # the command line goes by the real clock
LOWER_TRIGGER = (
    "definitions.yaml",
    "temperature_c >= 38.0 or temperature_max_24h_c >= 38.0",
    "temperature_c >= 37.5 or temperature_max_24h_c >= 37.5",
)
Call = Callable[..., int]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> WholeSite:
    """A site with a manager, a signed encounter at 37.7 °C, and a version with a lower trigger."""
    made = make_site(tmp_path_factory.mktemp("protocol") / "first", Minutes(LONG_AGO))
    add_manager(made)
    with made.session() as session:
        sign_call(session, temperature(session, 37.7))
    with made.session(MANAGER, MANAGER_PASSWORD) as session:
        store(session, changed(LOWER_TRIGGER))
    return made


@pytest.fixture
def site(first: WholeSite, tmp_path: Path) -> WholeSite:
    shutil.copytree(first.folder, tmp_path / "site")
    return replace(first, folder=tmp_path / "site")


@pytest.fixture
def call(site: WholeSite, tmp_path: Path) -> Call:
    def run(*words: str, user: str = MANAGER, password: str = MANAGER_PASSWORD) -> int:
        (tmp_path / "password").write_text(password + "\n")
        sign_in = ("--data-dir", str(site.folder), "--user", user)
        return main([*words, *sign_in, "--password-file", str(tmp_path / "password")])

    return run


def folder_of(files: Mapping[str, bytes], folder: Path) -> str:
    return str(written(files, folder))


def test_a_version_goes_its_way_from_approved_to_active(
    site: WholeSite, call: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    today = datetime.now(UTC).date()
    pack = folder_of(small(), tmp_path / "pack")
    assert call("protocol", "add", pack) == 0
    assert f"{SMALL} is here. Proved over" in capsys.readouterr().out
    assert call("protocol", "activate", SMALL, "--from", f"{today + timedelta(days=2)}") == 1
    assert "has not been approved" in capsys.readouterr().err
    assert call("protocol", "approve", SMALL) == 0
    assert "is approved, signed with the certificate" in capsys.readouterr().out
    assert call("protocol", "activate", SMALL, "--from", f"{today - timedelta(days=2)}") == 1
    assert "counts from now or later" in capsys.readouterr().err
    assert call("protocol", "activate", SMALL, "--from", f"{today + timedelta(days=2)}") == 0
    said = capsys.readouterr().out
    assert f"{SMALL} counts from {today + timedelta(days=2)} 00:00 on" in said
    assert f"Until then {DELIVERED} counts." in said
    assert call("protocol", "list") == 0
    said = capsys.readouterr().out
    assert f"{DELIVERED}  active" in said and f"{SMALL}  scheduled" in said
    assert "approved" in said and "rlindqvist" in said
    assert call("protocol", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["id"], one["version"], one["status"]) for one in listed] == [
        ("crs", "2026.3", "active"),
        ("crs", "2027.1", "added"),
        ("small", "1", "scheduled"),
    ]
    assert listed[2]["approval"]["by"] == MANAGER


def test_an_approval_proves_the_pack_in_that_moment(
    call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("protocol", "approve", NEW) == 1  # its cases stand for the old trigger
    said = capsys.readouterr().err
    assert "was not taken" in said and ", expected " in said
    assert call("protocol", "list") == 0
    assert f"{NEW}  added" in capsys.readouterr().out


def test_what_the_program_brought_is_told_with_the_commands_that_are_next(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    older = make_older_site(tmp_path / "site", Minutes(LONG_AGO))
    (tmp_path / "password").write_text(MANAGER_PASSWORD + "\n")
    sign_in = ["--data-dir", str(older.folder), "--user", MANAGER]
    sign_in += ["--password-file", str(tmp_path / "password")]

    def told(*words: str) -> str:
        assert main([*words, *sign_in]) == 0
        return capsys.readouterr().out

    said = told("protocol", "list")
    assert f"{DELIVERED} comes with this program and is not among the versions" in said
    for way in ("add", f"diff {SMALL} {DELIVERED}", f"approve {DELIVERED}", "activate"):
        assert f"crs-workstation protocol {way}" in said
    assert f"delivered    {DELIVERED} comes with this program" in told("doctor")
    told("protocol", "add")
    said = told("protocol", "list")
    assert f"{DELIVERED} came with this program and is not approved yet" in said
    assert "crs-workstation protocol add" not in said
    told("protocol", "approve", DELIVERED)
    told("protocol", "activate", DELIVERED, "--from", f"{datetime.now(UTC).date()}")
    assert "program" not in told("protocol", "list")
    assert "delivered" not in told("doctor")


def test_a_version_is_shown_with_its_rules(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("protocol", "show", DELIVERED) == 0
    said = capsys.readouterr().out
    assert "Proved over" in said
    assert "One vasopressor: grade 3, severe [Lee 2019]" in said
    assert "      written: pressors_and_vasopressin >= 1" in said
    assert "      Case B" in said and "Vasopressors running: Norepinephrine" in said
    assert call("protocol", "show", "--json", NEW) == 0
    shown = json.loads(capsys.readouterr().out)
    (fever,) = [rule for rule in shown["rules"] if rule["id"] == "fever_measured"]
    assert "37.5" in fever["aspects"]["if"]
    assert call("protocol", "show", "crs@9") == 1
    assert "no protocol version" in capsys.readouterr().err


def test_a_difference_names_the_threshold(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("protocol", "diff", DELIVERED, NEW, user="nokafor", password=NURSE.password) == 0
    said = capsys.readouterr().out
    assert f"{DELIVERED} → {NEW}: 1 change" in said
    assert "changed: definition · Fever measured · definitions.yaml" in said
    assert "Temperature: 38.0 °C or more before, 37.5 °C or more now" in said
    assert call("protocol", "diff", "--json", DELIVERED, NEW) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert change["moved"][0] == {"what": "temperature_c >=", "before": 38.0, "after": 37.5}


def test_a_replay_tells_what_changes_and_writes_it(
    call: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert call("protocol", "replay", NEW) == 0
    said = capsys.readouterr().out
    assert "1 encounter under crs@2027.1: 1 change" in said
    assert "37.7 °C" in said
    assert call("protocol", "replay", NEW, "--csv", str(tmp_path / "out.csv")) == 0
    assert str(tmp_path / "out.csv") in capsys.readouterr().out
    rows = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"), newline="")))
    assert len(rows) == 2 and rows[1][0] == "1"


@pytest.mark.parametrize(
    "words",
    [
        ("protocol", "approve", NEW),
        ("protocol", "activate", NEW, "--from", "2030-01-01"),
        ("protocol", "replay", NEW),
        ("protocol", "add", "."),
    ],
    ids=lambda words: words[1],
)
def test_a_nurse_may_read_and_nothing_else(
    call: Call, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert call(*words, user="nokafor", password=NURSE.password) == 1
    assert "nurse may not do this" in capsys.readouterr().err


def test_a_pack_that_fails_is_told_with_file_and_line(
    call: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = changed(("entry.yaml", "result: met", "result: mett"), version="2028.1")
    assert call("protocol", "add", folder_of(broken, tmp_path / "pack")) == 1
    said = capsys.readouterr().err
    assert "entry.yaml" in said and "Nothing was changed" in said
    assert call("protocol", "add", str(tmp_path / "nothing")) == 1
    assert "nothing is not there" in capsys.readouterr().err


def test_a_pack_is_added_once(
    call: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pack = folder_of(small(WATER), tmp_path / "pack")
    assert call("protocol", "add", pack) == 0
    assert call("protocol", "add", pack) == 0
    assert f"{SMALL} is here. Proved over" in capsys.readouterr().out
    (Path(pack) / "actions.yaml").write_bytes(small()["actions.yaml"])
    assert call("protocol", "add", pack) == 1
    assert "already here with other content" in capsys.readouterr().err
    assert call("protocol", "add") == 0
    assert f"{DELIVERED} is here" in capsys.readouterr().out


def test_assess_grades_by_the_version_that_counts_at_the_site(
    site: WholeSite, call: Call, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    item = tmp_path / "item.json"
    item.write_text('{"setting": "ward", "findings": {"temperature_c": 37.7}}')

    def graded_by() -> tuple[str, int]:
        capfdbinary.readouterr()
        assert call("assess", str(item)) == 0
        answer = json.loads(capfdbinary.readouterr().out)
        return answer["protocol"]["version"], answer["grades"]["astct-2019"]["at_least"]

    assert graded_by() == ("2026.3", 0)
    with site.session(MANAGER, MANAGER_PASSWORD) as session:
        put_approval(session, NEW)
    assert call("protocol", "activate", NEW, "--from", f"{datetime.now(UTC).date()}") == 0
    assert graded_by() == ("2027.1", 1)
