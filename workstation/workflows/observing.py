"""Observing again: the open observation of an encounter is closed and the next one opened."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workstation.clinical.assessment import assess
from workstation.clinical.encounter import (
    Encounter,
    close_observation,
    observation,
    why_not_closed,
)
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.records.store import Writing

__all__ = ["next_observation"]


@allowed(Role.NURSE, Role.PRESCRIBER)
def next_observation(session: Session, encounter_uuid: str, version: int) -> Encounter:
    """Closes the open observation and gives the encounter with the next one open.

    Its answers and what they mean now are stored in the same transaction and never change. What
    holds for one observation only is then not known any more, and a raised or lowered disposition
    ends. Raises ``Problem`` not_accepted on the phone and where nothing was answered, and those
    of every save.
    """

    def work(unit: Writing) -> Encounter:
        before = unit.encounters.get(encounter_uuid)
        reason = why_not_closed(before) if before.version == version else ""
        if reason:
            raise Problem(Situation.NOT_ACCEPTED, what=reason)
        protocol, at = session.protocol, unit.at.astimezone(ZoneInfo(session.site.time_zone))
        assessment = assess(protocol, observation(before, at))
        closed = close_observation(before, assessment, at, protocol.form.asked_anew)
        last = closed.observations[-1]
        scale = protocol.form.scales[last.scale].version
        after = unit.encounters.close_observation(encounter_uuid, version, last, scale)
        if after.version != before.version:
            grade = [last.scale, last.at_least, last.at_most]
            told = {"number": last.number, "grade": grade, "computed": last.level}
            unit.audit(Act.OBSERVATION_CLOSED, encounter_uuid, told | {"decided": last.decided})
        return after

    return session.records.write(session.account, work)
