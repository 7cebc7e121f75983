"""Where a rule stands: the line of its ``id`` in its file, for a message that can be followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml


def line_of(files: Mapping[str, bytes], file: str, owner: str, rule: str) -> int | None:
    """The line (from 1) of a rule: ``rule`` is its id, ``owner`` the id of the axis it is in."""
    if file not in files:
        return None
    try:
        root = yaml.compose(files[file].decode("utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return error.problem_mark.line + 1 if error.problem_mark else None
    except ValueError:
        return None
    inside = list(_named(root, owner)) if owner else []
    for place in [*inside, root]:
        for found in _named(place, rule):
            return int(found.start_mark.line) + 1
    return None


def _named(node: yaml.Node | None, id: str) -> Iterator[yaml.Node]:
    """The mappings with this id, and the values of keys of this name."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and value.value == id:
                yield node
            elif key.value == id:
                yield key
        for _, value in node.value:
            yield from _named(value, id)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _named(value, id)
