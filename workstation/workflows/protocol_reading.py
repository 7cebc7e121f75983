"""Reading a version of the protocol: as a document with its cases, and what its proof covers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from workstation.clinical import early_warning, triage
from workstation.clinical.assessment import examine
from workstation.clinical.document import Document, Found
from workstation.clinical.document_parts import document_of
from workstation.clinical.findings import Observation, Setting
from workstation.clinical.guide import guide_of
from workstation.clinical.notation import observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.clinical.results import Reason
from workstation.protocols.case_words import case_words, reading_order
from workstation.protocols.cases import ASSESSED_AT, Case, read_cases
from workstation.protocols.checker import Report, Trouble, check_files
from workstation.protocols.proofs import delivered_proofs
from workstation.site.staff import Role
from workstation.workflows.session import EVERYONE, Session, allowed
from workstation.workflows.site_protocol import get_version, load_checked

__all__ = [
    "Document",
    "Found",
    "Report",
    "Trouble",
    "cases",
    "delivered",
    "document",
    "guide",
    "proof",
    "rule",
]

Progress = Callable[[int, int], object]
CasesByRule = Mapping[str, tuple[str, ...]]

_MOST_KNOWN = 4
_known: dict[str, CasesByRule] = {}
"""By the hash of the pack, which never changes; the newest few."""


@allowed(*EVERYONE)
def document(session: Session, name: str = "") -> Document:
    """A version to read, by its name; without one the protocol of this session.

    Its cases take longer, see ``cases``. Raises ``Problem`` not_found, protocol_failed.
    """
    return document_of(_protocol(session, name))


@allowed(*EVERYONE)
def cases(session: Session, name: str = "", progress: Progress | None = None) -> CasesByRule:
    """For each rule of a version the sentences of the cases in which it decides something.

    Every case is graded, which takes seconds the first time. ``progress`` is called as it goes on;
    an exception that it raises stops the work. Raises as ``document`` does.
    """
    protocol = _protocol(session, name)
    sha256 = protocol.ref.sha256
    if sha256 not in _known:
        with session.records.reading() as unit:
            here = any(one.sha256 == sha256 for one in unit.packs.list())
            files = unit.packs.files(sha256) if here else {}
        found = _cases_by_rule(protocol, read_cases(files), progress or _nothing)
        while len(_known) >= _MOST_KNOWN:
            _known.pop(next(iter(_known)))
        _known[sha256] = found
    return _known[sha256]


def _protocol(session: Session, name: str) -> Protocol:
    if not name:
        return session.protocol
    return load_checked(session.records, get_version(session.records, name))


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


def _cases_by_rule(protocol: Protocol, read: tuple[Case, ...], progress: Progress) -> CasesByRule:
    found: dict[str, list[str]] = {}
    for number, case in enumerate(sorted(read, key=reading_order), 1):
        progress(number, len(read))
        try:
            observation = observation_from_json(protocol.form, case.input, ASSESSED_AT)
        except Refusal:
            continue  # it stands for a refusal, not for a rule
        for id in dict.fromkeys(_deciding(protocol, observation)):
            found.setdefault(id, []).append(case_words(protocol, case, id))
    return {id: tuple(told) for id, told in found.items()}


def _nothing(_done: int, _total: int) -> None:
    """Nobody waits for the progress."""


def _deciding(protocol: Protocol, observation: Observation) -> Iterator[str]:
    """The rules of an assessment, without what only somebody who answers needs."""
    seen = examine(protocol, observation)
    reading, disposition = seen.reading, seen.disposition
    grades = {scale: reading.grade(scale) for scale in protocol.scales}
    said: list[Reason] = [*early_warning.flags(protocol.flags, reading), *disposition.because]
    for grade in grades.values():
        said += grade.because
    for score in protocol.scores:
        said += reading.score(score).because
    yield from (reason.rule for reason in said)
    yield from (f"disposition.{line}" for line in seen.firing_lines())
    own = grades[protocol.default_scale]
    for action in triage.actions(protocol, reading, own, disposition.level):
        if not action.if_it_rises:
            yield f"action.{action.id}"
