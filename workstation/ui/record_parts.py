"""The parts of a record: a label column, and beside it grade, decision, findings, history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from workstation.clinical.dose_findings import told
from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import Finding, Source
from workstation.clinical.form import Item
from workstation.clinical.limits import fahrenheit
from workstation.clinical.marks import Glyph
from workstation.clinical.observation_table import Graded, observation_lines
from workstation.clinical.results import Assessment, Reason
from workstation.clinical.wording import number, value
from workstation.ui import theme, when
from workstation.ui.observations import observation_table
from workstation.ui.pages import Desk, spoken
from workstation.ui.panel_parts import level_icon
from workstation.ui.table import Grade
from workstation.ui.widgets.glyphs import Icon, StateGlyph, state_glyph
from workstation.ui.widgets.grades import RangeBadge
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import column, line
from workstation.ui.worklist import decided_level, therapy_text
from workstation.workflows.assessing import assess_encounter
from workstation.workflows.reports import EncounterRow

_LABEL_COLUMN = 96
_NAME_COLUMN = 132
_VALUE_COLUMN = 96
_BADGE = 32
_SOURCES = {
    Source.MEASURED: "measured",
    Source.PATIENT_DEVICE: "patient’s device",
    Source.REPORTED: "told",
    Source.RECORD: "record",
}


class RecordParts:
    """Lays out the parts of one record: a label column and the content beside it."""

    def __init__(self, desk: Desk, encounter: Encounter, row: EncounterRow | None) -> None:
        self._desk, self._encounter, self._row = desk, encounter, row
        self._form = desk.session.protocol.form
        self._zone = desk.zone
        self._rows = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.GROUP_GAP)
        self._grid.setVerticalSpacing(theme.GROUP_GAP)
        self._grid.setColumnMinimumWidth(0, theme.scaled(_LABEL_COLUMN))
        self._grid.setColumnStretch(1, 1)

    def widget(self) -> QWidget:
        """All parts, one below the other."""
        assessment = self._assessment()
        self._part("Grade", self._grade(assessment))
        self._part("Decision", self._decision(assessment))
        self._part("Observations", self._observations(assessment))
        self._part("Therapy", self._therapy())
        self._part("Doses", self._doses())
        self._part("Vitals", self._vitals())
        self._part("Findings", self._findings())
        self._part("Said", self._said())
        self._part("History", self._history())
        self._part("Protocol", self._protocol())
        # What is left of the height stays below, and does not part the rows.
        self._grid.setRowStretch(self._rows, 1)
        made = QWidget()
        made.setLayout(self._grid)
        return made

    def _part(self, name: str, content: QVBoxLayout | QGridLayout | None) -> None:
        if content is None:
            return
        row = self._rows
        self._rows += 1
        self._grid.addWidget(label(name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(content, row, 1)

    def _assessment(self) -> Assessment | None:
        """Graded again when the protocol is the one it was signed with, for the reasons."""
        encounter, ref = self._encounter, self._desk.session.protocol.ref
        if encounter.protocol_sha256 not in ("", ref.sha256):
            return None
        at = encounter.signed_at or self._desk.now()
        return assess_encounter(self._desk.session, encounter, at)

    def _grade(self, assessment: Assessment | None) -> QVBoxLayout:
        grade = self._ends(assessment)
        row = line(gap=theme.GROUP_GAP)
        row.addWidget(RangeBadge(grade.ends, _BADGE))
        row.addWidget(label(_grade_sentence(grade), "heading"), 1)
        made = column(gap=4)
        made.addLayout(row)
        scale = self._row.scale if self._row and self._row.scale else ""
        if not scale and assessment is not None:
            scale = assessment.default_scale
        info = self._form.scales.get(scale)
        if info is not None:
            made.addWidget(label(f"{info.name} · {info.version}", "muted"))
        if assessment is not None:
            for reason in assessment.grade.because:
                open_now = reason.finding in assessment.grade.not_known
                made.addWidget(self._reason(reason, open_now=open_now))
        return made

    def _ends(self, assessment: Assessment | None) -> Grade:
        if self._row is not None and self._row.at_least is not None:
            return Grade(self._row.at_least, self._row.at_most)
        if assessment is not None:
            return Grade(assessment.grade.at_least, assessment.grade.at_most)
        return Grade(None, None)

    def _reason(self, reason: Reason, *, open_now: bool) -> QWidget:
        source = self._form.references.get(reason.source)
        made = QWidget()
        row = line(made, gap=theme.GAP)
        mark: QWidget = Icon("check", "accent", theme.ICON_IN_TEXT)
        if open_now:
            found = self._encounter.findings.get(reason.finding)
            asked = found is not None and not found.known
            glyph = state_glyph(found.state) if found and asked else Glyph.NOT_ASKED
            mark = StateGlyph(glyph, theme.ICON_IN_TEXT)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(reason.says, wrap=True), 1)
        told = label(source.short if source else reason.source, "muted")
        row.addWidget(told, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _decision(self, assessment: Assessment | None) -> QVBoxLayout | None:
        decision = self._encounter.decision
        computed = decision.override.computed if decision.override else None
        if computed is None and assessment is not None:
            computed = assessment.disposition.level
        level = self._form.levels.get(decided_level(self._encounter, computed) or "")
        made = column(gap=4)
        if level is not None:
            row = line(gap=theme.GAP)
            row.addWidget(Icon(*level_icon(level)))
            row.addWidget(label(level.label, "strong"), 1)
            made.addLayout(row)
        if decision.override is not None:
            made.addWidget(label(self._override_sentence(computed), "muted", wrap=True))
        for text in self._decision_lines():
            made.addWidget(label(text, "muted", wrap=True))
        return made if made.count() else None

    def _override_sentence(self, computed: str | None) -> str:
        override = self._encounter.decision.override
        if override is None:
            return ""
        before = self._form.levels.get(computed or "")
        codes = {code.id: code.label for code in self._form.lowering_reasons}
        reason = codes.get(override.reason_code, override.reason_code)
        why = "; ".join(part for part in (reason, override.reason_text) if part)
        step = "raised" if override.raised else "lowered"
        computed_words = f"Computed {before.label.lower()}; " if before else ""
        return f"{computed_words}{step}{': ' + why if why else ''}"

    def _decision_lines(self) -> Iterable[str]:
        decision = self._encounter.decision
        if decision.call_back_at is not None:
            number = self._encounter.call_back_number or "no number"
            yield f"Call back {self._moment(decision.call_back_at)} on {number}"
        if decision.informed:
            told = f" at {self._moment(decision.informed_at)}" if decision.informed_at else ""
            yield f"Told to {decision.informed}{told}"
        if decision.not_known_reason:
            yield f"Not known because: {_inline(self._reason_words(decision.not_known_reason))}"
        if decision.note:
            yield decision.note

    def _observations(self, assessment: Assessment | None) -> QVBoxLayout | None:
        """Every observation of the record, where there were several."""
        held, ends = self._encounter, self._ends(assessment).ends
        if not held.observations or ends is None:
            return None
        computed = assessment.disposition.level if assessment else None
        computed = self._row.computed if self._row and self._row.computed else computed
        last = Graded(held.signed_at or self._desk.now(), *ends, computed)
        unit = self._desk.session.site.temperature_unit
        lines = observation_lines(self._form, held, last, unit)
        made = column(gap=4)
        is_open = held.signed_at is None
        made.addWidget(
            observation_table(lines, self._form, unit, self._zone, is_open=is_open, narrow=True)
        )
        peak = max(one.at_least for one in lines), max(one.at_most for one in lines)
        made.addWidget(label(f"Peak: {_inline(_grade_sentence(Grade(*peak)))}", "muted"))
        return made

    def _therapy(self) -> QVBoxLayout | None:
        therapy = self._encounter.therapy
        words = therapy_text(self._form, therapy)
        if not words:
            return None
        given = f"given {self._moment(therapy.last_dose_at)}" if therapy.last_dose_at else ""
        made = column()
        made.addWidget(label(" · ".join(part for part in (words, given) if part), wrap=True))
        return made

    def _doses(self) -> QVBoxLayout | None:
        """The doses that stood when it was signed, counted up to then."""
        held = self._encounter
        made = column(gap=4)
        for text in told(self._form, held.doses, held.signed_at or self._desk.now()):
            made.addWidget(label(text, wrap=True))
        return made if held.doses else None

    def _answered(self, vital: bool) -> list[tuple[Item, Finding]]:
        """Items with their answers, in the order of the protocol."""
        given = self._encounter.findings
        items = (item for item in self._form.items.values() if item.id in given)
        return [(item, given[item.id]) for item in items if item.vital is vital]

    def _vitals(self) -> QGridLayout | None:
        known = self._answered(vital=True)
        return self._finding_grid(known) if known else None

    def _findings(self) -> QVBoxLayout | None:
        """What is present or not known, each on its line; what is absent, in one sentence."""
        answered = self._answered(vital=False)
        absent = [item for item, finding in answered if finding.known and finding.value is False]
        rest = [pair for pair in answered if pair[0] not in absent]
        made = column(gap=theme.STEP)
        if rest:
            made.addLayout(self._finding_grid(rest))
        if absent:
            words = ", ".join(_inline(item.label) for item in absent)
            made.addWidget(label(f"No: {words}", "muted", wrap=True))
        return made if answered else None

    def _finding_grid(self, known: list[tuple[Item, Finding]]) -> QGridLayout:
        made = QGridLayout()
        made.setHorizontalSpacing(theme.GROUP_GAP)
        made.setVerticalSpacing(theme.STEP)
        made.setColumnMinimumWidth(1, theme.scaled(_NAME_COLUMN))
        made.setColumnMinimumWidth(2, theme.scaled(_VALUE_COLUMN))
        # Names and reasons of any length are told whole: they wrap, and share what room there is.
        made.setColumnStretch(1, 1)
        made.setColumnStretch(3, 1)
        for row, (item, finding) in enumerate(known):
            strong = "strong" if finding.known else "muted"
            at = when.clock_text(finding.at, self._zone) if finding.at else ""
            for place, part in enumerate(
                (
                    StateGlyph(state_glyph(finding.state)),
                    label(item.label, wrap=True),
                    label(self._value(item, finding), strong, wrap=True),
                    label(self._whence(finding), "muted", wrap=True),
                    label(at, "muted"),
                )
            ):
                made.addWidget(part, row, place, Qt.AlignmentFlag.AlignTop)
        return made

    def _whence(self, finding: Finding) -> str:
        """The source of a value, or the reason that there is none."""
        if finding.source is not None:
            return _SOURCES[finding.source]
        return _inline(self._reason_words(finding.reason))

    def _reason_words(self, reason: str) -> str:
        """A reason for what is not known, in the words of the protocol."""
        codes = {code.id: code.label for code in self._form.not_assessed_reasons}
        return codes.get(reason, reason).replace("_", " ")

    def _value(self, item: Item, finding: Finding) -> str:
        if not finding.known:
            return finding.state.value.replace("_", " ")
        return value_text(item, finding.value, self._desk)

    def _said(self) -> QVBoxLayout | None:
        given = [
            self._form.advice[a].text
            for a in self._encounter.decision.advice_given
            if a in self._form.advice
        ]
        if not given:
            return None
        made = column(gap=4)
        for text in given:
            made.addWidget(label(spoken(text, self._desk.session.site), wrap=True))
        back = {True: "Repeated back and understood", False: "Not repeated back"}
        if self._encounter.decision.teach_back is not None:
            made.addWidget(label(back[self._encounter.decision.teach_back], "muted"))
        return made

    def _history(self) -> QGridLayout:
        encounter = self._encounter
        events = [(encounter.started_at, "Started", encounter.begun_by)]
        hands = encounter.taken_over
        events += [(one.at, f"Taken over: {one.reason}", one.by_name) for one in hands]
        if encounter.first_red_flag_at is not None:
            events.append((encounter.first_red_flag_at, "First red flag", ""))
        if encounter.signed_at is not None:
            events.append((encounter.signed_at, "Signed, PDF stored", encounter.nurse_name))
        made = QGridLayout()
        made.setHorizontalSpacing(theme.GROUP_GAP)
        made.setVerticalSpacing(theme.STEP)
        made.setColumnStretch(1, 1)
        for row, (at, what, who) in enumerate(events):
            made.addWidget(label(when.clock_text(at, self._zone), "strong"), row, 0)
            made.addWidget(label(what), row, 1)
            made.addWidget(label(who, "muted"), row, 2)
        return made

    def _protocol(self) -> QVBoxLayout:
        encounter, ref = self._encounter, self._desk.session.protocol.ref
        name = f"{encounter.protocol_id or ref.id} {encounter.protocol_version or ref.version}"
        digest = encounter.protocol_sha256 or ref.sha256
        made = column()
        short = f"sha256 {digest[:4]} {digest[4:8]} … {digest[-4:]}"
        made.addWidget(label(f"{name} · {short} · encounter {encounter.id}", "muted"))
        return made

    def _moment(self, moment: datetime) -> str:
        return when.moment_text(moment, self._zone, self._desk.now())


def _inline(text: str) -> str:
    """A label inside a sentence: ``Rash`` is ``rash``; ``SpO₂`` and ``IV fluid`` stay."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def value_text(item: Item, found: object, desk: Desk) -> str:
    """A known value with its unit; temperatures in the site's unit, times in its zone."""
    if isinstance(found, datetime):
        return when.moment_text(found, desk.zone, desk.now())
    in_fahrenheit = item.unit == "°C" and desk.session.site.temperature_unit == "F"
    if in_fahrenheit and isinstance(found, int | float) and not isinstance(found, bool):
        return f"{number(fahrenheit(found), 1)} °F"
    return value(item, found)


def _grade_sentence(grade: Grade) -> str:
    ends = grade.ends
    if ends is None or (ends[0] == 0 and ends[1] > 0):
        top = f", at most {ends[1]}" if ends else ""
        return f"Not settled{top}"
    if ends[0] < ends[1]:
        return f"At least grade {ends[0]}, at most {ends[1]}"
    return f"Grade {ends[0]}"
