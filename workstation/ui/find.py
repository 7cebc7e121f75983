"""Ctrl+K: one field that finds encounters by patient, record number, agent or number."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from workstation.clinical.encounter import EncounterState
from workstation.site.problems import Problem
from workstation.ui import theme
from workstation.ui.encounters_view import encounter_row
from workstation.ui.fields import Said, text_field, typed
from workstation.ui.overlay import Overlay
from workstation.ui.pages import Desk
from workstation.ui.table import Column, RowsView
from workstation.ui.tasks import Job
from workstation.ui.widgets.surfaces import Empty
from workstation.workflows import reports
from workstation.workflows.reports import EncounterRow

_PAUSE = 150
_MOST = 30
_TABLE_HEIGHT = 380
_WIDTH = 640


class FindCard(Overlay):
    """``encounter_chosen`` gives the uuid and whether it is an own draft to go on with."""

    encounter_chosen = Signal(str, bool)

    def __init__(self, near: QWidget, desk: Desk) -> None:
        super().__init__(near, "Find", width=_WIDTH)
        self._desk = desk
        self._rows: dict[str, EncounterRow] = {}
        self._job: Job | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._search)
        self.closed.connect(self._pause.stop)
        self.field = text_field("Name, record number, agent or encounter number", longest=200)
        self.field.edit.setObjectName("find")
        self.field.edit.installEventFilter(self)
        self.field.edit.textEdited.connect(lambda _: self._pause.start())
        self.table = RowsView(
            (Column("Patient and time"), Column("Grade", 110), Column("State", 110, right=True)),
            "Found",
            keeps_mark=True,
        )
        self.table.setFixedHeight(theme.scaled(_TABLE_HEIGHT))
        self.table.chosen.connect(self._choose)
        self._empty = Empty("search", "Nothing is found", "Try fewer or other words.")
        self._empty.hide()
        self._wrong = Said("alert-triangle", "danger", "error")
        for part in (self.field, self.table, self._empty, self._wrong):
            self.body.addWidget(part)
        back = self.add_button("Back", name="back")
        back.clicked.connect(self.close_card)
        show = self.add_button("Open", "primary", name="open_found")
        show.clicked.connect(lambda: self._choose(self.table.current_key()))
        self._show = show
        self.default, self.first = show, self.field.edit
        self._search()

    def _search(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = self._desk.tasks.command(
            reports.encounters,
            self._desk.session,
            typed(self.field),
            None,
            None,
            _MOST,
            0,
            done=self._on_found,
            failed=self._on_failed,
        )

    def _on_found(self, found: tuple[EncounterRow, ...]) -> None:
        self._rows = {row.uuid: row for row in found}
        self.table.set_rows([encounter_row(row, self._desk) for row in found])
        self.table.setVisible(bool(found))
        self._empty.setVisible(not found)
        if found:
            self._show.enable()
        else:
            self._show.disable("Nothing is found")
        self.refit()

    def _on_failed(self, problem: Problem) -> None:
        self._wrong.say(f"{problem.sentence} {problem.advice}")
        self.refit()

    def _choose(self, key: object) -> None:
        if self._pause.isActive():
            # Enter came before the search: what is shown belongs to fewer letters.
            self._pause.stop()
            self._search()
            return
        row = self._rows.get(str(key))
        if row is not None:
            account = self._desk.session.account
            own = row.state is EncounterState.DRAFT and row.nurse_name == account.printed_name
            self.close_card()
            self.encounter_chosen.emit(row.uuid, own)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the typing goes on in the field."""
        if (
            watched is self.field.edit
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        ):
            QApplication.sendEvent(self.table, event)
            return True
        return super().eventFilter(watched, event)
