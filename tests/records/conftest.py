"""Records of a new site for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.making_records import records_in
from tests.making_sites import Minutes
from workstation.records.store import Records


@pytest.fixture
def clock() -> Minutes:
    return Minutes()


@pytest.fixture
def records(tmp_path: Path, clock: Minutes) -> Iterator[Records]:
    with records_in(tmp_path, clock) as new:
        yield new
