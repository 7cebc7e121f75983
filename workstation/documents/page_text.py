"""What stands on the pages, read back from their drawing operators.

Only strings as this program draws them: one string a block, with the font and size in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pikepdf import Dictionary, Object, Page, Pdf, parse_content_stream

from workstation.documents.container import Rejected
from workstation.documents.unpacking import unpacked

_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]+>|\[[^\]]*\])")
_HEAVY = "SemiBold"
MOST_PAGES = 200
"""Many times what the longest visit fills."""

_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn string: page from 0, font size in points, ``strong`` in the heavier face."""

    page: int
    size: float
    text: str
    strong: bool = False


def drawn_strings(pdf: Pdf) -> list[Drawn]:
    """Every string of every page, in the order of drawing. Raises Rejected for a book."""
    if len(pdf.pages) > MOST_PAGES:
        raise Rejected("It has more pages than a report.")
    return [drawn for index, page in enumerate(pdf.pages) for drawn in _page(index, page)]


def _page(index: int, page: Page) -> Iterator[Drawn]:
    fonts = page.resources.Font
    maps = {str(name): _codes(font) for name, font in fonts.items()}
    heavy = {str(name) for name, font in fonts.items() if _HEAVY in str(font.get("/BaseFont"))}
    unpacked(page.obj.Contents, "page")  # before anything unpacks it without a limit
    codes: Mapping[int, str] = {}
    size, text, strong = 0.0, "", False
    for instruction in parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "BT":
            text = ""
        elif operator == "Tf":
            name = str(operands[0])
            codes, size, strong = maps[name], float(operands[1]), name in heavy
        elif operator == "Tj":
            text += "".join(codes.get(code, "\ufffd") for code in bytes(operands[0]))
        elif operator == "ET":
            yield Drawn(index, size, text, strong)


def _codes(font: Object) -> Mapping[int, str]:
    """A font's table from byte to character."""
    if not isinstance(font, Dictionary) or "/ToUnicode" not in font:
        return {}
    codes: dict[int, str] = {}
    for kind, body in _SECTION.findall(unpacked(font.ToUnicode, "table of a font")):
        if kind == b"bfchar":
            codes.update((int(a, 16), _characters(b)) for a, b in _CHAR.findall(body))
        else:
            for low, high, target in _RANGE.findall(body):
                codes.update(_span(int(low, 16), int(high, 16), target))
    return codes


def _span(low: int, high: int, target: bytes) -> Iterator[tuple[int, str]]:
    listed = re.findall(rb"<([0-9A-Fa-f]+)>", target)
    if target.startswith(b"["):
        yield from zip(range(low, high + 1), map(_characters, listed), strict=False)
        return
    first = _characters(listed[0])
    for code in range(low, high + 1):
        yield code, first[:-1] + chr(ord(first[-1]) + code - low)


def _characters(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be")
