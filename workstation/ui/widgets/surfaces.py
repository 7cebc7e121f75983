"""Cards, hairlines, bars, banners, key hints, progress and empty places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workstation.ui import theme
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.icon import Icon
from workstation.ui.widgets.labels import ElidedLabel, label, restyle

T = TypeVar("T", bound=QBoxLayout)

_BANNER_ICONS = {
    "warn": ("bell", "warn"),
    "info": ("info", "accent"),
    "ok": ("shield-check", "ok"),
    "danger": ("alert-triangle", "danger"),
}


def frame(kind: str, parent: QWidget | None = None) -> QFrame:
    """A frame of a kind of the style sheet: card, well, bar, foot, panel, navigation or line."""
    made = QFrame(parent)
    made.setProperty("k", kind)
    return made


def set_kind(widget: QFrame, kind: str) -> None:
    """Give a frame another kind."""
    if widget.property("k") != kind:
        widget.setProperty("k", kind)
        restyle(widget)


def hairline() -> QFrame:
    """A line between groups; decoration only."""
    return frame("line")


def column(parent: QWidget | None = None, *, margin: int = 0, gap: int = 0) -> QVBoxLayout:
    """A vertical layout with the margin and gap given, none by default."""
    made = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    return _spaced(made, margin, gap)


def line(parent: QWidget | None = None, *, margin: int = 0, gap: int = 0) -> QHBoxLayout:
    """A horizontal layout with the margin and gap given, none by default."""
    made = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    return _spaced(made, margin, gap)


def _spaced(layout: T, margin: int, gap: int) -> T:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    return layout


def clear(layout: QBoxLayout) -> None:
    """Take everything out of a layout that is filled anew."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        while inner is not None and (part := inner.takeAt(0)) is not None:
            _let_go(part.widget())
        _let_go(item.widget())


def _let_go(widget: QWidget | None) -> None:
    if widget is not None:
        widget.hide()
        widget.deleteLater()


