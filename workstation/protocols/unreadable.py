"""Why a pack cannot be read, for the one who wrote it: the line, a sentence, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from workstation.clinical.refusal import Refusal
from workstation.protocols.proof.places import line_at, line_of

_WHAT_TO_DO: Mapping[str, str] = {
    "criterion": "Write it with the words of the pack and of the language (docs/protocols.md).",
    "reference": "Name a source of references.yaml, or add it there.",
    "grade": "Write one grade, like 3, or an open range, like 2..4.",
    "shape": "The schema named in the first line of the file says what this place takes.",
    "duplicate_key": "Keep one of the two.",
    "yaml": "Look at the indent, the quotes and the brackets of this line and the one above.",
    "missing_file": "Add the file.",
    "unknown_id": "Correct the id, or add it to vocabulary.yaml.",
    "cases": "Mend the case.",
}

_WANTED: Mapping[str, str] = {
    "Extra inputs are not permitted": "nothing of this name belongs here",
    "Field required": "is missing here",
    "Input should be a valid integer": "a whole number is wanted here",
    "Input should be a valid number": "a number is wanted here",
    "Input should be a valid string": "text is wanted here",
    "Input should be a valid boolean": "true or false is wanted here",
    "Input should be a valid tuple": "a list in brackets is wanted here",
    "Input should be a valid dictionary": "keys with values are wanted here",
}
"""What the reader of shapes says, in words for whoever does not know it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Where reading stopped and why."""

    line: int | None
    rule: str
    says: str
    what_to_do: str


def unreadable(files: Mapping[str, bytes], refused: Refusal) -> Unreadable:
    """The line, the rule and the sentence of a refusal."""
    file = refused.where
    what_to_do = _WHAT_TO_DO.get(refused.code, "Correct it, or add what it names.")
    if refused.code == "yaml" and file in files:
        line, says = _of_yaml(files[file], refused.message)
        return Unreadable(line, "", says, what_to_do)
    message = refused.message.removeprefix(f"{file}, ").removeprefix(f"{file}: ").rstrip(".")
    numbered = re.match(r"line (\d+): ", message)
    if numbered:
        return Unreadable(int(numbered[1]), "", message[numbered.end() :], what_to_do)
    place, found, says = message.partition(": ")
    if not found:
        return Unreadable(None, "", message, what_to_do)
    if place.startswith("at "):
        return _of_shape(files, file, place.removeprefix("at "), says, what_to_do)
    rule = re.sub(r"^(rule|row) ", "", place)
    owner, _, own = rule.rpartition(".")
    line = line_of(files, file, owner, own) or line_of(files, file, "", own.split(" ")[-1])
    return Unreadable(line, rule, f"{rule}: {says}", what_to_do)


def _of_shape(
    files: Mapping[str, bytes], file: str, place: str, says: str, what_to_do: str
) -> Unreadable:
    """A key, a type or a value that does not belong where it stands."""
    path = place.split(".")
    key = next((step for step in reversed(path) if not step.isdecimal()), place)
    told = next((plain for start, plain in _WANTED.items() if says.startswith(start)), says)
    return Unreadable(line_at(files, file, path), place, f"{key}: {told}", what_to_do)


def _of_yaml(data: bytes, message: str) -> tuple[int | None, str]:
    try:
        yaml.compose(data.decode("utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        return line, f"this is not YAML: {error.problem or error.context}"
    except (UnicodeDecodeError, yaml.YAMLError):
        pass
    return None, message.rstrip(".")
