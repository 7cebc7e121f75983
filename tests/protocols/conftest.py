"""The shipped pack: loaded once, and a copy of its files that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workstation.clinical.protocol import Protocol
from workstation.protocols import delivered
from workstation.protocols.loader import load


@pytest.fixture(scope="session")
def shipped() -> Protocol:
    """The shipped pack, checked and compiled."""
    return load(delivered.folder())


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The shipped pack, in a folder of the test's own."""
    return Path(shutil.copytree(delivered.folder(), tmp_path / "pack"))
