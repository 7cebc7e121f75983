"""The observations of one record above the form: the ones before, and the one being made.

At the chair and on the ward one record holds several. The lines are facts: what was not
measured shows its state and never a value, and the grade is the range of its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from workstation.clinical.encounter import SEVERAL, why_not_closed
from workstation.clinical.episode import Episode
from workstation.clinical.form import Form
from workstation.clinical.observation_table import MEASURED, Measured, ObservationLine
from workstation.ui import theme
from workstation.ui.call_draft import CallDraft
from workstation.ui.when import clock_text, due_text, is_late
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import StateGlyph, state_glyph
from workstation.ui.widgets.grades import RangeBadge, spoken_range
from workstation.ui.widgets.labels import ElidedLabel, label, set_role
from workstation.ui.widgets.surfaces import column, hairline, line

_BADGE = 20
_SHOWN = 2
_TALL = 1000
_SHOWN_TALL = 4
_HEADS = {
    "temperature": "T °{unit}",
    "pressure": "BP",
    "pulse": "Pulse",
    "breathing": "Breaths",
    "spo2": "SpO₂ %",
    "oxygen": "Oxygen",
}
_SPOKEN = {
    "temperature": "temperature",
    "pressure": "blood pressure",
    "pulse": "pulse",
    "breathing": "breathing rate",
    "spo2": "SpO₂",
    "oxygen": "oxygen",
}
_NUMBERS = len(MEASURED) - 1
_AFTER_GRADE = 3
_LEFT = Qt.AlignmentFlag(0)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_OXYGEN_WIDTH = 96


def grade_text(at_least: int, at_most: int) -> str:
    """``grade 2``, ``at least 1``, ``not settled``."""
    if at_least == at_most:
        return f"grade {at_least}"
    return f"at least {at_least}" if at_least else "not settled"


class ObservationStrip(QFrame):
    """Hidden on the phone. ``next_requested``: close this observation, open the next one."""

    next_requested = Signal()

    def __init__(self, draft: CallDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "bar")
        self.setObjectName("observations")
        self._draft = draft
        self._all = False
        self._drawn: object = None
        body = column(self, gap=2)
        body.setContentsMargins(theme.PAGE_MARGIN, 4, theme.PAGE_MARGIN, 4)
        body.addLayout(self._make_head())
        self._place = column()
        self._table: QWidget | None = None
        body.addLayout(self._place)
        draft.changed.connect(self.show_state)
        self.show_state()

    def _make_head(self) -> QHBoxLayout:
        head = line(gap=theme.GAP)
        self._number = label("", "strong")
        self._number.setObjectName("observation_number")
        self._course = ElidedLabel("", "muted")
        self._course.setObjectName("observation_course")
        self._due = label("", "muted")
        self._due.setObjectName("observation_due")
        self.more = Button("All", "quiet", on_click=self._unfold, name="all_observations")
        self.next = Button("Next observation", "secondary", "plus", name="next_observation")
        self.next.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.next.clicked.connect(self.next_requested)
        for button in (self.more, self.next):
            button.setProperty("small", True)
        head.addWidget(self._number)
        head.addWidget(self._course, 1)
        for widget in (self._due, self.more, self.next):
            head.addWidget(widget)
        return head

    # --- what is shown --------------------------------------------------------------------------

    def show_state(self) -> None:
        """Show every observation as it is now."""
        held = self._draft.encounter
        self.setVisible(held.setting in SEVERAL)
        if held.setting not in SEVERAL:
            return
        lines, course = self._draft.observation_lines(), self._draft.course()
        self._say_head(course)
        self._show_why_not(why_not_closed(held))
        self._show_table(lines)
        self.setAccessibleName(_spoken(lines, self._draft))

    def say_why_not(self, reason: str) -> None:
        """Somebody asked for the next observation, and there is a reason against it."""
        self._course.setText(reason)
        set_role(self._course, "warn")

    def _say_head(self, course: Episode) -> None:
        draft, zone = self._draft, self._draft.session.site.time_zone
        held = draft.encounter
        self._number.setText(f"Observation {held.number}")
        parts = [] if held.observations else [f"since {clock_text(held.opened_at, zone)}"]
        if held.observations:
            peak = course.peak
            top = grade_text(peak.at_least, peak.at_most)
            parts += [f"peak {top} at {clock_text(peak.at_least_at, zone)}", course.says]
        set_role(self._course, "muted")
        self._course.setText(" · ".join([*parts, *course.doubts]))
        self._say_due()

    def _say_due(self) -> None:
        """When the next observation is due; late from the first whole minute after."""
        draft = self._draft
        due, late = draft.observation_due(), draft.opened_late()
        if late is not None and due is None:
            text, role = f"Opened late, was due {self._clock(late)}", "warn"
        elif due is None:
            text, role = "", "muted"
        else:
            role = "warn" if is_late(due, draft.now) else "muted"
            text = f"Next due {self._clock(due)}, {due_text(due, draft.now)}"
        self._due.setText(text)
        self._due.setVisible(bool(text))
        set_role(self._due, role)

    def _clock(self, moment: datetime) -> str:
        return clock_text(moment, self._draft.session.site.time_zone)

    def _show_why_not(self, reason: str) -> None:
        self.next.setEnabled(not reason)
        self.next.setToolTip(reason or "Ctrl+O closes this observation and opens the next one")
        self.next.setAccessibleDescription(reason)

    def _unfold(self) -> None:
        self._all = not self._all
        self._drawn = None
        self.show_state()

    def _show_table(self, lines: tuple[ObservationLine, ...]) -> None:
        several = len(lines) > 1
        most = _SHOWN_TALL if self.window().height() >= theme.scaled(_TALL) else _SHOWN
        shown = lines if self._all else lines[-most:]
        self.more.setVisible(several and len(lines) > most)
        self.more.set_words("Fewer" if self._all else f"All {len(lines)}")
        # the open one is drawn as "now", so that the clock alone changes nothing
        still = (*shown[:-1], replace(shown[-1], at=lines[0].at))
        state = (still, several, theme.scaled(_BADGE))
        if state == self._drawn:
            return
        self._drawn = state
        if self._table is not None:
            self._place.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
            self._table = None
        if several:
            site = self._draft.session.site
            self._table = observation_table(
                shown,
                self._draft.session.protocol.form,
                site.temperature_unit,
                site.time_zone,
                is_open=True,
            )
            self._place.addWidget(self._table)


def observation_table(
    lines: Sequence[ObservationLine],
    form: Form,
    unit: str,
    zone: str,
    *,
    is_open: bool,
    narrow: bool = False,
) -> QWidget:
    """The lines as a grid. ``is_open``: the last one is being made now.

    ``narrow`` puts the disposition on a line of its own, below the numbers.
    """
    made = QWidget()
    made.setObjectName("observation_table")
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 2, 0, 2)
    grid.setHorizontalSpacing(theme.GAP if narrow else theme.GAP + 4)
    grid.setVerticalSpacing(3)
    heads = ("", "Time", "Grade", *(() if narrow else ("Disposition",)), *_HEADS.values())
    numbers = range(len(heads) - _NUMBERS - 1, len(heads) - 1)
    if not narrow:
        grid.setColumnStretch(numbers.start - 1, 3)
        grid.setColumnMinimumWidth(numbers.stop, theme.scaled(_OXYGEN_WIDTH))
    grid.setColumnStretch(numbers.stop, 2)
    for place, head in enumerate(heads):
        side = _RIGHT if place in numbers else _LEFT
        grid.addWidget(label(head.replace("{unit}", unit), "muted"), 0, place, side)
    grid.addWidget(hairline(), 1, 0, 1, len(heads))
    for one in lines:
        last = one is lines[-1]
        time = "now" if last and is_open else clock_text(one.at, zone)
        level = form.levels.get(one.level or "")
        words = level.label if level else "none"
        _add_line(grid, one, (time, words), numbers, role="strong" if last else "")
    return made


def _add_line(
    grid: QGridLayout, one: ObservationLine, words: tuple[str, str], numbers: range, *, role: str
) -> None:
    row, (time, level) = grid.rowCount(), words
    grid.addWidget(label(str(one.number), role), row, 0)
    when = label(f"{time}, late" if one.late else time, "warn" if one.late else role)
    grid.addWidget(when, row, 1)
    grid.addWidget(RangeBadge((one.at_least, one.at_most), _BADGE), row, 2)
    for place, (name, _) in enumerate(MEASURED, start=numbers.start):
        side = _RIGHT if place in numbers else _LEFT
        grid.addWidget(_value(one.values[name], role), row, place, side)
    if numbers.start == _AFTER_GRADE:
        grid.addWidget(ElidedLabel(level, "muted"), row + 1, 1, 1, numbers.stop)
    else:
        grid.addWidget(ElidedLabel(level, role), row, _AFTER_GRADE)


def _value(measured: Measured, role: str) -> QWidget:
    if not measured.text:
        return StateGlyph(state_glyph(measured.state))
    return ElidedLabel(measured.text, role) if " " in measured.text else label(measured.text, role)


def _spoken(lines: tuple[ObservationLine, ...], draft: CallDraft) -> str:
    """All lines for a screen reader."""
    zone, levels = draft.session.site.time_zone, draft.session.protocol.form.levels
    said = []
    for one in lines:
        values = [
            f"{_SPOKEN[name]} {found.text or found.state.value.replace('_', ' ')}"
            for name, found in one.values.items()
        ]
        grade = spoken_range(one.at_least, one.at_most)
        level = levels[one.level].label if one.level and one.level in levels else "no disposition"
        head = f"Observation {one.number}, {clock_text(one.at, zone)}: {grade}, {level}"
        said.append(", ".join([head, *values]))
    return ". ".join(said)
