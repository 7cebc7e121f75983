"""The banner of a repeat call: the earlier call's key facts beside the new one's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from workstation.clinical.dose_window import in_window
from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import Finding, Setting
from workstation.clinical.form import Form, Item
from workstation.clinical.results import Assessment
from workstation.ui import theme
from workstation.ui.call_draft import CallDraft
from workstation.ui.decision import decided_level
from workstation.ui.note import finding_words, item_name, pressure_words
from workstation.ui.tasks import Tasks
from workstation.ui.when import clock_text, local, moment_text
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.grades import RangeBadge
from workstation.ui.widgets.labels import ElidedLabel, label
from workstation.ui.widgets.surfaces import column, line
from workstation.workflows import earlier_calls
from workstation.workflows.earlier_calls import EarlierEncounter, EncounterRow

_SAME_EPISODE = timedelta(days=7)
_RISING = "Grade rising"
_BADGE = 24
_WIDE_FROM = 900


def repeat_facts(
    form: Form, encounter: Encounter, assessment: Assessment, earlier: EncounterRow, now: datetime
) -> tuple[str, ...]:
    """Why the earlier call matters now: repeated, rising, or the dose inside its onset window.

    A grade of another episode is no lower grade of this one: to be rising the earlier call has to
    follow the last dose or, where no dose is known, to lie within a week. Inside the window a call
    of the week before the dose is worth reading too: it may have been about the step before.
    """
    dose = encounter.therapy.last_dose_at
    since = dose if dose is not None and dose <= now else now - _SAME_EPISODE
    same_episode = earlier.started_at >= since
    facts = []
    if encounter.prior_call_within_24h:
        phones = encounter.setting is earlier.setting is Setting.PHONE
        facts.append("Second call in 24 h" if phones else "Second contact in 24 h")
    lower = earlier.at_least is not None and earlier.at_least < assessment.grade.at_least
    if lower and (same_episode or encounter.prior_call_within_24h):
        facts.append(_RISING)
    recent = earlier.started_at >= now - _SAME_EPISODE
    if (same_episode or recent) and in_window(form, encounter.therapy, now):
        facts.append("In the onset window")
    return tuple(facts)


def key_facts(form: Form, findings: Mapping[str, Finding], unit: str) -> str:
    """The vital signs that are known, then what was answered with yes: ``38.4 °C · 104/66 mmHg``.

    What stands beside each other is compared, so it is written the same way and without sources.
    """
    found = {i: replace(f, source=None) for i, f in findings.items() if f.known}
    vitals = (item for item in form.items.values() if item.id in found and item.vital)
    numbers = (_number_words(item, found, unit) for item in vitals)
    yes = (item_name(item) for item in form.items.values() if _is_yes(found.get(item.id)))
    return " · ".join(words for words in (*numbers, *yes) if words)


def _number_words(item: Item, found: Mapping[str, Finding], unit: str) -> str:
    """A number in words, both pressures as one; "" for what is no number."""
    pressure = pressure_words(found)
    if pressure and item.id in {"systolic_mmhg", "diastolic_mmhg"}:
        return pressure if item.id == "systolic_mmhg" else ""
    number = isinstance(found[item.id].value, int | float)
    return finding_words(item, found[item.id], unit, "") if number else ""


def _is_yes(finding: Finding | None) -> bool:
    return finding is not None and finding.value is True


class EarlierCall(QFrame):
    """One line over the form. It asks the record once, when the patient is known."""

    def __init__(self, draft: CallDraft, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "banner-warn")
        self.setObjectName("earlier_call")
        self._draft, self._tasks = draft, tasks
        self._asked = False
        self._found: EarlierEncounter | None = None
        body = column(self, gap=0)
        body.setContentsMargins(16, 4, 12, 4)
        row = line(gap=theme.GAP)
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
        body.addLayout(row, 1)
        body.addLayout(self._key_facts())
        self.setMinimumHeight(theme.scaled(44))
        self.hide()

    def _key_facts(self) -> QHBoxLayout:
        """What was found then and what is found now, one above the other: they are compared."""
        grid = column(gap=0)
        self._found_then, self._found_now = ElidedLabel("", "muted"), ElidedLabel("", "muted")
        self._found_then.setObjectName("found_then")
        self._found_now.setObjectName("found_now")
        for found in (self._found_then, self._found_now):
            grid.addWidget(found)
        row = line()
        row.setContentsMargins(theme.scaled(theme.ICON) + theme.GAP, 0, 0, 2)
        row.addLayout(grid, 1)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the present disposition is read in the panel beside it."""
        super().resizeEvent(event)
        self._now.setVisible(event.size().width() >= theme.scaled(_WIDE_FROM))

    def show_state(self, *, alone: bool) -> None:
        """Show it while it is so. ``alone``: no more urgent banner or card stands there."""
        self._ask_once()
        facts = self._facts()
        if self._found is not None and facts:
            self._say(facts, self._found.row)
            self._say_found(self._found.findings)
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

    def _on_found(self, found: EarlierEncounter | None) -> None:
        self._found = found
        self._draft.refresh()

    def _on_failed(self, _: object) -> None:
        """The call goes on without it; the next answer asks again."""
        self._asked = False

    def _facts(self) -> tuple[str, ...]:
        if self._found is None:
            return ()
        draft, row = self._draft, self._found.row
        return repeat_facts(draft.form, draft.encounter, draft.assessment, row, draft.now)

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

    def _say_found(self, earlier: Mapping[str, Finding]) -> None:
        """The numbers and what was told, then and now; nothing where nothing was known then."""
        draft, unit = self._draft, self._draft.session.site.temperature_unit
        then = key_facts(draft.form, earlier, unit)
        now = key_facts(draft.form, draft.encounter.findings, unit)
        self._found_then.setText(f"Then {then}" if then else "")
        self._found_now.setText(f"Now {now}" if then and now else "")
        for shown in (self._found_then, self._found_now):
            shown.setVisible(bool(shown.text()))
        if then:
            self.setAccessibleName(f"{self.accessibleName()}. Then {then}. Now {now or 'nothing'}")

    def _level(self, level: str | None, none: str) -> str:
        known = self._draft.session.protocol.form.levels.get(level or "")
        return known.label if known else none
