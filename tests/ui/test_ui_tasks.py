"""Work beside the window: order, threads, lost contexts, failures, cancel and close."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workstation.clinical.refusal import Refusal
from workstation.site.problems import Problem, Situation
from workstation.ui.tasks import Step, Tasks


@pytest.fixture
def a_problem() -> Problem:
    return Problem(Situation.DISK_ERROR, until="14:05")


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    assert qapp is QApplication.instance()
    made = Tasks()
    yield made
    made.close()
    assert not [t.name for t in threading.enumerate() if t.name.startswith(("query", "database"))]


def test_commands_run_one_after_another_in_the_order_given(tasks: Tasks, qtbot: QtBot) -> None:
    order: list[int] = []
    threads: set[int] = set()
    seen: list[int] = []

    def save(number: int) -> int:
        order.append(number)
        threads.add(threading.get_ident())
        return number

    for number in range(50):
        tasks.command(save, number, done=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert order == list(range(50)) == seen
    assert len(threads) == 1
    assert threading.get_ident() not in threads


class Painting(QWidget):
    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self.told = told

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        self.told.append("painted")


def test_a_save_begins_after_the_paint_that_was_asked_for(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[str] = []
    widget = Painting(told)
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    qtbot.waitUntil(lambda: bool(told))
    for _ in range(20):
        told.clear()
        tasks.save(told.append, "saved")
        widget.update()  # asked for after the save, as a layout asks for its paint
        qtbot.waitUntil(lambda: "saved" in told)
        assert told == ["painted", "saved"]


def test_what_comes_after_a_save_does_not_overtake_it(tasks: Tasks, qtbot: QtBot) -> None:
    order: list[str] = []
    done = threading.Event()
    tasks.save(order.append, "first")
    tasks.save(order.append, "second")
    tasks.command(order.append, "third")
    tasks.command(done.set)
    assert done.wait(20)  # the window's thread stands still: nothing was painted
    assert order == ["first", "second", "third"]


def test_a_query_begins_the_saves_before_it(tasks: Tasks, qtbot: QtBot) -> None:
    saved = threading.Event()
    tasks.save(saved.set)
    tasks.query(lambda: None)
    assert saved.wait(20)


def test_a_save_that_waits_for_the_paint_counts_as_work(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[str] = []
    tasks.save(lambda: "saved", done=seen.append)
    assert tasks.busy
    assert seen == []
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == ["saved"]


def test_close_begins_the_saves_that_wait_for_the_paint(qapp: QApplication) -> None:
    made = Tasks()
    saved: list[object] = []
    for number in range(3):
        made.save(saved.append, number)
    made.close()
    assert saved == [0, 1, 2]


def test_a_long_query_does_not_hold_up_a_command(tasks: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    seen: list[object] = []
    tasks.query(gate.wait, 20, done=lambda _: seen.append("query"))
    tasks.command(lambda: "saved", done=seen.append)
    qtbot.waitUntil(lambda: seen == ["saved"])
    gate.set()
    qtbot.waitUntil(lambda: seen == ["saved", "query"])


def test_results_arrive_on_the_thread_of_the_window(
    tasks: Tasks, qtbot: QtBot, qapp: QApplication
) -> None:
    threads: list[QThread] = []
    tasks.query(lambda: 1, done=lambda _: threads.append(QThread.currentThread()))
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [qapp.thread()]


def test_a_result_for_an_object_that_is_gone_is_dropped(tasks: Tasks, qtbot: QtBot) -> None:
    gate, context = threading.Event(), QObject()
    seen: list[object] = []
    tasks.query(gate.wait, 20, done=lambda _: seen.append("lost"), context=context)
    shiboken6.delete(context)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == []


class Page(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def show_rows(self, rows: object) -> None:
        self.seen.append(rows)


def test_the_owner_of_a_bound_method_is_its_context(tasks: Tasks, qtbot: QtBot) -> None:
    gate, page = threading.Event(), Page()
    seen = page.seen
    tasks.query(gate.wait, 20, done=page.show_rows)
    shiboken6.delete(page)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == []


def test_a_problem_arrives_as_it_is(tasks: Tasks, qtbot: QtBot, a_problem: Problem) -> None:
    seen: list[object] = []
    tasks.command(_raise, a_problem, done=lambda _: seen.append("done"), failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [a_problem]


def test_a_refusal_of_the_clinical_floor_becomes_a_problem(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[Problem] = []
    refusal = Refusal("out_of_range", "temperature_c", "Temperature 386 is outside its limits.")
    tasks.command(_raise, refusal, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], Problem)
    assert "386" in seen[0].sentence


@pytest.mark.log_allowed
def test_a_bug_becomes_a_problem_and_its_message_is_not_logged(
    tasks: Tasks, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[Problem] = []
    with caplog.at_level(logging.ERROR):
        tasks.query(_raise, ValueError("Jane Doe"), failed=seen.append)
        qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], Problem)
    assert seen[0].code == "unexpected"
    assert "ValueError" in caplog.text
    assert "Jane" not in caplog.text


def test_a_failure_nobody_handles_is_told_by_a_signal(
    tasks: Tasks, qtbot: QtBot, a_problem: Problem
) -> None:
    with qtbot.waitSignal(tasks.unhandled) as told:
        tasks.command(_raise, a_problem)
    assert told.args == [a_problem]


def test_progress_is_told_and_ends_at_the_whole(tasks: Tasks, qtbot: QtBot) -> None:
    steps: list[Step] = []
    seen: list[str] = []

    def export(report: Callable[[int, int], None]) -> str:
        for number in range(1, 2001):
            report(number, 2000)
        return "done"

    tasks.long(export, progress=steps.append, done=seen.append)
    qtbot.waitUntil(lambda: seen == ["done"])
    assert steps[-1] == Step(2000, 2000)
    assert len(steps) < 1000


def test_cancel_stops_at_the_next_report_and_calls_nobody(tasks: Tasks, qtbot: QtBot) -> None:
    began, gate = threading.Event(), threading.Event()
    seen: list[object] = []

    def export(report: Callable[[int, int], None]) -> None:
        began.set()
        gate.wait(20)
        report(1, 2)
        seen.append("went on")

    job = tasks.long(export, progress=seen.append, done=seen.append, failed=seen.append)
    assert began.wait(20)
    job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == []


def test_work_cancelled_before_it_begins_never_begins(tasks: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    seen: list[object] = []
    tasks.command(gate.wait, 20)
    job = tasks.command(seen.append, "began")
    job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == []


def test_close_finishes_every_command_and_delivers_nothing(qtbot: QtBot) -> None:
    made = Tasks()
    saved: list[object] = []
    told: list[object] = []
    for number in range(20):
        made.command(saved.append, number, done=told.append)
    made.close()
    qtbot.wait(0)
    assert saved == list(range(20))
    assert told == []
    made.command(saved.append, "late")
    assert saved == list(range(20))


def test_busy_tells_when_it_changes(tasks: Tasks, qtbot: QtBot) -> None:
    changes: list[bool] = []
    tasks.busy_changed.connect(changes.append)
    tasks.query(lambda: None)
    qtbot.waitUntil(lambda: changes == [True, False])


def _raise(error: Exception) -> None:
    raise error
