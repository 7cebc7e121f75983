"""The JSON of a file of cases: a list, each key once, numbers that are numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import yaml

from workstation.clinical.notation import JSON
from workstation.clinical.refusal import Refusal
from workstation.protocols.yaml_file import composed

_SLIPS: Mapping[str, str] = {
    "Expecting property name enclosed in double quotes": "a key in double quotes is wanted here; "
    "is there a comma too many before it?",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing before this",
    "Expecting ':' delimiter": "a colon is missing behind the key",
    "Expecting value": "a value is missing here; is there a comma too many before it?",
    "Extra data": "something stands behind the end of the list",
    "Unterminated string starting at": "a quote that is opened here is not closed",
}


class _Slip(Exception):
    """Something that JSON allows and a case does not."""

    def __init__(self, word: str, says: str) -> None:
        super().__init__(says)
        self.word = word


def listed(name: str, data: bytes) -> list[dict[str, JSON]]:
    """The cases of a file as they are written; raises Refusal with the line."""
    try:
        content = json.loads(data, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        says = f"line {error.lineno}: this is not JSON: {_SLIPS.get(error.msg, error.msg)}."
    except UnicodeDecodeError:
        says = "its letters are not UTF-8."
    except (RecursionError, ValueError):  # also a number of thousands of digits
        says = "it is nested too deeply, or holds a number without end."
    except _Slip as slip:
        line = _line_of_two(data, slip.word)
        says = f"{f'line {line}: ' if line else ''}{slip}."
    else:
        if isinstance(content, list) and all(isinstance(one, dict) for one in content):
            return content
        says = "line 1: a list of cases is wanted: [{…}, {…}]."
    raise Refusal("cases", name, f"{name}, {says}")


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if sum(key == one for one, _ in pairs) > 1)
        raise _Slip(twice, f"'{twice}' stands twice in one case")
    return found


def _no_number(word: str) -> JSON:
    raise _Slip("", f"{word} is no number")


def _line_of_two(data: bytes, key: str) -> int | None:
    """The line of the second of two equal keys; JSON reads as YAML."""
    try:
        root = composed(data)
    except (ValueError, RecursionError, yaml.YAMLError):
        return None
    for node in _mappings(root):
        marks = [k.start_mark.line + 1 for k, _ in node.value if k.value == key]
        if len(marks) > 1:
            return int(marks[1])
    return None


def _mappings(root: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    waiting = [root] if root is not None else []
    while waiting:
        here = waiting.pop()
        if isinstance(here, yaml.MappingNode):
            yield here
            waiting += [value for _, value in here.value]
        elif isinstance(here, yaml.SequenceNode):
            waiting += here.value
