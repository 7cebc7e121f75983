"""The versions of a protocol from the command line, as a manager would keep them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
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
    sign_call,
    store,
    temperature,
)
from workstation.cli import main

LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)  # the command line goes by the real clock
LOWER_TRIGGER = (
    "definitions.yaml",
    "temperature_c >= 38.0 or temperature_max_24h_c >= 38.0",
    "temperature_c >= 37.5 or temperature_max_24h_c >= 37.5",
)
Call = Callable[..., int]


@pytest.fixture
def site(tmp_path: Path) -> WholeSite:
    """A site with a manager, a signed encounter at 37.7 °C, and a version with a lower trigger."""
    made = make_site(tmp_path / "site", Minutes(LONG_AGO))
    add_manager(made)
    with made.session() as session:
        sign_call(session, temperature(session, 37.7))
    with made.session(MANAGER, MANAGER_PASSWORD) as session:
        store(session, changed(LOWER_TRIGGER))
    return made


@pytest.fixture
def call(site: WholeSite, tmp_path: Path) -> Call:
    def run(*words: str, user: str = MANAGER, password: str = MANAGER_PASSWORD) -> int:
        (tmp_path / "password").write_text(password + "\n")
        sign_in = ("--data-dir", str(site.folder), "--user", user)
        return main([*words, *sign_in, "--password-file", str(tmp_path / "password")])

    return run


def folder_of(files: Mapping[str, bytes], folder: Path) -> str:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return str(folder)


def test_a_version_goes_its_way_from_approved_to_active(
    site: WholeSite, call: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    today = datetime.now(UTC).date()
    assert call("protocol", "activate", NEW, "--from", f"{today + timedelta(days=2)}") == 1
    assert "has not been approved" in capsys.readouterr().err
    assert call("protocol", "approve", NEW) == 0
    assert "is approved, signed with the certificate" in capsys.readouterr().out
    assert call("protocol", "activate", NEW, "--from", f"{today - timedelta(days=2)}") == 1
    assert "counts from now or later" in capsys.readouterr().err
    assert call("protocol", "activate", NEW, "--from", f"{today + timedelta(days=2)}") == 0
    assert f"{NEW} counts from {today + timedelta(days=2)} 00:00 on" in capsys.readouterr().out
    assert call("protocol", "list") == 0
    said = capsys.readouterr().out
    assert f"{DELIVERED}  active" in said and f"{NEW}  scheduled" in said
    assert "approved" in said and "rlindqvist" in said
    assert call("protocol", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["version"], one["status"]) for one in listed] == [
        ("2026.1", "active"),
        ("2027.1", "scheduled"),
    ]
    assert listed[1]["approval"]["by"] == MANAGER


def test_a_version_is_shown_with_its_rules(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("protocol", "show", DELIVERED) == 0
    said = capsys.readouterr().out
    assert "Proved over" in said
    assert "action · actions.yaml · oral-fluids" in said
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
    assert "changed: definition · definitions.yaml · fever_measured" in said
    assert "threshold temperature_c >= 38 → 37.5" in said
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
    assert "not a protocol pack" in capsys.readouterr().err


@pytest.mark.timeout(240)  # the whole check, also where others work beside it
def test_a_pack_is_added_once(
    call: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = ("actions.yaml", "Encourage drinking", "Encourage drinking water")
    pack = folder_of(changed(text, version="2028.1"), tmp_path / "pack")
    assert call("protocol", "add", pack) == 0
    assert "crs@2028.1 is here. Proved over" in capsys.readouterr().out
    (Path(pack) / "actions.yaml").write_bytes(changed()["actions.yaml"])
    assert call("protocol", "add", pack) == 1
    assert "already here with other content" in capsys.readouterr().err
    assert call("protocol", "add") == 0
    assert f"{DELIVERED} is here" in capsys.readouterr().out


def test_assess_grades_by_the_version_that_counts_at_the_site(
    call: Call, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    item = tmp_path / "item.json"
    item.write_text('{"setting": "ward", "findings": {"temperature_c": 37.7}}')

    def graded_by() -> tuple[str, int]:
        capfdbinary.readouterr()
        assert call("assess", str(item)) == 0
        answer = json.loads(capfdbinary.readouterr().out)
        return answer["protocol"]["version"], answer["grades"]["astct-2019"]["at_least"]

    assert graded_by() == ("2026.1", 0)
    assert call("protocol", "approve", NEW) == 0
    assert call("protocol", "activate", NEW, "--from", f"{datetime.now(UTC).date()}") == 0
    assert graded_by() == ("2027.1", 1)
