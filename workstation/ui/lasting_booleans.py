"""Keeps ``True``, ``False`` and ``None`` alive under Python 3.11.

PySide6 6.12 gives back a boolean from ``Signal.emit`` and ``disconnect``, and None from every
call that gives nothing, without owning a reference to it. From Python 3.12 on these never die
and nobody notices; before, each call takes one reference away, and after some hundred signals
or some thousand repaints the interpreter stops with "deallocating True or False" or
"deallocating None". Until that is mended there, all three start with more references than a
program can lose in years.
"""

from __future__ import annotations

import ctypes
import sys

_MORE_THAN_EVER_LOST = 1 << 40


def keep_booleans() -> None:
    """Raise the reference counts of the three once, where they can reach zero."""
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 12):
        return
    for value in (True, False, None):
        if sys.getrefcount(value) < _MORE_THAN_EVER_LOST // 2:
            # An object begins with its reference count in every release build before 3.12.
            ctypes.c_ssize_t.from_address(id(value)).value += _MORE_THAN_EVER_LOST
