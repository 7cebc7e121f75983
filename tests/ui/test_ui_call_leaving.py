"""An answer waits for its paint before it is saved: whatever ends the call must not lose it.

Each test presses the key of an answer and leaves in the same turn of Qt's loop, in which nothing
was painted and nothing was sent.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.making_sites import WholeSite
from tests.ui.calling import ALT, CTRL, Calling, Key, calling, jane
from tests.ui.hands import find, press
from tests.ui.lives import Life, life
from tests.whole_sites import first_site, site
from workstation.clinical.findings import Setting
from workstation.ui.main_window import MainWindow
from workstation.workflows import calls

__all__ = ["first_site", "life", "site"]


def lock(window: MainWindow) -> None:
    press(Key.Key_L, CTRL)


def close(window: MainWindow) -> None:
    window.close()


def nobody_there(window: MainWindow) -> None:
    window.idle.idle.emit()


def screen_locked(window: MainWindow) -> None:
    window.screen_lock.locked.emit()


def sign_out(window: MainWindow) -> None:
    window.navigation.person_requested.emit()
    card = find(window, QWidget, "overlay")
    find(card, QWidget, "sign_out").setFocus()
    press(Key.Key_Return)


def leave_the_page_and_lock(window: MainWindow) -> None:
    press(Key.Key_1, CTRL)
    press(Key.Key_L, CTRL)


WAYS = (lock, close, nobody_there, screen_locked, sign_out, leave_the_page_and_lock)


@pytest.mark.parametrize("leave", WAYS)
def test_an_answer_arrives_however_the_call_is_left(
    life: Life, qtbot: QtBot, leave: Callable[[MainWindow], None]
) -> None:
    window = life.enter()
    life.begin_call(window)
    press(Key.Key_N)
    leave(window)
    qtbot.waitUntil(lambda: bool(life.restarts or life.ended), timeout=20_000)
    assert stored_answers(life) == {"collapse": False}


def test_an_answer_arrives_when_another_call_takes_the_place(life: Life, qtbot: QtBot) -> None:
    window = life.enter()
    view = life.begin_call(window)
    press(Key.Key_N)
    press(Key.Key_N, CTRL)
    uuid = view.encounter.uuid
    qtbot.waitUntil(lambda: window.desk.tasks.busy is False, timeout=20_000)
    with life.site.session() as session:
        assert calls.open_encounter(session, uuid).findings["collapse"].value is False


def test_nothing_is_called_saved_before_the_record_has_it(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        call.settle()
        told: list[bool] = []
        call.view.draft.saved.connect(lambda _: told.append(has(call, "collapse")))
        call.type("n")
        assert call.view.draft.unsaved
        assert told == []
        call.settle()
        assert told == [True]
        assert not call.view.draft.unsaved


def test_a_patient_is_attached_after_the_answer_before(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        patient = jane(call.session, call.clock)
        call.press(Key.Key_Return)
        call.type("n")
        call.view.draft.attach(patient.uuid)
        stored = call.stored()
        assert stored.patient == patient
        assert stored.findings["collapse"].value is False


def test_the_answer_before_a_new_observation_belongs_to_the_one_that_closes(
    site: WholeSite, qtbot: QtBot
) -> None:
    with calling(site, qtbot, Setting.CHAIRSIDE) as call:
        call.type("n" * 11)
        call.press(Key.Key_Return)
        call.type("38.4")
        call.press(Key.Key_Return)
        call.press(Key.Key_3, ALT)
        call.type("118/74")
        call.press(Key.Key_Return)
        call.press(Key.Key_O, CTRL)
        (closed,) = call.stored().observations
        assert closed.findings["systolic_mmhg"].value == 118


def test_signing_waits_for_the_answer_given_in_the_same_turn(site: WholeSite, qtbot: QtBot) -> None:
    with calling(site, qtbot) as call:
        call.press(Key.Key_Return)
        call.type("n")
        signing: list[bool] = []
        call.view.draft.when_saved(lambda: signing.append(has(call, "collapse")))
        assert signing == []
        call.settle()
        assert signing == [True]


def has(call: Calling, item: str) -> bool:
    """Whether the record holds an answer, asked beside the window's own threads."""
    with call.session.records.reading() as unit:
        return item in unit.encounters.get(call.held.uuid).findings


def stored_answers(life: Life) -> dict[str, object]:
    with life.site.session() as session:
        (stored,) = calls.drafts(session)
    return {id: found.value for id, found in stored.findings.items()}
