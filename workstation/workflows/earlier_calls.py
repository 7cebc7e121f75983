"""What the record holds of the same patient from before: the call that a new one is read beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workstation.clinical.findings import Finding
from workstation.records.values import EncounterRow
from workstation.site.events import Act
from workstation.site.staff import Role
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.records.store import Writing

__all__ = ["EarlierEncounter", "EncounterRow", "newest_before"]


@dataclass(frozen=True, slots=True)
class EarlierEncounter:
    """The line of an earlier encounter, and what was answered in it last."""

    row: EncounterRow
    findings: Mapping[str, Finding]


@allowed(Role.NURSE, Role.PRESCRIBER)
def newest_before(session: Session, encounter_uuid: str) -> EarlierEncounter | None:
    """The newest encounter of the same patient that began before this one.

    None while no patient is attached, and when there is none. What was entered in error does
    not count. Reading it is a view of that encounter and audited as one.
    """

    def work(unit: Writing) -> EarlierEncounter | None:
        found = unit.listing.newest_before(encounter_uuid)
        if found is None:
            return None
        unit.audit(Act.ENCOUNTER_VIEWED, found.uuid, {"beside": encounter_uuid})
        return EarlierEncounter(found, unit.encounters.get(found.uuid).findings)

    return session.records.write(session.account, work)
