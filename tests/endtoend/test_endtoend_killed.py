"""The real program killed in the middle of a call; keys come from outside, through the X server."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.endtoend.screens import Screen, wait_for
from tests.making_sites import NURSE, Minutes, make_site
from workstation.app import make_rooms, utc_now
from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import Setting
from workstation.site.events import Act
from workstation.workflows import calls
from workstation.workflows.session import Session
from workstation.workflows.sign_in import sign_in

pytestmark = [pytest.mark.timeout(240), pytest.mark.xvfb]

LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)  # the program goes by the real clock
TITLE = "CRS Workstation"


def enter(screen: Screen, user: str) -> None:
    """Signs in by keyboard. With a call still open its nurse's name is there already."""
    screen.window(TITLE)
    if user:
        screen.type(user)
        screen.close_lists()
        screen.press("Tab")
    screen.type(NURSE.password)
    screen.press("Return")
    screen.window(f"{TITLE} · ")


def drafts(session: Session) -> tuple[Encounter, ...]:
    return calls.drafts(session)


def test_a_killed_call_comes_back_with_every_acknowledged_answer(
    screen: Screen, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    make_site(folder, Minutes(LONG_AGO))
    first = screen.start("--data-dir", str(folder))
    enter(screen, NURSE.user)
    session = sign_in(folder, NURSE.user, NURSE.password, make_rooms(), utc_now)
    try:
        screen.press("ctrl+n")
        wait_for(lambda: len(drafts(session)) == 1, "a new call")
        screen.type("5550142")
        screen.press("Return")
        screen.type("nnn")
        wait_for(lambda: len(drafts(session)[0].findings) == 3, "three answers")
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=30)
        (draft,) = drafts(session)
        assert draft.call_back_number == "5550142"
        assert [f.value for f in draft.findings.values()] == [False, False, False]

        second = screen.start("--data-dir", str(folder))
        enter(screen, "")
        screen.press("ctrl+k")
        screen.type("5550142")
        wait_for(lambda: enter_opens(screen, session, draft.uuid), "the draft on the screen")
        screen.type("n")
        wait_for(lambda: len(drafts(session)[0].findings) == 4, "the next answer")
        (again,) = drafts(session)
        assert again.uuid == draft.uuid
        assert again.findings.keys() > draft.findings.keys()
        second.kill()
        second.communicate(timeout=30)
    finally:
        session.records.close()


def test_a_visit_at_the_chair_comes_back_with_every_observation(
    screen: Screen, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    make_site(folder, Minutes(LONG_AGO))
    first = screen.start("--data-dir", str(folder))
    enter(screen, NURSE.user)
    session = sign_in(folder, NURSE.user, NURSE.password, make_rooms(), utc_now)
    try:
        screen.press("ctrl+n")
        wait_for(lambda: len(drafts(session)) == 1, "a new call")
        screen.press("F2")
        screen.press("F2")
        wait_for(lambda: drafts(session)[0].setting is Setting.CHAIRSIDE, "the chair")
        screen.press("Return")
        screen.type("nnn")
        wait_for(lambda: len(drafts(session)[0].findings) == 3, "three answers")
        for number in (2, 3):
            screen.press("ctrl+o")
            wait_for(partial(holds, session, number, 0), "the next observation")
            screen.type("n" * number)
            wait_for(partial(holds, session, number, number), "its answers")
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=30)
        (draft,) = drafts(session)
        assert [len(one.findings) for one in draft.observations] == [3, 2]

        second = screen.start("--data-dir", str(folder))
        enter(screen, "")
        screen.press("ctrl+k")
        screen.type(f"#{draft.id}")
        wait_for(lambda: enter_opens(screen, session, draft.uuid), "the draft on the screen")
        screen.press("ctrl+o")
        wait_for(lambda: drafts(session)[0].number == 4, "the observation after it")
        assert drafts(session)[0].observations[:2] == draft.observations
        second.kill()
        second.communicate(timeout=30)
    finally:
        session.records.close()


def holds(session: Session, number: int, answers: int) -> bool:
    """Whether the draft is at an observation, with so many answers of it."""
    (draft,) = drafts(session)
    return (draft.number, len(draft.findings)) == (number, answers)


def enter_opens(screen: Screen, session: Session, uuid: str) -> bool:
    """Enter on what was found, once it is found, opens the draft; the audit tells."""
    screen.press("Return")
    with session.records.reading() as unit:
        newest = unit.audit_log.events(limit=20)
    return any(e.obj == uuid and e.act == Act.ENCOUNTER_VIEWED for e in newest)
