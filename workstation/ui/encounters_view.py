"""All encounters: a list to search at the left, the record of the chosen one at the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLineEdit, QWidget

from workstation.clinical.encounter import Encounter, EncounterState
from workstation.ui import theme, when
from workstation.ui.pages import Desk, Hints, Page
from workstation.ui.record_view import STATES, RecordView
from workstation.ui.save_copy import SaveCopyCard
from workstation.ui.sheet_card import open_sheet
from workstation.ui.table import Cell, Column, Grade, RowsView, TableRow
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, Empty, line
from workstation.ui.worklist import SETTINGS
from workstation.workflows import calls, issuing, reports
from workstation.workflows.issuing import Verdict
from workstation.workflows.reports import EncounterRow
from workstation.workflows.sheets import SheetKind

_LIST_WIDTH = 396
_PAUSE = 200
_MOST = 300
_STATE_ROLES = {
    EncounterState.DRAFT: "warn",
    EncounterState.SIGNED: "ok",
    EncounterState.AMENDED: "text",
    EncounterState.ENTERED_IN_ERROR: "text2",
}
_ANY = ""


class EncountersPage(Page):
    """The list and the record."""

    go_on_requested = Signal(str)
    """The uuid of an own draft."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Encounters")
        self._rows: dict[str, EncounterRow] = {}
        self._wanted: str | None = None
        self.list = EncounterList()
        self.record = RecordView(desk)
        self.record.hide()
        self._nothing = Card()
        self._nothing.body.addWidget(
            Empty("file", "No encounter is chosen", "Choose one at the left to read its record.")
        )
        self._nothing.body.addStretch(1)
        row = line(gap=theme.CARD_GAP + theme.STEP)
        row.addWidget(self.list)
        row.addWidget(self.record, 1)
        row.addWidget(self._nothing, 1)
        self.body.addLayout(row, 1)
        self.list.changed.connect(self._search)
        self.list.table.current_changed.connect(self._on_current)
        self.list.table.chosen.connect(self._on_chosen)
        self.record.copy_requested.connect(self._save_copy)
        self.record.go_on_requested.connect(self._go_on)
        self.record.sheet_requested.connect(self._show_sheet)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_PAUSE)
        self._settle.timeout.connect(self._open_current)

    @property
    def hints(self) -> Hints:
        return (("Up Down", "move"), ("Enter", "read"), ("Ctrl+K", "find"), ("Ctrl+L", "lock"))

    def refresh(self) -> None:
        self._search()

    def take_keyboard(self) -> None:
        self.list.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_encounter(self, uuid: str) -> None:
        """Go to one encounter, whatever the filters say."""
        self._wanted = uuid
        self.list.clear_filters()
        self._search()

    def _search(self) -> None:
        start, end = self.list.period(when.local(self.desk.now(), self.desk.zone).date())
        self.run(reports.encounters, self.list.query, start, end, _MOST, 0, done=self._on_rows)

    def _on_rows(self, found: tuple[EncounterRow, ...]) -> None:
        rows = self.list.matching(found)
        self._rows = {row.uuid: row for row in rows}
        wanted, self._wanted = self._wanted, None
        self.list.show_rows([encounter_row(row, self.desk) for row in rows], wanted)
        if not rows:
            self._show_record(False)

    def _on_current(self, key: object) -> None:
        """Moving through the list opens the record a moment later: each view is audited."""
        shown = self.record.encounter
        row = self._rows.get(str(key))
        if row is not None and (shown is None or shown.uuid != key or self.record.isHidden()):
            self.record.announce(row)
            self._settle.start()

    def _on_chosen(self, key: object) -> None:
        self._settle.stop()
        self._open(str(key))

    def _open_current(self) -> None:
        key = self.list.table.current_key()
        if key is not None:
            self._open(str(key))

    def _open(self, uuid: str) -> None:
        self.run(calls.open_encounter, uuid, done=self._on_opened)

    def _on_opened(self, encounter: Encounter) -> None:
        if self.list.table.current_key() != encounter.uuid:
            return
        self.record.show_encounter(encounter, self._rows.get(encounter.uuid))
        self._show_record(True)
        if encounter.signed_at is not None:
            self.run(issuing.verify_stored, encounter.uuid, done=self._verified(encounter.uuid))

    def _verified(self, uuid: str) -> Callable[[Verdict], None]:
        def show(verdict: Verdict) -> None:
            shown = self.record.encounter
            if shown is not None and shown.uuid == uuid:
                self.record.show_verdict(verdict)

        return show

    def _show_record(self, some: bool) -> None:
        self.record.setVisible(some)
        self._nothing.setVisible(not some)

    def _go_on(self) -> None:
        shown = self.record.encounter
        if shown is not None:
            self.go_on_requested.emit(shown.uuid)

    def _save_copy(self) -> None:
        shown = self.record.encounter
        if shown is not None:
            SaveCopyCard(self, self.desk.session, self.desk.tasks, shown.uuid).open()

    def _show_sheet(self, kind: SheetKind) -> None:
        shown = self.record.encounter
        if shown is not None:
            open_sheet(self, self.desk.session, self.desk.tasks, shown.uuid, kind)


