"""A call from the first red flag to the signature: bar, stepper, form, panel, foot.

It joins the parts and owns the keys; what is known lives in the draft, what it means in the
assessment.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from workstation.clinical.encounter import SEVERAL, Encounter, why_not_closed
from workstation.clinical.findings import Setting
from workstation.clinical.marks import Glyph
from workstation.ui import theme
from workstation.ui.assessment_panel import AssessmentPanel
from workstation.ui.call_above import CallAbove
from workstation.ui.call_decisions import CallDecisions
from workstation.ui.call_draft import CallDraft
from workstation.ui.call_form import CallForm
from workstation.ui.call_keys import add_keys, hints
from workstation.ui.call_knowledge import CallKnowledge
from workstation.ui.call_sheets import CallSheets
from workstation.ui.call_subject import CallSubject
from workstation.ui.emergency_card import EmergencyCard
from workstation.ui.grade_part import PanelState
from workstation.ui.note import sbar
from workstation.ui.note_card import NoteCard
from workstation.ui.observations import ObservationStrip
from workstation.ui.patient_bar import PatientBar
from workstation.ui.signing import SignCard
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.stepper import Stepper
from workstation.ui.widgets.surfaces import Foot, column, line
from workstation.workflows.session import Session

_REFRESH_MS = 60_000
_PANEL_SHARE = 0.33
_NOTE_WIDTH = 300
_NO_LIMIT = 16_777_215  # Qt’s own largest width


class CallView(QWidget):
    """``finished`` carries the uuid of the encounter when it was signed; ``left``: put aside."""

    finished = Signal(str)
    left = Signal()

    def __init__(
        self, session: Session, tasks: Tasks, encounter: Encounter, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("call_view")
        self.session = session
        self._tasks = tasks
        self.draft = CallDraft(session, tasks, encounter, self)
        self.sheets = CallSheets(self, self.draft, tasks)
        self.decisions = CallDecisions(self, self.draft, self.sheets)
        self.subject = CallSubject(self, self.draft, tasks)
        self._make_parts()
        self._lay_out()
        self._connect()
        add_keys(self)
        self._show_hints()
        self._show_state()
        self.form.show_section(self._first_section())

    @property
    def encounter(self) -> Encounter:
        """The encounter as it is now."""
        return self.draft.encounter

    @property
    def card(self) -> EmergencyCard:
        """The emergency card, shown or not."""
        return self.above.card

    def take_keyboard(self) -> None:
        """Begin, or go on where the work was left."""
        if self.above.emergency and self.form.current == 0:
            self.card.take_focus()
        elif self._begins_with_a_number():
            self.bar.number.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.form.take_focus()

    def _begins_with_a_number(self) -> bool:
        """A new call has one to ask for; beside the patient the first sign comes first."""
        held = self.encounter
        return held.setting is Setting.PHONE and not (held.findings or held.call_back_number)

    # --- made once ------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self.bar = PatientBar(self.draft)
        self.stepper = Stepper()
        # Shown at once where there may be several: without a parent it would be a window.
        self.observations = ObservationStrip(self.draft, self)
        self.form = CallForm(self.draft)
        self.above = CallAbove(self, self.draft, self._tasks)
        self.above.stand_over(self.form)
        self.note = NoteCard()
        self.panel = AssessmentPanel()
        self.knowledge = CallKnowledge(self)
        ref = self.session.protocol.ref
        self.foot = Foot(f"Protocol {ref.id} {ref.version}")
        self._refresh = QTimer(self)
        self._refresh.setInterval(_REFRESH_MS)
        self._refresh.timeout.connect(self.draft.refresh)

    def _lay_out(self) -> None:
        outer = column(self)
        outer.addWidget(self.bar)
        middle = line()
        left = column()
        left.addWidget(self.stepper)
        left.addWidget(self.observations)
        self._columns = line()
        self._columns.addWidget(self.form, 1)
        self._columns.addWidget(self.note)
        left.addLayout(self._columns, 1)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        outer.addLayout(middle, 1)
        outer.addWidget(self.foot)
        self._fit_columns()

    def _connect_form(self) -> None:
        self.form.section_changed.connect(self._on_section_changed)
        self.form.sign_requested.connect(self.sign)
        self.form.doses_requested.connect(self.subject.tell_doses)
        self.form.next_requested.connect(self._on_next_requested)

    def _renew_form(self) -> None:
        """The form of another setting or observation in the place of this one.

        The focus stays where it was.
        """
        old, focus = self.form, QApplication.focusWidget()
        had_focus = focus is not None and old.isAncestorOf(focus)
        self.form = CallForm(self.draft)
        self.above.stand_over(self.form)
        self._connect_form()
        self._columns.replaceWidget(old, self.form)
        self._columns.setStretchFactor(self.form, 1)
        old.hide()
        old.deleteLater()
        self._fit_columns()
        self._show_hints()
        self.form.set_emergency(self.above.emergency)
        self.form.show_section(0)
        if not had_focus and focus is not None:
            focus.setFocus()

    def _connect(self) -> None:
        self._connect_form()
        self.draft.setting_changed.connect(self._renew_form)
        self.draft.observation_opened.connect(self._renew_form)
        self.observations.next_requested.connect(self.next_observation)
        self.draft.changed.connect(self._show_state)
        self.stepper.step_requested.connect(self._on_step_requested)
        self.bar.find_requested.connect(self.subject.find_patient)
        self.bar.risk_requested.connect(self.subject.show_risk)
        self.bar.therapy_requested.connect(self.subject.edit_therapy)
        self.bar.setting_requested.connect(self.change_setting)
        self.bar.number.entered.connect(self._to_the_form)
        self.bar.number.letter_typed.connect(self._on_letter)
        self.panel.ask_requested.connect(self.ask_next)
        self.panel.left.connect(self._to_the_form)
        self.panel.raise_requested.connect(self.decisions.raise_level)
        self.panel.lower_requested.connect(self.decisions.lower_level)
        self.panel.say_requested.connect(self.decisions.say_this)
        self.panel.actions_requested.connect(self.decisions.show_actions)
        self.above.steps_done.connect(self._on_steps_done)
        self.above.hand_over_requested.connect(self.sheets.hand_over)

    def _first_section(self) -> int:
        """The first section with something to ask: where a restored call goes on."""
        if not self.encounter.findings or self.above.emergency:
            return 0
        for place, step in enumerate(self.form.steps(emergency=False)):
            if step.glyph is not Glyph.KNOWN and not step.alarming:
                return place
        return 0

    # --- what is shown --------------------------------------------------------------------------

    def _show_state(self) -> None:
        turned = self.above.show_state()
        emergency = self.above.emergency
        self.panel.show_state(
            PanelState(
                self.draft.form,
                self.encounter,
                self.draft.assessment,
                emergency,
                self.knowledge.limits(),
            )
        )
        if self.form.current >= 0:
            self._show_steps()
        self._show_note()
        if turned:
            self._on_emergency_changed()

    def _show_hints(self) -> None:
        several = self.encounter.setting in SEVERAL
        last, emergency = len(self.form.sections), self.above.emergency
        self.foot.set_hints(hints(last, emergency=emergency, several=several))

    def _on_emergency_changed(self) -> None:
        emergency = self.above.emergency
        self.form.set_emergency(emergency)
        self._show_hints()
        if emergency:
            self.form.interrupt()
            if self.form.current > 0:
                self.form.show_section(0)
        self.above.place_card()
        if emergency and self.isVisible():
            self.card.take_focus()
            self.form.show_top()

    def _on_section_changed(self, place: int) -> None:
        del place
        self.above.place_card()
        self._show_steps()

    def _show_steps(self) -> None:
        steps = list(self.form.steps(self.above.emergency))
        self.stepper.set_steps(steps, self.form.current)

    def _show_note(self) -> None:
        if not self.note.isHidden():
            site = self.session.site
            self.note.show_parts(
                sbar(
                    self.draft.form,
                    self.encounter,
                    self.draft.assessment,
                    self.draft.now,
                    site.temperature_unit,
                    site.time_zone,
                )
            )

    def _fit_columns(self) -> None:
        """Large text must not take the form's room: the panel wraps and scrolls instead."""
        wide = self.window().width() >= theme.WIDE_FROM
        design = theme.WIDE_PANEL_WIDTH if wide else theme.PANEL_WIDTH
        panel = max(design, min(theme.scaled(design), round(self.width() * _PANEL_SHARE)))
        self.panel.setFixedWidth(panel)
        room = self.width() - panel
        form = min(theme.scaled(theme.WIDE_FORM_WIDTH) + 2 * theme.PAGE_MARGIN, room)
        beside = room - form >= theme.scaled(_NOTE_WIDTH)
        self.note.setVisible(wide and beside)
        self.form.setMaximumWidth(form if wide and beside else _NO_LIMIT)
        self._show_note()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh.start()
        self._fit_columns()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._refresh.stop()

    # --- what the keys do -----------------------------------------------------------------------

    def _on_letter(self, letter: str) -> None:
        """A letter typed at the number belongs to the red flag of that letter."""
        row = self.form.view.row_by_key(letter)
        if row is not None:
            self.form.view.ask(row)

    def _to_the_form(self) -> None:
        self.form.take_focus()

    def _on_step_requested(self, place: int) -> None:
        self.form.show_section(place)

    def _on_steps_done(self) -> None:
        self.form.next.setFocus()

    def unfold(self) -> None:
        """Alt+O: show or hide the optional rows."""
        self.form.unfold()

    def ask_next(self) -> None:
        """Ctrl+J: the row of the next question."""
        question = self.draft.assessment.next_question
        if question is not None:
            self.form.ask(question.finding)

    def next_observation(self) -> None:
        """Ctrl+O: what is typed is taken in, this observation closed and the next one begun."""
        if not self.form.take_in():
            return
        reason = why_not_closed(self.encounter)
        if reason:
            self.observations.say_why_not(reason)
        else:
            self.draft.next_observation()
        if self.above.emergency and self.form.current == 0:
            self.card.take_focus()
        else:
            self.form.take_focus()

    def change_setting(self) -> None:
        """F2: phone or ward, with what stands typed in the number taken first."""
        self.bar.take_number()
        self.subject.change_setting()

    def step_done(self) -> None:
        """Ctrl+Enter: the step of the emergency card."""
        if self.above.emergency and self.card.isVisible():
            self.card.press_step()

    def _on_next_requested(self) -> None:
        if self.above.emergency and self.form.current == 0:
            self.sign()
        else:
            self.form.go_next()

    # --- signing --------------------------------------------------------------------------------

    def sign(self) -> None:
        """Ctrl+S: the patient first, if there is none yet; then the summary and the password."""
        if self.encounter.patient is None:
            self.subject.find_patient(then=self.sign)
            return
        card = SignCard(
            self,
            self.draft,
            self._tasks,
            self.form.open_items(),
            emergency=self.above.emergency,
        )
        card.signed.connect(self.finished)
        card.one_by_one.connect(self._ask_first_open)
        card.open()

    def _ask_first_open(self) -> None:
        open_items = self.form.open_items()
        if open_items:
            self.form.ask(open_items[0])
