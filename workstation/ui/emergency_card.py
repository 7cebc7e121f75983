"""The emergency card: the words to say, and what has to be done while they are said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QWidget

from workstation.clinical.findings import Setting
from workstation.ui import theme
from workstation.ui.call_draft import CallDraft
from workstation.ui.emergency_state import because
from workstation.ui.fields import Said
from workstation.ui.pages import spoken
from workstation.ui.when import clock_text
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import label, mark_wrong
from workstation.ui.widgets.surfaces import KeyHint, column, frame, line

CALLED = "Ambulance called by"
CALLED_BY = (
    "The caller, on another phone",
    "The caller, after hanging up",
    "The nurse, on a second line",
    "Somebody with the patient",
)
"""What a pack that does not say asks."""
_INFORMED = "Emergency services, called by:"
_NUMBER, _ADDRESS = "{call_back_number}", "{address}"
_CALLED = "{called}"
"""Where the question who called for help stands among the steps; last where none says."""


class StepField(QLineEdit):
    """The field of a step: Enter or Ctrl+Enter is "done"."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


@dataclass(slots=True)
class _Step:
    """One numbered step."""

    field: QWidget | None
    button: Button
    done_at: datetime | None = None


class EmergencyCard(QFrame):
    """In the place of the form after the first red flag that calls for an ambulance."""

    steps_done = Signal()
    hand_over_requested = Signal()

    def __init__(self, draft: CallDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "emergency")
        self.setObjectName("emergency_card")
        self._draft = draft
        self._steps: list[_Step] = []
        self.address: StepField | None = None
        self.number: StepField | None = None
        outer = column(self)
        outer.addWidget(self._head())
        self._grid = QGridLayout()
        outer.addLayout(self._body())
        self._restore()

    def _head(self) -> QFrame:
        head = frame("emergency-head")
        row = line(head, gap=18)
        row.setContentsMargins(24, 14, 24, 12)
        row.addWidget(Icon("alert-octagon", "on_danger", 30))
        words = column(gap=0)
        self.title = label("", "on-danger-grade", wrap=True)
        self._because = label("", "on-danger", wrap=True)
        words.addWidget(self.title)
        words.addWidget(self._because)
        row.addLayout(words, 1)
        return head

    def _body(self) -> QGridLayout:
        grid = self._grid
        grid.setContentsMargins(20, 14, 20, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 4)
        say = label(
            f"“{spoken(self._draft.form.emergency_say, self._draft.session.site)}”",
            "heading",
            wrap=True,
        )
        say.setObjectName("emergency_say")
        grid.addWidget(say, 0, 0, 1, 4)
        steps = self._draft.form.emergency_steps
        for text in steps if _CALLED in steps else (*steps, _CALLED):
            self._add_step(text)
        self.error = Said("alert-triangle", "danger", "error")
        grid.addWidget(self.error, grid.rowCount(), 1, 1, 3)
        self._add_hand_over()
        return grid

    def _add_hand_over(self) -> None:
        """No step: it can be made at any time, before the signature and without a patient."""
        row = self._grid.rowCount()
        words = label("For who takes over: what is known now, on one page", "muted", wrap=True)
        button = Button("Hand-over sheet", "secondary", "file", name="emergency_hand_over")
        button.clicked.connect(self.hand_over_requested)
        told = line(gap=12)
        told.addWidget(words, 1)
        told.addWidget(KeyHint("Alt+H"))
        self._grid.addLayout(told, row, 1, 1, 2)
        self._grid.addWidget(button, row, 3)

    def _add_step(self, text: str) -> None:
        if text == _CALLED:
            self._add_called_by()
        elif _NUMBER in text:
            self.number = self._text_field(
                "Call-back number", self._draft.encounter.call_back_number
            )
            self._add_row(text.replace(_NUMBER, "").rstrip(" :"), self.number, "Read back")
        elif _ADDRESS in text:
            patient = self._draft.encounter.patient
            known = self._draft.encounter.address or (patient.address if patient else "")
            self.address = self._text_field("Address", known)
            self._add_row(text.replace(_ADDRESS, "").rstrip(" :"), self.address, "Read back")
        else:
            self._add_row(text, None, "Done")

    def _text_field(self, name: str, text: str) -> StepField:
        field = StepField(text)
        field.setAccessibleName(f"{name}, read back")
        field.setObjectName(f"emergency_{name.lower().replace('-', '_').replace(' ', '_')}")
        field.setMaxLength(200)
        field.setMinimumWidth(theme.scaled(90))
        field.setCursorPosition(0)
        return field

    def _add_called_by(self) -> None:
        self.called_by = QComboBox()
        self.called_by.setObjectName("called_by")
        called = self._draft.form.emergency_called or CALLED
        phone = self._draft.encounter.setting is Setting.PHONE
        self._informed = _INFORMED if phone else f"{called}:"
        self.called_by.setAccessibleName(called)
        self.called_by.addItems(self._draft.form.emergency_callers or CALLED_BY)
        self.called_by.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.called_by.setMinimumContentsLength(8)
        self._add_row(called, self.called_by, "Called", "phone-call")

    def _add_row(self, words: str, field: QWidget | None, does: str, icon: str = "check") -> None:
        row = self._grid.rowCount()
        place = len(self._steps)
        button = Button(does, "secondary", icon, name=f"step_{place + 1}_done")
        button.setAccessibleName(f"{words}: {does.lower()}")
        button.setMinimumWidth(button.minimumSizeHint().width())
        step = _Step(field, button)
        button.clicked.connect(lambda: self._done(step))
        if isinstance(field, StepField):
            field.entered.connect(lambda: self._done(step))
            field.editingFinished.connect(self._take_fields)
        self._steps.append(step)
        self._grid.addWidget(label(str(place + 1), "strong"), row, 0)
        text = label(words, wrap=True)
        if field is None:
            self._grid.addWidget(text, row, 1, 1, 2)
        else:
            self._grid.addWidget(text, row, 1)
            self._grid.addWidget(field, row, 2)
        self._grid.addWidget(button, row, 3)

    def _restore(self) -> None:
        """The steps that the record of a restored call says were done."""
        held = self._draft.encounter
        for step in self._steps:
            read_back = step.field in (self.address, self.number) and step.field is not None
            informed = held.decision.informed.startswith(self._informed)
            called = step.field is self.called_by and informed
            if (read_back and held.read_back) or called:
                step.done_at = held.decision.informed_at or held.started_at
                verb = "Called" if called else "Read back"
                step.button.set_words(f"{verb}, done")

    # --- what is shown --------------------------------------------------------------------------

    def show_state(self, title: str) -> None:
        """Say which red flag it is. Fields that are being typed in stay as they are."""
        held = self._draft.encounter
        self.title.setText(title)
        self._because.setText(self._why())
        patient = held.patient
        for field, given, on_file in (
            (self.number, held.call_back_number, patient.phone if patient else ""),
            (self.address, held.address, patient.address if patient else ""),
        ):
            if field is not None and not field.hasFocus():
                field.setText(given or field.text() or on_file)
                field.setCursorPosition(0)
        self._show_primary()

    def _why(self) -> str:
        """Which red flag, and when it was answered: ``Seizure now · answered yes 14:07``."""
        draft, held = self._draft, self._draft.encounter
        words: dict[str, None] = {}
        times = []
        for finding, told in because(draft.form, held, draft.assessment):
            words[told[:1].upper() + told[1:]] = None
            found = held.findings.get(finding)
            if found is not None and found.value is True:
                times += [found.at] if found.at else []
        said = ", ".join(list(words)[:3])
        if not times:
            return said
        zone = self._draft.session.site.time_zone
        return f"{said} · answered yes {clock_text(min(times), zone)}"

    def take_focus(self) -> None:
        """The first step that is not done."""
        step = next((s for s in self._steps if s.done_at is None), self._steps[0])
        (step.field or step.button).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def open_steps(self) -> int:
        """How many steps are not done."""
        return sum(s.done_at is None for s in self._steps)

    def _show_primary(self) -> None:
        """One primary button: that of the step that comes next."""
        following = next((s for s in self._steps if s.done_at is None), None)
        for step in self._steps:
            step.button.set_kind("primary" if step is following else "secondary")

    # --- what is done ---------------------------------------------------------------------------

    def _done(self, step: _Step) -> None:
        if isinstance(step.field, StepField) and not self._is_filled(step.field):
            return
        self._take_fields()
        step.done_at = self._draft.now
        zone = self._draft.session.site.time_zone
        verb = {"Read back": "Read back", "Called": "Called"}.get(step.button.text(), "Done")
        if not any(ch.isdigit() for ch in step.button.text()):
            step.button.set_words(f"{verb} {clock_text(step.done_at, zone)}")
        if step.field in (self.address, self.number) and self._both_read_back():
            self._draft.set_details(read_back=True)
        if step.field is self.called_by:
            self._note_called(step.done_at)
        self._show_primary()
        if self.open_steps:
            self.take_focus()
        else:
            step.button.setFocus()
            self.steps_done.emit()

    def _is_filled(self, field: StepField) -> bool:
        """False where there is nothing to read back yet, and that is said."""
        filled = bool(field.text().strip())
        what = "address" if field is self.address else "number"
        says = "" if filled else f"Type the {what} to read it back, or press Tab to go on without."
        mark_wrong(field, wrong=not filled)
        field.setAccessibleDescription(says)
        self.error.say(says)
        if not filled:
            field.setFocus()
        return filled

    def _both_read_back(self) -> bool:
        fields = (self.address, self.number)
        return all(s.done_at is not None for s in self._steps if s.field in fields)

    def _note_called(self, at: datetime) -> None:
        who = self.called_by.currentText()
        said = f"{self._informed} {who[:1].lower()}{who[1:]}"
        decision = self._draft.encounter.decision
        self._draft.decide(replace(decision, informed=said, informed_at=at))

    def _take_fields(self) -> None:
        number = self.number.text().strip() if self.number else None
        address = self.address.text().strip() if self.address else None
        self._draft.set_details(call_back_number=number, address=address)

    def press_step(self) -> None:
        """Ctrl+Enter: the step that has the focus is done, else the next one."""
        focused = self.window().focusWidget()
        step = next((s for s in self._steps if focused in (s.field, s.button)), None)
        step = step or next((s for s in self._steps if s.done_at is None), None)
        if step is not None:
            self._done(step)
