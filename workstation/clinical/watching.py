"""What a patient watches at home: each limit of the pack in the patient's own numbers.

A limit is a bound for calling the site, and one for calling the emergency number. Where the pack
gives several, such as one for the age and one below the usual value, the first to be reached
counts: a sheet may ask for help too early, never too late.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from workstation.clinical.findings import Observation
from workstation.clinical.given import given, is_number
from workstation.clinical.protocol import BoundRule, Protocol
from workstation.clinical.reading import Reading

_HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A number with its side: ``>=``, ``>``, ``<=`` or ``<``, in the unit of the finding."""

    sign: str
    limit: float

    @property
    def upward(self) -> bool:
        """True where a value gets to the bound by rising."""
        return self.sign.startswith(">")

    def holds(self, value: float) -> bool:
        """True when a value is at or beyond the bound."""
        return _HOLDS[self.sign](value, self.limit)


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """One thing to watch. ``usual`` names the finding that holds the usual value, "" for none.

    At most one bound of each side.
    """

    id: str
    finding: str
    label: str
    usual: str
    call_us: tuple[Bound, ...]
    emergency: tuple[Bound, ...]
    reference: str


def own_limits(protocol: Protocol, observation: Observation) -> tuple[OwnLimit, ...]:
    """The limits of the pack for one person, in the order of the pack."""
    reading = Reading(protocol, observation, given(protocol, observation))
    return tuple(
        OwnLimit(
            rule.id,
            rule.finding,
            rule.label,
            rule.usual,
            _first_reached(rule.call_us, reading),
            _first_reached(rule.emergency, reading),
            rule.reference,
        )
        for rule in protocol.watch
    )


def _first_reached(rules: Iterable[BoundRule], reading: Reading) -> tuple[Bound, ...]:
    bounds = [bound for rule in rules if (bound := _bound(rule, reading)) is not None]
    up = min((b for b in bounds if b.upward), key=lambda b: (b.limit, b.sign == ">"), default=None)
    down = max(
        (b for b in bounds if not b.upward), key=lambda b: (b.limit, b.sign == "<="), default=None
    )
    return tuple(bound for bound in (up, down) if bound is not None)


def _bound(rule: BoundRule, reading: Reading) -> Bound | None:
    """The bound, if it is for this person and rests on what is known."""
    if rule.when is not None and rule.when.value(reading) is not True:
        return None
    limit = rule.limit.value(reading)
    return Bound(rule.sign, float(limit)) if is_number(limit) else None
