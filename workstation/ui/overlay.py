"""A card over a scrim inside the window: how every question and small form is shown.

It is a child of the window, not a window of its own: nothing can open behind it, one hide
hides it, and a picture of the window holds it. The keyboard stays in the card until it
closes; Escape goes back and Enter presses the button that has the focus, else the default.
"""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSizePolicy, QWidget

from workstation.ui import theme
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Scroll, column, frame, line

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SCROLLS = {
    Qt.Key.Key_Up: (-1, False),
    Qt.Key.Key_Down: (1, False),
    Qt.Key.Key_PageUp: (-1, True),
    Qt.Key.Key_PageDown: (1, True),
}
"""What no field of the card took: up or down, a little or a page."""


class Overlay(QWidget):
    """A card with a title over the rest of the window.

    Fill ``body`` with the content and ``buttons`` from the left to the right, the primary one
    last. ``default`` is the button that Enter presses from a field. ``first`` gets the focus.
    """

    closed = Signal()
    lock_key: ClassVar[tuple[Qt.Key, Qt.KeyboardModifier]] = (
        Qt.Key.Key_L,
        Qt.KeyboardModifier.ControlModifier,
    )

    def __init__(
        self, near: QWidget, title: str, detail: str = "", width: int = theme.DIALOG_WIDTH
    ) -> None:
        super().__init__(near.window())
        self.setObjectName("overlay")
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.default: QPushButton | None = None
        self.first: QWidget | None = None
        self._width = width
        self._before: QWidget | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._cover)
        self.body = column(gap=theme.GROUP_GAP)
        self.buttons = line(gap=theme.GAP)
        self._card = frame("dialog", self)
        self._scroll = Scroll()
        self._lay_out(title, detail)
        self.hide()

    def add_button(self, text: str, kind: str = "secondary", name: str = "") -> Button:
        """A button at the end of the row; the caller connects it."""
        made = Button(text, kind, name=name)
        self.buttons.addWidget(made)
        return made

    def open(self) -> None:
        """Show the card and take the keyboard."""
        self._before = QApplication.focusWidget()
        window = self.window()
        window.installEventFilter(self)
        self._cover()
        self.show()
        self.raise_()
        self._soon.start()
        target = self.first or self.default or self
        target.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_card(self) -> None:
        """Take the card away and give the focus back to where it was."""
        if self.isHidden():
            return
        self.window().removeEventFilter(self)
        self._soon.stop()
        self.hide()
        if self._before is not None and self._alive(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
        self.deleteLater()

    def go_back(self) -> None:
        """What Escape does; a card with something to lose overrides it."""
        self.close_card()

    def _lay_out(self, title: str, detail: str) -> None:
        inner = self._scroll.body
        inner.setSpacing(theme.GROUP_GAP)
        inner.addWidget(label(title, "title", wrap=True))
        if detail:
            inner.addWidget(label(detail, "muted", wrap=True))
        inner.addLayout(self.body)
        inner.addStretch(1)
        outer = column(self._card, margin=theme.DIALOG_PADDING, gap=theme.PAGE_MARGIN)
        outer.addWidget(self._scroll, 1)
        row = line()
        row.addStretch(1)
        row.addLayout(self.buttons)
        outer.addLayout(row)

    def _settle_labels(self) -> None:
        """Make heights at a width the only ones that count.

        A wrapped label's own hint is for a narrow column, and heights are asked in the plain
        font until the style sheet was applied; both would leave gaps or scroll bars.
        """
        for part in self._card.findChildren(QWidget):
            part.ensurePolished()
            if isinstance(part, QLabel) and part.wordWrap():
                policy = part.sizePolicy()
                policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
                part.setSizePolicy(policy)

    def _cover(self) -> None:
        self._settle_labels()
        window = self.window()
        self.setGeometry(window.rect())
        margin = theme.PAGE_MARGIN
        width = min(theme.scaled(self._width), window.width() - 2 * margin)
        self._card.setGeometry(QRect(0, 0, width, window.height() - 2 * margin))
        height = min(self._wanted_height(width), window.height() - 2 * margin)
        left = (window.width() - width) // 2
        top = max(margin, (window.height() - height) * 2 // 5)
        self._card.setGeometry(QRect(left, top, width, height))

    def _wanted_height(self, width: int) -> int:
        """The height of the whole content at a width; a scroll area asks for less."""
        inner = self._scroll.body
        room = width - 2 * theme.DIALOG_PADDING
        inner.invalidate()
        content = inner.totalHeightForWidth(room)
        if content < 0:
            content = inner.totalSizeHint().height()
        below = theme.PAGE_MARGIN + theme.scaled(theme.CONTROL_HEIGHT)
        return content + 2 * theme.DIALOG_PADDING + below

    def refit(self) -> None:
        """Place the card again after its content grew or shrank.

        At once, and once more when parts that were just added have been shown: until then a
        layout counts them as nothing.
        """
        if self.isVisible():
            self._cover()
            self._soon.start()

    def _alive(self, widget: QWidget) -> bool:
        return widget.isVisible() and widget.isEnabled()

    # --- Qt ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.window():
            self._cover()
        return False

    def event(self, event: QEvent) -> bool:
        # The shortcuts of the window below must not act on what cannot be seen; locking must.
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            locks = (event.key(), event.modifiers()) == self.lock_key
            event.setAccepted(not locks)
            return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - the name Qt gave it
        stops = self._stops()
        if not stops:
            return True
        current = QApplication.focusWidget()
        at = stops.index(current) if current in stops else (-1 if next else 0)
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        target = stops[(at + (1 if next else -1)) % len(stops)]
        target.setFocus(reason)
        self._scroll.ensureWidgetVisible(target)
        return True

    def _stops(self) -> list[QWidget]:
        """What Tab reaches in the card, in the order of the focus chain."""
        found: list[QWidget] = []
        at = self.nextInFocusChain()
        while at is not None and at is not self:
            tab = at.focusPolicy() & Qt.FocusPolicy.TabFocus
            if tab and self.isAncestorOf(at) and at.isEnabled() and at.isVisibleTo(self):
                found.append(at)
            at = at.nextInFocusChain()
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        elif event.key() in _ENTER:
            self._press()
        elif event.key() in _SCROLLS:
            way, page = _SCROLLS[Qt.Key(event.key())]
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + way * (bar.pageStep() if page else theme.PAGE_MARGIN))
        event.accept()

    def _press(self) -> None:
        focused = QApplication.focusWidget()
        button = focused if isinstance(focused, QPushButton) else self.default
        if button is not None and button.isEnabled():
            button.click()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        scrim = QColor(Qt.GlobalColor.black)
        scrim.setAlphaF(theme.SCRIM_ALPHA)
        painter = QPainter(self)
        painter.fillRect(event.rect(), scrim)
        painter.end()
