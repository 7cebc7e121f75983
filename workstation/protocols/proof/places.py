"""Where a rule stands: the line of its ``id`` in its file, for a message that can be followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import yaml

from workstation.protocols.yaml_file import composed

_MOST_READ = 4


def line_of(files: Mapping[str, bytes], file: str, owner: str, rule: str) -> int | None:
    """The line (from 1) of a rule: ``rule`` is its id, ``owner`` the id of the axis it is in."""
    root = _read(files, file)
    if not isinstance(root, yaml.Node):
        return root
    owners = [inside for _, inside in _named(root, owner)] if owner else []
    for place in [*owners, root]:
        for stands, _ in _named(place, rule):
            return int(stands.start_mark.line) + 1
    return None


def line_at(files: Mapping[str, bytes], file: str, path: Sequence[str]) -> int | None:
    """The line of what a path of keys and positions leads to, or of what comes nearest to it."""
    here = _read(files, file)
    if not isinstance(here, yaml.Node):
        return here
    line = int(here.start_mark.line) + 1
    for step in path:
        found = _below(here, step)
        if found is None:
            break
        stands, here = found
        line = int(stands.start_mark.line) + 1
    return line


def _read(files: Mapping[str, bytes], file: str) -> yaml.Node | int | None:
    """The nodes of a file; the line where it is not YAML; None where nothing can be told."""
    try:
        return _nodes(files[file])
    except yaml.MarkedYAMLError as error:
        return error.problem_mark.line + 1 if error.problem_mark else None
    except (KeyError, ValueError, RecursionError, yaml.YAMLError):
        return None


@lru_cache(maxsize=_MOST_READ)
def _nodes(data: bytes) -> yaml.Node | None:
    """The nodes of a file, kept while all that is wrong with a pack is told."""
    return composed(data)


def _below(node: yaml.Node, step: str) -> tuple[yaml.Node, yaml.Node] | None:
    """Where a key or a position stands, and what is below it."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and step.isdecimal() and int(step) < len(node.value):
        return node.value[int(step)], node.value[int(step)]
    return None


def _named(node: yaml.Node | None, id: str) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Where the mappings with this id and the keys of this name stand, and what is below them."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and value.value == id:
                yield node, node
            elif key.value == id:
                yield key, value
        for _, value in node.value:
            yield from _named(value, id)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _named(value, id)
