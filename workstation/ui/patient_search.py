"""Finding the patient of a call: search as one types, Enter attaches, or a new patient."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from workstation.clinical.encounter import Patient
from workstation.clinical.findings import Therapy
from workstation.clinical.form import Form
from workstation.site.problems import Problem
from workstation.ui import theme, when
from workstation.ui.fields import Said, text_field, typed
from workstation.ui.new_patient import PatientCard
from workstation.ui.overlay import Overlay
from workstation.ui.risk_card import RiskCard
from workstation.ui.table import Cell, Column, RowsView, TableRow
from workstation.ui.tasks import Job, Tasks
from workstation.ui.widgets.surfaces import Empty
from workstation.ui.worklist import person_detail, therapy_text
from workstation.workflows import patients
from workstation.workflows.session import Session

_PAUSE = 120
"""Milliseconds after the last letter: each search is written to the audit, so not each letter."""
_MOST = 20
_TABLE_HEIGHT = 300


class PatientSearch(Overlay):
    """A card with one field and what it finds. ``chosen`` gives the ``Patient``."""

    chosen = Signal(object)
    title: ClassVar[str] = "Attach the patient"
    detail: ClassVar[str] = "Once attached, the patient of a call is never changed."
    verb: ClassVar[str] = "Attach"

    def __init__(self, near: QWidget, session: Session, tasks: Tasks) -> None:
        super().__init__(near, self.title, self.detail)
        self._near, self._session, self._tasks = near, session, tasks
        self._found: dict[str, Patient] = {}
        self._job: Job | None = None
        self._awaited = False
        """Enter came before what was typed had been searched for."""
        self.field = text_field("Name, record number or birth date", "1965-03-14", 100)
        self.field.edit.installEventFilter(self)
        self.field.edit.textEdited.connect(self._wait)
        self.table = RowsView(
            (Column("Patient", 250), Column("Born", 120), Column("Agent and dose")),
            "Patients",
            keeps_mark=True,
        )
        self.table.setFixedHeight(theme.scaled(_TABLE_HEIGHT))
        self.table.chosen.connect(self._choose)
        self._empty = Empty("user", "No patient is found", "Alt+N adds a new patient.")
        self._wrong = Said("alert-triangle", "danger", "error")
        for part in (self.field, self.table, self._empty, self._wrong):
            self.body.addWidget(part)
        self._empty.hide()
        self._add_buttons()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._search)
        self.closed.connect(self._pause.stop)
        self._search()

    def _add_buttons(self) -> None:
        back = self.add_button("Back", name="back")
        back.clicked.connect(self.close_card)
        self.risk = self.add_button("Risk, Alt+R", name="risk")
        self.risk.clicked.connect(self._show_risk)
        new = self.add_button("New patient, Alt+N", name="new_patient")
        new.clicked.connect(self._add)
        self.attach = self.add_button(self.verb, "primary", name="attach")
        self.attach.clicked.connect(lambda: self._choose(self.table.current_key()))
        self.default, self.first = self.attach, self.field.edit

    def _wait(self) -> None:
        self._awaited = False
        self._pause.start()

    def _search(self) -> None:
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
        self._job = self._tasks.command(
            patients.search,
            self._session,
            typed(self.field),
            _MOST,
            done=self._on_found,
            failed=self._on_failed,
        )

    def _on_found(self, found: tuple[Patient, ...]) -> None:
        self._job = None
        self._found = {patient.uuid: patient for patient in found}
        form, zone = self._session.protocol.form, self._session.site.time_zone
        today = when.local(self._session.clock(), zone).date()
        self.table.set_rows([patient_row(patient, form, today) for patient in found])
        self.table.setVisible(bool(found))
        self._empty.setVisible(not found)
        for button in (self.attach, self.risk):
            if found:
                button.enable()
            else:
                button.disable("No patient is found")
        self.refit()
        awaited, self._awaited = self._awaited, False
        if awaited and len(found) == 1:
            self._choose(found[0].uuid)

    def _on_failed(self, problem: Problem) -> None:
        self._job, self._awaited = None, False
        self._wrong.say(f"{problem.sentence} {problem.advice}")
        self.refit()

    def _choose(self, key: object) -> None:
        if self._pause.isActive() or self._job is not None:
            # What is shown belongs to fewer letters. Of one person found there is no choice left;
            # of several the nurse chooses with her eyes on them.
            self._awaited = True
            if self._pause.isActive():
                self._search()
            return
        patient = self._found.get(str(key))
        if patient is not None:
            self._take(patient)

    def _take(self, patient: Patient) -> None:
        """What is done with the one chosen, or with a new one."""
        self.close_card()
        self.chosen.emit(patient)

    def _add(self) -> None:
        card = PatientCard(self, self._session, self._tasks, verb=f"Save and {self.verb.lower()}")
        card.suggest(typed(self.field))
        card.saved.connect(self._take)
        card.open()

    def _show_risk(self) -> None:
        """The risk of the marked patient, without attaching anyone."""
        patient = self._found.get(str(self.table.current_key()))
        if patient is not None:
            self._open_risk(patient)

    def _open_risk(self, patient: Patient) -> None:
        card = RiskCard(self, self._session, self._tasks, patient, patient.therapy)
        card.saved.connect(self._search)
        card.open()

    # --- Qt ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the typing goes on; Alt+N is no letter of a name."""
        if (
            watched is self.field.edit
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
        ):
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                QApplication.sendEvent(self.table, event)
                return True
            if _adds(event):
                self._add()
                return True
            if _with_alt(event, Qt.Key.Key_R):
                self._show_risk()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _adds(event):
            self._add()
            event.accept()
            return
        if _with_alt(event, Qt.Key.Key_R):
            self._show_risk()
            event.accept()
            return
        super().keyPressEvent(event)


class RiskSearch(PatientSearch):
    """The same without a call: whom a treatment is planned for. It stays until it is left."""

    title = "Risk before the first dose"
    detail = "Before a treatment begins, without a call."
    verb = "Assess"

    def __init__(self, near: QWidget, session: Session, tasks: Tasks) -> None:
        super().__init__(near, session, tasks)
        self.risk.hide()

    def _take(self, patient: Patient) -> None:
        self._search()
        self._open_risk(patient)


def _adds(event: QKeyEvent) -> bool:
    return _with_alt(event, Qt.Key.Key_N)


def _with_alt(event: QKeyEvent, key: Qt.Key) -> bool:
    return event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() == key


def patient_row(patient: Patient, form: Form, today: date) -> TableRow:
    """A patient as a row: who, born, what was given."""
    therapy = patient.therapy or Therapy()
    cells = (
        Cell(
            patient.display_name,
            person_detail(patient.birth_date, patient.mrn, today),
            strong=True,
        ),
        Cell(when.date_text(patient.birth_date)),
        Cell(therapy_text(form, therapy) or "none on file"),
    )
    return TableRow(patient.uuid, cells)
