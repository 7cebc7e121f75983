"""Getting in by the recovery key: it gives an account another password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from workstation.site.problems import Problem
from workstation.ui.door_cards import WIDE_CARD_WIDTH, DoorCard
from workstation.ui.fields import text_field, typed
from workstation.ui.new_password import NewPassword
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Progress
from workstation.workflows import sign_in
from workstation.workflows.sign_in import Door

_AT_THE_KEY = frozenset({"wrong_recovery_key", "sign_in_delayed"})


class RecoveryCard(DoorCard):
    """User name, recovery key, new password twice."""

    left = Signal()
    recovered = Signal(str)

    def __init__(self, door: Door, tasks: Tasks) -> None:
        super().__init__("Use the recovery key", sign_in.site_name(door.data_dir), WIDE_CARD_WIDTH)
        self._door, self._tasks = door, tasks
        self.body.addWidget(
            label(
                "It was written down when this site was set up. It gives an account a new "
                "password and ends the old signature. The use is written to the audit.",
                "muted",
                wrap=True,
            )
        )
        self.user = text_field("User name", longest=64)
        self.key = text_field("Recovery key", "eight groups of four")
        self.password = NewPassword(self._known)
        self.progress = Progress()
        self.progress.cancel.hide()
        self.progress.hide()
        self.change = Button("Change the password", "primary", on_click=self._submit)
        for part in (self.user, self.key, self.password, self.progress):
            self.body.addWidget(part)
        self.add_buttons(("Back", self.left.emit), self.change)
        self.default, self.first = self.change, self.user.edit

    def _known(self) -> tuple[str, ...]:
        return (typed(self.user), sign_in.site_name(self._door.data_dir))

    def _submit(self) -> None:
        for field in (self.user, self.key):
            if not typed(field):
                field.say_wrong(f"Type the {field.name.lower()}.")
                field.edit.setFocus()
                return
        password = self.password.taken()
        if password is None:
            return
        self.change.disable("The password is being changed")
        self.progress.say("Making a new key", "this takes a few seconds")
        self.progress.show()
        door, user = self._door, typed(self.user).lower()
        self._tasks.command(
            sign_in.recover_account,
            door.data_dir,
            typed(self.key),
            user,
            password,
            door.rooms,
            door.clock,
            door.work,
            done=lambda _: self.recovered.emit(user),
            failed=self._on_failed,
            context=self,
        )

    def _on_failed(self, problem: Problem) -> None:
        self.change.enable()
        self.progress.hide()
        sentence = f"{problem.sentence} {problem.advice}"
        if problem.code == "weak_password":
            self.password.refuse(problem)
            return
        field = self.key if problem.code in _AT_THE_KEY else self.user
        field.say_wrong(sentence)
        field.edit.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
