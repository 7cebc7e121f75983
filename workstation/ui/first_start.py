"""The first start: the site, its administrator, a first nurse if wished, and the recovery key.

Each step is a card; Enter goes on, Escape goes back, and what was typed stays. Nothing is made
before the last step, and then all of it or nothing (``workflows/first_start``).
"""

from __future__ import annotations

import secrets
import zoneinfo

from PySide6.QtCore import QObject, Qt, QTimeZone, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from workstation.site.problems import Problem
from workstation.site.site import SiteSettings
from workstation.ui import theme
from workstation.ui.door_cards import WIDE_CARD_WIDTH, DoorCard, Middle
from workstation.ui.fields import (
    Said,
    choice_field,
    choose,
    offer,
    side_by_side,
    text_field,
    typed,
)
from workstation.ui.new_password import NewPassword
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Progress, column, frame, line
from workstation.workflows import sign_in
from workstation.workflows.sign_in import Door, NewAccount, NewSite

_TITLE = "Set up this workstation"
_GROUPS_ASKED = 2


class StepCard(DoorCard):
    """One step. ``back_requested`` keeps what was typed."""

    back_requested = Signal()

    def __init__(self, step: str, title: str, detail: str) -> None:
        super().__init__(title, step, WIDE_CARD_WIDTH)
        self.setObjectName("step")
        if detail:
            self.body.addWidget(label(detail, "muted", wrap=True))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            return
        super().keyPressEvent(event)


class SiteStep(StepCard):
    """The name of the site and what its screens and papers need."""

    went_on = Signal()

    def __init__(self, kept: SiteSettings) -> None:
        super().__init__(
            "Step 1 of 3",
            _TITLE,
            "No site is here yet. Everything stays on this computer, encrypted; "
            "an administrator can change these later.",
        )
        self.name = text_field("Site name", "printed on every report", 100)
        self.name.edit.setText(kept.name)
        self.number = text_field("Emergency number", longest=20)
        self.number.edit.setText(kept.emergency_number)
        self.unit = choice_field("Temperature", (("C", "°C"), ("F", "°F")))
        self.paper = choice_field("Paper", (("a4", "A4"), ("letter", "Letter")))
        choose(self.unit, kept.temperature_unit)
        choose(self.paper, kept.paper)
        self.zone = text_field("Time zone", "such as Europe/Paris", 64)
        self.zone.edit.setText(kept.time_zone)
        offer(self.zone.edit, zoneinfo.available_timezones())
        self.body.addWidget(self.name)
        self.body.addWidget(side_by_side(self.number, self.unit, self.paper))
        self.body.addWidget(self.zone)
        self.next = Button("Next: administrator", "primary", on_click=self._go_on, name="next")
        self.add_buttons(None, self.next)
        self.default, self.first = self.next, self.name.edit

    def settings(self) -> SiteSettings:
        """What is typed now."""
        return SiteSettings(
            name=typed(self.name),
            emergency_number=typed(self.number),
            temperature_unit=self.unit.edit.currentData(),
            paper=self.paper.edit.currentData(),
            time_zone=typed(self.zone),
        )

    def _go_on(self) -> None:
        if not typed(self.name):
            return self.name.refuse("Type the name of the site.")
        if not typed(self.number):
            return self.number.refuse("Type the number of the emergency services.")
        if typed(self.zone) not in zoneinfo.available_timezones():
            return self.zone.refuse("This time zone is not known; an example is Europe/Paris.")
        return self.went_on.emit()


class PersonStep(StepCard):
    """One account: user name, printed name, credentials, password twice."""

    went_on = Signal()
    skipped = Signal()

    def __init__(self, step: str, title: str, detail: str, site: str, next_word: str) -> None:
        super().__init__(step, title, detail)
        self._site = site
        self.user = text_field("User name", "small letters", 32)
        self.credentials = text_field("Credentials", "such as RN", 30)
        self.name = text_field("Name", "as signatures print it, such as N. Okafor", 80)
        self.password = NewPassword(self._known)
        self.body.addWidget(self.name)
        self.body.addWidget(side_by_side(self.user, self.credentials))
        self.body.addWidget(self.password)
        self.failed = Said("alert-triangle", "danger", "error")
        self.body.addWidget(self.failed)
        self.next = Button(next_word, "primary", on_click=self._go_on, name="next")
        self.default, self.first = self.next, self.name.edit

    def fill(self, kept: NewAccount | None) -> None:
        """What was typed before, when one comes back to this step."""
        if kept is not None:
            self.name.edit.setText(kept.name)
            self.user.edit.setText(kept.user)
            self.credentials.edit.setText(kept.credentials)
            self.password.once.edit.setText(kept.password)
            self.password.twice.edit.setText(kept.password)

    def account(self) -> NewAccount:
        """What is typed now."""
        return NewAccount(
            typed(self.user).lower(),
            typed(self.name),
            typed(self.credentials),
            self.password.once.edit.text(),
        )

    def _known(self) -> tuple[str, ...]:
        return (typed(self.user), typed(self.name), self._site)

    def _go_on(self) -> None:
        self.failed.say("")
        if not typed(self.name):
            return self.name.refuse("Type the name.")
        if not typed(self.user):
            return self.user.refuse("Type a user name.")
        if self.password.taken() is None:
            return None
        return self.went_on.emit()

    def refuse(self, problem: Problem) -> None:
        """Why the site could not be made with this person."""
        sentence = f"{problem.sentence} {problem.advice}"
        if problem.code in ("user_exists", "bad_user_name"):
            self.user.refuse(sentence)
        elif problem.code == "weak_password":
            self.password.refuse(problem)
        else:
            self.failed.say(sentence)


