"""A call-back from the worklist: whom to call, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import Setting
from workstation.site.problems import Problem
from workstation.ui import theme, when
from workstation.ui.fields import text_field, typed
from workstation.ui.overlay import Overlay
from workstation.ui.pages import Desk
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import frame, line
from workstation.workflows import calls
from workstation.workflows.calls import CallBack
from workstation.workflows.session import Session

_WIDTH = 560
_LONGEST_OUTCOME = 200


def begin(session: Session, item: CallBack, uuid: str) -> Encounter:
    """Reached: a new call with the same number and patient; the promise is kept.

    ``uuid`` is that of the new encounter, so that a second try finds the first.
    """
    encounter = calls.start(session, Setting.PHONE, item.number, uuid)
    before = calls.open_encounter(session, item.encounter_uuid)
    if before.patient is not None and encounter.patient is None:
        encounter = calls.attach_patient(
            session, encounter.uuid, encounter.version, before.patient.uuid
        )
    if item.finished_at is None:
        calls.finish_call_back(session, item.id, f"Reached, call {encounter.id}")
    return encounter


class CallBackCard(Overlay):
    """The number to dial. Reached begins a call; an outcome in words closes the promise."""

    call_requested = Signal(object)
    finished = Signal()

    def __init__(self, near: QWidget, desk: Desk, item: CallBack) -> None:
        now = desk.now()
        due = f"due {when.clock_text(item.due_at, desk.zone)}, {when.due_text(item.due_at, now)}"
        who = item.patient_name or "A caller without a name"
        super().__init__(near, who, f"Call-back {due}", _WIDTH)
        self._desk, self._item = desk, item
        self.body.addWidget(_number_well(item.number))
        self.outcome = text_field(
            "Or close without a call, because", "goes to the record", _LONGEST_OUTCOME
        )
        self.body.addWidget(self.outcome)
        back = self.add_button("Back", name="back")
        back.clicked.connect(self.close_card)
        close = self.add_button("Close, with reason", name="close_with_reason")
        close.clicked.connect(self._finish)
        reached = self.add_button("Reached: begin the call", "primary", name="reached")
        reached.clicked.connect(self._reached)
        self.default = self.first = reached
        self.outcome.edit.textEdited.connect(self._choose_default)
        self._buttons = (close, reached)

    def _choose_default(self, text: str) -> None:
        """Enter in the reason closes; without a reason it begins the call."""
        self.default = self._buttons[0 if text.strip() else 1]

    def _reached(self) -> None:
        self.close_card()
        self.call_requested.emit(self._item)

    def _finish(self) -> None:
        outcome = typed(self.outcome)
        if not outcome:
            self.outcome.refuse("Type what came of it, such as: not reached, went to hospital.")
            self.refit()
            return
        self._desk.tasks.command(
            calls.finish_call_back,
            self._desk.session,
            self._item.id,
            outcome,
            done=self._on_finished,
            failed=self._on_failed,
        )

    def _on_finished(self, closed: CallBack) -> None:
        del closed
        self.close_card()
        self.finished.emit()

    def _on_failed(self, problem: Problem) -> None:
        self.outcome.refuse(f"{problem.sentence} {problem.advice}")
        self.refit()


def _number_well(number: str) -> QWidget:
    well = frame("well")
    row = line(well, margin=theme.CARD_PADDING, gap=theme.GROUP_GAP)
    row.addWidget(Icon("phone", "accent", theme.ICON_IN_HEAD))
    row.addWidget(label(number or "No number was given", "grade"), 1)
    well.setAccessibleName(f"Number to call: {number or 'none'}")
    return well
