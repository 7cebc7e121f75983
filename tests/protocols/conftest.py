"""A copy of the shipped pack that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workstation.vault.files import resource


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The shipped pack, in a folder of the test's own."""
    return Path(shutil.copytree(resource("protocols", "crs", "2026.3"), tmp_path / "pack"))
