"""Every given case, through the real command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.clinical.observing import protocol
from workstation.clinical.findings import Setting

FOLDER = Path(__file__).parent.parent / "cases"
FILES = sorted(FOLDER.glob("*.json"))
CASES: list[dict[str, Any]] = [
    case for file in FILES for case in json.loads(file.read_text(encoding="utf-8"))
]

SCALES_TO_COME: frozenset[str] = frozenset()
"""Scales of the cases that the pack does not have yet; a scale that arrives must leave."""

SETTINGS_TO_COME: frozenset[str] = frozenset()
"""Settings of the cases whose dispositions the pack does not have yet."""


def _wanted(case: Mapping[str, Any]) -> dict[str, bool]:
    expect = case["expect"]
    return {
        "grade": "at_least" in expect,
        "disposition": bool({"disposition_at_least", "disposition_at_most"} & set(expect)),
    }


def _graded(case: Mapping[str, Any]) -> bool:
    return _wanted(case)["grade"] and case["scale"] not in SCALES_TO_COME


def _placed(case: Mapping[str, Any]) -> bool:
    return _wanted(case)["disposition"] and case["input"]["setting"] not in SETTINGS_TO_COME


@pytest.fixture(scope="module")
def answers(repository: Path) -> dict[str, Any]:
    """The answer to each case by its id: one run of the command for all of them."""
    lines = (json.dumps({**case["input"], "id": case["id"]}) for case in CASES)
    ran = subprocess.run(
        [sys.executable, "-m", "workstation", "assess", "-"],
        input="\n".join(lines),
        capture_output=True,
        encoding="utf-8",
        cwd=repository,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=50,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[:2000] + ran.stderr[-2000:]
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one["id"] for one in found] == [case["id"] for case in CASES]
    return {one["id"]: one for one in found}


def test_case_ids_are_unique() -> None:
    ids = [case["id"] for case in CASES]
    assert len(ids) == len(set(ids)) >= 138


def test_what_is_left_out_is_what_the_pack_does_not_have() -> None:
    asked = {case["scale"] for case in CASES if _wanted(case)["grade"]}
    assert asked - set(protocol().scales) == SCALES_TO_COME
    placed = {case["input"]["setting"] for case in CASES if _wanted(case)["disposition"]}
    without = {one for one in placed - {"ward"} if Setting(one) not in protocol().dispositions}
    assert without == SETTINGS_TO_COME


def test_every_case_that_is_not_left_out_is_checked() -> None:
    left_out = [case["id"] for case in CASES if not _graded(case) and not _placed(case)]
    assert left_out == []


@pytest.mark.parametrize("case", [c for c in CASES if _graded(c)], ids=lambda case: case["id"])
def test_the_range_of_a_case(case: Any, answers: dict[str, Any]) -> None:
    grade, expect = answers[case["id"]]["grades"][case["scale"]], case["expect"]
    found = (grade["at_least"], grade["at_most"])
    if expect.get("exact"):
        assert found == (expect["at_least"], expect["at_most"]), case["because"]
    assert found[0] <= expect["at_least"] <= expect["at_most"] <= found[1], case["because"]
    if "entry" in expect:
        assert grade["entry"] == expect["entry"], case["because"]


@pytest.mark.parametrize("case", [c for c in CASES if _placed(c)], ids=lambda case: case["id"])
def test_the_disposition_of_a_case(case: Any, answers: dict[str, Any]) -> None:
    disposition, expect = answers[case["id"]]["disposition"], case["expect"]
    rank = protocol().rank
    found = rank(disposition["level"])
    assert disposition["level"] in protocol().forms[Setting(case["input"]["setting"])].levels
    if "disposition_at_least" in expect:
        assert found >= rank(expect["disposition_at_least"]), case["because"]
    if "disposition_at_most" in expect:
        assert found <= rank(expect["disposition_at_most"]), case["because"]


def test_hash_order_changes_nothing(repository: Path) -> None:
    """The same input gives the same bytes, whatever order sets take in a process."""
    text = "\n".join(
        json.dumps({"assessed_at": "2026-11-22T12:00:00Z", **case["input"]}) for case in CASES[::4]
    )
    runs = {
        subprocess.run(
            [sys.executable, "-m", "workstation", "assess", "-"],
            input=text.encode(),
            capture_output=True,
            cwd=repository,
            env={**os.environ, "PYTHONHASHSEED": seed},
            timeout=50,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
