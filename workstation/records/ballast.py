"""Room kept back on the disk: given up when the disk is full, so that a call can still be saved."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

NAME = "ballast.bin"
SIZE = 16 * 1024 * 1024
_CHUNK = 1024 * 1024


class Ballast:
    """The file beside the database that only takes up room. It holds random bytes, no data."""

    def __init__(self, folder: Path, size: int = SIZE) -> None:
        self._path = folder / NAME
        self._size = size

    @property
    def present(self) -> bool:
        """Whether the room is kept back now. False means that the disk was full."""
        return self._path.is_file() and not self._path.is_symlink()

    def ensure(self) -> bool:
        """Takes the room if twice as much is free, and tells whether it is kept.

        Random bytes, because a file system may store zeros without taking any room.
        """
        if self.present and self._path.stat().st_size == self._size:
            return True
        if shutil.disk_usage(self._path.parent).free < 3 * self._size:
            return False
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
            self._fill()
            return True
        return False

    def _fill(self) -> None:
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(self._path, flags, 0o600), "wb") as file:
            for _ in range(0, self._size, _CHUNK):
                file.write(os.urandom(min(_CHUNK, self._size)))

    def release(self) -> bool:
        """Gives the room up. True if there was any."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
