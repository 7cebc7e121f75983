"""A criterion in words, from its compiled nodes: what a rule asks, as a colleague would say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workstation.clinical import wording
from workstation.clinical.form import Item, Kind
from workstation.clinical.logic import Node, Operand
from workstation.clinical.nodes import (
    All,
    Any,
    AnyOf,
    Arithmetic,
    Comparison,
    Constant,
    Count,
    Name,
    Opposite,
    State,
)
from workstation.clinical.protocol import Protocol

ALWAYS = "In every other case"

_SIGNS: Mapping[str, str] = {
    ">=": "{left} {right} or more",
    ">": "{left} above {right}",
    "<": "{left} below {right}",
    "<=": "{left} {right} or less",
    "==": "{left} is {right}",
    "!=": "{left} is not {right}",
    "in": "{left} is {right}",
    "not in": "{left} is not {right}",
}
_SIGNS_OF_NAMES: Mapping[str, str] = {
    **_SIGNS,
    ">=": "{left} at or above {right}",
    "<=": "{left} at or below {right}",
}
"""Where the right side has a name: a limit by age, the usual value."""
_STATES: Mapping[str, tuple[str, str]] = {
    "known": ("{} is known", "{} is not known"),
    "asked": ("{} was asked", "{} was not asked"),
    "sure": ("{} for certain", "{} is not certain"),
}
_SHORT: Mapping[str, str] = {
    "anc": "ANC",
    "bipap": "BiPAP",
    "capd": "CAPD",
    "crs": "CRS",
    "cpap": "CPAP",
    "ctcae": "CTCAE",
    "astct": "ASTCT",
    "fio2": "FiO₂",
    "ice": "ICE",
    "icans": "ICANS",
    "iv": "IV",
    "mmhg": "mmHg",
    "news2": "NEWS2",
    "qsofa": "qSOFA",
    "spo2": "SpO₂",
}
_ARITHMETIC: Mapping[str, str] = {"+": "plus", "-": "minus", "*": "times"}


def criterion_words(node: Node, protocol: Protocol) -> str:
    """One sentence without its full stop, such as ``Temperature 38.0 °C or more``."""
    if isinstance(node, Constant) and node.literal is True:
        return ALWAYS
    return sentence(_Speaker(protocol).say(node))


def plain(id: str) -> str:
    """An id as words: underscores and dashes become blanks, short forms are written as usual."""
    return " ".join(
        _SHORT.get(word, word) for word in id.replace("_", " ").replace("-", " ").split()
    )


def sentence(text: str) -> str:
    """The same with a capital at its beginning."""
    return text[:1].upper() + text[1:] if text.partition(" ")[0].islower() else text


def within_sentence(text: str) -> str:
    """A label as it stands inside a sentence: a capital that is only the first one goes."""
    first = text.partition(" ")[0]
    return text[:1].lower() + text[1:] if first[1:].islower() else text


class _Speaker:
    """Says nodes in the names of one protocol."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._items = protocol.form.items

    def say(self, node: Node, inside: bool = False) -> str:
        """The words; ``inside`` another list they are put in brackets where they hold one."""
        match node:
            case All(parts=parts):
                said = " and ".join(self.say(p, True) for p in parts)
            case Any(parts=parts):
                said = " or ".join(self.say(p, True) for p in parts)
            case Opposite(part=part):
                return self._denied(part)
            case State(kind=kind, part=part):
                return _STATES[kind][0].format(self.say(part, True))
            case AnyOf(ids=ids, but=but):
                left_out = f" (but for those in {self._name(but)})" if but else ""
                return f"any of {_listed(map(self._name, ids))}{left_out}"
            case _:
                return self._plain(node)
        return f"({said})" if inside else said

    def _plain(self, node: Node) -> str:
        return self._compared(node) if isinstance(node, Comparison) else self._number(node, None)

    def _denied(self, part: Node) -> str:
        match part:
            case State(kind=kind, part=inner):
                return _STATES[kind][1].format(self.say(inner, True))
            case Comparison(sign="==", left=left, right=right):
                return self._compared(Comparison("!=", left, right))
        return f"not {self.say(part, True)}"

    def _compared(self, node: Comparison) -> str:
        item = self._item_of(node.left) or self._item_of(node.right)
        left = self._number(node.left, None)
        literal = node.right.literal if isinstance(node.right, Constant) else None
        if isinstance(literal, bool):
            return f"{left}: {'yes' if literal is (node.sign == '==') else 'no'}"
        signs = _SIGNS if isinstance(node.right, Constant) else _SIGNS_OF_NAMES
        return signs[node.sign].format(left=left, right=self._number(node.right, item))

    def _number(self, node: Node, item: Item | None) -> str:
        """A side of a comparison; ``item`` gives a literal its unit and its codes their labels."""
        match node:
            case Constant(literal=literal):
                return self._literal(literal, item)
            case Name(id=id):
                return self._name(id)
            case Count(id=id, but=but):
                left_out = f" without {self._literal(but, self._items.get(id))}" if but else ""
                return f"number of {self._name(id)}{left_out}"
            case Arithmetic(sign=sign, left=left, right=right):
                sides = self._number(left, None), self._number(right, None)
                return f"{sides[0]} {_ARITHMETIC[sign]} {sides[1]}"
        return self.say(node, True)

    def _literal(self, literal: Operand, item: Item | None) -> str:
        if isinstance(literal, tuple):
            return _listed(self._code(str(one), item) for one in literal)
        if isinstance(literal, bool) or literal is None:
            return "yes" if literal else "no"
        if isinstance(literal, int | float):
            unit = item.unit if item else ""
            return wording.with_unit(wording.number(literal, item.decimals if item else 0), unit)
        return self._code(str(literal), item)

    def _code(self, code: str, item: Item | None) -> str:
        label = item.code_label(code) if item else code
        level = self._protocol.form.levels.get(code)
        if label == code and level is not None:
            label = level.label
        if label == code and code in self._items:
            return self._name(code)
        return within_sentence(plain(label) if label == code else label)

    def _item_of(self, node: Node) -> Item | None:
        if isinstance(node, Arithmetic):
            return self._item_of(node.left) or self._item_of(node.right)
        return self._items.get(node.id) if isinstance(node, Name) else None

    def _name(self, id: str) -> str:
        item, protocol = self._items.get(id), self._protocol
        if item is not None:
            short = item.kind in (Kind.NUMBER, Kind.COUNT)
            return within_sentence(item.short if short and item.short else item.label)
        if id in protocol.axes:
            owner, axis = protocol.axes[id]
            unit = "points" if owner in protocol.scores else "grade"
            return f"{within_sentence(axis.label)} {unit}"
        if id in protocol.scale_names:
            return f"{protocol.scales[protocol.scale_names[id]].name} grade"
        if id in protocol.scores:
            return protocol.scores[id].name
        return plain(id)


def _listed(words: Iterable[str]) -> str:
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} or {found[-1]}"
