from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from workstation.vault.log_filter import Discreet

MARKERS = ("Okafor", "MRN-0042", "1961-04-05", "she sounds confused")

pytestmark = pytest.mark.log_allowed


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def test_what_is_handed_to_our_log_as_a_value_is_left_out(written: io.StringIO) -> None:
    log = logging.getLogger("workstation.workflows.calls")
    for marker in MARKERS:
        log.warning("could not save %s for %s", marker, {"name": marker})
        log.error("saved %d of %s", 3, marker)
    text = written.getvalue()
    assert "could not save … for …" in text
    assert not [marker for marker in MARKERS if marker in text]


def test_the_words_of_an_error_are_left_out_and_its_place_is_kept(written: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError(MARKERS[0]) from KeyError(MARKERS[1])

    try:
        fail()
    except ValueError:
        logging.getLogger("workstation.app").exception("unexpected")
    text = written.getvalue()
    assert "ValueError" in text
    assert "test_vault_log_filter.py:" in text
    assert not [marker for marker in MARKERS if marker in text]


def test_other_libraries_leave_only_their_name(written: io.StringIO) -> None:
    logging.getLogger("sqlalchemy.engine").warning("INSERT %s", MARKERS[0])
    logging.getLogger("pyhanko").error(MARKERS[1])
    text = written.getvalue()
    assert "sqlalchemy.engine" in text
    assert not [marker for marker in MARKERS if marker in text]


def test_the_number_told_to_the_person_leads_to_the_place(written: io.StringIO) -> None:
    place = "ValueError at /opt/app/workstation/records/store.py:120"
    logging.getLogger("workstation.ui.tasks").error("task %s failed: %s", "0af3c1", place)
    assert f"task 0af3c1 failed: {place}" in written.getvalue()


@pytest.mark.parametrize("value", ["O at Okafor\n.py:1", "Jane Doe at x.py:1", "0af3c1 Doe"])
def test_text_that_looks_like_a_place_is_left_out(written: io.StringIO, value: str) -> None:
    logging.getLogger("workstation.ui.tasks").error("failed: %s", value)
    assert value not in written.getvalue()
    assert "Doe" not in written.getvalue()
