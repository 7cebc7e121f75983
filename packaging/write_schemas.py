"""Writes the schemas of the files of a pack beside the packs. Run by ``make schema``."""

from __future__ import annotations

from pathlib import Path

from workstation.protocols.schema import schemas

SCHEMAS = Path(__file__).parent.parent / "resources" / "protocols" / "schema"

if __name__ == "__main__":
    for name, text in schemas().items():
        (SCHEMAS / f"{name}.schema.json").write_text(text, encoding="utf-8")
