"""What the check of a pack found: where, what, the counter-example, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from workstation.clinical.criterion_words import sentence
from workstation.ui import theme
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column, frame, hairline, line
from workstation.workflows.protocols import Trouble

_MOST = 20


class TroubleList(QWidget):
    """All troubles of a pack, one below the other."""

    def __init__(self, troubles: tuple[Trouble, ...]) -> None:
        super().__init__()
        body = column(self, gap=theme.GROUP_GAP)
        count = "1 thing is wrong" if len(troubles) == 1 else f"{len(troubles)} things are wrong"
        self.setAccessibleName(f"{count}. {troubles[0].says if troubles else ''}")
        body.addWidget(label(f"{count}. Nothing was stored.", "error", wrap=True))
        for trouble in troubles[:_MOST]:
            body.addWidget(hairline())
            body.addWidget(_trouble(trouble))
        if len(troubles) > _MOST:
            body.addWidget(label(f"and {len(troubles) - _MOST} more", "muted"))


def _trouble(trouble: Trouble) -> QWidget:
    made = QWidget()
    row = line(made, gap=theme.GAP)
    icon = Icon("alert-triangle", "danger", theme.ICON_IN_TEXT)
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=4)
    place = trouble.file if trouble.line is None else f"{trouble.file}, line {trouble.line}"
    words.addWidget(label(place, "strong", wrap=True))
    if trouble.rule:
        words.addWidget(label(trouble.rule, "muted", wrap=True))
    words.addWidget(label(_said(trouble), wrap=True))
    if trouble.at or trouble.results:
        words.addWidget(_example(trouble))
    words.addWidget(label(trouble.what_to_do, "muted", wrap=True))
    row.addLayout(words, 1)
    return made


def _said(trouble: Trouble) -> str:
    """What is wrong; the place and the rule stand above it already."""
    says = trouble.says.removeprefix(trouble.file).lstrip(",: ")
    for known in (f"rule {trouble.rule}:", f"{trouble.rule}:"):
        says = says.removeprefix(known).lstrip()
    return sentence(says)


def _example(trouble: Trouble) -> QWidget:
    """The findings of the counter-example, and both results."""
    well = frame("well")
    grid = QGridLayout(well)
    grid.setContentsMargins(12, 10, 12, 10)
    grid.setHorizontalSpacing(theme.PAGE_MARGIN)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    rows = [*trouble.at, *((sentence(name), value) for name, value in trouble.compared)]
    for number, (name, value) in enumerate(rows):
        grid.addWidget(label(name, "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
        role = "" if number < len(trouble.at) else "strong"
        grid.addWidget(label(value, role, wrap=True), number, 1)
    return well
