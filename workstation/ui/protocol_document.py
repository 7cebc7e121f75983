"""A protocol as a document: its parts at the left, the rules of one part at the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workstation.clinical.criterion_words import ALWAYS, plain
from workstation.clinical.document import Document, DocumentPart, RuleGroup, RuleText
from workstation.clinical.form import Reference
from workstation.site.site import SiteSettings
from workstation.ui import theme
from workstation.ui.pages import spoken
from workstation.ui.table import Cell, Column, RowsView, TableRow
from workstation.ui.widgets.grades import RangeBadge
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, Scroll, column, hairline, line

LIST_WIDTH = 316
_RESULT_WIDTH = 128
_NAME_WIDTH = 220
_SHORT_NAMES = 156
_SHORT = 20
"""Letters of a name that still fit the narrow column."""
_SOURCE_WIDTH = 112
_ROW = 34
_BADGE = 24
_MOST_CASES = 2
_PAUSE = 90
"""Milliseconds: who moves through the list does not wait for each part."""


class PartsList(Card):
    """The parts; an axis of a scale stands below it, a little in.

    ``every_group``: so does every group that has a title.
    """

    def __init__(self, name: str, *, every_group: bool = False) -> None:
        super().__init__(padding=0)
        self._every_group = every_group
        self.body.setContentsMargins(1, 8, 1, 8)
        self.setFixedWidth(theme.scaled(LIST_WIDTH))
        self.table = RowsView((Column("Part"),), name, _ROW, keeps_mark=True)
        self.table.horizontalHeader().hide()
        self.body.addWidget(self.table, 1)

    def show_parts(self, parts: tuple[DocumentPart, ...]) -> None:
        """List these."""
        self.table.set_rows(list(self._rows(parts)))

    def _rows(self, parts: tuple[DocumentPart, ...]) -> Iterator[TableRow]:
        for part in parts:
            yield TableRow((part.id, ""), (Cell(part.title, strong=True),))
            yield from self._group_rows(part)

    def _group_rows(self, part: DocumentPart) -> Iterator[TableRow]:
        for group in part.groups:
            if _is_listed(part, group) or (self._every_group and group.title):
                name = Cell(f"    {group.title}", role="text2", says=f"{part.title}, {group.title}")
                yield TableRow((part.id, group.id), (name,))


def _is_listed(part: DocumentPart, group: RuleGroup) -> bool:
    return len(part.groups) > 1 and bool(group.title) and any(r.grade for r in group.rules)


def _only(part: DocumentPart, group: str) -> DocumentPart:
    """A part with one of its groups; whole without one."""
    if not group:
        return part
    return replace(part, groups=tuple(one for one in part.groups if one.id == group))


class DocumentView(QWidget):
    """The two columns. Moving in the list shows the part; Enter takes the keyboard to its text.

    ``every_group``: every group is listed and is shown alone.
    """

    def __init__(
        self, site: SiteSettings, name: str = "Protocol", *, every_group: bool = False
    ) -> None:
        super().__init__()
        self._site, self._name, self._alone = site, name, every_group
        self._document: Document | None = None
        self._shown = ("", "")
        self._content: QWidget | None = None
        self._groups: dict[str, QWidget] = {}
        self.parts = PartsList(f"Parts of the {name.lower()}", every_group=every_group)
        self.text = Scroll()
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.text.setProperty("ring", True)
        self.text.setObjectName(f"{name.lower()}_text")
        self.text.setAccessibleName(f"{name} text")
        self.text.body.addStretch(1)
        row = line(self, gap=theme.CARD_GAP + theme.STEP)
        row.addWidget(self.parts)
        row.addWidget(self.text, 1)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_PAUSE)
        self._settle.timeout.connect(lambda: self._on_current(self.parts.table.current_key()))
        self.parts.table.current_changed.connect(lambda _: self._settle.start())
        self.parts.table.chosen.connect(lambda _: self.text.setFocus())

    def show_document(self, document: Document, at: tuple[str, str] = ("", "")) -> None:
        """Show a protocol, at a part and group, else at what was being read if it has that."""
        self._document = document
        self._shown = ("", "")
        self.parts.show_parts(document.parts)
        self.parts.table.go_to(at)
        self._settle.stop()
        self._on_current(self.parts.table.current_key())

    def add_cases(self, cases: Mapping[str, tuple[str, ...]]) -> None:
        """The cases of each rule came later: the part that is read keeps its place."""
        if self._document is None:
            return
        self._document = self._document.with_cases(cases)
        part_id, group_id = self._shown
        part = next((one for one in self._document.parts if one.id == part_id), None)
        if part is not None:
            bar = self.text.verticalScrollBar()
            top = bar.value()
            self._show_part(_only(part, group_id), self._document.references)
            self._lay_out()
            bar.setValue(top)

    def _on_current(self, key: object) -> None:
        if self._document is None or not isinstance(key, tuple):
            return
        part_id, group_id = key
        wanted = (part_id, group_id if self._alone else "")
        if wanted != self._shown:
            part = next(one for one in self._document.parts if one.id == part_id)
            self._shown = wanted
            self._show_part(_only(part, wanted[1]), self._document.references)
        group = self._groups.get(group_id)
        bar = self.text.verticalScrollBar()
        if group is None or group_id == next(iter(self._groups)):
            bar.setValue(0)
        elif self._content is not None:
            self._lay_out()
            bar.setValue(group.y() + self._content.y())

    def _lay_out(self) -> None:
        """Make the layout know its heights before something is looked for in it."""
        inside = self.text.widget()
        if self._content is not None and inside is not None:
            for made in (self.text.body, self._content.layout()):
                if made is not None:
                    made.activate()
            inside.adjustSize()

    def _show_part(self, part: DocumentPart, references: Mapping[str, Reference]) -> None:
        if self._content is not None:
            self.text.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._groups = {}
        self._content = self._part_widget(part, references)
        self.text.body.insertWidget(0, self._content)
        self._content.show()
        alone = part.groups[0].title if self._shown[1] else ""
        self.text.setAccessibleName(", ".join(filter(None, (self._name, part.title, alone))))
        self.text.setAccessibleDescription(part.about)

    def _part_widget(self, part: DocumentPart, references: Mapping[str, Reference]) -> QWidget:
        made = QWidget()
        cards = column(made, gap=theme.CARD_GAP)
        cards.addWidget(_head(part))
        for group in part.groups:
            if group.rules:
                card = self._group_card(group, references)
                self._groups[group.id] = card
                cards.addWidget(card)
        cited = [references[id] for id in _cited(part) if id in references]
        if cited:
            cards.addWidget(_sources(cited))
        return made

    def _group_card(self, group: RuleGroup, references: Mapping[str, Reference]) -> Card:
        card = Card()
        if group.title:
            card.body.addWidget(label(group.title, "heading", wrap=True))
        if group.about:
            card.body.addWidget(label(spoken(group.about, self._site), "muted", wrap=True))
        results, before = _has_results(group), ""
        width = _width_of_names(group)
        for number, rule in enumerate(group.rules):
            if number or group.title or group.about:
                card.body.addWidget(hairline())
            # What several lines are called is said once, above the first of them.
            shown = replace(rule, name="") if rule.name == before and not results else rule
            before = rule.name
            row = RuleRow(shown, references, self._site, results, group.title, width)
            card.body.addWidget(row)
        return card


class RuleRow(QWidget):
    """A rule: its result or its name, its criterion in words and as written, its source."""

    def __init__(
        self,
        rule: RuleText,
        references: Mapping[str, Reference],
        site: SiteSettings,
        has_results: bool,
        title: str = "",
        name_width: int = _NAME_WIDTH,
    ) -> None:
        """``title`` stands above the rule already; ``name_width`` 0: no row has a name."""
        super().__init__()
        row = line(self, gap=theme.GROUP_GAP)
        left = QWidget()
        left.setFixedWidth(theme.scaled(_RESULT_WIDTH if has_results else name_width))
        first = column(left, gap=2)
        words = column(gap=3)
        if has_results:
            _add_result(first, rule)
            if rule.name != title:
                words.addWidget(label(rule.name, "strong", wrap=True))
        else:
            first.addWidget(label(spoken(rule.name, site), "strong", wrap=True))
        first.addStretch(1)
        for text, role in _lines(rule):
            words.addWidget(label(spoken(text, site), role, wrap=True))
        words.addStretch(1)
        if has_results or name_width:
            row.addWidget(left)
        row.addLayout(words, 1)
        source = references.get(rule.reference)
        if source is not None:
            named = label(source.short, "muted", wrap=True)
            named.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            named.setFixedWidth(theme.scaled(_SOURCE_WIDTH))
            named.setToolTip(source.citation)
            row.addWidget(named, 0, Qt.AlignmentFlag.AlignTop)


def _width_of_names(group: RuleGroup) -> int:
    """How much room the names at the left want: little for short ones, none without any."""
    longest = max((len(rule.name) for rule in group.rules), default=0)
    return 0 if not longest else _SHORT_NAMES if longest <= _SHORT else _NAME_WIDTH


def _has_results(group: RuleGroup) -> bool:
    """Whether its rules differ in what they give; else the heading says it already."""
    return any(r.grade for r in group.rules) or len({r.result for r in group.rules}) > 1


def _add_result(place: QVBoxLayout, rule: RuleText) -> None:
    """A badge with the grade's word below it, or the result in words."""
    if rule.grade is not None:
        place.addWidget(RangeBadge(rule.grade, _BADGE))
    if rule.result:
        role = "muted" if rule.grade is not None else "strong"
        place.addWidget(label(rule.result, role, wrap=True))


