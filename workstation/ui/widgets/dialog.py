"""A dialog inside the window: a scrim, a card, Escape back, Enter for the safe answer.

It is a part of the window, so it moves with it, is in its screenshot, and needs no second
event loop: ``open`` returns at once and ``finished`` tells how it ended.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workstation.ui import theme
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Scroll, column, frame, hairline, line

_ALWAYS_ALLOWED = (QKeySequence("Ctrl+L"), QKeySequence("Ctrl+Q"))


class Dialog(QWidget):
    """Title, what and who below it, ``body``, and ``buttons`` at the lower right.

    While it is open the Tab key stays inside and the window's shortcuts but lock and quit
    are off. ``finished`` carries True for ``accept`` and False for ``reject``.
    """

    finished = Signal(bool)

    def __init__(
        self, window: QWidget, title: str, about: str = "", *, width: int = theme.DIALOG_WIDTH
    ) -> None:
        # A sub-window keeps Tab inside itself and its shortcuts apart from the window's.
        super().__init__(window.window(), Qt.WindowType.SubWindow)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.setObjectName("dialog")
        self.setAccessibleName(title)
        self._default: QPushButton | None = None
        self._before: QWidget | None = None
        self._wanted_width = width
        self._card = QFrame(self)
        self._card.setProperty("k", "dialog")
        self._fill_card(title, about)
        self.hide()
        window.window().installEventFilter(self)

    def _fill_card(self, title: str, about: str) -> None:
        outer = column(self._card)
        head = column(gap=2)
        edge = theme.DIALOG_PADDING
        head.setContentsMargins(edge, 22, edge, 14)
        self.title = label(title, "title", wrap=True)
        self.about = label(about, "muted", wrap=True)
        self.about.setVisible(bool(about))
        head.addWidget(self.title)
        head.addWidget(self.about)
        outer.addLayout(head)
        outer.addWidget(hairline())
        self._scroll = Scroll()
        self.body: QVBoxLayout = self._scroll.body
        self.body.setContentsMargins(edge, 16, edge, 8)
        self.body.setSpacing(theme.GROUP_GAP)
        outer.addWidget(self._scroll, 1)
        foot = frame("plain")
        self.buttons: QHBoxLayout = line(foot, gap=12)
        self.buttons.setContentsMargins(edge, 10, edge, 20)
        self.buttons.addStretch(1)
        outer.addWidget(foot)

    def set_default(self, button: QPushButton) -> None:
        """The button that Enter presses."""
        self._default = button

    def open(self, focus: QWidget | None = None) -> None:
        """Show it over the window; focus goes to ``focus`` or to the first field."""
        self._before = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        self._place()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()
            self.focusNextChild()

    def accept(self) -> None:
        """Close it with yes."""
        self._close(True)

    def reject(self) -> None:
        """Close it and go back."""
        self._close(False)

    def _close(self, accepted: bool) -> None:
        self.window().removeEventFilter(self)
        before = self._before
        self.hide()
        self.finished.emit(accepted)
        if (
            before is not None
            and before.isVisible()
            and self.window().focusWidget()
            in (
                None,
                self,
            )
        ):
            before.setFocus()
        self.deleteLater()

    def _place(self) -> None:
        window = self.window()
        self.setGeometry(window.rect())
        width = min(theme.scaled(self._wanted_width), window.width() - 48)
        self._card.setFixedWidth(width)
        layout = self._card.layout()
        inside = self._scroll.widget()
        if layout is None or inside is None:
            return
        layout.activate()
        inside_layout = inside.layout()
        needed = inside_layout.totalHeightForWidth(width) if inside_layout else -1
        body = max(needed, inside.sizeHint().height())
        chrome = layout.minimumSize().height() - self._scroll.minimumSizeHint().height()
        height = min(body + chrome, window.height() - 48)
        top = max(24, round((window.height() - height) / 2))
        self._card.setGeometry(round((window.width() - width) / 2), top, width, height)

    def refit(self) -> None:
        """Take the height the content now needs."""
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            typed = QKeySequence(event.keyCombination())
            if typed not in _ALWAYS_ALLOWED:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press_default()
        event.accept()

    def _press_default(self) -> None:
        if self._default is not None and self._default.isEnabled():
            self._default.click()

    def mousePressEvent(self, event: object) -> None:
        """A press on the scrim is nobody's: the work below keeps still."""
        del event

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        shade = QColor(theme.LIGHT.text)
        shade.setAlphaF(theme.SCRIM_ALPHA)
        QPainter(self).fillRect(self.rect(), shade)
