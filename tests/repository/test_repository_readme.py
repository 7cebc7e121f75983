from __future__ import annotations

import re
from pathlib import Path

import pytest

from workstation.records.tables import metadata

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_of_a_page_is_there(page: Path) -> None:
    links = [
        target for target in LINK.findall(page.read_text(encoding="utf-8")) if ":" not in target
    ]
    assert [target for target in links if not (page.parent / target).exists()] == []


def test_the_readme_begins_with_two_commands_and_a_picture() -> None:
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:14]
    assert any(line.startswith("make run") for line in first_screen)
    assert any(line.startswith("make test") for line in first_screen)
    assert any("docs/images/" in line for line in first_screen)


def test_every_command_of_make_is_in_its_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (names,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    told = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert set(names.split()) == told


def test_the_map_of_the_code_names_what_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("## Where to find it")[2].partition("\n## ")[0]
    pack = ROOT / "resources" / "protocols" / "crs" / "2026.3"
    named = re.findall(r"`([a-z_0-9/]+(?:\.(?:py|yaml|qss)|/))`", table)
    assert len(named) > 60
    roots = (ROOT, ROOT / "workstation", pack)
    assert [name for name in named if not any((root / name).exists() for root in roots)] == []
    words = re.findall(r"`([a-z_0-9/]+\.py)` \(((?:`\w+`(?:, )?)+)\)", table)
    told = [(file, word) for file, found in words for word in re.findall(r"\w+", found)]
    assert len(told) >= 6
    for file, word in told:
        text = (ROOT / "workstation" / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:def|class) {word}\b", text, re.MULTILINE), (file, word)


def test_the_page_on_data_names_every_table() -> None:
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert set(metadata.tables) - told == set()
