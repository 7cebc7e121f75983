"""What somebody wrote who meant a criterion: the sign that the language does not have, and its own.

Told in the words of whoever writes a protocol, not in those of the parser.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

_SHOWN = 120
"""So much of a criterion stands in its sentence."""

_SLIPS: tuple[tuple[str, str], ...] = (
    (r"=<", "write <= for at most"),
    (r"=>", "write >= for at least"),
    (r"\|\|?", "write or"),
    (r"&&?", "write and"),
    (r"\b(AND|And|OR|Or|NOT|Not)\b", "write and, or, not in small letters"),
    (r"≤", "write <= for at most"),
    (r"≥", "write >= for at least"),
    (r"≠|<>", "write != for another one"),
    (r"[–—−]", "a long dash is no minus: write -"),
    (r"[“”„‘’«»]", "leave out the quotes that a word processor makes"),
    (r"[\xa0\u2007\u202f]", "a blank in it is none: type it anew"),
    (r"\d,\d", "write a decimal point: 38.0"),
    (r"(?<![=!<>])=(?!=)", "write == to compare"),
    (r"!(?!=)", "write not"),
    (r"\d\s*(°|%|[A-Za-z])", "write the number alone; its unit is that of the finding"),
    (r"\b(and|or|not|in)\s*$|^\s*(and|or)\b", "something is missing beside and, or, not"),
    (r"[<>=]\s*$|^\s*[<>=]", "a side of the comparison is missing"),
    (r"\w\s+\w", "something is missing between two words, such as and, or"),
)

_BINARY: Mapping[type[ast.operator], str] = {
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.BitOr: "|",
    ast.BitAnd: "&",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.MatMult: "@",
}
_CALLED: Mapping[type[ast.expr], str] = {
    ast.IfExp: "if … else",
    ast.Lambda: "lambda",
    ast.Attribute: "a point between words",
    ast.Subscript: "[ ] behind a word",
    ast.Set: "{ }",
    ast.Dict: "{ }",
    ast.ListComp: "for",
    ast.SetComp: "for",
    ast.DictComp: "for",
    ast.GeneratorExp: "for",
    ast.NamedExpr: ":=",
    ast.Await: "await",
    ast.Starred: "*",
}


def shown(text: str) -> str:
    """A criterion as a sentence names it, not longer than a reader needs."""
    told = " ".join(text.split())
    return f"'{told}'" if len(told) <= _SHOWN else f"'{told[:_SHOWN]} …'"


def slip(text: str) -> str:
    """What most likely is wrong with a text that is no expression at all."""
    if not text.strip():
        return "nothing stands here"
    if any(text.count(opened) != text.count(closed) for opened, closed in ("()", "[]")):
        return "a bracket is opened and not closed, or closed and not opened"
    told = (says for pattern, says in _SLIPS if re.search(pattern, text))
    return next(told, "it cannot be read")


def lacking(tree: ast.expr, text: str) -> str:
    """What a part of an expression is called that the language does not have."""
    told = _lacking(tree, text)
    return f"{told} is not part of the language"


def _lacking(tree: ast.expr, text: str) -> str:
    match tree:
        case ast.BinOp(op=op):
            return _BINARY.get(type(op), "this sign")
        case ast.UnaryOp(op=op):
            return {ast.UAdd: "+ alone", ast.USub: "- before a word"}.get(type(op), "~")
        case ast.Tuple():
            comma = re.search(r"\d,\d", text)
            return "a comma in a number (write 38.0)" if comma else "a comma"
        case ast.Constant(value=str() | bytes()):
            return "a word in quotes"
        case ast.Constant(value=value):
            return str(value) if value is None else "this value"
    return _CALLED.get(type(tree), "this")
