"""The first page of a shift: call-backs by time with what is late, open and unsigned calls."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import Setting, Therapy
from workstation.clinical.form import Form
from workstation.ui import theme, when
from workstation.ui.beginnings import BESIDE, NEW_CALL
from workstation.ui.call_back import CallBackCard
from workstation.ui.messages import Deed, Notice, NoticeBar, Urgency
from workstation.ui.open_drafts import OpenDrafts
from workstation.ui.pages import Desk, Hints, Page
from workstation.ui.panel_parts import level_icon
from workstation.ui.table import Cell, Grade, TableRow
from workstation.ui.table_card import TableCard
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.surfaces import Empty, KeyHint, Scroll
from workstation.workflows import calls
from workstation.workflows.assessing import assess_encounter
from workstation.workflows.calls import CallBack, Worklist

_MINUTE = 20_000
"""Milliseconds between two looks at the clock: a late call-back shows within half a minute."""
_UNSIGNED_LATE = timedelta(hours=1)
SETTINGS = {Setting.PHONE: "Phone", Setting.WARD: "Ward", Setting.CHAIRSIDE: "Chair"}


class WorklistPage(Page):
    """Call-backs due, drafts, and the way into a call."""

    begin_requested = Signal(object)
    """The ``Setting`` of a new encounter."""
    find_requested = Signal()
    risk_requested = Signal()
    """To assess the risk of a patient before the first dose: nobody has called yet."""
    open_requested = Signal(str)
    """The uuid of a draft to go on with."""
    discarded = Signal(str)
    """The uuid of a draft that was entered in error."""
    call_back_requested = Signal(object)
    """The ``CallBack`` to call now."""
    counted = Signal(object)
    """The ``Worklist`` each time it was read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Worklist")
        self._list = Worklist((), ())
        self._waits_for_rows = False
        self._add_head()
        self._bar = NoticeBar(desk.notices)
        self._call_backs = TableCard(
            "Call-backs", ("Due", "Patient", "Therapy", "Last grade", "Disposition", "")
        )
        self._drafts = OpenDrafts(desk)
        self._call_backs.set_empty(
            Empty(
                "bell", "No call-backs", "A call-back appears here when a call is signed with one."
            )
        )
        scroll = Scroll()
        scroll.body.setSpacing(theme.CARD_GAP)
        for part in (self._bar, self._call_backs, self._drafts):
            scroll.body.addWidget(part)
        scroll.body.addStretch(1)
        self._parts = scroll.body
        self.body.addWidget(scroll)
        self._call_backs.table.chosen.connect(self._call_back)
        self._drafts.open_requested.connect(self.open_requested)
        self._drafts.begin_requested.connect(self.begin_requested)
        self._drafts.discarded.connect(self.discarded)
        self._drafts.discarded.connect(self.refresh)
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE)
        self._clock.timeout.connect(self._show)

    @property
    def hints(self) -> Hints:
        return (
            ("Up Down", "move"),
            ("Enter", "open"),
            *((begin.keys, begin.words.lower()) for begin in BESIDE),
            ("Ctrl+L", "lock"),
        )

    def append(self, part: QWidget) -> None:
        """A further card, below the others."""
        self._parts.insertWidget(self._parts.count() - 1, part)

    @property
    def worklist(self) -> Worklist:
        """What was read last."""
        return self._list

    def refresh(self) -> None:
        self.run(calls.worklist, done=self._on_read)

    def keep_up(self) -> None:
        """Read anew beside other work; when that fails, the next time will tell."""
        self.desk.tasks.query(
            calls.worklist, self.desk.session, done=self._on_read, failed=lambda _: None
        )

    def take_keyboard(self) -> None:
        shown = [c.table for c in (self._call_backs, self._drafts) if not c.table.isHidden()]
        self._waits_for_rows = not shown
        (shown[0] if shown else self._new_call).setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_head(self) -> None:
        find = Button("Find", "secondary", "search", on_click=self.find_requested.emit)
        self._new_call = Button(NEW_CALL.words, "secondary", NEW_CALL.icon)
        self._new_call.clicked.connect(lambda: self.begin_requested.emit(NEW_CALL.setting))
        risk = Button(
            "Risk", "secondary", "home", on_click=self.risk_requested.emit, name="assess_risk"
        )
        risk.setAccessibleDescription("Risk before the first dose, without a call")
        risk.setToolTip(risk.accessibleDescription())
        QShortcut(QKeySequence("Alt+R"), self).activated.connect(self.risk_requested)
        heads = ((risk, "Alt+R"), (find, "Ctrl+K"), (self._new_call, NEW_CALL.keys))
        for button, keys in heads:
            self.head.addWidget(button)
            self.head.addWidget(KeyHint(keys))
            self.head.addSpacing(theme.GAP)

    def _on_read(self, worklist: Worklist) -> None:
        # Asked of the window, which knows it even while another window is in front.
        focused = self.window().focusWidget()
        tables = (self._call_backs.table, self._drafts.table)
        begun = self._waits_for_rows and focused is self._new_call
        here = begun or focused in tables
        self._list = worklist
        self._show()
        self.counted.emit(worklist)
        if here and self.window().focusWidget() not in tables:
            self.take_keyboard()

    def _show(self) -> None:
        now = self.desk.now()
        form = self.desk.session.protocol.form
        today = when.local(now, self.desk.zone)
        self.detail.setText(f"{when.day_text(today.date())} · {today:%H:%M}")
        due = self._list.call_backs
        self._call_backs.set_rows(
            [call_back_row(item, form, now, self.desk.zone) for item in due],
            f"{len(due)} due" if due else "",
        )
        drafts = self._list.drafts
        self._drafts.show_drafts(drafts, [self.draft_row(draft, now) for draft in drafts])
        self._tell_late(now)

    def draft_row(self, draft: Encounter, now: datetime) -> TableRow:
        """A draft as a row: since when, who, how far."""
        assessment = assess_encounter(self.desk.session, draft, now)
        grade = Grade(assessment.grade.at_least, assessment.grade.at_most)
        level = decided_level(draft, assessment.disposition.level)
        return draft_row(draft, grade, level, self.desk.session.protocol.form, now, self.desk.zone)

    def _tell_late(self, now: datetime) -> None:
        late = [item for item in self._list.call_backs if when.is_late(item.due_at, now)]
        self.desk.notices.withdraw_all("late:")
        for item in late:
            self.desk.notices.put(self._late_notice(item, now))
        # One primary button on a screen: the banner's, when it carries one.
        self._new_call.set_kind("secondary" if self._bar.carries_primary else "primary")

    def _late_notice(self, item: CallBack, now: datetime) -> Notice:
        who = item.patient_name or "A caller"
        minutes = when.span_text(now - item.due_at)
        return Notice(
            f"late:{item.id}",
            Urgency.LATE,
            f"{who}: call-back is {minutes} late",
            f"due {when.clock_text(item.due_at, self.desk.zone)}",
            Deed("Call now", lambda: self._call_back(item.id), "phone"),
        )

    def _call_back(self, key: object) -> None:
        for item in self._list.call_backs:
            if item.id == key:
                card = CallBackCard(self, self.desk, item)
                card.call_requested.connect(self.call_back_requested)
                card.finished.connect(self.refresh)
                card.open()

    # --- Qt ----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()


