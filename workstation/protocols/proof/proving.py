"""All parts of a pack, proved in the order in which they lean on one another."""

from __future__ import annotations

from collections.abc import Iterator

from workstation.clinical.protocol import Protocol
from workstation.protocols.proof.domains import MIXED, closure
from workstation.protocols.proof.laws import (
    MOST_COMBINATIONS,
    Finding,
    Grid,
    Proof,
    prove,
    size,
    way,
)
from workstation.protocols.proof.parts import (
    Part,
    axis_parts,
    definition_parts,
    halves,
    join_part,
    line_parts,
    truth_part,
)

MOST_OF_A_CRITERION = 20_000
"""A larger criterion is proved side by side: ``and`` and ``or`` keep what their sides obey."""

_WAY_COMBINATIONS = 20_000
"""A definition whose direction takes more than this to find is opened where it is used."""


def prove_all(protocol: Protocol) -> Iterator[Proof]:
    """The proof of every part. A definition comes before what names it."""
    ways: dict[str, str] = {}
    for name in _in_order(protocol):
        node = protocol.definitions[name].node
        if is_criterion(name, protocol):
            part = truth_part(name, "definitions.yaml", node)
            found, combinations = size(part, protocol, ways)
            ways[name] = MIXED
            if combinations <= _WAY_COMBINATIONS:
                grid = Grid(part, protocol, found)
                ways[name] = way(grid, protocol, ways)
                if grid.never_open():
                    ways[f"{name}:never open"] = "yes"
    for part in _parts(protocol):
        yield from _proved(part, protocol, ways)


def _parts(protocol: Protocol) -> Iterator[Part]:
    yield from axis_parts(protocol)
    yield join_part(protocol)
    yield from line_parts(protocol)
    criteria = [name for name in protocol.definitions if is_criterion(name, protocol)]
    yield from definition_parts(protocol, criteria)


def is_criterion(name: str, protocol: Protocol) -> bool:
    """True for a definition that is yes or no, not a number."""
    return protocol.definitions[name].is_criterion


def _in_order(protocol: Protocol) -> list[str]:
    """The definitions, each after those it names."""
    done: list[str] = []

    def visit(name: str) -> None:
        if name in done:
            return
        for node in closure([protocol.definitions[name].node], protocol):
            for other in node.reads:
                if other in protocol.definitions and other != name:
                    visit(other)
        if name not in done:
            done.append(name)

    for name in protocol.definitions:
        visit(name)
    return done


def _proved(part: Part, protocol: Protocol, ways: dict[str, str]) -> Iterator[Proof]:
    found, combinations = size(part, protocol, ways)
    if combinations <= (MOST_COMBINATIONS if part.tight else MOST_OF_A_CRITERION):
        yield prove(part, protocol, ways, found)
        return
    sides = halves(part, protocol)
    if not sides:
        says = f"it reads {combinations} boundary combinations: split this rule"
        yield Proof(part, 0, (Finding("split", part, "", says),))
    for side in sides:
        yield from _proved(side, protocol, ways)
