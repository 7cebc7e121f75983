"""The guide: what looks like CRS, the agents, scales side by side, CRS itself. To read and explain.

Typing narrows it to what has every typed word; nothing here grades or places a patient.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from workstation.clinical.document import Document
from workstation.clinical.guide import best, narrowed
from workstation.ui import theme
from workstation.ui.pages import Desk, Hints, Page
from workstation.ui.protocol_document import DocumentView
from workstation.ui.widgets.surfaces import Empty
from workstation.workflows import protocol_reading

_PAUSE = 120
"""Milliseconds: who types a word does not wait for each letter."""
_FIELD_WIDTH = 320
_TO_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TO_TEXT = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class GuidePage(Page):
    """A field to narrow it, the parts at the left, the text of one at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Guide", "To read and explain; it grades nobody")
        self._whole_guide: Document | None = None
        self.field = QLineEdit()
        self.field.setObjectName("find_in_guide")
        self.field.setAccessibleName("Find in the guide, type any words")
        self.field.setPlaceholderText("Agent, sign or any word")
        self.field.setMaxLength(100)
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(theme.scaled(_FIELD_WIDTH))
        self.field.installEventFilter(self)
        self.head.addWidget(self.field)
        self.view = DocumentView(desk.session.site, "Guide", every_group=True)
        self.empty = Empty("search", "Nothing has these words", "Try fewer or other words.")
        self.empty.hide()
        self.body.addWidget(self.empty)
        self.body.addWidget(self.view, 1)
        self.body.addStretch(0)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._narrow)
        self.field.textChanged.connect(lambda _: self._pause.start())

    @property
    def hints(self) -> Hints:
        return (
            ("A–Z", "find"),
            ("Up Down", "part"),
            ("Enter", "its text"),
            ("Esc", "all of it"),
            ("Ctrl+L", "lock"),
        )

    def refresh(self) -> None:
        if self._whole_guide is None:
            self._whole_guide = protocol_reading.guide(self.desk.session)
            self._narrow()

    def take_keyboard(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _narrow(self) -> None:
        if self._whole_guide is None:
            return
        shown = narrowed(self._whole_guide, self.field.text())
        self.empty.setVisible(not shown.parts)
        self.view.setVisible(bool(shown.parts))
        if shown.parts:
            self.view.show_document(shown, best(shown, self.field.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape in the text or the list goes back to the field, with everything shown."""
        if event.key() == Qt.Key.Key_Escape:
            self.field.clear()
            self.take_keyboard()
        elif event.text().isprintable() and event.text() and not event.modifiers():
            self.field.setFocus()
            self.field.insert(event.text())
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list, Enter goes to the text, while the field has the keys."""
        if watched is not self.field or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.KeyPress and event.key() in (*_TO_LIST, *_TO_TEXT):
            if self._pause.isActive():
                self._pause.stop()
                self._narrow()
            if event.key() in _TO_TEXT:
                self.view.text.setFocus()
            else:
                QApplication.sendEvent(self.view.parts.table, event)
            return True
        return super().eventFilter(watched, event)
