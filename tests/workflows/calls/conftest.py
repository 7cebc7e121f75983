"""A signed-in nurse and manager on the real database and the delivered protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.making_records import records_in, session
from tests.making_sites import Minutes
from workstation.clinical.protocol import Protocol
from workstation.protocols.loader import load
from workstation.records.store import Records
from workstation.vault.files import resource
from workstation.workflows.session import Session


@pytest.fixture(scope="session")
def delivered_protocol() -> Protocol:
    return load(resource("protocols", "crs", "2026.3"))


@pytest.fixture
def clock() -> Minutes:
    return Minutes()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def records(data_dir: Path, clock: Minutes) -> Iterator[Records]:
    with records_in(data_dir, clock) as new:
        yield new


@pytest.fixture
def signed_in(
    records: Records, delivered_protocol: Protocol, clock: Minutes, data_dir: Path
) -> Callable[[str], Session]:
    return lambda user: session(records, delivered_protocol, clock, data_dir, user)


@pytest.fixture
def nurse(signed_in: Callable[[str], Session]) -> Session:
    return signed_in("nokafor")


@pytest.fixture
def manager(signed_in: Callable[[str], Session]) -> Session:
    return signed_in("jsilva")
