"""Reading a version of the protocol: as a document with its cases, and what its proof covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workstation.clinical.assessment import assess, examine
from workstation.clinical.document import Document, Found
from workstation.clinical.document_parts import document_of
from workstation.clinical.findings import Observation, Setting
from workstation.clinical.guide import guide_of
from workstation.clinical.notation import observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.clinical.results import Reason
from workstation.protocols.cases import ASSESSED_AT, Case, read_cases
from workstation.protocols.checker import Report, Trouble, check_files
from workstation.protocols.proofs import delivered_proofs
from workstation.site.staff import Role
from workstation.workflows.session import Session, allowed
from workstation.workflows.site_protocol import get_version, load_checked

__all__ = [
    "Document",
    "Found",
    "Report",
    "Trouble",
    "delivered",
    "document",
    "guide",
    "proof",
    "rule",
]

EVERYONE = (Role.NURSE, Role.PRESCRIBER, Role.MANAGER, Role.ADMINISTRATOR)


@allowed(*EVERYONE)
def document(session: Session, name: str = "") -> Document:
    """A version to read, by its name; without one the protocol of this session.

    Raises ``Problem`` not_found, protocol_failed.
    """
    protocol, sha256 = session.protocol, session.protocol.ref.sha256
    if name:
        version = get_version(session.records, name)
        protocol, sha256 = load_checked(session.records, version), version.sha256
    with session.records.reading() as unit:
        here = any(one.sha256 == sha256 for one in unit.packs.list())
        files = unit.packs.files(sha256) if here else {}
    return document_of(protocol).with_cases(_cases_by_rule(protocol, read_cases(files)))


@allowed(*EVERYONE)
def rule(session: Session, id: str, setting: Setting) -> tuple[Document, Found | None]:
    """The rule that a reason of this session's protocol names. Reads no record."""
    found = document_of(session.protocol)
    return found, found.find(id, setting)


@allowed(*EVERYONE)
def guide(session: Session) -> Document:
    """What the protocol of this session knows to read: look-alikes, agents, scales, CRS itself."""
    return guide_of(session.protocol)


@allowed(*EVERYONE)
def delivered(session: Session) -> frozenset[str]:
    """The hashes of the packs that come with the program, proved when it was built."""
    del session
    return frozenset(delivered_proofs())


@allowed(Role.MANAGER, Role.ADMINISTRATOR)
def proof(session: Session, name: str) -> Report:
    """Checks a stored version anew and tells what was covered. Takes seconds; writes nothing."""
    version = get_version(session.records, name)
    with session.records.reading() as unit:
        files = unit.packs.files(version.sha256)
    return check_files(files, all_troubles=True)


def _cases_by_rule(protocol: Protocol, cases: tuple[Case, ...]) -> Mapping[str, list[str]]:
    """For each rule the cases in which it decides something."""
    found: dict[str, list[str]] = {}
    for case in cases:
        try:
            observation = observation_from_json(protocol.form, case.input, ASSESSED_AT)
        except Refusal:
            continue  # it stands for a refusal, not for a rule
        for id in dict.fromkeys(_deciding(protocol, observation)):
            found.setdefault(id, []).append(f"{case.id}: {case.because}")
    return found


def _deciding(protocol: Protocol, observation: Observation) -> Iterator[str]:
    answer = assess(protocol, observation)
    said: list[Reason] = [*answer.screens.sepsis_red_flags, *answer.disposition.because]
    for grade in answer.grades.values():
        said += grade.because
    for score in answer.screens.scores.values():
        said += score.because
    yield from (reason.rule for reason in said)
    yield from (f"disposition.{line}" for line in examine(protocol, observation).firing_lines())
    yield from (f"action.{one.id}" for one in answer.actions if not one.if_it_rises)
