"""What every test gets: its own home, no network, failure on what is left running or logged."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

WITHOUT_QT = os.environ.get("CRS_TESTS_WITHOUT_QT") == "1"
NEEDS_QT = ("ui", "endtoend", "benchmarks")
LONG_FOLDERS = ("endtoend", "benchmarks", "recovery")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_ACCESSIBILITY", "1")

if not WITHOUT_QT:
    pytest_plugins = ["tests.qt_leaks"]


class _NoQt(MetaPathFinder):
    """Refuses Qt, as on a machine that has none."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if name.partition(".")[0] in {"PySide6", "shiboken6"}:
            raise ModuleNotFoundError(f"{name} is blocked in this run", name=name)
        return None


if WITHOUT_QT:
    sys.meta_path.insert(0, _NoQt())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Without pytest-qt its settings are unknown, which strict configuration refuses."""
    if WITHOUT_QT:
        for name in ("qt_api", "qt_default_raising", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "a setting of pytest-qt, which this run leaves out")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """The run without Qt covers everything below the screens."""
    below = collection_path.relative_to(Path(__file__).parent).parts[:1]
    return True if WITHOUT_QT and below and below[0] in NEEDS_QT else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that wait for other programs begin first, so that no worker ends long after all."""
    items.sort(key=lambda item: item.path.parent.name not in LONG_FOLDERS)


def pytest_collection_finish() -> None:
    """What was imported stays: neither the collector nor a look at all objects visits it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own: nothing is read from or written to the tester's."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for name, folder in {
        "HOME": "",
        "XDG_DATA_HOME": ".local/share",
        "XDG_CONFIG_HOME": ".config",
        "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state",
    }.items():
        monkeypatch.setenv(name, str(home / folder))
    return home


class _Loud(logging.Handler):
    """Keeps what was logged at warning or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in the log fails the test, unless the test is marked ``log_allowed``."""
    loud = _Loud()
    logging.getLogger().addHandler(loud)
    yield
    logging.getLogger().removeHandler(loud)
    if loud.heard and not request.node.get_closest_marker("log_allowed"):
        pytest.fail("logged: " + " · ".join(loud.heard))


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread that a test starts ends with it."""
    before = set(threading.enumerate())
    yield
    left = [t for t in set(threading.enumerate()) - before if t.is_alive() and not t.daemon]
    for thread in left:
        thread.join(timeout=5.0)
    left = [t for t in left if t.is_alive()]
    if left:
        pytest.fail("threads left running: " + ", ".join(t.name for t in left))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).parent.parent
