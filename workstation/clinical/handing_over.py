"""What the next team has to think of although nobody knows yet whether it is so."""

from __future__ import annotations

from workstation.clinical.assessment import examine
from workstation.clinical.findings import Observation
from workstation.clinical.protocol import Protocol


def not_ruled_out(protocol: Protocol, observation: Observation) -> tuple[str, ...]:
    """The urgent actions of the pack whose criterion is neither true nor false, in its order."""
    seen = examine(protocol, observation)
    seen.reading["level"] = seen.disposition.level or "none"
    rules = {rule.id: rule for rule in protocol.actions_in[observation.setting]}
    urgent = (rules[id] for id in protocol.form.hand_over if id in rules)
    return tuple(rule.text for rule in urgent if rule.when.value(seen.reading) is None)
