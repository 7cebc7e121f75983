from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.making_sites import make_vault
from workstation.vault.keys import UnlockedKeys


@dataclass(frozen=True)
class Site:
    """A folder with a vault, what its administrator opened, and the printed recovery key."""

    folder: Path
    keys: UnlockedKeys
    recovery_key: str


@pytest.fixture(scope="session")
def made_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("vault") / "site"
    return Site(folder, *make_vault(folder))


@pytest.fixture
def site(made_site: Site, tmp_path: Path) -> Site:
    """A copy of the site, the test's own."""
    folder = tmp_path / "site"
    shutil.copytree(made_site.folder, folder)
    return Site(folder, made_site.keys, made_site.recovery_key)
