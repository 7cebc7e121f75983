"""The door: signing in, getting in by the recovery key, and the way to a first start.

Only Qt's widgets and the vault are loaded here. The rooms behind the door follow in the
background while the person types; they are handed in as ``Door.rooms``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from workstation import __version__
from workstation.site.problems import Problem
from workstation.ui import theme
from workstation.ui.door_cards import DoorCard, Middle
from workstation.ui.fields import Said, offer, password_field, text_field, typed
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.focus_ring import FocusRing
from workstation.ui.widgets.icon import Icon
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column, frame, hairline, line
from workstation.workflows import door as standing
from workstation.workflows.door import Door, Person, WaitingDraft

if TYPE_CHECKING:  # loaded when there is something to tell
    from workstation.ui.messages import Messages

PRODUCT = "CRS Workstation"
_ROOMS = (
    "workstation.workflows.sign_in",
    "workstation.workflows.calls",
    "workstation.workflows.patients",
    "workstation.workflows.issuing",
    "workstation.ui.main_window",
)
"""Loaded behind the open door, the heaviest parts of the program first."""
_ABOUT_THE_PASSWORD = frozenset({"wrong_password", "sign_in_delayed", "account_disabled"})
_PRELOAD_AFTER = 150  # milliseconds: first the window is there, and the first key is taken


def load_rooms() -> None:
    """Import what signing in leads to, so that it opens at once."""
    for name in _ROOMS:
        importlib.import_module(name)


class SignInWindow(QWidget):
    """The window before somebody is known. ``signed_in`` gives the ``Session``."""

    signed_in = Signal(object)
    closed = Signal()

    def __init__(
        self, door: Door, tasks: Tasks, preload: Callable[[], object] = load_rooms
    ) -> None:
        super().__init__()
        self.setObjectName("sign_in_window")
        self.setWindowTitle(PRODUCT)
        self.resize(1280, 800)
        self.setMinimumSize(720, 560)
        self._door, self._tasks, self._preload = door, tasks, preload
        self._in = self._painted = self._taken = self._loading = False
        self._middle = Middle(__version__)
        column(self).addWidget(self._middle)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PRELOAD_AFTER)
        self._soon.timeout.connect(self._load)
        FocusRing(self)
        self._begin()

    @cached_property
    def messages(self) -> Messages:
        """What is told over the window; most people who sign in are told nothing."""
        from workstation.ui.messages import Messages  # noqa: PLC0415 - loaded when it is needed

        return Messages(self)

    def _begin(self) -> None:
        try:
            first = standing.first_start_needed(self._door.data_dir)
        except Problem as problem:
            self._middle.show_card(ProblemCard(problem, self.close))
            return
        if first:
            self._start_first()
        else:
            self.show_sign_in()

    def show_sign_in(self, user: str = "", fact: str = "") -> None:
        """The sign-in card, with a name filled in and something said above it."""
        card = SignInCard(self._door, user, fact)
        card.submitted.connect(self._on_submitted)
        card.recovery_requested.connect(self._show_recovery)
        card.forgotten.connect(self._tell_forgotten)
        self._middle.show_card(card)
        if self._painted:
            card.offer_names()

    def _start_first(self) -> None:
        from workstation.ui.first_start import FirstStart  # noqa: PLC0415 - once in a site's life

        first = FirstStart(self._door, self._tasks, self._middle, self)
        first.finished.connect(self._on_site_made)

    def _on_site_made(self, user: str) -> None:
        self.show_sign_in(user, "The site is ready. Sign in to begin.")

    def _show_recovery(self) -> None:
        from workstation.ui.recovery import RecoveryCard  # noqa: PLC0415 - rarely needed

        card = RecoveryCard(self._door, self._tasks)
        card.left.connect(self.show_sign_in)
        card.recovered.connect(lambda user: self.show_sign_in(user, "The password is changed."))
        self._middle.show_card(card)

    def _tell_forgotten(self) -> None:
        self.messages.tell(
            "Forgotten passwords are replaced, not found",
            "Ask an administrator of this site to reset yours. When no administrator can sign "
            "in, the printed recovery key of the site opens the door.",
        )

    def _on_submitted(self, user: str, password: str) -> None:
        self._take_window()
        self._load()
        if isinstance(self._middle.card, SignInCard):
            self._tasks.command(
                self._enter, user, password, done=self._on_entered, failed=self._on_refused
            )

    def _enter(self, user: str, password: str) -> object:
        from workstation.workflows import sign_in  # noqa: PLC0415 - loaded behind the first picture

        door = self._door
        return sign_in.sign_in(
            door.data_dir, user, password, door.rooms, door.clock, door.site_lock
        )

    def _on_entered(self, session: object) -> None:
        self._in = True
        self.signed_in.emit(session)

    def _on_refused(self, problem: Problem) -> None:
        card = self._middle.card
        if isinstance(card, SignInCard):
            card.refuse(problem)

    # --- Qt ----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            if not isinstance(self._middle.card, SignInCard):
                self._take_window()
            card = self._middle.card
            if isinstance(card, DoorCard):
                card.begin()

    def paintEvent(self, event: QPaintEvent) -> None:
        """What the first picture does not need begins when it is there."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._after_first_picture)
            self._soon.start()

    def _after_first_picture(self) -> None:
        self._take_window()
        if isinstance(self._middle.card, SignInCard):
            self._middle.card.offer_names()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._soon.stop()

    def _take_window(self) -> None:
        """Before anybody acts in it; the lock's library must not make the first picture wait."""
        if self._taken:
            return
        self._taken = True
        try:
            standing.take_window(self._door)
        except Problem as problem:
            self._middle.show_card(ProblemCard(problem, self.close))

    def _load(self) -> None:
        """Once, on the thread that signs in: two threads that load one library break it."""
        self._soon.stop()
        if self._loading:
            return
        self._loading = True
        # Asked for a widget of Qt's own, PySide6 makes its classes of all of them: better now.
        QScrollArea().viewport()
        self._tasks.command(self._preload, failed=lambda _: None, context=self)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._in:
            self.closed.emit()


