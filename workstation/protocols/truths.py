"""Where a criterion wants a yes or no, nothing else may stand: not ``age_years and fever``."""

from __future__ import annotations

from collections.abc import Container, Iterator

from workstation.clinical.logic import CriterionError, Node
from workstation.clinical.nodes import Arithmetic, Constant, Count, Junction, Name, Opposite, State
from workstation.protocols.proof.tree import walk


def require_truth(node: Node, others: Container[str]) -> None:
    """Raises CriterionError where a yes or no is wanted and something else stands.

    ``others`` are the names that are no yes or no: numbers, codes, lists, results.
    """
    for part in (node, *_asked(node)):
        told = _no_truth(part, others)
        if told:
            raise CriterionError(f"{told} is no yes or no; compare it, like {told} >= 1")


def _asked(node: Node) -> Iterator[Node]:
    """What stands beside ``and`` and ``or``, behind ``not`` and in ``sure()``."""
    for part in walk(node):
        if isinstance(part, Junction):
            yield from part.parts
        elif isinstance(part, Opposite) or (isinstance(part, State) and part.kind == "sure"):
            yield part.part


def _no_truth(node: Node, others: Container[str]) -> str:
    """How to name what is no yes or no; "" for what is one."""
    if isinstance(node, Name):
        return node.id if node.id in others else ""
    if isinstance(node, Count):
        return f"count({node.id})"
    if isinstance(node, Arithmetic):
        return "a sum or difference"
    if isinstance(node, Constant):
        return "" if isinstance(node.literal, bool) else str(node.literal)
    return ""
