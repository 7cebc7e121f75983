"""The theme in force, as in the program, for every test of the screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from workstation.ui import theme


@pytest.fixture(scope="session")
def themed_application(qapp: QApplication, repository: Path) -> QApplication:
    theme.install(qapp, repository / "resources", theme.Mode.LIGHT)
    return qapp


@pytest.fixture(autouse=True)
def light_and_normal_size(themed_application: QApplication) -> Iterator[None]:
    yield
    if theme.dark() or theme.points(theme.BODY) != theme.BODY:
        theme.set_mode(theme.Mode.LIGHT)
        theme.set_points(theme.BODY)
