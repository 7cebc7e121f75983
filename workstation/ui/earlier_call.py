"""The banner of a repeat call: the earlier call's key facts beside the new one's."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from workstation.clinical.dose_window import in_window
from workstation.clinical.encounter import Encounter
from workstation.clinical.form import Form
from workstation.clinical.results import Assessment
from workstation.ui import theme
from workstation.ui.call_draft import CallDraft
from workstation.ui.decision import decided_level
from workstation.ui.tasks import Tasks
from workstation.ui.when import clock_text, local, moment_text
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.grades import RangeBadge
from workstation.ui.widgets.labels import ElidedLabel, label
from workstation.ui.widgets.surfaces import line
from workstation.workflows import earlier_calls
from workstation.workflows.earlier_calls import EncounterRow

_SAME_EPISODE = timedelta(days=7)
_RISING = "Grade rising"
_BADGE = 24
_WIDE_FROM = 900


def repeat_facts(
    form: Form, encounter: Encounter, assessment: Assessment, earlier: EncounterRow, now: datetime
) -> tuple[str, ...]:
    """Why the earlier call matters now: repeated, rising, or both inside the onset window.

    A grade of another episode is no lower grade of this one: the earlier call has to follow the
    last dose or, where no dose is known, to lie within a week.
    """
    dose = encounter.therapy.last_dose_at
    since = dose if dose is not None and dose <= now else now - _SAME_EPISODE
    same_episode = earlier.started_at >= since
    facts = []
    if encounter.prior_call_within_24h:
        facts.append("Second call in 24 h")
    lower = earlier.at_least is not None and earlier.at_least < assessment.grade.at_least
    if lower and (same_episode or encounter.prior_call_within_24h):
        facts.append(_RISING)
    if same_episode and in_window(form, encounter.therapy, now):
        facts.append("In the onset window")
    return tuple(facts)


class EarlierCall(QFrame):
    """One line over the form. It asks the record once, when the patient is known."""

    def __init__(self, draft: CallDraft, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "banner-warn")
        self.setObjectName("earlier_call")
        self._draft, self._tasks = draft, tasks
        self._asked = False
        self._row: EncounterRow | None = None
        row = line(self, gap=theme.GAP)
        row.setContentsMargins(16, 4, 12, 4)
        self._fact = label("", "strong")
        self._when, self._then = label("", "muted"), ElidedLabel("")
        self._now = ElidedLabel("")
        self._before, self._present = RangeBadge(size=_BADGE), RangeBadge(size=_BADGE)
        row.addWidget(Icon("clock", "warn"))
        row.addWidget(self._fact)
        row.addSpacing(theme.GAP)
        row.addWidget(self._when)
        row.addWidget(self._before)
        row.addWidget(self._then, 1)
        row.addWidget(label("Now", "muted"))
        row.addWidget(self._present)
        row.addWidget(self._now, 1)
        self.setMinimumHeight(theme.scaled(44))
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the present disposition is read in the panel beside it."""
        super().resizeEvent(event)
        self._now.setVisible(event.size().width() >= theme.scaled(_WIDE_FROM))

    def show_state(self, *, alone: bool) -> None:
        """Show it while it is so. ``alone``: no more urgent banner or card stands there."""
        self._ask_once()
        facts = self._facts()
        if self._row is not None and facts:
            self._say(facts, self._row)
        self.setVisible(alone and bool(facts))

    def _ask_once(self) -> None:
        if self._asked or self._draft.encounter.patient is None:
            return
        self._asked = True
        self._tasks.command(
            earlier_calls.newest_before,
            self._draft.session,
            self._draft.encounter.uuid,
            done=self._on_found,
            failed=self._on_failed,
            context=self,
        )

    def _on_found(self, row: EncounterRow | None) -> None:
        self._row = row
        self._draft.refresh()

    def _on_failed(self, _: object) -> None:
        """The call goes on without it; the next answer asks again."""
        self._asked = False

    def _facts(self) -> tuple[str, ...]:
        if self._row is None:
            return ()
        draft = self._draft
        return repeat_facts(draft.form, draft.encounter, draft.assessment, self._row, draft.now)

    def _say(self, facts: tuple[str, ...], earlier: EncounterRow) -> None:
        draft, zone = self._draft, self._draft.session.site.time_zone
        # The window is told in the bar above as well; the line keeps its room for the facts.
        rising = _RISING in facts[1:]
        self._fact.setText(f"{facts[0]} · rising" if rising else facts[0])
        at = moment_text(earlier.started_at, zone, draft.now)
        today = local(earlier.started_at, zone).date() == local(draft.now, zone).date()
        self._when.setText(clock_text(earlier.started_at, zone) if today else at)
        known = earlier.at_least is not None and earlier.at_most is not None
        before = (earlier.at_least or 0, earlier.at_most or 0) if known else None
        self._before.set_range(before)
        self._then.setText(self._level(earlier.decided or earlier.computed, "not signed"))
        grade = draft.assessment.grade
        self._present.set_range((grade.at_least, grade.at_most))
        computed = draft.assessment.disposition.level
        decided = decided_level(draft.encounter.decision, computed)
        self._now.setText(self._level(decided, ""))
        told = f"{', '.join(facts)}. Earlier call {at}: {self._before.accessibleName()}"
        now = f"Now: {self._present.accessibleName()}, {self._now.text()}"
        self.setAccessibleName(f"{told}, {self._then.text()}. {now}")

    def _level(self, level: str | None, none: str) -> str:
        known = self._draft.session.protocol.form.levels.get(level or "")
        return known.label if known else none
