"""What one version changes against another: thresholds, criteria, actions, wording, agents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from workstation.clinical import wording
from workstation.clinical.criterion_words import plain, sentence
from workstation.clinical.form import Form
from workstation.ui import theme
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, column, hairline, line
from workstation.workflows.protocols import Aspect, Change, Difference, Kind, Moved, Part

_NAME_WIDTH = 190
_LONGEST = 400
_WORDING = frozenset(
    {
        "because",
        "citation",
        "detail",
        "help",
        "label",
        "note",
        "say",
        "says",
        "says_not",
        "short",
        "text",
        "title",
        "why_not_valid",
    }
)
_OWN_GROUPS: Mapping[Part, str] = {
    Part.ACTION: "Actions",
    Part.ADVICE: "Wording",
    Part.AGENT: "Agents",
    Part.CASE: "Cases and references",
    Part.REFERENCE: "Cases and references",
    Part.PROTOCOL: "Cases and references",
}
GROUPS = ("Thresholds", "Criteria", "Actions", "Wording", "Agents", "Cases and references")
_SIGNS: Mapping[str, str] = {
    ">=": "at least",
    ">": "above",
    "<=": "at most",
    "<": "below",
    "==": "is",
    "!=": "is not",
}


def group_of(change: Change) -> str:
    """Under which heading a change is told."""
    if change.part in _OWN_GROUPS:
        return _OWN_GROUPS[change.part]
    if change.moved:
        return "Thresholds"
    names = {aspect.name for aspect in change.aspects}
    return "Wording" if change.kind is Kind.CHANGED and names <= _WORDING else "Criteria"


def moved_words(moved: Moved, form: Form) -> str:
    """``Temperature at least: 38 °C before, 38.7 °C now``."""
    first = moved.what.partition(" ")[0]
    item = form.items.get(first)
    words = [_SIGNS.get(word, plain(word)) for word in moved.what.split()]
    if item is not None:
        words[0] = item.short or item.label
    unit = item.unit if item else ""
    before, after = (wording.with_unit(f"{n:g}", unit) for n in (moved.before, moved.after))
    return f"{sentence(' '.join(words))}: {before} before, {after} now"


class ChangesCard(Card):
    """The differences to another version, which can be chosen."""

    other_chosen = Signal(str)
    """The name of the version to compare with."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form
        head = line(gap=theme.GAP)
        head.addWidget(label("What it changes", "heading"), 1)
        self._against = label("against", "muted")
        head.addWidget(self._against)
        self.other = QComboBox()
        self.other.setObjectName("compare_with")
        self.other.setAccessibleName("Compare with the version")
        self.other.setMinimumWidth(theme.scaled(150))
        head.addWidget(self.other)
        self.body.addLayout(head)
        self._said = label("", "muted", wrap=True)
        self.body.addWidget(self._said)
        self._content: QWidget | None = None
        self.other.activated.connect(lambda _: self.other_chosen.emit(self.other.currentText()))

    def show_others(self, names: list[str], chosen: str) -> None:
        """Which versions it can be compared with."""
        self.other.clear()
        self.other.addItems(names)
        self.other.setCurrentText(chosen)
        self.other.setVisible(bool(names))
        self._against.setVisible(bool(names))
        self.say("The versions are being compared" if names else "There is no other version yet.")

    def say(self, text: str) -> None:
        """A sentence in the place of the differences."""
        self._show(None)
        self._said.setText(text)

    def show_difference(self, found: Difference) -> None:
        """Show them, the weightiest first."""
        count = len(found.changes)
        counted = "1 thing differs" if count == 1 else f"{count} things differ"
        self.say(f"{counted} from {found.before}." if count else f"The same as {found.before}.")
        if count:
            self._show(_groups(found, self._form))

    def _show(self, content: QWidget | None) -> None:
        if self._content is not None:
            self.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        if content is not None:
            self.body.addWidget(content)
            content.show()


def _groups(found: Difference, form: Form) -> QWidget:
    made = QWidget()
    body = column(made, gap=theme.GAP)
    for name in GROUPS:
        own = [change for change in found.changes if group_of(change) == name]
        if own:
            body.addSpacing(theme.STEP)
            body.addWidget(label(f"{name} · {len(own)}", "section"))
            for change in own:
                body.addWidget(hairline())
                body.addWidget(_change(change, form))
    return made


def _change(change: Change, form: Form) -> QWidget:
    made = QWidget()
    row = line(made, gap=theme.GROUP_GAP)
    name = QWidget()
    name.setFixedWidth(theme.scaled(_NAME_WIDTH))
    lines = column(name, gap=2)
    title = ", ".join(plain(part) for part in change.rule.split(".")) or change.part.value
    lines.addWidget(label(sentence(title), "strong", wrap=True))
    lines.addWidget(label(f"{change.part.value} · {change.kind.value}", "muted", wrap=True))
    lines.addStretch(1)
    row.addWidget(name)
    words = column(gap=3)
    for text, role in _said(change, form):
        words.addWidget(label(text, role, wrap=True))
    words.addStretch(1)
    row.addLayout(words, 1)
    row.setAlignment(name, Qt.AlignmentFlag.AlignTop)
    return made


def _said(change: Change, form: Form) -> Iterator[tuple[str, str]]:
    for moved in change.moved:
        yield moved_words(moved, form), "strong"
    for aspect in change.aspects:
        yield from _aspect(change, aspect)


def _aspect(change: Change, aspect: Aspect) -> Iterator[tuple[str, str]]:
    name, before, after = sentence(aspect.words), _short(aspect.before), _short(aspect.after)
    if change.kind is Kind.ADDED:
        yield f"{name}: {after}", ""
    elif change.kind is Kind.REMOVED:
        yield f"{name}: {before}", "muted"
    else:
        yield f"{name} before: {before or 'none'}", "muted"
        yield f"{name} now: {after or 'none'}", ""


def _short(text: str) -> str:
    told = " ".join(text.split())
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]} …"
