"""The frame: where each role may go, the keys of the whole program, the idle lock."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QInputEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.desks import Desks
from tests.ui.hands import CTRL, Key, click, cut_texts, find, focused, press, show, texts
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.ui import theme
from workstation.ui.clipboard import ClipboardGuard
from workstation.ui.idle_lock import IdleLock, minutes_in_range
from workstation.ui.main_window import MainWindow, places
from workstation.ui.screen_lock import ScreenLock
from workstation.ui.tasks import Tasks

CLINICAL = ["worklist", "call", "encounters", "protocol", "guide"]


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        (Role.NURSE, CLINICAL),
        (Role.PRESCRIBER, CLINICAL),
        (Role.MANAGER, ["encounters", "reports", "protocol", "guide"]),
        (Role.ADMINISTRATOR, ["accounts", "protocol", "guide"]),
    ],
)
def test_a_role_sees_only_its_places(role: Role, keys: list[str]) -> None:
    assert [place.key for place in places(role)] == keys


@pytest.mark.parametrize("user", ["nokafor", "jimani", "pbrandt", "rlindqvist"])
def test_every_place_of_every_role_opens_by_keyboard(desks: Desks, user: str) -> None:
    window = desks.open(user)
    told: list[str] = []
    window.messages.asked.connect(told.append)
    for number, place in enumerate(places(window.session.account.role), 1):
        press(Qt.Key(Key.Key_0 + number), CTRL)
        desks.settle()
        assert window.current is window.page(place.key)
        assert window.current.isAncestorOf(focused()), place.key
    assert told == []


@pytest.mark.parametrize("user", ["nokafor", "pbrandt", "rlindqvist"])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_every_page_fits_and_cuts_no_text(desks: Desks, user: str, size: tuple[int, int]) -> None:
    window = desks.open(user, size=size)
    for place in places(window.session.account.role):
        window.go(place.key)
        desks.settle()
        wanted = window.minimumSizeHint()
        assert wanted.width() <= size[0] and wanted.height() <= size[1], place.key
        assert not list(cut_texts(window)), place.key


def test_large_text_keeps_every_page_in_the_window(desks: Desks) -> None:
    theme.set_points(16.5)
    window = desks.open(size=(1920, 1080))
    for place in places(window.session.account.role):
        window.go(place.key)
        desks.settle()
        assert window.minimumSizeHint().height() <= 1080, place.key


@pytest.mark.parametrize("user", ["nokafor", "pbrandt", "rlindqvist"])
def test_names_typed_by_people_are_never_markup_and_every_control_has_a_name(
    desks: Desks, user: str
) -> None:
    window = desks.open(user)
    for place in places(window.session.account.role):
        window.go(place.key)
        desks.settle()
    for text in window.findChildren(QLabel):
        assert text.textFormat() is Qt.TextFormat.PlainText, text.text()
    kinds: tuple[type[QWidget], ...] = (QAbstractButton, QLineEdit, QComboBox, QTableView)
    for control in (c for kind in kinds for c in window.findChildren(kind)):
        if control.isVisibleTo(window) and not _inside_qt(control):
            assert control.accessibleName(), f"{type(control).__name__} {control.objectName()}"


def _inside_qt(control: QWidget) -> bool:
    """Parts that Qt makes for itself, such as the corner of a table."""
    return control.objectName().startswith("qt_") or isinstance(control.parent(), QTableView)


def test_ctrl_n_begins_a_call_and_ctrl_1_leads_back(desks: Desks, qtbot: QtBot) -> None:
    window = desks.open()
    press(Key.Key_N, CTRL)
    desks.settle()
    assert window.current is window.page("call")
    press(Key.Key_1, CTRL)
    desks.settle()
    waiting = window.page("worklist").worklist.drafts  # type: ignore[attr-defined]
    assert len(waiting) == 3


def test_a_manager_cannot_begin_a_call(desks: Desks) -> None:
    window = desks.open("pbrandt")
    press(Key.Key_N, CTRL)
    desks.settle()
    assert window.current is window.page("encounters")


def test_f1_shows_the_keys_and_escape_gives_the_focus_back(desks: Desks) -> None:
    window = desks.open()
    before = focused()
    press(Key.Key_F1)
    assert "new call, from everywhere" in texts(desks.card(window))
    press(Key.Key_Escape)
    assert focused() is before


def test_about_says_what_the_program_is_for_and_what_it_is_not(desks: Desks) -> None:
    window = desks.open()
    window.navigation.person_requested.emit()
    find(desks.card(window), QPushButton, "about").click()
    words = " ".join(texts(desks.card(window)))
    assert "not a certified medical device" in words
    assert "every reason" in words
    assert window.session.protocol.ref.version in words


def test_light_and_dark_are_chosen_under_the_own_name(desks: Desks) -> None:
    window = desks.open()
    window.navigation.person_requested.emit()
    choice = find(desks.card(window), QComboBox, "light_or_dark")
    choice.setCurrentIndex(choice.findData("dark"))
    assert theme.dark()
    choice.setCurrentIndex(choice.findData("light"))
    assert not theme.dark()


def test_ctrl_k_finds_an_encounter_and_enter_opens_its_record(desks: Desks, qtbot: QtBot) -> None:
    window = desks.open()
    press(Key.Key_K, CTRL)
    card = desks.card(window)
    desks.settle()
    find(card, QLineEdit, "find").setText("")
    for letter in "roe":
        press(Qt.Key(ord(letter.upper())))
    table = find(card, QTableView, "found")
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    press(Key.Key_Return)
    desks.settle()
    assert window.current is window.page("encounters")
    qtbot.waitUntil(lambda: "ROE, Maria" in _shown(window))


def _shown(window: MainWindow) -> list[str]:
    return texts(window.current)


def test_what_blocks_signing_is_the_first_banner(desks: Desks) -> None:
    blocked = Problem(Situation.DATABASE_OLDER)
    session = replace(desks.site.enter(), signing_blocked=blocked)
    tasks = Tasks()
    window = MainWindow(session, tasks)
    window.show()
    assert window.desk.notices.shown is not None
    assert window.desk.notices.shown.fact == blocked.sentence
    click(find(window, QPushButton, "banner_secondary"))
    assert blocked.advice in texts(desks.card(window))
    window.lock()
    tasks.close()
    session.records.close()


def test_a_problem_that_no_page_handles_is_told(desks: Desks, qtbot: QtBot) -> None:
    window = desks.open()
    with qtbot.waitSignal(window.messages.asked) as asked:
        window.desk.tasks.command(_fail)
    assert asked.args == [Problem(Situation.DATABASE_BUSY, holder="a backup").sentence]


def _fail() -> None:
    raise Problem(Situation.DATABASE_BUSY, holder="a backup")


# --- the lock ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "kept"), [(0, 1), (1, 1), (5, 5), (30, 30), (999, 30)])
def test_the_idle_time_has_limits_and_cannot_be_off(asked: int, kept: int, qtbot: QtBot) -> None:
    parent = QObject()
    lock = IdleLock(asked, parent)
    assert lock.interval == kept * 60_000
    assert minutes_in_range(asked) == kept
    lock.stop()


TOUCHES = [
    QKeyEvent(QEvent.Type.KeyPress, Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"),
    *(
        QMouseEvent(
            kind,
            QPointF(1, 1),
            QPointF(1, 1),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        for kind in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress)
    ),
]


@pytest.mark.parametrize("touch", TOUCHES, ids=lambda touch: touch.type().name)
def test_a_touch_begins_the_idle_time_anew(qtbot: QtBot, touch: QInputEvent) -> None:
    parent, field = QObject(), QLineEdit()
    qtbot.addWidget(field)
    lock = IdleLock(5, parent, milliseconds=60_000)
    timer = lock.findChildren(QTimer, "idle")[0]
    qtbot.waitUntil(lambda: timer.remainingTime() < 60_000 - 100)
    before = timer.remainingTime()
    QApplication.sendEvent(field, touch.clone())
    left = timer.remainingTime()
    lock.stop()
    assert left > before


def test_idle_is_told_once(qtbot: QtBot) -> None:
    parent, heard = QObject(), list[str]()
    lock = IdleLock(5, parent, milliseconds=20)
    lock.idle.connect(lambda: heard.append("idle"))
    with qtbot.waitSignal(lock.idle):
        pass
    key = QKeyEvent(QEvent.Type.KeyPress, Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(parent, key)
    assert heard == ["idle"]


def test_the_screen_lock_of_the_computer_locks_and_unlocking_it_does_not(qtbot: QtBot) -> None:
    parent, heard = QObject(), list[str]()
    screen = ScreenLock(parent)
    screen.locked.connect(lambda: heard.append("locked"))
    screen.on_active(False)
    assert heard == []
    screen.on_active(True)
    assert heard == ["locked"]
    screen.stop()
    screen.on_active(True)
    assert heard == ["locked"]


ON_THE_BUS = """
import sys
import time
import workstation.ui
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from workstation.ui.screen_lock import ScreenLock

