from __future__ import annotations

import re
from pathlib import Path

import pytest

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
