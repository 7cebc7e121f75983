"""A call from the first red flag to the signature: bar, stepper, form, panel, foot.

It joins the parts and owns the keys; what is known lives in the draft, what it means in the
assessment.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from workstation.clinical.encounter import Encounter
from workstation.clinical.form import Level
from workstation.clinical.marks import Glyph
from workstation.site.problems import Problem
from workstation.ui import theme
from workstation.ui.assessment_panel import AssessmentPanel, PanelState
from workstation.ui.call_decisions import CallDecisions
from workstation.ui.call_draft import CallDraft
from workstation.ui.call_form import CallForm
from workstation.ui.call_subject import CallSubject
from workstation.ui.earlier_call import EarlierCall
from workstation.ui.emergency_card import EmergencyCard
from workstation.ui.note import sbar
from workstation.ui.note_card import NoteCard
from workstation.ui.panel_parts import Why
from workstation.ui.patient_bar import PatientBar
from workstation.ui.rule_card import RuleCard
from workstation.ui.signing import SignCard
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.stepper import Stepper
from workstation.ui.widgets.surfaces import Banner, Foot, column, line
from workstation.workflows import protocol_reading
from workstation.workflows.session import Session

_CALL_HINTS = (
    ("Y N U", "answer"),
    ("Enter", "next"),
    ("Alt+1–{last}", "section"),
    ("F6", "raise"),
    ("Ctrl+S", "sign"),
)
_EMERGENCY_HINTS = (("Tab", "next step"), ("Ctrl+Enter", "step done"), ("Ctrl+S", "sign"))
_REFRESH_MS = 60_000
_PANEL_SHARE = 0.33
_NOTE_WIDTH = 300
_MOST_BY_KEY = 9
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
        self.decisions = CallDecisions(self, self.draft)
        self.subject = CallSubject(self, self.draft, tasks)
        self._emergency = False
        self._make_parts()
        self._lay_out()
        self._connect()
        self._add_keys()
        self.foot.set_hints(self._hints())
        self._show_state()
        self.form.show_section(self._first_section())

    @property
    def encounter(self) -> Encounter:
        """The encounter as it is now."""
        return self.draft.encounter

    def take_keyboard(self) -> None:
        """Begin, or go on where the work was left."""
        if self._emergency and self.form.current == 0:
            self.card.take_focus()
        elif not self.encounter.findings and not self.encounter.call_back_number:
            self.bar.number.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.form.take_focus()

    # --- made once ------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self.bar = PatientBar(self.draft)
        self.stepper = Stepper()
        self.form = CallForm(self.draft)
        self.card = EmergencyCard(self.draft)
        self.card.hide()
        self.reminder = Banner("danger", icon="alert-octagon")
        self.reminder.hide()
        self.earlier = EarlierCall(self.draft, self._tasks)
        self.problem = Banner("danger")
        self.problem.hide()
        self._place_above()
        self.note = NoteCard()
        self.panel = AssessmentPanel()
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
        self._columns = line()
        self._columns.addWidget(self.form, 1)
        self._columns.addWidget(self.note)
        left.addLayout(self._columns, 1)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        outer.addLayout(middle, 1)
        outer.addWidget(self.foot)
        self._fit_columns()

    def _place_above(self) -> None:
        """What may stand over the section that is asked."""
        for widget in (self.problem, self.reminder, self.card, self.earlier):
            self.form.above.addWidget(widget)

    def _connect_form(self) -> None:
        self.form.section_changed.connect(self._on_section_changed)
        self.form.sign_requested.connect(self.sign)
        self.form.next_requested.connect(self._on_next_requested)

    def _renew_form(self) -> None:
        """The form of another setting in the place of this one, and the focus where it was."""
        old, focus = self.form, QApplication.focusWidget()
        had_focus = focus is not None and old.isAncestorOf(focus)
        self.form = CallForm(self.draft)
        self._place_above()
        self._connect_form()
        self._columns.replaceWidget(old, self.form)
        self._columns.setStretchFactor(self.form, 1)
        old.hide()
        old.deleteLater()
        self._fit_columns()
        self.form.show_section(0)
        if not had_focus and focus is not None:
            focus.setFocus()

    def _connect(self) -> None:
        self._connect_form()
        self.draft.setting_changed.connect(self._renew_form)
        self.draft.changed.connect(self._show_state)
        self.draft.save_failed.connect(self._on_save_failed)
        self.draft.saved.connect(self._on_saved)
        self.stepper.step_requested.connect(self._on_step_requested)
        self.bar.find_requested.connect(self.subject.find_patient)
        self.bar.therapy_requested.connect(self.subject.edit_therapy)
        self.bar.setting_requested.connect(self._change_setting)
        self.bar.number.entered.connect(self._on_number_entered)
        self.bar.number.letter_typed.connect(self._on_letter)
        self.panel.ask_requested.connect(self.ask_next)
        self.panel.raise_requested.connect(self.decisions.raise_level)
        self.panel.lower_requested.connect(self.decisions.lower_level)
        self.panel.say_requested.connect(self.decisions.say_this)
        self.panel.actions_requested.connect(self.decisions.show_actions)
        self.panel.why_requested.connect(self._show_rule)
        self.card.steps_done.connect(self._on_steps_done)

    def _add_keys(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("F2", self._change_setting),
            ("F6", self.decisions.raise_level),
            ("Shift+F6", self.decisions.lower_level),
            ("Ctrl+J", self.ask_next),
            ("Ctrl+S", self.sign),
            ("Ctrl+F", self.subject.find_patient),
            ("Ctrl+T", self.subject.edit_therapy),
            ("Alt+S", self.decisions.say_this),
            ("Alt+A", self.decisions.show_actions),
            ("Alt+O", self._unfold),
            ("Alt+W", self.panel.ask_why),
            ("Alt+B", lambda: self.bar.number.setFocus(Qt.FocusReason.ShortcutFocusReason)),
            ("Ctrl+Return", self._step_done),
            ("Ctrl+Enter", self._step_done),
        ]
        for keyed, act in keys:
            QShortcut(QKeySequence(keyed), self).activated.connect(act)
        for place in range(_MOST_BY_KEY):
            shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            shortcut.activated.connect(lambda place=place: self.form.show_section(place))

    def _first_section(self) -> int:
        """The first section with something to ask: where a restored call goes on."""
        if not self.encounter.findings or self._emergency:
            return 0
        for place, step in enumerate(self.form.steps(emergency=False)):
            if step.glyph is not Glyph.KNOWN and not step.alarming:
                return place
        return 0

    # --- what is shown --------------------------------------------------------------------------

    def _show_state(self) -> None:
        was = self._emergency
        level = self._emergency_level()
        self._emergency = level is not None
        if level is not None:
            self.card.show_state(level)
        self.panel.show_state(
            PanelState(self.draft.form, self.encounter, self.draft.assessment, self._emergency)
        )
        if self.form.current >= 0:
            self._show_steps()
        self._show_note()
        self._show_earlier()
        if self._emergency != was:
            self._on_emergency_changed()

    def _show_earlier(self) -> None:
        self.earlier.show_state(alone=not self._emergency and self.problem.isHidden())

    def _hints(self) -> tuple[tuple[str, str], ...]:
        if self._emergency:
            return _EMERGENCY_HINTS
        last = len(self.form.sections)
        return tuple((keys.format(last=last), does) for keys, does in _CALL_HINTS)

    def _emergency_level(self) -> Level | None:
        """The most urgent level, while it is what is computed."""
        found = self.draft.assessment.disposition.level
        levels = self.draft.form.levels
        if found is None or not levels:
            return None
        most = max(levels.values(), key=lambda level: level.rank)
        return most if found == most.id else None

    def _on_emergency_changed(self) -> None:
        self.form.set_emergency(self._emergency)
        self.foot.set_hints(self._hints())
        if not self._emergency:
            self._place_card()
            return
        self.form.interrupt()
        if self.form.current > 0:
            self.form.show_section(0)
        self._place_card()
        if self.isVisible():
            self.card.take_focus()

    def _place_card(self) -> None:
        """The card in the place of the form on the first page, a reminder on the others."""
        first = self.form.current <= 0
        self.card.setVisible(self._emergency and first)
        self.reminder.setVisible(self._emergency and not first)
        level = self._emergency_level()
        if level is not None:
            open_steps = self.card.open_steps
            rest = f"{open_steps} steps open · Alt+1 shows them" if open_steps else "all steps done"
            self.reminder.say(f"{level.label} now", rest)

    def _on_section_changed(self, place: int) -> None:
        del place
        self._place_card()
        self._show_steps()

    def _show_steps(self) -> None:
        steps = list(self.form.steps(self._emergency))
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

    # --- saving ---------------------------------------------------------------------------------

    def _on_save_failed(self, problem: Problem) -> None:
        self.problem.say(problem.sentence, problem.advice)
        self.problem.show()
        self._show_earlier()

    def _on_saved(self, _: object) -> None:
        self.problem.hide()
        self._show_earlier()

    # --- what the keys do -----------------------------------------------------------------------

    def _on_letter(self, letter: str) -> None:
        """A letter typed at the number belongs to the red flag of that letter."""
        row = self.form.view.row_by_key(letter)
        if row is not None:
            self.form.view.ask(row)

    def _on_number_entered(self) -> None:
        self.form.take_focus()

    def _on_step_requested(self, place: int) -> None:
        self.form.show_section(place)

    def _on_steps_done(self) -> None:
        self.form.next.setFocus()

    def _unfold(self) -> None:
        self.form.unfold()

    def ask_next(self) -> None:
        """Ctrl+J: the row of the next question."""
        question = self.draft.assessment.next_question
        if question is not None:
            self.form.ask(question.finding)

    def _show_rule(self, why: Why) -> None:
        document, found = protocol_reading.rule(self.session, why.rule, self.encounter.setting)
        if found is not None:
            says = why.says[:1].upper() + why.says[1:]
            RuleCard(self, says, document, found).open()

    def _change_setting(self) -> None:
        self.bar.take_number()
        self.subject.change_setting()

    def _step_done(self) -> None:
        if self._emergency and self.card.isVisible():
            self.card.press_step()

    def _on_next_requested(self) -> None:
        if self._emergency and self.form.current == 0:
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
            emergency=self._emergency,
        )
        card.signed.connect(self.finished)
        card.one_by_one.connect(self._ask_first_open)
        card.open()

    def _ask_first_open(self) -> None:
        open_items = self.form.open_items()
        if open_items:
            self.form.ask(open_items[0])