def call_back_row(item: CallBack, form: Form, now: datetime, zone: str) -> TableRow:
    """A call-back as a row: due, whom, why."""
    late = when.is_late(item.due_at, now)
    today = when.local(now, zone).date()
    grade = Grade(item.at_least, item.at_most)
    cells = (
        Cell(
            when.clock_text(item.due_at, zone),
            when.due_text(item.due_at, now),
            strong=True,
            detail_role="warn" if late else "text2",
        ),
        Cell(
            item.patient_name or item.number or "No number",
            person_detail(item.birth_date, item.mrn, today),
            strong=True,
        ),
        Cell(agent_label(form, item.agent), "", strong=True),
        Cell(grade.words, grade=grade),
        level_cell(form, item.level),
        Cell("Call", action=True),
    )
    return TableRow(item.id, cells)


def draft_row(
    draft: Encounter, grade: Grade, level: str | None, form: Form, now: datetime, zone: str
) -> TableRow:
    """A draft as a row: since when, who, how far."""
    waited = now - draft.started_at
    old = waited >= _UNSIGNED_LATE
    started = Cell(
        when.clock_text(draft.started_at, zone),
        f"unsigned {when.span_text(waited)}" if old else when.ago_text(draft.started_at, now),
        strong=True,
        detail_role="warn" if old else "text2",
    )
    cells = (
        started,
        _draft_person(draft, when.local(now, zone).date()),
        Cell(SETTINGS[draft.setting], _answered(draft), strong=True),
        Cell(grade.words, grade=grade),
        level_cell(form, level),
        Cell("Open", action=True),
    )
    return TableRow(draft.uuid, cells)


def _draft_person(draft: Encounter, today: date) -> Cell:
    patient = draft.patient
    if patient is None:
        return Cell("No patient yet", _reached_on(draft), True)
    detail = person_detail(patient.birth_date, patient.mrn, today)
    return Cell(patient.display_name, detail, strong=True)


def _reached_on(draft: Encounter) -> str:
    """Beside the patient nobody has to be called back."""
    if draft.setting is not Setting.PHONE:
        return draft.call_back_number
    return f"call back {draft.call_back_number or 'not known'}"


def _answered(draft: Encounter) -> str:
    count = len(draft.findings)
    told = "1 answer" if count == 1 else f"{count} answers"
    return f"obs. {draft.number}, {told}" if draft.observations else told


def decided_level(encounter: Encounter, computed: str | None) -> str | None:
    """The disposition that counts: the nurse's own, else the computed one."""
    override = encounter.decision.override
    if override is not None:
        return override.decided
    return encounter.decision.level or computed


def level_cell(form: Form, level: str | None) -> Cell:
    """A disposition with its icon; a dash of words where there is none."""
    found = form.levels.get(level or "")
    if found is None:
        return Cell("none computed", role="text2")
    icon, role = level_icon(found)
    return Cell(found.label, icon=icon, icon_role=role)


def agent_label(form: Form, agent: str) -> str:
    """The name of an agent, or what was typed."""
    found = form.agents.get(agent)
    return found.label if found else agent


def person_detail(born: date | None, mrn: str, today: date) -> str:
    """``58 y · MRN 0039-114``."""
    parts = [when.age_text(born, today)] if born else []
    return " · ".join([*parts, *([f"MRN {mrn}"] if mrn else [])])


def therapy_text(form: Form, therapy: Therapy) -> str:
    """Agent and dose in one line."""
    agent = agent_label(form, therapy.agent or therapy.agent_text or "")
    return " ".join(part for part in (agent, therapy.dose_label or "") if part)
