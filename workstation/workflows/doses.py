"""Doses of tocilizumab, other anti-cytokine medicines and steroids that a call is told of.

They are kept beside the answers, each in a save of its own that names no version: a dose changes
nothing that somebody else may have changed. What it answers in the form is an answer of the call.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workstation.clinical.doses import DRUGS, STEROID, GivenDose
from workstation.site.events import Act, utc_text
from workstation.site.problems import Problem, Situation
from workstation.site.staff import Role
from workstation.workflows.checks import checked_line, require_our_times
from workstation.workflows.session import Session, allowed

if TYPE_CHECKING:
    from workstation.records.store import Writing

__all__ = ["GivenDose", "tell", "withdraw"]

LONGEST_NAME = 100
LONGEST_REASON = 500
_TOLD_OTHERWISE = "This dose is kept already, with other words. Withdraw it and tell it anew."


@allowed(Role.NURSE, Role.PRESCRIBER)
def tell(session: Session, encounter_uuid: str, dose: GivenDose) -> tuple[GivenDose, ...]:
    """Keeps a dose that a call is told of, and gives all that stand, the oldest first.

    ``dose.id`` makes a retry safe. Raises ``Problem`` not_found, not_yours, not_a_draft, and
    not_accepted for a medicine of no list, a time that lies ahead, or another dose of that id.
    """
    new = _checked(session, dose)

    def work(unit: Writing) -> tuple[GivenDose, ...]:
        row_id = unit.encounters.own_draft(encounter_uuid)
        stored = unit.doses.find(new.id)
        if stored is None:
            unit.doses.add(row_id, new)
            unit.audit(Act.DOSE_TOLD, encounter_uuid, {"dose": _plain(new)})
        elif (stored.told_in, _plain(stored)) != (encounter_uuid, _plain(new)):
            raise Problem(Situation.NOT_ACCEPTED, what=_TOLD_OTHERWISE)
        return _standing(unit, encounter_uuid)

    return session.records.write(session.account, work)


@allowed(Role.NURSE, Role.PRESCRIBER)
def withdraw(
    session: Session, encounter_uuid: str, dose_id: str, reason: str
) -> tuple[GivenDose, ...]:
    """Withdraws a dose of this call or of its patient, and gives those that still stand.

    It stays in the record with the reason. Doing it again changes nothing. Raises ``Problem``
    not_found for a dose that this call does not show, not_yours, not_a_draft, reason_needed.
    """
    why = checked_line(reason, "the reason", LONGEST_REASON)

    def work(unit: Writing) -> tuple[GivenDose, ...]:
        unit.encounters.own_draft(encounter_uuid)
        held = _standing(unit, encounter_uuid)
        dose = next((dose for dose in held if dose.id == dose_id), None)
        if dose is None:
            if not unit.doses.withdrawn(dose_id):
                raise Problem(Situation.NOT_FOUND, what="dose")
            return held
        unit.doses.withdraw(dose_id, why)
        told = {"dose": _plain(dose), "told_in": dose.told_in, "reason": why}
        unit.audit(Act.DOSE_WITHDRAWN, encounter_uuid, told)
        return _standing(unit, encounter_uuid)

    return session.records.write(session.account, work)


def _standing(unit: Writing, encounter_uuid: str) -> tuple[GivenDose, ...]:
    return unit.encounters.get(encounter_uuid).doses


def _checked(session: Session, dose: GivenDose) -> GivenDose:
    """The dose with a trimmed name; else ``Problem`` not_accepted."""
    drug = DRUGS.get(dose.drug)
    if drug is None:
        raise Problem(Situation.NOT_ACCEPTED, what=f"{dose.drug} is no medicine of the list.")
    if dose.at > session.clock():
        what = "The time of the dose lies ahead. A dose is told once it was given."
        raise Problem(Situation.NOT_ACCEPTED, what=what)
    require_our_times(dose.at)
    if dose.replacement and (dose.prophylactic or drug.masks != STEROID):
        what = "Only a steroid is given as a replacement, and then not to prevent CRS."
        raise Problem(Situation.NOT_ACCEPTED, what=what)
    name = checked_line(dose.name, "the name of the medicine", LONGEST_NAME, empty=True)
    return replace(dose, name=name)


def _plain(dose: GivenDose) -> dict[str, Any]:
    """A dose as the audit tells it."""
    return {
        "id": dose.id,
        "drug": dose.drug,
        "name": dose.name,
        "at": utc_text(dose.at),
        "prophylactic": dose.prophylactic,
        "replacement": dose.replacement,
    }
