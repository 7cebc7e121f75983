"""A finished section on one line, and whether what it says is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from workstation.clinical.findings import Finding
from workstation.clinical.form import Row, Section
from workstation.clinical.marks import Glyph
from workstation.ui import theme
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import StateGlyph
from workstation.ui.widgets.labels import ElidedLabel, label
from workstation.ui.widgets.surfaces import Card, line

_LINE_HEIGHT = 44


class FinishedLine(Card):
    """A finished section on one line, so that what was said stays in sight."""

    def __init__(self, section: Section, edit: Callable[[], object]) -> None:
        super().__init__(padding=0)
        self._title = section.title
        row = line(gap=10)
        row.setContentsMargins(17, 2, 8, 2)
        self._glyph = StateGlyph()
        self._words = ElidedLabel("", "muted")
        self._gaps = label("", "muted")
        row.addWidget(self._glyph)
        row.addWidget(label(section.title, "strong"))
        row.addWidget(self._words, 1)
        row.addWidget(self._gaps)
        button = Button("Edit", "quiet", on_click=edit, name=f"edit_{section.id}")
        button.setAccessibleName(f"Edit {section.title}")
        row.addWidget(button)
        self.body.addLayout(row)
        self.setMinimumHeight(theme.scaled(_LINE_HEIGHT))

    def say(self, words: str, gaps: int, *, known: bool) -> None:
        """Show what was answered, and how much was not; ``known``: every answer has a value."""
        self._words.setText(words)
        self._gaps.setText(f"{gaps} not asked" if gaps else "")
        self._glyph.set_glyph(finished_glyph(gaps, known=known))


def finished_glyph(gaps: int, *, known: bool) -> Glyph:
    """What is not known never gets the tick of what is."""
    if gaps:
        return Glyph.NOT_ASKED
    return Glyph.KNOWN if known else Glyph.UNKNOWN


def all_known(rows: Sequence[Row], findings: Mapping[str, Finding]) -> bool:
    """True when every answer of these rows has a value."""
    told = (findings[i] for row in rows for i in row.items if i in findings)
    return all(found.known for found in told)
