"""Rows with one or two typed numbers, their source and their time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from workstation.clinical.findings import Finding, Setting, Value, known
from workstation.clinical.form import Item, Row
from workstation.clinical.refusal import Refusal
from workstation.ui import entry, theme
from workstation.ui.entry_fields import EntryField, SourceField, preset_source
from workstation.ui.forms import FormRow, RowContext, not_known_words
from workstation.ui.widgets.labels import label

_VALUES_WIDTH = 200
_SOURCE_WIDTH = 146
_TIME_WIDTH = 78
_BY_PHONE = "not_possible_by_phone"


def _usual_of(item: Item) -> str:
    """The item that holds a person's own baseline of another."""
    return f"baseline_{item.id}"


class VitalRow(FormRow):
    """One or two numbers, their unit, source and time. Leaving a field takes its value in."""

    def __init__(self, row: Row, context: RowContext, parent: QWidget | None = None) -> None:
        super().__init__(row, context, parent)
        self._at: datetime | None = None
        self._shown: dict[str, str] = {}
        self._narrow: bool | None = None
        self.fields = [self._field(i) for i in self.items]
        self._slash = label("/", "muted")
        self._unit = label(entry.unit_text(self.items[0], context.temperature_unit), "muted")
        self._limits = label("", "muted", wrap=True)
        self._words = label("", "muted", wrap=True)
        self.source = SourceField(row.label)
        self.time = EntryField(f"{row.label}, time", letters=True)
        self._block = QWidget()
        self._grid = QGridLayout(self._block)
        self._lay_out()
        self._line.addWidget(self._block)
        self._wire()

    def _field(self, item: Item) -> EntryField:
        unit = entry.unit_text(item, self.context.temperature_unit)
        field = EntryField(f"{item.label}, {unit}" if unit else item.label)
        field.setObjectName(f"value_{item.id}")
        field.setFont(theme.font(strong=True))
        field.setFixedWidth(theme.scaled(theme.FIELD_WIDTH + (14 if len(self.items) == 1 else 0)))
        return field

    def _lay_out(self) -> None:
        self._name_with_limits()
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self.time.setProperty("quiet", True)
        self.time.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.time.setFont(theme.font(strong=True))
        self.time.setObjectName(f"time_{self.items[0].id}")
        self.source.setObjectName(f"source_{self.items[0].id}")
        self.source.setCurrentIndex(
            self.source.findData(preset_source(self.items[0], self.context.setting).value)
        )
        self.source.setFixedWidth(theme.scaled(_SOURCE_WIDTH))
        self.time.setFixedWidth(theme.scaled(_TIME_WIDTH))
        values = QWidget()
        row = QGridLayout(values)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(6)
        row.addWidget(self.fields[0], 0, 0)
        if len(self.fields) > 1:
            row.addWidget(self._slash, 0, 1)
            row.addWidget(self.fields[1], 0, 2)
        row.addWidget(self._unit, 0, 3)
        row.setColumnStretch(4, 1)
        values.setMinimumWidth(theme.scaled(_VALUES_WIDTH))
        self._values = values
        self._arrange(narrow=False)

    def _name_with_limits(self) -> None:
        """What is normal for a child's age stands below the name of the vital."""
        self._names.addWidget(self._limits)
        self._limits.setObjectName(f"limits_{self.items[0].id}")
        self._limits.hide()

    def _arrange(self, *, narrow: bool) -> None:
        """Source and time stand beside the values, or below them where the form is narrow."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for widget in (self._values, self.source, self.time, self._words):
            self._grid.removeWidget(widget)
        below, first = (1, 0) if narrow else (0, 1)
        self._grid.addWidget(self._values, 0, 0, 1, 2 if narrow else 1)
        self._grid.addWidget(self.source, below, first)
        self._grid.addWidget(self.time, below, first + 1)
        # The words take the place of source and time, so that the fields stay where they are.
        self._grid.addWidget(self._words, below, first, 1, 2)
        for place in range(3):
            self._grid.setColumnMinimumWidth(place, 0)
        self._grid.setColumnMinimumWidth(first, theme.scaled(_SOURCE_WIDTH))
        self._grid.setColumnMinimumWidth(first + 1, theme.scaled(_TIME_WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(narrow=event.size().width() < theme.scaled(600))

    def _wire(self) -> None:
        for place, field in enumerate(self.fields):
            field.unknown_requested.connect(self._mark_unknown)
            field.reason_requested.connect(self.ask_reason)
            field.phone_named.connect(self._mark_untestable)
            field.entered.connect(lambda place=place: self._on_entered(place))
            field.stepped.connect(lambda by, place=place: self._step(place + by))
            field.left.connect(lambda place=place: self._take(place))
        self.source.activated.connect(self._on_source)
        self.source.entered.connect(lambda: self.go_on.emit(True))
        self.source.stepped.connect(lambda by: self._step(len(self.fields) + by))
        self.time.entered.connect(self._on_time_entered)
        self.time.left.connect(self._take_time)
        self.time.stepped.connect(lambda by: self._step(len(self.fields) + 1 + by))

    # --- what is shown --------------------------------------------------------------------------

    def focus_target(self) -> QWidget:
        empty = next((f for f in self.fields if not f.text()), None)
        return empty or self.fields[0]

    def show_findings(self, findings: Mapping[str, Finding]) -> None:
        found = [findings.get(i.id) for i in self.items]
        first = next((f for f in found if f is not None), None)
        for item, field, finding in zip(self.items, self.fields, found, strict=True):
            self._show_value(item, field, finding)
        self._show_usual(findings)
        self._show_limits()
        stated = first is not None and not first.known
        reasons = self.context.reasons_for(self.items)
        self._words.setText(not_known_words(first, reasons) if stated else "")
        self._words.setVisible(stated)
        self.source.setVisible(not stated)
        self.time.setVisible(not stated)
        if first is not None and first.known:
            if first.source is not None:
                self.source.setCurrentIndex(self.source.findData(first.source.value))
            self._at = first.at
        self._show_time()
        self._show_state(findings)

    def has_changed(self, before: Mapping[str, Finding], after: Mapping[str, Finding]) -> bool:
        usual = _usual_of(self.items[0])
        changed = super().has_changed(before, after) or before.get(usual) != after.get(usual)
        return changed or self._limits.text() != self._limit_words()

    def _limit_words(self) -> str:
        words = self.context.limits()
        return next((words[item.id] for item in self.items if item.id in words), "")

    def _show_limits(self) -> None:
        words = self._limit_words()
        self._limits.setText(words)
        self._limits.setVisible(bool(words))
        self.fields[0].setAccessibleDescription(words)

    def _show_usual(self, findings: Mapping[str, Finding]) -> None:
        """The person's own baseline beside a single value: ``% · usual 94``."""
        unit, temperature = self.items[0], self.context.temperature_unit
        words = [entry.unit_text(unit, temperature)]
        usual = findings.get(_usual_of(unit))
        if len(self.items) == 1 and usual is not None and isinstance(usual.value, int | float):
            words.append(f"usual {entry.number_text(unit, usual.value, temperature)}")
        self._unit.setText(" · ".join(word for word in words if word))

    def _show_value(self, item: Item, field: EntryField, finding: Finding | None) -> None:
        text = ""
        if finding is not None and isinstance(finding.value, int | float):
            text = entry.number_text(item, finding.value, self.context.temperature_unit)
        typing = field.isModified() and (field.hasFocus() or bool(field.property("error")))
        if field.text() != text and not typing:
            field.setText(text)
        self._shown[item.id] = text

    def _show_time(self) -> None:
        if self.time.hasFocus():
            return
        empty = not any(self._shown.get(i.id) for i in self.items)
        now = self.context.now()
        # What stands on file without a time shows none; the row being asked shows the present.
        at = self._at if self._at is not None or not (empty and self._current) else now
        self.time.setText(entry.time_text(at, now, self.context.zone) if at is not None else "")

    def set_current(self, current: bool) -> None:
        super().set_current(current)
        self._show_time()

    # --- what is typed --------------------------------------------------------------------------

    def _step(self, place: int) -> None:
        parts: list[QWidget] = [*self.fields]
        if self.source.isVisible():
            parts += [self.source, self.time]
        if 0 <= place < len(parts):
            parts[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark_unknown(self) -> None:
        self.accept_again(*self.fields)
        super()._mark_unknown()

    def _mark_untestable(self) -> None:
        """Not assessed, because a phone cannot tell; elsewhere there is no such reason."""
        known_reasons = {code.id for code in self.context.reasons}
        if self.context.setting is Setting.PHONE and _BY_PHONE in known_reasons:
            self.accept_again(*self.fields)
            self._on_reason(_BY_PHONE)

    def _on_entered(self, place: int) -> None:
        if not self._take(place):
            return
        half = place + 1 < len(self.fields) and self.fields[place].text()
        if half and not self.fields[place + 1].text():
            self._step(place + 1)
        else:
            self.go_on.emit(True)

    def _take(self, place: int) -> bool:
        """Take one field in; False when it is refused, and then text and focus stay."""
        item, field = self.items[place], self.fields[place]
        text = field.text().strip()
        if text == self._shown.get(item.id, ""):
            self.accept_again(field)
            return True
        if not text:
            self.accept_again(field)
            self.answered.emit([], [item.id])
            return True
        try:
            value = entry.read_number(item, text, self.context.temperature_unit)
        except Refusal as refusal:
            self.refuse(field, refusal.message)
            return False
        self.accept_again(field)
        field.setModified(False)
        self.answered.emit([self._finding(item, value)], [])
        return True

    def _finding(self, item: Item, value: Value) -> Finding:
        return known(item.id, value, self.source.source, self._at or self.context.now())

    def _known_now(self) -> list[Finding]:
        """The values of the row as findings, with the source and time shown."""
        made = []
        for item in self.items:
            text = self._shown.get(item.id, "")
            if text:
                value = entry.read_number(item, text, self.context.temperature_unit)
                made.append(self._finding(item, value))
        return made

    def _on_source(self) -> None:
        again = self._known_now()
        if again:
            self.answered.emit(again, [])

    def _on_time_entered(self) -> None:
        if self._take_time():
            self.go_on.emit(True)

    def _take_time(self) -> bool:
        if not self.time.isModified():
            return True
        text = self.time.text().strip()
        try:
            now = self.context.now()
            self._at = entry.read_time(text, now, self.context.zone) if text else None
        except Refusal as refusal:
            self.refuse(self.time, refusal.message)
            return False
        self.time.setModified(False)
        self.accept_again(self.time)
        self._on_source()
        return True
