"""A virtual X display of the test's own, and what a person does to it from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60.0
_POLL = 0.05


@dataclass(frozen=True)
class Screen:
    """One display. Keys go to whatever window has the keyboard there, through the X server."""

    display: str
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """For a program that draws here. Its home is the test's own."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "WAYLAND"))}
        return kept | {
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """The real program, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "workstation", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def window(self, title: str, seconds: float = PATIENCE) -> str:
        """The number of a visible window whose title begins so; it is given the keyboard."""
        named = ("--name", f"^{title}")
        found: list[str] = []  # of one look: at the next one a window may be between two titles

        def there() -> bool:
            found[:] = self._windows(*named)
            return bool(found)

        wait_for(there, f"a window named {title}", seconds)
        number = found[-1]
        self._xdotool("windowfocus", "--sync", number)
        return number

    def _windows(self, by: str, pattern: str) -> list[str]:
        return self._xdotool("search", "--onlyvisible", by, pattern).split()

    def close_lists(self) -> None:
        """Closes suggestions below a field; the window gets the keyboard back.

        A window manager never gives it to such a list. Here there is none, and the list may take
        it after the next key was pressed.
        """
        wait_for(lambda: len(self._windows("--class", ".")) > 1, "suggestions")
        self.press("Escape")
        wait_for(lambda: len(self._windows("--class", ".")) == 1, "the end of the suggestions")
        self._xdotool("windowfocus", "--sync", self._windows("--class", ".")[0])

    def type(self, text: str) -> None:
        """Letters, one by one, at the speed of a quick nurse."""
        self._xdotool("type", "--delay", "25", text)

    def press(self, *keys: str) -> None:
        """Keys by their X names, such as ``Return`` or ``ctrl+n``."""
        self._xdotool("key", "--delay", "40", *keys)

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.stdout


@contextmanager
def virtual_screen(home: Path) -> Iterator[Screen]:
    """Xvfb on a number that it chooses itself, so that tests may run side by side."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            "1920x1200x24",
            "-noreset",
            "-nolisten",
            "tcp",
        ],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            yield Screen(f":{answer.readline().strip()}", home)
    finally:
        server.terminate()
        server.wait(10)


def wait_for(there: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Looks again until something outside this process has come."""
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until, f"{what} did not come in {seconds:.0f} s"
        time.sleep(_POLL)
