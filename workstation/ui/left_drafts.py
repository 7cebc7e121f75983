"""Calls of a closed account on the worklist: seen by every nurse, and taken over with a reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.clinical.encounter import Encounter
from workstation.ui.fields import text_field
from workstation.ui.pages import Desk
from workstation.ui.reason_card import ReasonCard
from workstation.ui.table import TableRow
from workstation.ui.table_card import TableCard
from workstation.workflows import taking_over

Row = Callable[[Encounter], TableRow]


class LeftDrafts(TableCard):
    """Hidden while there are none. ``taken`` with the uuid of a draft that is now one's own."""

    taken = Signal(str)

    def __init__(self, desk: Desk, row: Row) -> None:
        super().__init__(
            "Left by closed accounts",
            ("Started", "Patient", "Where", "Grade so far", "Disposition", ""),
            "Enter takes one over, with a reason",
        )
        self._desk, self._row = desk, row
        self._held: dict[str, Encounter] = {}
        self.table.chosen.connect(lambda key: self._ask(str(key)))
        self.hide()

    def refresh(self) -> None:
        """Read anew beside other work; when that fails, the next time will tell."""
        self._desk.tasks.query(
            taking_over.left_drafts,
            self._desk.session,
            done=self._on_read,
            failed=lambda _: None,
            context=self,
        )

    def _on_read(self, drafts: tuple[Encounter, ...]) -> None:
        self._held = {draft.uuid: draft for draft in drafts}
        self.set_rows([self._row(draft) for draft in drafts])
        self.setVisible(bool(drafts))

    def _ask(self, uuid: str) -> None:
        card = TakeOverCard(self, self._desk, self._held[uuid])
        card.taken.connect(self.taken)
        card.taken.connect(self.refresh)
        card.open()


class TakeOverCard(ReasonCard):
    """Whose call it was, and why another goes on with it."""

    taken = Signal(str)
    act, act_name = "Take over", "take_over"
    missing = "Type why, such as: she left, the patient waits."

    def __init__(self, near: QWidget, desk: Desk, draft: Encounter) -> None:
        who = draft.patient.display_name if draft.patient else draft.call_back_number
        super().__init__(
            near,
            f"Take over the call of {draft.nurse_name}",
            f"{who or 'No patient yet'}. The account is closed. What was entered stays under that "
            "name; the record and the signed page name you both.",
            text_field("Reason", "goes to the record and the page", taking_over.LONGEST_REASON),
        )
        self._desk, self._draft = desk, draft

    def submit(self, reason: str) -> None:
        self._desk.tasks.command(
            taking_over.take_over,
            self._desk.session,
            self._draft.uuid,
            self._draft.version,
            reason,
            done=self._on_taken,
            failed=self.on_failed,
        )

    def _on_taken(self, draft: Encounter) -> None:
        self.close_card()
        self.taken.emit(draft.uuid)
