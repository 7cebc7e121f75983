"""What the program asks and tells: one card at a time, and one banner at a time.

Pages speak to ``Messages``; how it looks is decided here. A test or the demo can answer the
next question beforehand with ``answer_next``; then no card is shown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workstation.site.problems import Problem
from workstation.ui.overlay import Overlay
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Banner, column

_NARROW = 520


@dataclass(frozen=True, slots=True)
class Answer:
    """One button of a question. ``kind`` is primary, danger, quiet or empty."""

    key: str
    label: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to decide. ``safe`` is the answer of Escape, and of Enter."""

    title: str
    text: str
    answers: tuple[Answer, ...]
    safe: str


class Messages(QObject):
    """Asks and tells in the window that it was made for."""

    asked = Signal(str)
    """The title of each question and each message, when it is put."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._prepared: deque[str] = deque()

    def answer_next(self, key: str) -> None:
        """Answer the next question with this key, without showing it."""
        self._prepared.append(key)

    def ask(self, question: Question, answered: Callable[[str], object]) -> None:
        """Put a question; ``answered`` gets the key of the answer."""
        self.asked.emit(question.title)
        if self._prepared:
            answered(self._prepared.popleft())
            return
        _Asking(self._window, question, answered).open()

    def tell(self, title: str, text: str, then: Callable[[], object] | None = None) -> None:
        """Say something that has to be read before going on."""
        going_on = Question(title, text, (Answer("ok", "Go on", "primary"),), "ok")
        self.ask(going_on, lambda _: then() if then else None)

    def problem(self, problem: Problem, then: Callable[[], object] | None = None) -> None:
        """Tell what went wrong and what to do next."""
        self.tell(problem.sentence, problem.advice, then)


class _Asking(Overlay):
    """The card of one question."""

    def __init__(
        self, near: QWidget, question: Question, answered: Callable[[str], object]
    ) -> None:
        super().__init__(near, question.title, width=_NARROW)
        self._question = question
        self._answered = answered
        if question.text:
            self.body.addWidget(label(question.text, wrap=True))
        for answer in question.answers:
            button = self.add_button(answer.label, answer.kind, f"answer_{answer.key}")
            button.clicked.connect(lambda _=False, key=answer.key: self._answer(key))
            if answer.key == question.safe:
                self.default = button

    def go_back(self) -> None:
        self._answer(self._question.safe)

    def _answer(self, key: str) -> None:
        if self.isHidden():
            return
        self.close_card()
        self._answered(key)


class Urgency(IntEnum):
    """Which banner is shown when several would be: the highest."""

    INFO = 0
    DONE = 1
    LATE = 2
    DANGER = 3


@dataclass(frozen=True, slots=True)
class Deed:
    """A button of a banner."""

    label: str
    act: Callable[[], object] = field(compare=False)
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A fact that stays until its cause is gone.

    ``key`` names the cause; a newer notice of the same cause replaces the older one.
    """

    key: str
    urgency: Urgency
    fact: str
    detail: str = ""
    primary: Deed | None = None
    other: Deed | None = None


class Notices(QObject):
    """Every fact that holds now; the most urgent and oldest of these is the one to show."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: dict[str, Notice] = {}

    def put(self, notice: Notice) -> None:
        """Hold a fact, or replace the one of the same cause in its place."""
        same = self._held.get(notice.key) == notice
        self._held[notice.key] = notice
        if not same:
            self.changed.emit()

    def withdraw(self, key: str) -> None:
        """The cause is gone."""
        if self._held.pop(key, None) is not None:
            self.changed.emit()

    def withdraw_all(self, start: str) -> None:
        """Every cause whose name begins so is gone."""
        for key in [k for k in self._held if k.startswith(start)]:
            self.withdraw(key)

    @property
    def shown(self) -> Notice | None:
        """The one to show."""
        return max(self._held.values(), key=lambda n: n.urgency, default=None)

    @property
    def more(self) -> int:
        """How many others hold."""
        return max(0, len(self._held) - 1)


_KINDS = {
    Urgency.INFO: "info",
    Urgency.DONE: "ok",
    Urgency.LATE: "warn",
    Urgency.DANGER: "danger",
}


class NoticeBar(QWidget):
    """The place of the one banner; empty and without height while nothing holds."""

    def __init__(self, notices: Notices) -> None:
        super().__init__()
        self._notices = notices
        self._banner: Banner | None = None
        self._place = column(self)
        notices.changed.connect(self._on_changed)
        self._on_changed()

    @property
    def carries_primary(self) -> bool:
        """True while the banner holds the primary button of the screen."""
        shown = self._notices.shown
        return shown is not None and shown.primary is not None

    def _on_changed(self) -> None:
        if self._banner is not None:
            self._place.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        shown = self._notices.shown
        self.setVisible(shown is not None)
        if shown is not None:
            self._banner = self._make(shown)
            self._place.addWidget(self._banner)
            self._banner.show()

    def _make(self, notice: Notice) -> Banner:
        more = f"and {self._notices.more} more" if self._notices.more else ""
        detail = " · ".join(part for part in (notice.detail, more) if part)
        banner = Banner(_KINDS[notice.urgency], notice.fact, detail)
        for deed, kind in ((notice.primary, "primary"), (notice.other, "secondary")):
            if deed is not None:
                name = f"banner_{kind}"
                act = self._primary if kind == "primary" else self._other
                button = Button(deed.label, kind, deed.icon, on_click=act, name=name)
                banner.add_button(button)
        return banner

    def _primary(self) -> None:
        shown = self._notices.shown
        if shown is not None and shown.primary is not None:
            shown.primary.act()

    def _other(self) -> None:
        shown = self._notices.shown
        if shown is not None and shown.other is not None:
            shown.other.act()
