"""What may stand over the section that is asked: one banner at a time, or the emergency card."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workstation.clinical.form import Level
from workstation.site.problems import Problem
from workstation.ui.call_draft import CallDraft
from workstation.ui.call_form import CallForm
from workstation.ui.earlier_call import EarlierCall
from workstation.ui.emergency_card import EmergencyCard
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.surfaces import Banner


class CallAbove(QObject):
    """Owns the banners and the card; a save that failed comes before all that can wait."""

    def __init__(self, view: QWidget, draft: CallDraft, tasks: Tasks) -> None:
        super().__init__(view)
        self._draft = draft
        self._form: CallForm | None = None
        self.emergency = False
        """The most urgent level is what is computed."""
        self.problem = Banner("danger")
        self.reminder = Banner("danger", icon="alert-octagon")
        self.card = EmergencyCard(draft)
        self.earlier = EarlierCall(draft, tasks)
        for widget in self._widgets:
            widget.hide()
        draft.save_failed.connect(self._on_save_failed)
        draft.saved.connect(self._on_saved)

    @property
    def _widgets(self) -> tuple[QWidget, ...]:
        return self.problem, self.reminder, self.card, self.earlier

    def stand_over(self, form: CallForm) -> None:
        """Move over this form."""
        self._form = form
        for widget in self._widgets:
            form.above.addWidget(widget)

    def show_state(self) -> bool:
        """Show what is so now; True where an emergency has begun or ended with it."""
        level = self._emergency_level()
        was, self.emergency = self.emergency, level is not None
        if level is not None:
            self.card.show_state(level)
        self._show_earlier()
        return self.emergency != was

    def place_card(self) -> None:
        """The card in the place of the form on the first page, a reminder on the others."""
        first = self._form is None or self._form.current <= 0
        self.card.setVisible(self.emergency and first)
        self.reminder.setVisible(self.emergency and not first)
        level = self._emergency_level()
        if level is not None:
            open_steps = self.card.open_steps
            rest = f"{open_steps} steps open · Alt+1 shows them" if open_steps else "all steps done"
            self.reminder.say(f"{level.label} now", rest)

    def _emergency_level(self) -> Level | None:
        """The most urgent level, while it is what is computed."""
        found = self._draft.assessment.disposition.level
        levels = self._draft.form.levels
        if found is None or not levels:
            return None
        most = max(levels.values(), key=lambda level: level.rank)
        return most if found == most.id else None

    def _show_earlier(self) -> None:
        self.earlier.show_state(alone=not self.emergency and self.problem.isHidden())

    def _on_save_failed(self, problem: Problem) -> None:
        self.problem.say(problem.sentence, problem.advice)
        self.problem.show()
        self._show_earlier()

    def _on_saved(self, _: object) -> None:
        self.problem.hide()
        self._show_earlier()
