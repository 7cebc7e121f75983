"""What an editor with the schemas marks: nothing in the shipped pack, each slip of a shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from workstation.vault.files import resource

jsonschema: Any = pytest.importorskip("jsonschema")

SHIPPED = Path(resource("protocols", "crs", "2026.3"))
FILES = sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*.yaml"))


def marked(file: str, text: str) -> list[str]:
    """The sentences of an editor; it knows each key as text."""
    named = text.splitlines()[0].partition("$schema=")[2]
    schema = json.loads(((SHIPPED / file).parent / named).resolve().read_text(encoding="utf-8"))
    found = jsonschema.Draft202012Validator(schema).iter_errors(_with_keys(yaml.safe_load(text)))
    return [str(one.message) for one in found]


def _with_keys(here: Any) -> Any:
    if isinstance(here, dict):
        return {str(key): _with_keys(value) for key, value in here.items()}
    return [_with_keys(one) for one in here] if isinstance(here, list) else here


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_marked_in_the_shipped_pack(file: str) -> None:
    assert marked(file, (SHIPPED / file).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("entry.yaml", "reference: lee-2019", "referense: lee-2019"),
        ("entry.yaml", "result: masked", "result: hidden"),
        ("entry.yaml", "result: not_met", "result: no"),
        ("vocabulary.yaml", "kind: number", "kind: numeric"),
        ("vocabulary.yaml", "direction: down", "direction: sideways"),
        ("actions.yaml", "grades: [", "grades: [7, "),
        ("scales/astct-2019.yaml", "grade: 4", "grade: 9"),
        ("scales/astct-2019.yaml", "grade: 4", "grade: four"),
        ("scales/astct-2019.yaml", "grade: 2..4", "grade: 2-4"),
        ("dispositions.yaml", "chairside:", "chairsied:"),
        ("protocol.yaml", 'version: "2026.3"', "version: 2026.3"),
        ("protocol.yaml", "id: crs", "id: ../crs"),
    ],
)
def test_a_slip_is_marked(file: str, old: str, new: str) -> None:
    text = (SHIPPED / file).read_text(encoding="utf-8")
    assert old in text
    assert marked(file, text.replace(old, new, 1))
