"""The window of a signed-in person: navigation, pages, keys of the whole program, the lock."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QStackedWidget, QWidget

from workstation import __version__
from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import Setting
from workstation.site.problems import Problem
from workstation.site.staff import Role, Task
from workstation.ui import theme, when
from workstation.ui.about import AboutCard, KeysCard, OwnAccountCard
from workstation.ui.accounts_view import AccountsPage
from workstation.ui.beginnings import BEGINNINGS
from workstation.ui.call_back import begin
from workstation.ui.call_place import CallPlace
from workstation.ui.clipboard import ClipboardGuard
from workstation.ui.encounters_view import EncountersPage
from workstation.ui.find import FindCard
from workstation.ui.guide_view import GuidePage
from workstation.ui.idle_lock import IdleLock
from workstation.ui.left_drafts import LeftDrafts
from workstation.ui.messages import Deed, Messages, Notice, Notices, Urgency
from workstation.ui.navigation import Due, Navigation, Place
from workstation.ui.pages import Desk, Page
from workstation.ui.patient_search import RiskSearch
from workstation.ui.protocol_view import ProtocolPage
from workstation.ui.reports_view import ReportsPage
from workstation.ui.screen_lock import ScreenLock
from workstation.ui.sign_in import PRODUCT
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.focus_ring import FocusRing
from workstation.ui.widgets.surfaces import Foot, column, line
from workstation.ui.worklist import WorklistPage
from workstation.workflows import calls
from workstation.workflows.calls import CallBack, Worklist
from workstation.workflows.session import Session

_PATIENCE = 3.0
"""Seconds that a save under way may take before the session ends without it."""
_LOOK_AGAIN = 20  # milliseconds
_LOOK_EVERY = 30_000
"""Milliseconds between two looks at what has fallen due, on whatever page one is."""


class Leaving(StrEnum):
    """How a session ends."""

    LOCKED = "locked"
    TIMED_OUT = "timed_out"
    SIGNED_OUT = "signed_out"
    CLOSED = "closed"


PLACES = {
    "worklist": (Place("worklist", "Worklist", "list"), Task.CALL),
    "call": (Place("call", "Call", "phone-call"), Task.CALL),
    "encounters": (Place("encounters", "Encounters", "search"), Task.READ),
    "reports": (Place("reports", "Reports", "chart"), Task.REPORT),
    "accounts": (Place("accounts", "Site", "users"), Task.KEEP_ACCOUNTS),
    "protocol": (Place("protocol", "Protocol", "book"), None),
    "guide": (Place("guide", "Guide", "info"), None),
}


def places(role: Role) -> tuple[Place, ...]:
    """Where a role may go, in the order of the navigation."""
    return tuple(place for place, task in PLACES.values() if task is None or role.may(task))


class MainWindow(QMainWindow):
    """Everything between signing in and locking. ``left`` tells once how it ended."""

    left = Signal(object)
    """A ``Leaving``. Everything is hidden; the caller closes tasks and session."""

    def __init__(
        self, session: Session, tasks: Tasks, idle_milliseconds: int | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(f"{PRODUCT} · {session.site.name}")
        self.resize(1280, 800)
        self.setMinimumSize(1024, 640)
        self._leaving: Leaving | None = None
        self.messages = Messages(self)
        self.desk = Desk(session, tasks, self.messages, Notices(self))
        self._pages: dict[str, Page] = {}
        self._stack = QStackedWidget()
        self._foot = Foot(f"Protocol {session.protocol.ref.id} {session.protocol.ref.version}")
        role = session.account.role
        self.navigation = Navigation(session.site.name, session.account.printed_name, places(role))
        self._lay_out()
        self._make_pages(role)
        self._add_keys()
        FocusRing(self)
        self._watch(idle_milliseconds)
        tasks.unhandled.connect(self.messages.problem)
        self.go(next(iter(self._pages)))
        self._tell_warnings()

    @property
    def session(self) -> Session:
        """Who is signed in, with what."""
        return self.desk.session

    @property
    def current(self) -> Page:
        """The page in sight."""
        return self._pages[self._place]

    def page(self, key: str) -> Page:
        """One of the pages of this role."""
        return self._pages[key]

    def go(self, key: str) -> None:
        """Show a place and give it the keyboard."""
        page = self._pages.get(key)
        if page is None:
            return
        self._place = key
        self._stack.setCurrentWidget(page)
        self.navigation.set_current(key)
        self._on_hints_changed()
        page.refresh()
        page.take_keyboard()
        self._show_due()

    def new_call(self, setting: Setting = Setting.PHONE) -> None:
        """Begin a call: nothing but a number is needed, and that can wait. Or a visit."""
        if self._may(Task.CALL):
            self._start(calls.start, setting, "", self.session.new_id())

    def open_draft(self, uuid: str) -> None:
        """Go on with a draft."""
        self._start(calls.open_encounter, uuid)

    def lock(self, how: Leaving = Leaving.LOCKED) -> None:
        """Hide every window at once, then tell; drafts are in the record already."""
        if self._leaving is not None:
            return
        self._leaving = how
        for window in QApplication.topLevelWidgets():
            window.hide()
        self.clipboard.stop()
        self.idle.stop()
        self.screen_lock.stop()
        self._looking.stop()
        self._last_moment = time.monotonic() + _PATIENCE
        self._end_when_saved()

    def _end_when_saved(self) -> None:
        """Answers on their way to the record arrive first; a disk that hangs holds up nobody."""
        place = self._pages.get("call")
        saving = isinstance(place, CallPlace) and place.saving
        if saving and time.monotonic() < self._last_moment:
            self._ending.start()
        else:
            self.left.emit(self._leaving)

    # --- made once ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        whole = QWidget()
        row = line(whole)
        row.addWidget(self.navigation)
        right = column()
        right.addWidget(self._stack, 1)
        right.addWidget(self._foot)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)
        self.navigation.went.connect(self.go)
        self.navigation.lock_requested.connect(self.lock)
        self.navigation.person_requested.connect(self._show_own_account)

    def _make_pages(self, role: Role) -> None:
        makers: dict[str, Callable[[], Page]] = {
            "worklist": self._make_worklist,
            "call": self._make_call,
            "encounters": self._make_encounters,
            "reports": lambda: ReportsPage(self.desk),
            "accounts": lambda: AccountsPage(self.desk),
            "protocol": self._make_protocol,
            "guide": lambda: GuidePage(self.desk),
        }
        for place in places(role):
            page = makers[place.key]()
            page.hints_changed.connect(self._on_hints_changed)
            self._pages[place.key] = page
            self._stack.addWidget(page)

    def _make_worklist(self) -> Page:
        page = WorklistPage(self.desk)
        page.begin_requested.connect(self.new_call)
        page.find_requested.connect(self._find)
        page.risk_requested.connect(
            lambda: RiskSearch(self, self.desk.session, self.desk.tasks).open()
        )
        page.open_requested.connect(self.open_draft)
        page.discarded.connect(self._on_discarded)
        page.call_back_requested.connect(self._call_back)
        page.counted.connect(self._on_counted)
        left = LeftDrafts(self.desk, lambda draft: page.draft_row(draft, self.desk.now()))
        left.taken.connect(self.open_draft)
        page.counted.connect(left.refresh)
        page.append(left)
        return page

    def _make_call(self) -> Page:
        page = CallPlace(self.desk)
        page.begin_requested.connect(self.new_call)
        page.left.connect(lambda: self.go("worklist"))
        page.finished.connect(self._on_call_finished)
        self._call = page
        return page

    def _make_encounters(self) -> Page:
        page = EncountersPage(self.desk)
        page.go_on_requested.connect(self.open_draft)
        return page

    def _make_protocol(self) -> Page:
        page = ProtocolPage(self.desk)
        page.wanted.connect(lambda: self.go("protocol"))
        return page

    def _add_keys(self) -> None:
        for keys, act in (
            *((way.keys, partial(self.new_call, way.setting)) for way in BEGINNINGS),
            ("Ctrl+K", self._find),
            ("Ctrl+L", self.lock),
            ("F1", self._show_keys),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        for number, key in enumerate(self._pages, 1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(lambda key=key: self.go(key))

    def _watch(self, idle_milliseconds: int | None) -> None:
        minutes = self.session.site.idle_lock_minutes
        self.idle = IdleLock(minutes, self, idle_milliseconds)
        self.idle.idle.connect(lambda: self.lock(Leaving.TIMED_OUT))
        self.clipboard = ClipboardGuard(self)
        self.screen_lock = ScreenLock(self)
        self.screen_lock.locked.connect(self.lock)
        self._looking = QTimer(self)
        self._looking.setObjectName("looking")
        self._looking.setInterval(_LOOK_EVERY)
        self._looking.timeout.connect(self._look)
        self._looking.start()
        self._ending = QTimer(self)
        self._ending.setSingleShot(True)
        self._ending.setInterval(_LOOK_AGAIN)
        self._ending.timeout.connect(self._end_when_saved)

    def _tell_warnings(self) -> None:
        blocked = self.session.signing_blocked
        if blocked is not None:
            self._hold("blocked", Urgency.DANGER, blocked)
        for number, problem in enumerate(self.session.warnings):
            self._hold(f"warning:{number}", Urgency.LATE, problem)

    def _hold(self, key: str, urgency: Urgency, problem: Problem) -> None:
        """A banner that stays; its line may be too short for what to do, so a card tells it."""
        read = Deed("Read", lambda: self.messages.problem(problem))
        notice = Notice(key, urgency, problem.sentence, problem.advice, other=read)
        self.desk.notices.put(notice)

    # --- calls -------------------------------------------------------------------------------

    def _may(self, task: Task) -> bool:
        return self.session.account.role.may(task)

    def _start(self, fn: Callable[..., Encounter], *args: object) -> None:
        self.desk.tasks.command(fn, self.session, *args, done=self._show_call, failed=self._told)

    def _call_back(self, item: CallBack) -> None:
        self._start(begin, item, self.session.new_id())

    def _show_call(self, encounter: Encounter) -> None:
        self._call.show_encounter(encounter)
        self.go("call")

    def _on_discarded(self, uuid: str) -> None:
        self._call.forget(uuid)

    def _on_call_finished(self, uuid: str) -> None:
        self.go("encounters")
        page = self._pages["encounters"]
        if isinstance(page, EncountersPage):
            page.show_encounter(uuid)
        self._pages["worklist"].refresh()

    def _told(self, problem: Problem) -> None:
        self.messages.problem(problem)

    # --- cards -------------------------------------------------------------------------------

    def _find(self) -> None:
        if not self._may(Task.READ):
            return
        card = FindCard(self, self.desk)
        card.encounter_chosen.connect(self._show_found)
        card.open()

    def _show_found(self, uuid: str, draft: bool) -> None:
        if draft and self._may(Task.CALL):
            self.open_draft(uuid)
            return
        self.go("encounters")
        page = self._pages["encounters"]
        if isinstance(page, EncountersPage):
            page.show_encounter(uuid)

    def _show_keys(self) -> None:
        KeysCard(self).open()

    def _show_about(self) -> None:
        AboutCard(self, __version__, self.session.protocol.ref).open()

    def _show_own_account(self) -> None:
        card = OwnAccountCard(self, self.desk, theme.mode())
        card.about_requested.connect(self._show_about)
        card.sign_out_requested.connect(lambda: self.lock(Leaving.SIGNED_OUT))
        card.open()

    # --- what waits --------------------------------------------------------------------------

    def _on_counted(self, worklist: Worklist) -> None:
        self.navigation.set_count("worklist", len(worklist.call_backs) + len(worklist.drafts))
        self.navigation.set_count("call", len(worklist.drafts))
        self._show_due()

    def _look(self) -> None:
        page = self._pages.get("worklist")
        if isinstance(page, WorklistPage):
            page.keep_up()

    def _show_due(self) -> None:
        page = self._pages.get("worklist")
        elsewhere = self._place != "worklist"
        items = page.worklist.call_backs if isinstance(page, WorklistPage) and elsewhere else ()
        now, zone = self.desk.now(), self.desk.zone
        rows = [
            Due(
                when.clock_text(item.due_at, zone),
                item.patient_name or item.number,
                when.due_text(item.due_at, now),
                when.is_late(item.due_at, now),
            )
            for item in items
        ]
        self.navigation.due.set_rows(rows)
        self.navigation.due.setVisible(bool(rows))

    def _on_hints_changed(self) -> None:
        hints = self.current.hints
        self._foot.set_hints(hints)
        self._foot.setVisible(bool(hints))

    # --- Qt ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = QApplication.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(focused, QPushButton):
            focused.click()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is asked: every acknowledged answer is in the record."""
        super().closeEvent(event)
        self.lock(Leaving.CLOSED)
