"""Drafts whose nurse cannot come back: another nurse goes on with them, in both names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workstation.clinical.encounter import Encounter
from workstation.clinical.taking_over import TakeOver
from workstation.site.events import Act
from workstation.site.staff import Role
from workstation.workflows.checks import checked_line
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.records.store import Writing

__all__ = ["TakeOver", "left_drafts", "take_over"]

LONGEST_REASON = 200


@allowed(Role.NURSE, Role.PRESCRIBER)
def left_drafts(session: Session) -> tuple[Encounter, ...]:
    """Open drafts whose nurse's account is closed, the oldest first."""
    with session.records.reading() as unit:
        return unit.encounters.left_drafts()


@allowed(Role.NURSE, Role.PRESCRIBER)
def take_over(session: Session, encounter_uuid: str, version: int, reason: str) -> Encounter:
    """Makes a draft of a closed account this person's own, to be finished, signed or discarded.

    Everything entered before stays under the name of who entered it; the record and the signed
    page name both. Doing it again changes nothing. Raises ``Problem`` not_yours while the
    account is open, not_found, not_a_draft, not_accepted without a reason, and ``StaleVersion``.
    """
    why = checked_line(reason, "the reason", LONGEST_REASON)
    name = session.account.printed_name

    def work(unit: Writing) -> Encounter:
        before = unit.encounters.get(encounter_uuid)
        after = unit.encounters.take_over(encounter_uuid, version, name, why)
        if after.version != before.version:
            told = {"nurse": [before.nurse, after.nurse], "reason": why}
            unit.audit(Act.TAKEN_OVER, encounter_uuid, told)
        return after

    return session.records.write(session.account, work)
