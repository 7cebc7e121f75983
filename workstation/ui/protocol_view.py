"""The protocol: to read as a document; for those who answer for it, its versions too."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from workstation.clinical.document import Document
from workstation.site.staff import Role
from workstation.ui import theme
from workstation.ui.pages import Desk, Hints, Page
from workstation.ui.protocol_document import DocumentView
from workstation.ui.protocol_news import DeliveredNews
from workstation.ui.protocol_versions import VersionsView
from workstation.ui.tasks import Job, Step
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.surfaces import Banner
from workstation.workflows import protocol_reading
from workstation.workflows.protocol_news import Delivered

DOCUMENT, VERSIONS = "Document", "Versions"
_KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)


class ProtocolPage(Page):
    """The document of the protocol in use; managers and administrators see all versions."""

    wanted = Signal()
    """Something was asked for that is done here: the window shows this page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Protocol")
        self._mode = DOCUMENT
        self._read = ""
        self._shown: Document | None = None
        self._cases: Job | None = None
        self._has_cases = False
        self._stack = QStackedWidget()
        self.document = DocumentView(desk.session.site)
        self._stack.addWidget(self.document)
        self.versions: VersionsView | None = None
        self._buttons: dict[str, Button] = {}
        self.other = Banner("info", icon="book")
        self.other.add_button(Button("Read the one in use", "secondary", on_click=self._read_own))
        self.other.hide()
        self.body.addWidget(self.other)
        self.body.addWidget(self._stack, 1)
        if desk.session.account.role in _KEEPERS:
            self._add_versions()

    def _add_versions(self) -> None:
        self.versions = VersionsView(self.desk)
        self.versions.read_requested.connect(self.read_version)
        self._stack.addWidget(self.versions)
        self.news = DeliveredNews(self.desk, self)
        self.news.wanted.connect(self._take_up)
        self.versions.changed.connect(self.news.look)
        self.add = Button("Add a pack", "secondary", "plus", on_click=self.versions.add)
        self.add.hide()
        self.head.addWidget(self.add)
        self.head.addSpacing(theme.GAP)
        for number, name in enumerate((DOCUMENT, VERSIONS), 1):
            button = Button(name, "secondary", on_click=partial(self.show_mode, name))
            button.setCheckable(True)
            button.setChecked(name == self._mode)
            self._buttons[name] = button
            self.head.addWidget(button)
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.activated.connect(partial(self._go, name))

    @property
    def hints(self) -> Hints:
        if self._mode == VERSIONS:
            first = (("Up Down", "version"), ("Tab", "what can be done"))
        else:
            first = (("Up Down", "part"), ("Enter", "its text"))
        modes = (("Alt+1 Alt+2", "document, versions"),) if self.versions else ()
        return (*first, *modes, ("Ctrl+L", "lock"))

    def refresh(self) -> None:
        if self._shown is None:
            self._load()
        elif not self._has_cases:
            self._load_cases()
        if self.versions is not None:
            self.versions.refresh()
            self.news.look()

    def take_keyboard(self) -> None:
        versions = self.versions if self._mode == VERSIONS else None
        (versions.table if versions else self.document.parts.table).setFocus()

    def show_mode(self, name: str) -> None:
        """Show the document or the versions."""
        self._mode = name
        for key, button in self._buttons.items():
            button.setChecked(key == name)
        versions = self.versions if name == VERSIONS else None
        self._stack.setCurrentWidget(versions or self.document)
        self.add.setVisible(versions is not None)
        self._tell_which()
        self.hints_changed.emit()

    def read_version(self, name: str) -> None:
        """Read any version as a document."""
        self._read = name
        self._load()
        self._go(DOCUMENT)

    def _take_up(self, found: Delivered) -> None:
        """The next step with the pack that comes with the program."""
        if self.versions is not None:
            self.wanted.emit()
            self._go(VERSIONS)
            self.versions.take_up(found)

    def _go(self, name: str) -> None:
        self.show_mode(name)
        self.take_keyboard()

    def _read_own(self) -> None:
        self._read = ""
        self._load()
        self.take_keyboard()

    def _load(self) -> None:
        self.desk.tasks.query(
            protocol_reading.document,
            self.desk.session,
            self._read,
            done=self._on_document,
            failed=self.tell_problem,
            context=self,
        )

    def _on_document(self, document: Document) -> None:
        self._shown = document
        self.document.show_document(document)
        self._tell_which()
        self._load_cases()

    def _load_cases(self) -> None:
        """They take seconds, in which the text can be read and the page left."""
        self._stop_cases()
        self._cases = self.desk.tasks.long(
            protocol_reading.cases,
            self.desk.session,
            self._read,
            progress=self._on_case,
            done=self._on_cases,
            failed=self.tell_problem,
            context=self,
        )

    def _on_case(self, step: Step) -> None:
        """Nothing is shown of it; it is asked for so that the work can be stopped."""

    def _on_cases(self, cases: protocol_reading.CasesByRule) -> None:
        self._cases = None
        self._has_cases = True
        self.document.add_cases(cases)

    def _stop_cases(self) -> None:
        self._has_cases = False
        if self._cases is not None:
            self._cases.cancel()
            self._cases = None

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for them any more; they are looked for again when the page is back."""
        if self._cases is not None:
            self._stop_cases()
        super().hideEvent(event)

    def _tell_which(self) -> None:
        own, shown = self.desk.session.protocol.ref, self._shown
        ref = shown.ref if shown else own
        self.detail.setText(f"{ref.id} {ref.version} · sha256 {ref.sha256[:8]} …")
        self.other.say(f"You read {ref.id} {ref.version}", f"{own.id} {own.version} is in use")
        self.other.setVisible(ref != own and self._mode == DOCUMENT)