class SignInCard(DoorCard):
    """Name, password, sign in; and the call that waits, without its patient."""

    submitted = Signal(str, str)
    forgotten = Signal()
    recovery_requested = Signal()

    def __init__(self, door: Door, user: str = "", fact: str = "") -> None:
        super().__init__(PRODUCT, standing.site_name(door.data_dir))
        self._people = standing.people(door.data_dir)
        waiting = standing.waiting_drafts(door.data_dir)
        if fact:
            said = Said("shield-check", "ok", "ok")
            self.body.addWidget(said)
            said.say(fact)  # after it has its place: shown before, it would be a window of its own
        self.name = text_field("Name", longest=64)
        self.password = password_field("Password")
        self._caps = Said("info", "text2", "muted")
        self.enter = Button("Sign in", "primary", on_click=self._submit)
        self.password.edit.installEventFilter(self)
        self._shut = Said("alert-triangle", "danger", "error")
        for part in (self.name, self.password, self._caps, self._shut, self.enter):
            self.body.addWidget(part)
        self._add_other_ways()
        if waiting:
            self.body.addWidget(hairline())
            self.body.addWidget(_waiting_note(waiting, self._people))
        self._prefill(user or _only_user(waiting, self._people))
        self.default = self.enter

    def offer_names(self) -> None:
        """Who works here, below what is typed of a name; not needed before the first key."""
        offer(self.name.edit, (t for p in self._people for t in (p.user, p.printed_name)))

    def refuse(self, problem: Problem) -> None:
        """Say what was wrong: at the password, or above the button where it is not about it."""
        self.enter.set_words("Sign in")
        self.enter.enable()
        advice = f" {problem.advice}" if problem.code != "wrong_password" else ""
        sentence = f"{problem.sentence}{advice}"
        if problem.code in _ABOUT_THE_PASSWORD:
            self.password.say_wrong(sentence)
        else:
            self._shut.say(sentence)
        self.password.edit.setFocus()
        self.password.edit.selectAll()

    def _add_other_ways(self) -> None:
        row = line()
        row.addWidget(Button("Forgot password", "quiet", on_click=self.forgotten.emit))
        row.addStretch(1)
        row.addWidget(Button("Use recovery key", "quiet", on_click=self.recovery_requested.emit))
        self.body.addLayout(row)

    def _prefill(self, user: str) -> None:
        self.name.edit.setText(user)
        self.first = self.password.edit if user else self.name.edit

    def _submit(self) -> None:
        user, password = self._typed_user(), self.password.edit.text()
        if not user:
            self.name.say_wrong("Type your user name.")
            self.name.edit.setFocus()
        elif not password:
            self.password.say_wrong("Type your password.")
            self.password.edit.setFocus()
        else:
            self.password.say_right()
            self._shut.say("")
            self.enter.set_words("Signing in …")
            self.enter.disable("The password is being checked")
            self.submitted.emit(user, password)

    def _typed_user(self) -> str:
        """A user name as typed, or the one whose printed name was chosen."""
        text = typed(self.name)
        named = [p.user for p in self._people if p.printed_name.casefold() == text.casefold()]
        return named[0] if len(named) == 1 else text.lower()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self._watch_caps(event)
        return super().eventFilter(watched, event)

    def _watch_caps(self, event: QKeyEvent) -> None:
        """Qt does not tell Caps Lock; a letter whose case disagrees with Shift does."""
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._caps.say("")
        elif len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps.say("Caps Lock is on" if letter.isupper() != shifted else "")


