"""What is being signed: found, computed, decided, promised, and what is not known and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QWidget,
)

from workstation.clinical.encounter import Decision
from workstation.clinical.form import Form
from workstation.clinical.marks import Glyph
from workstation.clinical.results import GradeRange
from workstation.ui import theme
from workstation.ui.call_draft import CallDraft
from workstation.ui.decision import decided_level
from workstation.ui.forms import reasons_in
from workstation.ui.note import names
from workstation.ui.panel_parts import level_icon
from workstation.ui.when import clock_text, date_text, local
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon, StateGlyph
from workstation.ui.widgets.grades import RangeBadge
from workstation.ui.widgets.labels import ElidedLabel, label
from workstation.ui.widgets.surfaces import column, frame, line
from workstation.ui.worklist import SETTINGS

_LABEL_WIDTH = 168
_NAMED = 2
_HOURS = (
    (0.25, "in 15 minutes"),
    (0.5, "in 30 minutes"),
    (1, "in 1 hour"),
    (2, "in 2 hours"),
    (4, "in 4 hours"),
    (8, "in 8 hours"),
)
_CALLS_BACK = "scheduled_call_back"
_USUAL_CALL_BACK = 4  # two hours


def range_sentence(grade: GradeRange) -> str:
    """``At least grade 1, at most 4``; ``Grade 2``; ``Not settled, 0 to 4``."""
    if grade.settled:
        return f"Grade {grade.at_least}"
    if grade.at_least == 0:
        return f"Not settled, 0 to {grade.at_most}"
    return f"At least grade {grade.at_least}, at most {grade.at_most}"


def about_text(draft: CallDraft) -> str:
    """Who, what and when: ``DOE, Jane · MRN 0042-817 · phone, 22 Nov 2026 13:59 to 14:19``."""
    held, zone = draft.encounter, draft.session.site.time_zone
    parts = []
    if held.patient is not None:
        parts.append(held.patient.display_name)
        if held.patient.mrn:
            parts.append(f"MRN {held.patient.mrn}")
    kind = SETTINGS[held.setting].lower()
    day = date_text(local(held.started_at, zone).date())
    began, now = clock_text(held.started_at, zone), clock_text(draft.now, zone)
    parts.append(f"{kind}, {day} {began} to {now}")
    return " · ".join(parts)


def named_row(name: str, *things: QWidget, stretch: bool = True) -> QHBoxLayout:
    """One line of the card: what it is, and the thing. Without ``stretch`` the thing is wide."""
    row = line(gap=10)
    title = label(name, "muted")
    title.setFixedWidth(theme.scaled(_LABEL_WIDTH) - 10)
    tall = any(not isinstance(thing, QLineEdit) for thing in things) and not stretch
    row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag(0))
    for thing in things:
        row.addWidget(thing, 1 if not stretch or _takes_the_rest(thing) else 0)
    if stretch and not any(_takes_the_rest(thing) for thing in things):
        row.addStretch(1)
    return row


def _takes_the_rest(thing: QWidget) -> bool:
    wraps = isinstance(thing, QLabel) and thing.wordWrap()
    return wraps or isinstance(thing, ElidedLabel)


class SignSummary(QWidget):
    """The upper part of the card. ``one_by_one``: the person wants to ask what is not known."""

    one_by_one = Signal()

    def __init__(self, draft: CallDraft, open_items: Sequence[str], *, emergency: bool) -> None:
        super().__init__()
        self._draft = draft
        self._open_items = tuple(open_items)
        self._emergency = emergency
        self._body = column(self, gap=10)
        self._add_result()
        self._add_note()
        self._add_not_known()

    def _row(self, name: str, *things: QWidget, stretch: bool = True) -> None:
        self._body.addLayout(named_row(name, *things, stretch=stretch))

    @property
    def lacks_reason(self) -> bool:
        """True while items are not known and nobody has said why."""
        return bool(self._open_items) and self.reason.currentIndex() < 0

    def _add_result(self) -> None:
        form, grade = self._draft.form, self._draft.assessment.grade
        scale = form.scales[grade.scale].name
        open_words = _first_of(form, grade.not_known)
        about = f"{scale} · {open_words} not known" if open_words else scale
        badge = RangeBadge((grade.at_least, grade.at_most), 26)
        self._row(
            "Grade",
            badge,
            label(range_sentence(grade), "strong"),
            label(about, "muted", wrap=True),
        )
        self._add_course()
        computed = self._draft.assessment.disposition.level
        if computed is None:
            self._add_informed()
            return
        level = form.levels[computed]
        name, role = level_icon(level)
        detail = label(level.detail, "muted", wrap=True)
        self._row("Computed", Icon(name, role, 18), label(level.label), detail)
        self._add_decided(computed)
        self._add_call_back()
        self._add_informed()

    def _add_course(self) -> None:
        """How many observations are signed, and their peak."""
        held, zone = self._draft.encounter, self._draft.session.site.time_zone
        if not held.observations:
            return
        course = self._draft.course()
        peak = course.peak
        badge = RangeBadge((peak.at_least, peak.at_most), 26)
        at = clock_text(peak.at_least_at, zone)
        about = f"peak at {at} · {course.says.lower()}"
        words = label(f"{held.number} observations", "strong")
        self._row("Signed together", words, badge, ElidedLabel(about, "muted"))

    def _add_decided(self, computed: str) -> None:
        form, decision = self._draft.form, self._draft.encounter.decision
        decided = decided_level(decision, computed) or computed
        override = decision.override
        if override is None or decided == computed:
            icon, about = Icon("check", "accent", 18), "as computed"
        else:
            way = "raised" if override.raised else "lowered"
            icon = Icon("arrow-up" if override.raised else "arrow-down", "accent", 18)
            reasons = {c.id: c.label for c in form.lowering_reasons}
            said = [reasons.get(override.reason_code, ""), override.reason_text]
            words = ", ".join(part[:1].lower() + part[1:] for part in said if part)
            about = f"{way}: {words}" if words else way
        self._row("You decided", icon, label(form.levels[decided].label, "strong"),
                  ElidedLabel(about, "muted"))  # fmt: skip

    def _add_call_back(self) -> None:
        self.call_back = QComboBox()
        self.call_back.setObjectName("call_back_at")
        self.call_back.setAccessibleName("Call-back")
        now, zone = self._draft.now, self._draft.session.site.time_zone
        self.call_back.addItem("None", None)
        for hours, words in _HOURS:
            due = (now + timedelta(hours=hours)).replace(second=0, microsecond=0)
            self.call_back.addItem(f"{clock_text(due, zone)}, {words}", due)
        there = local(now, zone) + timedelta(days=1)
        morning = there.replace(hour=9, minute=0, second=0, microsecond=0)
        self.call_back.addItem("09:00 tomorrow", morning)
        self._preset_call_back()
        self.call_back.setMinimumWidth(theme.scaled(220))
        self.teach_back = QCheckBox("Teach-back done")
        self.teach_back.setObjectName("teach_back_done")
        self.teach_back.setAccessibleName("Teach-back done")
        self.teach_back.setChecked(self._draft.encounter.decision.teach_back is True)
        self._row("Call-back", self.call_back, self.teach_back)

    def _add_informed(self) -> None:
        """Whom the nurse told; on the ward too, where no disposition is computed."""
        self.informed = QLineEdit(self._draft.encounter.decision.informed)
        self.informed.setObjectName("informed")
        self.informed.setAccessibleName("Told to")
        self.informed.setMaxLength(200)
        self._row("Told to", self.informed, stretch=False)

    def _add_note(self) -> None:
        self.note = QLineEdit(self._draft.encounter.decision.note)
        self.note.setObjectName("note")
        self.note.setAccessibleName("Note")
        self.note.setMaxLength(500)
        self._row("Note", self.note, stretch=False)

    def _preset_call_back(self) -> None:
        decision = self._draft.encounter.decision
        computed = self._draft.assessment.disposition.level
        if decision.call_back_at is not None:
            zone = self._draft.session.site.time_zone
            self.call_back.addItem(clock_text(decision.call_back_at, zone), decision.call_back_at)
            self.call_back.setCurrentIndex(self.call_back.count() - 1)
        elif decided_level(decision, computed) == _CALLS_BACK:
            self.call_back.setCurrentIndex(_USUAL_CALL_BACK)

    def _add_not_known(self) -> None:
        if not self._open_items:
            return
        form = self._draft.form
        well = frame("well")
        inside = column(well, gap=theme.GAP)
        inside.setContentsMargins(14, 10, 10, 10)
        head = line(gap=theme.GAP)
        count = len(self._open_items)
        words = "1 item was not asked" if count == 1 else f"{count} items were not asked"
        head.addWidget(StateGlyph(Glyph.NOT_ASKED))
        head.addWidget(label(words, "strong"), 1)
        inside.addLayout(head)
        shown = names(form, self._open_items[:6])
        if count > 6:
            shown = f"{shown.replace(' and ', ', ')} and {count - 6} more"
        inside.addWidget(label(shown, "muted", wrap=True))
        inside.addLayout(self._reason_row())
        self._row("Not known", well, stretch=False)

    def _reason_row(self) -> QLayout:
        row = line(gap=theme.GAP)
        self.reason = QComboBox()
        self.reason.setObjectName("reason_for_all")
        self.reason.setAccessibleName("Reason for all")
        self.reason.setPlaceholderText("Choose a reason")
        held = self._draft.encounter
        for code in reasons_in(held.setting, self._draft.form.not_assessed_reasons):
            self.reason.addItem(code.label, code.id)
        wanted = held.decision.not_known_reason or ("emergency_first" if self._emergency else "")
        self.reason.setCurrentIndex(self.reason.findData(wanted))
        self.reason.setMinimumWidth(theme.scaled(220))
        back = Button("One by one", "quiet", name="one_by_one")
        back.clicked.connect(self.one_by_one)
        row.addWidget(label("Reason for all"))
        row.addWidget(self.reason)
        row.addStretch(1)
        row.addWidget(back)
        return row

    def decision(self) -> Decision:
        """The decision as it stands in the card."""
        held = self._draft.encounter.decision
        computed = self._draft.assessment.disposition.level
        told = self.informed.text().strip()
        when = held.informed_at if told == held.informed else self._draft.now
        held = replace(held, informed=told, informed_at=when if told else None)
        if computed is not None:
            due = self.call_back.currentData()
            held = replace(
                held,
                level=decided_level(held, computed),
                call_back_at=due if isinstance(due, datetime) else None,
                teach_back=True if self.teach_back.isChecked() else None,
            )
        held = replace(held, note=self.note.text().strip())
        if self._open_items:
            held = replace(held, not_known_reason=str(self.reason.currentData() or ""))
        return held


def _first_of(form: Form, ids: Sequence[str]) -> str:
    """The first two names, and how many more there are: fewer would be told as all."""
    rest = len(ids) - _NAMED
    if rest <= 0:
        return names(form, ids)
    return f"{names(form, ids[:_NAMED]).replace(' and ', ', ')} and {rest} more"
