"""Where the pack lies that comes with the program."""

from __future__ import annotations

from pathlib import Path

from workstation.vault.files import resource

_PLACE = ("protocols", "crs", "2026.3")


def folder() -> Path:
    """Its folder."""
    return resource(*_PLACE)
