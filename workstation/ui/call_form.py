"""The form of a call: finished sections on one line each, the section being asked, the way on.

It keeps the row that is asked in sight and never loses the focus.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workstation.clinical.findings import Finding
from workstation.clinical.form import Row, Section
from workstation.clinical.marks import Glyph
from workstation.ui import theme
from workstation.ui.age_words import AgeWords
from workstation.ui.asked_words import AskedWords
from workstation.ui.call_draft import CallDraft
from workstation.ui.finished_line import FinishedLine, all_known, finished_glyph
from workstation.ui.forms import FormRow, RowContext
from workstation.ui.note import red_flag_words, section_summary
from workstation.ui.on_file import OnFile
from workstation.ui.section_view import RED_FLAGS, SectionView
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import ElidedLabel
from workstation.ui.widgets.stepper import Step
from workstation.ui.widgets.surfaces import Scroll, column, line

_TALL = 840
_NARROW = 560


class CallForm(QWidget):
    """Sections of one setting. ``sign_requested``: the person went on past the last section."""

    section_changed = Signal(int)
    doses_requested = Signal()
    next_requested = Signal()
    sign_requested = Signal()

    def __init__(self, draft: CallDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        on_file = OnFile(draft)
        self._context = RowContext(
            items=draft.form.items,
            setting=draft.encounter.setting,
            reasons=draft.form.not_assessed_reasons,
            temperature_unit=draft.session.site.temperature_unit,
            zone=draft.session.site.time_zone,
            now=draft.session.clock,
            may_be_later=draft.form.may_be_later,
            lacking=on_file.lacking,
            limits=AgeWords(draft),
            usual=on_file.usual,
            against=on_file.against,
            tell_dose=self.doses_requested.emit,
        )
        self.sections: list[tuple[Section, tuple[Row, ...]]] = list(
            draft.form.rows(draft.encounter.setting)
        )
        self._views: dict[int, SectionView] = {}
        self._lines: dict[int, FinishedLine] = {}
        self._visited: set[int] = set()
        self._emergency = False
        self.current = -1
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        body = column(self)
        self._scroll = Scroll()
        self._scroll.body.setContentsMargins(theme.PAGE_MARGIN, 14, theme.PAGE_MARGIN, 8)
        self._scroll.body.setSpacing(theme.CARD_GAP)
        self.above: QVBoxLayout = column(gap=theme.CARD_GAP)
        self._scroll.body.addLayout(self.above)
        self._finished: QVBoxLayout = column(gap=theme.GAP)
        self._scroll.body.addLayout(self._finished)
        self._place: QVBoxLayout = column()
        self._scroll.body.addLayout(self._place)
        self._scroll.body.addStretch(1)
        self._words = AskedWords()
        body.addWidget(self._words)
        body.addWidget(self._scroll, 1)
        foot = QWidget()
        self.foot: QHBoxLayout = line(foot, gap=12)
        self.foot.setContentsMargins(theme.PAGE_MARGIN, 8, theme.PAGE_MARGIN, 14)
        self.back = Button("Back", "secondary", "arrow-left", name="back_section")
        self.back.clicked.connect(self._on_back)
        self._gaps = ElidedLabel("", "muted")
        self.next = Button("Next", "primary", name="next_section")
        self.next.clicked.connect(self.next_requested)
        self.go_on = Button("Continue the form", name="continue_form", on_click=self.go_next)
        self.go_on.hide()
        self.foot.addWidget(self.back)
        self.foot.addStretch(1)
        self.foot.addWidget(self._gaps)
        self.foot.addWidget(self.go_on)
        self.foot.addWidget(self.next)
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        body.addWidget(foot)

    def _connect(self) -> None:
        self._draft.changed.connect(self._on_draft_changed)
        self._scroll.verticalScrollBar().valueChanged.connect(self._show_words)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    # --- sections -------------------------------------------------------------------------------

    def show_section(self, place: int) -> None:
        """Ask a section; it is made when it is first asked."""
        if not 0 <= place < len(self.sections):
            return
        if place != self.current:
            self._leave()
            self.current = place
            self._visited.add(place)
            view = self._view(place)
            view.show_state(self._draft.encounter, self._draft.assessment)
            view.show()
            self._scroll.verticalScrollBar().setValue(0)
        self._show_frame()
        self.section_changed.emit(place)
        self.view.ask_first()

    @property
    def view(self) -> SectionView:
        """The section that is being asked."""
        return self._views[self.current]

    def _view(self, place: int) -> SectionView:
        if place not in self._views:
            section, rows = self.sections[place]
            made = SectionView(section, rows, self._context)
            made.answered.connect(self._on_answered)
            made.left_behind.connect(self._on_left_behind)
            made.rows_changed.connect(self._keep_in_sight)
            self._views[place] = made
            self._place.addWidget(made)
        return self._views[place]

    def _leave(self) -> None:
        old = self._views.get(self.current)
        if old is not None:
            old.set_current(None)
            old.hide()

    def go_next(self) -> None:
        """The next section, or signing after the last."""
        if self.current + 1 < len(self.sections):
            self.show_section(self.current + 1)
        else:
            self.sign_requested.emit()

    def _on_back(self) -> None:
        """The section before; on the first page after a red flag, the answer that was given."""
        if self.current > 0:
            self.show_section(self.current - 1)
        else:
            self.take_focus()

    def set_emergency(self, emergency: bool) -> None:
        """After a red flag the rest is optional and signing is one of the ways on."""
        self._emergency = emergency
        if self.current >= 0:
            self._show_frame()

    def open_items(self) -> tuple[str, ...]:
        """The items of every section that are asked in this setting and not answered."""
        findings = self._draft.encounter.findings
        found: list[str] = []
        for place, (_, rows) in enumerate(self.sections):
            view = self._views.get(place)
            if view is not None:
                found += [i.id for row in view.unanswered() for i in row.items]
            else:
                found += [i for row in rows if not _is_spared(row) for i in row.items]
        return tuple(dict.fromkeys(i for i in found if i not in findings))

    def ask(self, item: str) -> bool:
        """Go to the row of an item, wherever it is."""
        for place, (_, rows) in enumerate(self.sections):
            if any(item in row.items for row in rows):
                if place != self.current:
                    self.show_section(place)
                row = self.view.row_of(item)
                if row is not None:
                    self.view.ask(row)
                    return True
        return False

    def unfold(self) -> None:
        """Show or hide the optional rows of this section."""
        self.view.unfold()

    def take_in(self) -> bool:
        """Take in what stands typed in a field; False where it is refused and stays."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            focus.clearFocus()
        refused = next((r for r in self.view.rows if r.is_refused), None)
        if refused is not None:
            refused.take_focus()
        return refused is None

    def take_focus(self) -> None:
        """Back to the row that was asked last."""
        if self.view.current is not None:
            self.view.current.take_focus()
        else:
            self.view.ask_first()

    def show_top(self) -> None:
        """What stands over the section comes in sight, once it has its place."""
        QTimer.singleShot(0, self, lambda: self._scroll.verticalScrollBar().setValue(0))

    def interrupt(self) -> None:
        """Something more urgent takes the focus; the row just answered must not take it back."""
        if self.current >= 0:
            self.view.held = True
            QTimer.singleShot(0, self._end_interruption)

    # --- answers --------------------------------------------------------------------------------

    def _on_answered(self, findings: list[Finding], cleared: list[str]) -> None:
        self._draft.answer(findings, cleared)

    def _end_interruption(self) -> None:
        for view in self._views.values():
            view.held = False

    def _on_left_behind(self, forward: bool) -> None:
        (self.next if forward else self.back).setFocus()

    def _on_draft_changed(self) -> None:
        if self.current >= 0:
            self.view.show_state(self._draft.encounter, self._draft.assessment)
            self._show_frame()

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        del old
        row = self._row_at(new)
        if row is None or self.current < 0 or row not in self.view.rows:
            return
        self.view.set_current(row)
        self._keep_in_sight()
        # Once more when the rows have their places: keys may come faster than the layout.
        QTimer.singleShot(0, self, self._keep_in_sight)

    def _row_at(self, widget: QWidget | None) -> FormRow | None:
        while widget is not None and widget is not self:
            if isinstance(widget, FormRow):
                return widget if self.isAncestorOf(widget) else None
            widget = widget.parentWidget()
        return None

    def _keep_in_sight(self) -> None:
        row = self.view.current
        if row is not None:
            inside = self._scroll.widget()
            layout = inside.layout() if inside is not None else None
            if layout is not None:
                layout.activate()
            self._scroll.ensureWidgetVisible(row, 0, theme.scaled(theme.ROW_HEIGHT))
        self._show_words()

    def _show_words(self) -> None:
        """What is to be said stays in sight when its place in the card is scrolled away."""
        inside = self._scroll.widget()
        if self.current < 0 or inside is None:
            return
        end = self.view.mapTo(inside, QPoint(0, self.view.end_of_words)).y()
        away = end <= self._scroll.verticalScrollBar().value()
        self._words.show_words(self.view.words, away=away)

    # --- frame ----------------------------------------------------------------------------------

    def steps(self, emergency: bool) -> Iterator[Step]:
        """What the stepper shows. After a red flag all but the first are optional."""
        for place, (section, rows) in enumerate(self.sections):
            yield self._step(place, section, rows, emergency)

    def _step(self, place: int, section: Section, rows: Sequence[Row], emergency: bool) -> Step:
        view = self._views.get(place)
        findings = self._draft.encounter.findings
        told = [
            i
            for r in rows
            for i in r.items
            if section.id == RED_FLAGS and i in findings and findings[i].value is True
        ]
        if told:
            return Step(section.title, f"{len(told)} yes", Glyph.RED_FLAG, alarming=True)
        done, total = view.counts() if view is not None else self._count_unmade(rows)
        gaps = total - done if total else 1
        glyph = finished_glyph(gaps, known=all_known(rows, findings))
        if total == 0 or (emergency and done < total):
            return Step(section.title, "optional", glyph)
        return Step(section.title, f"{done} of {total}", glyph)

    def _count_unmade(self, rows: Sequence[Row]) -> tuple[int, int]:
        findings = self._draft.encounter.findings
        asked = [(r, i) for r in rows if not r.optional and not r.only_if for i in r.items]
        single = {r.id if len(r.items) <= 2 else i: (r, i) for r, i in asked}
        return sum(i in findings for _, i in single.values()), len(single)

    def _show_frame(self) -> None:
        urgent = self._emergency and self.current == 0
        last = self.current + 1 >= len(self.sections)
        if urgent or last:
            # On the ward there is no disposition to decide.
            self.next.set_words("Decide and sign" if self._draft.form.levels else "Sign")
        else:
            self.next.set_words(f"Next: {self.sections[self.current + 1][0].title}")
        # The primary button of an emergency is the step of the card that comes next.
        self.next.set_kind("secondary" if urgent else "primary")
        self.go_on.setVisible(urgent and not last)
        narrow = self.width() < theme.scaled(_NARROW)
        correct = "Correct" if narrow else "Correct an answer"
        self.go_on.set_words("Continue" if narrow else "Continue the form")
        self.back.set_words(correct if urgent else "Back")
        self.back.setVisible(self.current > 0 or urgent)
        gaps = len(self.view.unanswered())
        told = gaps and not urgent
        self._gaps.setText(f"{gaps} not asked in this section" if told else "")
        self._show_finished()

    def _show_finished(self) -> None:
        most = 1 if self.height() < theme.scaled(_TALL) else 3
        before = [p for p in sorted(self._visited) if p < self.current and p > 0]
        if self.current == 1:
            before = [0]
        shown = before[-most:]
        for place in shown:
            self._finished_line(place)
        for place, made in self._lines.items():
            made.setVisible(place in shown)

    def _finished_line(self, place: int) -> None:
        section, rows = self.sections[place]
        if place not in self._lines:
            made = FinishedLine(section, lambda: self.show_section(place))
            after = sum(p < place for p in self._lines)
            self._lines[place] = made
            self._finished.insertWidget(after, made)
        findings = self._draft.encounter.findings
        if section.id == RED_FLAGS:
            words = red_flag_words(section, findings, self._draft.form)
        else:
            context = self._context
            words = section_summary(
                self._draft.form, rows, findings, context.temperature_unit, context.zone
            )
        view = self._views.get(place)
        gaps = len(view.unanswered()) if view else 0
        self._lines[place].say(words, gaps, known=all_known(rows, findings))


def _is_spared(row: Row) -> bool:
    """Rows that are offered, or asked only after another answer."""
    return row.optional or bool(row.only_if)
