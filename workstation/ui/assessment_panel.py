"""The panel beside the form: grade, what to ask next, why, where the patient should be.

It is told the encounter and its assessment and repaints in place; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from workstation.clinical.beside import differences, other_scales, screens
from workstation.clinical.findings import Setting
from workstation.ui import theme
from workstation.ui.beside_table import BesideTable
from workstation.ui.grade_part import EDGE, GradePart, PanelState, block, not_known, titled
from workstation.ui.note import item_name
from workstation.ui.panel_parts import LinkRow, ReasonLine, ReasonList, TintBlock, Why, level_icon
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import label, set_role
from workstation.ui.widgets.surfaces import KeyHint, Scroll, column, hairline, line

_TALL = 900
_FEWER = ((3, 2), (2, 2), (1, 2), (1, 1))
"""How many reasons of the grade and of the disposition are shown, the wished numbers first."""


class AskNextPart(TintBlock):
    """The next question; Ctrl+J goes to its row."""

    ask_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        head = line(gap=theme.GAP)
        self._title = label("Ask next", "accent")
        head.addWidget(self._title, 1)
        self.hint = KeyHint("Ctrl+J")
        head.addWidget(self.hint)
        self.body.addLayout(head)
        self.question = label("", "heading", wrap=True)
        self.question.setObjectName("next_question")
        self._why = label("", "muted", wrap=True)
        self.body.addWidget(self.question)
        self.body.addWidget(self._why)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_state(self, state: PanelState) -> None:
        """Show the next question, if there is one."""
        question = state.assessment.next_question
        self.setVisible(question is not None)
        if question is None:
            return
        item = state.form.items.get(question.finding)
        self._title.setText("If there is time, ask" if state.emergency else "Ask next")
        set_role(self._title, "section" if state.emergency else "accent")
        self.question.setText(item_name(item) if item else question.finding)
        why = question.why
        if state.emergency:
            why = "It does not change what to do now"
        self._why.setText(why[:1].upper() + why[1:])
        self.set_plain(state.emergency)
        self.setAccessibleName(f"{self._title.text()}: {self.question.text()}")

    def mousePressEvent(self, event: object) -> None:
        del event
        self.ask_requested.emit()


class DispositionPart(QWidget):
    """Where the patient should be: computed, decided, why, and the ways to change it."""

    def __init__(self) -> None:
        super().__init__()
        body = column(self, gap=4)
        body.setContentsMargins(EDGE, 8, EDGE, 4)
        self._title = label("Disposition", "section")
        self.reasons = ReasonList(2, "disposition")
        body.addLayout(titled(self._title, self.reasons))
        head = line(gap=14)
        self._icon = Icon("info", "text2", 26)
        words = column(gap=0)
        self.level = label("", "heading", wrap=True)
        self.level.setObjectName("disposition")
        self._detail = label("", "muted", wrap=True)
        words.addWidget(self.level)
        words.addWidget(self._detail)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(words, 1)
        body.addLayout(head)
        body.addWidget(self.reasons)
        self._waiting = label("", "muted", wrap=True)
        body.addWidget(self._waiting)
        buttons = line(gap=theme.GAP)
        self._buttons = buttons
        self.up = Button("Raise", "secondary", "arrow-up", name="raise_level")
        self.down = Button("Lower, with reason", name="lower_level")
        buttons.addWidget(self.up)
        buttons.addWidget(self.down)
        buttons.addStretch(1)
        body.addSpacing(4)
        body.addLayout(buttons)

    def show_state(self, state: PanelState) -> None:
        """Show the computed level, and the decided one where they differ."""
        found = state.assessment.disposition
        self.setVisible(found.level is not None)
        if found.level is None:
            return
        computed = state.form.levels[found.level]
        override = state.encounter.decision.override
        decided = state.form.levels[override.decided] if override else computed
        name, role = level_icon(decided)
        self._icon.set_icon(name, role)
        self.level.setText(decided.label)
        if override is None:
            self._title.setText("Disposition")
            self._detail.setText(decided.detail)
        else:
            self._title.setText(f"Disposition, {'raised' if override.raised else 'lowered'}")
            self._detail.setText(f"Computed: {computed.label}")
        self.reasons.show_reasons(found.because, state.form.references, not_known(state))
        open_count = len(found.waiting_for)
        words = f"Provisional: {open_count} answer{'s' if open_count > 1 else ''} may raise it"
        self._waiting.setText(words if found.provisional and open_count else "")
        self._waiting.setVisible(bool(self._waiting.text()))
        self._show_ways(state, decided.rank)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self.up.sizeHint().width() + self.down.sizeHint().width() + 3 * EDGE
        stacked = event.size().width() < needed
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._buttons.setDirection(way)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _show_ways(self, state: PanelState, rank: int) -> None:
        ranks = [level.rank for level in state.form.levels.values()]
        if rank >= max(ranks):
            self.up.disable("This is the most urgent disposition")
        else:
            self.up.enable()
        if rank <= min(ranks):
            self.down.disable("This is the least urgent disposition")
        else:
            self.down.enable()


class AssessmentPanel(QFrame):
    """All parts from above; after a red flag the disposition comes first."""

    ask_requested = Signal()
    raise_requested = Signal()
    lower_requested = Signal()
    say_requested = Signal()
    actions_requested = Signal()
    why_requested = Signal(object)
    """The ``Why`` whose rule is wanted."""
    result_requested = Signal(object)
    """The ``BesideLine`` of which the reasons are wanted."""
    look_alikes_requested = Signal()
    left = Signal()
    """Escape: the keyboard goes back to the questions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "panel")
        self.setObjectName("assessment_panel")
        self._scroll = Scroll()
        outer = column(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self._scroll)
        self._announced = ""
        self._emergency = False
        self._make_parts()
        self._scroll.body.addStretch(1)
        self._arrange()

    def _make_parts(self) -> None:
        self.grade = GradePart()
        self.ask = AskNextPart()
        self.ask.ask_requested.connect(self.ask_requested)
        self._make_reasons()
        self.disposition = DispositionPart()
        self.disposition.reasons.asked.connect(self.why_requested)
        self.disposition.up.clicked.connect(self.raise_requested)
        self.disposition.down.clicked.connect(self.lower_requested)
        self._none, none = block(top=8, bottom=2)
        self._no_level = label("", "muted", wrap=True)
        self._no_level.setObjectName("no_disposition")
        none.addWidget(self._no_level)
        self._make_links()
        self._make_tables()
        self._line_why, self._line_others = hairline(), hairline()
        for unfolds in (
            self.scales.toggle,
            self.screens.toggle,
            *(reasons.more for reasons in (self._why_list, self._warnings, self.differ)),
            self.disposition.reasons.more,
        ):
            unfolds.clicked.connect(self._fit)

    def _make_reasons(self) -> None:
        self._why, why = block(top=8, bottom=8, gap=3)
        self._why_title = label("", "section")
        self._why_list = ReasonList(3, "why")
        self._why_list.asked.connect(self.why_requested)
        self._warnings = ReasonList(2, "warnings", "alert-triangle", "warn")
        self._warnings.asked.connect(self.why_requested)
        why.addLayout(titled(self._why_title, self._why_list))
        for widget in (self._why_list, self._warnings):
            why.addWidget(widget)

    def _make_links(self) -> None:
        self._links = LinkRow()
        self._links.setContentsMargins(EDGE - 10, 0, 0, 2)
        self.say = Button("Say this", "quiet", "message", on_click=self.say_requested.emit)
        self.act = Button(
            "Actions", "quiet", "list", on_click=self.actions_requested.emit, name="actions"
        )
        self.looks = Button(
            "Look-alikes",
            "quiet",
            "shield-alert",
            on_click=self.look_alikes_requested.emit,
            name="look_alikes",
        )
        self.looks.setToolTip("What looks like CRS, and which of its signs are there (Alt+L)")
        self._links.add(self.say, self.act, self.looks)

    def _make_tables(self) -> None:
        self._others_block, others = block(top=2, bottom=4)
        self.scales = BesideTable("Other scales", "scales")
        self.differ = ReasonList(2, "differ", "info", "text2")
        self.differ.asked.connect(self.why_requested)
        self.screens = BesideTable("Screens", "screens")
        for table in (self.scales, self.screens):
            table.asked.connect(self.result_requested)
        self.scales.opened.connect(self._show_differ)
        others.addWidget(self.scales)
        others.addWidget(self.differ)
        others.addWidget(self.screens)

    def _arrange(self) -> None:
        first: Sequence[QWidget] = (self.grade, self.ask, self._why)
        second: Sequence[QWidget] = (self.disposition, self._none, self._links)
        if self._emergency:
            order = (*second, self._line_why, self.grade, self.ask, self._why)
        else:
            order = (*first, self._line_why, *second)
        body = self._scroll.body
        widgets = (*order, self._line_others, self._others_block)
        for widget in widgets:
            body.removeWidget(widget)
        for place, widget in enumerate(widgets):
            body.insertWidget(place, widget)

    def show_state(self, state: PanelState) -> None:
        """Show an encounter and its assessment."""
        if state.emergency != self._emergency:
            self._emergency = state.emergency
            self._arrange()
        self.grade.show_state(state)
        self.ask.show_state(state)
        grade = state.assessment.grade
        settled = grade.settled or grade.at_least > 0
        self._why_title.setText(f"Why grade {grade.at_least}" if settled else "Why not settled")
        open_now = not_known(state)
        # What is not known stands under the grade already; a list of it again tells nothing new.
        told = grade.because if any(r.finding not in open_now for r in grade.because) else ()
        self._why_list.show_reasons(told, state.form.references, open_now)
        self._why_title.setVisible(bool(told))
        warnings = state.assessment.warnings
        self._warnings.show_all([Why(says, rule=f"warning.{says}") for says in warnings])
        self._why.setVisible(bool(told or warnings))
        self.disposition.show_state(state)
        self._no_level.setText(_why_no_level(state))
        self._none.setVisible(bool(self._no_level.text()))
        self.say.setVisible(state.assessment.disposition.level is not None)
        count = sum(not a.if_it_rises for a in state.assessment.actions)
        self.act.set_words(f"Actions · {count}" if count else "Actions")
        self.act.setVisible(bool(state.assessment.actions))
        found = state.assessment
        self.scales.show_lines(other_scales(state.form, found), state.form)
        self.differ.show_reasons(differences(state.form, found), state.form.references)
        self.scales.say_first("They differ" if found.differences else "")
        self._show_differ()
        self.screens.show_lines(screens(state.form, found, state.limits), state.form)
        self._fit()
        self._announce(state)

    def _fit(self) -> None:
        """Where the place is short, fewer reasons: what is below them is not to be cut off.

        The first reason of each list is the one that decides, and "3 more" shows the rest. A tall
        window shows the tables open, the one of the scales only where it has the place. What does
        not fit at all scrolls.
        """
        policy = Qt.ScrollBarPolicy
        bar = policy.ScrollBarAlwaysOff if self._find_a_fit() else policy.ScrollBarAsNeeded
        # Left to itself a bar that came for a moment stays: beside it the lines are longer.
        self._scroll.setVerticalScrollBarPolicy(bar)

    def _find_a_fit(self) -> bool:
        tall = self.height() >= theme.scaled(_TALL)
        for opened in (True, False) if tall else (False,):
            self.scales.set_tall(opened)
            self.screens.set_tall(tall)
            if any(self._fits(*most) for most in _FEWER):
                return True
        self.screens.set_tall(False)
        return self._fits(*_FEWER[0])

    def _fits(self, grade: int, level: int) -> bool:
        self._why_list.show_at_most(grade)
        self.disposition.reasons.show_at_most(level)
        return self._wanted_height() <= self._scroll.height()

    def _wanted_height(self) -> int:
        """What all parts need without a bar, after changes that Qt has not laid out yet."""
        lines = self._scroll.findChildren(ReasonLine)
        inner = (self._why_list, self._warnings, self.disposition.reasons, self.differ)
        outer = (
            self.grade,
            self.ask,
            self._why,
            self.disposition,
            self._none,
            self._others_block,
        )
        for part in (*lines, *inner, self.scales, self.screens, *outer):
            layout = part.layout()
            if layout is not None:
                layout.activate()
        self._scroll.body.activate()
        return self._scroll.body.totalHeightForWidth(self._scroll.width())

    def _show_differ(self) -> None:
        """Why scales differ stands under their table, while that is open."""
        self.differ.setVisible(self.scales.is_open and self.differ.has_any)

    def ask_why(self) -> None:
        """Take the keyboard to the first reason: of the disposition in an emergency."""
        lists = (self._why_list, self.disposition.reasons)
        for one in reversed(lists) if self._emergency else lists:
            if one.focus_first():
                return

    def _announce(self, state: PanelState) -> None:
        """Tell a screen reader once that the grade or the disposition is another."""
        words = f"{self.grade.title.text()}. {self.disposition.level.text()}"
        if state.assessment.disposition.level is None:
            words = self.grade.title.text()
        if words != self._announced and self._announced and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self._announced = words

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _why_no_level(state: PanelState) -> str:
    """Why there is no disposition, where there is none; an emergency has its card instead."""
    if state.assessment.disposition.level is not None or state.emergency:
        return ""
    if state.encounter.setting is Setting.WARD:
        return "On the ward no disposition is computed: grade and screens only."
    return "No disposition is computed here."
