"""The frozen values that leave the record, beside those of ``clinical`` and ``site``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workstation.clinical.encounter import Decision, Encounter, EncounterState
from workstation.clinical.findings import Observation, Setting
from workstation.clinical.form import Level
from workstation.clinical.results import Assessment
from workstation.site.problems import Problem, Situation


class StaleVersion(Problem):
    """A save started from a version that is no longer the newest one; nothing was written.

    ``changed`` names what changed since then: item ids, and the words ``call_details``,
    ``patient``, ``therapy``, ``decision``, ``observation`` and ``state``. ``current`` is the
    encounter as it is now, None for other things than encounters. Both stay out of the message.
    """

    def __init__(
        self, at: str, by: str, changed: tuple[str, ...] = (), current: Encounter | None = None
    ) -> None:
        super().__init__(Situation.STALE_VERSION, at=at, by=by)
        self.changed = changed
        self.current = current


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest entry of the audit: its number and its hash (32 bytes)."""

    seq: int
    hash: bytes

    @property
    def short(self) -> str:
        """The number and the first 16 hex digits, as a page prints it."""
        return f"{self.seq}:{self.hash.hex()[:16]}"


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """The result of a check of the chain. ``first_bad`` is the first entry that does not fit.

    ``older`` is True when the chain ends before the anchor, or no longer holds it: an older
    copy of the database was put back.
    """

    head: AuditHead
    checked: int
    first_bad: int | None = None
    older: bool = False

    @property
    def sound(self) -> bool:
        """True when every checked entry fits and the anchor is in the chain."""
        return self.first_bad is None and not self.older


@dataclass(frozen=True, slots=True)
class CallBack:
    """A promise to call again. Open while ``finished_at`` is None. Times are aware UTC.

    Patient, agent and grade are those of the signed encounter that made the promise, so that
    the worklist can say whom to call and why.
    """

    id: int
    encounter_uuid: str
    encounter_id: int
    due_at: datetime
    number: str
    patient_name: str
    level: str | None = None
    finished_at: datetime | None = None
    finished_by: str = ""
    outcome: str = ""
    birth_date: date | None = None
    mrn: str = ""
    agent: str = ""
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class EncounterRow:
    """One line of the encounter list. Grades and dispositions are set once it is signed.

    ``override`` is ``raised``, ``lowered`` or empty. ``not_assessed`` holds (item id, reason)
    for each item that was not assessed or not known, reason ``unknown`` for the latter.
    ``error_reason`` says why an encounter was entered in error. The grade is that of the last of
    its ``observations``; the peak that of all, None where it was not kept.
    """

    id: int
    uuid: str
    state: EncounterState
    setting: Setting
    started_at: datetime
    nurse_name: str
    call_back_number: str = ""
    patient_name: str = ""
    birth_date: date | None = None
    mrn: str = ""
    agent: str = ""
    scale: str = ""
    scale_version: str = ""
    at_least: int | None = None
    at_most: int | None = None
    computed: str | None = None
    decided: str | None = None
    override: str = ""
    override_reason: str = ""
    override_text: str = ""
    not_assessed: tuple[tuple[str, str], ...] = ()
    not_known_reason: str = ""
    first_red_flag_at: datetime | None = None
    call_back_at: datetime | None = None
    signed_at: datetime | None = None
    protocol: str = ""
    error_reason: str = ""
    observations: int = 1
    peak_at_least: int | None = None
    peak_at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Everything that turns a draft into a signed encounter, stored in one transaction.

    ``version`` is the version of the draft that was rendered, ``observation`` what was graded.
    ``printed_head`` is the audit head that the page shows; it must still be in the chain.
    ``certificate_sha256`` is the hex fingerprint of the signer's certificate, ``sha256`` the hex
    hash of ``pdf``. ``levels`` gives the ranks of the dispositions for the measures, ``doses``
    the ids of those that the page shows.
    """

    encounter_uuid: str
    version: int
    signed_at: datetime
    observation: Observation
    assessment: Assessment
    scale_version: str
    decision: Decision
    pdf: bytes
    sha256: str
    certificate_sha256: str
    printed_head: AuditHead
    levels: Mapping[str, Level]
    doses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A signed report as it was stored. Hashes are lower-case hex.

    ``sha256`` and ``certificate_sha256`` are those that the audit told when it was signed, which
    nothing can change unseen; empty where the audit knows of no such signature.
    """

    encounter_uuid: str
    encounter_id: int
    pdf: bytes
    sha256: str
    certificate_sha256: str
    signed_at: datetime
    signed_by: str
    printed_head: AuditHead
