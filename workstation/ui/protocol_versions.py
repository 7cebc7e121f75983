"""The versions of the protocol at a site: what each is, what it changes, how it is put to use."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from workstation.site.problems import Problem
from workstation.site.protocol_versions import Period, ProtocolVersion, Status
from workstation.site.staff import Task
from workstation.ui import theme, when
from workstation.ui.pages import Desk
from workstation.ui.protocol_cards import (
    ActivateCard,
    AddDeliveredCard,
    AddPackCard,
    ApproveCard,
)
from workstation.ui.protocol_changes import ChangesCard
from workstation.ui.protocol_replay import ReplayCard
from workstation.ui.protocol_troubles import TroubleList
from workstation.ui.table import Cell, Column, RowsView, TableRow
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, Empty, Progress, Scroll, column, line
from workstation.workflows import protocol_reading, protocols
from workstation.workflows.protocol_news import Delivered, Step
from workstation.workflows.protocol_reading import Report
from workstation.workflows.protocols import Difference
from workstation.workflows.session import Session

LIST_WIDTH = 300
_NAME_WIDTH = 96
_STATUS: dict[Status, tuple[str, str]] = {
    Status.ADDED: ("Added", "warn"),
    Status.APPROVED: ("Approved", "text"),
    Status.SCHEDULED: ("Scheduled", "accent"),
    Status.ACTIVE: ("Active", "ok"),
    Status.RETIRED: ("Retired", "text2"),
}
_MANAGERS = "A manager approves and activates"


class VersionsView(QWidget):
    """The list and the version under the cursor."""

    read_requested = Signal(str)
    """The name of a version to read as a document."""
    changed = Signal()
    """A version was added, approved or activated here."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._versions: tuple[ProtocolVersion, ...] = ()
        self._delivered: frozenset[str] = frozenset()
        self._wanted = ""
        self._found: dict[tuple[str, str], Difference] = {}
        self.list = Card(padding=0)
        self.list.body.setContentsMargins(1, 8, 1, 8)
        self.list.setFixedWidth(theme.scaled(LIST_WIDTH))
        columns = (Column("Version"), Column("Status", 116, right=True))
        self.table = RowsView(columns, "Versions", keeps_mark=True)
        self.list.body.addWidget(self.table, 1)
        self.shown = Scroll()
        self.shown.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.shown.setProperty("ring", True)
        self.shown.setObjectName("version_text")
        self.shown.setAccessibleName("The version: what it changes, its proof, replay")
        self.about = VersionCard(desk)
        self.changes = ChangesCard()
        self.replay = ReplayCard(desk)
        body = self.shown.body
        body.setSpacing(theme.CARD_GAP)
        self._nothing = Card()
        how = "Add a pack from a folder; until then the one of the program is used."
        self._nothing.body.addWidget(Empty("book", "No version is stored yet", how))
        for card in (self._nothing, self.about, self.changes, self.replay):
            body.addWidget(card)
        body.addStretch(1)
        row = line(self, gap=theme.CARD_GAP + theme.STEP)
        row.addWidget(self.list)
        row.addWidget(self.shown, 1)
        self._connect()

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show)
        self.table.chosen.connect(lambda _: self.about.read.setFocus())
        self.changes.other_chosen.connect(self._compare)
        self.about.read.clicked.connect(self._read)
        self.about.approve.clicked.connect(lambda: self._open(ApproveCard))
        self.about.activate.clicked.connect(lambda: self._open(ActivateCard))

    def refresh(self) -> None:
        """Read the versions anew."""
        self._desk.tasks.query(
            _versions, self._desk.session, done=self._on_versions, failed=self._tell, context=self
        )

    def add(self) -> None:
        """Ask for the folder of a pack."""
        card = AddPackCard(self, self._desk)
        card.done.connect(self._on_changed)
        card.open()

    def take_up(self, found: Delivered) -> None:
        """Go on with the pack that comes with the program: add it, or show how far it is."""
        if found.step is Step.ADD:
            card = AddDeliveredCard(self, self._desk, found.name)
            card.done.connect(self._on_changed)
            card.open()
        else:
            self._wanted = found.name
            self.refresh()

    @property
    def current(self) -> ProtocolVersion | None:
        """The version under the cursor."""
        key = self.table.current_key()
        return next((one for one in self._versions if one.name == key), None)

    def _on_versions(self, found: tuple[tuple[ProtocolVersion, ...], frozenset[str]]) -> None:
        self._versions, self._delivered = found
        newest_first = tuple(reversed(self._versions))
        self.table.set_rows([self._row(one) for one in newest_first])
        names = [one.name for one in newest_first]
        if self._wanted in names:
            self.table.selectRow(names.index(self._wanted))
        self._wanted = ""
        self._nothing.setVisible(not names)
        for card in (self.about, self.changes, self.replay):
            card.setVisible(bool(names))
        self._show(self.table.current_key())

    def _row(self, version: ProtocolVersion) -> TableRow:
        words, role = _STATUS[version.status(self._desk.now())]
        shipped = version.sha256 in self._delivered
        added = when.moment_text(version.added_at, self._desk.zone, self._desk.now())
        cells = (
            Cell(version.name, "Shipped" if shipped else f"Added {added}", strong=True),
            Cell(words, role=role, strong=True, right=True),
        )
        return TableRow(version.name, cells)

    def _show(self, key: object) -> None:
        del key
        version = self.current
        if version is None:
            return
        self.about.show_version(version, version.sha256 in self._delivered)
        self.replay.show_version(version.name)
        others = [one for one in self._versions if one.name != version.name]
        now = self._desk.now()
        active = [one.name for one in others if one.status(now) is Status.ACTIVE]
        counted = [one.name for one in others if one.periods]
        names = [one.name for one in others]
        chosen = (active or counted or names or [""])[-1]
        self.changes.show_others(names, chosen)
        if chosen:
            self._compare(chosen)

    def _compare(self, other: str) -> None:
        version = self.current
        if version is None:
            return
        known = self._found.get((other, version.name))
        if known is not None:  # no version ever changes
            self.changes.show_difference(known)
            return
        self._desk.tasks.query(
            protocols.difference,
            self._desk.session,
            other,
            version.name,
            done=self._on_difference,
            failed=self._tell,
            context=self,
        )

    def _on_difference(self, found: Difference) -> None:
        self._found[found.before, found.after] = found
        version = self.current
        wanted = (self.changes.other.currentText(), version.name if version else "")
        if (found.before, found.after) == wanted:
            self.changes.show_difference(found)

    def _read(self) -> None:
        if self.current is not None:
            self.read_requested.emit(self.current.name)

    def _open(self, kind: type[ApproveCard | ActivateCard]) -> None:
        if self.current is not None:
            card = kind(self, self._desk, self.current)
            card.done.connect(self._on_changed)
            card.open()

    def _on_changed(self, version: ProtocolVersion) -> None:
        self._wanted = version.name
        self.table.setFocus()
        self.refresh()
        self.changed.emit()

    def _tell(self, problem: Problem) -> None:
        self._desk.messages.problem(problem)


