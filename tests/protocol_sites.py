"""Sites with a manager and a second version of the protocol, to approve, compare and replay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from tests.making_sites import CHEAP, NURSE, WholeSite
from workstation.clinical.encounter import Patient
from workstation.clinical.findings import Finding, Setting, Source, Therapy, known
from workstation.protocols.pack import files_of, fingerprint
from workstation.protocols.proofs import program
from workstation.site.protocol_versions import ProofSummary
from workstation.site.staff import Role
from workstation.vault.files import resource
from workstation.workflows import administration, calls, issuing, patients
from workstation.workflows.session import Session

MANAGER, MANAGER_PASSWORD = "pbrandt", "violet lantern moss seven"
DELIVERED = "crs@2026.1"
NEW = "crs@2027.1"


def delivered_files() -> dict[str, bytes]:
    return files_of(resource("protocols", "crs", "2026.1"))


def changed(*edits: tuple[str, str, str], version: str = "2027.1") -> dict[str, bytes]:
    """The delivered pack as another version, with texts replaced: (file, old, new)."""
    files = delivered_files()
    for file, old, new in (("protocol.yaml", '"2026.1"', f'"{version}"'), *edits):
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
    sha256 = fingerprint(files)
    proof = ProofSummary(sha256, 244_116, 190, proved_by or program())
    text = files["protocol.yaml"].decode()
    version = next(line for line in text.splitlines() if line.startswith("version:")).split('"')[1]
    with session.records.writing(session.account) as unit:
        return unit.packs.add("crs", version, files, proof).name


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