class Card(QFrame):
    """A group: surface, line, radius 8. ``body`` is its column."""

    def __init__(
        self, title: str = "", *, padding: int = theme.CARD_PADDING, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("k", "card")
        self.body = column(self, margin=padding, gap=theme.GAP)
        if title:
            self.body.addWidget(label(title, "section"))


class _Inside(QWidget):
    """What is scrolled. Its height is that of its texts at the width it gets.

    A wrapped label names the height of its narrowest form as its least one, and the sum of
    these would make an area scroll that has room enough.
    """

    def minimumSizeHint(self) -> QSize:
        hint, layout = super().minimumSizeHint(), self.layout()
        hfw = layout is not None and layout.hasHeightForWidth()
        return QSize(hint.width(), 0) if hfw else hint


class Scroll(QScrollArea):
    """A column that scrolls in small windows and does not squeeze. ``body`` is its layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Asked for Qt's own, PySide6 makes the Python classes of all widgets to find its kind.
        viewport = QWidget()
        self.setViewport(viewport)
        inside = _Inside()
        inside.setProperty("k", "scrolled")
        self.body = column(inside)
        self.setWidget(inside)
        viewport.setAutoFillBackground(False)
        inside.setAutoFillBackground(False)


class Banner(QFrame):
    """One line: a bold fact, one plain detail, at most two buttons. It goes when its cause goes.

    ``whole``: sentences that must be read to their end; they take the lines that they need.
    """

    def __init__(
        self,
        kind: str = "info",
        fact: str = "",
        detail: str = "",
        *,
        icon: str = "",
        whole: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("k", f"banner-{kind}")
        self.setObjectName("banner")
        self._row = line(self, gap=theme.GAP)
        self._row.setContentsMargins(16, 4, 4, 4)
        usual, role = _BANNER_ICONS[kind]
        self._icon = Icon(icon or usual, role)
        self._fact = label(fact, "strong", wrap=whole)
        self._detail = label(detail, wrap=True) if whole else ElidedLabel(detail)
        self._row.addWidget(self._icon)
        self._row.addSpacing(4)
        if whole:
            words = column(gap=2)
            words.setContentsMargins(0, 6, 12, 6)
            words.addWidget(self._fact)
            words.addWidget(self._detail)
            self._row.addLayout(words, 1)
        else:
            self._row.addWidget(self._fact)
            self._row.addWidget(self._detail, 1)
        self.setMinimumHeight(theme.scaled(44))
        self.setAccessibleName(f"{fact} {detail}".strip())

    def say(self, fact: str, detail: str = "") -> None:
        """Change the words."""
        self._fact.setText(fact)
        self._detail.setText(detail)
        self.setAccessibleName(f"{fact} {detail}".strip())

    def add_button(self, button: Button) -> None:
        """A button at the right end; the primary one is added first, shown last."""
        self._row.addWidget(button)


class KeyHint(QWidget):
    """A keycap with what the key does."""

    def __init__(self, keys: str, does: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = line(self, gap=6)
        cap = frame("keycap")
        inside = line(cap)
        inside.setContentsMargins(8, 0, 8, 0)
        text = label(keys, "muted")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(text)
        cap.setFixedHeight(theme.scaled(24))
        cap.setMinimumWidth(theme.scaled(32))
        row.addWidget(cap)
        if does:
            row.addWidget(label(does, "muted"))


class Foot(QFrame):
    """The bar at the foot: at most five key hints, and one fact at the right."""

    def __init__(self, right: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "foot")
        self.setMinimumHeight(theme.scaled(theme.FOOT_HEIGHT))
        self._row = line(self, gap=22)
        self._row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        self._row.addStretch(1)
        self._right = label(right, "muted")
        self._row.addWidget(self._right)
        self._hints: list[KeyHint] = []

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show these keys: (keys, what they do)."""
        for old in self._hints:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._hints = [KeyHint(keys, does) for keys, does in hints[:5]]
        for place, hint in enumerate(self._hints):
            self._row.insertWidget(place, hint)
        self._drop_what_does_not_fit()

    def _drop_what_does_not_fit(self) -> None:
        """The last hints go first; what is shown is shown whole."""
        room = self.width() - self._right.sizeHint().width() - 3 * theme.PAGE_MARGIN
        for hint in self._hints:
            room -= hint.sizeHint().width() + self._row.spacing()
            hint.setVisible(room >= 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drop_what_does_not_fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


class Progress(QWidget):
    """Work longer than 0.3 s: what, how far, and Cancel, in the place of the work."""

    cancel_requested = Signal()

    def __init__(self, what: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        body = column(self, gap=theme.GAP)
        head = line(gap=theme.GAP)
        self._what = label(what, "strong")
        self._detail = label("", "muted")
        self.cancel = Button("Cancel", "quiet", on_click=self.cancel_requested.emit)
        head.addWidget(self._what)
        head.addWidget(self._detail, 1)
        head.addWidget(self.cancel)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(what or "Progress")
        body.addLayout(head)
        body.addWidget(self._bar)

    def say(self, what: str, detail: str = "", done: int = 0, total: int = 0) -> None:
        """How far it is; without a total the bar runs."""
        self._what.setText(what)
        self._detail.setText(detail)
        self._bar.setAccessibleName(what)
        self._bar.setRange(0, total)
        self._bar.setValue(done)


class Empty(QWidget):
    """What would be here, and how it gets here."""

    def __init__(self, icon: str, what: str, how: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = line(self, margin=4, gap=14)
        row.addWidget(Icon(icon, "text2"), 0, Qt.AlignmentFlag.AlignVCenter)
        words = column(gap=2)
        words.addWidget(label(what, "strong"))
        words.addWidget(label(how, "muted", wrap=True))
        row.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def page_head(title: str, detail: str = "") -> tuple[QFrame, QHBoxLayout]:
    """The head of a page, and the row to which it may add controls at the right."""
    head = frame("bar")
    head.setMinimumHeight(theme.scaled(theme.PAGE_HEAD_HEIGHT))
    row = line(head, gap=theme.GAP)
    row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
    row.addWidget(label(title, "title"))
    if detail:
        row.addWidget(label(detail, "muted"))
    row.addStretch(1)
    return head, row


def link(text: str, does: Callable[[], object]) -> Button:
    """A quiet button in the text's own line."""
    return Button(text, "quiet", on_click=does)
