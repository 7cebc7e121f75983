"""What the nurse decides in a call: raise, lower, what was said, what was done."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workstation.clinical.encounter import Encounter
from workstation.ui.call_draft import CallDraft
from workstation.ui.call_sheets import CallSheets
from workstation.ui.decision import (
    ActionsCard,
    AdviceCard,
    LowerCard,
    decided_level,
    one_down,
    raised,
    with_level,
)


class CallDecisions(QObject):
    """Opens the cards of decision over a view and writes their outcome into the draft."""

    why_requested = Signal(object)
    """The ``Why`` of an action whose rule is wanted."""

    def __init__(self, view: QWidget, draft: CallDraft, sheets: CallSheets) -> None:
        super().__init__(view)
        self._view, self._sheets = view, sheets
        self.draft = draft

    @property
    def encounter(self) -> Encounter:
        """The encounter as it is now."""
        return self.draft.encounter

    @property
    def _number(self) -> str:
        return self.draft.session.site.emergency_number

    def raise_level(self) -> None:
        """F6: one level up, without a reason."""
        computed = self.draft.assessment.disposition.level
        if computed is not None:
            decision = raised(self.encounter.decision, computed, self.draft.form.levels)
            self.draft.decide(decision)

    def lower_level(self) -> None:
        """One level down: a raise is taken back at once, everything else asks for a reason."""
        computed = self.draft.assessment.disposition.level
        levels = self.draft.form.levels
        if computed is None:
            return
        back = one_down(self.encounter.decision, computed, levels)
        if back is not None:
            self.draft.decide(back)
            return
        if levels[computed].rank > min(level.rank for level in levels.values()):
            LowerCard(self._view, self.draft.form, computed, self._on_lowered).open()

    def _on_lowered(self, level: str, reason: str, text: str) -> None:
        computed = self.draft.assessment.disposition.level
        if computed is not None:
            levels = self.draft.form.levels
            decision = with_level(self.encounter.decision, computed, level, levels, reason, text)
            self.draft.decide(decision)

    def say_this(self) -> None:
        """The words for the patient at the level decided."""
        decision = self.encounter.decision
        level = decided_level(decision, self.draft.assessment.disposition.level)
        if level is not None:
            AdviceCard(
                self._view,
                self.draft.form,
                level,
                decision,
                self._number,
                self._on_said,
                self._sheets.patient,
            ).open()

    def _on_said(self, said: tuple[str, ...], teach_back: bool | None) -> None:
        held = self.encounter.decision
        self.draft.decide(replace(held, advice_given=said, teach_back=teach_back))

    def show_actions(self) -> None:
        """What the grade asks for."""
        ActionsCard(
            self._view,
            self.draft.form,
            self.draft.assessment,
            self.encounter.decision,
            self._number,
            self._on_actions_done,
            self.why_requested.emit,
        ).open()

    def _on_actions_done(self, done: tuple[str, ...]) -> None:
        self.draft.decide(replace(self.encounter.decision, actions_done=done))
