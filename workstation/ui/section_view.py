"""One section of the call: the words to say, then its rows.

Optional rows stay folded away until they matter: when they are answered, when the disposition
or the grade waits for them at the end of the section, or when the nurse unfolds them.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workstation.clinical.encounter import Encounter, earlier
from workstation.clinical.form import Row, RowKind, Section
from workstation.clinical.results import Assessment
from workstation.ui import theme
from workstation.ui.answer_rows import AnswerRow, NoneOfTheseRow
from workstation.ui.choice_rows import ChoiceRow, ChoicesRow
from workstation.ui.earlier_values import earlier_words
from workstation.ui.forms import FormRow, RowContext
from workstation.ui.time_row import TimeRow
from workstation.ui.value_rows import VitalRow
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, column, hairline, line
from workstation.ui.widgets.typed import typed_letter

RED_FLAGS = "red_flags"
_DENSE_FROM = 10


def wanted_items(assessment: Assessment) -> frozenset[str]:
    """The items whose answer could still change something."""
    found = {*assessment.disposition.waiting_for, *assessment.grade.not_known}
    if assessment.next_question is not None:
        found.add(assessment.next_question.finding)
    return frozenset(found)


class SectionView(Card):
    """The card of a section. ``answered`` carries findings and what was taken back."""

    answered = Signal(list, list)
    left_behind = Signal(bool)
    """The person went on past the last row (True) or back before the first (False)."""
    rows_changed = Signal()

    def __init__(
        self,
        section: Section,
        rows: Sequence[Row],
        context: RowContext,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(padding=0, parent=parent)
        self.section = section
        self.setObjectName(f"section_{section.id}")
        self._context = context
        self._revealed: set[str] = set()
        self._unfolded = False
        self._blocks: dict[str, str] = {}
        self.body.setSpacing(0)
        self.body.setContentsMargins(1, 1, 1, 1)
        self._say_head()
        self.rows: list[FormRow] = []
        for row in rows:
            self._add(row)
        self._dense = sum(not r.row.optional for r in self.rows) >= _DENSE_FROM
        self.current: FormRow | None = None
        self.held = False
        """True while something more urgent has taken the focus from a row that would go on."""
        self._shown: tuple[Encounter, Assessment] | None = None
        self._fitted: tuple[int, str, frozenset[str]] | None = None
        self._say_words(None)

    def _say_head(self) -> None:
        head = line(gap=theme.GAP)
        head.setContentsMargins(17, 10, 10, 10)
        words = column(gap=2)
        self._say = label("", "heading", wrap=True)
        self._say.setObjectName("say")
        self._help = label("", "muted", wrap=True)
        words.addWidget(self._say)
        words.addWidget(self._help)
        words.addStretch(1)
        head.addLayout(words, 1)
        self.more = Button("More rows", "quiet", on_click=self._toggle_fold, name="more_rows")
        self.more.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        head.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.body.addWidget(hairline())

    def _add(self, row: Row) -> None:
        if row.kind is not RowKind.NONE_OF_THESE:
            self._place(self._make(row))
            return
        head = NoneOfTheseRow(row, self._context)
        head.none_chosen.connect(lambda: self._after_block(head))
        self._place(head)
        for item in row.items:
            one = Row(
                id=item,
                kind=RowKind.ANSWER,
                label=self._context.items[item].label,
                items=(item,),
                say=row.say,
                help="Or answer them one by one.",
                optional=row.optional,
            )
            self._blocks[item] = row.id
            self._place(self._make(one))

    def _make(self, row: Row) -> FormRow:
        if row.kind is RowKind.ANSWER:
            return AnswerRow(row, self._context, alarming=self.section.id == RED_FLAGS)
        kinds: dict[RowKind, type[FormRow]] = {
            RowKind.VITAL: VitalRow,
            RowKind.CHOICE: ChoiceRow,
            RowKind.CHOICES: ChoicesRow,
            RowKind.TIME: TimeRow,
        }
        return kinds[row.kind](row, self._context)

    def _place(self, made: FormRow) -> None:
        made.answered.connect(self.answered)
        made.go_on.connect(lambda forward, made=made: self._go_on(made, forward))
        self.rows.append(made)
        self.body.addWidget(made)

    # --- what is shown --------------------------------------------------------------------------

    def show_state(self, encounter: Encounter, assessment: Assessment) -> None:
        """Show what is known, in place; rows may appear, the row with the focus never goes."""
        before = self._shown[0].findings if self._shown is not None else None
        told = self._shown[0].doses if self._shown is not None else ()
        person = self._shown[0].patient if self._shown is not None else None
        self._shown = (encounter, assessment)
        if encounter.patient != person:  # what was usual before the dose comes with the patient
            self._say_words(self.current)
        for row in self.rows:
            changed = before is None or row.has_changed(before, encounter.findings)
            if changed or told != encounter.doses:  # a dose may speak against an answer
                row.show_findings(encounter.findings)
        if encounter.observations:
            self._show_earlier(encounter)
        self._show_rows()

    def _show_earlier(self, encounter: Encounter) -> None:
        """Beside what is asked anew: what the observations before found, and how old it is."""
        before, context = earlier(encounter), self._context
        for row in self.rows:
            if row.row.kind is not RowKind.NONE_OF_THESE:
                words = earlier_words(
                    row.items,
                    encounter.findings,
                    before,
                    context.temperature_unit,
                    context.zone,
                    context.now(),
                )
                row.show_earlier(words)

    def _show_rows(self) -> None:
        if self._shown is None:
            return
        visible = [r for r in self.rows if self._is_shown(r)]
        folded = sum(self._can_fold(r) and not self._is_shown(r) for r in self.rows)
        for row in self.rows:
            row.setVisible(row in visible)
        for row in visible:
            row.set_place(last=row is visible[-1], tall=not self._dense)
        self.more.setVisible(bool(folded) or self._unfolded)
        words = "Fewer rows" if self._unfolded else f"{folded} more"
        self.more.set_words(words)
        self.more.setToolTip("Optional rows (Alt+O)")
        self._fit_words(self.width())

    def _can_fold(self, row: FormRow) -> bool:
        return row.row.optional and self._condition_holds(row.row)

    def _is_shown(self, row: FormRow) -> bool:
        if self._shown is None or not self._condition_holds(row.row):
            return False
        if not row.row.optional or self._unfolded or row is self.current:
            return True
        findings = self._shown[0].findings
        told = any(i.id in findings for i in row.items)
        return told or row.row.id in self._revealed or bool(row.row.only_if)

    def _condition_holds(self, row: Row) -> bool:
        if not row.only_if or self._shown is None:
            return True
        found = self._shown[0].findings.get(row.only_if)
        return bool(found and found.known and found.value not in (False, (), 0))

    def _toggle_fold(self) -> None:
        self._unfolded = not self._unfolded
        self._show_rows()
        self.rows_changed.emit()

    def unfold(self) -> None:
        """Show or hide the optional rows by key."""
        self._toggle_fold()

    # --- counting -------------------------------------------------------------------------------

    def counts(self) -> tuple[int, int]:
        """How many of the rows that are asked here are answered, and how many there are."""
        if self._shown is None:
            return 0, 0
        findings = self._shown[0].findings
        asked = [r for r in self.rows if self._is_asked(r)]
        return sum(r.is_answered(findings) for r in asked), len(asked)

    def _is_asked(self, row: FormRow) -> bool:
        head = row.row.kind is RowKind.NONE_OF_THESE
        return not head and not row.row.optional and self._condition_holds(row.row)

    def unanswered(self) -> list[FormRow]:
        """The rows that are asked and not answered, in order."""
        if self._shown is None:
            return []
        findings = self._shown[0].findings
        return [r for r in self.rows if self._is_asked(r) and not r.is_answered(findings)]

    # --- moving ---------------------------------------------------------------------------------

    def row_of(self, item: str) -> FormRow | None:
        """The row that asks an item."""
        heads = (RowKind.NONE_OF_THESE,)
        own = [r for r in self.rows if item in r.row.items and r.row.kind not in heads]
        return own[0] if own else None

    def ask(self, row: FormRow) -> None:
        """Give a row the focus, unfolding it if it was folded away."""
        if row.row.optional and not self._is_shown(row):
            self._revealed.add(row.row.id)
            self._show_rows()
            self.rows_changed.emit()
        row.take_focus()

    def ask_first(self) -> None:
        """Ask the first row that is not answered, else the first."""
        if not any(self._is_shown(r) for r in self.rows):
            self._toggle_fold()
        open_rows = self.unanswered()
        first = open_rows[0] if open_rows else next(r for r in self.rows if self._is_shown(r))
        head = self._head_of(first)
        if head is not None and all(r in open_rows for r in self._block_rows(head)):
            first = head
        self.ask(first)

    def _head_of(self, row: FormRow) -> FormRow | None:
        block = self._blocks.get(row.row.id)
        return next((r for r in self.rows if block and r.row.id == block), None)

    def _block_rows(self, head: FormRow) -> list[FormRow]:
        return [r for r in self.rows if self._blocks.get(r.row.id) == head.row.id]

    def set_current(self, row: FormRow | None) -> None:
        """Draw the row being asked, and its words in the head."""
        if row is self.current:
            return
        before, self.current = self.current, row
        for each, is_current in ((before, False), (row, True)):
            if each is not None:
                each.set_current(is_current)
                if self._shown is not None:
                    each.show_findings(self._shown[0].findings)
        self._say_words(row)

    @property
    def words(self) -> tuple[str, str]:
        """What is to be said now, and the help to it."""
        return self._say.text(), self._help.text()

    @property
    def end_of_words(self) -> int:
        """Where the words to say end, in pixels from the top of the card."""
        return self._say.geometry().bottom()

    def _say_words(self, row: FormRow | None) -> None:
        self._say.setText(self._words_of(row.row if row else None))
        beside = (row.row.help, row.keys, self._context.usual(row.items)) if row else ()
        self._help.setText(" ".join(words for words in beside if words))
        self._help.setVisible(bool(self._help.text()))
        self._fit_help(self.width())

    def _words_of(self, row: Row | None) -> str:
        """What is said aloud, in quotes; of a row without words its name, never another's words."""
        if row is None:
            return f"“{self.section.say}”" if self.section.say else self.section.title
        return f"“{row.say}”" if row.say else row.label

    def _go_on(self, row: FormRow, forward: bool) -> None:
        shown = [r for r in self.rows if self._is_shown(r)]
        if self.held or row not in shown:
            return
        place = shown.index(row)
        rest = shown[place + 1 :] if forward else shown[:place][::-1]
        target = next((r for r in rest if not forward or self._comes_next(r, after=row)), None)
        if target is not None:
            self.ask(target)
        elif not forward or not self._ask_what_is_still_wanted():
            self.left_behind.emit(forward)

    def _comes_next(self, row: FormRow, *, after: FormRow) -> bool:
        """After a row that was asked at the end, those that are answered need no second look.

        The same key would take their answers back.
        """
        shown = self._shown if after.row.id in self._revealed else None
        answered = shown is not None and row.is_answered(shown[0].findings)
        return not answered and self._is_in_the_way(row)

    def _is_in_the_way(self, row: FormRow) -> bool:
        """Enter passes the rows that need no answer now."""
        if not row.row.optional or self._unfolded or row.row.only_if:
            return True
        return row.row.id in self._revealed

    def _ask_what_is_still_wanted(self) -> bool:
        """At the end: the folded rows that the disposition or the grade still waits for."""
        if self._shown is None:
            return False
        encounter, assessment = self._shown
        wanted = wanted_items(assessment)
        for row in self.rows:
            mine = {i.id for i in row.items}
            open_now = self._can_fold(row) and not row.is_answered(encounter.findings)
            if open_now and mine & wanted and row.row.id not in self._revealed:
                self.ask(row)
                return True
        return False

    def _after_block(self, head: FormRow) -> None:
        block = self._block_rows(head)
        self._go_on(block[-1], True)

    def row_by_key(self, letter: str) -> FormRow | None:
        """The row of a letter."""
        typed = letter.upper()
        found = next((r for r in self.rows if r.row.key and r.row.key.upper() == typed), None)
        return found if found is not None and self._is_shown(found) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = typed_letter(event)
        by_key = self.row_by_key(letter) if letter else None
        if by_key is not None:
            self.ask(by_key)
        else:
            super().keyPressEvent(event)

    # --- height of the head: that of the longest words, so that rows do not jump ----------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words(event.size().width())

    def _fit_words(self, width: int) -> None:
        face = theme.font(theme.HEADING, strong=True)
        wanted = self._room(width), face.key(), self._all_words()
        if wanted != self._fitted:  # every answer asks; the words are the same all along
            self._fitted = wanted
            heights = (_height(words, wanted[0], face) for words in wanted[2])
            self._say.setMinimumHeight(max(heights, default=0))
        self._fit_help(width)

    def _fit_help(self, width: int) -> None:
        """The letters of a choice take several lines: told at once, or the layout comes late."""
        self._help.setMinimumHeight(max(0, self._help.heightForWidth(self._room(width))))

    def _room(self, width: int) -> int:
        """The width of the words beside what unfolds the section."""
        beside = self.more.sizeHint().width() + theme.GAP if not self.more.isHidden() else 0
        return width - 32 - beside

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            # A row that takes its narrow form while it is being laid out changes the card's
            # least width too late for the layout around it, which would keep the old one.
            self.updateGeometry()
        return done

    def _all_words(self) -> frozenset[str]:
        return frozenset(self._words_of(r.row) for r in self.rows if not r.row.optional)


def _height(words: str, width: int, face: QFont) -> int:
    metrics = QFontMetrics(face)
    flags = int(Qt.TextFlag.TextWordWrap)
    return metrics.boundingRect(0, 0, max(width, 80), 4000, flags, words).height()
