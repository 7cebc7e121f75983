"""One way to add a row to a form: label, field, unit, error, accessible name.

``FieldRow`` puts the label above the field and a place for one sentence below it;
``Form.add`` stacks rows. The rows of a call are in ``form_rows``.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workstation.ui import theme
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import label, restyle
from workstation.ui.widgets.surfaces import column, line


class ErrorLine(QWidget):
    """Icon and sentence below a field. Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = line(self, gap=6)
        row.addWidget(Icon("alert-triangle", "danger", theme.ICON_IN_TEXT))
        self._words = label("", "error", wrap=True)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown, "" for none."""
        return self._words.text()

    def say(self, sentence: str) -> None:
        """Show a sentence; "" hides the line."""
        self._words.setText(sentence)
        self.setVisible(bool(sentence))


def mark_wrong(field: QWidget, wrong: bool) -> None:
    """Turn the danger outline of a field on or off."""
    if bool(field.property("error")) != wrong:
        field.setProperty("error", wrong)
        restyle(field)


class FieldRow(QWidget):
    """Label above, field and unit, hint or error below."""

    def __init__(
        self,
        text: str,
        field: QWidget,
        *,
        unit: str = "",
        hint: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        field.setObjectName(name or text.lower().replace(" ", "_"))
        field.setAccessibleName(text if not unit else f"{text}, {unit}")
        self._hint = hint
        body = column(self, gap=theme.STEP)
        self.label = label(text, "muted")
        self.label.setBuddy(field)
        body.addWidget(self.label)
        row = line(gap=theme.GAP)
        row.addWidget(field, 1)
        if unit:
            row.addWidget(label(unit, "muted"))
        body.addLayout(row)
        self._below = label(hint, "muted", wrap=True)
        self._below.setVisible(bool(hint))
        body.addWidget(self._below)
        self._error = ErrorLine()
        body.addWidget(self._error)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    @property
    def error(self) -> str:
        """The sentence shown, "" for none."""
        return self._error.text

    def set_error(self, sentence: str) -> None:
        """Refuse the value with one sentence; "" accepts it. Text and focus stay."""
        mark_wrong(self.field, bool(sentence))
        self._error.say(sentence)
        self._below.setVisible(bool(self._hint) and not sentence)
        self.field.setAccessibleDescription(sentence or self._hint)


class Form(QWidget):
    """Rows one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[FieldRow] = []
        self.body: QVBoxLayout = column(self, gap=theme.GROUP_GAP)

    def add(
        self, text: str, field: QWidget, *, unit: str = "", hint: str = "", name: str = ""
    ) -> FieldRow:
        """Add a row and give it back; its ``set_error`` refuses a value at the field."""
        row = FieldRow(text, field, unit=unit, hint=hint, name=name)
        self.rows.append(row)
        self.body.addWidget(row)
        return row

    def clear_errors(self) -> None:
        """Accept everything, before checking again."""
        for row in self.rows:
            row.set_error("")

    def focus_first_error(self) -> bool:
        """Go to the first refused field; False when there is none."""
        for row in self.rows:
            if row.error:
                row.field.setFocus()
                return True
        return False


def text_field(text: str = "", *, secret: bool = False, most: int = 200) -> QLineEdit:
    """A field of one line. ``secret`` shows dots and offers no undo of what was typed."""
    field = QLineEdit(text)
    field.setMaxLength(most)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def note_field(lines: int = 3) -> QPlainTextEdit:
    """A field of several lines; Tab leaves it."""
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setFixedHeight(field.fontMetrics().lineSpacing() * lines + 18)
    return field


def choice_field(choices: Sequence[tuple[str, str]], chosen: str = "") -> QComboBox:
    """A choice of (id, label); ``currentData`` is the id."""
    field = QComboBox()
    for identifier, words in choices:
        field.addItem(words, identifier)
    field.setCurrentIndex(max(0, field.findData(chosen)))
    return field


def date_field() -> QDateEdit:
    """A date, typed or by arrows, year first so that it cannot be misread."""
    field = QDateEdit()
    field.setDisplayFormat("yyyy-MM-dd")
    field.setCalendarPopup(False)
    field.setButtonSymbols(QDateEdit.ButtonSymbols.NoButtons)
    return field
