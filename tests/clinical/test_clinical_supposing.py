"""A reading of one more answer is the reading that would be made of it anew."""

from __future__ import annotations

import random

import pytest

from workstation.clinical.given import given
from workstation.clinical.notation import observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.reading import Reading
from workstation.clinical.refusal import Refusal
from workstation.protocols.cases import ASSESSED_AT, read_cases
from workstation.protocols.loader import load
from workstation.protocols.pack import files_of
from workstation.vault.files import resource

SHIPPED = resource("protocols", "crs", "2026.3")
SO_MANY = 16
TO_READ_PAST = 60
"""Few cases explain something away."""

QUESTIONS = 30


@pytest.fixture(scope="module")
def shipped() -> Protocol:
    return load(SHIPPED)


def readings(protocol: Protocol, so_many: int = SO_MANY) -> list[Reading]:
    """Readings of some of the pack's own cases, with everything in them worked out."""
    draw = random.Random(8)  # noqa: S311 - a sample, no secret
    found = []
    for case in draw.sample(read_cases(files_of(SHIPPED)), so_many):
        try:
            observation = observation_from_json(protocol.form, case.input, ASSESSED_AT)
        except Refusal:
            continue
        found.append(Reading(protocol, observation, given(protocol, observation)))
        _worked_out(found[-1])
    return found


def _worked_out(reading: Reading) -> dict[str, object]:
    """The value of every name, and the results behind them."""
    protocol = reading.protocol
    reading["level"] = "none"
    names = (*protocol.definitions, *protocol.tables, *protocol.axes, *protocol.scores, "entry")
    said: dict[str, object] = {name: reading[name] for name in (*names, *protocol.scale_names)}
    said |= {f"grade {id}": reading.grade(id) for id in protocol.scales}
    said |= {f"score {id}": reading.score(id) for id in protocol.scores}
    return said


def test_one_more_answer_changes_what_follows_from_it_and_nothing_else(shipped: Protocol) -> None:
    draw = random.Random(9)  # noqa: S311 - a sample, no secret
    for reading in readings(shipped):
        for id in draw.sample(list(shipped.form.items), QUESTIONS):
            for answer in (*shipped.worst[id], shipped.best[id]):
                quick = reading.supposing(id, answer)
                whole = Reading(shipped, reading.observation, quick.given)
                assert _worked_out(quick) == _worked_out(whole), (id, answer)


def test_reading_past_an_explanation_changes_what_follows_from_it(shipped: Protocol) -> None:
    reread = 0
    for reading in readings(shipped, TO_READ_PAST):
        quick = reading.retold()
        reread += quick is not reading
        whole = Reading(shipped, reading.observation, quick.given)
        assert _worked_out(quick) == _worked_out(whole)
    assert reread
