"""The record in a report is graded again: the same, or told not to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.making_sites import NURSE, WholeSite
from tests.shift import Markers, invented
from tests.whole_sites import first_site, site
from workstation.cli.grading_again import OTHERWISE, SAME, graded_again
from workstation.clinical.encounter import Decision
from workstation.clinical.findings import Setting, Source, known
from workstation.workflows import calls, issuing, observing, patients
from workstation.workflows.session import Session

__all__ = ["first_site", "site"]


@pytest.fixture
def session(site: WholeSite) -> Iterator[Session]:
    site.clock.advance(days=1)
    with site.session() as entered:
        patients.add(entered, invented(Markers(), "p-1", date(1961, 3, 4)))
        yield entered


def report(session: Session, site: WholeSite, back: timedelta = timedelta(0)) -> bytes:
    draft = calls.start(session, Setting.CHAIRSIDE, uuid="e-1")
    version = calls.attach_patient(session, "e-1", draft.version, "p-1").version
    warm = [known("temperature_c", 38.6, Source.MEASURED, site.clock())]
    version = calls.answer(session, "e-1", version, warm).version
    version = observing.next_observation(session, "e-1", version).version
    warmer = [known("temperature_c", 39.6, Source.MEASURED, site.clock())]
    version = calls.answer(session, "e-1", version, warmer).version
    decided = Decision(not_known_reason="caller_cannot_say")
    version = calls.decide(session, "e-1", version, decided).version
    site.clock.now -= back
    return issuing.sign(session, "e-1", version, NURSE.password, clock_confirmed=True).pdf


def test_every_observation_is_graded_again(session: Session, site: WholeSite) -> None:
    pdf = report(session, site)
    assert graded_again(pdf, session.protocol) == SAME
    assert graded_again(pdf) == SAME, "the pack of the program is the one of the site"


def test_a_protocol_that_says_otherwise_under_the_same_hash_is_told(
    session: Session, site: WholeSite
) -> None:
    pdf = report(session, site)
    other = replace(session.protocol, actions=())
    assert graded_again(pdf, other) == OTHERWISE


def test_a_protocol_that_is_not_here_is_named(session: Session, site: WholeSite) -> None:
    elsewhere = replace(session.protocol.ref, version="1999.1", sha256="00" * 32)
    foreign = replace(session, protocol=replace(session.protocol, ref=elsewhere))
    told = graded_again(report(foreign, site), session.protocol)
    assert told == "Not graded again: protocol crs 1999.1 is not here."


def test_a_time_that_lies_ahead_is_told(session: Session, site: WholeSite) -> None:
    pdf = report(session, site, timedelta(hours=2))
    assert "its time is after the assessment" in graded_again(pdf, session.protocol)
