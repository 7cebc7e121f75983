"""What the protocol says of an agent, beside its dose: window, watching after a dose, the label."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from workstation.clinical.form import Agent, Form
from workstation.clinical.guide import agent_facts, agent_name
from workstation.ui import theme
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column, hairline, line

_NAME_WIDTH = 168
_LEFT_OUT = frozenset({"Class", "Target", "Rates", "Lasts"})
"""What a call does not need; the guide has it."""


class AgentFacts(QWidget):
    """The facts of one agent, in rows; nothing for one that the protocol does not list."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.setObjectName("agent_facts")
        self._form = form
        self._body = column(self, gap=6)
        self._rows: list[QWidget] = []
        self._shown: Agent | None = None

    def show_agent(self, agent: Agent | None) -> bool:
        """Show an agent; True when something else is shown now."""
        if agent is self._shown:
            return False
        self._shown = agent
        for old in self._rows:
            self._body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = self._made(agent) if agent is not None else []
        for made in self._rows:
            self._body.addWidget(made)
        return True

    def _made(self, agent: Agent) -> list[QWidget]:
        rows: list[QWidget] = [hairline(), label(agent_name(agent), "section", wrap=True)]
        before = ""
        for fact in agent_facts(agent, self._form.rechallenge):
            if fact.name not in _LEFT_OUT:
                rows.append(_row(fact.name if fact.name != before else "", fact.words, fact.note))
                before = fact.name
        return rows


def _row(name: str, words: str, note: str) -> QWidget:
    made = QWidget()
    row = line(made, gap=theme.GROUP_GAP)
    named = label(name, "muted", wrap=True)
    named.setFixedWidth(theme.scaled(_NAME_WIDTH))
    row.addWidget(named, 0, Qt.AlignmentFlag.AlignTop)
    said = column(gap=2)
    said.addWidget(label(words, wrap=True))
    if note:
        said.addWidget(label(note, "muted", wrap=True))
    row.addLayout(said, 1)
    return made
