"""What the sign-in and the first start share: the card in the middle, the words at the foot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workstation.ui import theme
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.icon import Icon
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, Scroll, column, line

INTENDED_USE = (
    "Decision support for trained nurses. Every reason is shown. Not a certified medical device."
)
_PADDING = 40
CARD_WIDTH = 440
WIDE_CARD_WIDTH = 560


def heading(title: str, detail: str) -> QHBoxLayout:
    """The product's mark with a title and a line below it."""
    row = line(gap=theme.GROUP_GAP)
    row.addWidget(Icon("heart-pulse", "accent", theme.ICON_IN_HEAD), 0)
    words = column(gap=0)
    words.addWidget(label(title, "title", wrap=True))
    if detail:
        words.addWidget(label(detail, "muted", wrap=True))
    row.addLayout(words, 1)
    return row


class DoorCard(Card):
    """A card of the door. ``default`` is the button that Enter presses from any field."""

    def __init__(self, title: str, detail: str, width: int = CARD_WIDTH) -> None:
        super().__init__(padding=_PADDING)
        self.setFixedWidth(theme.scaled(width))
        self.setAccessibleName(title)
        self.default: QPushButton | None = None
        self.first: QWidget | None = None
        self.body.setSpacing(theme.GROUP_GAP)
        self.body.addLayout(heading(title, detail))
        self.body.addSpacing(theme.GROUP_GAP)

    def begin(self) -> None:
        """The card has come into sight: the first field gets the keyboard."""
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_buttons(self, back: tuple[str, Callable[[], object]] | None, *others: Button) -> None:
        """The row at the foot of the card: the way back at the left, the primary one last."""
        row = line(gap=theme.GAP)
        if back is not None:
            words, act = back
            row.addWidget(Button(words, "secondary", "arrow-left", on_click=act, name="back"))
        row.addStretch(1)
        for button in others:
            row.addWidget(button)
        self.body.addSpacing(theme.GAP)
        self.body.addLayout(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = QApplication.focusWidget()
        button = focused if isinstance(focused, QPushButton) else self.default
        if button is not None and button.isEnabled():
            button.click()


class Middle(QWidget):
    """Shows one card at a time, a little above the middle; small windows scroll."""

    def __init__(self, version: str) -> None:
        super().__init__()
        scroll = Scroll()
        outer = column(self)
        outer.addWidget(scroll)
        self._column: QVBoxLayout = scroll.body
        self._column.setContentsMargins(0, theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN)
        self._column.addStretch(5)
        self._place = line()
        self._place.addStretch(1)
        self._place.addStretch(1)
        self._column.addLayout(self._place)
        self._column.addStretch(4)
        self._column.addSpacing(theme.PAGE_MARGIN)
        for text in (INTENDED_USE, f"Version {version} · local, no network"):
            words = label(text, "muted")
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._column.addWidget(words)
        self._card: QFrame | None = None

    @property
    def card(self) -> QFrame | None:
        """The card that is shown."""
        return self._card

    def show_card(self, card: DoorCard) -> None:
        """Replace the card and give its first field the keyboard."""
        if self._card is not None:
            self._place.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
        self._card = card
        self._place.insertWidget(1, card)
        card.show()
        card.begin()
