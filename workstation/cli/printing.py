"""Lines on a terminal: what a pack or a record says is text there, and never a command to it."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from typing import TextIO

_KEPT = frozenset("\n\t")
_UNSEEN = ("Cc", "Cf", "Cs", "Co")
"""Unicode's kinds of signs that steer a terminal or stand for nothing that is seen."""


def visible(text: str) -> str:
    """The same with a box in the place of each sign that steers a terminal or turns the text."""
    return "".join(
        one if one in _KEPT or unicodedata.category(one) not in _UNSEEN else "\N{WHITE SQUARE}"
        for one in text
    )


def say(*lines: str) -> None:
    """Print lines to the standard output."""
    _print(lines, sys.stdout)


def warn(*lines: str) -> None:
    """Print lines to the standard error output."""
    _print(lines, sys.stderr)


def _print(lines: Iterable[str], where: TextIO) -> None:
    for line in lines:
        print(visible(line), file=where)
