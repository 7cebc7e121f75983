"""Widgets in cycles are destroyed on the window's thread only."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from workstation.ui.collector import Collector
from workstation.ui.tasks import Tasks


class Watched:
    """Notes on which thread it dies."""

    def __init__(self, died_on: list[int]) -> None:
        self._died_on = died_on
        self.itself = self

    def __del__(self) -> None:
        self._died_on.append(threading.get_ident())


def allocate(count: int) -> int:
    """So many containers at once that automatic collection would be due."""
    return len([[number] for number in range(count)])


def test_a_worker_collects_nothing_and_the_window_does(tasks: Tasks, qtbot: QtBot) -> None:
    parent, died_on, done = QObject(), list[int](), list[int]()
    collector = Collector(parent)
    gc.collect()
    Watched(died_on)
    tasks.query(allocate, 100_000, done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert died_on == []
    allocated = allocate(10_000)
    kept = [[number] for number in range(10_000)]
    while not died_on:
        assert collector.collect_due() is not None, "nothing was due"
    assert allocated and kept
    assert died_on == [threading.get_ident()]


def test_nothing_is_collected_while_nothing_is_due(qtbot: QtBot) -> None:
    collector = Collector(QObject())
    gc.collect()
    assert collector.collect_due() is None


def test_what_stands_is_looked_past_and_new_garbage_is_found(qtbot: QtBot) -> None:
    collector, old, new = Collector(QObject()), list[int](), list[int]()
    Watched(old)
    standing = [[number] for number in range(1_000)]
    collector.keep_what_stands()
    try:
        assert old == [threading.get_ident()]
        assert gc.get_freeze_count() > len(standing)
        Watched(new)
        assert gc.collect() >= 1
        assert new == [threading.get_ident()]
    finally:
        gc.unfreeze()


def test_what_stood_for_somebody_before_goes_when_the_next_one_comes_in(qtbot: QtBot) -> None:
    collector, gone = Collector(QObject()), list[int]()
    held = [Watched(gone)]
    try:
        collector.keep_what_stands()
        held.clear()
        gc.collect()
        assert gone == [], "it is looked past"
        collector.keep_what_stands()
        assert gone == [threading.get_ident()]
    finally:
        gc.unfreeze()
