"""The limits that a patient watches, each name resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workstation.clinical.protocol import BoundRule, WatchRule
from workstation.clinical.refusal import Refusal
from workstation.protocols.advice_shapes import BoundShape, WatchShape

if TYPE_CHECKING:
    from workstation.protocols.pack import Pack
    from workstation.protocols.rules import Rules

_FILE = "advice.yaml"


def watch(pack: Pack, rules: Rules) -> tuple[WatchRule, ...]:
    """What is watched; raises Refusal for a name or a reference that nobody has.

    So does an action that the hand-over sheet is to name and that the pack does not have.
    """
    actions = {action.id for action in pack.actions.actions}
    for id in pack.advice.hand_over:
        if id not in actions:
            message = f"{_FILE}, hand_over: {id} is no action of actions.yaml."
            raise Refusal("unknown_id", _FILE, message)
    return tuple(_watch(rules, shape) for shape in pack.advice.watch)


def _watch(rules: Rules, shape: WatchShape) -> WatchRule:
    for id in (shape.finding, shape.usual):
        if id:  # a finding is the shortest criterion, and is refused as one
            rules.node(_FILE, shape.id, id)
    return WatchRule(
        shape.id,
        shape.finding,
        shape.label,
        shape.usual,
        tuple(_bound(rules, shape.id, bound) for bound in shape.call_us),
        tuple(_bound(rules, shape.id, bound) for bound in shape.emergency),
        rules.reference(_FILE, shape.id, shape.reference),
    )


def _bound(rules: Rules, rule: str, shape: BoundShape) -> BoundRule:
    whom = None if shape.if_ is None else rules.node(_FILE, rule, shape.if_)
    text = f"{shape.sign} {shape.limit}" + (f" if {shape.if_}" if shape.if_ else "")
    return BoundRule(shape.sign, rules.node(_FILE, rule, shape.limit), whom, text)
