"""What SQLite reports, said in the words of the site.

SQLAlchemy wraps the driver's exceptions; the driver names SQLite's own code, and only that code
is trusted, never the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from workstation.site.problems import Problem, Situation


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a sentence may need: the file, until when all is saved (``14:02``), who holds it."""

    path: Path
    until: str = "now"
    holder: str = "another program"


def code_of(error: BaseException) -> str:
    """SQLite's name for an error, such as ``SQLITE_FULL``; empty if it has none."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    name = getattr(origin, "sqlite_errorname", "")
    return name if isinstance(name, str) else ""


def problem_of(error: BaseException, here: Circumstances) -> Problem | None:
    """The ``Problem`` for an error of the database; None for a bug of ours."""
    code = code_of(error)
    return next((make(here) for start, make in _PROBLEMS.items() if code.startswith(start)), None)


def _read_only(here: Circumstances) -> Problem:
    """A write was refused: by the folder (which stops reading too) or by the file."""
    problem = folder_problem(here.path.parent)
    return problem or Problem(Situation.DATABASE_READ_ONLY, path=here.path)


def _cannot_open(here: Circumstances) -> Problem:
    """One raw error has many causes; the file system tells which.

    Missing, a folder, a link; a folder in which no -shm can be made; no permission.
    """
    problem = file_problem(here.path) or folder_problem(here.path.parent)
    return problem or Problem(Situation.DATABASE_NO_PERMISSION, path=here.path)


_PROBLEMS: Mapping[str, Callable[[Circumstances], Problem]] = {
    "SQLITE_FULL": lambda here: Problem(Situation.DISK_FULL, until=here.until),
    "SQLITE_IOERR": lambda here: Problem(Situation.DISK_ERROR, until=here.until),
    "SQLITE_BUSY": lambda here: Problem(Situation.DATABASE_BUSY, holder=here.holder),
    "SQLITE_LOCKED": lambda here: Problem(Situation.DATABASE_BUSY, holder=here.holder),
    "SQLITE_READONLY": _read_only,
    "SQLITE_CANTOPEN": _cannot_open,
    "SQLITE_NOTADB": lambda here: Problem(Situation.NOT_OUR_DATABASE, path=here.path),
    "SQLITE_CORRUPT": lambda here: Problem(Situation.DATABASE_DAMAGED, path=here.path),
}
"""By the beginning of SQLite's code: an extended code begins with its primary one."""


def folder_problem(folder: Path) -> Problem | None:
    """The problem of a folder in which nothing can be made, else None. Leaves nothing behind."""
    probe = folder / ".write-probe"
    try:
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError:
        return Problem(Situation.FOLDER_NOT_WRITABLE, path=folder)
    return None


def file_problem(path: Path) -> Problem | None:
    """Why a file cannot be our database, as far as the file system and its first bytes tell."""
    if path.is_symlink():
        return Problem(Situation.IS_A_LINK, path=path)
    try:
        situation = _BY_FIRST_BYTES.get(_first_bytes(path))
    except FileNotFoundError:
        situation = Situation.DATABASE_MISSING
    except IsADirectoryError:
        situation = Situation.DATABASE_IS_FOLDER
    except OSError:
        situation = Situation.DATABASE_NO_PERMISSION
    return Problem(situation, path=path) if situation else None


_BY_FIRST_BYTES = {
    b"": Situation.DATABASE_EMPTY,
    b"SQLite format 3\x00": Situation.NOT_ENCRYPTED,
}


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():  # Windows reports a folder as a missing permission
        raise IsADirectoryError(path)
    with path.open("rb") as file:
        return file.read(16)
