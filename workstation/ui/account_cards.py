"""Cards of the administrator: add an account, reset a password, close an account."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.site.problems import Problem
from workstation.site.staff import Account, Role
from workstation.ui.fields import Said, choice_field, side_by_side, text_field, typed
from workstation.ui.new_password import NewPassword
from workstation.ui.overlay import Overlay
from workstation.ui.pages import Desk
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.surfaces import Progress
from workstation.workflows import administration

ROLES = (
    (Role.NURSE.value, "Nurse: calls, signs, reads"),
    (Role.PRESCRIBER.value, "Prescriber: the same"),
    (Role.MANAGER.value, "Manager: reads, reports, exports"),
    (Role.ADMINISTRATOR.value, "Administrator: accounts, site"),
)
_BY_THE_PERSON = "The person types the password, nobody else."


class WorkCard(Overlay):
    """A card whose button starts work of a few seconds. ``changed`` when it is done."""

    changed = Signal()

    def __init__(self, near: QWidget, desk: Desk, title: str, detail: str) -> None:
        super().__init__(near, title, detail)
        self._desk = desk
        self._progress = Progress()
        self._progress.cancel.hide()
        self._progress.hide()
        self._failed = Said("alert-triangle", "danger", "error")
        self._work: Button | None = None

    def _finish_layout(self, words: str, kind: str, name: str, submit: Callable[[], None]) -> None:
        self.body.addWidget(self._progress)
        self.body.addWidget(self._failed)
        back = self.add_button("Back", name="back")
        back.clicked.connect(self.close_card)
        self._work = self.add_button(words, kind, name)
        self._work.clicked.connect(submit)
        self.default = self._work

    def _start(self, what: str, fn: Callable[..., object], *args: object) -> None:
        self._failed.say("")
        if self._work is not None:
            self._work.disable(what)
        self._progress.say(what, "this takes a few seconds")
        self._progress.show()
        self.refit()
        self._desk.tasks.command(
            fn, self._desk.session, *args, done=self._on_done, failed=self._on_failed
        )

    def _on_done(self, result: object) -> None:
        del result
        self.close_card()
        self.changed.emit()

    def _on_failed(self, problem: Problem) -> None:
        self._progress.hide()
        if self._work is not None:
            self._work.enable()
        self._tell(problem)
        self.refit()

    def _tell(self, problem: Problem) -> None:
        self._failed.say(f"{problem.sentence} {problem.advice}")


class AddAccountCard(WorkCard):
    """Who, which role, and the person's own password."""

    def __init__(self, near: QWidget, desk: Desk) -> None:
        super().__init__(near, desk, "Add an account", _BY_THE_PERSON)
        self.name = text_field("Name", "as signatures print it, such as N. Okafor", 80)
        self.credentials = text_field("Credentials", "such as RN", 30)
        self.user = text_field("User name", "small letters", 32)
        self.role = choice_field("Role", ROLES)
        self.password = NewPassword(self._known)
        for part in (
            side_by_side(self.name, self.credentials),
            side_by_side(self.user, self.role),
            self.password,
        ):
            self.body.addWidget(part)
        self._finish_layout("Add", "primary", "add", self._submit)
        self.first = self.name.edit

    def _known(self) -> tuple[str, ...]:
        return (typed(self.user), typed(self.name), self._desk.session.site.name)

    def _submit(self) -> None:
        for field in (self.name, self.user):
            if not typed(field):
                field.refuse(f"Type the {field.name.lower()}.")
                return self.refit()
        password = self.password.taken()
        if password is None:
            return self.refit()
        return self._start(
            "Making the account’s keys",
            administration.add_account,
            typed(self.user).lower(),
            typed(self.name),
            typed(self.credentials),
            Role(self.role.edit.currentData()),
            password,
        )

    def _tell(self, problem: Problem) -> None:
        if problem.code in ("user_exists", "bad_user_name"):
            self.user.refuse(f"{problem.sentence} {problem.advice}")
        elif problem.code == "weak_password":
            self.password.refuse(problem)
        else:
            super()._tell(problem)


class ResetPasswordCard(WorkCard):
    """Another password for somebody who forgot theirs."""

    def __init__(self, near: QWidget, desk: Desk, account: Account) -> None:
        super().__init__(
            near,
            desk,
            f"Reset the password of {account.printed_name}",
            f"{_BY_THE_PERSON} The old signature ends and a new one is made.",
        )
        self._account = account
        self.password = NewPassword(self._known, "New password")
        self.body.addWidget(self.password)
        self._finish_layout("Reset", "primary", "reset", self._submit)
        self.first = self.password.once.edit

    def _known(self) -> tuple[str, ...]:
        return (self._account.user, self._account.name, self._desk.session.site.name)

    def _submit(self) -> None:
        password = self.password.taken()
        if password is None:
            return self.refit()
        return self._start(
            "Making new keys", administration.reset_password, self._account.user, password
        )

    def _tell(self, problem: Problem) -> None:
        if problem.code == "weak_password":
            self.password.refuse(problem)
        else:
            super()._tell(problem)


class RenewSignatureCard(WorkCard):
    """Another certificate for the key that a person has, before the old one ends."""

    def __init__(self, near: QWidget, desk: Desk, account: Account) -> None:
        super().__init__(
            near,
            desk,
            f"Renew the signature of {account.printed_name}",
            "The certificate is made anew for five years. Password and earlier reports stay as "
            "they are.",
        )
        self._account = account
        self._finish_layout("Renew", "primary", "renew_signature", self._submit)
        self.first = self.default

    def _submit(self) -> None:
        self._start("Making the certificate", administration.renew_certificate, self._account.user)


class CloseAccountCard(WorkCard):
    """Ends an account for good, with the reason."""

    def __init__(self, near: QWidget, desk: Desk, account: Account) -> None:
        super().__init__(
            near,
            desk,
            f"Close the account of {account.printed_name}",
            "It cannot be opened again. What the person signed stays valid and readable.",
        )
        self._account = account
        self.reason = text_field("Reason", "goes to the audit")
        self.body.addWidget(self.reason)
        self._finish_layout("Close the account", "danger", "close_account_for_good", self._submit)
        self.first = self.reason.edit

    def _submit(self) -> None:
        if not typed(self.reason):
            self.reason.refuse("Type why the account is closed.")
            return self.refit()
        return self._start(
            "Closing the account",
            administration.disable_account,
            self._account.user,
            typed(self.reason),
        )
