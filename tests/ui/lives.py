"""A program from the door to the lock, for the tests of its whole life."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.making_sites import CHEAP, NURSE, WholeSite
from tests.ui.hands import CTRL, Key, press, type_text
from workstation.ui.call_place import CallPlace
from workstation.ui.call_view import CallView
from workstation.ui.main_window import MainWindow
from workstation.ui.program import Program
from workstation.vault.lock import SiteLock
from workstation.workflows.sign_in import Door


@dataclass
class Life:
    """A program with a door that remembers what happened to it."""

    site: WholeSite
    door: Door
    qtbot: QtBot
    restarts: list[str] = field(default_factory=list)
    idle: int | None = None
    program: Program | None = None
    ended: list[str] = field(default_factory=list)

    def start(self) -> QWidget:
        self.program = Program(self.door, self.idle)
        self.program.ended.connect(lambda: self.ended.append("ended"))
        self.program.start()
        window = self.program.window
        assert window is not None
        self.activate(window)
        return window

    def enter(self) -> MainWindow:
        if self.program is None:
            self.start()
        assert self.program is not None
        with self.qtbot.waitSignal(self.program.entered, timeout=20_000) as entered:
            type_text("nokafor")
            press(Key.Key_Tab)
            type_text(NURSE.password)
            press(Key.Key_Return)
        window: MainWindow = entered.args[0]
        self.activate(window)
        return window

    def begin_call(self, window: MainWindow) -> CallView:
        """Ctrl+N, and past the number to the first red flag."""
        press(Key.Key_N, CTRL)
        self.qtbot.waitUntil(lambda: window.current is window.page("call"), timeout=20_000)
        place = window.page("call")
        assert isinstance(place, CallPlace)
        assert place.view is not None
        press(Key.Key_Return)
        return place.view

    def activate(self, window: QWidget) -> None:
        """Give the keyboard to a window and wait until a part of it has it."""
        with self.qtbot.waitActive(window):
            window.activateWindow()
        self.qtbot.waitUntil(lambda: window.isAncestorOf(QApplication.focusWidget() or window))

    def last_act(self) -> str:
        """The newest entry of the audit before that of this look."""
        with self.site.administrator() as session, session.records.reading() as unit:
            return [event.act for event in unit.audit_log.events(limit=2)][1]


@pytest.fixture
def life(site: WholeSite, repository: Path, qtbot: QtBot) -> Iterator[Life]:
    site_lock = SiteLock(site.folder)
    site_lock.acquire()
    door = Door(
        data_dir=site.folder,
        rooms=site.rooms,
        clock=site.clock,
        restart=lambda: None,
        resources=repository / "resources",
        site_lock=site_lock,
        work=CHEAP,
    )
    made = Life(site, door, qtbot)
    made.door = replace(door, restart=lambda: made.restarts.append("restart"))
    yield made
    if made.program is not None:
        for window in QApplication.topLevelWidgets():
            window.close()
        made.program.close()
    assert not [t.name for t in threading.enumerate() if t.name.startswith(("query", "database"))]
