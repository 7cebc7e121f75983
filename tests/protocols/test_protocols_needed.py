"""What the program itself reads, every pack has: else it would stop in the middle of a call."""

from __future__ import annotations

import re

import pytest

from tests.small_pack import small
from workstation.protocols.checker import check_files
from workstation.protocols.slips import DEFINITIONS, FINDINGS, GROUPS


def without(file: str, id: str) -> dict[str, bytes]:
    """The small pack without an item of the vocabulary or a named criterion."""
    files = small()
    text = files[file].decode()
    shorter = re.sub(rf"  {id}:\s*\{{.*?\}}\n(?=  \w|\w|$)", "", text, flags=re.DOTALL)
    assert shorter != text
    return {**files, file: shorter.encode()}


def says(files: dict[str, bytes]) -> list[str]:
    return [f"{t.file} {t.says}" for t in check_files(files).troubles]


def test_the_small_pack_has_them_all() -> None:
    assert says(small()) == []


@pytest.mark.parametrize("id", FINDINGS)
def test_a_finding_is_missed(id: str) -> None:
    (said,) = says(without("vocabulary.yaml", id))
    assert said.startswith("vocabulary.yaml") and f"{id} is missing; the program itself" in said


@pytest.mark.parametrize("id", DEFINITIONS)
def test_a_named_criterion_is_missed(id: str) -> None:
    (said,) = says(without("definitions.yaml", id))
    assert said.startswith("definitions.yaml") and f"{id} is missing; the program itself" in said


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_missed(group: str) -> None:
    (said,) = says(small(("vocabulary.yaml", f"{group}: [", f"{group}_old: [")))
    assert f"the group {group} is missing" in said
