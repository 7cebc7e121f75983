from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "workstation"
LOWEST = ("clinical", "site")
CLOCKS = {"now", "utcnow", "today"}
RANDOM = {"random", "secrets"}
MOST_LINES = 400


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (PACKAGE / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def clock_readings(path: Path) -> Iterator[str]:
    """Where a module asks the computer what time it is, or makes an id by chance."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id
            read = f"{owner}.{node.attr}"
            if (owner in {"datetime", "date"} and node.attr in CLOCKS) or read in {
                "time.time",
                "time.time_ns",
                "time.localtime",
                "time.gmtime",
                "uuid.uuid1",
                "uuid.uuid4",
            }:
                yield f"{path.name}:{node.lineno} {read}"


@pytest.mark.parametrize("path", modules(*LOWEST), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_the_lowest_floor_imports_the_standard_library_only(path: Path) -> None:
    own = tuple(f"workstation.{room}" for room in LOWEST)
    foreign = [
        name
        for name in imported(path)
        if not name.startswith(own) and name.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert foreign == []


@pytest.mark.parametrize("path", modules(*LOWEST), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_the_lowest_floor_has_no_file_and_no_chance(path: Path) -> None:
    roots = {name.partition(".")[0] for name in imported(path)}
    assert roots.isdisjoint(RANDOM | {"os", "pathlib", "io", "sqlite3", "threading", "socket"})


def test_only_app_reads_the_clock_and_makes_ids() -> None:
    below_app = [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "app.py"]
    assert [reading for path in below_app for reading in clock_readings(path)] == []


def test_the_search_for_clocks_finds_one(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text("import datetime as d\nfrom datetime import datetime\ndatetime.now(d.UTC)\n")
    assert list(clock_readings(sample)) == ["sample.py:3 datetime.now"]


def test_no_file_outgrows_what_one_can_read() -> None:
    own = [p for folder in ("workstation", "tests", "db") for p in (ROOT / folder).rglob("*.py")]
    lines = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in own}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
