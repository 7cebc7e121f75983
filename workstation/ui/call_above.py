"""What may stand over the section that is asked: one banner at a time, or the emergency card."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workstation.clinical.episode import Trend
from workstation.site.problems import Problem
from workstation.ui.call_draft import CallDraft
from workstation.ui.call_form import CallForm
from workstation.ui.earlier_call import EarlierCall
from workstation.ui.emergency_card import EmergencyCard
from workstation.ui.emergency_state import emergency_title
from workstation.ui.observations import grade_text
from workstation.ui.tasks import Tasks
from workstation.ui.when import clock_text
from workstation.ui.widgets.surfaces import Banner


class CallAbove(QObject):
    """Owns the banners and the card; a save that failed comes before all that can wait."""

    steps_done = Signal()
    hand_over_requested = Signal()

    def __init__(self, view: QWidget, draft: CallDraft, tasks: Tasks) -> None:
        super().__init__(view)
        self._draft = draft
        self._form: CallForm | None = None
        self.emergency = False
        """The emergency card is in force."""
        self.problem = Banner("danger", whole=True)
        self.reminder = Banner("danger", icon="alert-octagon")
        self.warning = Banner("warn", icon="alert-triangle", whole=True)
        self._warned = self._just_warned = False
        self.rising = Banner("warn", icon="arrow-up")
        self.card = self._new_card()
        self.earlier = EarlierCall(draft, tasks)
        for widget in self._widgets:
            widget.hide()
        draft.save_failed.connect(self._on_save_failed)
        draft.warned.connect(self._on_warned)
        draft.saved.connect(self._on_saved)
        draft.setting_changed.connect(self._renew_card)

    def _new_card(self) -> EmergencyCard:
        """The card in the words of the setting."""
        made = EmergencyCard(self._draft)
        made.steps_done.connect(self.steps_done)
        made.hand_over_requested.connect(self.hand_over_requested)
        made.hide()
        return made

    def _renew_card(self) -> None:
        old, self.card = self.card, self._new_card()
        old.hide()
        old.deleteLater()

    @property
    def _widgets(self) -> tuple[QWidget, ...]:
        return (
            self.problem,
            self.warning,
            self.reminder,
            self.card,
            self.rising,
            self.earlier,
        )

    def stand_over(self, form: CallForm) -> None:
        """Move over this form."""
        self._form = form
        for widget in self._widgets:
            form.above.addWidget(widget)

    def show_state(self) -> bool:
        """Show what is so now; True where an emergency has begun or ended with it."""
        title = self._title()
        was, self.emergency = self.emergency, bool(title)
        if title:
            self.card.show_state(title)
        self._show_banners()
        return self.emergency != was

    def place_card(self) -> None:
        """The card in the place of the form on the first page, a reminder on the others."""
        first = self._form is None or self._form.current <= 0
        self.card.setVisible(self.emergency and first)
        self.reminder.setVisible(self.emergency and not first)
        if self.emergency:
            count = self.card.open_steps
            steps = "1 step" if count == 1 else f"{count} steps"
            rest = f"{steps} open · Alt+1 shows them" if count else "all steps done"
            self.reminder.say(self._title(), rest)

    def _title(self) -> str:
        """The head of the emergency card, "" while there is no emergency."""
        draft = self._draft
        return emergency_title(draft.form, draft.encounter, draft.assessment)

    def _show_banners(self) -> None:
        """One at a time: a grade that rises in this record comes before an earlier call."""
        self.warning.setVisible(self._warned and self.problem.isHidden())
        alone = not self.emergency and self.problem.isHidden() and not self._warned
        self._show_rising(alone=alone)
        self.earlier.show_state(alone=alone and self.rising.isHidden())

    def _show_rising(self, *, alone: bool) -> None:
        held = self._draft.encounter
        course = self._draft.course() if held.observations else None
        rises = alone and course is not None and course.trend is Trend.RISING
        self.rising.setVisible(rises)
        if rises and course is not None:
            last, now = held.observations[-1], course.current
            zone = self._draft.session.site.time_zone
            before = grade_text(last.at_least, last.at_most)
            at = clock_text(last.found_at, zone)
            after = grade_text(now.at_least, now.at_most)
            self.rising.say(course.says, f"{before} at {at}, {after} now")

    def _on_save_failed(self, problem: Problem) -> None:
        self.problem.say(problem.sentence, problem.advice)
        self.problem.show()
        self._show_banners()

    def _on_warned(self, sentence: str) -> None:
        """Saved, but something is not as it should be; told until an answer is saved without."""
        fact, _, rest = sentence.partition(". ")
        self.warning.say(f"{fact}." if rest else fact, rest)
        self._warned = self._just_warned = True

    def _on_saved(self, _: object) -> None:
        self.problem.hide()
        self._warned, self._just_warned = self._just_warned, False
        self._show_banners()
