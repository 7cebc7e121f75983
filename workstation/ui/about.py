"""Small cards of the window: the keys, what the program is for, the own account."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from workstation.clinical.results import ProtocolRef
from workstation.site.problems import Problem
from workstation.ui import theme
from workstation.ui.beginnings import BEGINNINGS
from workstation.ui.fields import choice_field, choose, password_field
from workstation.ui.new_password import NewPassword
from workstation.ui.overlay import Overlay
from workstation.ui.pages import Desk
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import KeyHint, hairline
from workstation.workflows import administration

_WIDTH = 620
INTENDED_USE = (
    (
        "Decision support for trained nurses and prescribers who assess possible cytokine "
        "release syndrome. It shows every reason for every grade and recommendation, and the "
        "documented grade and disposition are the clinician’s own."
    ),
    (
        "It is not a certified medical device. It gives no orders, chooses no doses, and does "
        "not replace clinical judgement, emergency services or the site’s own protocols."
    ),
    "It works on this computer only: no network, no telemetry. Records are encrypted.",
)
KEYS = (
    *((begin.keys, f"{begin.words.lower()}, from everywhere") for begin in BEGINNINGS),
    ("Ctrl+K", "find a patient or an encounter"),
    ("Ctrl+L", "lock; the work comes back as it was"),
    ("F1", "this list"),
    ("Del", "on an open draft of the worklist: it was entered in error"),
    ("Ctrl+1 … 9", "go to a place of the navigation"),
    ("Y  N  U", "in a call: yes, no, unknown"),
    ("-  then a digit", "in a call: not assessed, and why"),
    ("0", "in a call: none of these, on the head of a group"),
    ("Enter", "go on; press the button that has the focus"),
    ("Alt+1 … 9", "in a call: go to a section"),
    ("Ctrl+J", "in a call: go to the next question"),
    ("F2", "in a call: change phone, ward or chair, until the first answer"),
    ("Ctrl+O", "at the chair and on the ward: the next observation"),
    ("F6  Shift+F6", "in a call: raise the disposition; lower it, with a reason"),
    ("Alt+S  Alt+A", "in a call: the words to say; the actions"),
    ("Alt+H  Alt+P", "in a call: the hand-over sheet; the patient’s sheet"),
    ("Alt+W", "in a call: the reasons; Enter shows the rule, Esc goes back"),
    ("Alt+L", "in a call: what looks like CRS, and which of its signs are there"),
    ("Alt+B  Alt+O", "in a call: the call-back number; the optional rows"),
    ("Ctrl+F  Ctrl+T", "in a call: attach the patient; agent and dose"),
    ("Alt+R  Alt+D", "risk and home on file, in a call and without; doses given, counted"),
    ("Ctrl+Enter", "on the emergency card: step done"),
    ("Ctrl+S", "in a call: sign"),
    ("Esc", "go back"),
)


class KeysCard(Overlay):
    """Every key of the program."""

    def __init__(self, near: QWidget) -> None:
        super().__init__(near, "Keys", width=_WIDTH)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GROUP_GAP * 2)
        grid.setVerticalSpacing(theme.GAP)
        grid.setColumnStretch(1, 1)
        for row, (keys, does) in enumerate(KEYS):
            grid.addWidget(KeyHint(keys), row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(does, wrap=True), row, 1)
        self.body.addLayout(grid)
        back = self.add_button("Close", "primary", name="close_keys")
        back.clicked.connect(self.close_card)
        self.default = self.first = back


class AboutCard(Overlay):
    """What the program is, and is not."""

    def __init__(self, near: QWidget, version: str, protocol: ProtocolRef) -> None:
        super().__init__(near, "CRS Workstation", f"Version {version}", _WIDTH)
        self.body.addWidget(label("Intended use", "section"))
        for paragraph in INTENDED_USE:
            self.body.addWidget(label(paragraph, wrap=True))
        self.body.addWidget(hairline())
        self.body.addWidget(label("Protocol in use", "section"))
        self.body.addWidget(label(f"{protocol.id} {protocol.version}", "strong"))
        self.body.addWidget(label(f"SHA-256 {_grouped(protocol.sha256)}", "muted", wrap=True))
        back = self.add_button("Close", "primary", name="close_about")
        back.clicked.connect(self.close_card)
        self.default = self.first = back


def _grouped(digest: str) -> str:
    """A hash in groups of eight, so that it wraps and can be compared."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


class OwnAccountCard(Overlay):
    """Who is signed in: change the password, choose light or dark, read what this is."""

    about_requested = Signal()
    sign_out_requested = Signal()

    def __init__(self, near: QWidget, desk: Desk, mode: theme.Mode) -> None:
        account = desk.session.account
        role = account.role.value.capitalize()
        super().__init__(near, account.printed_name, f"{role} · user name {account.user}", _WIDTH)
        self._desk = desk
        self.mode = choice_field(
            "Light or dark",
            (("system", "As the system says"), ("light", "Light"), ("dark", "Dark")),
            "until the program closes",
        )
        choose(self.mode, mode.value)
        self.mode.edit.currentIndexChanged.connect(self._on_mode_chosen)
        self.body.addWidget(self.mode)
        self.body.addWidget(hairline())
        self.body.addWidget(label("Change the password", "heading"))
        self.old = password_field("Present password")
        self.password = NewPassword(self._known, "New password")
        self.body.addWidget(self.old)
        self.body.addWidget(self.password)
        self._add_buttons()
        self.first = self.mode.edit

    def _add_buttons(self) -> None:
        about = self.add_button("About", "quiet", name="about")
        about.clicked.connect(self._on_about)
        out = self.add_button("Sign out", name="sign_out")
        out.clicked.connect(self._on_sign_out)
        self.change = self.add_button("Change the password", name="change_password")
        self.change.clicked.connect(self._submit)
        back = self.add_button("Close", "primary", name="close_account")
        back.clicked.connect(self.close_card)
        for edit in (self.old.edit, self.password.once.edit, self.password.twice.edit):
            edit.textEdited.connect(lambda _: self._choose_default())
        self._close = back
        self.default = back

    def _choose_default(self) -> None:
        """Enter changes the password once one is being typed."""
        self.default = self.change if self.old.edit.text() else self._close

    def _known(self) -> tuple[str, ...]:
        account = self._desk.session.account
        return (account.user, account.name, self._desk.session.site.name)

    def _on_mode_chosen(self) -> None:
        theme.set_mode(theme.Mode(self.mode.edit.currentData()))

    def _on_about(self) -> None:
        self.close_card()
        self.about_requested.emit()

    def _on_sign_out(self) -> None:
        self.close_card()
        self.sign_out_requested.emit()

    def _submit(self) -> None:
        if not self.old.edit.text():
            self.old.refuse("Type your present password.")
            self.refit()
            return
        new = self.password.taken()
        self.refit()
        if new is None:
            return
        self.change.disable("The password is being changed")
        self._desk.tasks.command(
            administration.change_password,
            self._desk.session,
            self.old.edit.text(),
            new,
            done=self._on_changed,
            failed=self._on_failed,
        )

    def _on_changed(self, nothing: None) -> None:
        del nothing
        self.close_card()
        self._desk.messages.tell("The password is changed", "It counts from the next sign-in on.")

    def _on_failed(self, problem: Problem) -> None:
        self.change.enable()
        if problem.code == "weak_password":
            self.password.refuse(problem)
        else:
            self.old.refuse(f"{problem.sentence} {problem.advice}")
        self.refit()
