"""The page for whoever writes a protocol: each sentence in its table is one the program prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import workstation

CODE = Path(workstation.__file__).parent
PAGE = CODE.parent / "docs" / "protocols.md"


def _sentences() -> list[str]:
    table = PAGE.read_text(encoding="utf-8").partition("| it says |")[2]
    said = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    parts = [part for cell in said for told in re.findall(r"`([^`]+)`", cell) for part in _of(told)]
    return sorted(dict.fromkeys(parts))


def _of(told: str) -> list[str]:
    """The words between what differs from pack to pack."""
    return [part.strip(" ,") for part in told.split("…") if len(part.strip(" ,")) > len("a b")]


@pytest.fixture(scope="module")
def printed() -> str:
    files = [*CODE.glob("protocols/**/*.py"), *CODE.glob("clinical/language*.py")]
    text = " ".join(path.read_text(encoding="utf-8") for path in files)
    return re.sub(r"\"\s+f?\"", "", text)  # a sentence in two strings


@pytest.mark.parametrize("sentence", _sentences())
def test_the_page_names_no_error_that_is_not_printed(sentence: str, printed: str) -> None:
    assert sentence in printed


def test_the_page_has_errors() -> None:
    assert len(_sentences()) > 60
