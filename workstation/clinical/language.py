"""The language of criteria: text in, nodes of ``logic`` out, from a closed list of constructs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from workstation.clinical.language_slips import lacking, shown, slip
from workstation.clinical.logic import CriterionError, Node
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


def parse(
    text: str, known_names: Mapping[str, object], groups: Mapping[str, tuple[str, ...]]
) -> Node:
    """Compile one expression.

    ``known_names`` are the findings, definitions and results it may read; another bare word
    is a code. ``groups`` are the named lists of the pack. Raises CriterionError with the reason.
    """
    if len(text) > _LONGEST:
        raise CriterionError(f"{shown(text)} is too long: give a part of it a name")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise CriterionError(f"{shown(text)} is not a criterion: {slip(text)}") from None
    return _Parser(text, known_names, groups).node(tree.body)


_LONGEST = 6_000
"""Letters of a criterion; a longer one nobody could read."""
_DEEPEST = 40
"""Brackets, ``not`` and sums inside one another."""


_SYMBOLS: Mapping[type[ast.cmpop], str] = {
    ast.GtE: ">=",
    ast.Gt: ">",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_ARITHMETIC: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_LITERALS = {"true": True, "false": False}


class _Call(NamedTuple):
    """How a function of the language is written."""

    form: str
    options: frozenset[str | None] = frozenset()
    one: bool = True


_CALLS: Mapping[str, _Call] = {
    "any_of": _Call("any_of(a, b) or any_of(a, b, but=list)", frozenset(("but",)), one=False),
    "count": _Call("count(list) or count(list, but=[codes])", frozenset(("but",))),
    "known": _Call("known(finding)"),
    "asked": _Call("asked(finding)"),
    "sure": _Call("sure(criterion)"),
}


class _Parser:
    """Turns the closed list of ``ast`` nodes into ours."""

    def __init__(
        self, text: str, known_names: Mapping[str, object], groups: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._text = text
        self._names = known_names
        self._groups = groups
        self._depth = 0

    def node(self, tree: ast.expr) -> Node:
        """The node of one expression; raises CriterionError for what the language lacks."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._refused("it is nested too deeply: give a part of it a name")
        made = self._logical(tree) or self._operand(tree)
        if made is None:
            raise self._refused(lacking(tree, self._text))
        self._depth -= 1
        return made

    def _logical(self, tree: ast.expr) -> Node | None:
        match tree:
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.node(v) for v in values)
                return All(parts) if isinstance(op, ast.And) else Any(parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Opposite(self.node(operand))
            case ast.Compare():
                return self._comparison(tree)
            case ast.Call(func=ast.Name(id=function)):
                return self._call(function, tree)
        return None

    def _operand(self, tree: ast.expr) -> Node | None:
        match tree:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return Constant(-value)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return Arithmetic(_ARITHMETIC[type(op)], self.node(left), self.node(right))
            case ast.Name(id=name):
                return self._name(name)
            case ast.Constant(value=bool() | int() | float() as value):
                return Constant(value)
            case ast.List(elts=elements):
                return Constant(tuple(self._word(e) for e in elements))
        return None

    def _comparison(self, tree: ast.Compare) -> Node:
        """``a < b``, also chained: ``36.0 <= temperature_c <= 37.4``."""
        operands = [self.node(tree.left), *(self._side(c) for c in tree.comparators)]
        pairs = zip(tree.ops, operands, operands[1:], strict=False)
        parts = tuple(self._compared(sign, left, right) for sign, left, right in pairs)
        return parts[0] if len(parts) == 1 else All(parts)

    def _compared(self, sign: ast.cmpop, left: Node, right: Node) -> Node:
        if type(sign) not in _SYMBOLS:
            written = "is" if isinstance(sign, ast.Is) else "is not"
            raise self._refused(f"{written} is not part of the language; write == or !=")
        symbol = _SYMBOLS[type(sign)]
        is_list = isinstance(right, Constant) and isinstance(right.literal, tuple)
        if symbol in ("in", "not in") and not is_list:
            raise self._refused(f"'{symbol}' wants a list or a group, like [cpap, bipap]")
        if isinstance(left, Constant) and isinstance(right, Name):
            return Comparison(_MIRRORED.get(symbol, symbol), right, left)
        return Comparison(symbol, left, right)

    def _side(self, tree: ast.expr) -> Node:
        if isinstance(tree, ast.Name) and tree.id in self._groups:
            return Constant(self._groups[tree.id])
        return self.node(tree)

    def _name(self, name: str) -> Node:
        if name in _LITERALS:
            return Constant(_LITERALS[name])
        return Name(name) if name in self._names else Constant(name)

    def _word(self, tree: ast.expr) -> str:
        if isinstance(tree, ast.Name):
            return tree.id
        raise self._refused("a list holds ids or codes")

    def _ids(self, trees: Iterable[ast.expr]) -> tuple[str, ...]:
        words: list[str] = []
        for tree in trees:
            word = self._word(tree)
            words.extend(self._groups.get(word, (word,)))
        unknown = [w for w in words if w not in self._names]
        if unknown:
            raise self._refused(f"{', '.join(unknown)} is not an id of the pack")
        return tuple(words)

    def _call(self, function: str, tree: ast.Call) -> Node:
        options = {k.arg: k.value for k in tree.keywords}
        wanted = _CALLS.get(function)
        if wanted is None:
            raise self._refused(f"{function}() is not part of the language")
        if not tree.args or not set(options) <= wanted.options:
            raise self._refused(f"{function}() is written {wanted.form}")
        if wanted.one and len(tree.args) > 1:
            raise self._refused(f"{function}() is written {wanted.form}")
        if function == "any_of":
            return AnyOf(self._ids(tree.args), self._list_name(options.get("but")))
        if function == "count":
            return Count(self._ids(tree.args)[0], self._codes(options.get("but")))
        return State(function, self.node(tree.args[0]))

    def _list_name(self, tree: ast.expr | None) -> str:
        """The finding whose list is left out."""
        return "" if tree is None else self._ids([tree])[0]

    def _codes(self, tree: ast.expr | None) -> tuple[str, ...]:
        if tree is None:
            return ()
        if not isinstance(tree, ast.List):
            raise self._refused("but= wants a list, like [vasopressin]")
        return tuple(self._word(e) for e in tree.elts)

    def _refused(self, reason: str) -> CriterionError:
        return CriterionError(f"{shown(self._text)}: {reason}")


_MIRRORED = {">=": "<=", ">": "<", "<": ">", "<=": ">="}
