"""From the door to the lock: one window after another, every session closed, no thread left."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.hands import CTRL, Key, find, press, texts, type_text
from tests.ui.lives import Life, life
from workstation.clinical.findings import Setting, Source, known
from workstation.site.events import Act
from workstation.ui.call_place import CallPlace
from workstation.vault.lock import SiteLock, holder_of
from workstation.workflows import calls

__all__ = ["life"]


def test_the_main_window_takes_the_place_of_the_door(life: Life) -> None:
    door = life.start()
    geometry = door.geometry()
    window = life.enter()
    assert window.isVisible()
    assert window.geometry() == geometry
    assert holder_of(life.site.folder) == "N. Okafor, RN"


def test_locking_hides_every_window_keeps_the_audit_and_starts_a_new_process(life: Life) -> None:
    window = life.enter()
    QApplication.clipboard().setText("DOE, Jane")
    press(Key.Key_L, CTRL)
    assert life.restarts == ["restart"]
    assert not [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert QApplication.clipboard().text() == ""
    assert window.isHidden()
    assert life.last_act() == Act.LOCKED.value


def test_nobody_at_the_desk_locks_the_window_by_itself(life: Life, qtbot: QtBot) -> None:
    life.idle = 50
    life.enter()
    qtbot.waitUntil(lambda: life.restarts == ["restart"])
    assert life.last_act() == Act.TIMED_OUT.value


def test_closing_asks_nothing_and_signs_out(life: Life) -> None:
    window = life.enter()
    window.close()
    assert life.ended == ["ended"]
    assert life.restarts == []
    assert life.last_act() == Act.SIGNED_OUT.value
    SiteLock(life.site.folder).acquire()


def test_a_door_closed_without_signing_in_frees_the_site(life: Life) -> None:
    life.start().close()
    assert life.ended == ["ended"]
    SiteLock(life.site.folder).acquire()


def test_signing_out_leads_back_to_the_door(life: Life) -> None:
    window = life.enter()
    window.navigation.person_requested.emit()
    card = find(window, QWidget, "overlay")
    sign_out = find(card, QWidget, "sign_out")
    sign_out.setFocus()
    press(Key.Key_Return)
    assert life.restarts == ["restart"]
    assert life.last_act() == Act.SIGNED_OUT.value


def test_a_wrong_password_leaves_the_door_open(life: Life, qtbot: QtBot) -> None:
    window = life.start()
    type_text("nokafor")
    press(Key.Key_Tab)
    type_text("something quite wrong")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: any("do not belong together" in t for t in texts(window)), timeout=9000)
    assert find(window, QLineEdit, "password").hasFocus()


def test_answers_on_their_way_arrive_before_the_lock(life: Life, qtbot: QtBot) -> None:
    window = life.enter()
    press(Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: window.current is window.page("call"), timeout=20_000)
    place = window.page("call")
    assert isinstance(place, CallPlace)
    qtbot.waitUntil(lambda: place.view is not None)
    assert place.view is not None
    draft, gate = place.view.draft, threading.Event()
    # The database thread is busy, so that three saves wait one behind the other.
    window.desk.tasks.command(gate.wait, 20)
    for value in (38.1, 38.2, 38.3):
        draft.answer([known("temperature_c", value, Source.REPORTED, life.site.clock())])
        draft.set_details(caller=f"caller {value}")
    press(Key.Key_L, CTRL)
    assert not window.isVisible()
    assert life.restarts == []
    gate.set()
    qtbot.waitUntil(lambda: life.restarts == ["restart"], timeout=20_000)
    with life.site.session() as session:
        (stored,) = calls.drafts(session)
    assert stored.findings["temperature_c"].value == 38.3
    assert stored.caller == "caller 38.3"


def test_a_call_put_aside_for_another_keeps_every_answer(life: Life, qtbot: QtBot) -> None:
    window = life.enter()
    press(Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: window.current is window.page("call"), timeout=20_000)
    place = window.page("call")
    assert isinstance(place, CallPlace)
    first = place.view
    assert first is not None
    gate, uuid = threading.Event(), first.encounter.uuid
    window.desk.tasks.command(gate.wait, 20)
    for value in (38.1, 38.2):
        first.draft.answer([known("temperature_c", value, Source.REPORTED, life.site.clock())])
        first.draft.set_details(caller=f"caller {value}")
    with life.site.session() as session:
        other = calls.start(session, Setting.PHONE, "555-0199")
    place.show_encounter(other)
    assert place.saving
    gate.set()
    qtbot.waitUntil(lambda: not place.saving, timeout=20_000)
    with life.site.session() as session:
        stored = calls.open_encounter(session, uuid)
    assert stored.caller == "caller 38.2"
