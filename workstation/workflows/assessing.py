"""What an encounter means now: the protocol over what is known. Quick, pure, on any thread."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from workstation.clinical.age_limits import AgeLimit, age_limits
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import Encounter, observation
from workstation.clinical.findings import Observation
from workstation.clinical.look_alikes import LookAlikeSeen, look_alikes
from workstation.clinical.results import Assessment
from workstation.site.staff import Role
from workstation.workflows.session import Session, allowed


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def assess_encounter(session: Session, encounter: Encounter, at: datetime) -> Assessment:
    """Assess an encounter at a moment (aware). Calendar days are counted where the site is."""
    return assess(session.protocol, _observed(session, encounter, at))


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def limits_of_age(session: Session, encounter: Encounter, at: datetime) -> tuple[AgeLimit, ...]:
    """The limits of a child's vitals at a moment; none for an adult."""
    return age_limits(session.protocol, _observed(session, encounter, at))


@allowed(Role.NURSE, Role.PRESCRIBER, Role.MANAGER)
def look_alikes_of(
    session: Session, encounter: Encounter, at: datetime
) -> tuple[LookAlikeSeen, ...]:
    """What looks like CRS, read against what is known at a moment."""
    return look_alikes(session.protocol, _observed(session, encounter, at))


def _observed(session: Session, encounter: Encounter, at: datetime) -> Observation:
    return observation(encounter, at.astimezone(ZoneInfo(session.site.time_zone)))
