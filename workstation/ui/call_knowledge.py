"""What a nurse may read during a call: the reasons of a scale or a screen, what looks like CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workstation.clinical.age_limits import AgeLimit
from workstation.clinical.beside import BesideLine
from workstation.ui.look_alikes_card import LookAlikesCard
from workstation.ui.panel_parts import Why
from workstation.ui.result_card import ResultCard
from workstation.ui.rule_card import RuleCard
from workstation.workflows import assessing, protocol_reading

if TYPE_CHECKING:
    from workstation.ui.call_view import CallView


class CallKnowledge(QObject):
    """Opens the cards to read over a call; none of them changes it."""

    def __init__(self, view: CallView) -> None:
        super().__init__(view)
        self._view = view
        self._draft = view.draft
        view.panel.why_requested.connect(self.show_rule)
        view.decisions.why_requested.connect(self.show_rule)
        view.panel.result_requested.connect(self.show_result)
        view.panel.look_alikes_requested.connect(self.show_look_alikes)

    def limits(self) -> tuple[AgeLimit, ...]:
        """The vital limits of the patient's age now; none for an adult."""
        draft = self._draft
        return assessing.limits_of_age(draft.session, draft.encounter, draft.now)

    def show_rule(self, why: Why) -> None:
        """The rule behind a reason."""
        draft = self._draft
        document, found = protocol_reading.rule(draft.session, why.rule, draft.encounter.setting)
        if found is not None:
            says = why.says[:1].upper() + why.says[1:]
            RuleCard(self._view, says, document, found).open()

    def show_result(self, shown: BesideLine) -> None:
        """What is behind a result of another scale or of a screen."""
        ResultCard(self._view, self._draft.form, shown, self.show_rule).open()

    def show_look_alikes(self) -> None:
        """Alt+L: what looks like CRS, and which of its signs are there now."""
        draft = self._draft
        seen = assessing.look_alikes_of(draft.session, draft.encounter, draft.now)
        LookAlikesCard(self._view, draft.form, seen).open()
