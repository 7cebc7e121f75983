"""Records for tests: the real encrypted database in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from tests.making_sites import NOW, Minutes
from workstation.clinical.encounter import (
    ClosedObservation,
    Decision,
    Encounter,
    Patient,
    observation,
)
from workstation.clinical.findings import Setting, Therapy
from workstation.clinical.form import Level
from workstation.clinical.protocol import Protocol
from workstation.clinical.results import (
    Action,
    Assessment,
    Disposition,
    GradeRange,
    ProtocolRef,
    Screens,
)
from workstation.records import migrate
from workstation.records.ballast import Ballast
from workstation.records.database import Database
from workstation.records.store import Records
from workstation.records.values import AuditHead, Issue
from workstation.site.clock import Clock
from workstation.site.events import Act
from workstation.site.site import SiteSettings
from workstation.site.staff import Account, Role
from workstation.vault.keys import UnlockedKeys
from workstation.workflows.session import Session

KEY = bytes(range(32))
SITE = SiteSettings(name="Lakeside Infusion", time_zone="America/Chicago")
PEOPLE = (
    ("nokafor", "N. Okafor", "RN", Role.NURSE),
    ("tberg", "T. Berg", "RN", Role.NURSE),
    ("amoreau", "A. Moreau", "MD", Role.PRESCRIBER),
    ("jsilva", "J. Silva", "", Role.MANAGER),
    ("rlindqvist", "R. Lindqvist", "", Role.ADMINISTRATOR),
)
BALLAST = 64 * 1024


@lru_cache(maxsize=1)
def empty_database() -> bytes:
    """A database fresh from the migrations, made once for all tests of a process."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "records.db"
        migrate.create(path, KEY).close()
        return path.read_bytes()


def make_records(folder: Path, clock: Clock) -> Records:
    """A new database with the five people."""
    path = folder / "records.db"
    path.touch(mode=0o600)
    path.write_bytes(empty_database())
    records = Records(Database.open(path, KEY), clock, UTC, Ballast(folder, BALLAST))
    with records.writing("rlindqvist") as unit:
        for user, name, credentials, role in PEOPLE:
            unit.accounts.add(user, name, credentials, role)
            unit.audit(Act.ACCOUNT_ADDED, user, {"role": role.value})
    return records


def reopen(folder: Path, clock: Clock) -> Records:
    """The same database as after a restart."""
    return Records(Database.open(folder / "records.db", KEY), clock, UTC, Ballast(folder, BALLAST))


@contextmanager
def records_in(folder: Path, clock: Clock | None = None) -> Iterator[Records]:
    """New records, closed at the end."""
    records = make_records(folder, clock or Minutes())
    try:
        yield records
    finally:
        records.close()


def account(records: Records, user: str = "nokafor") -> Account:
    with records.reading() as unit:
        return unit.accounts.get(user)


def ids(prefix: str = "id") -> Callable[[], str]:
    """Ids that are counted, so that a test can name them."""
    numbers = count(1)
    return lambda: f"{prefix}-{next(numbers):04d}"


def session(
    records: Records, protocol: Protocol, clock: Clock, folder: Path, user: str = "nokafor"
) -> Session:
    """A signed-in person. The keys are left out: nothing under test here opens the vault."""
    return Session(
        account=account(records, user),
        site=SITE,
        records=records,
        keys=cast("UnlockedKeys", None),
        clock=clock,
        protocol=protocol,
        data_dir=folder,
        new_id=ids(user),
    )


def patient(uuid: str = "p-1", **changes: object) -> Patient:
    """A valid patient, with what a test wants different."""
    values: dict[str, object] = {
        "uuid": uuid,
        "family_name": "Ferreira",
        "given_name": "Ana Lúcia",
        "birth_date": date(1961, 3, 4),
        "mrn": "00482913",
        "phone": "312 555 0142",
        "therapy": Therapy(
            cause="immunotherapy",
            agent="teclistamab",
            dose_label="step-up 2",
            dose_number=2,
            last_dose_at=datetime(2026, 11, 25, 15, 0, tzinfo=UTC),
        ),
    }
    return Patient(**(values | changes))  # type: ignore[arg-type]


PROTOCOL = ProtocolRef("crs", "2026.3", "ab" * 32)
LEVELS = {
    name: Level(name, rank, name.replace("_", " "), "", "phone")
    for rank, name in enumerate(("home_care", "call_back", "same_day", "call_emergency"))
}


def assessment(at_least: int = 2, at_most: int = 3, level: str = "same_day") -> Assessment:
    grade = GradeRange("astct-2019", at_least, at_most, words="Grade 2 to 3")
    actions = (Action("acetaminophen", "Give acetaminophen", "prescriber", "lee-2019"),)
    return Assessment(
        protocol=PROTOCOL,
        default_scale="astct-2019",
        grades={"astct-2019": grade},
        next_question=None,
        screens=Screens({}, "unknown", ()),
        disposition=Disposition(level),
        actions=actions,
        red_flags=(),
        warnings=(),
    )


def issue(
    draft: Encounter, head: AuditHead, decision: Decision | None = None, at: datetime = NOW
) -> Issue:
    """Everything that signs a draft; the bytes stand for the PDF."""
    pdf = f"%PDF-1.7 report of {draft.uuid}".encode()
    return Issue(
        encounter_uuid=draft.uuid,
        version=draft.version,
        signed_at=at,
        observation=observation(draft, at),
        assessment=assessment(),
        scale_version="ASTCT 2019",
        decision=decision or draft.decision,
        pdf=pdf,
        sha256=sha256(pdf).hexdigest(),
        certificate_sha256="cd" * 32,
        printed_head=head,
        levels=LEVELS,
        doses=tuple(dose.id for dose in draft.doses),
    )


def closed_observation(number: int = 1, ended: frozenset[str] = frozenset()) -> ClosedObservation:
    """An observation of half an hour that is over; ``ended`` is what held for it alone."""
    return ClosedObservation(
        number=number,
        opened_at=NOW,
        closed_at=NOW + timedelta(minutes=30),
        by="nokafor",
        by_name="N. Okafor, RN",
        findings={},
        asked_anew=ended,
        scale="astct-2019",
        at_least=0,
        at_most=4,
        level=None,
        graded={"setting": "ward"},
        answer={"protocol": {"id": "crs", "version": "2026.3", "sha256": "ab" * 32}},
    )


def draft_with_patient(records: Records, uuid: str = "e-1", user: str = "nokafor") -> Encounter:
    """A stored draft of a nurse, with a patient attached."""
    from workstation.records.drafts import Attachment

    person = patient(f"p-of-{uuid}")
    with records.writing(account(records, user)) as unit:
        draft = unit.encounters.start(uuid, Setting.PHONE, "N. Okafor, RN", "312 555 0142")
        stored = unit.patients.add(person)
        attachment = Attachment(stored, False, stored.therapy, ())
        return unit.encounters.attach(uuid, draft.version, attachment)


def signed(records: Records, uuid: str = "e-1", decision: Decision | None = None) -> Encounter:
    """A signed encounter."""
    draft = draft_with_patient(records, uuid)
    with records.writing(account(records)) as unit:
        return unit.issue(issue(draft, unit.audit_log.head(), decision, unit.at))
