"""Drafts, changed one save at a time.

A save names the version it started from. If that is no longer the newest one, the save is
either the same save again, whose answer got lost, and is acknowledged, or it is stale and told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import RowMapping

from workstation.clinical.encounter import (
    ClosedObservation,
    Decision,
    Encounter,
    EncounterState,
    Patient,
    reopened,
)
from workstation.clinical.findings import Finding, Setting, Therapy
from workstation.clinical.taking_over import TakeOver
from workstation.records import decisions, findings, observations, search, take_overs, therapies
from workstation.records.encounters import EncounterReader
from workstation.records.patients import PatientWriter
from workstation.records.tables import account, encounter
from workstation.records.values import StaleVersion
from workstation.records.work import Work
from workstation.site.problems import Problem, Situation


@dataclass(frozen=True, slots=True)
class Attachment:
    """What attaching a patient brings along; decided by the workflow."""

    patient: Patient
    prior_call_within_24h: bool
    therapy: Therapy | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """A save of answers. ``before`` holds the answers that the items had; None for a retry."""

    version: int
    before: Mapping[str, Finding] | None
    first_red_flag_at: datetime | None


class DraftWriter(EncounterReader):
    """Changes drafts. Each method is one save and gives the encounter as it then is.

    Errors of all but ``start``: ``Problem`` not_found, not_yours, not_a_draft, and
    ``StaleVersion``. The caller writes the audit event in the same unit.
    """

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work

    def start(self, uuid: str, setting: Setting, nurse_name: str, number: str) -> Encounter:
        """Opens a draft of the unit's user. The caller has looked that the uuid is free."""
        work = self._work
        row = {
            "uuid": uuid,
            "state": EncounterState.DRAFT.value,
            "setting": setting.value,
            "started_at": work.at,
            "account_id": work.account_id,
            "nurse_name": nurse_name,
            "call_back_number": number,
            "changed_at": work.at,
            "changed_by": work.account_id,
        }
        self._connection.execute(insert(encounter), {**_EMPTY, **row})
        work.drafts_changed = True
        return self._noted(uuid)

    def save_answers(
        self, uuid: str, version: int, found: Sequence[Finding], cleared: Sequence[str]
    ) -> Encounter:
        """Adds answers, and takes others back."""
        self.add_answers(uuid, version, found, cleared)
        return self.get(uuid)

    def add_answers(
        self, uuid: str, version: int, found: Sequence[Finding], cleared: Sequence[str]
    ) -> Added:
        """The same, without reading the whole encounter: an answer is typed every second."""
        row = self._own(uuid)
        new = findings.rows(self._work, row["id"], version + 1, found, cleared)
        if row["version"] == version + 1 and self._are_stored(row, new):
            return Added(version + 1, None, row["first_red_flag_at"])
        self._require(row, version)
        items = [entry["item"] for entry in new]
        before = findings.latest(self._connection, [row["id"]], items)[row["id"]]
        findings.store(self._work, new)
        self._save(row, {})
        return Added(version + 1, before, row["first_red_flag_at"])

    def _are_stored(self, row: RowMapping, new: Sequence[Mapping[str, Any]]) -> bool:
        stored = findings.saved_with(self._connection, row["id"], row["version"])
        return stored == [(entry["item"], entry["kind"], entry["value"]) for entry in new]

    def save_details(self, uuid: str, version: int, details: Mapping[str, Any]) -> Encounter:
        """Changes details of the call, by column name."""
        row = self._own(uuid)
        same = row["details_version"] == version + 1
        same = same and all(row[name] == value for name, value in details.items())
        if self._is_retry(row, version, same):
            return self._encounter(row)
        self._require(row, version)
        self._save(row, dict(details) | {"details_version": version + 1})
        return self._noted(uuid)

    def save_setting(self, uuid: str, version: int, setting: Setting) -> Encounter:
        """Changes where the assessment is made, while nothing of it was answered or decided.

        Raises ``Problem`` setting_kept once an answer, a decision or the patient is there.
        """
        row = self._own(uuid)
        same = row["details_version"] == version + 1 and row["setting"] == setting.value
        if self._is_retry(row, version, same):
            return self._encounter(row)
        self._require(row, version)
        held = self._encounter(row)
        answered = held.findings or held.observations
        if answered or held.patient is not None or held.decision != Decision():
            raise Problem(Situation.SETTING_KEPT)
        self._save(row, {"setting": setting.value, "details_version": version + 1})
        return self._noted(uuid)

    def attach(self, uuid: str, version: int, new: Attachment) -> Encounter:
        """Attaches the patient, once. Raises ``Problem`` patient_attached for a second one."""
        row = self._own(uuid)
        patient_id = PatientWriter(self._work).row_id(new.patient.uuid)
        same = row["patient_id"] == patient_id and row["patient_version"] == version + 1
        if self._is_retry(row, version, same):
            return self._encounter(row)
        if row["patient_id"] is not None:
            raise Problem(Situation.PATIENT_ATTACHED)
        self._require(row, version)
        self._save(
            row,
            {
                "patient_id": patient_id,
                "patient_version": version + 1,
                "prior_call_within_24h": new.prior_call_within_24h,
            },
        )
        self._bring(row["id"], version + 1, new)
        return self._noted(uuid)

    def save_therapy(self, uuid: str, version: int, value: Therapy) -> Encounter:
        """Sets the therapy of the call."""
        row = self._own(uuid)
        same = therapies.version_of(self._connection, row["id"]) == version + 1
        same = same and therapies.of_encounter(self._connection, row["id"]) == value
        if self._is_retry(row, version, same):
            return self._encounter(row)
        self._require(row, version)
        therapies.store(self._work, value, encounter_id=row["id"], version=version + 1)
        self._save(row, {})
        return self._noted(uuid)

    def save_decision(self, uuid: str, version: int, made: Decision) -> Encounter:
        """Stores the nurse's decision."""
        row = self._own(uuid)
        same = decisions.version_of(self._connection, row["id"]) == version + 1
        same = same and decisions.newest(self._connection, row["id"]) == made
        if self._is_retry(row, version, same):
            return self._encounter(row)
        self._require(row, version)
        decisions.store(self._work, row["id"], version + 1, made)
        self._save(row, {})
        return self.get(uuid)

    def close_observation(
        self, uuid: str, version: int, closed: ClosedObservation, scale_version: str
    ) -> Encounter:
        """Stores the open observation as closed and opens the next one."""
        row = self._own(uuid)
        newest = observations.version_of(self._connection, row["id"])
        if self._is_retry(row, version, newest == version + 1):
            return self._encounter(row)
        self._require(row, version)
        observations.store(self._work, row["id"], version + 1, closed, scale_version)
        held = decisions.newest(self._connection, row["id"])
        if held is not None and held != reopened(held):
            decisions.store(self._work, row["id"], version + 1, reopened(held))
        self._save(row, {})
        return self.get(uuid)

    def enter_in_error(self, uuid: str, version: int, reason: str) -> Encounter:
        """Marks a draft as entered in error; it stays in the record."""
        row = self._own(uuid)
        ended = row["state"] == EncounterState.ENTERED_IN_ERROR.value
        if self._is_retry(row, version, ended and row["error_reason"] == reason):
            return self._encounter(row)
        self._require(row, version)
        state = EncounterState.ENTERED_IN_ERROR.value
        self._save(row, {"state": state, "error_reason": reason})
        self._work.drafts_changed = True
        return self.get(uuid)

    def take_over(self, uuid: str, version: int, printed_name: str, reason: str) -> Encounter:
        """Makes a draft of a closed account the unit's user's own.

        Raises ``Problem`` not_yours while that account is open.
        """
        row = self._need(uuid)
        if row["nurse"] == self._work.user and row["version"] == version + 1:
            return self._encounter(row)
        self._require(row, version)
        owner = select(account.c.active).where(account.c.user == row["nurse"])
        if self._connection.execute(owner).scalar_one():
            raise Problem(Situation.NOT_YOURS, nurse=row["nurse_name"])
        work = self._work
        before, by = (row["nurse"], row["nurse_name"]), (work.user, printed_name)
        made = TakeOver(*before, *by, work.at, reason)
        take_overs.store(work, row["id"], uuid, version + 1, made)
        self._save(row, {"nurse_name": printed_name})
        work.drafts_changed = True
        return self._noted(uuid)

    def own_draft(self, uuid: str) -> int:
        """The row of an open draft of the unit's user, for what is kept beside its versions."""
        row = self._own(uuid)
        self._require_draft(row)
        return int(row["id"])

    def note_red_flag(self, uuid: str) -> None:
        """Keeps the time of the first red flag, and of no later one. The version stays."""
        first = encounter.c.first_red_flag_at.is_(None)
        query = update(encounter).where(encounter.c.uuid == uuid, first)
        self._connection.execute(query.values(first_red_flag_at=self._work.at))

    def seal(self, uuid: str, version: int, facts: Mapping[str, Any]) -> RowMapping:
        """Makes a draft a signed encounter and gives the row as it was; see ``issuing``."""
        row = self._own(uuid)
        self._require(row, version)
        if row["patient_id"] is None:
            raise Problem(Situation.PATIENT_NEEDED)
        self._save(row, dict(facts) | {"state": EncounterState.SIGNED.value})
        self._work.drafts_changed = True
        return row

    def note_patient(self, patient_uuid: str) -> None:
        """Puts a patient's changed names into the full-text index of all their encounters."""
        owner = PatientWriter(self._work).row_id(patient_uuid)
        query = select(encounter.c.uuid).where(encounter.c.patient_id == owner)
        for uuid in self._connection.execute(query).scalars().all():
            self._noted(uuid)

    def _bring(self, row_id: int, version: int, new: Attachment) -> None:
        if new.therapy is not None:
            therapies.store(self._work, new.therapy, encounter_id=row_id, version=version)
        findings.store(self._work, findings.rows(self._work, row_id, version, new.findings, ()))

    def _own(self, uuid: str) -> RowMapping:
        row = self._need(uuid)
        if row["nurse"] != self._work.user:
            raise Problem(Situation.NOT_YOURS, nurse=row["nurse_name"])
        return row

    def _is_retry(self, row: RowMapping, version: int, same: bool) -> bool:
        return bool(row["version"] == version + 1 and same)

    def _require_draft(self, row: RowMapping) -> None:
        if row["state"] != EncounterState.DRAFT.value:
            state = EncounterState(row["state"]).value.replace("_", " ")
            raise Problem(Situation.NOT_A_DRAFT, state=state)

    def _require(self, row: RowMapping, version: int) -> None:
        self._require_draft(row)
        if row["version"] != version:
            raise self._stale(row, version)

    def _stale(self, row: RowMapping, version: int) -> StaleVersion:
        connection, row_id = self._connection, row["id"]
        versions = {
            "call_details": row["details_version"],
            "patient": row["patient_version"],
            "therapy": therapies.version_of(connection, row_id),
            "decision": decisions.version_of(connection, row_id),
            "observation": observations.version_of(connection, row_id),
        }
        parts = tuple(name for name, newest in versions.items() if newest > version)
        items = findings.changed_since(connection, row_id, version)
        query = select(account.c.name).where(account.c.id == row["changed_by"])
        by = str(connection.execute(query).scalar_one())
        at = self._work.told(row["changed_at"])
        return StaleVersion(at, by, (*items, *parts), self._encounter(row))

    def _save(self, row: RowMapping, values: Mapping[str, Any]) -> None:
        changed = {
            "version": row["version"] + 1,
            "changed_at": self._work.at,
            "changed_by": self._work.account_id,
        }
        query = update(encounter).where(encounter.c.id == row["id"])
        self._connection.execute(query.values(changed | dict(values)))

    def _noted(self, uuid: str) -> Encounter:
        """The encounter, after its words were put in the full-text index."""
        stored = self.get(uuid)
        search.note_encounter(self._connection, stored)
        return stored


_EMPTY: Mapping[str, Any] = {
    "read_back": False,
    "caller": "",
    "address": "",
    "prior_call_within_24h": False,
    "protocol_id": "",
    "protocol_version": "",
    "protocol_sha256": "",
    "error_reason": "",
    "version": 1,
    "details_version": 0,
    "patient_version": 0,
}
