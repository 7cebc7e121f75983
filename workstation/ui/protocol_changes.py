"""What one version changes against another: thresholds, criteria, actions, wording, agents."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from workstation.ui import theme
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, column, hairline, line
from workstation.workflows.protocols import Change, Difference, Kind, Part

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
_MOST = {"Cases and references": 12}
_MOST_OF_OTHERS = 40
"""Changes of a group that are shown; the command line shows all."""


def group_of(change: Change) -> str:
    """Under which heading a change is told."""
    if change.part in _OWN_GROUPS:
        return _OWN_GROUPS[change.part]
    if change.moved:
        return "Thresholds"
    names = {aspect.name for aspect in change.aspects}
    return "Wording" if change.kind is Kind.CHANGED and names <= _WORDING else "Criteria"


class ChangesCard(Card):
    """The differences to another version, which can be chosen."""

    other_chosen = Signal(str)
    """The name of the version to compare with."""

    def __init__(self) -> None:
        super().__init__()
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
        self._drawn: Difference | None = None
        self.other.activated.connect(lambda _: self.other_chosen.emit(self.other.currentText()))

    def show_others(self, names: list[str], chosen: str) -> None:
        """Which versions it can be compared with."""
        if names == [self.other.itemText(at) for at in range(self.other.count())] and names:
            self.other.setCurrentText(chosen)
            return
        self.other.clear()
        self.other.addItems(names)
        self.other.setCurrentText(chosen)
        self.other.setVisible(bool(names))
        self._against.setVisible(bool(names))
        self.say("The versions are being compared" if names else "There is no other version yet.")

    def say(self, text: str) -> None:
        """A sentence in the place of the differences."""
        self._drawn = None
        self._show(None)
        self._said.setText(text)

    def show_difference(self, found: Difference) -> None:
        """Show them, the weightiest first."""
        if found == self._drawn:
            return
        count = len(found.changes)
        counted = "1 thing differs" if count == 1 else f"{count} things differ"
        self.say(f"{counted} from {found.before}." if count else f"The same as {found.before}.")
        if count:
            self._show(_groups(found))
        self._drawn = found

    def _show(self, content: QWidget | None) -> None:
        if self._content is not None:
            self.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        if content is not None:
            self.body.addWidget(content)
            content.show()


def _groups(found: Difference) -> QWidget:
    made = QWidget()
    body = column(made, gap=theme.GAP)
    for name in GROUPS:
        own = [change for change in found.changes if group_of(change) == name]
        most = _MOST.get(name, _MOST_OF_OTHERS)
        if own:
            body.addSpacing(theme.STEP)
            body.addWidget(label(f"{name} · {len(own)}", "section"))
        for change in own[:most]:
            body.addWidget(hairline())
            body.addWidget(_change(change))
        if len(own) > most:
            way = f"crs-workstation protocol diff {found.before} {found.after}"
            body.addWidget(label(f"and {len(own) - most:,} more: {way}", "muted", wrap=True))
    return made


def _change(change: Change) -> QWidget:
    made = QWidget()
    row = line(made, gap=theme.GROUP_GAP)
    name = QWidget()
    name.setFixedWidth(theme.scaled(_NAME_WIDTH))
    lines = column(name, gap=2)
    lines.addWidget(label(change.title, "strong", wrap=True))
    lines.addWidget(label(f"{change.part.value} · {change.kind.value}", "muted", wrap=True))
    lines.addStretch(1)
    row.addWidget(name)
    words = column(gap=3)
    for text in change.says:
        words.addWidget(label(_short(text), _role(change, text), wrap=True))
    words.addStretch(1)
    row.addLayout(words, 1)
    row.setAlignment(name, Qt.AlignmentFlag.AlignTop)
    return made


def _role(change: Change, text: str) -> str:
    """What is no longer said stands back; a threshold that moved stands out."""
    if change.kind is Kind.REMOVED or " before: " in text:
        return "muted"
    return "strong" if " before, " in text and text.endswith(" now") else ""


def _short(text: str) -> str:
    told = " ".join(text.split())
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]} …"
