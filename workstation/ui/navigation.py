"""The column at the left: where one can go, what waits there, what is due, and who works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QWidget

from workstation.ui import icons, theme
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import ElidedLabel, label
from workstation.ui.widgets.surfaces import column, hairline, line

_MARGIN = 12
_LOCK_WIDTH = 32
_PERSON_EDGES = 48
"""Padding, icon and the gap beside it."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    key: str
    title: str
    icon: str


@dataclass(frozen=True, slots=True)
class Due:
    """One call-back in the list at the left."""

    time: str
    who: str
    when: str
    late: bool


class _Entry(Button):
    """A place with the number of things that wait there, at the right."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.title, "navigation", place.icon, name=f"go_{place.key}")
        self._place = place
        self._count = 0
        self.setCheckable(True)
        self.setMinimumHeight(theme.scaled(38))
        self._tint_both()
        theme.notifier().changed.connect(self._tint_both)

    def _tint_both(self) -> None:
        """The icon of where one is has the accent, as its word has."""
        side = theme.scaled(theme.ICON)
        both = icons.icon(self._place.icon, "text2", side)
        for ratio in (1.0, 2.0):
            here = icons.pixmap(self._place.icon, "accent", side, ratio)
            both.addPixmap(here, QIcon.Mode.Normal, QIcon.State.On)
        self.setIcon(both)

    def set_count(self, count: int) -> None:
        """How many things wait; 0 shows nothing."""
        self._count = count
        self.setAccessibleName(f"{self._place.title}, {count}" if count else self._place.title)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(strong=self.isChecked()))
        painter.setPen(theme.colour("accent" if self.isChecked() else "text2"))
        box = QRectF(self.rect()).adjusted(0, 0, -theme.scaled(_MARGIN), 0)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(flags), str(self._count))
        painter.end()


class _Person(Button):
    """Who is signed in. A long name ends in "…" and stands whole in the tooltip."""

    def __init__(self, person: str) -> None:
        super().__init__(person, "navigation", "user", name="own_account")
        self._person = person
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{person}, own account")
        self.setToolTip(f"{person}: change password, light or dark, about, sign out")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - theme.scaled(_PERSON_EDGES)
        metrics = self.fontMetrics()
        whole = metrics.horizontalAdvance(self._person) <= room
        # The letters after the name are for signatures; the name alone says who works here.
        shown = self._person if whole else self._person.partition(",")[0]
        self.setText(metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room))


class DueList(QWidget):
    """The next call-backs, for the screens that do not show the worklist."""

    _MOST = 5

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Call-backs due")
        self._body = column(self, gap=theme.GROUP_GAP)
        self._rows: list[QWidget] = []
        self._body.addWidget(hairline())
        head = label("Call-backs due", "section")
        head.setContentsMargins(theme.GAP, 0, 0, 0)
        self._body.addWidget(head)

    def set_rows(self, rows: Sequence[Due]) -> None:
        """Show the first few."""
        for old in self._rows:
            self._body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = [_due_row(row) for row in rows[: self._MOST]]
        for made in self._rows:
            self._body.addWidget(made)


def _due_row(due: Due) -> QWidget:
    made = QWidget()
    made.setAccessibleName(f"{due.time} {due.who}, {due.when}")
    row = line(made, gap=_MARGIN)
    row.setContentsMargins(theme.GAP, 0, 0, 0)
    row.addWidget(label(due.time, "strong"), 0, Qt.AlignmentFlag.AlignVCenter)
    words = column(gap=0)
    words.addWidget(ElidedLabel(due.who))
    words.addWidget(label(due.when, "warn" if due.late else "muted"))
    row.addLayout(words, 1)
    return made


class Navigation(QFrame):
    """The whole column. ``went`` gives the key of a place."""

    went = Signal(str)
    lock_requested = Signal()
    person_requested = Signal()

    def __init__(self, site: str, person: str, places: Sequence[Place]) -> None:
        super().__init__()
        self.setProperty("k", "navigation")
        self.setAccessibleName("Navigation")
        self.setFixedWidth(theme.scaled(theme.NAVIGATION_WIDTH))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._entries = {place.key: _Entry(place) for place in places}
        self._group = QButtonGroup(self)
        self.due = DueList()
        self.due.hide()
        body = column(self, margin=_MARGIN, gap=theme.STEP)
        body.addLayout(_heading(site))
        body.addSpacing(theme.GAP)
        for key, entry in self._entries.items():
            self._group.addButton(entry)
            entry.clicked.connect(lambda _=False, key=key: self.went.emit(key))
            body.addWidget(entry)
        body.addSpacing(theme.CARD_GAP)
        body.addWidget(self.due)
        body.addStretch(1)
        body.addWidget(hairline())
        body.addLayout(self._foot(person))

    def set_count(self, key: str, count: int) -> None:
        """How many things wait at a place."""
        if key in self._entries:
            self._entries[key].set_count(count)

    def set_current(self, key: str) -> None:
        """Mark where one is."""
        if key in self._entries:
            self._entries[key].setChecked(True)

    def _foot(self, person: str) -> QHBoxLayout:
        row = line()
        who = _Person(person)
        who.clicked.connect(self.person_requested)
        lock = Button("", "navigation", "lock", name="lock")
        lock.setAccessibleName("Lock, Ctrl+L")
        lock.setToolTip("Lock (Ctrl+L)")
        lock.clicked.connect(self.lock_requested)
        lock.setFixedWidth(theme.scaled(_LOCK_WIDTH))
        row.addWidget(who, 1)
        row.addWidget(lock)
        return row


def _heading(site: str) -> QHBoxLayout:
    row = line(gap=theme.GAP)
    row.setContentsMargins(theme.GAP, 0, 0, 0)
    row.addWidget(Icon("heart-pulse", "accent"), 0, Qt.AlignmentFlag.AlignVCenter)
    words = column(gap=0)
    words.addWidget(label("CRS Workstation", "strong"))
    words.addWidget(ElidedLabel(site, "muted"))
    row.addLayout(words, 1)
    return row
