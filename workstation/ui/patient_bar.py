"""The bar above a call: who it is about, how to call back, how long it takes, what is saved."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from workstation.clinical.dose_window import dose_window
from workstation.clinical.encounter import Encounter, Patient
from workstation.clinical.findings import Setting
from workstation.clinical.form import Form
from workstation.clinical.guide import agent_brief
from workstation.clinical.risk_facts import home_words
from workstation.ui import theme
from workstation.ui.call_draft import CallDraft
from workstation.ui.when import age_text, clock_text, date_text, local
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import ElidedLabel, label, set_role
from workstation.ui.widgets.surfaces import column, line
from workstation.ui.widgets.typed import typed_letter, types_with_alt

_NARROW = 900
_NOBODY = "no patient yet, read as an adult"
_DIAGNOSIS_LEAST = 14
"""Letters of a diagnosis that still tell something."""
_SETTING_ICONS = {Setting.PHONE: "phone-call", Setting.WARD: "bed", Setting.CHAIRSIDE: "chair"}
NEXT_SETTING = {
    Setting.PHONE: Setting.WARD,
    Setting.WARD: Setting.CHAIRSIDE,
    Setting.CHAIRSIDE: Setting.PHONE,
}
"""What F2 makes of a setting."""
_SETTING_WORDS = {Setting.PHONE: "phone", Setting.WARD: "ward", Setting.CHAIRSIDE: "chair"}


def person_text(patient: Patient, now: datetime, zone: str) -> str:
    """``61 y · born 14 Mar 1965 · MRN 0042-817``."""
    age = age_text(patient.birth_date, local(now, zone).date())
    parts = [age, f"born {date_text(patient.birth_date)}"]
    if patient.mrn:
        parts.append(f"MRN {patient.mrn}")
    return " · ".join(parts)


def dose_parts(form: Form, encounter: Encounter, now: datetime, zone: str) -> tuple[str, str]:
    """What was given, and how long ago.

    ``Teclistamab step-up 2``, ``day 2 of 0 to 6, onset window · 30 h``.
    """
    therapy = encounter.therapy
    agent = form.agents.get(therapy.agent or "")
    name = agent.label if agent else therapy.agent_text or ""
    if therapy.dose_label:
        name = f"{name} {therapy.dose_label}"
    elif therapy.dose_number:
        name = f"{name} dose {therapy.dose_number}"
    window = dose_window(form, therapy, local(now, zone))
    return name, window.words if window is not None else ""


class NumberField(QLineEdit):
    """The call-back number. A letter is not part of one: it goes to the form below."""

    letter_typed = Signal(str)
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = typed_letter(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.entered.emit()
        elif types_with_alt(event):
            event.ignore()
        elif letter.isalpha() and letter.lower() != "x":
            self.letter_typed.emit(letter)
        else:
            super().keyPressEvent(event)


class PatientBar(QFrame):
    """Asks for the patient and the therapy; saves the call-back number itself."""

    find_requested = Signal()
    risk_requested = Signal()
    therapy_requested = Signal()
    setting_requested = Signal()

    def __init__(self, draft: CallDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "bar")
        self.setObjectName("patient_bar")
        self.setMinimumHeight(theme.scaled(theme.PATIENT_BAR_HEIGHT))
        self._draft = draft
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._show_length)
        self._lay_out()
        draft.changed.connect(self.show_state)
        draft.saved.connect(self._show_saved)
        draft.save_failed.connect(self._show_saved)
        self.show_state()

    def _lay_out(self) -> None:
        outer = line(self, gap=theme.GAP)
        outer.setContentsMargins(theme.PAGE_MARGIN, 6, theme.PAGE_MARGIN, 6)
        left = column(gap=2)
        left.addStretch(1)
        left.addLayout(self._first_line())
        left.addLayout(self._second_line())
        left.addStretch(1)
        outer.addLayout(left, 1)
        self.number = NumberField()
        self.number.setObjectName("call_back_number")
        self.number.setAccessibleName("Call-back number")
        self.number.setMaxLength(40)
        self.number.setFixedWidth(theme.scaled(170))
        self.number.editingFinished.connect(self.take_number)
        self._number_label = label("Call back", "muted")
        self._number_label.setBuddy(self.number)
        outer.addWidget(self._number_label)
        outer.addWidget(self.number)
        outer.addSpacing(12)
        outer.addLayout(self._right())

    def _first_line(self) -> QHBoxLayout:
        row = line(gap=12)
        self.name = label("", "title")
        self.name.setObjectName("patient_name")
        self.person = ElidedLabel("", "muted")
        row.addWidget(self.name)
        row.addWidget(self.person, 1)
        return row

    def _second_line(self) -> QHBoxLayout:
        row = line(gap=6)
        self._dose = ElidedLabel("")
        self._dose.setObjectName("dose")
        self._since = ElidedLabel("", "strong")
        self._since.setObjectName("since_dose")
        self._diagnosis = ElidedLabel("", "muted")
        self.find_button = Button("Find patient", "quiet", "search", name="find_patient")
        self.find_button.clicked.connect(self.find_requested)
        self.therapy = Button("Therapy", "quiet", "edit", name="edit_therapy")
        self.therapy.clicked.connect(self.therapy_requested)
        self.risk = Button("Risk", "quiet", name="show_risk")
        self.risk.clicked.connect(self.risk_requested)
        self.setting = Button("", "quiet", name="setting")
        self.setting.clicked.connect(self.setting_requested)
        for widget in (self._dose, self._since, self._diagnosis):
            row.addWidget(widget)
        for button in (self.find_button, self.therapy, self.risk, self.setting):
            button.setProperty("small", True)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _right(self) -> QVBoxLayout:
        made = column(gap=4)
        above, below = line(gap=6), line(gap=6)
        self._kind = Icon("phone-call", "accent", theme.ICON_IN_TEXT)
        self.length = label("", "strong")
        self._saved_icon = Icon("check-circle", "ok", theme.ICON_IN_TEXT)
        self.saved = label("", "muted")
        self.saved.setObjectName("saved")
        self.retry = Button("Save again", "quiet", name="save_again")
        self.retry.clicked.connect(self._draft.retry)
        for row, widgets in (
            (above, (self._kind, self.length)),
            (below, (self.retry, self._saved_icon, self.saved)),
        ):
            row.addStretch(1)
            for widget in widgets:
                row.addWidget(widget)
        made.addStretch(1)
        made.addLayout(above)
        made.addLayout(below)
        made.addStretch(1)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < theme.scaled(_NARROW)
        self._number_label.setVisible(not narrow)
        self.number.setFixedWidth(theme.scaled(130 if narrow else 170))
        self._keep_since()

    def _keep_since(self) -> None:
        """Where the dose stands in its window gives way last, before it agent and step.

        What is left is the diagnosis'; where that is too little for a word of it, it is gone.
        """
        for text in (self._since, self._dose):
            text.setMinimumWidth(0)
        self._diagnosis.setVisible(bool(self._diagnosis.text()))
        wanted = (self._short_of(text) for text in (self._since, self._dose))
        if self._spare() < sum(wanted) + self._least_of_diagnosis():
            self._diagnosis.setVisible(False)
        for text in (self._since, self._dose):
            own, spare = text.minimumSizeHint().width(), self._spare()
            text.setMinimumWidth(max(0, min(text.sizeHint().width(), own + spare)))

    def _least_of_diagnosis(self) -> int:
        """What it needs beyond its least width for a word of it, or for all of a short one."""
        measure = self._diagnosis.fontMetrics().horizontalAdvance
        word = measure(f"{self._diagnosis.text()[:_DIAGNOSIS_LEAST]}…")
        wanted = min(self._diagnosis.sizeHint().width(), word)
        return max(0, wanted - self._diagnosis.minimumSizeHint().width())

    def _spare(self) -> int:
        return self.width() - super().minimumSizeHint().width()

    @staticmethod
    def _short_of(text: ElidedLabel) -> int:
        return max(0, text.sizeHint().width() - text.minimumSizeHint().width())

    def minimumSizeHint(self) -> QSize:
        """What the dose keeps while there is room is no reason to hold the window open."""
        hint = super().minimumSizeHint()
        kept = sum(
            max(0, text.minimumWidth() - text.minimumSizeHint().width())
            for text in (self._since, self._dose)
        )
        return QSize(hint.width() - kept, hint.height())

    # --- what is shown --------------------------------------------------------------------------

    def show_state(self) -> None:
        """Show the encounter as it is now."""
        held = self._draft.encounter
        now, zone = self._draft.now, self._draft.session.site.time_zone
        patient = held.patient
        kind = _SETTING_WORDS[held.setting]
        self.name.setText(patient.display_name if patient else f"New call, {kind}")
        if held.setting is not Setting.PHONE and patient is None:
            self.name.setText(f"New assessment, {kind}")
        self.person.setText(person_text(patient, now, zone) if patient else _NOBODY)
        dose, since = dose_parts(self._draft.form, held, now, zone)
        self._dose.setText(f"{dose}  ·" if dose and since else dose)
        self._since.setText(since)
        told = agent_brief(self._draft.form.agents.get(held.therapy.agent or ""))
        self.therapy.setToolTip(told)
        self.therapy.setAccessibleDescription(told)
        diagnosis = patient.diagnosis if patient else ""
        self._diagnosis.setText(f"·  {diagnosis}" if diagnosis else "")
        for widget in (self._dose, self._since):
            widget.setVisible(bool(widget.text()))
        self.find_button.setVisible(patient is None)
        self._show_home(patient)
        self._show_setting(held)
        self._show_number_name(held.setting)
        self._keep_since()
        if not self.number.hasFocus():
            self.number.setText(held.call_back_number)
        self._kind.set_icon(_SETTING_ICONS[held.setting])
        self._show_length()
        self._show_saved()

    def _show_home(self, patient: Patient | None) -> None:
        """What is known of the home stands behind the button of the risk."""
        known = ", ".join(home_words(patient)) if patient else ""
        says = f"At home: {known} (Alt+R)" if known else "Nothing on file of the home (Alt+R)"
        self.risk.setVisible(patient is not None)
        self.risk.setToolTip(says)
        self.risk.setAccessibleDescription(says)

    def _show_number_name(self, setting: Setting) -> None:
        """Nobody calls back who sits at the chair: there it is the number of the home."""
        phone = setting is Setting.PHONE
        self._number_label.setText("Call back" if phone else "Home phone")
        self.number.setAccessibleName("Call-back number" if phone else "Home phone")

    def _show_setting(self, held: Encounter) -> None:
        """Phone, ward or chair can be changed until the first answer."""
        self.setting.setVisible(self._draft.setting_may_change)
        other = NEXT_SETTING[held.setting]
        self.setting.set_words(f"Change to {_SETTING_WORDS[other]} (F2)")

    def _show_length(self) -> None:
        seconds = max(0, int((self._draft.now - self._draft.encounter.started_at).total_seconds()))
        hours, rest = divmod(seconds, 3600)
        if hours >= 10:
            zone = self._draft.session.site.time_zone
            text = f"since {clock_text(self._draft.encounter.started_at, zone)}"
        elif hours:
            text = f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
        else:
            text = f"{rest // 60:02d}:{rest % 60:02d}"
        self.length.setText(text)

    def _show_saved(self, _: object = None) -> None:
        draft = self._draft
        self.retry.setVisible(draft.failed)
        if draft.failed:
            self._say_saved("Not saved", "alert-triangle", "danger")
        elif draft.unsaved:
            self._say_saved("Saving", "clock", "text2")
        elif draft.saved_at is not None:
            at = clock_text(draft.saved_at, draft.session.site.time_zone, seconds=True)
            self._say_saved(f"Saved {at}", "check-circle", "ok")
        else:
            self._say_saved("Saved", "check-circle", "ok")

    def _say_saved(self, words: str, icon: str, role: str) -> None:
        """It says another thing twice with every answer, in a place that keeps its size.

        A label that may grow has the whole window laid out and the bar painted each time.
        """
        set_role(self.saved, "danger" if role == "danger" else "muted")
        self.saved.setText(words)
        self.saved.setFixedSize(self.saved.sizeHint().expandedTo(self.saved.minimumSize()))
        self._saved_icon.set_icon(icon, role)

    def take_number(self) -> None:
        """Save the number as it is typed."""
        number = self.number.text().strip()
        if number != self._draft.encounter.call_back_number:
            self._draft.set_details(call_back_number=number)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()
