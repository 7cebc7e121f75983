"""A clock that is set back: nothing stops, everything is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.documents.reading import bare, text_of
from tests.making_sites import NURSE, WholeSite
from tests.shift import Markers, invented
from workstation.clinical.encounter import Decision, Encounter
from workstation.clinical.findings import Setting, Source, known
from workstation.documents.agreement import read_record
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.workflows import calls, issuing, observing, patients
from workstation.workflows.session import Session


@pytest.fixture
def session(site: WholeSite) -> Iterator[Session]:
    site.clock.advance(days=1)  # the certificate is older than what the clock goes back to
    with site.session() as entered:
        patients.add(entered, invented(Markers(), "p-1", date(1961, 3, 4)))
        yield entered


def visit(session: Session, site: WholeSite, back: timedelta) -> Encounter:
    """Two observations at the chair; between them the clock goes back."""
    draft = calls.start(session, Setting.CHAIRSIDE, uuid="e-1")
    draft = calls.attach_patient(session, "e-1", draft.version, "p-1")
    site.clock.advance(minutes=40)
    warm = [known("temperature_c", 38.2, Source.MEASURED, site.clock())]
    version = calls.answer(session, "e-1", draft.version, warm).version
    site.clock.now -= back
    version = observing.next_observation(session, "e-1", version).version
    site.clock.advance(minutes=5)
    warmer = [known("temperature_c", 39.2, Source.MEASURED, site.clock())]
    saved = calls.answer(session, "e-1", version, warmer)
    assert bool(saved.warning) is (back > timedelta(minutes=2))
    assert not saved.warning or "from 27 Nov 10:41 to 27 Nov 09:46" in saved.warning
    decided = Decision(not_known_reason="caller_cannot_say")
    return calls.decide(session, "e-1", saved.version, decided)


def steps(session: Session) -> list[dict[str, str]]:
    with session.records.reading() as unit:
        events = unit.audit_log.events()
    details = [json.loads(e.detail) for e in events if e.act == Act.CLOCK_WARNING]
    return [detail for detail in details if "before" in detail]


def test_between_two_observations_it_is_told_once_and_stands_on_the_page(
    session: Session, site: WholeSite, tmp_path: Path
) -> None:
    draft = visit(session, site, timedelta(hours=1))
    told = steps(session)
    assert len(told) == 1
    assert told[0]["before"].startswith("2026-11-27T09:41")
    assert told[0]["now"].startswith("2026-11-27T08:41")
    with pytest.raises(Problem) as caught:
        issuing.sign(session, "e-1", draft.version, NURSE.password)
    assert caught.value.situation is Situation.CLOCK_BACK
    issued = issuing.sign(session, "e-1", draft.version, NURSE.password, clock_confirmed=True)
    assert issued.verdict.good
    page = text_of(tmp_path, issued.pdf)
    assert bare("clock was set back, from 27 Nov 2026 10:41") in page
    record, _ = read_record(issued.pdf)
    assert record["clock_set_back"] == [
        {"before": "2026-11-27T09:41:00Z", "after": "2026-11-27T08:41:00Z"}
    ]
    first = record["observations"][0]
    assert first["closed_at"] < record["findings"].get("temperature_c", {}).get("at", "z")


def test_a_clock_that_is_kept_right_by_a_minute_is_nobodys_business(
    session: Session, site: WholeSite
) -> None:
    draft = visit(session, site, timedelta(minutes=1))
    issued = issuing.sign(session, "e-1", draft.version, NURSE.password)
    assert "clock_set_back" not in read_record(issued.pdf)[0]
    assert steps(session) == []


def test_a_step_that_the_signature_meets_stands_on_its_page(
    session: Session, site: WholeSite, tmp_path: Path
) -> None:
    draft = visit(session, site, timedelta(0))
    site.clock.now -= timedelta(hours=20)
    issued = issuing.sign(session, "e-1", draft.version, NURSE.password, clock_confirmed=True)
    assert issued.verdict.good
    assert bare("clock was set back, from 27 Nov 2026 10:46") in text_of(tmp_path, issued.pdf)


def test_years_are_told_where_they_differ(session: Session, site: WholeSite) -> None:
    site.clock.advance(days=3650)
    draft = calls.start(session, Setting.PHONE, uuid="e-3")
    site.clock.now -= timedelta(days=3650)
    saved = calls.answer(session, "e-3", draft.version, [known("temperature_c", 38.0)])
    assert "from 24 Nov 2036 10:01 to 27 Nov 2026 10:01" in saved.warning


def test_one_before_the_call_is_not_of_the_call(session: Session, site: WholeSite) -> None:
    site.clock.now -= timedelta(hours=3)
    draft = calls.start(session, Setting.PHONE, uuid="e-2")
    draft = calls.attach_patient(session, "e-2", draft.version, "p-1")
    decided = Decision(not_known_reason="caller_cannot_say")
    draft = calls.decide(session, "e-2", draft.version, decided)
    issued = issuing.sign(session, "e-2", draft.version, NURSE.password, clock_confirmed=True)
    assert "clock_set_back" not in read_record(issued.pdf)[0]
