"""Sites with a manager and a second version of the protocol, to approve, compare and replay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tests.making_sites import CHEAP, NEW_SITE, NURSE, Minutes, WholeSite
from tests.small_pack import small
from workstation.app import make_rooms
from workstation.clinical.encounter import Patient
from workstation.clinical.findings import Finding, Setting, Source, Therapy, known
from workstation.protocols.pack import files_of, fingerprint, head_of
from workstation.protocols.proofs import program
from workstation.records.database import open_connection
from workstation.site.protocol_versions import ProofSummary, approval_statement
from workstation.site.staff import Role
from workstation.vault.approvals import sign_statement
from workstation.vault.files import resource
from workstation.workflows import administration, calls, issuing, patients
from workstation.workflows.first_start import create_site
from workstation.workflows.session import RECORDS, Session, open_signer

MANAGER, MANAGER_PASSWORD = "pbrandt", "violet lantern moss seven"
DELIVERED = "crs@2026.3"
NEW = "crs@2027.1"


def delivered_files() -> dict[str, bytes]:
    return files_of(resource("protocols", "crs", "2026.3"))


def changed(*edits: tuple[str, str, str], version: str = "2027.1") -> dict[str, bytes]:
    """The delivered pack as another version, with texts replaced: (file, old, new)."""
    files = delivered_files()
    for file, old, new in (("protocol.yaml", '"2026.3"', f'"{version}"'), *edits):
        text = files[file].decode()
        assert old in text, f"{file} no longer holds {old!r}"
        files[file] = text.replace(old, new).encode()
    return files


def add_manager(site: WholeSite) -> None:
    with site.administrator() as session:
        administration.add_account(
            session, MANAGER, "P. Brandt", "", Role.MANAGER, MANAGER_PASSWORD, CHEAP
        )


@dataclass(frozen=True)
class ManagedSite:
    """A site that has a manager."""

    site: WholeSite

    @contextmanager
    def manager(self) -> Iterator[Session]:
        with self.site.session(MANAGER, MANAGER_PASSWORD) as session:
            yield session

    @contextmanager
    def nurse(self) -> Iterator[Session]:
        with self.site.session() as session:
            yield session


def store(session: Session, files: Mapping[str, bytes], proved_by: str = "") -> str:
    """Puts a pack and a proof of it straight into the records, as if it had passed the check.

    The check itself takes seconds, and would refuse what a test wants to see the effect of.
    """
    proof = ProofSummary(fingerprint(files), 244_116, 190, proved_by or program())
    head = head_of(files)
    with session.records.writing(session.account) as unit:
        return unit.packs.add(head.id, head.version, files, proof).name


def put_approval(session: Session, name: str, password: str = MANAGER_PASSWORD) -> None:
    """Signs a version straight into the records, without the check that approving makes."""
    with session.records.reading() as unit:
        version = unit.packs.get(name)
    signer = open_signer(session, password, documents=False)
    statement = approval_statement(name, version.sha256, session.account.user)
    with session.records.writing(session.account) as writing:
        writing.packs.approve(name, *sign_statement(signer, statement))


def forge(site: WholeSite, statement: str, *facts: object) -> None:
    """Changes a row as nobody can through the program: with the key, and the guards taken off."""
    with site.session() as session:
        key = session.keys.data_key
    connection = open_connection(site.folder / RECORDS, key, guarded=False)
    verb, *rest = statement.split()
    if verb != "INSERT":
        table, short = (rest[0], "upd") if verb == "UPDATE" else (rest[1], "del")
        connection.execute(f"DROP TRIGGER {table}_no{short}")
    connection.execute(statement, facts)
    connection.close()


def a_patient(session: Session) -> Patient:
    person = Patient(
        uuid=session.new_id(),
        family_name="Doe",
        given_name="Jane",
        birth_date=date(1965, 3, 14),
        therapy=Therapy(cause="immunotherapy", agent="teclistamab"),
    )
    return patients.add(session, person)


def sign_call(session: Session, *found: Finding, setting: Setting = Setting.WARD) -> str:
    """A signed call with these findings; gives its id."""
    draft = calls.start(session, setting, "555-0134")
    saved = calls.answer(session, draft.uuid, draft.version, found)
    draft = calls.attach_patient(session, draft.uuid, saved.version, a_patient(session).uuid)
    issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    return draft.uuid


def temperature(session: Session, value: float) -> Finding:
    return known("temperature_c", value, Source.MEASURED, session.clock())


def make_older_site(folder: Path, clock: Minutes | None = None) -> WholeSite:
    """A site whose first start was with a program that came with another pack."""
    clock = clock or Minutes()
    rooms = make_rooms(clock)
    older = replace(rooms, pack=small)
    recovery_key = create_site(folder, NEW_SITE, older, clock, CHEAP)
    site = WholeSite(folder, rooms, clock, recovery_key)
    clock.advance(minutes=1)
    add_manager(site)
    return site
