"""Rows answered with Yes, No or Unknown, and the head that answers a block with one key."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workstation.clinical.findings import Finding, Source, State, known, unknown
from workstation.clinical.form import Row
from workstation.ui import theme
from workstation.ui.forms import FormRow, RowContext, not_known_words
from workstation.ui.widgets.answers import Answer, TriState
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label, set_role
from workstation.ui.widgets.surfaces import KeyHint
from workstation.ui.widgets.typed import typed_letter

_NOTE_FROM = 560


def answer_of(finding: Finding | None) -> Answer | None:
    """Which of the three buttons a finding stands for."""
    if finding is None:
        return None
    if finding.state is State.UNKNOWN:
        return Answer.UNKNOWN
    if not finding.known:
        return None
    return Answer.YES if finding.value is True else Answer.NO


class AnswerRow(FormRow):
    """One boolean item. ``alarming``: a yes is a red flag."""

    def __init__(
        self,
        row: Row,
        context: RowContext,
        *,
        alarming: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(row, context, parent)
        self._alarming = alarming
        self._said = "not asked"
        if alarming and row.key:
            self._line.insertWidget(1, KeyHint(row.key))
        self._note = label("not asked", "muted")
        self.answer = TriState(row.label, alarming=alarming)
        self.answer.setObjectName(f"answer_{self.items[0].id}")
        self.answer.chosen.connect(self._on_chosen)
        self._line.addWidget(self._note)
        self._line.addSpacing(4)
        self._line.addWidget(self.answer)

    def focus_target(self) -> QWidget:
        return self.answer

    def show_findings(self, findings: Mapping[str, Finding]) -> None:
        found = findings.get(self.items[0].id)
        answer = answer_of(found)
        words = not_known_words(found, self.context.reasons)
        self.answer.set_answer(answer, words)
        alarm = self._alarming and answer is Answer.YES
        against = self.context.against().get(self.items[0].id, "")
        self._said = "red flag" if alarm else against or (words if answer is None else "")
        set_role(self._note, "danger" if alarm else "warn" if against else "muted")
        self._show_note()
        self._show_state(findings, alarm)

    def _show_note(self) -> None:
        """Beside the answer, or after the label where large text leaves no room."""
        narrow = self.width() < theme.scaled(_NOTE_FROM)
        self._note.setText("" if narrow else self._said)
        self._note.setVisible(bool(self._note.text()))
        told = f"{self.row.label}, {self._said}" if narrow and self._said else self.row.label
        self.label.setText(told)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < theme.scaled(_NOTE_FROM)
        hint = self.answer.minimumSizeHint() if narrow else self.answer.sizeHint()
        self.answer.setFixedWidth(hint.width())
        self._show_note()

    def _on_chosen(self, answer: Answer | None) -> None:
        item = self.items[0].id
        if answer is None:
            self.answered.emit([], [item])
            return
        if answer is Answer.UNKNOWN:
            finding = unknown(item)
        else:
            source = Source.REPORTED if self.context.setting.value == "phone" else None
            finding = known(item, answer is Answer.YES, source, self.context.now())
        self.answered.emit([finding], [])
        self.go_on.emit(True)


class NoneOfTheseRow(FormRow):
    """The head of a block of symptoms: after reading them aloud, 0 answers them all with no.

    A yes that was already given stays; the rows of the block stand below and can be answered
    one by one.
    """

    none_chosen = Signal()

    def __init__(self, row: Row, context: RowContext, parent: QWidget | None = None) -> None:
        super().__init__(row, context, parent)
        self._findings: Mapping[str, Finding] = {}
        self._note = label("", "muted")
        self.button = Button("None of these", icon="", name=f"none_{row.id}")
        self.button.clicked.connect(self._on_none)
        self._line.addWidget(self._note)
        self._line.addWidget(KeyHint("0"))
        self._line.addWidget(self.button)
        self.label.setText("Read aloud, then")

    def focus_target(self) -> QWidget:
        return self.button

    def show_findings(self, findings: Mapping[str, Finding]) -> None:
        self._findings = findings
        told = [i for i in self.items if i.id in findings and findings[i.id].value is True]
        answered = sum(i.id in findings for i in self.items)
        if told:
            words = f"{len(told)} told"
        elif answered == len(self.items):
            words = "none told" if self.has_value(findings) else "answered"
        else:
            words = f"{answered} of {len(self.items)}"
        self._note.setText(words)
        self.button.setAccessibleName(f"{self.row.label}, {words}")
        self._show_state(findings)

    def _on_none(self) -> None:
        at = self.context.now()
        told = [
            i.id
            for i in self.items
            if i.id in self._findings and self._findings[i.id].value is True
        ]
        source = Source.REPORTED if self.context.setting.value == "phone" else None
        new = [known(i.id, False, source, at) for i in self.items if i.id not in told]
        self.answered.emit(new, [])
        self.none_chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = typed_letter(event).upper()
        if typed == "0":
            self._on_none()
        elif typed == "U":
            self._mark_unknown()
        else:
            super().keyPressEvent(event)
