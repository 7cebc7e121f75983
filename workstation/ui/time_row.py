"""A row that asks for a time alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtWidgets import QWidget

from workstation.clinical.doses import ANTI_CYTOKINE, STEROID
from workstation.clinical.findings import Finding, State, known
from workstation.clinical.form import Row
from workstation.clinical.given import MASKING_HOURS
from workstation.clinical.refusal import Refusal
from workstation.ui import entry, theme
from workstation.ui.entry_fields import EntryField
from workstation.ui.forms import FormRow, RowContext, not_known_words
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label

_OF_DOSES = frozenset(
    at for drug, (at, _) in MASKING_HOURS.items() if drug in (STEROID, ANTI_CYTOKINE)
)


class TimeRow(FormRow):
    """One time item."""

    def __init__(self, row: Row, context: RowContext, parent: QWidget | None = None) -> None:
        super().__init__(row, context, parent)
        self._words = label("", "muted")
        ahead = self.items[0].id in context.may_be_later
        form = (
            "such as 14:30, or +30 for in 30 minutes" if ahead else "such as 14:05 or 25 Nov 14:05"
        )
        self.field = EntryField(f"{row.label}, {form}", letters=True)
        self.field.setObjectName(f"value_{self.items[0].id}")
        self.field.setFixedWidth(theme.scaled(160))
        self.field.setFont(theme.font(strong=True))
        self._shown = ""
        self._line.addWidget(self._words)
        if context.tell_dose is not None and self.items[0].id in _OF_DOSES:
            told = Button("Doses", "quiet", on_click=context.tell_dose, name=f"doses_{row.id}")
            told.setToolTip("Doses given (Alt+D)")
            told.setAccessibleDescription("Alt+D")
            self._line.addWidget(told)
        self._line.addWidget(self.field)
        self.field.unknown_requested.connect(self._mark_unknown)
        self.field.reason_requested.connect(self.ask_reason)
        self.field.entered.connect(self._on_entered)
        self.field.left.connect(self._take)

    def focus_target(self) -> QWidget:
        return self.field

    def show_findings(self, findings: Mapping[str, Finding]) -> None:
        found = findings.get(self.items[0].id)
        text = ""
        if found is not None and isinstance(found.value, datetime):
            text = entry.time_text(found.value, self.context.now(), self.context.zone)
        if text != self._shown:
            self._shown = text
            self.field.setText(text)
        stated = found is not None and found.state is not State.KNOWN
        self._words.setText(not_known_words(found, self.context.reasons) if stated else "")
        self._show_state(findings)

    def _read(self, text: str) -> datetime:
        """A time that was, or of a plan one that comes."""
        ahead = self.items[0].id in self.context.may_be_later
        read = entry.read_planned if ahead else entry.read_time
        return read(text, self.context.now(), self.context.zone)

    def _on_entered(self) -> None:
        if self._take():
            self.go_on.emit(True)

    def _take(self) -> bool:
        item, text = self.items[0], self.field.text().strip()
        if text == self._shown:
            self.accept_again(self.field)
            return True
        if not text:
            self.accept_again(self.field)
            self.answered.emit([], [item.id])
            return True
        try:
            moment = self._read(text)
        except Refusal as refusal:
            self.refuse(self.field, f"{item.label}: {refusal.message}")
            return False
        self.accept_again(self.field)
        self.answered.emit([known(item.id, moment, None, None)], [])
        return True
