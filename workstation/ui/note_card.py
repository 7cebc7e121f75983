"""The note so far: what the answers say, as situation, background, assessment, recommendation."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from workstation.ui import theme
from workstation.ui.note import NotePart
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, Scroll, column, line


class NoteCard(QWidget):
    """The third column of a wide window; it scrolls by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = column(self)
        scroll = Scroll()
        scroll.body.setContentsMargins(0, 16, theme.PAGE_MARGIN, 16)
        outer.addWidget(scroll)
        card = Card()
        head = line(gap=theme.GAP)
        head.addWidget(label("Note so far", "strong"), 1)
        head.addWidget(label("SBAR", "muted"))
        card.body.addLayout(head)
        card.body.addWidget(label("Written from your answers.", "muted", wrap=True))
        self._texts: dict[str, QLabel] = {}
        for title in ("Situation", "Background", "Assessment", "Recommendation"):
            part = column(gap=3)
            part.setContentsMargins(0, 6, 0, 0)
            part.addWidget(label(title, "section"))
            text = label("", wrap=True)
            part.addWidget(text)
            card.body.addLayout(part)
            self._texts[title] = text
        scroll.body.addWidget(card)
        scroll.body.addStretch(1)

    def show_parts(self, parts: Sequence[NotePart]) -> None:
        """Show the note."""
        for part in parts:
            self._texts[part.title].setText(part.text)
