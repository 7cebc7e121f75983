"""The manager's page: a period, what it held, and its export."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from workstation.ui import theme, when
from workstation.ui.bars import Bars
from workstation.ui.export_card import ExportCard
from workstation.ui.fields import text_field, typed
from workstation.ui.measures import Measures, measure
from workstation.ui.pages import Desk, Hints, Page
from workstation.ui.table import Cell, Column, RowsView, TableRow
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, Empty, Scroll, column, line
from workstation.workflows import reports
from workstation.workflows.reports import EncounterRow

_MOST = 1_000
_DAYS = 30


class ReportsPage(Page):
    """Five numbers, four cards, and the way to a file."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Reports")
        self._export = Button("Export", "primary", "download", on_click=self._show_export)
        self.head.addWidget(self._export)
        today = when.local(desk.now(), desk.zone).date()
        self.first = text_field("From", "year-month-day", 30)
        self.last = text_field("To", "year-month-day", 30)
        self.first.edit.setText((today - timedelta(days=_DAYS)).isoformat())
        self.last.edit.setText(today.isoformat())
        for field in (self.first, self.last):
            field.setFixedWidth(theme.scaled(220))
            field.edit.returnPressed.connect(self.refresh)
        self._count = label("", "strong")
        self.body.addLayout(self._period_row())
        self._numbers = [_Number(name) for name in _NUMBERS]
        self._dispositions = Bars("Decided disposition")
        self._grades = Bars("Grade at signing")
        self._not_assessed = Bars("Not known at signing")
        self._lowered = RowsView(
            (Column("Date", 120), Column("From, to", 190), Column("Reason")),
            "Lowered dispositions",
            theme.SMALL_TABLE_ROW_HEIGHT,
        )
        self._none_lowered = Empty("check-circle", "None was lowered", "Each one needs a reason.")
        self._all_known = Empty(
            "check-circle", "Nothing was told to be unknown", "What nobody asked is not counted."
        )
        scroll = Scroll()
        scroll.body.setSpacing(theme.CARD_GAP)
        scroll.body.addLayout(self._number_row())
        scroll.body.addLayout(self._cards())
        scroll.body.addStretch(1)
        self.body.addWidget(scroll, 1)

    @property
    def hints(self) -> Hints:
        return (("Tab", "next"), ("Enter", "count the period"), ("Ctrl+K", "find"))

    def take_keyboard(self) -> None:
        self.first.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        period = self.period()
        if period is not None:
            self.run(reports.encounters, "", *period, _MOST, 0, done=self._on_rows)

    def period(self) -> tuple[date, date] | None:
        """First and last day as typed, or None after saying what is wrong."""
        days = []
        for field in (self.first, self.last):
            day = when.parse_date(typed(field))
            if day is None:
                field.refuse(f"Type the day as {when.DATE_ORDER}.")
                return None
            days.append(day)
        if days[1] < days[0]:
            self.last.refuse("The period ends before it begins.")
            return None
        return days[0], days[1]

    def _period_row(self) -> QHBoxLayout:
        row = line(gap=theme.GROUP_GAP)
        row.addWidget(self.first, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.last, 0, Qt.AlignmentFlag.AlignTop)
        count = Button("Count", "secondary", on_click=self.refresh)
        row.addWidget(count, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        row.addWidget(self._count, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _number_row(self) -> QHBoxLayout:
        row = line(gap=theme.CARD_GAP)
        for number in self._numbers:
            row.addWidget(number, 1)
        return row

    def _cards(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.CARD_GAP)
        lowered = _either(self._lowered, self._none_lowered)
        unknown = _either(self._not_assessed, self._all_known)
        cards = (
            ("Decided disposition", self._dispositions, "Signed encounters, by what was decided."),
            (
                "Grade at signing",
                self._grades,
                "Those not settled at signing are left out.",
            ),
            ("Not known at signing", unknown, "Not assessed or unknown, most often."),
            ("Lowered dispositions", lowered, "Each with the reason that was given."),
        )
        for place, (title, content, meaning) in enumerate(cards):
            grid.addWidget(_card(title, content, meaning), place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _on_rows(self, rows: tuple[EncounterRow, ...]) -> None:
        found = measure(rows, self.desk.session.protocol.form)
        period = self.period()
        if period is not None:
            self.detail.setText(f"{when.date_text(period[0])} to {when.date_text(period[1])}")
        more = ", the newest" if len(rows) == _MOST else ""
        self._count.setText(f"{found.encounters} encounters{more}")
        self._show_numbers(found)
        self._dispositions.set_bars(found.dispositions, found.signed)
        self._grades.set_bars(found.grades, found.signed - found.not_settled)
        self._not_assessed.set_bars(found.not_assessed, found.signed)
        self._lowered.set_rows([self._lowered_row(row) for row in found.lowered])
        self._lowered.grow_with_rows()
        self._lowered.setVisible(bool(found.lowered))
        self._none_lowered.setVisible(not found.lowered)
        self._not_assessed.setVisible(bool(found.not_assessed))
        self._all_known.setVisible(not found.not_assessed)

    def _show_numbers(self, found: Measures) -> None:
        of_signed = f"of {found.signed} signed"
        for number, (count, meaning) in zip(
            self._numbers,
            (
                (found.raised, of_signed),
                (len(found.lowered), "each with a reason"),
                (found.unsigned, "still drafts"),
                (found.red_flags, of_signed),
                (found.not_settled, of_signed),
            ),
            strict=True,
        ):
            number.say(str(count), meaning)

    def _lowered_row(self, row: EncounterRow) -> TableRow:
        form = self.desk.session.protocol.form
        levels = {level.id: level.label for level in form.levels.values()}
        reasons = {code.id: code.label for code in form.lowering_reasons}
        why = "; ".join(
            part
            for part in (reasons.get(row.override_reason, row.override_reason), row.override_text)
            if part
        )
        day = when.local(row.signed_at or row.started_at, self.desk.zone).date()
        before = levels.get(row.computed or "", row.computed or "none computed")
        after = levels.get(row.decided or "", row.decided or "")
        return TableRow(
            row.uuid,
            (Cell(when.date_text(day)), Cell(before, f"to {after}", strong=True), Cell(why)),
        )

    def _show_export(self) -> None:
        period = self.period()
        if period is not None:
            ExportCard(self, self.desk, *period).open()


_NUMBERS = ("Raised", "Lowered", "Unsigned", "Red flag", "Not settled")


class _Number(Card):
    """One number with its name and what it means."""

    def __init__(self, name: str) -> None:
        super().__init__(padding=16)
        self.body.setSpacing(0)
        self._name = name
        self._number = label("0", "measure")
        self._meaning = label("", "muted")
        for part in (self._number, label(name, "strong"), self._meaning):
            self.body.addWidget(part)

    def say(self, number: str, meaning: str) -> None:
        """Change number and meaning."""
        self._number.setText(number)
        self._meaning.setText(meaning)
        self.setAccessibleName(f"{self._name}: {number}, {meaning}")


def _either(filled: QWidget, empty: QWidget) -> QWidget:
    """A place for what there is, or for the words that there is nothing."""
    both = QWidget()
    inside = column(both)
    inside.addWidget(filled)
    inside.addWidget(empty)
    return both


def _card(title: str, content: QWidget, meaning: str) -> Card:
    card = Card(padding=16)
    card.setAccessibleName(title)
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    card.body.addWidget(label(title, "strong"))
    card.body.addWidget(content)
    card.body.addStretch(1)
    card.body.addWidget(label(meaning, "muted"))
    return card
