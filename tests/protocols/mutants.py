"""Every small change somebody could make to a pack: the raw material of the mutation campaign."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CRITERIA = ("if", "value", "valid_if", "only_if", "febrile_neutropenia")
NUMBERS = ("grade", "points", "low", "high", "window_days", "window_hours", "rank")
RULES = (
    "rules",
    "points",
    "entry",
    "sepsis_red_flags",
    "rereadings",
    "raise_by_one",
    "warnings",
    "actions",
    "axes",
    "items",
    "scores",
    "assumes",
)
SHORTENED = ("forget", "grades", "groups", "order", "away_from", "not_known", "read_as_not_told")
_SWAPPED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the place in it, what was and what is."""

    file: str
    path: Path
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.file} {'.'.join(map(str, self.path))}: {self.before!r} -> {self.after!r}"

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


class Deleted:
    """What a deleted rule becomes."""

    def __repr__(self) -> str:
        return "deleted"


DELETED = Deleted()

READ_FILES = (
    "definitions.yaml",
    "entry.yaml",
    "screens.yaml",
    "dispositions.yaml",
    "actions.yaml",
    "agents.yaml",
    "vocabulary.yaml",
    "form.yaml",
)


def mutants(contents: dict[str, Any]) -> Iterator[Mutant]:
    """All mutants of a pack, file by file."""
    for file in sorted(contents):
        if file in READ_FILES or file.startswith("scales/"):
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
        for text in criteria(str(value)):
            yield Mutant(file, path, value, text)
        return
    if key in NUMBERS and isinstance(value, int | float | str) and not isinstance(value, bool):
        for number in numbers(value):
            yield Mutant(file, path, value, number)
        return
    if key in ("stale_after_hours", "stale_after_hours_of"):
        for name, hours in value.items():
            for number in numbers(hours):
                yield Mutant(file, (*path, name), hours, number)
        return
    if _is_rules(key, path) and isinstance(value, list):
        for index in range(len(value)):
            if not (file == "form.yaml"):
                yield Mutant(file, (*path, index), value[index], DELETED)
    if key == "lines":
        for level, lines in value.items():
            for index in range(len(lines)):
                yield Mutant(file, (*path, level, index), lines[index], DELETED)
    if key == "groups":
        for name, ids in value.items():
            yield from _shorter(file, ids, (*path, name))
    if key in ("forget", "grades") and isinstance(value, list):
        yield from _shorter(file, value, path)
    yield from _walk(file, value, path)


def _is_rules(key: str, path: Path) -> bool:
    return (key in RULES and not (key == "items" and path[0] != "scores")) or (
        path[0] == "tables" and len(path) == 2
    )


def _shorter(file: str, values: list[Any], path: Path) -> Iterator[Mutant]:
    for index in range(len(values)):
        yield Mutant(file, path, values, values[:index] + values[index + 1 :])


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
    count = sum(1 for _ in ast.walk(tree))
    seen = {ast.unparse(tree)}
    for number in range(count):
        for variant in range(40):
            changed = copy.deepcopy(tree)
            node = list(ast.walk(changed))[number]
            if not _change(node, variant, changed):
                break
            told = ast.unparse(ast.fix_missing_locations(changed))
            if told not in seen:
                seen.add(told)
                yield told


def _change(node: ast.AST, variant: int, tree: ast.AST) -> bool:
    """Make change number ``variant`` of a node; False when it has no more."""
    if isinstance(node, ast.BoolOp) and variant == 0:
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return True
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and variant < 2
    ):
        step = 1 if isinstance(node.value, int) else 0.1
        node.value = round(node.value + (step if variant else -step), 3)
        return True
    if isinstance(node, ast.Compare):
        choices = [(i, s) for i, op in enumerate(node.ops) for s in _SWAPPED[type(op)]]
        if variant < len(choices):
            index, sign = choices[variant]
            node.ops[index] = sign()
            return True
        return False
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and variant == 0:
        return _replaced(tree, node, node.operand)
    if isinstance(node, ast.List) and variant < len(node.elts) and len(node.elts) > 1:
        del node.elts[variant]
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "any_of":
        if variant < len(node.args) and len(node.args) > 1:
            del node.args[variant]
            return True
    return False


def _replaced(tree: ast.AST, old: ast.AST, new: ast.AST) -> bool:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
                return True
            if isinstance(value, list) and old in value:
                value[value.index(old)] = new
                return True
    return False
