"""The sheets of a call: made from what is saved, before the signature too."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from workstation.site.problems import Problem
from workstation.ui.call_draft import CallDraft
from workstation.ui.overlay import Overlay
from workstation.ui.sheet_card import open_sheet
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.labels import label
from workstation.workflows.sheets import SheetKind


class CallSheets(QObject):
    """Opens a sheet over a view once the last answer is stored, or asks where it is not."""

    def __init__(self, view: QWidget, draft: CallDraft, tasks: Tasks) -> None:
        super().__init__(view)
        self._view, self._draft, self._tasks = view, draft, tasks
        self._wanted: SheetKind | None = None
        draft.save_failed.connect(self._on_save_failed)

    def hand_over(self) -> None:
        """Alt+H: for the ambulance or the emergency department."""
        self._open(SheetKind.HANDOVER)

    def patient(self) -> None:
        """Alt+P: for the patient."""
        self._open(SheetKind.PATIENT)

    def _open(self, kind: SheetKind) -> None:
        _take_typed()
        self._wanted = kind
        self._draft.when_saved(self._open_wanted)

    def _open_wanted(self) -> None:
        """Nothing comes up later than it was asked for."""
        kind, self._wanted = self._wanted, None
        if kind is not None:
            self._make(kind)

    def _make(self, kind: SheetKind) -> None:
        uuid = self._draft.encounter.uuid
        open_sheet(self._view, self._draft.session, self._tasks, uuid, kind)

    def _on_save_failed(self, problem: Problem) -> None:
        kind, self._wanted = self._wanted, None
        if kind is not None:
            NotSavedCard(self._view, problem, lambda: self._make(kind)).open()


class NotSavedCard(Overlay):
    """Why there is no sheet of the last answers, and the way to one without them."""

    def __init__(self, near: QWidget, problem: Problem, make: Callable[[], object]) -> None:
        super().__init__(near, "The last answers are not saved", problem.sentence)
        told = (problem.advice, "A sheet made now is without them.")
        self.body.addWidget(label(" ".join(filter(None, told)), wrap=True))
        back = self.add_button("Back to the call", name="back")
        back.clicked.connect(self.close_card)
        go_on = self.add_button("Make it from what is saved", "primary", name="make_from_saved")
        go_on.clicked.connect(self.close_card)
        go_on.clicked.connect(make)
        self.default = self.first = go_on


def _take_typed() -> None:
    """What stands in a field counts: it is taken as if the field had been left."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        field.clearFocus()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
