"""The words to say, kept in sight while the rows of a long section scroll below them."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from workstation.ui import theme
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column


class AskedWords(QFrame):
    """Stands over the form only while the head of the section is scrolled away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "bar")
        self.setObjectName("asked_words")
        body = column(self, gap=2)
        edge = theme.PAGE_MARGIN + 18  # as the words stand in the card of the section
        body.setContentsMargins(edge, 8, edge, 8)
        self._say = label("", "heading", wrap=True)
        self._help = label("", "muted", wrap=True)
        body.addWidget(self._say)
        body.addWidget(self._help)
        self.hide()

    def show_words(self, words: tuple[str, str], *, away: bool) -> None:
        """The words of the row that is asked and the help to it; shown while they are ``away``."""
        say, help_text = words
        self._say.setText(say)
        self._help.setText(help_text)
        self._help.setVisible(bool(help_text))
        self.setVisible(away)
