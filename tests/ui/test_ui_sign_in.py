"""The door: names, password, the call that waits, the recovery key."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.making_sites import NURSE, WholeSite
from tests.ui.hands import (
    SHIFT,
    Key,
    click,
    cut_texts,
    find,
    focused,
    press,
    show,
    texts,
    type_text,
)
from workstation.records.store import Records
from workstation.site.problems import Problem, Situation
from workstation.ui.sign_in import ProblemWindow, SignInWindow
from workstation.ui.tasks import Tasks
from workstation.vault import beside
from workstation.workflows.session import Session
from workstation.workflows.sign_in import Door

Opener = Callable[[Door], SignInWindow]


@pytest.fixture
def opened(tasks: Tasks, qtbot: QtBot) -> Iterator[Opener]:
    sessions: list[Session] = []

    def make(door: Door) -> SignInWindow:
        window = SignInWindow(door, tasks, preload=lambda: None)
        window.signed_in.connect(sessions.append)
        show(qtbot, window)
        return window

    yield make
    for session in sessions:
        session.records.close()


def test_signing_in_takes_the_keyboard_alone(opened: Opener, door: Door, qtbot: QtBot) -> None:
    window = opened(door)
    assert focused().objectName() == "name"
    type_text("nokafor")
    press(Key.Key_Tab)
    type_text(NURSE.password)
    with qtbot.waitSignal(window.signed_in, timeout=20_000) as entered:
        press(Key.Key_Return)
    session = entered.args[0]
    assert session.account.user == "nokafor"


def test_a_name_can_be_chosen_from_the_people_of_the_site(
    opened: Opener, door: Door, qtbot: QtBot
) -> None:
    window = opened(door)
    name = find(window, QLineEdit, "name")
    qtbot.waitUntil(lambda: name.completer() is not None)  # made behind the first picture
    type_text("oka")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup, Key.Key_Down)  # type: ignore[no-untyped-call]
    qtbot.keyClick(popup, Key.Key_Return)  # type: ignore[no-untyped-call]
    assert find(window, QLineEdit, "name").text() in ("nokafor", "N. Okafor, RN")


def test_a_printed_name_signs_in_as_well_as_a_user_name(
    opened: Opener, door: Door, qtbot: QtBot
) -> None:
    window = opened(door)
    find(window, QLineEdit, "name").setText("N. Okafor, RN")
    find(window, QLineEdit, "password").setText(NURSE.password)
    with qtbot.waitSignal(window.signed_in, timeout=20_000):
        click(find(window, QPushButton, "sign_in"))


@pytest.mark.parametrize("user", ["nokafor", "nobody"])
def test_a_wrong_password_is_told_at_the_field_without_saying_which_part(
    opened: Opener, door: Door, qtbot: QtBot, user: str
) -> None:
    window = opened(door)
    type_text(user)
    press(Key.Key_Tab)
    type_text("not this one at all")
    press(Key.Key_Return)
    said = "This user name and password do not belong together."
    qtbot.waitUntil(lambda: said in texts(window), timeout=20_000)
    field = find(window, QLineEdit, "password")
    assert field.hasFocus()
    assert field.property("error") is True
    assert field.selectedText() == field.text()
    assert find(window, QLineEdit, "name").text() == user
    type_text("m")
    assert said not in texts(window)


def test_empty_fields_are_asked_for_and_nothing_is_tried(opened: Opener, door: Door) -> None:
    window = opened(door)
    press(Key.Key_Return)
    assert "Type your user name." in texts(window)
    type_text("nokafor")
    press(Key.Key_Return)
    assert "Type your password." in texts(window)
    assert focused().objectName() == "password"


def test_caps_lock_is_noticed_from_what_is_typed(opened: Opener, door: Door) -> None:
    window = opened(door)
    press(Key.Key_Tab)
    none = Qt.KeyboardModifier.NoModifier
    for text, modifier, on in (("M", SHIFT, False), ("M", none, True), ("m", SHIFT, True)):
        QApplication.sendEvent(
            focused(), QKeyEvent(QEvent.Type.KeyPress, Key.Key_M, modifier, text)
        )
        assert ("Caps Lock is on" in texts(window)) is on
    type_text("m")
    assert "Caps Lock is on" not in texts(window)


def test_a_waiting_call_is_told_by_time_and_nurse_only(
    opened: Opener, door: Door, site: WholeSite
) -> None:
    begun = datetime(2026, 11, 26, 8, 52, tzinfo=UTC)
    beside.save_waiting(site.folder, [beside.WaitingDraft(begun, "nokafor")])
    window = opened(door)
    local = f"{begun.astimezone():%H:%M}"
    assert f"Started {local} by N. Okafor. Sign in to go on." in texts(window)
    assert find(window, QLineEdit, "name").text() == "nokafor"
    assert focused().objectName() == "password"
    later = begun + timedelta(hours=1)
    both = [beside.WaitingDraft(t, "nokafor") for t in (begun, later)]
    beside.save_waiting(site.folder, both)
    assert "2 calls are still open" in texts(opened(door))


def test_a_call_of_a_closed_account_fills_in_nobodys_name(
    opened: Opener, door: Door, site: WholeSite
) -> None:
    """Who signs in now is another nurse, who takes the call over."""
    begun = datetime(2026, 11, 26, 8, 52, tzinfo=UTC)
    beside.save_waiting(site.folder, [beside.WaitingDraft(begun, "tberg")])
    window = opened(door)
    local = f"{begun.astimezone():%H:%M}"
    said = f"Started {local} by someone whose account is closed. Sign in to go on."
    assert said in texts(window)
    assert find(window, QLineEdit, "name").text() == ""


def test_the_recovery_key_opens_the_door_with_a_new_password(
    opened: Opener, door: Door, site: WholeSite, qtbot: QtBot
) -> None:
    window = opened(door)
    click(find(window, QPushButton, "use_recovery_key"))
    new = "orchid tunnel brass nine"
    for text in ("rlindqvist", site.recovery_key.lower(), new, new):
        type_text(text)
        press(Key.Key_Tab)
    find(window, QLineEdit, "password").setFocus()
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: "The password is changed." in texts(window), timeout=20_000)
    assert find(window, QLineEdit, "name").text() == "rlindqvist"
    type_text(new)
    with qtbot.waitSignal(window.signed_in, timeout=20_000):
        press(Key.Key_Return)


def test_a_wrong_recovery_key_is_told_at_its_field_and_escape_goes_back(
    opened: Opener, door: Door, qtbot: QtBot
) -> None:
    window = opened(door)
    click(find(window, QPushButton, "use_recovery_key"))
    new = "orchid tunnel brass nine"
    for text in ("rlindqvist", "AAAA-BBBB", new, new):
        type_text(text)
        press(Key.Key_Tab)
    find(window, QLineEdit, "password").setFocus()
    press(Key.Key_Return)
    said = Problem(Situation.WRONG_RECOVERY_KEY)
    whole = f"{said.sentence} {said.advice}"
    qtbot.waitUntil(lambda: whole in texts(window), timeout=20_000)
    assert focused().objectName() == "recovery_key"
    press(Key.Key_Escape)
    assert find(window, QPushButton, "sign_in").isVisible()


def test_forgetting_a_password_is_answered_without_leaving(opened: Opener, door: Door) -> None:
    window = opened(door)
    click(find(window, QPushButton, "forgot_password"))
    assert "Forgotten passwords are replaced, not found" in texts(window)
    press(Key.Key_Escape)
    assert "Forgotten passwords are replaced, not found" not in texts(window)


def test_a_second_window_says_who_holds_the_first(qtbot: QtBot) -> None:
    window = ProblemWindow(Problem(Situation.SECOND_WINDOW, holder="N. Okafor, RN"))
    show(qtbot, window)
    assert any("N. Okafor, RN" in text for text in texts(window))
    press(Key.Key_Return)
    assert not window.isVisible()


def test_a_site_whose_key_file_is_damaged_is_told_in_the_window(
    opened: Opener, door: Door, site: WholeSite
) -> None:
    (site.folder / "vault.json").write_text("{", encoding="utf-8")
    window = opened(door)
    assert any("key file of this site is damaged" in text for text in texts(window))


def test_the_door_fits_in_its_window_and_cuts_no_text(opened: Opener, door: Door) -> None:
    window = opened(door)
    window.resize(1280, 800)
    assert not list(cut_texts(window))
    assert {t.textFormat().name for t in window.findChildren(QLabel)} == {"PlainText"}


def test_closing_the_door_says_so_once(opened: Opener, door: Door, qtbot: QtBot) -> None:
    window = opened(door)
    with qtbot.waitSignal(window.closed):
        window.close()


LIGHT_PROGRAM = textwrap.dedent(
    """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from workstation.site.problems import Problem
    from workstation.ui.program import Program, application
    from workstation.app import make_rooms
    from workstation.workflows.door import Door
    clock = lambda: datetime(2026, 11, 26, 10, tzinfo=UTC)
    folder, resources = map(Path, sys.argv[1:])
    door = Door(folder, make_rooms(clock), clock, lambda: None, resources)
    app = application(door)
    program = Program(door)
    program.start()
    app.processEvents()
    heavy = ("sqlalchemy", "alembic", "sqlcipher3", "pyhanko", "reportlab", "yaml", "pydantic",
             "pikepdf", "cryptography", "xlsxwriter", "argon2", "concurrent.futures.thread",
             "workstation.workflows.sign_in", "workstation.vault.keys",
             "workstation.clinical.findings", "workstation.clinical.marks",
             "workstation.ui.messages")
    print("loaded:", [name for name in heavy if name in sys.modules])
    program.window.close()
    """
)


def test_the_door_loads_nothing_of_the_rooms_behind_it(site: WholeSite, repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT_PROGRAM, str(site.folder), str(repository / "resources")],
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
    )
    assert done.stdout == "loaded: []\n", done.stderr


def test_the_rooms_are_loaded_behind_the_open_door(door: Door, tasks: Tasks, qtbot: QtBot) -> None:
    loaded: list[str] = []
    window = SignInWindow(replace(door), tasks, preload=lambda: loaded.append("rooms"))
    qtbot.addWidget(window)
    window.show()
    assert loaded == []
    qtbot.waitUntil(lambda: loaded == ["rooms"])


def test_a_quick_sign_in_waits_for_the_rooms_that_are_being_loaded(
    door: Door, site: WholeSite, tasks: Tasks, qtbot: QtBot
) -> None:
    gate, order = threading.Event(), list[str]()

    def preload() -> None:
        gate.wait(20)
        order.append("loaded")

    def opened(path: Path, key: bytes, zone: tzinfo) -> Records:
        order.append("opened")
        return site.rooms.open(path, key, zone)

    door = replace(door, rooms=replace(site.rooms, open=opened))
    window = SignInWindow(door, tasks, preload)
    show(qtbot, window)
    with qtbot.waitSignal(window.signed_in, timeout=20_000) as signed_in:
        type_text("nokafor")
        press(Key.Key_Tab)
        type_text(NURSE.password)
        press(Key.Key_Return)
        assert order == []
        gate.set()
    assert order == ["loaded", "opened"]
    signed_in.args[0].records.close()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + bytes(4096), b"junk" * 2000])
def test_a_file_that_is_not_the_database_gets_its_own_sentence_and_stays_as_it_is(
    opened: Opener, door: Door, site: WholeSite, qtbot: QtBot, content: bytes
) -> None:
    for path in site.folder.glob("records.db*"):
        path.unlink()
    (site.folder / "records.db").write_bytes(content)
    window = opened(door)
    type_text("nokafor")
    press(Key.Key_Tab)
    type_text(NURSE.password)
    press(Key.Key_Return)
    button = find(window, QPushButton, "sign_in")
    qtbot.waitUntil(button.isEnabled, timeout=20_000)
    assert any("records.db" in text for text in texts(window)), texts(window)
    assert not find(window, QLineEdit, "password").property("error")
    assert (site.folder / "records.db").read_bytes() == content
