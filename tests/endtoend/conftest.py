from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.endtoend.screens import Screen, virtual_screen

NEEDED = ("Xvfb", "xdotool", "pdfsig", "certutil", "qpdf")
CALLS = sorted((Path(__file__).parents[2] / "resources" / "demo").glob("*.json"))


@dataclass(frozen=True)
class Performance:
    """What one run of the demo wrote, in the order in which it printed it."""

    status: int
    printed: str
    folder: Path

    @property
    def paths(self) -> list[Path]:
        return [Path(line) for line in self.printed.splitlines() if line.startswith("/")]

    @property
    def reports(self) -> dict[str, Path]:
        """The signed reports, by the id of the call they belong to."""
        pdfs = [path for path in self.paths if path.suffix == ".pdf"]
        return dict(zip((call["id"] for call in demo_calls()), pdfs, strict=True))

    @property
    def site_pem(self) -> Path:
        return self.folder / "site.pem"


def demo_calls() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in CALLS]


@pytest.fixture(scope="session", autouse=True)
def programs() -> None:
    """Loud where a tool is missing: `make test` installs them."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    assert not missing, f"install {', '.join(missing)} (packaging/system_libraries.sh tests)"


@pytest.fixture(scope="session")
def performance(tmp_path_factory: pytest.TempPathFactory) -> Performance:
    """The demo, played once: the real program, real windows, real key cost."""
    folder = tmp_path_factory.mktemp("demo")
    home = tmp_path_factory.mktemp("home")
    with virtual_screen(home) as screen:
        running = screen.start("demo", "--quick", "--out", str(folder))
        printed, _ = running.communicate(timeout=400)
    return Performance(running.returncode, printed, folder)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    home = tmp_path / "home-of-the-screen"
    home.mkdir(mode=0o700)
    with virtual_screen(home) as made:
        yield made
