"""Main windows of signed-in people, on real sites."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.making_sites import ADMINISTRATOR, NURSE, WholeSite
from tests.ui.hands import show
from tests.ui.worked_sites import MANAGER_PASSWORD, PRESCRIBER_PASSWORD
from workstation.ui.main_window import MainWindow
from workstation.ui.overlay import Overlay
from workstation.ui.tasks import Tasks
from workstation.workflows.session import Session

PASSWORDS = {
    "nokafor": NURSE.password,
    "jimani": PRESCRIBER_PASSWORD,
    "pbrandt": MANAGER_PASSWORD,
    "rlindqvist": ADMINISTRATOR.password,
}


class Desks:
    """Opens windows, waits for their work, closes everything."""

    def __init__(self, site: WholeSite, qtbot: QtBot) -> None:
        self.site = site
        self._qtbot = qtbot
        self._open: list[tuple[MainWindow, Tasks, Session]] = []

    def open(
        self, user: str = "nokafor", idle: int | None = None, size: tuple[int, int] = (1280, 800)
    ) -> MainWindow:
        """The window of a person, shown, with its first page read."""
        session = self.site.enter(user, PASSWORDS[user])
        tasks = Tasks()
        window = MainWindow(session, tasks, idle)
        self._open.append((window, tasks, session))
        window.resize(*size)
        show(self._qtbot, window)
        self.settle()
        return window

    def settle(self) -> None:
        """Wait until no window has work under way."""
        self._qtbot.waitUntil(lambda: not any(t.busy for _, t, _ in self._open), timeout=20_000)

    def card(self, window: MainWindow) -> Overlay:
        """The card that is open, the upmost one."""
        shown = [card for card in window.findChildren(Overlay) if card.isVisible()]
        assert shown, "no card is open"
        return shown[-1]

    def close(self) -> None:
        """Close all windows and sessions."""
        for window, tasks, session in self._open:
            window.lock()
            tasks.close()
            session.records.close()
