"""Rows answered by one code, or by several."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QWidget

from workstation.clinical.findings import Finding, State, known
from workstation.clinical.form import Item, Row
from workstation.ui import theme
from workstation.ui.forms import FormRow, RowContext, not_known_words
from workstation.ui.widgets.chips import Chips
from workstation.ui.widgets.labels import label, restyle
from workstation.ui.widgets.typed import typed_letter

_FIELD_WIDTH = 284
_NARROW_FIELD = 180
_WIDE_FROM = 560
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CodeField(QComboBox):
    """One code; its letter picks it and goes on. Up and Down leave the row, Alt+Down opens it."""

    picked = Signal(str)
    unknown_requested = Signal()

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = item
        self.setObjectName(f"choice_{item.id}")
        for code in item.codes:
            words = f"{code.label}  ({code.key})" if code.key else code.label
            self.addItem(words, code.id)
        self.setPlaceholderText("Choose, or type its letter")
        self.currentIndexChanged.connect(self._show_whether_empty)
        self.setCurrentIndex(-1)
        self._show_whether_empty()
        self.activated.connect(self._on_activated)

    def _show_whether_empty(self) -> None:
        """What asks for an answer is not drawn like one."""
        empty = self.currentIndex() < 0
        if self.property("empty") != empty:
            self.setProperty("empty", empty)
            restyle(self)

    def _on_activated(self, place: int) -> None:
        self.picked.emit(str(self.itemData(place)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = typed_letter(event).upper()
        by_key = next((c.id for c in self._item.codes if c.key and c.key == typed), None)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if by_key is not None:
            self.picked.emit(by_key)
        elif typed == "U":
            self.unknown_requested.emit()
        elif step:
            place = min(self.count() - 1, max(0, self.currentIndex() + step))
            self.setCurrentIndex(place)
        elif event.key() == Qt.Key.Key_Space or (alt and event.key() == Qt.Key.Key_Down):
            self.showPopup()
        elif event.key() in _ENTER and self.currentIndex() >= 0:
            self.picked.emit(str(self.currentData()))
        else:
            # The row goes on with Enter and the arrows; the field itself would change its value.
            event.ignore()

    def wheelEvent(self, event: object) -> None:
        """A wheel over the form scrolls it and changes nothing."""
        ignore = getattr(event, "ignore", None)
        if ignore is not None:
            ignore()


class ChoiceRow(FormRow):
    """One coded item."""

    def __init__(self, row: Row, context: RowContext, parent: QWidget | None = None) -> None:
        super().__init__(row, context, parent)
        self._words = label("not asked", "muted", wrap=True)
        self.field = CodeField(self.items[0])
        self.field.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.field.setFixedWidth(theme.scaled(_FIELD_WIDTH))
        self._line.addWidget(self._words)
        self._line.addSpacing(4)
        self._line.addWidget(self.field)
        self.field.picked.connect(self._on_picked)
        self.field.unknown_requested.connect(self._mark_unknown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < theme.scaled(_WIDE_FROM)
        self.field.setFixedWidth(theme.scaled(_NARROW_FIELD if narrow else _FIELD_WIDTH))

    def focus_target(self) -> QWidget:
        return self.field

    @property
    def keys(self) -> str:
        """``S Spontaneously · V To voice``; a letter stays on the line of its words."""
        told = (f"{c.key} {c.label}" for c in self.items[0].codes if c.key)
        return " · ".join(one.replace(" ", "\N{NO-BREAK SPACE}") for one in told)

    def show_findings(self, findings: Mapping[str, Finding]) -> None:
        found = findings.get(self.items[0].id)
        value = found.value if found is not None and found.known else None
        words = "" if value is not None else not_known_words(found, self.context.reasons)
        if value is not None or not self.field.hasFocus():
            self.field.setCurrentIndex(self.field.findData(value) if value is not None else -1)
        self._words.setText(words)
        said = self.items[0].code_label(str(value)) if value is not None else words
        self.field.setAccessibleName(f"{self.row.label}, {said}")
        self._show_state(findings)

    def _on_picked(self, code: str) -> None:
        self.field.setCurrentIndex(self.field.findData(code))
        self.answered.emit([known(self.items[0].id, code, None, self.context.now())], [])
        self.go_on.emit(True)


class ChoicesRow(FormRow):
    """A list of codes: none is an answer too."""

    def __init__(self, row: Row, context: RowContext, parent: QWidget | None = None) -> None:
        super().__init__(row, context, parent)
        self._words = label("not asked", "muted", wrap=True)
        self.chips = Chips(row.label, self.items[0].codes)
        self.chips.setObjectName(f"choices_{self.items[0].id}")
        self.chips.chosen.connect(self._on_chosen)
        self._line.setContentsMargins(self._line.contentsMargins().left(), 8, 16, 8)
        self._line.addWidget(self._words)
        self._line.addWidget(self.chips, 2)

    def focus_target(self) -> QWidget:
        return self.chips

    def show_findings(self, findings: Mapping[str, Finding]) -> None:
        found = findings.get(self.items[0].id)
        words = not_known_words(found, self.context.reasons)
        if found is not None and found.state is State.KNOWN and isinstance(found.value, tuple):
            self.chips.set_taken(found.value)
            words = ""
        else:
            self.chips.set_taken(None, words)
        self._words.setText(words)
        self._show_state(findings)

    def _on_chosen(self, codes: tuple[str, ...]) -> None:
        finding = known(self.items[0].id, codes, None, self.context.now())
        self.answered.emit([finding], [])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if typed_letter(event).upper() == "U":
            self._mark_unknown()
        else:
            super().keyPressEvent(event)