class WorkStep(StepCard):
    """While keys are made."""

    def __init__(self) -> None:
        super().__init__("", _TITLE, "")
        self.progress = Progress()
        self.progress.cancel.hide()
        self.progress.say("Making keys and an encrypted database", "this takes a few seconds")
        self.body.addWidget(self.progress)


class KeyStep(StepCard):
    """The recovery key, shown once, and the proof that it was written down."""

    written_down = Signal()

    def __init__(self, recovery_key: str) -> None:
        super().__init__(
            "Shown once",
            "Write down the recovery key",
            "When no administrator can sign in, this key is the only way back to the records. "
            "Write it on paper and lock the paper away. It is kept nowhere on this computer.",
        )
        groups = recovery_key.split("-")
        self.body.addWidget(key_well(groups))
        ask = sorted(secrets.SystemRandom().sample(range(len(groups)), _GROUPS_ASKED))
        self._wanted = {number: groups[number] for number in ask}
        self.fields = {n: text_field(f"Group {n + 1} from your paper", longest=8) for n in ask}
        self.body.addWidget(side_by_side(*self.fields.values()))
        self.done = Button("It is written down", "primary", on_click=self._check, name="next")
        self.add_buttons(None, self.done)
        self.default = self.done
        self.first = next(iter(self.fields.values())).edit

    def _check(self) -> None:
        for number, field in self.fields.items():
            if typed(field).upper() != self._wanted[number]:
                return field.refuse(f"Group {number + 1} of your paper is not the one above.")
        return self.written_down.emit()


class FirstStart(QObject):
    """Goes from step to step and makes the site at the end. ``finished`` gives a user name."""

    finished = Signal(str)

    def __init__(self, door: Door, tasks: Tasks, middle: Middle, parent: QObject) -> None:
        super().__init__(parent)
        self._door, self._tasks, self._middle = door, tasks, middle
        self._settings = SiteSettings(name="", time_zone=system_zone())
        self._administrator: NewAccount | None = None
        self._nurse: NewAccount | None = None
        self._show_site()

    def _show_site(self) -> None:
        card = SiteStep(self._settings)
        card.went_on.connect(lambda: self._keep_site(card))
        self._middle.show_card(card)

    def _keep_site(self, card: SiteStep) -> None:
        self._settings = card.settings()
        self._show_administrator()

    def _show_administrator(self) -> None:
        card = PersonStep(
            "Step 2 of 3",
            "The first administrator",
            "Keeps accounts, backups and the site. An administrator signs no encounters: "
            "who also takes calls gets a second account in the next step.",
            self._settings.name,
            "Next: first nurse",
        )
        card.fill(self._administrator)
        card.add_buttons(("Back", self._show_site), card.next)
        card.back_requested.connect(self._show_site)
        card.went_on.connect(lambda: self._keep_administrator(card))
        self._middle.show_card(card)

    def _keep_administrator(self, card: PersonStep) -> None:
        self._administrator = card.account()
        self._show_nurse()

    def _show_nurse(self) -> PersonStep:
        card = PersonStep(
            "Step 3 of 3, may be left out",
            "The first nurse",
            "Takes calls and signs them. The nurse types the password, nobody else. "
            "More accounts can be added later.",
            self._settings.name,
            "Set up with this nurse",
        )
        card.fill(self._nurse)
        leave_out = Button("Set up without", name="leave_out")
        leave_out.clicked.connect(lambda: self._make(None))
        card.add_buttons(("Back", self._show_administrator), leave_out, card.next)
        card.back_requested.connect(self._show_administrator)
        card.went_on.connect(lambda: self._make(card.account()))
        self._middle.show_card(card)
        return card

    def _make(self, nurse: NewAccount | None) -> None:
        if self._administrator is None:
            return self._show_administrator()
        self._nurse = nurse
        self._middle.show_card(WorkStep())
        door, new = self._door, NewSite(self._settings, self._administrator, nurse)
        self._tasks.command(
            sign_in.create_site,
            door.data_dir,
            new,
            door.rooms,
            door.clock,
            door.work,
            done=self._show_key,
            failed=self._on_failed,
        )
        return None

    def _on_failed(self, problem: Problem) -> None:
        self._show_nurse().refuse(problem)

    def _show_key(self, recovery_key: str) -> None:
        card = KeyStep(recovery_key)
        card.written_down.connect(self._finish)
        self._middle.show_card(card)

    def _finish(self) -> None:
        user = (self._nurse or self._administrator or NewAccount("", "", "", "")).user
        # The passwords are not needed any more; a lock ends the process, but until then less
        # lies about.
        self._administrator = self._nurse = None
        self.finished.emit(user)


def system_zone() -> str:
    """The computer's time zone by its IANA name, UTC where it has none."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    return name if name in zoneinfo.available_timezones() else "UTC"


def key_well(groups: list[str]) -> QWidget:
    """The groups in two lines of four, each with its number below."""
    well = frame("well")
    well.setAccessibleName("Recovery key: " + " ".join(groups))
    well.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    well.setProperty("ring", True)
    body = column(well, margin=theme.CARD_PADDING, gap=theme.GROUP_GAP)
    for start in range(0, len(groups), 4):
        row = line(gap=theme.GROUP_GAP)
        for number, group in enumerate(groups[start : start + 4], start + 1):
            part = column(gap=0)
            part.addWidget(label(group, "grade"), 0, Qt.AlignmentFlag.AlignHCenter)
            part.addWidget(label(str(number), "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
            row.addLayout(part, 1)
        body.addLayout(row)
    return well
