"""The risk before the first dose: what is told to raise it beside what is on file, to be filled in.

No score: none is published. What is not known says so, and is never a "no".
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from workstation.clinical.encounter import Patient
from workstation.clinical.findings import Therapy
from workstation.clinical.marks import Glyph
from workstation.clinical.risk_facts import NOT_KNOWN, RiskFact, home_words, missing, risk_facts
from workstation.site.problems import Problem
from workstation.ui import theme, when
from workstation.ui.fields import Said
from workstation.ui.overlay import Overlay
from workstation.ui.risk_fields import RiskFields
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.glyphs import Icon, StateGlyph
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import clear, column, hairline
from workstation.workflows import patients, risk
from workstation.workflows.risk import RiskVersion, StaleVersion
from workstation.workflows.session import Session

_WIDTH = 960
_LABEL_WIDTH = 370


class RiskCard(Overlay):
    """``saved`` gives the ``Patient`` as the record then holds it."""

    saved = Signal(object)

    def __init__(
        self,
        near: QWidget,
        session: Session,
        tasks: Tasks,
        patient: Patient,
        therapy: Therapy | None,
    ) -> None:
        super().__init__(near, "Risk before the first dose", patient.display_name, _WIDTH)
        self._session, self._tasks = session, tasks
        self._patient, self._therapy = patient, therapy
        self._facts = column(gap=theme.STEP)
        self._history = label("", "muted", wrap=True)
        self._history.setObjectName("risk_history")
        self._history.hide()
        self.fields = RiskFields(session.protocol.form, session.site.temperature_unit)
        self.failed = Said("alert-triangle", "danger", "error")
        self.body.addLayout(self._facts)
        for part in (self._history, hairline(), self.fields, self.failed):
            self.body.addWidget(part)
        self._add_buttons()
        self.default, self.first = self.save, self.fields.condition.edit
        self._show(patient)
        tasks.command(
            risk.risk_versions, session, patient.uuid, done=self._on_versions, context=self
        )

    def _add_buttons(self) -> None:
        back = self.add_button("Back", name="back")
        back.clicked.connect(self.go_back)
        self.again = self.add_button("Show what is on file now", name="show_newest")
        self.again.clicked.connect(self._look_again)
        self.again.hide()
        self.save = self.add_button("Save", "primary", name="save_risk")
        self.save.clicked.connect(self._submit)

    def _show(self, patient: Patient) -> None:
        """The facts and the fields as this patient's entry has them."""
        self._patient = patient
        self.fields.fill(patient)
        clear(self._facts)
        form, zone = self._session.protocol.form, self._session.site.time_zone
        today = when.local(self._session.clock(), zone).date()
        facts = risk_facts(form, patient, self._therapy, today)
        self._facts.addLayout(self._fact_grid((*facts, *_home(patient))))
        lacking = missing(form, patient, self._therapy)
        if lacking:
            words = label(f"Not known: {', '.join(lacking)}.", "muted", wrap=True)
            words.setObjectName("risk_missing")
            self._facts.addWidget(words)

    def _fact_grid(self, facts: Sequence[RiskFact]) -> QGridLayout:
        references = self._session.protocol.form.references
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(theme.STEP)
        grid.setColumnMinimumWidth(1, theme.scaled(_LABEL_WIDTH))
        grid.setColumnStretch(2, 1)
        for row, fact in enumerate(facts):
            known = fact.says != NOT_KNOWN
            mark: QWidget = StateGlyph(Glyph.KNOWN if known else Glyph.NOT_ASKED)
            if fact.raises:
                mark = Icon("alert-triangle", "warn")
            role = "strong" if fact.raises else "muted" if not known else ""
            source = references.get(fact.source)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(mark, row, 0, top)
            grid.addWidget(label(fact.label, wrap=True), row, 1, top)
            grid.addWidget(label(fact.says, role, wrap=True), row, 2, top)
            grid.addWidget(label(source.short if source else fact.source, "muted"), row, 3, top)
        return grid

    def _on_versions(self, versions: tuple[RiskVersion, ...]) -> None:
        if not versions:
            return
        zone, now = self._session.site.time_zone, self._session.clock()
        told = [f"{when.moment_text(v.at, zone, now)} by {v.by}" for v in versions]
        earlier = f"; before that {', '.join(told[1:])}" if told[1:] else ""
        self._history.setText(f"Assessed {told[0]}{earlier}.")
        self._history.show()
        self.refit()

    def _submit(self) -> None:
        self.failed.say("")
        assessed = self.fields.taken(self._patient)
        self.refit()
        if assessed is None:
            return
        self.save.disable("The assessment is being saved")
        self._tasks.command(
            risk.assess_risk,
            self._session,
            self._patient,
            assessed,
            done=self._on_saved,
            failed=self._on_failed,
            context=self,
        )

    def go_back(self) -> None:
        """Close; but a save under way closes the card itself, or says why it was not kept."""
        if self.save.isEnabled():
            self.close_card()

    def _on_saved(self, patient: Patient) -> None:
        self.close_card()
        self.saved.emit(patient)

    def _on_failed(self, problem: Problem) -> None:
        self.save.enable()
        said = f"{problem.sentence} {problem.advice}"
        if isinstance(problem, StaleVersion):
            said = f"{problem.sentence} Changed: {_names(problem.changed)}."
            self.again.show()
        self.failed.say(said)
        self.refit()

    def _look_again(self) -> None:
        """What somebody else entered, in the place of what was typed here."""
        self._tasks.command(
            patients.get,
            self._session,
            self._patient.uuid,
            done=self._on_newest,
            failed=self._on_failed,
            context=self,
        )

    def _on_newest(self, patient: Patient) -> None:
        self.again.hide()
        self.failed.say("")
        self._show(patient)
        self.refit()


def _home(patient: Patient) -> tuple[RiskFact, ...]:
    """What is known of the home, as the last line."""
    words = home_words(patient)
    return (RiskFact("home", "At home", ", ".join(words) or NOT_KNOWN, ""),)


def _names(fields: Sequence[str]) -> str:
    """Names of fields as words: ``weight, cuff``."""
    words = (name.removeprefix("baseline_").removeprefix("has_") for name in fields)
    units = ("_kg", "_mmhg", "_bpm", "_percent", "_c")
    bare = (next((w.removesuffix(u) for u in units if w.endswith(u)), w) for w in words)
    return ", ".join(word.replace("_", " ") for word in bare) or "nothing of what is shown here"
