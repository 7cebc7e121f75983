from __future__ import annotations

import json
from pathlib import Path

import pytest

from workstation.protocols.schema import schemas
from workstation.vault.files import resource

SCHEMAS = resource("protocols", "schema")


@pytest.mark.parametrize("name", schemas())
def test_the_schema_beside_the_packs_is_that_of_the_shapes(name: str) -> None:
    assert (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8") == schemas()[name]


def test_each_file_of_the_shipped_pack_names_its_schema() -> None:
    files = sorted(Path(resource("protocols", "crs", "2026.3")).rglob("*.yaml"))
    assert len(files) > 15
    for file in files:
        first = file.read_text(encoding="utf-8").splitlines()[0]
        named = (file.parent / first.partition("$schema=")[2]).resolve()
        assert "$defs" in json.loads(named.read_text(encoding="utf-8")) or named.is_file()