def _versions(session: Session) -> tuple[tuple[ProtocolVersion, ...], frozenset[str]]:
    return protocols.list_packs(session), protocol_reading.delivered(session)


class VersionCard(Card):
    """What the site says of a version, what its proof covers, and what can be done with it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._name = ""
        head = line(gap=theme.GAP)
        words = column(gap=2)
        self.title = label("", "title")
        self._status = label("", "muted")
        words.addWidget(self.title)
        words.addWidget(self._status)
        head.addLayout(words, 1)
        self.read = Button("Read", "secondary", "book", name="read_version")
        self.approve = Button("Approve", "secondary", name="approve_version")
        self.activate = Button("Activate", "secondary", name="activate_version")
        for button in (self.read, self.approve, self.activate):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.GROUP_GAP)
        self._grid.setVerticalSpacing(theme.GAP)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, theme.scaled(_NAME_WIDTH))
        self.body.addLayout(self._grid)
        self._make_facts()
        self.progress = Progress()
        self.progress.cancel.hide()
        self.progress.hide()
        self.body.addWidget(self.progress)
        self._troubles: TroubleList | None = None

    def _make_facts(self) -> None:
        names = ("Added", "Proof", "Approved", "Active", "Files")
        self._values = {name: label("", wrap=True) for name in names}
        for row, (name, value) in enumerate(self._values.items()):
            self._grid.addWidget(label(name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
        self.prove = Button("Prove again", "quiet", on_click=self._prove)
        self.prove.setProperty("small", True)
        place = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self.prove, list(self._values).index("Proof"), 2, place)

    def show_version(self, version: ProtocolVersion, shipped: bool) -> None:
        """Show a version."""
        now, zone = self._desk.now(), self._desk.zone
        status = version.status(now)
        self._name = version.name
        self._show_troubles(())
        self.progress.hide()
        self.prove.enable()
        self.title.setText(version.name)
        here = self._desk.session.protocol.ref.sha256 == version.sha256
        said = "Added, not approved yet" if status is Status.ADDED else _STATUS[status][0]
        self._status.setText(f"{said} · this session works with it" if here else said)
        added = f"{when.moment_text(version.added_at, zone, now)} by {version.added_by}"
        source = "comes with the program" if shipped else "checked and stored here"
        self._values["Added"].setText(f"{added} · {source}")
        self._values["Proof"].setText(_proof(version))
        self._values["Approved"].setText(self._approval(version))
        periods = [_period(one, zone) for one in version.periods]
        self._values["Active"].setText("; ".join(periods) or "Not yet")
        self._values["Files"].setText(f"sha256 {version.sha256[:32]} …")
        self._show_ways(status)

    def _approval(self, version: ProtocolVersion) -> str:
        approval = version.approval
        if approval is None:
            return "Not yet"
        at = when.moment_text(approval.at, self._desk.zone, self._desk.now())
        return f"{at} by {approval.by} · certificate {approval.fingerprint[:16]} …"

    def _show_ways(self, status: Status) -> None:
        """The next step is the primary button."""
        self.approve.setVisible(status is Status.ADDED)
        self.activate.setVisible(status is not Status.ADDED)
        waits = status in (Status.APPROVED, Status.ADDED)
        self.approve.set_kind("primary")
        self.activate.set_kind("primary" if waits else "secondary")
        may = self._desk.session.account.role.may(Task.APPROVE_PROTOCOL)
        for button in (self.approve, self.activate):
            if may:
                button.enable()
            else:
                button.disable(_MANAGERS)
        if may and status is Status.ACTIVE:
            self.activate.disable("It is active already")

    # --- the proof, again ---------------------------------------------------------------------

    def _prove(self) -> None:
        self._show_troubles(())
        self.prove.disable("It is going on")
        self.progress.say("Proving", "every combination of every part")
        self.progress.show()
        self._desk.tasks.query(
            protocol_reading.proof,
            self._desk.session,
            self._name,
            done=self._on_proved,
            failed=self._on_failed,
            context=self,
        )

    def _on_proved(self, report: Report) -> None:
        self.progress.hide()
        self.prove.enable()
        if report.passed and f"{report.id}@{report.version}" == self._name:
            self._values["Proof"].setText(
                f"{report.cases} cases, {report.parts} parts and {report.combinations:,} "
                "combinations hold, proved just now"
            )
        elif not report.passed:
            self._values["Proof"].setText("It does not hold")
            self._show_troubles(report.troubles)

    def _on_failed(self, problem: Problem) -> None:
        self.progress.hide()
        self.prove.enable()
        self._desk.messages.problem(problem)

    def _show_troubles(self, troubles: tuple[protocols.Trouble, ...]) -> None:
        if self._troubles is not None:
            self.body.removeWidget(self._troubles)
            self._troubles.hide()
            self._troubles.deleteLater()
            self._troubles = None
        if troubles:
            self._troubles = TroubleList(troubles)
            self.body.addWidget(self._troubles)


def _proof(version: ProtocolVersion) -> str:
    proof = version.proof
    if proof is None:
        return "None stored; it is proved anew before it is used"
    cases = "1 case" if proof.cases == 1 else f"{proof.cases} cases"
    return f"{cases} and {proof.combinations:,} combinations hold, by program {proof.made_with}"


def _period(period: Period, zone: str) -> str:
    start = when.moment_text(period.start, zone)
    return f"from {start}" + (f" until {when.moment_text(period.end, zone)}" if period.end else "")
