"""Why a pack cannot be read, for the one who wrote it: the line, a sentence, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workstation.clinical.refusal import Refusal
from workstation.protocols.proof.places import line_at, line_of
from workstation.protocols.yaml_slips import yaml_slip

_WHAT_TO_DO: Mapping[str, str] = {
    "criterion": "Write it with the words of the pack and of the language (docs/protocols.md).",
    "reference": "Name a source of references.yaml, or add it there.",
    "grade": "Write one grade, like 3, or an open range, like 2..4.",
    "shape": "The schema named in the first line of the file says what this place takes.",
    "duplicate_key": "Keep one of the two.",
    "yaml": "Look at the indent, the quotes and the brackets of this line and the one above.",
    "yaml_key": "Write one word, a colon and a blank.",
    "nested": "Write it out with fewer brackets and names.",
    "missing_file": "Take it from the pack that you began with.",
    "default_scale": "Write the id of a scale, as its file in scales/ is called.",
    "unknown_id": "Correct the id, or add it to vocabulary.yaml.",
    "cases": "Mend the case.",
}


_OF_THE_FILE = ("is ", "may ", "holds ", "cannot ")
"""How a sentence begins whose subject is the file."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Where reading stopped and why."""

    line: int | None
    rule: str
    says: str
    what_to_do: str


def in_words(files: Mapping[str, bytes], refused: Refusal) -> Refusal:
    """The same refusal in one sentence with file and line."""
    found = unreadable(files, refused)
    said = placed(refused.where, found.line, found.says)
    return Refusal(refused.code, refused.where, said)


def placed(file: str, line: int | None, says: str) -> str:
    """A sentence with its place: ``entry.yaml, line 4: 'id' stands twice.``."""
    end = "" if says.endswith("?") else "."
    if line is not None:
        return f"{file}, line {line}: {says}{end}"
    joined = " " if says.startswith(_OF_THE_FILE) else ": "
    return f"{file}{joined}{says}{end}"


def unreadable(files: Mapping[str, bytes], refused: Refusal) -> Unreadable:
    """The line, the rule and the sentence of a refusal."""
    file = refused.where
    what_to_do = _WHAT_TO_DO.get(refused.code, "Correct it, or add what it names.")
    if refused.code == "yaml" and file in files:
        line, says = yaml_slip(files[file])
        return Unreadable(line, "", f"this is not YAML: {says}", what_to_do)
    if refused.code in ("folder", "no_pack"):
        says, _, advice = refused.message.removeprefix(f"{file} ").partition(". ")
        return Unreadable(None, "", says, advice)
    message = re.sub(rf"^{re.escape(file)}(, |: | (?=is ))", "", refused.message).rstrip(".")
    numbered = re.match(r"line (\d+): ", message)
    if numbered:
        return Unreadable(int(numbered[1]), "", message[numbered.end() :], what_to_do)
    place, found, says = message.partition(": ")
    if not found:
        return Unreadable(None, "", message, what_to_do)
    if place.startswith("at "):
        return _of_shape(files, file, place.removeprefix("at "), says, what_to_do)
    rule = re.sub(r"^(rule|row|case) ", "", place)
    owner, _, own = rule.rpartition(".")
    line = line_of(files, file, owner, own) or line_of(files, file, "", own.split(" ")[-1])
    return Unreadable(line, rule, f"{rule}: {says}", what_to_do)


def _of_shape(
    files: Mapping[str, bytes], file: str, place: str, says: str, what_to_do: str
) -> Unreadable:
    """A key, a type or a value that does not belong where it stands."""
    path = place.split(".")
    key = next((step for step in reversed(path) if not step.isdecimal()), place)
    return Unreadable(line_at(files, file, path), place, f"{key}: {says}", what_to_do)
