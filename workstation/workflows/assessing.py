"""What an encounter means now: the protocol over what is known. Quick, pure, on any thread."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from workstation.clinical.assessment import assess
from workstation.clinical.encounter import Encounter, observation
from workstation.clinical.results import Assessment
from workstation.site.staff import Role
from workstation.workflows.session import Session, allowed


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def assess_encounter(session: Session, encounter: Encounter, at: datetime) -> Assessment:
    """Assess an encounter at a moment (aware). Calendar days are counted where the site is."""
    here = at.astimezone(ZoneInfo(session.site.time_zone))
    return assess(session.protocol, observation(encounter, here))
