"""Signing a call: a summary, the password, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLayout, QLineEdit, QWidget

from workstation.site.problems import Problem, Situation
from workstation.ui import theme
from workstation.ui.call_draft import CallDraft
from workstation.ui.fields import Said
from workstation.ui.overlay import Overlay
from workstation.ui.save_copy import SaveCopyCard
from workstation.ui.sheet_card import open_sheet
from workstation.ui.sign_summary import SignSummary, about_text, named_row
from workstation.ui.tasks import Tasks
from workstation.ui.when import clock_text, date_text, local
from workstation.ui.widgets.labels import label, mark_wrong
from workstation.ui.widgets.surfaces import Banner, Progress, hairline
from workstation.workflows import issuing
from workstation.workflows.sheets import SheetKind

_SHEETS = ((SheetKind.HANDOVER, "Hand-over sheet"), (SheetKind.PATIENT, "Patient sheet"))
STATEMENT = issuing.MEANING
_SHOW_PROGRESS_AFTER = 300


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
        self._clock_confirmed = False
        self._issued = False
        super().__init__(near, "Sign this encounter", about_text(draft))
        self.body.setSpacing(10)
        self.body.addWidget(hairline())
        self.summary = SignSummary(draft, open_items, emergency=emergency)
        self.summary.one_by_one.connect(self._on_one_by_one)
        self.body.addWidget(self.summary)
        self.body.addWidget(hairline())
        self._add_signature()
        self._add_buttons()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SHOW_PROGRESS_AFTER)
        self._slow.timeout.connect(self._show_progress)
        self.closed.connect(self._slow.stop)

    def _row(self, name: str, *things: QWidget, stretch: bool = True) -> None:
        self.body.addLayout(named_row(name, *things, stretch=stretch))

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
        self._draft.decide(self.summary.decision())

    def _on_sign(self) -> None:
        if self.summary.lacks_reason:
            mark_wrong(self.summary.reason, wrong=True)
            self._refuse("Choose why these items are not known; one reason serves all.")
            self.summary.reason.setFocus()
            return
        if not self.password.text():
            mark_wrong(self.password, wrong=True)
            self._refuse("Signing needs your password.")
            self.password.setFocus()
            return
        self._forget_wrong()
        self.sign.disable("Signing")
        self._slow.start()
        self._draft.decide(self.summary.decision())
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
        self._draft.save_failed.disconnect(self._on_failed)
        self._draft.signed = True
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
        for kind, words in _SHEETS:
            sheet = self.add_button(words, name=f"signed_{kind.value}_sheet")
            sheet.clicked.connect(lambda _=False, kind=kind: self._show_sheet(kind))
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

    def _show_sheet(self, kind: SheetKind) -> None:
        open_sheet(self, self._draft.session, self._tasks, self._draft.encounter.uuid, kind)

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
