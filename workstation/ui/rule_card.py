"""Why: the rule behind a reason, over the call. Escape goes back to the question."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workstation.clinical.document import Document, Found, RuleText
from workstation.ui import theme
from workstation.ui.overlay import Overlay
from workstation.ui.protocol_document import as_written
from workstation.ui.widgets.grades import RangeBadge
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column, hairline, line

_WIDTH = 640
_BADGE = 32
_NAME_WIDTH = 168
_MOST_TERMS = 6


class RuleCard(Overlay):
    """What the rule asks, what it gives, what its words mean, who wrote it."""

    def __init__(self, near: QWidget, said: str, document: Document, found: Found) -> None:
        where = " · ".join(part for part in (found.part, found.group) if part)
        ref = document.ref
        super().__init__(near, said, f"{where} · protocol {ref.id} {ref.version}", _WIDTH)
        rule = found.rule
        self._add_result(rule)
        criterion = self._section("Applies if")
        criterion.addWidget(label(rule.words, "strong", wrap=True))
        if as_written(rule):
            criterion.addWidget(label(as_written(rule), "muted", wrap=True))
        if rule.note:
            criterion.addWidget(label(rule.note, "muted", wrap=True))
        self._add_terms(document, rule)
        self._add_source(document, rule)
        for case in rule.cases[:_MOST_TERMS]:
            self._section("Case").addWidget(label(case, wrap=True))
        back = self.add_button("Back", "primary", name="back")
        back.clicked.connect(self.close_card)
        self.default = self.first = back

    def _add_result(self, rule: RuleText) -> None:
        if rule.grade is None and not rule.result:
            return
        row = line(gap=theme.GROUP_GAP)
        if rule.grade is not None:
            row.addWidget(RangeBadge(rule.grade, _BADGE))
        row.addWidget(label(_gives(rule), "heading", wrap=True), 1)
        self._section("It gives").addLayout(row)

    def _section(self, title: str) -> QVBoxLayout:
        self.body.addWidget(hairline())
        made = column(gap=4)
        made.addWidget(label(title, "section"))
        self.body.addLayout(made)
        return made

    def _add_terms(self, document: Document, rule: RuleText) -> None:
        terms = document.terms(rule)[:_MOST_TERMS]
        if not terms:
            return
        place = self._section("Its words mean")
        for term in terms:
            row = line(gap=theme.GROUP_GAP)
            name = label(term.name, wrap=True)
            name.setFixedWidth(theme.scaled(_NAME_WIDTH))
            row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(term.words, "muted", wrap=True), 1)
            place.addLayout(row)

    def _add_source(self, document: Document, rule: RuleText) -> None:
        source = document.references.get(rule.reference)
        if source is not None:
            place = self._section("Source")
            place.addWidget(label(source.short, "strong", wrap=True))
            place.addWidget(label(source.citation, wrap=True))


def _gives(rule: RuleText) -> str:
    """``Grade 2, moderate``, ``Grade 2 to 4, open``, ``Emergency department now``."""
    if rule.grade is None:
        return rule.result
    low, high = rule.grade
    if low < high:
        return f"Grade {low} to {high}"
    return f"Grade {low}, {rule.result}" if rule.result else f"Grade {low}"
