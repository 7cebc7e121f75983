"""The pack that comes with the program, and how far this site has come with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workstation.protocols.delivered import folder
from workstation.protocols.pack import files_of, fingerprint, head_of
from workstation.site.protocol_versions import ProtocolVersion
from workstation.site.staff import Role
from workstation.workflows.protocols import add
from workstation.workflows.session import EVERYONE, Session, allowed


class Step(StrEnum):
    """What the site has still to do with the delivered pack before it can count."""

    NOTHING = "nothing"
    ADD = "add"
    APPROVE = "approve"
    ACTIVATE = "activate"
    NAME_TAKEN = "name_taken"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The delivered pack by its name, ``crs@2026.3``, and the next step."""

    name: str
    sha256: str
    step: Step

    @property
    def says(self) -> str:
        """What a manager should know, as a sentence; empty where there is nothing to do."""
        return _SAYS[self.step].format(name=self.name)

    @property
    def advice(self) -> str:
        """What to do, as a sentence."""
        return _ADVICE[self.step]


_SAYS = {
    Step.NOTHING: "",
    Step.ADD: "{name} comes with this program and is not among the versions of the site.",
    Step.APPROVE: "{name} came with this program and is not approved yet.",
    Step.ACTIVATE: "{name} came with this program, is approved, and counts from no day yet.",
    Step.NAME_TAKEN: "Another {name} comes with this program than the one that is kept here.",
}
_ADVICE = {
    Step.NOTHING: "",
    Step.ADD: "Add it, read it and what it changes, replay it; then approve and activate it.",
    Step.APPROVE: "Read it and what it changes, replay it; then approve and activate it.",
    Step.ACTIVATE: "Activate it from a day on.",
    Step.NAME_TAKEN: "It cannot be added: a version never changes. Tell who delivers the program.",
}


@allowed(*EVERYONE)
def delivered(session: Session) -> Delivered:
    """How far the site has come with the pack that comes with the program."""
    files = files_of(folder())
    head, sha256 = head_of(files), fingerprint(files)
    name = f"{head.id}@{head.version}"
    with session.records.reading() as unit:
        versions = unit.packs.list()
    return Delivered(name, sha256, _step(versions, name, sha256))


@allowed(Role.MANAGER, Role.ADMINISTRATOR)
def add_delivered(session: Session) -> ProtocolVersion:
    """Checks it wholly and stores it, as any other pack. Raises as ``protocols.add`` does."""
    return add(session, folder())


def _step(versions: tuple[ProtocolVersion, ...], name: str, sha256: str) -> Step:
    own = next((one for one in versions if one.sha256 == sha256), None)
    if own is None:
        taken = any(one.name == name for one in versions)
        return Step.NAME_TAKEN if taken else Step.ADD
    if own.periods or _passed_over(own, versions):
        return Step.NOTHING
    return Step.ACTIVATE if own.approval else Step.APPROVE


def _passed_over(own: ProtocolVersion, versions: tuple[ProtocolVersion, ...]) -> bool:
    """Since it is here the site let another version count: it has made up its mind."""
    others = (one for version in versions if version is not own for one in version.activations)
    return any(one.start > own.added_at for one in others)