class ProblemCard(DoorCard):
    """Why the door stays shut: a second window, a lost key file, a folder without permission."""

    def __init__(self, problem: Problem, close: Callable[[], object]) -> None:
        super().__init__(PRODUCT, "")
        said = Said("alert-triangle", "danger", "error")
        self.body.addWidget(said)
        said.say(problem.sentence)
        if problem.advice:
            self.body.addWidget(label(problem.advice, wrap=True))
        button = Button("Close", "primary", on_click=close)
        self.add_buttons(None, button)
        self.default = self.first = button


class ProblemWindow(QWidget):
    """A window that only says why the program does not open."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.setObjectName("problem_window")
        self.setWindowTitle(PRODUCT)
        self.resize(900, 560)
        middle = Middle(__version__)
        column(self).addWidget(middle)
        FocusRing(self)
        middle.show_card(ProblemCard(problem, self.close))


def _only_user(waiting: tuple[WaitingDraft, ...], people: tuple[Person, ...]) -> str:
    """Whose name to fill in: the nurse of the waiting call, or the only person here."""
    here = {person.user for person in people}
    users = {draft.user for draft in waiting} & here or here
    return users.pop() if len(users) == 1 else ""


_NOBODY_HERE = "someone whose account is closed"


def _waiting_note(waiting: tuple[WaitingDraft, ...], people: tuple[Person, ...]) -> QWidget:
    # The name without its letters: the line has to fit, and the printed form is for signatures.
    names = {person.user: person.printed_name.partition(",")[0] for person in people}
    first = waiting[0]
    count = len(waiting)
    fact = "A call is still open" if count == 1 else f"{count} calls are still open"
    begun = first.started_at.astimezone()
    when = f"Started {begun:%H:%M} by {names.get(first.user, _NOBODY_HERE)}. Sign in to go on."
    note = frame("banner-info")
    note.setAccessibleName(f"{fact}. {when}")
    row = line(note, margin=theme.GROUP_GAP, gap=theme.GROUP_GAP)
    row.addWidget(Icon("phone-call", "accent"), 0, Qt.AlignmentFlag.AlignVCenter)
    words = column(gap=0)
    words.addWidget(label(fact, "strong"))
    words.addWidget(label(when, wrap=True))
    row.addLayout(words, 1)
    return note
