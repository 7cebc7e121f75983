"""One encounter, read-only: what was found, decided and signed, with the check of its report."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workstation.clinical.encounter import Encounter, EncounterState
from workstation.clinical.findings import Setting
from workstation.ui import theme, when
from workstation.ui.pages import Desk
from workstation.ui.record_parts import RecordParts
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import ElidedLabel
from workstation.ui.widgets.surfaces import Banner, Card, Scroll, column, hairline, line
from workstation.ui.worklist import SETTINGS, person_detail
from workstation.workflows.issuing import Status, Verdict
from workstation.workflows.reports import EncounterRow
from workstation.workflows.sheets import SheetKind

_SHEETS = ((SheetKind.HANDOVER, "Hand-over sheet"), (SheetKind.PATIENT, "Patient sheet"))
_NOBODY = "No patient attached"
STATES = {
    EncounterState.DRAFT: "Unsigned",
    EncounterState.SIGNED: "Signed",
    EncounterState.AMENDED: "Amended",
    EncounterState.ENTERED_IN_ERROR: "In error",
}


class RecordView(Card):
    """The card at the right of the list."""

    copy_requested = Signal()
    go_on_requested = Signal()
    sheet_requested = Signal(object)
    """Which sheet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=0)
        self._desk = desk
        self._encounter: Encounter | None = None
        self._head = _area(self.body)
        self._check: Banner | None = None
        self._check_place = column()
        self._check_place.setContentsMargins(24, 0, 24, 16)
        self.body.addLayout(self._check_place)
        self._sheets = line(gap=theme.GAP)
        self._sheets.setContentsMargins(24, 0, 24, 12)
        self.body.addLayout(self._sheets)
        self.body.addWidget(hairline())
        self._scroll = Scroll()
        self._scroll.body.setContentsMargins(24, 16, 24, 16)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scroll.setProperty("ring", True)
        self._scroll.setAccessibleName("Record")
        self.body.addWidget(self._scroll, 1)
        self._content: QWidget | None = None

    @property
    def encounter(self) -> Encounter | None:
        """What is shown."""
        return self._encounter

    def show_encounter(self, encounter: Encounter, row: EncounterRow | None) -> None:
        """Show one encounter; ``row`` has the grade as it was stored at signing."""
        self._encounter = encounter
        self.setAccessibleName(f"Record, {_name(encounter)}")
        self._show_head(encounter)
        self._show_check(_first_check(encounter, self._desk.zone))
        self._show_sheets(encounter)
        self._show_content(RecordParts(self._desk, encounter, row).widget())

    def announce(self, row: EncounterRow) -> None:
        """Another encounter is being read: its name at once, nothing of the one before."""
        self._encounter = None
        self.setAccessibleName(f"Record, {row.patient_name}")
        self._show_name(row.patient_name or _NOBODY, "")
        self._show_check(Banner("info", "The record is being read"))
        self._show_sheets(None)
        self._show_content(QWidget())

    def show_verdict(self, verdict: Verdict) -> None:
        """Say what the check of the stored report found."""
        encounter = self._encounter
        if encounter is not None:
            self._show_check(verdict_banner(verdict, encounter, self._desk.zone))

    def _show_head(self, encounter: Encounter) -> None:
        self._show_name(_name(encounter), _head_line(encounter, self._desk.zone))
        if encounter.state is EncounterState.DRAFT:
            if encounter.nurse == self._desk.session.account.user:
                go_on = self.go_on_requested.emit
                button = Button("Go on", "primary", "phone-call", on_click=go_on)
                self._head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
                button.show()
        elif encounter.signed_at is not None:
            button = Button("PDF copy", "secondary", "file", on_click=self.copy_requested.emit)
            self._head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            button.show()

    def _show_sheets(self, encounter: Encounter | None) -> None:
        """The sheets of a signed encounter; on the ward there is none for the patient."""
        _empty(self._sheets)
        in_error = encounter is not None and encounter.state is EncounterState.ENTERED_IN_ERROR
        if encounter is None or encounter.signed_at is None or in_error:
            return
        for kind, words in _SHEETS:
            if kind is SheetKind.PATIENT and encounter.setting is Setting.WARD:
                continue
            button = Button(words, name=f"record_{kind.value}_sheet")
            button.clicked.connect(lambda _=False, kind=kind: self.sheet_requested.emit(kind))
            self._sheets.addWidget(button)
            button.show()
        self._sheets.addStretch(1)

    def _show_name(self, name: str, detail: str) -> None:
        _empty(self._head)
        words = QWidget()
        lines = column(words, gap=2)
        lines.addWidget(ElidedLabel(name, "title"))
        lines.addWidget(ElidedLabel(detail, "muted"))
        self._head.addWidget(words, 1)
        words.show()

    def _show_check(self, banner: Banner) -> None:
        if self._check is not None:
            self._check_place.removeWidget(self._check)
            self._check.hide()
            self._check.deleteLater()
        self._check = banner
        self._check_place.addWidget(banner)
        banner.show()

    def _show_content(self, content: QWidget) -> None:
        if self._content is not None:
            self._scroll.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        self._scroll.body.insertWidget(0, content)
        content.show()
        self._scroll.verticalScrollBar().setValue(0)


def verdict_banner(verdict: Verdict, encounter: Encounter, zone: str) -> Banner:
    """The line under the name: what the check of the report found."""
    signed = encounter.signed_at
    at = f"{when.clock_text(signed, zone, seconds=True)} {_offset(signed, zone)}" if signed else ""
    if verdict.status is Status.VALID:
        detail = f"{verdict.signer or encounter.nurse_name} · {at} · read-only"
        return Banner("ok", "Signed and verified", detail)
    words = "; ".join(verdict.failures) or "the check did not pass"
    return Banner("danger", "Do not rely on the stored report", words)


def _first_check(encounter: Encounter, zone: str) -> Banner:
    """What is said before the report is checked, or when there is none."""
    if encounter.state is EncounterState.ENTERED_IN_ERROR:
        return Banner("warn", "Entered in error", "kept in the record, not to be used")
    if encounter.signed_at is None:
        started = when.clock_text(encounter.started_at, zone)
        detail = f"begun {started} by {encounter.begun_by} · every answer is kept"
        return Banner("warn", "Not signed yet", detail)
    return Banner("info", "Signed", "the stored report is being checked")


def _offset(moment: datetime, zone: str) -> str:
    text = when.local(moment, zone).strftime("%z")
    return f"{text[:3]}:{text[3:]}".replace("-", "−")


def _name(encounter: Encounter) -> str:
    return encounter.patient.display_name if encounter.patient else _NOBODY


def _head_line(encounter: Encounter, zone: str) -> str:
    day = when.local(encounter.started_at, zone)
    where = f"{SETTINGS[encounter.setting].lower()}, {when.date_text(day.date())} {day:%H:%M}"
    if encounter.patient is None:
        return where
    patient = encounter.patient
    return f"{person_detail(patient.birth_date, patient.mrn, day.date())} · {where}"


def _area(body: QVBoxLayout) -> QHBoxLayout:
    made = line(gap=theme.GAP)
    made.setContentsMargins(24, 18, 20, 12)
    body.addLayout(made)
    return made


def _empty(layout: QHBoxLayout) -> None:
    """Take everything out of a layout, the layouts inside it too."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
