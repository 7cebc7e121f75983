"""An account that is closed while somebody still works under it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.documents.reading import bare, text_of
from tests.making_sites import CHEAP, NURSE, WholeSite
from tests.shift import Markers, invented
from workstation.clinical.encounter import Decision
from workstation.clinical.findings import Setting, known
from workstation.documents.agreement import read_record
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.workflows import (
    administration,
    calls,
    issuing,
    patients,
    sign_in,
    taking_over,
)
from workstation.workflows.session import Session

PASSWORD = "velvet anchor plum six"


@pytest.fixture
def live(site: WholeSite) -> Iterator[Session]:
    """A session with a draft, whose account is closed by somebody else meanwhile."""
    with site.administrator() as admin:
        administration.add_account(admin, "tberg", "T. Berg", "RN", Role.NURSE, PASSWORD, CHEAP)
    with site.session("tberg", PASSWORD) as session:
        calls.start(session, Setting.PHONE, "312 555 0142", "e-1")
        with site.administrator() as admin:
            administration.disable_account(admin, "tberg", "left the house")
        yield session


@pytest.mark.parametrize(
    "deed",
    [
        lambda session: calls.answer(session, "e-1", 1, [known("temperature_c", 38.0)]),
        lambda session: calls.open_encounter(session, "e-1"),
        lambda session: patients.search(session, "Fer"),
        calls.worklist,
    ],
)
def test_nothing_more_is_read_or_written(live: Session, deed: Callable[[Session], object]) -> None:
    with pytest.raises(Problem) as caught:
        deed(live)
    assert caught.value.situation is Situation.ACCOUNT_DISABLED


def test_leaving_is_still_recorded(live: Session, site: WholeSite) -> None:
    sign_in.sign_out(live)
    with site.administrator() as admin, admin.records.reading() as unit:
        left = [event.who for event in unit.audit_log.events() if event.act == Act.SIGNED_OUT]
    assert "tberg" in left


# --- the draft that is left behind ------------------------------------------------------------


def test_a_draft_of_an_open_account_stays_its_own(site: WholeSite) -> None:
    with site.administrator() as admin:
        administration.add_account(admin, "tberg", "T. Berg", "RN", Role.NURSE, PASSWORD, CHEAP)
    with site.session("tberg", PASSWORD) as other:
        calls.start(other, Setting.PHONE, "312 555 0142", "e-1")
    with site.session() as session:
        assert taking_over.left_drafts(session) == ()
        with pytest.raises(Problem) as caught:
            taking_over.take_over(session, "e-1", 1, "she is at lunch")
        assert caught.value.situation is Situation.NOT_YOURS


def test_a_left_draft_is_finished_in_both_names(
    live: Session, site: WholeSite, tmp_path: Path
) -> None:
    del live
    with site.session() as session:
        patients.add(session, invented(Markers(), "p-1", date(1961, 3, 4)))
        assert [draft.nurse for draft in taking_over.left_drafts(session)] == ["tberg"]
        draft = taking_over.take_over(session, "e-1", 1, "account closed")
        assert (draft.nurse, draft.begun_by) == ("nokafor", "T. Berg, RN")
        assert taking_over.take_over(session, "e-1", 1, "account closed") == draft
        assert [mine.uuid for mine in calls.worklist(session).drafts] == ["e-1"]
        assert taking_over.left_drafts(session) == ()
        draft = calls.attach_patient(session, draft.uuid, draft.version, "p-1")
        saved = calls.answer(session, draft.uuid, draft.version, [known("temperature_c", 38.0)])
        decided = Decision(level="call_emergency", not_known_reason="caller_cannot_say")
        draft = calls.decide(session, draft.uuid, saved.version, decided)
        issued = issuing.sign(session, draft.uuid, draft.version, NURSE.password)
        assert issued.encounter.taken_over == draft.taken_over
        with session.records.reading() as unit:
            told = [e for e in unit.audit_log.events() if e.act == Act.TAKEN_OVER]
    assert [json.loads(event.detail)["nurse"] for event in told] == [["tberg", "nokafor"]]
    assert issued.verdict.good
    page = text_of(tmp_path, issued.pdf)
    assert bare("Begun by T. Berg, RN; taken over by N. Okafor, RN") in page
    record, _ = read_record(issued.pdf)
    assert record["encounter"]["taken_over"][0]["before_name"] == "T. Berg, RN"


def test_it_is_waiting_at_the_door_under_the_name_of_who_has_it(
    live: Session, site: WholeSite
) -> None:
    del live
    with site.session() as session:
        taking_over.take_over(session, "e-1", 1, "account closed")
    assert [draft.user for draft in sign_in.waiting_drafts(site.folder)] == ["nokafor"]
