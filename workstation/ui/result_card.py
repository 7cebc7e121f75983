"""What is behind a result beside the grade: words, reasons, what is not known, its table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workstation.clinical.beside import BesideLine, Standing
from workstation.clinical.form import Form, ScaleInfo
from workstation.ui import theme
from workstation.ui.note import names
from workstation.ui.overlay import Overlay
from workstation.ui.panel_parts import ReasonList, Why
from workstation.ui.widgets.grades import RangeBadge, RangeMeter
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column, hairline, line

_WIDTH = 640
_BADGE = 32
_MOST_REASONS = 12
_DEATH = 5


class ResultCard(Overlay):
    """One scale or screen. ``on_why`` opens the rule behind a reason."""

    def __init__(
        self, near: QWidget, form: Form, shown: BesideLine, on_why: Callable[[Why], object]
    ) -> None:
        reference = form.references.get(shown.reference)
        super().__init__(near, shown.title, reference.citation if reference else "", _WIDTH)
        self._form = form
        self._add_result(shown)
        self._add_reasons(shown, on_why)
        missing = names(form, shown.not_known)
        for title, text in (
            ("Not known", missing),
            ("Stays open", shown.note if shown.grade else ""),
            ("To read with it", "" if shown.grade else shown.note),
        ):
            if text:
                self._section(title).addWidget(label(text, wrap=True))
        scale = form.scales.get(shown.id) if shown.grade else None
        if scale is not None and scale.published:
            self._add_table(scale)
        back = self.add_button("Back", "primary", name="back")
        back.clicked.connect(self.close_card)
        self.default = self.first = back

    def _add_result(self, shown: BesideLine) -> None:
        place = self._section("Result")
        row = line(gap=theme.GROUP_GAP)
        if shown.grade is not None:
            row.addWidget(RangeBadge((shown.grade.at_least, shown.grade.at_most), _BADGE))
        row.addWidget(label(_said(shown), "heading", wrap=True), 1)
        place.addLayout(row)
        if shown.grade is not None and shown.grade.at_least < _DEATH:
            meter = RangeMeter()
            meter.set_range((shown.grade.at_least, min(4, shown.grade.at_most)))
            place.addWidget(meter)
        if shown.words:
            place.addWidget(label(shown.words[:1].upper() + shown.words[1:], "muted", wrap=True))

    def _add_reasons(self, shown: BesideLine, on_why: Callable[[Why], object]) -> None:
        if not shown.because:
            return
        reasons = ReasonList(_MOST_REASONS, "result")
        reasons.asked.connect(on_why)
        # It shows itself, which without a place in the card would make it a window.
        self._section("Why").addWidget(reasons)
        reasons.show_reasons(shown.because, self._form.references)

    def _add_table(self, scale: ScaleInfo) -> None:
        place = self._section("Its table, in our words")
        for grade, text in scale.published.items():
            row = line(gap=theme.GROUP_GAP)
            row.addWidget(RangeBadge((grade, grade), theme.ICON), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(text, wrap=True), 1)
            place.addLayout(row)

    def _section(self, title: str) -> QVBoxLayout:
        self.body.addWidget(hairline())
        made = column(gap=4)
        made.addWidget(label(title, "section"))
        self.body.addLayout(made)
        return made


def _said(shown: BesideLine) -> str:
    """The result as a heading; a screen that does not apply says no number."""
    if shown.grade is not None:
        return f"Grade {shown.result}"
    if shown.standing is Standing.NOT_VALID:
        return "Does not apply"
    return shown.result[:1].upper() + shown.result[1:]
