"""The fields of a row of the call: a value or a time that is typed, and where it comes from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from workstation.clinical.findings import Setting, Source
from workstation.clinical.form import Item
from workstation.ui.widgets.typed import typed_letter, types_with_alt

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SOURCES = (
    (Source.MEASURED, "Measured"),
    (Source.PATIENT_DEVICE, "Patient’s device"),
    (Source.REPORTED, "Told"),
    (Source.RECORD, "Record"),
)


class EntryField(QLineEdit):
    """A field of a row: U is "unknown", - is "not assessed", Enter goes on, arrows leave it.

    P in a number is "cannot be tested by phone"; the row knows whether there is a phone.
    """

    unknown_requested = Signal()
    reason_requested = Signal()
    phone_named = Signal()
    entered = Signal()
    stepped = Signal(int)
    left = Signal()

    def __init__(self, name: str, *, letters: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters = letters
        self.setAccessibleName(name)
        self.setMaxLength(24)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        at_end = self.cursorPosition() == len(self.text())
        letter = typed_letter(event)
        if key in _ENTER:
            self.entered.emit()
        elif types_with_alt(event):
            event.ignore()
        elif letter in {"u", "U"} and self._takes_answers():
            self.setModified(False)
            self.unknown_requested.emit()
        elif letter == "-" and self._takes_answers():
            self.setModified(False)
            self.reason_requested.emit()
        elif letter in {"p", "P"} and not self._letters:
            self.setModified(False)
            self.phone_named.emit()
        elif letter == "/" or (key == Qt.Key.Key_Right and at_end):
            self.stepped.emit(1)
        elif key == Qt.Key.Key_Left and self.cursorPosition() == 0:
            self.stepped.emit(-1)
        else:
            super().keyPressEvent(event)

    def _takes_answers(self) -> bool:
        """U and - are answers in a number; in a time they may belong to "Aug" or 2026-11-25."""
        return not self._letters or self.selectedText() == self.text()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class SourceField(QComboBox):
    """Where the value comes from; a letter counts only while this has the focus."""

    entered = Signal()
    stepped = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("quiet", True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(f"{name}, source")
        for source, words in _SOURCES:
            self.addItem(words, source.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = typed_letter(event).lower()
        by_letter = [
            place
            for place, (_, words) in enumerate(_SOURCES)
            if letter and words[0].lower() == letter
        ]
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if by_letter:
            self.setCurrentIndex(by_letter[0])
            self.activated.emit(by_letter[0])
        elif event.key() in _ENTER:
            self.entered.emit()
        elif step:
            self.stepped.emit(step)
        elif event.key() == Qt.Key.Key_Up and self.currentIndex() == 0:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @property
    def source(self) -> Source:
        """The source chosen."""
        return Source(self.currentData())

    def wheelEvent(self, event: object) -> None:
        """A wheel over the form scrolls it and changes no source."""
        ignore = getattr(event, "ignore", None)
        if ignore is not None:
            ignore()


def preset_source(item: Item, setting: Setting) -> Source:
    """Where a value usually comes from in a setting."""
    if item.id.startswith("baseline_") or item.id.startswith("anc"):
        return Source.RECORD
    if item.id == "temperature_max_24h_c" and setting is Setting.PHONE:
        return Source.REPORTED
    if not item.unit:  # a score is found by asking, and no device of the patient tells it
        return Source.MEASURED
    return Source.PATIENT_DEVICE if setting is Setting.PHONE else Source.MEASURED
