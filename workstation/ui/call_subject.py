"""Whom a call is about: the patient, the therapy, and whether it is a phone call or the ward."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from workstation.clinical.encounter import Patient
from workstation.clinical.risk_facts import baselines
from workstation.ui.call_draft import CallDraft
from workstation.ui.doses_card import DosesCard
from workstation.ui.patient_bar import NEXT_SETTING
from workstation.ui.patient_search import PatientSearch
from workstation.ui.risk_card import RiskCard
from workstation.ui.tasks import Tasks
from workstation.ui.therapy_fields import TherapyCard


class CallSubject(QObject):
    """Opens the cards over a view and writes their outcome into the draft."""

    def __init__(self, view: QWidget, draft: CallDraft, tasks: Tasks) -> None:
        super().__init__(view)
        self._view, self._draft, self._tasks = view, draft, tasks
        self._then: Callable[[], object] | None = None
        draft.saved.connect(self._on_saved)

    def find_patient(self, then: Callable[[], object] | None = None) -> None:
        """Attach the patient, once; ``then`` is done when the record has taken it."""
        if self._draft.encounter.patient is not None:
            return
        self._then = then if callable(then) else None
        search = PatientSearch(self._view, self._draft.session, self._tasks)
        search.chosen.connect(self._on_patient)
        search.closed.connect(self._on_search_closed)
        search.open()

    def _on_patient(self, patient: Patient) -> None:
        self._draft.attach(patient.uuid)

    def _on_search_closed(self) -> None:
        QTimer.singleShot(0, self._forget_what_follows)

    def _forget_what_follows(self) -> None:
        """A search that was left without a patient ends what it was for."""
        if not self._draft.unsaved and self._draft.encounter.patient is None:
            self._then = None

    def _on_saved(self, _: object) -> None:
        if self._then is not None and self._draft.encounter.patient is not None:
            then, self._then = self._then, None
            then()

    def edit_therapy(self) -> None:
        """Agent, dose and when it was given."""
        draft = self._draft
        card = TherapyCard(
            self._view,
            draft.form,
            draft.session.site.time_zone,
            draft.now,
            draft.encounter.therapy,
        )
        card.chosen.connect(draft.set_therapy)
        card.open()

    def show_risk(self) -> None:
        """Alt+R: what is on file of the risk and the home; the patient first, if there is none."""
        draft = self._draft
        if draft.encounter.patient is None:
            self.find_patient(then=self.show_risk)
            return
        card = RiskCard(
            self._view,
            draft.session,
            self._tasks,
            draft.encounter.patient,
            draft.encounter.therapy,
        )
        card.saved.connect(self._on_assessed)
        card.open()

    def _on_assessed(self, patient: Patient) -> None:
        """What was usual before the dose counts in this call too, where nothing else was told."""
        draft = self._draft
        draft.take_from_record(patient=patient)
        new = [usual for usual in baselines(patient) if draft.finding(usual.id) is None]
        if new:
            draft.answer(new)

    def tell_doses(self) -> None:
        """Alt+D: the doses given, counted beside the published most."""
        DosesCard(self._view, self._draft, self._tasks).open()

    def change_setting(self) -> None:
        """From phone to ward to chair and back, in the same encounter, until the first answer."""
        draft = self._draft
        if draft.setting_may_change:
            draft.change_setting(NEXT_SETTING[draft.encounter.setting])
