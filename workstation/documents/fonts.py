"""The two faces of the page, measured: Fira Sans Regular and SemiBold, embedded.

Every string that reaches the page goes through :func:`printable`, so a character that the
font lacks is seen as ``[U+XXXX]`` and never as a box or as nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

import fontpkg_fira_sans
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "FiraSans-Regular"
SEMIBOLD = "FiraSans-SemiBold"

CAP_HEIGHT = 0.689
"""Part of the font size, from the font's own table."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories that draw nothing or turn the order of their neighbours: always shown as a code."""


@cache
def register() -> None:
    """Makes both faces known to reportlab, and the regular one its default instead of Helvetica."""
    for name in (REGULAR, SEMIBOLD):
        path = fontpkg_fira_sans.ROOT / "files" / f"{name}.ttf"
        pdfmetrics.registerFont(TTFont(name, str(path)))
    rl_config.canvas_basefontname = REGULAR
    rl_config.invariant = 1


@cache
def _widths(face: str) -> Mapping[int, float]:
    """Advance widths by code point, in thousandths of the size; only characters with a glyph."""
    register()
    metrics = pdfmetrics.getFont(face).face
    return {code: metrics.charWidths[code] for code in metrics.charToGlyph}


def width(text: str, face: str, size: float) -> float:
    """The width of a printable string in points; a line end has none."""
    widths = _widths(face)
    return sum(widths[ord(char)] for char in text if char != "\n") * size / 1000


def printable(text: str) -> str:
    r"""The text as the page shows it: composed, one line, absent characters as ``[U+XXXX]``.

    Line ends are kept as ``\n``; a tab is a space.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_shown(char) for char in composed)


def _shown(char: str) -> str:
    if char == "\n":
        return char
    if char == "\t":
        return " "
    if ord(char) in _widths(REGULAR) and unicodedata.category(char) not in _UNSEEN:
        return char
    return f"[U+{ord(char):04X}]"


def wrap(text: str, face: str, size: float, room: float) -> list[str]:
    """The lines of a text in a width, broken at spaces, and inside a word only where it must be."""
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        lines.extend(_wrap_paragraph(paragraph, face, size, room))
    return lines


def _wrap_paragraph(text: str, face: str, size: float, room: float) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, face, size) <= room:
            line = longer
            continue
        if line:
            yield line
        *full, line = _pieces(word, face, size, room)
        yield from full
    yield line


def _pieces(word: str, face: str, size: float, room: float) -> list[str]:
    """A word cut where it no longer fits; at least one character a piece."""
    widths = _widths(face)
    pieces, piece, used = [], "", 0.0
    for char in word:
        step = widths[ord(char)] * size / 1000
        if piece and used + step > room:
            pieces.append(piece)
            piece, used = "", 0.0
        piece += char
        used += step
    return [*pieces, piece]
