"""What follows from a finding: the definitions, limits, axes and results that read it, near or far.

Where one answer changes, only these have to be worked out anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from workstation.clinical.logic import Node

if TYPE_CHECKING:
    from workstation.clinical.protocol import Axis, Protocol

_JOIN_READS = frozenset(
    ("temperature_c", "fever_cause", "fever_told", "crs_established", "died_of_crs", "drug")
)
"""What the join of a scale asks beside the entry and the axes."""

_ENTRY_READS = frozenset(("temperature_c", "drug", "new_symptom"))
"""What an entry that is open names beside its criteria."""


def readers(protocol: Protocol) -> Mapping[str, frozenset[str]]:
    """For each finding or circumstance the names that read it, straight or through others."""
    direct = _direct(protocol)
    below: dict[str, frozenset[str]] = {}
    for name in direct:
        _below(name, direct, below)
    found: dict[str, set[str]] = {}
    for name in direct:
        for read in below[name]:
            found.setdefault(read, set()).add(name)
    ice = {name for id in ("ice", "ice_disagrees") for name in found.get(id, ())}
    for id in (*protocol.groups["ice_items"], "ice_score"):
        found.setdefault(id, set()).update(ice)
    return {name: frozenset(names) for name, names in found.items()}


def _direct(protocol: Protocol) -> dict[str, frozenset[str]]:
    """What each name that is worked out reads itself."""
    direct = {id: one.node.reads for id, one in protocol.definitions.items()}
    for id, table in protocol.tables.items():
        direct[id] = _read(node for band in table.bands for node in band)
    for id, (owner, axis) in protocol.axes.items():
        validity = protocol.scores[owner].valid_if.reads if owner in protocol.scores else set()
        direct[id] = _of_axis(axis) | validity
    for id, scale in protocol.scale_names.items():
        axes = frozenset[str]().union(*map(_of_axis, protocol.scales[scale].axes))
        direct[id] = axes | _JOIN_READS | {"entry"}
    for id, score in protocol.scores.items():
        items = frozenset[str]().union(*map(_of_axis, score.items))
        direct[id] = items | score.valid_if.reads
    direct["entry"] = _read(rule.when for rule in protocol.entry) | _ENTRY_READS
    return direct


def _read(nodes: Iterable[Node]) -> frozenset[str]:
    return frozenset[str]().union(*(node.reads for node in nodes))


def _of_axis(axis: Axis) -> frozenset[str]:
    return _read(rule.when for rule in axis.rules)


def _below(
    name: str, direct: Mapping[str, frozenset[str]], found: dict[str, frozenset[str]]
) -> frozenset[str]:
    """Everything a name reads, straight or through others."""
    if name not in found:
        found[name] = frozenset()  # a pack whose definitions go in a circle is refused before
        below = (_below(other, direct, found) for other in direct[name] if other in direct)
        found[name] = direct[name].union(*below)
    return found[name]
