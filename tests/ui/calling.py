"""A call in a window of its own, over a real site: what the tests of the call have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from tests.making_sites import Minutes, WholeSite
from workstation.clinical.encounter import Encounter, Patient
from workstation.clinical.findings import Setting, Therapy
from workstation.ui.call_view import CallView
from workstation.ui.overlay import Overlay
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.focus_ring import FocusRing
from workstation.workflows import calls, patients
from workstation.workflows.session import Session

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@dataclass
class Calling:
    """A nurse at a call. Every key counts."""

    site: WholeSite
    session: Session
    tasks: Tasks
    window: QMainWindow
    qtbot: QtBot
    view: CallView
    keys: int = 0
    finished: list[str] = field(default_factory=list)

    @property
    def clock(self) -> Minutes:
        return self.site.clock

    def settle(self) -> None:
        """Until everything sent to the record has come back and is drawn."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=20_000)
        # Each round makes the layout that the round before asked for.
        for _ in range(3):
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus, key, modifier)
        self.keys += 1

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(self.focus, letter)
            self.keys += 1

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        return widget

    @property
    def held(self) -> Encounter:
        return self.view.encounter

    def stored(self) -> Encounter:
        """The encounter as the record has it."""
        self.settle()
        return calls.open_encounter(self.session, self.held.uuid)

    def card(self) -> Overlay:
        """The overlay that is open."""
        found = [o for o in self.window.findChildren(Overlay) if o.isVisible()]
        assert found, "no card is open"
        return found[-1]


def jane(session: Session, clock: Minutes) -> Patient:
    """A patient with therapy on file, inside nobody's window."""
    return patients.add(
        session,
        Patient(
            uuid=session.new_id(),
            family_name="Doe",
            given_name="Jane",
            birth_date=date(1965, 3, 14),
            mrn="0042-817",
            phone="+1 555 0142 880",
            address="1180 Orchard Lane",
            diagnosis="multiple myeloma",
            caregiver_present=True,
            has_thermometer=True,
            therapy=Therapy(
                cause="immunotherapy",
                agent="teclistamab",
                agent_class="bispecific",
                dose_label="step-up 2",
                last_dose_at=clock.now - timedelta(days=40),
            ),
        ),
    )


@contextmanager
def calling(
    site: WholeSite,
    qtbot: QtBot,
    setting: Setting = Setting.PHONE,
    size: tuple[int, int] = (1088, 800),
) -> Iterator[Calling]:
    """A call that has just begun, in a window; everything is closed behind it."""
    with site.session() as session:
        tasks = Tasks()
        window = QMainWindow()
        window.resize(*size)
        encounter = calls.start(session, setting, "", session.new_id())
        view = CallView(session, tasks, encounter)
        made = Calling(site, session, tasks, window, qtbot, view)
        view.finished.connect(made.finished.append)
        window.setCentralWidget(view)
        FocusRing(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        view.take_keyboard()
        made.settle()
        try:
            yield made
        finally:
            tasks.close()
            window.close()
            window.deleteLater()
