"""What the record holds of the same patient from before: the call that a new one is read beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workstation.records.values import EncounterRow
from workstation.site.events import Act
from workstation.site.staff import Role
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.records.store import Writing

__all__ = ["EncounterRow", "newest_before"]


@allowed(Role.NURSE, Role.PRESCRIBER)
def newest_before(session: Session, encounter_uuid: str) -> EncounterRow | None:
    """The newest encounter of the same patient that began before this one.

    None while no patient is attached, and when there is none. What was entered in error does
    not count. Reading it is a view of that encounter and audited as one.
    """

    def work(unit: Writing) -> EncounterRow | None:
        found = unit.listing.newest_before(encounter_uuid)
        if found is not None:
            unit.audit(Act.ENCOUNTER_VIEWED, found.uuid, {"beside": encounter_uuid})
        return found

    return session.records.write(session.account, work)
