"""Fails a test that leaves a Qt timer, thread or window behind."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication

QT_FIXTURES = {"qapp", "qtbot", "qtmodeltester"}


def _windows() -> list[str]:
    """The top-level windows that are still shown, by class and name."""
    return [
        f"{type(w).__name__} {w.objectName()}"
        for w in QApplication.topLevelWidgets()
        if w.isVisible()
    ]


def _running_timers(before: set[int]) -> list[str]:
    """Timers of Python code that still run and were not there before the test."""
    return [
        f"{type(t.parent()).__name__}.{t.objectName() or 'timer'} every {t.interval()} ms"
        for t in _timers()
        if id(t) not in before and shiboken6.isValid(t) and t.isActive()
    ]


def _timers() -> list[QTimer]:
    """Every timer that Python knows; a subclass would cost a look at each object's whole family."""
    return [found for found in gc.get_objects() if type(found) is QTimer]


@pytest.fixture(autouse=True)
def no_qt_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that used Qt: no window shown, no timer running, no pool thread busy."""
    if not QT_FIXTURES & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("qapp")
    before = {id(timer) for timer in _timers()}
    yield
    if not QThreadPool.globalInstance().waitForDone(5000):
        pytest.fail("work left running in the thread pool")
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
    QCoreApplication.processEvents()
    left = _windows() + _running_timers(before)
    for window in QApplication.topLevelWidgets():
        window.hide()
    if left:
        pytest.fail("left behind: " + ", ".join(left))
