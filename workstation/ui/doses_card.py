"""Doses given: counted beside the published most, told by one key and a time, withdrawn by reason.

A fact to read, never an order.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from workstation.clinical.dose_findings import (
    answered,
    counted,
    denied,
    published,
    recounted,
    taken_back,
)
from workstation.clinical.doses import DRUGS, STEROID, DoseCount, GivenDose
from workstation.clinical.findings import Finding, Setting, Source
from workstation.clinical.refusal import Refusal
from workstation.site.problems import Problem
from workstation.ui import entry, theme, when
from workstation.ui.call_draft import CallDraft
from workstation.ui.fields import Said, choice_field, side_by_side, text_field, typed
from workstation.ui.overlay import Overlay
from workstation.ui.reason_card import ReasonCard
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import KeyHint, clear, column, hairline, line
from workstation.ui.widgets.typed import typed_letter
from workstation.workflows import doses

_WIDTH = 760
_PURPOSES = (
    ("treatment", "Treatment"),
    ("prophylactic", "Prophylactic, before any CRS"),
    ("replacement", "Replacement of a steroid"),
)


class DosesCard(Overlay):
    """What stands, and the next one. A dose that is told answers the masking rows at once."""

    def __init__(self, near: QWidget, draft: CallDraft, tasks: Tasks) -> None:
        super().__init__(
            near, "Doses given", "A fact to read; a prescriber orders. Each dose once.", _WIDTH
        )
        self._draft, self._tasks = draft, tasks
        self._zone = draft.session.site.time_zone
        self._tried: GivenDose | None = None
        self._saving = self._leaving = False
        self._drugs = QButtonGroup(self)
        self._told = column(gap=theme.GAP)
        self.body.addLayout(self._told)
        self.body.addWidget(hairline())
        self.body.addWidget(label("Add a dose", "section"))
        self.body.addLayout(self._drug_grid())
        self.at = text_field("Given at", "14:05, or 25 Nov 14:05", 24)
        self.purpose = choice_field("Given as", _PURPOSES)
        self.name = text_field("Name", "of another medicine", doses.LONGEST_NAME)
        self.body.addWidget(side_by_side(self.at, self.purpose, self.name))
        self.failed = Said("alert-triangle", "danger", "error")
        self.body.addWidget(self.failed)
        back = self.add_button("Back to the call", name="doses_back")
        back.clicked.connect(self.go_back)
        self.add = self.add_button("Add", "primary", name="add_dose")
        self.add.clicked.connect(self._submit)
        self.default, self.first = self.add, self._drugs.button(0)
        held, now = draft.encounter, draft.now
        self._answer(*recounted(held.doses, held.findings, now, self._source))
        self._show()

    def _drug_grid(self) -> QGridLayout:
        """Anti-cytokine medicines left, steroids right, each with its digit."""
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.STEP)
        rows = {False: 0, True: 0}
        for place, drug in enumerate(DRUGS.values()):
            steroid = drug.masks == STEROID
            button = QRadioButton(drug.label)
            button.setObjectName(f"drug_{drug.id}")
            button.setAccessibleName(f"{place + 1}: {drug.label}")
            self._drugs.addButton(button, place)
            row = line(gap=theme.GAP)
            row.addWidget(KeyHint(str(place + 1)))
            row.addWidget(button, 1)
            grid.addLayout(row, rows[steroid], int(steroid))
            rows[steroid] += 1
        return grid

    # --- what is shown --------------------------------------------------------------------------

    def _show(self) -> None:
        held, now = self._draft.encounter, self._draft.now
        clear(self._told)
        for one in counted(self._draft.form, held.doses, now):
            self._told.addWidget(self._count(one))
        for dose in held.doses:
            self._told.addWidget(self._line(dose))
        if not held.doses:
            self._told.addWidget(label("No dose is on file. That is not a “no”.", "muted"))
        for dose in denied(held.doses, held.findings, now):
            self._told.addWidget(self._denied(dose))
        self.refit()

    def _count(self, one: DoseCount) -> QWidget:
        made = QWidget()
        words = column(made, gap=2)
        words.addWidget(label(one.says, "strong", wrap=True))
        most = published(self._draft.form, one.drug)
        if most:
            words.addWidget(label(most, "muted", wrap=True))
        for sentence in one.reached:
            row = line(gap=theme.GAP)
            row.addWidget(Icon("alert-triangle", "warn", theme.ICON_IN_TEXT))
            row.addWidget(label(sentence, wrap=True), 1)
            words.addLayout(row)
        return made

    def _line(self, dose: GivenDose) -> QWidget:
        """``25 Nov 08:30  Tocilizumab  prophylactic · told by N. Okafor, RN``."""
        made = QWidget()
        row = line(made, gap=theme.GROUP_GAP)
        at = when.moment_text(dose.at, self._zone, self._draft.now)
        this = dose.told_in == self._draft.encounter.uuid
        about = [f"told to {dose.by}" if dose.by else "", "in this call" if this else "earlier"]
        if dose.prophylactic:
            about.insert(0, "prophylactic")
        if dose.replacement:
            about.insert(0, "replacement, not counted")
        row.addWidget(label(at, "strong"))
        row.addWidget(label(dose.label))
        row.addWidget(label(" · ".join(part for part in about if part), "muted"), 1)
        withdraw = Button("Withdraw", "quiet", on_click=lambda: self._ask_why(dose))
        withdraw.setObjectName(f"withdraw_{dose.id}")
        withdraw.setAccessibleName(f"Withdraw {dose.label}, {at}")
        row.addWidget(withdraw)
        return made

    def _denied(self, dose: GivenDose) -> QWidget:
        """What the record knows and the form has answered with no."""
        made = QWidget()
        row = line(made, gap=theme.GAP)
        at = when.moment_text(dose.at, self._zone, self._draft.now)
        row.addWidget(Icon("alert-triangle", "warn", theme.ICON_IN_TEXT))
        row.addWidget(label(f"{dose.label} {at} is on file, and the form says no.", wrap=True), 1)
        yes = Button("Answer yes", "quiet", on_click=self._take_record, name="answer_yes")
        row.addWidget(yes)
        return made

    # --- what is told ---------------------------------------------------------------------------

    @property
    def _source(self) -> Source:
        phone = self._draft.encounter.setting is Setting.PHONE
        return Source.REPORTED if phone else Source.RECORD

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit takes a medicine and goes on to the time."""
        typing = isinstance(self.window().focusWidget(), QLineEdit)
        digit = typed_letter(event)
        if not typing and digit.isdecimal() and 0 < int(digit) <= len(DRUGS):
            self._drugs.button(int(digit) - 1).setChecked(True)
            self.at.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            event.accept()
        else:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        self.failed.say("")
        dose = self._taken()
        self.refit()
        if dose is None:
            return
        self.add.disable("The dose is being saved")
        self._saving = True
        self._tasks.command(
            doses.tell,
            self._draft.session,
            self._draft.encounter.uuid,
            dose,
            done=self._on_told,
            failed=self._on_failed,
            context=self,
        )

    def _taken(self) -> GivenDose | None:
        """The dose as typed, or None after saying what is missing."""
        place = self._drugs.checkedId()
        if place < 0:
            self.failed.say("Choose the medicine first, by its digit.")
            return None
        at = self._time()
        if at is None:
            return None
        drug = list(DRUGS.values())[place]
        purpose = self.purpose.edit.currentData()
        if purpose == "replacement" and drug.masks != STEROID:
            self.purpose.refuse("Only a steroid is given as a replacement.")
            return None
        return self._numbered(
            GivenDose(
                drug.id,
                at,
                prophylactic=purpose == "prophylactic",
                replacement=purpose == "replacement",
                name=typed(self.name) if drug.id.startswith("other_") else "",
            )
        )

    def _numbered(self, dose: GivenDose) -> GivenDose:
        """The dose with its id: after an unclear failure the same one, for the same dose only."""
        tried = self._tried
        if tried is None or dose != replace(tried, id=""):
            tried = replace(dose, id=self._draft.session.new_id())
        self._tried = tried
        return tried

    def _time(self) -> datetime | None:
        text = typed(self.at)
        if not text:
            self.at.refuse("Type when it was given, such as 14:05.")
            return None
        try:
            return entry.read_time(text, self._draft.now, self._zone)
        except Refusal as refusal:
            self.at.refuse(refusal.message)
            return None

    def _on_told(self, standing: tuple[GivenDose, ...]) -> None:
        self._tried = None
        self.add.enable()
        self._draft.take_from_record(doses=standing)
        held, now = self._draft.encounter, self._draft.now
        self._answer(answered(held.doses, held.findings, now, self._source), ())
        self.at.edit.clear()
        self.name.edit.clear()
        self._show()
        self._drugs.button(max(0, self._drugs.checkedId())).setFocus()
        self._saved()

    def go_back(self) -> None:
        """Close; a save under way first, so that what was told answers its row or is refused."""
        self._leaving = self._saving
        if not self._saving:
            self.close_card()

    def _saved(self) -> None:
        self._saving = False
        if self._leaving:
            self.close_card()

    def _take_record(self) -> None:
        """The record over the caller's no."""
        held, now = self._draft.encounter, self._draft.now
        self._answer(answered(held.doses, held.findings, now, Source.RECORD), ())
        self._show()
        self._drugs.button(0).setFocus()

    def _answer(self, new: tuple[Finding, ...], cleared: tuple[str, ...]) -> None:
        if new or cleared:
            self._draft.answer(new, cleared)

    def _on_failed(self, problem: Problem) -> None:
        self._saving = self._leaving = False
        self.add.enable()
        self.failed.say(f"{problem.sentence} {problem.advice}")
        self.refit()

    # --- taking one back ------------------------------------------------------------------------

    def _ask_why(self, dose: GivenDose) -> None:
        card = WithdrawCard(self, dose, when.moment_text(dose.at, self._zone, self._draft.now))
        card.reason_given.connect(lambda reason: self._withdraw(dose, reason))
        card.open()

    def _withdraw(self, dose: GivenDose, reason: str) -> None:
        self._saving = True
        self._tasks.command(
            doses.withdraw,
            self._draft.session,
            self._draft.encounter.uuid,
            dose.id,
            reason,
            done=lambda left: self._on_withdrawn(dose, left),
            failed=self._on_failed,
            context=self,
        )

    def _on_withdrawn(self, dose: GivenDose, left: tuple[GivenDose, ...]) -> None:
        self._draft.take_from_record(doses=left)
        held, now = self._draft.encounter, self._draft.now
        self._answer(*taken_back(dose, left, held.findings, now, self._source))
        self._show()
        self._drugs.button(0).setFocus()
        self._saved()


class WithdrawCard(ReasonCard):
    """Asks why a dose is withdrawn. It stays in the record with the reason."""

    reason_given = Signal(str)
    act, act_name = "Withdraw", "withdraw_dose"
    missing = "Say in a few words why."

    def __init__(self, near: QWidget, dose: GivenDose, at: str) -> None:
        because = text_field("Because", "such as: told twice", doses.LONGEST_REASON)
        title = f"Withdraw {dose.label}, {at}"
        super().__init__(near, title, "It stays in the record.", because, 520)

    def submit(self, reason: str) -> None:
        self.close_card()
        self.reason_given.emit(reason)
