"""From the start of the process to the painted sign-in window, beside a bare window's.

Both start as an installed program does, with its byte code made: the first start, which is not
counted, makes it in a folder of its own.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.figures import Figure, middle
from tests.endtoend.screens import virtual_screen
from tests.making_sites import Minutes, make_site

LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)


def measure(times: int) -> Figure:
    """The median of both, started in turn on one virtual screen."""
    with TemporaryDirectory() as folder:
        site, made = Path(folder) / "site", str(Path(folder) / "bytecode")
        make_site(site, Minutes(LONG_AGO))
        with virtual_screen(Path(folder)) as screen:
            around = screen.environment | {"PYTHONPYCACHEPREFIX": made}
            around.pop("PYTHONDONTWRITEBYTECODE", None)
            ours: list[float] = []
            floor: list[float] = []
            for _ in range(times + 1):
                floor.append(_painted(around, "bare"))
                ours.append(_painted(around, "workstation", str(site)))
    return Figure("start to sign-in window", middle(ours[1:]), middle(floor[1:]), "ms", 1.5)


def _painted(around: Mapping[str, str], *what: str) -> float:
    """Milliseconds from the start of the process to its first painted window."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.first_window", *what],
        env=around,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return (float(done.stdout) - begun) * 1000
