"""Work beside the window: queries on a small pool, commands one after another on one thread.

The database is written by one thread only, in the order in which the person acted, so an
autosave can never overtake the one before it. Results come back on the thread of the window,
as frozen values, to a context object; when that object is gone the result is dropped.

Two threads share one interpreter: a save that began with the key would take its turns from the
picture of the answer. So saves wait for the paint, and for nothing else: whatever other work is
given next, and the end, begin them first.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot

from workstation.clinical.refusal import Refusal
from workstation.site.problems import Problem, Situation

if TYPE_CHECKING:  # loaded with the first work
    from concurrent.futures import Executor, Future

T = TypeVar("T")
Failed = Callable[[Problem], object]

_log = logging.getLogger(__name__)
_READERS = 2  # as many as the database keeps reading connections
_REPORT_EVERY = 0.05  # seconds; a bar that repaints more often only costs time
_PAINTED = QEvent.Type(QEvent.registerEventType())
_BELOW_PAINT = Qt.EventPriority.LowEventPriority.value - 1
"""Paint and layout are events of low priority; what is posted below them comes after them."""


class Cancelled(Exception):
    """Raised inside the work when the person pressed Cancel."""


class Step(NamedTuple):
    """How far a job is: ``done`` of ``total`` units."""

    done: int
    total: int


class Job:
    """One piece of work under way. ``cancel`` asks it to stop at its next report."""

    def __init__(self) -> None:
        """A job that has not begun."""
        self._cancelled = threading.Event()
        self.future: Future[None] | None = None

    @property
    def cancelled(self) -> bool:
        """True once somebody asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask to stop; work that has not begun never begins."""
        self._cancelled.set()
        if self.future is not None:
            self.future.cancel()


class _Delivery(NamedTuple):
    """What goes back to the window's thread."""

    context: QObject
    call: Callable[[], object]


class _Work(NamedTuple):
    """A function with its arguments, its pool and the places its outcome goes to."""

    pool: _Pool
    run: Callable[[], Any]
    context: QObject
    done: Callable[[Any], object] | None
    failed: Failed | None
    job: Job


class _Pool:
    """Threads of a name, made with the first work: nothing of them is needed to show a window."""

    def __init__(self, threads: int, name: str) -> None:
        self._threads, self._name = threads, name
        self._made: Executor | None = None

    def submit(self, fn: Callable[[_Work], None], work: _Work) -> Future[None]:
        if self._made is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

            self._made = ThreadPoolExecutor(self._threads, self._name)
        return self._made.submit(fn, work)

    def close(self, *, drop: bool = False) -> None:
        """Finish the work, or drop what has not begun, and wait."""
        if self._made is not None:
            self._made.shutdown(wait=True, cancel_futures=drop)


