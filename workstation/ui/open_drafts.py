"""Open and unsigned encounters on the worklist: go on, begin beside the patient, mark an error."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from workstation.clinical.encounter import Encounter
from workstation.ui import when
from workstation.ui.beginnings import BESIDE
from workstation.ui.fields import text_field
from workstation.ui.pages import Desk
from workstation.ui.reason_card import ReasonCard
from workstation.ui.table import TableRow
from workstation.ui.table_card import TableCard
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.surfaces import Empty
from workstation.workflows import calls

_LONGEST_REASON = 200
_KEPT = "Nothing is deleted: every answer stays in the record, marked as entered in error."


class OpenDrafts(TableCard):
    """One's own drafts. ``begin_requested`` carries a ``Setting``, ``discarded`` a uuid."""

    begin_requested = Signal(object)
    open_requested = Signal(str)
    discarded = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            "Open and unsigned",
            ("Started", "Patient", "Where", "Grade so far", "Disposition", ""),
            "drafts keep every answer",
        )
        self._desk = desk
        self._held: dict[str, Encounter] = {}
        self._error = Button("Entered in error", "quiet", name="entered_in_error")
        self._error.clicked.connect(self._ask_why)
        self._error.setToolTip("Marks the chosen draft, with a reason (Del)")
        self.head.addWidget(self._error)
        for begin in BESIDE:
            made = Button(begin.words, "quiet", begin.icon)
            made.setToolTip(begin.keys)
            made.clicked.connect(lambda _, where=begin.setting: self.begin_requested.emit(where))
            self.head.addWidget(made)
        self.set_empty(
            Empty("phone-call", "No open call", "Ctrl+N begins a call; it stays here until signed.")
        )
        self.table.chosen.connect(lambda key: self.open_requested.emit(str(key)))
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._ask_why)

    def show_drafts(self, drafts: tuple[Encounter, ...], rows: list[TableRow]) -> None:
        """Show these, each with its row."""
        self._held = {draft.uuid: draft for draft in drafts}
        self.set_rows(rows)
        self._error.setVisible(bool(rows))

    def _ask_why(self) -> None:
        draft = self._held.get(str(self.table.current_key()))
        if draft is not None:
            card = EnteredInErrorCard(self, self._desk, draft)
            card.discarded.connect(self.discarded)
            card.open()


class EnteredInErrorCard(ReasonCard):
    """Which draft it is, and why it was never meant."""

    discarded = Signal(str)
    act, act_name = "Mark as entered in error", "mark_error"
    missing = "Type why, such as: wrong number, begun twice."

    def __init__(self, near: QWidget, desk: Desk, draft: Encounter) -> None:
        who = draft.patient.display_name if draft.patient else "No patient yet"
        number = f" · {draft.call_back_number}" if draft.call_back_number else ""
        at = when.moment_text(draft.started_at, desk.zone, desk.now())
        because = text_field("Because", "goes to the record", _LONGEST_REASON)
        what = f"{who}{number} · started {at}. {_KEPT}"
        super().__init__(near, "Entered in error", what, because)
        self._desk, self._draft = desk, draft

    def submit(self, reason: str) -> None:
        self._desk.tasks.command(
            calls.discard,
            self._desk.session,
            self._draft.uuid,
            self._draft.version,
            reason,
            done=self._on_done,
            failed=self.on_failed,
            context=self,
        )

    def _on_done(self, marked: Encounter) -> None:
        self.close_card()
        self.discarded.emit(marked.uuid)
