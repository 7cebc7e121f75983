"""The record as workflows see it: units of work that commit whole or not at all.

    with records.writing(session.account) as unit:
        unit.patients.add(patient)
        unit.audit(Act.PATIENT_CREATED, patient.uuid, {...})

The commit is on leaving the block; any error rolls back and leaves as a ``Problem``.
``records.write(account, work)`` does the same with a function, which it calls a second time after
giving up the ballast of a full disk. Whatever saves a call's answers goes that way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from workstation.clinical.encounter import Encounter
from workstation.records import audit, documents
from workstation.records.accounts import AccountReader, AccountWriter
from workstation.records.audit import AuditReader
from workstation.records.ballast import Ballast
from workstation.records.call_backs import CallBackReader, CallBackWriter
from workstation.records.database import Database
from workstation.records.documents import DocumentReader
from workstation.records.doses import DoseWriter
from workstation.records.drafts import DraftWriter
from workstation.records.encounters import EncounterReader
from workstation.records.errors import Circumstances, problem_of
from workstation.records.gradings import GradingReader
from workstation.records.listing import ListingReader
from workstation.records.patients import PatientReader, PatientWriter
from workstation.records.protocol_packs import PackReader, PackWriter
from workstation.records.values import AuditHead, Issue
from workstation.records.work import Work
from workstation.site.clock import Clock, is_set_back
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Account
from workstation.vault.beside import WaitingDraft, save_waiting
from workstation.vault.lock import holder_of

T = TypeVar("T")

PROGRAM = "(program)"
"""Who does what nobody asked for. No account can have this name: it holds brackets."""


class Reading:
    """What a reading unit offers. It sees one state of the record for as long as it lasts."""

    def __init__(self, connection: Connection) -> None:
        self.encounters = EncounterReader(connection)
        self.patients = PatientReader(connection)
        self.accounts = AccountReader(connection)
        self.call_backs = CallBackReader(connection)
        self.documents = DocumentReader(connection)
        self.listing = ListingReader(connection)
        self.packs = PackReader(connection)
        self.gradings = GradingReader(connection)
        self.audit_log = AuditReader(connection)


class Writing:
    """What a writing unit offers: all reading as well, in the same transaction."""

    def __init__(self, work: Work) -> None:
        connection = work.connection
        self._work = work
        self.at = work.at
        self.who = work.user
        self.encounters = DraftWriter(work)
        self.patients = PatientWriter(work)
        self.doses = DoseWriter(work)
        self.accounts = AccountWriter(work)
        self.call_backs = CallBackWriter(work)
        self.documents = DocumentReader(connection)
        self.listing = ListingReader(connection)
        self.packs = PackWriter(work)
        self.audit_log = AuditReader(connection)

    def audit(self, act: Act, obj: str = "", detail: Mapping[str, Any] | None = None) -> AuditHead:
        """Writes an event into the chain and gives the new head. ``obj`` is what it is about."""
        return audit.append(self._work, act, obj, detail)

    def issue(self, new: Issue) -> Encounter:
        """Turns a draft into a signed encounter, its audit event included; see ``documents``."""
        return documents.issue(self._work, new)


class Records:
    """All access to one open database. ``zone`` is the site's, for times told in sentences."""

    def __init__(
        self, database: Database, clock: Clock, zone: tzinfo = UTC, ballast: Ballast | None = None
    ) -> None:
        self.database = database
        self._clock = clock
        self._zone = zone
        self._folder = database.path.parent
        self._ballast = ballast or Ballast(self._folder)
        self._saved_at = clock()
        self._latest: datetime | None = None
        self._closed = False
        self._owner: Account | None = None
        self._ballast.ensure()
        if database.migrated_from:
            with self.writing(PROGRAM) as unit:
                unit.audit(Act.MIGRATED, "", {"from": database.migrated_from})

    def serve(self, account: Account | None) -> None:
        """Opens every later unit only while this account is open in its role; None: no longer.

        Somebody may close an account beside its session. Each unit then raises ``Problem``
        account_disabled, or session_ended for an account whose role is another one.
        """
        self._owner = account

    @contextmanager
    def writing(self, who: Account | str) -> Iterator[Writing]:
        """A unit that writes. ``who`` is an account, or the name typed at a failed sign-in."""
        user = who if isinstance(who, str) else who.user
        with self._problems(), self.database.writer.begin() as connection:
            self._require_owner(connection)
            work = Work(connection, user, self._clock(), self._zone)
            yield Writing(work)
        self.database.assert_same_file()
        self._saved_at = work.at
        self._latest = work.at if self._latest is None else max(self._latest, work.at)
        if work.drafts_changed:
            self.note_waiting()

    def write(self, who: Account | str, work: Callable[[Writing], T]) -> T:
        """Runs ``work`` in a writing unit; once more on a full disk, with the ballast given up."""
        try:
            return self._write_once(who, work)
        except Problem as problem:
            if problem.situation is not Situation.DISK_FULL or not self._ballast.release():
                raise
        return self._write_once(who, work)

    def _write_once(self, who: Account | str, work: Callable[[Writing], T]) -> T:
        with self.writing(who) as unit:
            return work(unit)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A unit that reads, however long; it never makes a save wait."""
        with self._problems(), self.database.readers.begin() as connection:
            self._require_owner(connection)
            yield Reading(connection)

    @property
    def clock_was(self) -> datetime | None:
        """What the clock showed at its latest, while it shows less now; else None."""
        return self._latest if is_set_back(self._clock(), self._latest) else None

    @property
    def room_is_short(self) -> bool:
        """True once the disk was full and the ballast is gone: saving works, but not for long."""
        return not self._ballast.present

    def audit_head(self) -> AuditHead:
        """The newest entry of the audit, as a page prints it."""
        with self.reading() as unit:
            return unit.audit_log.head()

    def health(self) -> tuple[str, ...]:
        """What is wrong with the file; empty when it is sound."""
        with self._problems():
            return self.database.health()

    def note_waiting(self) -> None:
        """Notes beside the vault which drafts are open: start times and user names only.

        The note only serves the sign-in window; the drafts themselves are safe without it.
        """
        with suppress(Problem):
            with self.reading() as unit:
                drafts = unit.encounters.drafts_begun()
            save_waiting(self._folder, [WaitingDraft(at, user) for at, user in drafts])

    def close(self) -> None:
        """Closes the database for good: a later unit is refused. Harmless when it is closed."""
        self._closed = True
        self.database.close()

    def _require_owner(self, connection: Connection) -> None:
        if self._owner is None:
            return
        held = AccountReader(connection).find(self._owner.user)
        if held is None or not held.active:
            raise Problem(Situation.ACCOUNT_DISABLED)
        if held.role is not self._owner.role:
            raise Problem(Situation.SESSION_ENDED)

    @contextmanager
    def _problems(self) -> Iterator[None]:
        if self._closed:  # an engine would open the file again without a word
            raise Problem(Situation.SESSION_ENDED)
        try:
            yield
        except DBAPIError as error:
            if self.database.was_replaced():  # an emptied file looks like a damaged one
                raise Problem(Situation.DATABASE_REPLACED) from error
            raise problem_of(error, self._circumstances()) or error from error
        except UnicodeEncodeError as error:  # half a character, which no text in the file can hold
            what = "There is a character in the text that cannot be stored."
            raise Problem(Situation.NOT_ACCEPTED, what=what) from error
        except PoolTimeoutError as error:
            holder = holder_of(self._folder)
            raise Problem(Situation.DATABASE_BUSY, holder=holder) from error

    def _circumstances(self) -> Circumstances:
        until = self._saved_at.astimezone(self._zone).strftime("%H:%M")
        return Circumstances(self.database.path, until, holder_of(self._folder))
