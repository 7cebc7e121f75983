"""Walking the nodes of a criterion."""

from __future__ import annotations

from collections.abc import Iterator

from workstation.clinical.logic import Node
from workstation.clinical.nodes import children


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(children(here)))
