"""What stands beside the grade, in the panel: a quiet line that opens as a table of results.

Up and Down move in an open table, Enter or a click asks what is behind a result.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from workstation.clinical.beside import BesideLine, Standing
from workstation.clinical.form import Form
from workstation.ui import theme
from workstation.ui.note import known_name, names
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import ElidedLabel, label, set_role
from workstation.ui.widgets.surfaces import column, line

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ROLES = {
    Standing.RAISED: "strong",
    Standing.QUIET: "",
    Standing.OPEN: "muted",
    Standing.NOT_VALID: "muted",
}
_MOST_NAMED = 3


def missing_words(form: Form, line_: BesideLine) -> str:
    """``Breathing rate and white cells not known``; "" where nothing is missing."""
    shown = [id for id in line_.not_known if known_name(form, id)][:_MOST_NAMED]
    if not shown:
        return ""
    rest = len(line_.not_known) - len(shown)
    return f"{names(form, shown)}{f' and {rest} more' if rest else ''} not known"


class ResultRow(QWidget):
    """One result. It names itself to a screen reader with all that the eye may hover for."""

    asked = Signal()
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("result")
        self.setProperty("ring", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = line(self, gap=theme.GAP)
        self._name = ElidedLabel("", "muted")
        self._mark = Icon("alert-triangle", "warn", theme.ICON_IN_TEXT)
        self._result = label("")
        self._said: tuple[BesideLine, Form] | None = None
        row.addWidget(self._name, 1)
        row.addWidget(self._mark)
        row.addWidget(self._result)

    def say(self, shown: BesideLine, form: Form) -> None:
        """Show a line; the same one of the same form says the same."""
        if self._said is not None and self._said[0] == shown and self._said[1] is form:
            return
        self.line, self._said = shown, (shown, form)
        self._name.setText(shown.title)
        self._result.setText(shown.result)
        set_role(self._result, _ROLES[shown.standing])
        self._mark.setVisible(shown.standing is Standing.RAISED)
        told = [shown.words, missing_words(form, shown), shown.note]
        more = ". ".join(text[:1].upper() + text[1:] for text in told if text)
        self.setToolTip(more)
        self.setAccessibleName(f"{shown.title}: {shown.result}")
        self.setAccessibleDescription(f"{more}. Enter shows why" if more else "Enter shows why")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS:
            self.asked.emit()
        elif event.key() in _STEPS:
            self.stepped.emit(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.asked.emit()


class BesideTable(QWidget):
    """The results on one quiet line, opened as a table where there is room or on request."""

    asked = Signal(object)
    """The ``BesideLine`` of which the reasons are wanted."""
    opened = Signal()
    """It was opened or closed."""

    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._open = self._forced = False
        self.rows: list[ResultRow] = []
        self._lines: tuple[BesideLine, ...] = ()
        self._current = 0
        self._first = ""
        body = column(self, gap=2)
        head = line(gap=4)
        self._summary = ElidedLabel("", "muted")
        self._title = label(title, "section")
        self.toggle = Button("", "quiet", "chevron-down", on_click=self.toggle_open, name=name)
        self.toggle.setProperty("small", True)
        self.toggle.setAccessibleName(title)
        self.toggle.setFixedWidth(self.toggle.minimumSizeHint().width())
        for widget in (self._summary, self._title):
            head.addWidget(widget, 1)
        head.addWidget(self.toggle)
        body.addLayout(head)
        self._table = QWidget()
        self._body = column(self._table, gap=3)
        body.addWidget(self._table)

    @property
    def is_open(self) -> bool:
        """True while the rows are shown."""
        return self._open or self._forced

    def set_tall(self, tall: bool) -> None:
        """A tall window shows the table without being asked."""
        if tall != self._forced:
            self._forced = tall
            self._show()

    def toggle_open(self) -> None:
        """Open or close the table."""
        self._open = not self._open
        self._show()

    def say_first(self, words: str) -> None:
        """Words that the quiet line begins with, such as that the results differ."""
        self._first = words
        self._show()

    def show_lines(self, lines: Sequence[BesideLine], form: Form) -> None:
        """Show these; what is raised comes first on the quiet line."""
        self._lines = tuple(lines)
        while len(self.rows) < len(lines):
            self._add()
        for row, shown in zip(self.rows, lines, strict=False):
            row.say(shown, form)
        self._current = min(self._current, max(0, len(lines) - 1))
        self._show()

    def _add(self) -> None:
        row, place = ResultRow(), len(self.rows)
        row.asked.connect(lambda: self.asked.emit(self._lines[place]))
        row.stepped.connect(lambda by: self._go(place + by))
        self.rows.append(row)
        self._body.addWidget(row)

    def _go(self, place: int) -> None:
        if 0 <= place < len(self._lines):
            self._current = place
            self._settle_stops()
            self.rows[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle_stops(self) -> None:
        """The table is one stop of the Tab key: the row that was read last."""
        for place, row in enumerate(self.rows):
            stops = place == self._current
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stops else Qt.FocusPolicy.ClickFocus)

    def _words(self) -> str:
        raised = [one for one in self._lines if one.standing is Standing.RAISED]
        in_order = [*raised, *(one for one in self._lines if one not in raised)]
        told = [f"{one.title}: {one.result}" for one in in_order]
        return " · ".join([self._first, *told] if self._first else told)

    def _show(self) -> None:
        self._summary.setText(self._words())
        self._table.setVisible(self.is_open)
        self._summary.setVisible(not self.is_open)
        self._title.setVisible(self.is_open)
        self.toggle.setVisible(not self._forced)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(self._lines))
        self._settle_stops()
        self.setVisible(bool(self._lines))
        self.opened.emit()