class EncounterList(Card):
    """Search field, filters and table."""

    changed = Signal()
    """What is looked for has changed."""

    def __init__(self) -> None:
        super().__init__(padding=0)
        self.setFixedWidth(theme.scaled(_LIST_WIDTH))
        self.body.setContentsMargins(1, 12, 1, 8)
        self.search = QLineEdit()
        self.search.setObjectName("search_encounters")
        self.search.setAccessibleName("Search encounters by name, record number, agent or number")
        self.search.setMaxLength(200)
        self.search.setPlaceholderText("Name, record number, agent")
        self.search.installEventFilter(self)
        self._count = label("", "muted")
        self.body.addLayout(self._search_row())
        self.body.addLayout(self._filter_row())
        self.table = RowsView(
            (Column("Patient and time", 204), Column("Grade", 76), Column("State", right=True)),
            "Encounters",
            keeps_mark=True,
        )
        self.body.addWidget(self.table, 1)
        self._empty = Empty("search", "Nothing is found", "Other words or another period may help.")
        self._empty.setContentsMargins(12, 0, 12, 0)
        self._empty.hide()
        self.body.addWidget(self._empty)
        self._fill = QWidget()
        self._fill.hide()
        self.body.addWidget(self._fill, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.changed)
        self.search.textEdited.connect(lambda _: self._pause.start())

    @property
    def query(self) -> str:
        """The words typed."""
        return self.search.text().strip()

    def period(self, today: date) -> tuple[date | None, date | None]:
        """First and last day of the period chosen."""
        days = self._period.currentData()
        return (None, None) if days is None else (today - timedelta(days=int(days)), today)

    def matching(self, rows: tuple[EncounterRow, ...]) -> tuple[EncounterRow, ...]:
        """The rows that fit grade and state."""
        grade, state = self._grade.currentData(), self._state.currentData()
        return tuple(
            row
            for row in rows
            if (grade is None or row.at_least == grade) and (not state or row.state.value == state)
        )

    def show_rows(self, rows: list[TableRow], wanted: str | None) -> None:
        """Show what was found, the cursor on the one wanted."""
        self._count.setText(str(len(rows)) if rows else "")
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._fill.setVisible(not rows)
        keys = [row.key for row in rows]
        if wanted in keys:
            self.table.selectRow(keys.index(wanted))

    def clear_filters(self) -> None:
        """Look for everything."""
        self.search.clear()
        for combo in (self._grade, self._state, self._period):
            combo.blockSignals(True)
            combo.setCurrentIndex(0)
            combo.blockSignals(False)

    def _search_row(self) -> QHBoxLayout:
        row = line(gap=theme.GAP)
        row.setContentsMargins(15, 0, 15, 0)
        row.addWidget(Icon("search", "text2"))
        row.addWidget(self.search, 1)
        row.addWidget(self._count)
        return row

    def _filter_row(self) -> QHBoxLayout:
        row = line(gap=6)
        row.setContentsMargins(15, 0, 15, 8)
        grades = tuple((f"Grade {number}", number) for number in range(6))
        self._grade = self._combo("Grade", (("Any grade", None), *grades))
        states = tuple((words, state.value) for state, words in STATES.items())
        self._state = self._combo("State", (("Any state", _ANY), *states))
        periods = (
            ("All time", None),
            ("Today", 0),
            ("7 days", 6),
            ("31 days", 30),
            ("1 year", 365),
        )
        self._period = self._combo("Period", periods)
        for combo in (self._grade, self._state, self._period):
            row.addWidget(combo, 1)
        return row

    def _combo(self, name: str, choices: tuple[tuple[str, object], ...]) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"filter_{name.lower()}")
        combo.setAccessibleName(f"{name} filter")
        for words, key in choices:
            combo.addItem(words, key)
        combo.currentIndexChanged.connect(lambda _: self.changed.emit())
        return combo

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Enter work in the list while one types."""
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in keys
            and not self.table.isHidden()
        ):
            QApplication.sendEvent(self.table, event)
            return True
        return super().eventFilter(watched, event)


def encounter_row(row: EncounterRow, desk: Desk) -> TableRow:
    """An encounter as a row: who and when, grade, state."""
    at = when.moment_text(row.signed_at or row.started_at, desk.zone, desk.now())
    who = row.patient_name or "No patient"
    cells = (
        Cell(who, f"{at} · {SETTINGS[row.setting].lower()}", strong=True),
        _grade_cell(row),
        Cell(STATES[row.state], role=_STATE_ROLES[row.state], strong=True, right=True),
    )
    return TableRow(row.uuid, cells)


def _grade_cell(row: EncounterRow) -> Cell:
    """The grade as it was signed; a draft has none yet, which is not "not settled"."""
    if row.at_least is None:
        return Cell(says="not graded until signed")
    grade = Grade(row.at_least, row.at_most)
    return Cell(grade=grade, says=grade.words)
