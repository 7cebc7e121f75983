"""One combination of choices, as criteria read it: the leaves are set, the rest is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workstation.clinical.logic import ABSENT, Interval, Operand
from workstation.clinical.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Choice:
    """One way a leaf can be. ``label`` is for the table of a counter-example."""

    value: Operand
    known: bool
    asked: bool
    label: str


def given(value: Operand) -> Choice:
    """A value that somebody gave."""
    return Choice(value, known=True, asked=True, label=spoken(value))


def is_open(choice: Choice) -> bool:
    """True for a choice that later knowledge would replace."""
    value = choice.value
    return value is None or (isinstance(value, Interval) and value.low != value.high)


def spoken(value: Operand) -> str:
    """A choice in a counter-example: ``38.0``, ``yes``, ``room_air``, ``0 to 4``."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Interval):
        return f"{value.low:g} to {value.high:g}"
    if isinstance(value, tuple):
        return "[" + ", ".join(str(code) for code in value) + "]"
    if isinstance(value, int | float):
        return f"{value:g}"
    return "not known" if value is None or value is ABSENT else str(value)


class Point(dict[str, Operand]):
    """Values by name (``logic.Values``); definitions and tables are worked out."""

    __slots__ = ("_asked", "_chosen", "_known", "_protocol")

    def __init__(self, protocol: Protocol, choices: Mapping[str, Choice]) -> None:
        super().__init__((name, choice.value) for name, choice in choices.items())
        self._protocol = protocol
        self._chosen = choices
        self._known = {name for name, choice in choices.items() if choice.known}
        self._asked = {name for name, choice in choices.items() if choice.asked}

    def __missing__(self, name: str) -> Operand:
        definition = self._protocol.definitions.get(name)
        if definition is not None:
            value = definition.node.value(self)
        else:
            bands = self._protocol.tables[name].bands
            value = next(limit.value(self) for when, limit in bands if when.value(self) is True)
        self[name] = value
        return value

    def known(self, name: str) -> bool:
        """True when the choice is a value somebody gave, or what is worked out has one."""
        if name in self._chosen:
            return name in self._known
        value = self[name]
        return value is not None and value is not ABSENT

    def asked(self, name: str) -> bool:
        """True when the choice is an answer of any kind."""
        return name in self._asked
