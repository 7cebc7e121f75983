"""Every small change somebody could make to a pack: the raw material of the mutation campaign.

Every number that a criterion, limit, axis, screen or disposition reads moved both ways, every
comparison flipped, every ``and`` and ``or`` exchanged, every ``not`` dropped, every rule deleted,
every list shortened by one.

Left alone are the words themselves (``says``, texts, titles) and what only tells the checker which
way is worse (``direction``, ``exceptions``): they decide nothing.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]

WORDS_ONLY = frozenset(("protocol.yaml",))
"""The file that says nothing but what the pack is called."""

CRITERIA = frozenset(
    ("if", "value", "limit", "valid_if", "only_if", "provisional_while", "febrile_neutropenia")
)
NUMBERS = frozenset(
    (
        "grade",
        "high",
        "hours",
        "hours_apart",
        "in_24_hours",
        "in_all",
        "low",
        "not_known",
        "points",
        "rank",
        "window_days",
        "window_hours",
    )
)
RULES = frozenset(
    (
        "actions",
        "agents",
        "answers",
        "assumes",
        "axes",
        "background",
        "call_us",
        "causes",
        "ceilings",
        "codes",
        "disagreements",
        "emergency",
        "entry",
        "items",
        "levels",
        "lookalikes",
        "lowering_reasons",
        "not_assessed_reasons",
        "points",
        "quotients",
        "raise_by_one",
        "rechallenge",
        "references",
        "rereadings",
        "rows",
        "rules",
        "scores",
        "sections",
        "sepsis_red_flags",
        "signs",
        "step_up",
        "steps",
        "takes",
        "warnings",
        "watch",
    )
)
"""Lists whose members are rules, or what rules are about."""

NAMED = frozenset(("definitions", "groups", "items", "tables"))
"""Rules and lists under names of their own."""

HOURS = frozenset(("stale_after_hours", "stale_after_hours_of"))
LISTS = frozenset(
    (
        "agents",
        "asked_anew",
        "but",
        "callers",
        "findings",
        "forget",
        "grades",
        "hand_over",
        "higher",
        "items",
        "levels",
        "lower",
        "opened_by",
        "points",
        "read_as_not_told",
        "settings",
        "steps",
    )
)

_FLIPPED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


_OTHER_SIGNS = {">=": (">", "<"), ">": (">=", "<="), "<=": ("<", ">"), "<": ("<=", ">=")}


class Deleted:
    """What a deleted rule becomes."""

    def __repr__(self) -> str:
        return "deleted"


DELETED = Deleted()


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the place in it, what was and what is."""

    file: str
    path: Path
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.place}: {self.before!r} -> {self.after!r}"

    @property
    def place(self) -> str:
        """The file and the place in it."""
        return f"{self.file} {'.'.join(map(str, self.path))}"

    def applied(self, contents: dict[str, Any]) -> dict[str, Any]:
        """The contents of the pack with this change."""
        changed = dict(contents)
        changed[self.file] = copy.deepcopy(contents[self.file])
        place = changed[self.file]
        for step in self.path[:-1]:
            place = place[step]
        if self.after is DELETED:
            del place[self.path[-1]]
        else:
            place[self.path[-1]] = self.after
        return changed


def rule_of(contents: dict[str, Any], mutant: Mutant) -> str:
    """The rule that a change is made in, as cases name it: ``OWNER.RULE``, or the key it has."""
    names: list[str] = []
    here, key = contents[mutant.file], ""
    for step in mutant.path:
        if isinstance(step, str) and key in NAMED and isinstance(here, dict):
            names.append(step)
        key = step if isinstance(step, str) else key
        here = _below(here, step)
        if isinstance(step, int) and isinstance(here, dict) and "id" in here:
            names.append(str(here["id"]))
    return ".".join(names[-2:]) or str(mutant.path[0])


def _below(here: Any, step: Any) -> Any:
    return here[step]


def mutants(contents: dict[str, Any]) -> Iterator[Mutant]:
    """All mutants of a pack, file by file."""
    for file in sorted(contents.keys() - WORDS_ONLY):
        yield from _walk(file, contents[file], ())


def _walk(file: str, here: Any, path: Path) -> Iterator[Mutant]:
    if isinstance(here, dict):
        for key, value in here.items():
            yield from _entry(file, key, value, (*path, key))
    elif isinstance(here, list):
        for index, value in enumerate(here):
            yield from _walk(file, value, (*path, index))