class Tasks(QObject):
    """Runs work off the window's thread. ``close`` waits for it; no thread outlives it."""

    unhandled = Signal(object)
    """A ``Problem`` for which the caller named no ``failed``: the window tells it."""
    busy_changed = Signal(bool)
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start no thread yet: a pool makes its threads with the first work."""
        super().__init__(parent)
        self._readers = _Pool(_READERS, "query")
        self._writer = _Pool(1, "database")
        self._open = 0
        self._held: list[_Work] = []
        self._closed = False
        self._delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """True while any work has not yet reported back."""
        return self._open > 0

    def query(
        self,
        fn: Callable[..., T],
        *args: object,
        done: Callable[[T], object] | None = None,
        failed: Failed | None = None,
        context: QObject | None = None,
    ) -> Job:
        """Run a read on the pool; ``done`` gets its value, ``failed`` its Problem."""
        return self._submit(self._readers, lambda: fn(*args), done, failed, context)

    def command(
        self,
        fn: Callable[..., T],
        *args: object,
        done: Callable[[T], object] | None = None,
        failed: Failed | None = None,
        context: QObject | None = None,
    ) -> Job:
        """Run a write on the database thread, after every command given before it."""
        return self._submit(self._writer, lambda: fn(*args), done, failed, context)

    def save(
        self,
        fn: Callable[..., T],
        *args: object,
        done: Callable[[T], object] | None = None,
        failed: Failed | None = None,
        context: QObject | None = None,
    ) -> Job:
        """A command that begins once the window has painted what it is about to show."""
        return self._submit(
            self._writer, lambda: fn(*args), done, failed, context, after_paint=True
        )

    def long(
        self,
        fn: Callable[..., T],
        *args: object,
        progress: Callable[[Step], object],
        done: Callable[[T], object] | None = None,
        failed: Failed | None = None,
        context: QObject | None = None,
    ) -> Job:
        """Run long work on the pool; ``fn`` gets ``report(done, total)`` as its last argument.

        ``report`` raises Cancelled inside the work after ``Job.cancel``; then neither
        ``done`` nor ``failed`` is called.
        """
        job = Job()
        target = context or _owner(progress) or self
        report = self._reporter(job, target, progress)
        return self._submit(self._readers, lambda: fn(*args, report), done, failed, context, job)

    def close(self) -> None:
        """Finish every command given, drop queries not begun, and wait for the rest."""
        self._begin_held()
        self._closed = True
        self._writer.close()
        self._readers.close(drop=True)

    def _submit(
        self,
        pool: _Pool,
        run: Callable[[], T],
        done: Callable[[T], object] | None,
        failed: Failed | None,
        context: QObject | None,
        job: Job | None = None,
        *,
        after_paint: bool = False,
    ) -> Job:
        target = context or _owner(done) or _owner(failed) or self
        work = _Work(pool, run, target, done, failed, job or Job())
        if self._closed:
            # A page may still ask while the window goes; there is nobody left to answer.
            work.job.cancel()
            return work.job
        self._count(1)
        self._held.append(work)
        if not after_paint:
            self._begin_held()
        elif len(self._held) == 1:
            QCoreApplication.postEvent(self, QEvent(_PAINTED), _BELOW_PAINT)
        return work.job

    def customEvent(self, event: QEvent) -> None:
        if event.type() is _PAINTED:
            self._begin_held()

    def _begin_held(self) -> None:
        """In the order given: nothing that comes after a save may overtake it."""
        held, self._held = self._held, []
        for work in held:
            future = work.job.future = work.pool.submit(self._run, work)
            future.add_done_callback(partial(self._when_never_begun, work))

    def _run(self, work: _Work) -> None:
        """On a worker: do it, and send the outcome home."""
        if work.job.cancelled:
            return self._send(work, _nothing)
        try:
            value = work.run()
        except Cancelled:
            return self._send(work, _nothing)
        except Problem as problem:
            return self._fail(work, problem)
        except Refusal as refusal:
            return self._fail(work, Problem(Situation.NOT_ACCEPTED, what=refusal.message))
        except Exception as error:  # noqa: BLE001 - a bug reaches the person as a sentence
            return self._fail(work, _told_by_number(error))
        done = work.done
        return self._send(work, _nothing if done is None else lambda: done(value))

    def _fail(self, work: _Work, problem: Problem) -> None:
        if work.job.cancelled:
            return self._send(work, _nothing)
        failed = work.failed or self.unhandled.emit
        return self._send(work, lambda: failed(problem))

    def _send(self, work: _Work, call: Callable[[], object]) -> None:
        self._delivered.emit(_Delivery(self, lambda: self._finish(work, call)))

    def _finish(self, work: _Work, call: Callable[[], object]) -> None:
        self._count(-1)
        if shiboken6.isValid(work.context):
            call()

    def _when_never_begun(self, work: _Work, future: Future[None]) -> None:
        if future.cancelled() and not self._closed:
            self._send(work, _nothing)

    def _reporter(
        self, job: Job, context: QObject, progress: Callable[[Step], object]
    ) -> Callable[[int, int], None]:
        last = 0.0

        def report(done: int, total: int) -> None:
            nonlocal last
            if job.cancelled:
                raise Cancelled
            now = time.monotonic()
            if done != total and now - last < _REPORT_EVERY:
                return
            last = now
            step = Step(done, total)
            self._delivered.emit(_Delivery(context, lambda: progress(step)))

        return report

    def _count(self, by: int) -> None:
        before = self.busy
        self._open += by
        if self.busy != before:
            self.busy_changed.emit(self.busy)

    @Slot(object)
    def _on_delivered(self, delivery: _Delivery) -> None:
        if not self._closed and shiboken6.isValid(delivery.context):
            delivery.call()


def _owner(callback: Callable[..., object] | None) -> QObject | None:
    """The object whose method a callback is: its life bounds the callback's."""
    owner = getattr(callback, "__self__", None)
    return owner if isinstance(owner, QObject) else None


def _nothing() -> None:
    """The outcome of work that nobody waits for."""


def _told_by_number(error: BaseException) -> Problem:
    """A bug as the person sees it; the number leads to the place in the log."""
    number = os.urandom(3).hex()
    _log.error("task %s failed: %s", number, _where(error))
    return Problem(Situation.UNEXPECTED, number=number)


def _where(error: BaseException) -> str:
    """Kind and place of an error; never its message, which may hold what a patient said."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
