"""A field of a small form: its name above, the field, and one sentence when it is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.ui import theme
from workstation.ui.widgets.icon import Icon
from workstation.ui.widgets.labels import label, restyle
from workstation.ui.widgets.surfaces import column, line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox

Edit = TypeVar("Edit", bound=QWidget)
_LABEL_GAP = 4
LONGEST_LINE = 200
"""Characters a line of text may have; a scanner or a paste brings one line, not a file."""


class Said(QWidget):
    """An icon and one sentence, wrapped; hidden while there is nothing to say."""

    def __init__(self, icon: str, icon_role: str, text_role: str) -> None:
        super().__init__()
        row = line(self, gap=theme.GAP)
        row.addWidget(Icon(icon, icon_role, theme.ICON_IN_TEXT), 0, Qt.AlignmentFlag.AlignTop)
        self._text = label("", text_role, wrap=True)
        row.addWidget(self._text, 1)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; an empty one hides the row."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    @property
    def text(self) -> str:
        """What is said now."""
        return self._text.text()


class Field(QWidget, Generic[Edit]):
    """One labelled field. ``edit`` is the widget itself."""

    def __init__(self, name: str, edit: Edit, hint: str = "") -> None:
        super().__init__()
        self.name = name
        self.edit = edit
        edit.setObjectName(name.lower().replace(" ", "_").replace(",", ""))
        edit.setAccessibleName(name)
        body = column(self, gap=_LABEL_GAP)
        head = line(gap=theme.GAP)
        title = label(name, "strong")
        title.setBuddy(edit)
        head.addWidget(title)
        head.addStretch(1)
        if hint:
            head.addWidget(label(hint, "muted"))
            edit.setAccessibleDescription(hint)
        body.addLayout(head)
        body.addWidget(edit)
        self._wrong = Said("alert-triangle", "danger", "error")
        body.addWidget(self._wrong)

    def say_wrong(self, sentence: str) -> None:
        """Outline the field and say why; what was typed stays."""
        self._wrong.say(sentence)
        self.edit.setProperty("error", bool(sentence))
        restyle(self.edit)

    def refuse(self, sentence: str) -> None:
        """Say what is wrong and take the keyboard to it."""
        self.say_wrong(sentence)
        self.edit.setFocus()

    def say_right(self) -> None:
        """Take the sentence and the outline away."""
        if self.wrong:
            self.say_wrong("")

    @property
    def wrong(self) -> str:
        """The sentence that is shown, empty when there is none."""
        return self._wrong.text


def text_field(name: str, hint: str = "", longest: int = LONGEST_LINE) -> Field[QLineEdit]:
    """A line of text. What was wrong is forgotten as soon as it is typed in again."""
    edit = QLineEdit()
    edit.setMaxLength(longest)
    edit.setMinimumHeight(theme.scaled(theme.CONTROL_HEIGHT))
    made = Field(name, edit, hint)
    edit.textEdited.connect(made.say_right)
    return made


def password_field(name: str, hint: str = "") -> Field[QLineEdit]:
    """A line whose letters are not shown, not remembered and not offered again."""
    made = text_field(name, hint)
    made.edit.setEchoMode(QLineEdit.EchoMode.Password)
    made.edit.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText
        | Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
        | Qt.InputMethodHint.ImhNoAutoUppercase
    )
    return made


def choice_field(
    name: str, choices: tuple[tuple[str, str], ...], hint: str = ""
) -> Field[QComboBox]:
    """One of a few: (key, words). ``edit.currentData()`` is the key."""
    from PySide6.QtWidgets import QComboBox  # noqa: PLC0415 - the door has no list

    edit = QComboBox()
    for key, words in choices:
        edit.addItem(words, key)
    edit.setMinimumHeight(theme.scaled(theme.CONTROL_HEIGHT))
    made = Field(name, edit, hint)
    edit.currentIndexChanged.connect(made.say_right)
    return made


_KNOWN = (("", "Not known"), ("yes", "Yes"), ("no", "No"))


def flag_field(name: str) -> Field[QComboBox]:
    """Yes, no or not known."""
    return choice_field(name, _KNOWN)


def flag(field: Field[QComboBox]) -> bool | None:
    """What is chosen of a ``flag_field``; None is not known."""
    key = field.edit.currentData()
    return None if not key else key == "yes"


def choose_flag(field: Field[QComboBox], value: bool | None) -> None:
    """Set a ``flag_field``."""
    choose(field, "" if value is None else "yes" if value else "no")


def offer(edit: QLineEdit, names: Iterable[str]) -> None:
    """Show the names that hold what is typed, below the field."""
    from PySide6.QtCore import QStringListModel  # noqa: PLC0415 - not for the first picture
    from PySide6.QtWidgets import QCompleter, QListView  # noqa: PLC0415

    completer = QCompleter(QStringListModel(sorted(set(names)), edit), edit)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    popup = QListView()
    popup.setProperty("k", "popup")
    completer.setPopup(popup)
    edit.setCompleter(completer)


def choose(field: Field[QComboBox], key: object) -> None:
    """Set a choice by its key, if there is one of that key."""
    place = field.edit.findData(key)
    if place >= 0:
        field.edit.setCurrentIndex(place)


def typed(field: Field[QLineEdit]) -> str:
    """The text of a line without the spaces around it."""
    return field.edit.text().strip()


def side_by_side(*fields: QWidget, gap: int = theme.GROUP_GAP) -> QWidget:
    """Fields beside each other, each with the same share, their names at one height."""
    made = QWidget()
    row = line(made, gap=gap)
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return made
