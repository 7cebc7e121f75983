"""What an administrator does for the safety of the site: another recovery key, signing again."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workstation.ui.account_cards import WorkCard
from workstation.ui.fields import Said, text_field, typed
from workstation.ui.first_start import key_well
from workstation.ui.overlay import Overlay
from workstation.ui.pages import Desk
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, line
from workstation.workflows import administration

_NOT_TO_BE_TRUSTED = frozenset({"audit_broken", "vault_changed"})


class SafetyCard(Card):
    """The recovery key, and what blocks signing, if anything does."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.body.addWidget(label("Safety", "heading"))
        self.done = Said("check-circle", "ok", "ok")
        self.blocked = Said("alert-triangle", "danger", "error")
        self.body.addWidget(self.blocked)
        self.body.addWidget(self.done)
        row = line()
        self.trust = Button("Let signing go on", on_click=self._trust)
        self.new_key = Button("New recovery key", on_click=self._renew)
        row.addWidget(self.new_key)
        row.addStretch(1)
        row.addWidget(self.trust)
        self.body.addLayout(row)
        self._tell_what_blocks()

    def _tell_what_blocks(self) -> None:
        problem = self._desk.session.signing_blocked
        self.trust.setVisible(problem is not None and problem.code not in _NOT_TO_BE_TRUSTED)
        if problem is not None:
            self.blocked.say(f"{problem.sentence} {problem.advice}")

    def _trust(self) -> None:
        card = TrustCard(self, self._desk)
        card.changed.connect(self._on_trusted)
        card.open()

    def _on_trusted(self) -> None:
        self.trust.hide()
        self.blocked.say("")
        self.done.say("Recorded. Signing goes on from each person's next sign-in.")

    def _renew(self) -> None:
        NewKeyCard(self, self._desk).open()


class TrustCard(WorkCard):
    """Lets signing go on after the records were checked, with the reason."""

    def __init__(self, near: QWidget, desk: Desk) -> None:
        super().__init__(
            near,
            desk,
            "Let signing go on",
            "Do this only when you know why the older files are here, such as a restored backup.",
        )
        self.reason = text_field("Reason", "goes to the audit")
        self.body.addWidget(self.reason)
        self._finish_layout("Let signing go on", "danger", "trust", self._submit)
        self.first = self.reason.edit

    def _submit(self) -> None:
        if not typed(self.reason):
            self.reason.refuse("Type what you found.")
            return self.refit()
        return self._start("Recording it", administration.trust_records, typed(self.reason))


class NewKeyCard(WorkCard):
    """Another recovery key; the paper that is out there then opens nothing."""

    def __init__(self, near: QWidget, desk: Desk) -> None:
        super().__init__(
            near,
            desk,
            "Make a new recovery key",
            "Do this when the paper was used, seen or lost. The old key then opens nothing.",
        )
        self._near = near
        self._finish_layout("Make a new key", "primary", "make_key", self._submit)

    def _submit(self) -> None:
        self._start("Making the key", administration.renew_recovery_key)

    def _on_done(self, result: object) -> None:
        super()._on_done(result)
        ShownKeyCard(self._near, str(result)).open()


class ShownKeyCard(Overlay):
    """The new key, shown once."""

    def __init__(self, near: QWidget, recovery_key: str) -> None:
        super().__init__(
            near,
            "Write down the recovery key",
            "It is shown once and kept nowhere on this computer. Lock the paper away, and destroy "
            "the old one.",
        )
        self.body.addWidget(key_well(recovery_key.split("-")))
        self.default = self.add_button("It is written down", "primary", "written_down")
        self.default.clicked.connect(self.close_card)
        self.first = self.default