def as_written(rule: RuleText) -> str:
    """The criterion as its author wrote it, where that says more than the words."""
    same = plain(rule.text).lower() == rule.words.lower()
    return "" if same or rule.words == ALWAYS else " ".join(rule.text.split())


def _lines(rule: RuleText) -> Iterator[tuple[str, str]]:
    if rule.words:
        yield rule.words, ""
    if as_written(rule):
        yield as_written(rule), "muted"
    if rule.note:
        yield rule.note, "muted"
    for case in rule.cases[:_MOST_CASES]:
        yield f"Case {case}", "muted"
    if len(rule.cases) > _MOST_CASES:
        yield f"and {len(rule.cases) - _MOST_CASES} more cases", "muted"


def _head(part: DocumentPart) -> QWidget:
    made = QWidget()
    words = column(made, gap=2)
    words.addWidget(label(part.title, "title", wrap=True))
    words.addWidget(label(part.about, "muted", wrap=True))
    return made


def _cited(part: DocumentPart) -> list[str]:
    return list(dict.fromkeys(r.reference for g in part.groups for r in g.rules if r.reference))


def _sources(cited: list[Reference]) -> Card:
    card = Card("Sources of this part")
    for source in cited:
        row = line(gap=theme.GROUP_GAP)
        name = label(source.short, "strong", wrap=True)
        name.setFixedWidth(theme.scaled(_RESULT_WIDTH))
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(source.citation, wrap=True), 1)
        card.body.addLayout(row)
    return card
