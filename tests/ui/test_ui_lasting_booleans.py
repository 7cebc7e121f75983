"""Many signals do not end the program (see the module for why they would)."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import {first}
from PySide6.QtCore import QObject, Signal

class Source(QObject):
    changed = Signal(bool)

source = Source()
for _ in range(100_000):
    source.changed.emit(True)
    source.setObjectName("source")
print("alive")
"""


def _run(first: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(first=first)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_a_hundred_thousand_signals_leave_the_program_alive() -> None:
    assert _run("workstation.ui") == "alive\n"
