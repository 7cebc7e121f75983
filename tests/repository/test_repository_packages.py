from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
# In two halves, so that this file does not name what it looks for.
INDEX_HOSTS = re.compile(
    "|".join(("py" + r"pi\.org", "python" + r"hosted", r"index-url[ =]+\S*:/"))
)
TEXT = {".py", ".toml", ".md", ".in", ".lock", ".sh", ".yaml", ".json", ".cfg", ""}


def pins() -> dict[str, str]:
    """Each locked package with its whole entry."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK)
    return {canonicalize_name(e.partition("==")[0]): e for e in entries if "==" in e}


def own_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return [p for p in paths if p.is_file() and p.suffix in TEXT]


def test_every_locked_package_has_its_hashes() -> None:
    assert len(pins()) > 40
    assert [n for n, entry in pins().items() if "--hash=sha256:" not in entry] == []


def test_every_package_that_is_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = list(project["project"]["dependencies"])
    tools = (ROOT / "packaging" / "requirements.in").read_text(encoding="utf-8").splitlines()
    asked += [line for line in tools if line and not line.startswith("#")]
    wanted = {canonicalize_name(Requirement(line).name) for line in asked}
    assert wanted - pins().keys() == set()


def test_what_is_locked_is_in_the_asked_ranges() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = pins()
    for line in project["project"]["dependencies"]:
        need = Requirement(line)
        pin = re.match(r"\S+==([^ ;\\]+)", locked[canonicalize_name(need.name)])
        assert pin and need.specifier.contains(pin[1]), line


def test_no_file_names_an_index_of_packages() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in own_files()
        if INDEX_HOSTS.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []
