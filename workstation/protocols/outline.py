"""What a pack says, thing by thing: each rule, finding, action, row and case with its aspects.

It reads the YAML as it is written, so it knows every file of a pack without naming its keys: what
carries an ``id`` or stands under a name of its own is a thing, everything else an aspect of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from workstation.protocols.pack import Files, contents

Aspects: TypeAlias = dict[str, str]
Node: TypeAlias = Mapping[object, object]


class Part(StrEnum):
    """What sort of thing a pack says something of."""

    PROTOCOL = "protocol"
    FINDING = "finding"
    FORM = "form"
    DEFINITION = "definition"
    LIMIT = "limit"
    ENTRY = "entry"
    SCALE = "scale"
    SCREEN = "screen"
    DISPOSITION = "disposition"
    ACTION = "action"
    WARNING = "warning"
    ADVICE = "advice"
    AGENT = "agent"
    REFERENCE = "reference"
    DISAGREEMENT = "disagreement"
    LOOKALIKE = "lookalike"
    CASE = "case"
    OTHER = "other"


_PARTS: Mapping[str, Part] = {
    "protocol": Part.PROTOCOL,
    "vocabulary": Part.FINDING,
    "form": Part.FORM,
    "definitions": Part.DEFINITION,
    "entry": Part.ENTRY,
    "scales": Part.SCALE,
    "screens": Part.SCREEN,
    "dispositions": Part.DISPOSITION,
    "actions": Part.ACTION,
    "advice": Part.ADVICE,
    "agents": Part.AGENT,
    "references": Part.REFERENCE,
    "disagreements": Part.DISAGREEMENT,
    "lookalikes": Part.LOOKALIKE,
    "cases": Part.CASE,
}
_LISTS: Mapping[str, Part] = {"tables": Part.LIMIT, "warnings": Part.WARNING}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the file, and its id there, such as ``hypoxia.mask``."""

    part: Part
    file: str
    id: str


@dataclass
class Outline:
    """Every thing of a pack by its place, and the order of each list that has one."""

    things: dict[Place, Aspects] = field(default_factory=dict)
    orders: dict[Place, tuple[str, ...]] = field(default_factory=dict)


def outline(files: Files) -> Outline:
    """The outline of a pack; raises Refusal for a file that is not YAML."""
    found = Outline()
    for file, content in contents(files).items():
        if isinstance(content, Mapping):
            _Walk(file, found).thing(_part(file), "", content)
    for file, content in _cases(files):
        _Walk(file, found).listed(Part.CASE, "", "cases", content)
    return found


def _part(file: str) -> Part:
    return _PARTS.get(file.partition("/")[0].removesuffix(".yaml"), Part.OTHER)


def _cases(files: Files) -> Iterator[tuple[str, list[object]]]:
    for file in sorted(f for f in files if f.startswith("cases/") and f.endswith(".json")):
        try:
            content = json.loads(files[file])
        except ValueError:
            continue  # the check says so; there is nothing to compare
        if isinstance(content, list):
            yield file, content


@dataclass
class _Walk:
    """Takes one file apart."""

    file: str
    found: Outline

    def thing(self, part: Part, id: str, node: Node) -> None:
        """A thing: its plain values are its aspects, what is below it are things of their own."""
        aspects = self.found.things.setdefault(Place(part, self.file, id), {})
        for key, value in node.items():
            if key != "id":
                self._value(part, id, str(key), value, aspects)

    def _value(self, part: Part, id: str, key: str, value: object, aspects: Aspects) -> None:
        below = _LISTS.get(key, part)
        if part is Part.CASE or not (_is_below(value) or _has_below(value)):
            self._aspect(key, value, aspects, whole=part is Part.CASE)
        elif isinstance(value, list):
            self.listed(below, id, key, value)
        elif isinstance(value, Mapping) and _is_below(value):
            self._named(below, id, key, value)
        elif isinstance(value, Mapping):
            self.thing(below, _joined(id, key), value)

    def _aspect(self, key: str, value: object, aspects: Aspects, whole: bool) -> None:
        if isinstance(value, Mapping) and not whole:
            aspects.update({f"{key}.{name}": _text(one) for name, one in value.items()})
        else:
            aspects[key] = _text(value)

    def listed(self, part: Part, id: str, key: str, values: list[object]) -> None:
        """A list of things: by their ids, else by their number."""
        ids = []
        for number, one in enumerate(values, start=1):
            if isinstance(one, Mapping):
                ids.append(str(one["id"]) if "id" in one else _joined(key, str(number)))
                self.thing(part, _joined(id, ids[-1]), one)
        if all(isinstance(one, Mapping) and "id" in one for one in values):
            self.found.orders[Place(part, self.file, _joined(id, key))] = tuple(ids)

    def _named(self, part: Part, id: str, key: str, values: Node) -> None:
        """Things under their names. The lines of a disposition keep their id in every level."""
        for name, value in values.items():
            own = _joined(id, str(name))
            if isinstance(value, list):
                place = id if key == "lines" else own
                self.listed(part, place, f"{key}.{name}" if key == "lines" else "", value)
                if key == "lines":
                    self._level(part, id, str(name), value)
            elif isinstance(value, Mapping):
                self.thing(part, own, value)

    def _level(self, part: Part, id: str, level: str, lines: list[object]) -> None:
        for line in lines:
            if isinstance(line, Mapping):
                place = Place(part, self.file, _joined(id, str(line.get("id"))))
                self.found.things[place]["level"] = level


def _is_below(value: object) -> bool:
    """Whether a value holds things of its own."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, Mapping) for one in value)
    if isinstance(value, Mapping):
        holds = [isinstance(v, Mapping) or _is_below(v) for v in value.values()]
        return bool(holds) and all(holds)
    return False


def _has_below(value: object) -> bool:
    """Whether a mapping is a thing itself, with things below it."""
    return isinstance(value, Mapping) and any(_is_below(one) for one in value.values())


def _joined(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(one, list | Mapping) for one in value):
        return ", ".join(_text(one) for one in value) or "none"
    if isinstance(value, list | Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"{value:g}" if isinstance(value, float) else str(value)
