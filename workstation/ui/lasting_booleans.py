"""Keeps ``True`` and ``False`` alive under Python 3.11.

PySide6 6.12 gives back a boolean from ``Signal.emit`` and ``disconnect`` without owning a
reference to it. From Python 3.12 on booleans never die and nobody notices; before, each call
takes one reference away, and after some hundred signals the interpreter stops with
"deallocating True or False". Until that is mended there, both start with more references than
a program can lose in years.
"""

from __future__ import annotations

import ctypes
import sys

_MORE_THAN_EVER_LOST = 1 << 40


def keep_booleans() -> None:
    """Raise the reference counts of both booleans once, where they can reach zero."""
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 12):
        return
    for value in (True, False):
        if sys.getrefcount(value) < _MORE_THAN_EVER_LOST // 2:
            # An object begins with its reference count in every release build before 3.12.
            ctypes.c_ssize_t.from_address(id(value)).value += _MORE_THAN_EVER_LOST
