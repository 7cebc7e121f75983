"""What the process does to keep its memory and its files to itself."""

from __future__ import annotations

import os
import sys

_PR_SET_DUMPABLE = 4


def harden_process() -> None:
    """No core dumps, no reading of this memory by other programs of the user, private files.

    Called once at the start, before any secret is in memory; again after each restart.
    """
    os.umask(0o077)
    if os.name == "nt":
        return
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only here

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
