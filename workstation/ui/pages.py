"""What every page of the window has in common: a head, a body, the keys it understands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workstation.site.problems import Problem
from workstation.site.site import SiteSettings
from workstation.site.staff import Task
from workstation.ui import theme
from workstation.ui.messages import Messages, NoticeBar, Notices
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column, page_head
from workstation.workflows.session import Session

Hints = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page works with: who is here, how work is done, how one speaks to the person."""

    session: Session
    tasks: Tasks
    messages: Messages
    notices: Notices = field(repr=False)

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        return self.session.clock()

    @property
    def zone(self) -> str:
        """The IANA name of the zone in which times are shown."""
        return self.session.site.time_zone


class Page(QWidget):
    """One place of the navigation. ``refresh`` is called each time it comes into sight."""

    hints_changed = Signal()

    def __init__(self, desk: Desk, title: str, detail: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.title = title
        self.setAccessibleName(title)
        self._whole = column(self)
        self._head_bar, self.head = page_head(title)
        self.detail = label(detail, "muted")
        self.head.insertWidget(1, self.detail)
        self._whole.addWidget(self._head_bar)
        self.body = _body()
        self._whole.addLayout(self.body, 1)
        if not desk.session.account.role.may(Task.CALL):  # who calls reads it on the worklist
            self.body.addWidget(NoticeBar(desk.notices))

    @property
    def hints(self) -> Hints:
        """The keys of this page, at most five."""
        return ()

    def refresh(self) -> None:
        """Read anew what is shown."""

    def take_keyboard(self) -> None:
        """Give the keyboard to the part where work begins."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def run(
        self, fn: Callable[..., object], *args: object, done: Callable[..., object] | None = None
    ) -> None:
        """Do something with the record, in order; a problem is told."""
        self.desk.tasks.command(
            fn, self.desk.session, *args, done=done, failed=self.tell_problem, context=self
        )

    def tell_problem(self, problem: Problem) -> None:
        """Show what went wrong over the page."""
        self.desk.messages.problem(problem)


def spoken(text: str, site: SiteSettings) -> str:
    """Words of the protocol with the site's own emergency number in them."""
    return text.replace("{emergency_number}", site.emergency_number)


def _body() -> QVBoxLayout:
    made = column(gap=theme.CARD_GAP)
    margin = theme.PAGE_MARGIN
    made.setContentsMargins(margin, margin * 2 // 3, margin, margin * 2 // 3)
    return made
