"""The limits of a child's vitals for the age, as the rules of the pack use them, to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workstation.clinical.findings import Observation
from workstation.clinical.given import given, is_number
from workstation.clinical.protocol import Protocol
from workstation.clinical.reading import Reading

_TABLES: Mapping[str, tuple[str, str]] = {
    "systolic_mmhg": ("systolic_limit", ""),
    "heart_rate_bpm": ("heart_rate_normal_low", "heart_rate_high"),
    "respiratory_rate_bpm": ("breathing_rate_normal_low", "breathing_rate_high"),
}
"""The tables of the pack with the lower and the upper limit of a vital; "" where it has none."""


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """What is normal for the age, both ends included, in the unit of the finding.

    ``inside`` is None while the finding is not known.
    """

    finding: str
    low: float | None
    high: float | None
    inside: bool | None = None

    @property
    def words(self) -> str:
        """``75 to 118``, ``84 or more``, ``up to 118``."""
        if self.low is not None and self.high is not None:
            return f"{self.low:g} to {self.high:g}"
        return f"{self.low:g} or more" if self.low is not None else f"up to {self.high:g}"


def age_limits(protocol: Protocol, observation: Observation) -> tuple[AgeLimit, ...]:
    """The limits of a child's vitals; none for an adult and where the age is not known."""
    reading = Reading(protocol, observation, given(protocol, observation))
    if "child" not in protocol.definitions or reading["child"] is not True:
        return ()
    limits = (_limit(reading, finding, *tables) for finding, tables in _TABLES.items())
    return tuple(limit for limit in limits if limit is not None)


def _limit(reading: Reading, finding: str, low: str, high: str) -> AgeLimit | None:
    ends = (_end(reading, low), _end(reading, high))
    if ends == (None, None):
        return None
    value = reading[finding] if finding in reading.given.known else None
    return AgeLimit(finding, *ends, _inside(value, *ends))


def _end(reading: Reading, table: str) -> float | None:
    found = reading[table] if table in reading.protocol.tables else None
    return found if is_number(found) else None


def _inside(value: object, low: float | None, high: float | None) -> bool | None:
    if not is_number(value):
        return None
    return (low is None or value >= low) and (high is None or value <= high)
