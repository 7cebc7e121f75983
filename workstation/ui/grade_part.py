"""The grade in the panel: badge, range, what keeps it open; and what all parts of it share."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workstation.clinical.age_limits import AgeLimit
from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import State
from workstation.clinical.form import Form
from workstation.clinical.marks import Glyph
from workstation.clinical.results import Assessment, GradeRange
from workstation.ui import theme
from workstation.ui.note import grade_words, names
from workstation.ui.panel_parts import ReasonList
from workstation.ui.widgets.glyphs import StateGlyph
from workstation.ui.widgets.grades import GradeBadge, RangeMeter
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column, line

EDGE = 20


@dataclass(frozen=True, slots=True)
class PanelState:
    """What the panel shows. ``emergency``: the emergency card is in force.

    ``limits`` are those of a child's age.
    """

    form: Form
    encounter: Encounter
    assessment: Assessment
    emergency: bool = False
    limits: tuple[AgeLimit, ...] = ()


def block(*, top: int = 14, bottom: int = 12, gap: int = 4) -> tuple[QWidget, QVBoxLayout]:
    """A part of the panel with its margins."""
    made = QWidget()
    body = column(made, gap=gap)
    body.setContentsMargins(EDGE, top, EDGE, bottom)
    return made, body


class GradePart(QWidget):
    """Badge, scale, words, meter, and what is not known."""

    def __init__(self) -> None:
        super().__init__()
        body = column(self, gap=4)
        body.setContentsMargins(EDGE, 14, EDGE, 10)
        head = line(gap=16)
        self.badge = GradeBadge(60)
        words = column(gap=0)
        self._scale = label("", "muted")
        self.title = label("", "grade", wrap=True)
        self.title.setObjectName("grade_words")
        words.addStretch(1)
        words.addWidget(self._scale)
        words.addWidget(self.title)
        words.addStretch(1)
        head.addWidget(self.badge)
        head.addLayout(words, 1)
        body.addLayout(head)
        body.addSpacing(6)
        self._meter = RangeMeter()
        body.addWidget(self._meter)
        self._below = label("", "muted", wrap=True)
        body.addWidget(self._below)
        row = line(gap=theme.GAP)
        self._glyph = StateGlyph(Glyph.NOT_ASKED)
        self._not_known = label("", wrap=True)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._not_known, 1)
        body.addLayout(row)
        self._assumed = label("", "muted", wrap=True)
        body.addWidget(self._assumed)

    def show_state(self, state: PanelState) -> None:
        """Show a grade."""
        grade = state.assessment.grade
        scale = state.form.scales[grade.scale]
        self._scale.setText(scale.name)
        self.title.setText(grade_words(grade))
        self.badge.set_range((grade.at_least, grade.at_most), f"Grade, {scale.name}")
        self._meter.set_range((grade.at_least, min(4, grade.at_most)))
        self._meter.setVisible(grade.at_least < 5)
        self._below.setText(_below_meter(grade, state.emergency))
        self._below.setVisible(bool(self._below.text()))
        words, glyph = _not_known(state, grade)
        self._glyph.setVisible(bool(words))
        self._glyph.set_glyph(glyph)
        self._not_known.setText(words)
        self._not_known.setVisible(bool(words))
        assumed = names(state.form, grade.assumed)
        self._assumed.setText(f"Taken as usual, not asked: {assumed}" if assumed else "")
        self._assumed.setVisible(bool(assumed) and grade.settled)


def _below_meter(grade: GradeRange, emergency: bool) -> str:
    if grade.settled:
        return f"{grade.words[:1].upper()}{grade.words[1:]}"
    if emergency and grade.at_least == 0:
        return f"Anything from 0 to {grade.at_most}. A red flag does not wait for the grade."
    if grade.at_least == 0:
        return f"Anything from 0 to {grade.at_most}"
    words = f"May be as high as {grade.at_most}"
    if grade.not_known or not grade.open_because:
        return words
    # Everything is known and the range stays open all the same: then the reason is what matters.
    return f"{words}: {'; '.join(b[:1].lower() + b[1:] for b in grade.open_because)}"


def _not_known(state: PanelState, grade: GradeRange) -> tuple[str, Glyph]:
    """Which findings keep the grade open, and why they are not known."""
    open_items = [i for i in grade.not_known if i in state.form.items]
    if not open_items:
        return "", Glyph.NOT_ASKED
    found = {state.encounter.findings.get(i) for i in open_items}
    states = {f.state if f else State.NOT_ASKED for f in found}
    if len(states) == 1:
        glyph = Glyph(next(iter(states)).value)
        why = glyph.value.replace("_", " ")
    else:
        glyph, why = Glyph.UNKNOWN, "not known"
    shown = names(state.form, open_items[:3])
    rest = len(open_items) - 3
    if rest > 0:
        shown = names(state.form, open_items[:2]).replace(" and ", ", ")
        return f"{shown} and {rest + 1} more {why}", glyph
    return f"{shown} {why}", glyph


def not_known(state: PanelState) -> dict[str, Glyph]:
    """The findings that the grade or the disposition waits for, and whether they were asked."""
    found, told = state.assessment, state.encounter.findings
    waited = (*found.grade.not_known, *found.disposition.waiting_for)
    open_now = {id: told[id].state if id in told else State.NOT_ASKED for id in waited}
    # What is known and waited for all the same has grown old: it has to be asked again.
    return {
        id: Glyph.NOT_ASKED if state is State.KNOWN else Glyph(state.value)
        for id, state in open_now.items()
    }


def titled(title: QWidget, reasons: ReasonList) -> QHBoxLayout:
    """A title, and at its end what unfolds the rest of the reasons below."""
    row = line(gap=theme.GAP)
    row.addWidget(title, 1)
    row.addWidget(reasons.more)
    return row
