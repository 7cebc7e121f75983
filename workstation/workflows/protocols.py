"""The versions of the protocol: adding, reading, comparing, approving, activating.

Status and period are records of the site; a pack itself never changes. A version counts from the
next sign-in after its day has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols import change_words, differences
from workstation.protocols.checker import Trouble, check_files
from workstation.protocols.differences import Aspect, Change, Difference, Kind, Moved, Part
from workstation.protocols.outline import outline
from workstation.protocols.pack import files_of, fingerprint, head_of
from workstation.protocols.proofs import believed, program
from workstation.records.store import Records
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.protocol_versions import (
    Period,
    ProofSummary,
    ProtocolVersion,
    Status,
    approval_statement,
)
from workstation.site.staff import Role
from workstation.vault.approvals import sign_statement
from workstation.workflows.session import (
    EVERYONE,
    Session,
    allowed,
    keep_anchor,
    open_signer,
    zone_of,
)
from workstation.workflows.site_protocol import get_version, load_checked, proof_told

__all__ = [
    "Aspect",
    "Change",
    "Difference",
    "Kind",
    "Moved",
    "PackRefused",
    "Part",
    "Period",
    "ProofSummary",
    "ProtocolVersion",
    "Rule",
    "Shown",
    "Status",
    "Trouble",
    "activate",
    "active",
    "add",
    "approve",
    "difference",
    "list_packs",
    "show",
]


class PackRefused(Problem):
    """A pack that did not pass the check. ``troubles`` are all that it found."""

    def __init__(self, troubles: tuple[Trouble, ...]) -> None:
        super().__init__(Situation.PROTOCOL_FAILED, reason=troubles[0].told.rstrip("."))
        self.troubles = troubles


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a pack says: a rule, a finding, an action, with each of its aspects."""

    part: Part
    file: str
    id: str
    aspects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A version, to be read: what the site says of it, the compiled pack, and all its rules."""

    version: ProtocolVersion
    protocol: Protocol
    rules: tuple[Rule, ...]


# --- reading --------------------------------------------------------------------------------


@allowed(*EVERYONE)
def list_packs(session: Session) -> tuple[ProtocolVersion, ...]:
    """All versions of the site, in the order in which they were added."""
    with session.records.reading() as unit:
        return unit.packs.list()


@allowed(*EVERYONE)
def active(session: Session, at: datetime) -> ProtocolVersion | None:
    """The version that counts at a moment (aware); None where no version does."""
    found = [v for v in list_packs(session) if v.status(at) is Status.ACTIVE]
    return found[0] if found else None


@allowed(*EVERYONE)
def show(session: Session, name: str) -> Shown:
    """A version by its name, ``crs@2026.3``. Raises ``Problem`` not_found, protocol_failed."""
    version = get_version(session.records, name)
    protocol = load_checked(session.records, version)
    with session.records.reading() as unit:
        things = outline(unit.packs.files(version.sha256)).things
    rules = tuple(Rule(p.part, p.file, p.id, said) for p, said in things.items() if said)
    return Shown(version, protocol, rules)


@allowed(*EVERYONE)
def difference(session: Session, before: str, after: str) -> Difference:
    """What one version changes against another, by their names, in words.

    Raises ``Problem`` not_found.
    """
    with session.records.reading() as unit:
        old, new = unit.packs.get(before), unit.packs.get(after)
        files = unit.packs.files(old.sha256), unit.packs.files(new.sha256)
    found = differences.difference((old.name, files[0]), (new.name, files[1]))
    return change_words.told(found, *files)


# --- changing -------------------------------------------------------------------------------


@allowed(Role.MANAGER, Role.ADMINISTRATOR)
def add(session: Session, folder: Path) -> ProtocolVersion:
    """Checks a pack wholly and stores its files. The same pack again is acknowledged again.

    Raises ``PackRefused`` with everything that is wrong, ``Problem`` protocol_known where this
    version is here with other content, file_unreadable.
    """
    try:
        files = files_of(folder)
    except OSError:
        raise Problem(Situation.FILE_UNREADABLE, path=folder) from None
    _refuse_other_content(session.records, files)
    proof = believed(fingerprint(files)) or _checked(files)
    head = head_of(files)
    with session.records.writing(session.account) as unit:
        known = any(v.sha256 == proof.sha256 for v in unit.packs.list())
        version = unit.packs.add(head.id, head.version, files, proof)
        if not known:
            unit.audit(Act.PROTOCOL_ADDED, version.name, proof_told(proof))
    return version


@allowed(Role.MANAGER)
def approve(session: Session, name: str, password: str) -> ProtocolVersion:
    """Signs a version with one's own certificate; the password is asked each time.

    What is signed is proved in that moment, whatever proof is stored beside it; a delivered pack
    was proved when the program was built. Raises ``Problem`` wrong_password, sign_in_delayed,
    certificate_…, not_found, not_accepted where it is approved already, protocol_failed where its
    files do not pass.
    """
    version = get_version(session.records, name)
    signer = open_signer(session, password, documents=False)
    load_checked(session.records, replace(version, proof=None))
    statement = approval_statement(name, version.sha256, session.account.user)
    signature, certificate = sign_statement(signer, statement)
    with session.records.writing(session.account) as unit:
        approved = unit.packs.approve(name, signature, certificate)
        told = {"sha256": version.sha256, "certificate_sha256": signer.fingerprint}
        unit.audit(Act.PROTOCOL_APPROVED, name, told)
    keep_anchor(session)
    return approved


@allowed(Role.MANAGER)
def activate(session: Session, name: str, start: date) -> ProtocolVersion:
    """Lets an approved version count from a day of the site on; today means from now on.

    Raises ``Problem`` not_found, protocol_not_approved, or not_accepted for a day that is past.
    """
    zone = zone_of(session.site)
    with session.records.writing(session.account) as unit:
        today = unit.at.astimezone(zone).date()
        midnight = datetime.combine(start, time(), zone).astimezone(UTC)
        moment = unit.at if start == today else midnight
        version = unit.packs.activate(name, moment)
        told = {"sha256": version.sha256, "from": moment.isoformat()}
        unit.audit(Act.PROTOCOL_ACTIVATED, name, told)
    return version


def _refuse_other_content(records: Records, files: Mapping[str, bytes]) -> None:
    """Before the seconds that the check takes; the transaction asks again."""
    try:
        head = head_of(files)
    except Refusal:
        return  # the check says it better
    with records.reading() as unit:
        known = {version.name: version.sha256 for version in unit.packs.list()}
    name = f"{head.id}@{head.version}"
    if known.get(name, fingerprint(files)) != fingerprint(files):
        raise Problem(Situation.PROTOCOL_KNOWN, version=name)


def _checked(files: Mapping[str, bytes]) -> ProofSummary:
    report = check_files(files, all_troubles=True)
    if not report.passed:
        raise PackRefused(report.troubles)
    return ProofSummary(report.sha256, report.combinations, report.cases, program())
