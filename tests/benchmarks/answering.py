"""From the key of one answer to the painted panel, in a real call that is being saved.

The next key comes when the answer before it is told to be saved, which a person cannot outrun: the
time to that is printed too. The floor is a bare window that answers the same key by setting the
text of one label.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget

from tests.benchmarks.figures import Figure, percentile
from tests.making_sites import WholeSite, make_site
from workstation.clinical.findings import Setting
from workstation.ui import theme
from workstation.ui.call_view import CallView
from workstation.ui.tasks import Tasks
from workstation.vault.files import resource
from workstation.workflows import calls

ROWS = 11  # of the red flags, answered over and over, no and unknown in turn


class Painted(QObject):
    """Tells when a window has painted what changed."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.seen = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.UpdateRequest:
            self.seen = True
        return super().eventFilter(watched, event)


class BareWindow(QLabel):
    """One label that counts keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = int(self.text() or "0") + 1
        self.setText(f"{count:040d}")
        event.accept()


def measure(times: int) -> Figure:
    """The 99th percentile of both, over ``times`` answers."""
    theme.install(QApplication(sys.argv[:1]), resource(), theme.Mode.LIGHT)
    with TemporaryDirectory() as folder:
        ours, saved = _in_a_call(make_site(Path(folder) / "site"), times)
    floor = _bare(times)
    middle, kept = percentile(ours, 0.5), percentile(saved, 0.99)
    return Figure(
        "answer to painted panel, p99",
        percentile(ours, 0.99),
        percentile(floor, 0.99),
        "ms",
        16,
        f"median {middle:.2f} ms, saved p99 {kept:.2f} ms",
        absolute=True,
    )


def _in_a_call(site: WholeSite, times: int) -> tuple[list[float], list[float]]:
    with site.session() as session:
        tasks = Tasks()
        view = CallView(session, tasks, calls.start(session, Setting.PHONE, "", session.new_id()))
        window = QMainWindow()
        window.setCentralWidget(view)
        window.resize(1280, 800)
        try:
            _show(window)
            view.take_keyboard()
            return _answers(window, view, times)
        finally:
            _until(lambda: not tasks.busy)
            window.hide()
            tasks.close()


def _answers(window: QWidget, view: CallView, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each answer to its paint, and to the mark that it is saved."""
    QTest.keyClick(_focused(), Qt.Key.Key_Return)  # past the call-back number
    taken: list[float] = []
    saved: list[float] = []
    for count in range(times):
        if count % ROWS == 0:
            QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
            _to_first_row()
        key = Qt.Key.Key_N if count // ROWS % 2 == 0 else Qt.Key.Key_U
        begun = time.perf_counter()
        taken.append(_timed(window, key))
        _until(lambda: not view.draft.unsaved)
        saved.append((time.perf_counter() - begun) * 1000)
        QCoreApplication.processEvents()  # the mark is painted, and not in the time of the next key
    return taken, saved


def _to_first_row() -> None:
    """The first row asks first only while it is open; afterwards one goes up to it."""
    for _ in range(ROWS):
        QTest.keyClick(_focused(), Qt.Key.Key_Up)
    QCoreApplication.processEvents()


def _bare(times: int) -> list[float]:
    window = BareWindow()
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.resize(1280, 800)
    _show(window)
    window.setFocus()
    taken = [_timed(window, Qt.Key.Key_N) for _ in range(times)]
    window.hide()
    return taken


def _show(window: QWidget) -> None:
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    QCoreApplication.processEvents()


def _timed(window: QWidget, key: Qt.Key) -> float:
    """Milliseconds from the key to the painted window."""
    painted = Painted(window)
    begun = time.perf_counter()
    QTest.keyClick(_focused(), key)
    _until(lambda: painted.seen)
    taken = (time.perf_counter() - begun) * 1000
    window.removeEventFilter(painted)
    painted.deleteLater()
    return taken


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def _until(there: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not there():
        assert time.monotonic() < until, "nothing was painted"
        QCoreApplication.processEvents()
