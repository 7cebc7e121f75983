"""Cards of the versions page: add a pack, approve a version, let it count from a day on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.site.problems import Problem, Situation
from workstation.site.protocol_versions import ProtocolVersion
from workstation.ui import when
from workstation.ui.fields import Said, password_field, text_field, typed
from workstation.ui.overlay import Overlay
from workstation.ui.pages import Desk
from workstation.ui.protocol_troubles import TroubleList
from workstation.ui.save_copy import FolderField, documents_folder
from workstation.ui.widgets.surfaces import Progress
from workstation.workflows import protocol_news, protocols
from workstation.workflows.protocols import PackRefused


class _VersionCard(Overlay):
    """A card that does one thing with a version. ``done`` carries the version."""

    done = Signal(object)

    def __init__(self, near: QWidget, desk: Desk, title: str, detail: str, does: str) -> None:
        super().__init__(near, title, detail)
        self.desk = desk
        self.progress = Progress()
        self.progress.cancel.hide()
        self.progress.hide()
        self.failed = Said("alert-triangle", "danger", "error")
        back = self.add_button("Close", name="back")
        back.clicked.connect(self.close_card)
        self.go = self.add_button(does, "primary")
        self.go.clicked.connect(self.start)
        self.default = self.go

    def add_parts(self, *parts: QWidget) -> None:
        """The fields, then what is said below them."""
        for part in (*parts, self.progress, self.failed):
            self.body.addWidget(part)

    def start(self) -> None:
        """Do it."""
        raise NotImplementedError

    def show_busy(self, what: str, detail: str = "") -> None:
        """Nothing more can be pressed until the answer is here."""
        self.failed.say("")
        self.go.disable("It is being done")
        self.progress.say(what, detail)
        self.progress.show()
        self.refit()

    def on_done(self, version: ProtocolVersion) -> None:
        """It is done: the page shows it."""
        self.close_card()
        self.done.emit(version)

    def on_failed(self, problem: Problem) -> None:
        """Say why not; what was typed stays."""
        self.progress.hide()
        self.go.enable()
        self.failed.say(f"{problem.sentence} {problem.advice}".strip())
        self.refit()


class _CheckCard(_VersionCard):
    """Checks a pack and stores it; a pack that fails shows everything that is wrong."""

    def __init__(self, near: QWidget, desk: Desk, title: str) -> None:
        super().__init__(
            near,
            desk,
            title,
            "The pack is checked wholly before anything is stored. It counts only after it was "
            "approved and its day has come.",
            "Check and add",
        )
        self._troubles: TroubleList | None = None

    def check(self, fn: Callable[..., ProtocolVersion], *args: object) -> None:
        """Have a workflow check and store it."""
        self.show_busy("The pack is being checked", "every combination is proved")
        self.desk.tasks.command(
            fn,
            self.desk.session,
            *args,
            done=self.on_done,
            failed=self.on_failed,
            context=self,
        )

    def on_failed(self, problem: Problem) -> None:
        if isinstance(problem, PackRefused):
            self.progress.hide()
            self.go.enable()
            self.go.set_words("Check again")
            self.show_troubles(problem.troubles)
        else:
            super().on_failed(problem)

    def show_troubles(self, troubles: tuple[protocols.Trouble, ...]) -> None:
        """List these in the place of those before."""
        if self._troubles is not None:
            self.body.removeWidget(self._troubles)
            self._troubles.hide()
            self._troubles.deleteLater()
            self._troubles = None
        if troubles:
            self._troubles = TroubleList(troubles)
            self._troubles.setObjectName("troubles")
            self.body.addWidget(self._troubles)
            self._troubles.show()
        self.refit()


class AddPackCard(_CheckCard):
    """A pack of the site's own, from a folder."""

    def __init__(self, near: QWidget, desk: Desk) -> None:
        super().__init__(near, desk, "Add a protocol pack")
        self.folder = FolderField("Folder of the pack", documents_folder())
        self.add_parts(self.folder)
        self.first = self.folder.field.edit
        self.folder.field.edit.selectAll()

    def start(self) -> None:
        self.show_troubles(())
        folder: Path | None = self.folder.taken()
        if folder is None:
            self.refit()
        else:
            self.check(protocols.add, folder)


class AddDeliveredCard(_CheckCard):
    """The pack that comes with the program."""

    def __init__(self, near: QWidget, desk: Desk, name: str) -> None:
        super().__init__(near, desk, f"Add {name}, which comes with this program")
        self.add_parts()
        self.first = self.go

    def start(self) -> None:
        self.show_troubles(())
        self.check(protocol_news.add_delivered)


class ApproveCard(_VersionCard):
    """Signs a version with one's own certificate, after the password was asked again."""

    def __init__(self, near: QWidget, desk: Desk, version: ProtocolVersion) -> None:
        proof = version.proof
        covered = (
            f" It passed {proof.cases} cases and {proof.combinations:,} combinations."
            if (proof)
            else ""
        )
        super().__init__(
            near,
            desk,
            f"Approve {version.name}",
            f"You sign these exact files, sha256 {version.sha256[:16]}, with your own "
            f"certificate.{covered}",
            "Approve",
        )
        self._version = version
        self.password = password_field("Your password")
        self.add_parts(self.password)
        self.first = self.password.edit

    def start(self) -> None:
        password = self.password.edit.text()
        if not password:
            self.password.refuse("Type your password to sign.")
            self.refit()
            return
        self.show_busy("Approving", "the files are checked once more and signed")
        self.desk.tasks.command(
            protocols.approve,
            self.desk.session,
            self._version.name,
            password,
            done=self.on_done,
            failed=self.on_failed,
            context=self,
        )

    def on_failed(self, problem: Problem) -> None:
        self.password.edit.clear()
        if problem.situation is Situation.WRONG_PASSWORD:
            self.progress.hide()
            self.go.enable()
            self.password.refuse("This is not your password. Nothing was signed.")
            self.refit()
        else:
            super().on_failed(problem)


class ActivateCard(_VersionCard):
    """From which day a version counts."""

    def __init__(self, near: QWidget, desk: Desk, version: ProtocolVersion) -> None:
        super().__init__(
            near,
            desk,
            f"Activate {version.name}",
            "It counts from the first sign-in of that day, until another version does. "
            "Encounters already signed keep the version they were signed with.",
            "Activate",
        )
        self._version = version
        self.day = text_field("Active from", "a day, such as 2026-12-01; today is from now on", 20)
        self.day.edit.setText(when.local(desk.now(), desk.zone).date().isoformat())
        self.day.edit.selectAll()
        self.add_parts(self.day)
        self.first = self.day.edit

    def start(self) -> None:
        day = when.parse_date(typed(self.day))
        if day is None:
            self.day.refuse("This is not a day. An example is 2026-12-01.")
            self.refit()
            return
        self.show_busy("Activating")
        self.desk.tasks.command(
            protocols.activate,
            self.desk.session,
            self._version.name,
            day,
            done=self.on_done,
            failed=self.on_failed,
            context=self,
        )
