"""A call in progress: what is known now, what is saved, and the assessment of both.

An answer counts on the screen at once and is sent to the record as soon as it is painted; saves go
out one after another, each from the version that the one before it gave back. What could not
be saved stays here and is sent again on ``retry``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, Signal

from workstation.clinical.encounter import (
    Decision,
    Encounter,
    close_observation,
    opened_late,
    why_not_closed,
)
from workstation.clinical.episode import Episode, course
from workstation.clinical.findings import Finding, Setting, Therapy
from workstation.clinical.form import Form
from workstation.clinical.observation_table import ObservationLine, graded, observation_lines
from workstation.clinical.results import Assessment
from workstation.site.problems import Problem
from workstation.ui.tasks import Tasks
from workstation.workflows import calls, observing
from workstation.workflows.assessing import assess_encounter
from workstation.workflows.session import Session

Result = calls.Saved | Encounter
Save = Callable[[int], Result]


@dataclass(slots=True)
class _Answers:
    """Answers that wait to be sent in one save."""

    findings: dict[str, Finding] = field(default_factory=dict)
    cleared: dict[str, None] = field(default_factory=dict)


class CallDraft(QObject):
    """The one place where a call's state changes.

    ``changed`` follows every change, ``saved`` each acknowledged save with its time,
    ``save_failed`` carries the Problem. ``encounter`` and ``assessment`` are the present ones.
    """

    changed = Signal()
    saved = Signal(object)
    save_failed = Signal(object)
    signed = False
    """True once it is signed: what a field still holds as it goes is not sent after that."""
    warned = Signal(str)
    setting_changed = Signal()
    """The form is another; ``changed`` follows."""
    observation_opened = Signal()
    """The form is asked anew; ``changed`` follows."""

    def __init__(
        self, session: Session, tasks: Tasks, encounter: Encounter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._tasks = tasks
        self.encounter = encounter
        self.form: Form = session.protocol.form.within(encounter.setting)
        """The form in use, with the levels that a decision in this setting may choose from."""
        self._version = encounter.version
        self._waiting: deque[_Answers | Save] = deque()
        self._under_way: _Answers | Save | None = None
        self._tried: _Answers | Save | None = None
        self._failed = False
        self._when_saved: list[Callable[[], object]] = []
        self.saved_at: datetime | None = None
        self.assessment: Assessment = self._assess()

    @property
    def now(self) -> datetime:
        """The present time, aware UTC."""
        return self.session.clock()

    @property
    def version(self) -> int:
        """The version of the last acknowledged save."""
        return self._version

    @property
    def unsaved(self) -> bool:
        """True while something is not yet acknowledged."""
        return bool(self._waiting) or self._under_way is not None

    @property
    def failed(self) -> bool:
        """True after a save that failed, until ``retry``."""
        return self._failed

    def finding(self, item: str) -> Finding | None:
        """The latest answer of an item, None when it was not asked."""
        return self.encounter.findings.get(item)

    # --- all observations ---------------------------------------------------------------------

    def observation_lines(self) -> tuple[ObservationLine, ...]:
        """Every observation as a line, the open one last."""
        unit = self.session.site.temperature_unit
        form = self.session.protocol.form
        last = graded(self.assessment, self.now)
        return observation_lines(form, self.encounter, last, unit)

    def course(self) -> Episode:
        """Onset, peak and trend over all observations."""
        symptoms = self.session.protocol.groups["symptoms"]
        return course(self.encounter, self.assessment, self.now, symptoms)

    def observation_due(self) -> datetime | None:
        """When the next observation was said to be due."""
        found = self.finding("observation_due_at")
        return found.value if found and isinstance(found.value, datetime) else None

    def opened_late(self) -> datetime | None:
        """When the open observation was due, if it was begun later."""
        found = opened_late(self.encounter)
        return found.value if found and isinstance(found.value, datetime) else None

    # --- changes ------------------------------------------------------------------------------

    def answer(self, findings: Sequence[Finding], cleared: Sequence[str] = ()) -> None:
        """Take answers in, assess, and save them."""
        known = dict(self.encounter.findings)
        for item in cleared:
            known.pop(item, None)
        known.update({f.id: f for f in findings})
        self.encounter = replace(self.encounter, findings=MappingProxyType(known))
        self._collect(findings, cleared)
        self._after_change()

    def set_details(
        self,
        *,
        call_back_number: str | None = None,
        read_back: bool | None = None,
        caller: str | None = None,
        address: str | None = None,
    ) -> None:
        """Change what is known of the call itself; None leaves a detail as it is."""
        details: dict[str, Any] = {
            "call_back_number": call_back_number,
            "read_back": read_back,
            "caller": caller,
            "address": address,
        }
        held = self.encounter
        given = {n: v for n, v in details.items() if v is not None and v != getattr(held, n)}
        if not given or self.signed:
            return
        session, uuid = self.session, held.uuid
        self.encounter = replace(held, **given)
        self._waiting.append(
            lambda version: calls.set_call_details(session, uuid, version, **given)
        )
        self._after_change()

    @property
    def setting_may_change(self) -> bool:
        """Phone or ward is open until something stands answered or decided."""
        held = self.encounter
        answered = held.findings or held.observations
        return not answered and held.patient is None and held.decision == Decision()

    def change_setting(self, setting: Setting) -> None:
        """Make the assessment elsewhere; the form is that of the new setting."""
        session, uuid = self.session, self.encounter.uuid
        self.encounter = replace(self.encounter, setting=setting)
        self.form = session.protocol.form.within(setting)
        self._waiting.append(lambda version: calls.change_setting(session, uuid, version, setting))
        # Who draws the new form reads the assessment too: it has to be one of the same levels.
        self.assessment = self._assess()
        self.setting_changed.emit()
        self._after_change()

    def next_observation(self) -> None:
        """Close the open observation with what it means now, and open the next one."""
        if why_not_closed(self.encounter):
            return
        session, uuid = self.session, self.encounter.uuid
        assessment, anew = self._assess(), self.form.asked_anew
        self.encounter = close_observation(self.encounter, assessment, self.now, anew)
        self._waiting.append(lambda version: observing.next_observation(session, uuid, version))
        self.assessment = self._assess()
        self.observation_opened.emit()
        self._after_change()

    def attach(self, patient_uuid: str) -> None:
        """Attach the patient, once and for good; the record adds what is on file."""
        session, uuid = self.session, self.encounter.uuid
        self._waiting.append(
            lambda version: calls.attach_patient(session, uuid, version, patient_uuid)
        )
        self._send()

    def take_from_record(self, **changed: Any) -> None:
        """Show what was saved beside the call: the patient's entry, or the doses."""
        self.encounter = replace(self.encounter, **changed)
        self.refresh()

    def set_therapy(self, therapy: Therapy) -> None:
        """Change what may have caused the reaction."""
        session, uuid = self.session, self.encounter.uuid
        self.encounter = replace(self.encounter, therapy=therapy)
        self._waiting.append(lambda version: calls.set_therapy(session, uuid, version, therapy))
        self._after_change()

    def decide(self, decision: Decision) -> None:
        """Change the nurse's own decision."""
        if decision == self.encounter.decision:
            return
        session, uuid = self.session, self.encounter.uuid
        self.encounter = replace(self.encounter, decision=decision)
        self._waiting.append(lambda version: calls.decide(session, uuid, version, decision))
        self._after_change()

    # --- saving -------------------------------------------------------------------------------

    def retry(self) -> None:
        """Send again what could not be saved."""
        self._failed = False
        self._send()

    def when_saved(self, then: Callable[[], object]) -> None:
        """Call ``then`` once everything is acknowledged: at once, or after the last save."""
        if not self.unsaved:
            then()
        else:
            self._when_saved.append(then)
            if self._failed:
                self.retry()

    def refresh(self) -> None:
        """Assess again, because time has passed."""
        self.assessment = self._assess()
        self.changed.emit()

    def _collect(self, findings: Sequence[Finding], cleared: Sequence[str]) -> None:
        last = self._waiting[-1] if self._waiting else None
        # what was tried once goes again as it was: it may be stored, and only then is it known
        if not isinstance(last, _Answers) or last is self._tried:
            last = _Answers()
            self._waiting.append(last)
        for item in cleared:
            last.findings.pop(item, None)
            last.cleared[item] = None
        for finding in findings:
            last.cleared.pop(finding.id, None)
            last.findings[finding.id] = finding

    def _after_change(self) -> None:
        self.assessment = self._assess()
        self.changed.emit()
        # A new answer is also the moment to try again what could not be saved.
        self.retry()

    def _assess(self) -> Assessment:
        return assess_encounter(self.session, self.encounter, self.now)

    def _send(self) -> None:
        if self._under_way is not None or not self._waiting or self._failed:
            return
        self._under_way = self._waiting.popleft()
        save = self._as_save(self._under_way)
        self._tasks.save(
            save, self._version, done=self._on_done, failed=self._on_failed, context=self
        )

    def _as_save(self, work: _Answers | Save) -> Save:
        if not isinstance(work, _Answers):
            return work
        session, uuid = self.session, self.encounter.uuid
        findings, cleared = tuple(work.findings.values()), tuple(work.cleared)
        return lambda version: calls.answer(session, uuid, version, findings, cleared)

    def _on_done(self, result: Result) -> None:
        self._under_way = None
        self._version = result.version
        if isinstance(result, Encounter):
            self._take_over(result)
            self.saved_at = self.now
        else:
            self.saved_at = result.at
            if result.first_red_flag_at != self.encounter.first_red_flag_at:
                self.encounter = replace(self.encounter, first_red_flag_at=result.first_red_flag_at)
            if result.warning:
                self.warned.emit(result.warning)
        self.encounter = replace(self.encounter, version=self._version)
        self.saved.emit(self.saved_at)
        self._send()
        if not self.unsaved:
            waiting, self._when_saved = self._when_saved, []
            for then in waiting:
                then()

    def _take_over(self, stored: Encounter) -> None:
        """Take what the record added (patient, therapy and baselines on file, earlier call).

        Answers given in the meantime are newer than the stored ones and stay.
        """
        same = len(stored.observations) == len(self.encounter.observations)
        if same and stored.observations != self.encounter.observations:
            self.encounter = replace(self.encounter, observations=stored.observations)
            self.changed.emit()
        if stored.patient == self.encounter.patient:
            return
        # What a closed observation held must not come back into the one that is open.
        anew = () if same else self.form.asked_anew
        brought = {id: one for id, one in stored.findings.items() if id not in anew}
        findings = brought | dict(self.encounter.findings)
        newer = any(not isinstance(w, _Answers) for w in self._waiting)
        self.encounter = replace(
            self.encounter,
            patient=stored.patient,
            doses=stored.doses,
            therapy=self.encounter.therapy if newer else stored.therapy,
            findings=MappingProxyType(findings),
            prior_call_within_24h=stored.prior_call_within_24h,
        )
        self.assessment = self._assess()
        self.changed.emit()

    def _on_failed(self, problem: Problem) -> None:
        if self._under_way is not None:
            self._waiting.appendleft(self._under_way)
        self._tried, self._under_way = self._under_way, None
        self._failed = True
        self._when_saved = []
        self.save_failed.emit(problem)