def _entry(file: str, key: str, value: Any, path: Path) -> Iterator[Mutant]:
    if key in CRITERIA and isinstance(value, str | int | float):
        yield from (Mutant(file, path, value, text) for text in criteria(str(value)))
    elif _is_number(file, key, value):
        yield from (Mutant(file, path, value, number) for number in numbers(value))
    elif key == "sign":
        yield from (Mutant(file, path, value, other) for other in _OTHER_SIGNS[value])
    elif key in HOURS:
        for name, hours in value.items():
            yield from (Mutant(file, (*path, name), hours, n) for n in numbers(hours))
    else:
        yield from _lists(file, key, value, path)
        yield from _walk(file, value, path)


def _is_number(file: str, key: str, value: Any) -> bool:
    """True for a number that something reads. Of decimals a quotient's: an item's round words."""
    if key == "decimals":
        return file == "screens.yaml"
    return key in NUMBERS and isinstance(value, int | float | str) and not isinstance(value, bool)


def _lists(file: str, key: str, value: Any, path: Path) -> Iterator[Mutant]:
    """Rules deleted and lists shortened."""
    if isinstance(value, list):
        if (key in RULES and value and isinstance(value[0], dict)) or path[0] == "tables":
            yield from _without_one(file, value, path)
        elif key in LISTS or path[0] == "groups":
            yield from _shorter(file, value, path)
    elif key in NAMED and isinstance(value, dict):
        yield from _without_one(file, value, path)
    elif key == "lines" and isinstance(value, dict):
        for level, lines in value.items():
            yield from _without_one(file, lines, (*path, level))


def _without_one(file: str, rules: list[Any] | dict[str, Any], path: Path) -> Iterator[Mutant]:
    placed: Iterable[tuple[Any, Any]]
    placed = rules.items() if isinstance(rules, dict) else enumerate(rules)
    return (Mutant(file, (*path, place), rule, DELETED) for place, rule in placed)


def _shorter(file: str, values: list[Any], path: Path) -> Iterator[Mutant]:
    return (Mutant(file, path, values, values[:i] + values[i + 1 :]) for i in range(len(values)))


def numbers(value: float | str) -> Iterator[float | str]:
    """A number moved both ways by its own step; each end of a range ``2..4``."""
    if isinstance(value, str):
        if ".." in value:
            low, high = (int(v) for v in value.split(".."))
            for a, b in ((low - 1, high), (low + 1, high), (low, high - 1), (low, high + 1)):
                yield f"{a}..{b}"
        return
    step = 1 if isinstance(value, int) else 0.1
    yield round(value - step, 3)
    yield round(value + step, 3)


def criteria(text: str) -> Iterator[str]:
    """Every one-step change of a criterion."""
    tree = ast.parse(text.strip(), mode="eval")
    seen = {ast.unparse(tree)}
    for number, node in enumerate(ast.walk(tree)):
        for variant in range(_variants(node)):
            changed = copy.deepcopy(tree)
            _change(changed, list(ast.walk(changed))[number], variant)
            told = ast.unparse(ast.fix_missing_locations(changed))
            if told not in seen:
                seen.add(told)
                yield told


def _variants(node: ast.AST) -> int:
    """How many ways a node can be changed."""
    match node:
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return 1
        case ast.Constant(value=bool()):
            return 0
        case ast.Constant(value=int() | float()):
            return 2
        case ast.Compare(ops=ops):
            return sum(len(_FLIPPED[type(op)]) for op in ops)
        case ast.List(elts=members) | ast.Call(func=ast.Name(id="any_of"), args=members):
            return len(members) if isinstance(node, ast.List) or len(members) > 1 else 0
    return 0


def _change(tree: ast.AST, node: ast.AST, variant: int) -> None:
    """Make one change of a node in its tree."""
    match node:
        case ast.BoolOp(op=op):
            node.op = ast.Or() if isinstance(op, ast.And) else ast.And()
        case ast.UnaryOp(operand=operand):
            _replace(tree, node, operand)
        case ast.Constant(value=int() | float() as value):
            step = 1 if isinstance(value, int) else 0.1
            node.value = round(value + (step if variant else -step), 3)
        case ast.Compare(ops=ops):
            flips = [(i, sign) for i, op in enumerate(ops) for sign in _FLIPPED[type(op)]]
            index, sign = flips[variant]
            ops[index] = sign()
        case ast.List(elts=members) | ast.Call(args=members):
            del members[variant]


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list) and old in value:
                value[value.index(old)] = new