app = QCoreApplication([])
parent, heard = QObject(), []
screen = ScreenLock(parent)
screen.locked.connect(lambda: heard.append("locked"))
other = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "other")
other.registerService("org.freedesktop.ScreenSaver")
for active in (False, True):
    interface = "org.freedesktop.ScreenSaver"
    message = QDBusMessage.createSignal("/ScreenSaver", interface, "ActiveChanged")
    message.setArguments([active])
    other.send(message)
until = time.monotonic() + 5
while not heard and time.monotonic() < until:
    app.processEvents()
print(screen.sources > 0, heard)
"""


def test_the_signal_of_a_real_session_bus_locks(repository: Path) -> None:
    if shutil.which("dbus-run-session") is None:
        pytest.skip("dbus-run-session is not installed: the lock of the desktop is NOT tested")
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", ON_THE_BUS],
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
    )
    assert done.stdout == "True ['locked']\n", done.stderr


# --- the clipboard ----------------------------------------------------------------------------


def test_what_was_copied_here_goes_after_a_while(qtbot: QtBot) -> None:
    parent, window = QObject(), QWidget()
    show(qtbot, window)
    guard = ClipboardGuard(parent, milliseconds=20)
    clipboard = QApplication.clipboard()
    clipboard.setText("0042-817")
    qtbot.waitUntil(lambda: clipboard.text() == "")
    clipboard.setText("0042-817")
    guard.stop()
    assert clipboard.text() == ""
