"""What a pack defines and nothing reads: a group, a table, a named criterion that decides nothing.

Whoever changes one believes to have changed a rule. So each has to be named by a criterion, or by
the program itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from workstation.protocols.slips import GROUPS

_CRITERIA = (
    "if",
    "value",
    "only_if",
    "valid_if",
    "provisional_while",
    "febrile_neutropenia",
    "codes_of",
)
"""The keys under which a name is read: criteria, and the group that a list's codes come from."""

_SENTENCES = ("says", "says_not")
_WORD = re.compile(r"\w+")
_BLANK = re.compile(r"\{(\w+)\}")

THE_PROGRAM_READS = frozenset((*GROUPS, "drug", "new_symptom", "fever_told"))


def unread(contents: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """File, name and sentence of each group, table and definition that nothing reads."""
    read = THE_PROGRAM_READS | {
        word for file, content in contents.items() for word in _words(content, file)
    }
    for file, kind in (
        ("vocabulary.yaml", "groups"),
        ("definitions.yaml", "tables"),
        ("definitions.yaml", "definitions"),
    ):
        content = contents[file]
        named = content.get(kind) if isinstance(content, Mapping) else None
        for name in named if isinstance(named, Mapping) else ():
            if name not in read:
                yield file, name, f"nothing reads {name}, so nothing changes when it is changed"


def _words(here: object, key: object) -> Iterator[str]:
    """Every word of every criterion, and every blank of every sentence."""
    if isinstance(here, Mapping):
        for inner, value in here.items():
            yield from _words(value, inner)
    elif isinstance(here, list):
        for value in here:
            yield from _words(value, key)
    elif isinstance(here, str):
        if key in _CRITERIA:
            yield from _WORD.findall(here)
        elif key in _SENTENCES:
            yield from _BLANK.findall(here)
