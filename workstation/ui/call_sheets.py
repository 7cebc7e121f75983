"""The sheets of a call: made from what is saved, before the signature too."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from workstation.ui.call_draft import CallDraft
from workstation.ui.sheet_card import open_sheet
from workstation.ui.tasks import Tasks
from workstation.workflows.sheets import SheetKind


class CallSheets(QObject):
    """Opens a sheet over a view once the last answer is stored."""

    def __init__(self, view: QWidget, draft: CallDraft, tasks: Tasks) -> None:
        super().__init__(view)
        self._view, self._draft, self._tasks = view, draft, tasks

    def hand_over(self) -> None:
        """Alt+H: for the ambulance or the emergency department."""
        self._open(SheetKind.HANDOVER)

    def patient(self) -> None:
        """Alt+P: for the patient."""
        self._open(SheetKind.PATIENT)

    def _open(self, kind: SheetKind) -> None:
        _take_typed()
        session, uuid = self._draft.session, self._draft.encounter.uuid
        self._draft.when_saved(lambda: open_sheet(self._view, session, self._tasks, uuid, kind))


def _take_typed() -> None:
    """What stands in a field counts: it is taken as if the field had been left."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        field.clearFocus()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
