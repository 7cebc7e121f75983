"""Signing a call: found, decided, not known and why; the password; the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLayout, QLineEdit, QWidget

from workstation.clinical.encounter import Decision
from workstation.clinical.findings import Setting
from workstation.clinical.marks import Glyph
from workstation.clinical.results import GradeRange
from workstation.site.problems import Problem, Situation
from workstation.ui import theme
from workstation.ui.call_draft import CallDraft
from workstation.ui.decision import decided_level
from workstation.ui.fields import Said
from workstation.ui.note import names
from workstation.ui.overlay import Overlay
from workstation.ui.panel_parts import level_icon
from workstation.ui.save_copy import SaveCopyCard
from workstation.ui.tasks import Tasks
from workstation.ui.when import clock_text, date_text, local
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.glyphs import Icon, StateGlyph
from workstation.ui.widgets.grades import RangeBadge
from workstation.ui.widgets.labels import ElidedLabel, label, mark_wrong
from workstation.ui.widgets.surfaces import Banner, Progress, column, frame, hairline, line
from workstation.workflows import issuing

STATEMENT = issuing.MEANING
_LABEL_WIDTH = 168
_SHOW_PROGRESS_AFTER = 300
_HOURS = ((0.25, "in 15 minutes"), (0.5, "in 30 minutes"), (1, "in 1 hour"), (2, "in 2 hours"),
          (4, "in 4 hours"), (8, "in 8 hours"))  # fmt: skip
_CALLS_BACK = "scheduled_call_back"


def range_sentence(grade: GradeRange) -> str:
    """``At least grade 1, at most 4``; ``Grade 2``; ``Not settled, 0 to 4``."""
    if grade.settled:
        return f"Grade {grade.at_least}"
    if grade.at_least == 0:
        return f"Not settled, 0 to {grade.at_most}"
    return f"At least grade {grade.at_least}, at most {grade.at_most}"


class SignCard(Overlay):
    """Asks for the password over a summary, signs, and shows what came of it.

    ``signed`` fires when the person closes the result; ``one_by_one`` asks for the first item
    that is not known.
    """

    signed = Signal(str)
    one_by_one = Signal()

    def __init__(
        self,
        near: QWidget,
        draft: CallDraft,
        tasks: Tasks,
        open_items: Sequence[str],
        *,
        emergency: bool,
    ) -> None:
        self._draft, self._tasks = draft, tasks
        self._open_items = tuple(open_items)
        self._emergency = emergency
        self._clock_confirmed = False
        self._issued = False
        super().__init__(near, "Sign this encounter", self._about())
        self.body.setSpacing(10)
        self.body.addWidget(hairline())
        self._add_result()
        self._add_note()
        self._add_not_known()
        self.body.addWidget(hairline())
        self._add_signature()
        self._add_buttons()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SHOW_PROGRESS_AFTER)
        self._slow.timeout.connect(self._show_progress)
        self.closed.connect(self._slow.stop)

    # --- what is signed -------------------------------------------------------------------------

    def _about(self) -> str:
        held, zone = self._draft.encounter, self._draft.session.site.time_zone
        parts = []
        if held.patient is not None:
            parts.append(held.patient.display_name)
            if held.patient.mrn:
                parts.append(f"MRN {held.patient.mrn}")
        kind = "phone" if held.setting is Setting.PHONE else held.setting.value
        day = date_text(local(held.started_at, zone).date())
        began, now = clock_text(held.started_at, zone), clock_text(self._draft.now, zone)
        parts.append(f"{kind}, {day} {began} to {now}")
        return " · ".join(parts)

    def _row(self, name: str, *things: QWidget, stretch: bool = True) -> None:
        row = line(gap=10)
        title = label(name, "muted")
        title.setFixedWidth(theme.scaled(_LABEL_WIDTH) - 10)
        tall = any(not isinstance(thing, QLineEdit) for thing in things) and not stretch
        row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag(0))
        for thing in things:
            flexible = not stretch or isinstance(thing, ElidedLabel)
            row.addWidget(thing, 1 if flexible else 0)
        if stretch and not any(isinstance(t, ElidedLabel) for t in things):
            row.addStretch(1)
        self.body.addLayout(row)

    def _add_result(self) -> None:
        form, grade = self._draft.form, self._draft.assessment.grade
        scale = form.scales[grade.scale].name
        open_words = names(form, grade.not_known[:2])
        about = f"{scale} · {open_words} not known" if open_words else scale
        badge = RangeBadge((grade.at_least, grade.at_most), 26)
        self._row(
            "Grade", badge, label(range_sentence(grade), "strong"), ElidedLabel(about, "muted")
        )
        computed = self._draft.assessment.disposition.level
        if computed is None:
            return
        level = form.levels[computed]
        name, role = level_icon(level)
        detail = ElidedLabel(level.detail, "muted")
        self._row("Computed", Icon(name, role, 18), label(level.label), detail)
        self._add_decided(computed)
        self._add_call_back()

    def _add_decided(self, computed: str) -> None:
        form, decision = self._draft.form, self._draft.encounter.decision
        decided = decided_level(decision, computed) or computed
        override = decision.override
        if override is None or decided == computed:
            icon, about = Icon("check", "accent", 18), "as computed"
        else:
            way = "raised" if override.raised else "lowered"
            icon = Icon("arrow-up" if override.raised else "arrow-down", "accent", 18)
            reasons = {c.id: c.label for c in form.lowering_reasons}
            said = [reasons.get(override.reason_code, ""), override.reason_text]
            words = ", ".join(part[:1].lower() + part[1:] for part in said if part)
            about = f"{way}: {words}" if words else way
        self._row("You decided", icon, label(form.levels[decided].label, "strong"),
                  ElidedLabel(about, "muted"))  # fmt: skip

    def _add_call_back(self) -> None:
        self.call_back = QComboBox()
        self.call_back.setObjectName("call_back_at")
        self.call_back.setAccessibleName("Call-back")
        now, zone = self._draft.now, self._draft.session.site.time_zone
        self.call_back.addItem("None", None)
        for hours, words in _HOURS:
            due = (now + timedelta(hours=hours)).replace(second=0, microsecond=0)
            self.call_back.addItem(f"{clock_text(due, zone)}, {words}", due)
        there = local(now, zone) + timedelta(days=1)
        morning = there.replace(hour=9, minute=0, second=0, microsecond=0)
        self.call_back.addItem("09:00 tomorrow", morning)
        self._preset_call_back()
        self.call_back.setMinimumWidth(theme.scaled(220))
        self.teach_back = QCheckBox("Teach-back done")
        self.teach_back.setObjectName("teach_back_done")
        self.teach_back.setAccessibleName("Teach-back done")
        self.teach_back.setChecked(self._draft.encounter.decision.teach_back is True)
        self._row("Call-back", self.call_back, self.teach_back)
        self.informed = QLineEdit(self._draft.encounter.decision.informed)
        self.informed.setObjectName("informed")
        self.informed.setAccessibleName("Told to")
        self.informed.setMaxLength(200)
        self._row("Told to", self.informed, stretch=False)

    def _add_note(self) -> None:
        self.note = QLineEdit(self._draft.encounter.decision.note)
        self.note.setObjectName("note")
        self.note.setAccessibleName("Note")
        self.note.setMaxLength(500)
        self._row("Note", self.note, stretch=False)

    def _preset_call_back(self) -> None:
        decision = self._draft.encounter.decision
        computed = self._draft.assessment.disposition.level
        if decision.call_back_at is not None:
            zone = self._draft.session.site.time_zone
            self.call_back.addItem(clock_text(decision.call_back_at, zone), decision.call_back_at)
            self.call_back.setCurrentIndex(self.call_back.count() - 1)
        elif decided_level(decision, computed) == _CALLS_BACK:
            self.call_back.setCurrentIndex(4)

    def _add_not_known(self) -> None:
        if not self._open_items:
            return
        form = self._draft.form
        well = frame("well")
        inside = column(well, gap=theme.GAP)
        inside.setContentsMargins(14, 10, 10, 10)
        head = line(gap=theme.GAP)
        count = len(self._open_items)
        words = "1 item was not asked" if count == 1 else f"{count} items were not asked"
        head.addWidget(StateGlyph(Glyph.NOT_ASKED))
        head.addWidget(label(words, "strong"), 1)
        inside.addLayout(head)
        shown = names(form, self._open_items[:6])
        if count > 6:
            shown = f"{shown.replace(' and ', ', ')} and {count - 6} more"
        inside.addWidget(label(shown, "muted", wrap=True))
        inside.addLayout(self._reason_row())
        self._row("Not known", well, stretch=False)

    def _reason_row(self) -> QLayout:
        row = line(gap=theme.GAP)
        self.reason = QComboBox()
        self.reason.setObjectName("reason_for_all")
        self.reason.setAccessibleName("Reason for all")
        self.reason.setPlaceholderText("Choose a reason")
        for code in self._draft.form.not_assessed_reasons:
            self.reason.addItem(code.label, code.id)
        held = self._draft.encounter.decision.not_known_reason
        wanted = held or ("emergency_first" if self._emergency else "")
        self.reason.setCurrentIndex(self.reason.findData(wanted))
        self.reason.setMinimumWidth(theme.scaled(220))
        back = Button("One by one", "quiet", name="one_by_one")
        back.clicked.connect(self._on_one_by_one)
        row.addWidget(label("Reason for all"))
        row.addWidget(self.reason)
        row.addStretch(1)
        row.addWidget(back)
        return row

    # --- the signature --------------------------------------------------------------------------

    def _add_signature(self) -> None:
        self.statement = QCheckBox(STATEMENT)
        self.statement.setObjectName("statement")
        self.statement.setAccessibleName(STATEMENT)
        self.statement.setChecked(True)
        self.statement.toggled.connect(self._show_ready)
        self.body.addWidget(self.statement)
        self.password = QLineEdit()
        self.password.setObjectName("signing_password")
        self.password.setAccessibleName("Password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setMaxLength(1024)
        self.password.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
        )
        self.password.setFixedWidth(theme.scaled(300))
        self.password.textEdited.connect(self._forget_wrong)
        self._row("Password", self.password)
        zone = self._draft.session.site.time_zone
        there = local(self._draft.now, zone)
        offset = there.strftime("%z")
        stamp = f"{date_text(there.date())} {there:%H:%M:%S} {offset[:3]}:{offset[3:]}"
        name = self._draft.session.account.printed_name
        self._row("", label(f"{name} · {stamp.replace(' -', ' −')}", "muted"))
        self._wrong = Said("alert-triangle", "danger", "error")
        self.body.addWidget(self._wrong)
        self._progress = Progress("Signing")
        self._progress.cancel.hide()
        self._progress.hide()
        self.body.addWidget(self._progress)
        self.first = self.password

    def _add_buttons(self) -> None:
        self.buttons.addWidget(label("A PDF is written and verified before it is stored.", "muted"))
        self.buttons.addStretch(1)
        self.buttons.addSpacing(24)
        self.return_button = self.add_button("Back to the call", name="back_to_call")
        self.return_button.clicked.connect(self.go_back)
        self.sign = self.add_button("Sign", "primary", "sign")
        self.sign.set_icon("check")
        self.sign.clicked.connect(self._on_sign)
        self.default = self.sign

    def _show_ready(self, ticked: bool) -> None:
        if ticked:
            self.sign.enable()
        else:
            self.sign.disable("Signing needs the statement")

    def _forget_wrong(self) -> None:
        mark_wrong(self.password, wrong=False)
        self._wrong.say("")

    def decision(self) -> Decision:
        """The decision as it stands in the card."""
        held = self._draft.encounter.decision
        computed = self._draft.assessment.disposition.level
        if computed is not None:
            due = self.call_back.currentData()
            told = self.informed.text().strip()
            when = held.informed_at if told == held.informed else self._draft.now
            held = replace(
                held,
                informed=told,
                informed_at=when if told else None,
                level=decided_level(held, computed),
                call_back_at=due if isinstance(due, datetime) else None,
                teach_back=True if self.teach_back.isChecked() else None,
            )
        held = replace(held, note=self.note.text().strip())
        if self._open_items:
            held = replace(held, not_known_reason=str(self.reason.currentData() or ""))
        return held

    def _on_one_by_one(self) -> None:
        self.go_back()
        self.one_by_one.emit()

    def go_back(self) -> None:
        if self._issued:
            self._finish()
            return
        if self._progress.isVisible() or not self.sign.isEnabled():
            return
        self.close_card()
        self._draft.decide(self.decision())

    def _on_sign(self) -> None:
        if self._open_items and self.reason.currentIndex() < 0:
            mark_wrong(self.reason, wrong=True)
            self._refuse("Choose why these items are not known; one reason serves all.")
            self.reason.setFocus()
            return
        if not self.password.text():
            mark_wrong(self.password, wrong=True)
            self._refuse("Signing needs your password.")
            self.password.setFocus()
            return
        self._forget_wrong()
        self.sign.disable("Signing")
        self._slow.start()
        self._draft.decide(self.decision())
        self._draft.save_failed.connect(self._on_failed)
        self._draft.when_saved(self._send)

    def _send(self) -> None:
        password = self.password.text()
        self._tasks.command(
            issuing.sign,
            self._draft.session,
            self._draft.encounter.uuid,
            self._draft.version,
            password,
            self._clock_confirmed,
            done=self._on_signed,
            failed=self._on_failed,
        )

    def _show_progress(self) -> None:
        self._progress.say("Signing", "The PDF is written, signed and verified")
        self._progress.show()
        self.refit()

    def _refuse(self, sentence: str) -> None:
        self._wrong.say(sentence)
        self.refit()

    def _on_failed(self, problem: Problem) -> None:
        self._draft.save_failed.disconnect(self._on_failed)
        self._slow.stop()
        self._progress.hide()
        self._show_ready(self.statement.isChecked())
        self.password.clear()
        mark_wrong(self.password, wrong=problem.situation is Situation.WRONG_PASSWORD)
        if problem.situation is Situation.CLOCK_BACK:
            self._clock_confirmed = True
            self.sign.set_words("Sign with this clock")
        self._refuse(f"{problem.sentence} {problem.advice}".strip())
        self.password.setFocus()

    # --- the result -----------------------------------------------------------------------------

    def _on_signed(self, issued: issuing.Issued) -> None:
        self._slow.stop()
        self._issued = True
        self.password.clear()
        self._empty(self.body)
        self.body.addWidget(Banner("ok", "Signed and verified", "The PDF is stored in the record"))
        zone = self._draft.session.site.time_zone
        signed_at = issued.encounter.signed_at or self._draft.now
        self._row("Signed", label(clock_text(signed_at, zone, seconds=True), "strong"))
        self._row("Encounter", label(issued.encounter.uuid[:8]))
        self._row("PDF, SHA-256", label(issued.sha256[:16]))
        for line_text in issued.verdict.summary[:1]:
            self._row("Verified", label(line_text, wrap=True), stretch=False)
        self._empty(self.buttons)
        copy = self.add_button("Save a copy", name="save_a_copy")
        copy.clicked.connect(self._hand_out)
        done = self.add_button("Done", "primary", name="signing_done")
        done.clicked.connect(self._finish)
        self.default = done
        # A new widget is hidden until its layout is made; what is hidden has no height and
        # takes no focus.
        done.show()
        done.setFocus()
        QTimer.singleShot(0, self.refit)

    def _hand_out(self) -> None:
        session, uuid = self._draft.session, self._draft.encounter.uuid
        SaveCopyCard(self, session, self._tasks, uuid).open()

    def _finish(self) -> None:
        self.close_card()
        self.signed.emit(self._draft.encounter.uuid)

    def _empty(self, layout: QLayout) -> None:
        while layout.count():
            item = layout.takeAt(0)
            if item is None:
                return
            widget, inner = item.widget(), item.layout()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
            elif inner is not None:
                self._empty(inner)
