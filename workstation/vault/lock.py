"""One window a site: a lock that ends with the process, and who holds it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.site.problems import Problem, Situation
from workstation.vault import vault_file
from workstation.vault.files import private_folder, read_whole, refuse_link, write_whole

if TYPE_CHECKING:  # the sign-in window comes up before it is loaded
    from filelock import FileLock

NOBODY = "someone else"
AT_SIGN_IN = "someone at the sign-in window"


class SiteLock:
    """The window's lock on a data folder. Taken by ``acquire``, freed by ``release`` or by death.

    The system frees it when the process ends, however it ends; nothing is left to clean up.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._lock: FileLock | None = None

    def acquire(self, holder: str = AT_SIGN_IN) -> None:
        """Takes the lock, or keeps it if it is held already.

        Raises ``Problem`` second_window with the holder's name, or folder_not_writable.
        """
        if self.held:
            return
        private_folder(self._data_dir, vault_file.NAME)
        refuse_link(self._data_dir / "site.lock")
        self._lock = self._taken()
        self.name_holder(holder)

    def _taken(self) -> FileLock:
        from filelock import FileLock, Timeout  # noqa: PLC0415 - not needed to show the sign-in

        lock = FileLock(self._data_dir / "site.lock", timeout=0, mode=0o600, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise Problem(Situation.SECOND_WINDOW, holder=holder_of(self._data_dir)) from error
        except OSError as error:
            raise Problem(Situation.FOLDER_NOT_WRITABLE, path=self._data_dir) from error
        return lock

    def name_holder(self, holder: str) -> None:
        """Says who has the window now, for whom a second one is refused."""
        facts = {"holder": holder[:80], "process": os.getpid()}
        text = json.dumps(facts, sort_keys=True)
        write_whole(self._data_dir / "site.holder", text.encode("ascii"))

    def release(self) -> None:
        """Frees the lock. Harmless when it is not held."""
        if self._lock is not None:
            self._lock.release(force=True)

    @property
    def held(self) -> bool:
        """Whether this process holds it."""
        return self._lock is not None and bool(self._lock.is_locked)


def holder_of(data_dir: Path) -> str:
    """The printed name of who holds the window, as far as it is known."""
    try:
        facts = json.loads(read_whole(data_dir / "site.holder", 4_000))
        return str(facts["holder"]) or NOBODY
    except (FileNotFoundError, ValueError, KeyError, TypeError, Problem):
        return NOBODY
