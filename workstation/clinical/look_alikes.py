"""What looks like CRS, read against what is known now: each sign there, not there, or not known.

Read as dispositions are: no stated cause and no symptom from before takes a sign away. Nothing here
grades or places a patient, and CRS never takes a look-alike off the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workstation.clinical.assessment import examine
from workstation.clinical.findings import Observation
from workstation.clinical.grades import reasons
from workstation.clinical.knowledge import LookAlike, Sign
from workstation.clinical.logic import ABSENT, Node
from workstation.clinical.protocol import Protocol
from workstation.clinical.reading import Reading
from workstation.clinical.results import Reason


class Presence(StrEnum):
    """Whether a sign is there. ``TO_ASK``: the program has no finding that tells."""

    PRESENT = "present"
    NOT_PRESENT = "not_present"
    NOT_KNOWN = "not_known"
    NOT_VALID = "not_valid"
    TO_ASK = "to_ask"


@dataclass(frozen=True, slots=True)
class SignSeen:
    """A sign as it stands now. ``not_known`` are ids of findings and circumstances."""

    sign: Sign
    presence: Presence
    because: tuple[Reason, ...] = ()
    not_known: tuple[str, ...] = ()
    why_not_valid: str = ""


@dataclass(frozen=True, slots=True)
class LookAlikeSeen:
    """A condition with its signs as they stand now."""

    page: LookAlike
    signs: tuple[SignSeen, ...]

    def count(self, presence: Presence) -> int:
        """How many signs stand so."""
        return sum(one.presence is presence for one in self.signs)


def look_alikes(protocol: Protocol, observation: Observation) -> tuple[LookAlikeSeen, ...]:
    """Every look-alike of the pack, in its order."""
    readings = examine(protocol, observation).retold
    return tuple(
        LookAlikeSeen(page, tuple(_seen(page, sign, readings) for sign in page.signs))
        for page in protocol.form.lookalikes.values()
    )


def _seen(page: LookAlike, sign: Sign, readings: tuple[Reading, ...]) -> SignSeen:
    protocol = readings[0].protocol
    when = protocol.signs.get(page.id, {}).get(sign.id)
    if when is None:
        return SignSeen(sign, Presence.TO_ASK)
    for reading in readings:
        # A value that went stale no longer reassures, and still alarms.
        if when.value(reading) is True:
            rule = f"sign.{page.id}.{sign.id}"
            because = reasons(when, reading, sign.reference, rule)
            return SignSeen(sign, Presence.PRESENT, because)
    return _not_there(sign, when, readings[0])


def _not_there(sign: Sign, when: Node, reading: Reading) -> SignSeen:
    why = _why_not_valid(when, reading)
    if why:
        return SignSeen(sign, Presence.NOT_VALID, why_not_valid=why)
    missing = dict.fromkeys((*sorted(when.missing(reading)), *_unanswered(sign, when, reading)))
    presence = Presence.NOT_KNOWN if missing else Presence.NOT_PRESENT
    return SignSeen(sign, presence, not_known=tuple(missing))


def _why_not_valid(when: Node, reading: Reading) -> str:
    """Why a screen that the sign reads does not apply to this patient; "" where all do."""
    scores = (reading.score(name) for name in when.reads if name in reading.protocol.scores)
    return next((one.why_not_valid for one in scores if not one.valid), "")


def _unanswered(sign: Sign, when: Node, reading: Reading) -> list[str]:
    """What would have to be known to say no: a default answers no sign away."""
    protocol, setting = reading.protocol, reading.observation.setting
    asked = protocol.asked_in[setting]
    findings = [i for i in sign.findings if i in asked and i not in reading.given.known]
    around = [
        name
        for name in sorted(when.reads)
        if name in reading.given.values
        and name not in protocol.form.items
        and reading.given.values[name] is ABSENT
    ]
    return [*findings, *around]
