"""The one way to write a file: whole or not at all, private, and never through a link.

Also the one way to find what is delivered with the program, and to make a file name.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workstation.site.problems import Problem, Situation

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
PREVIOUS = ".bak"
UNFINISHED = ".part"

_SAFELY = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe in the place of a file must not make us wait
    | getattr(os, "O_BINARY", 0)
)
_PACKAGE = Path(__file__).resolve().parent.parent
_FULL = {errno.ENOSPC, errno.EFBIG, *([errno.EDQUOT] if hasattr(errno, "EDQUOT") else [])}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR}
_OURS_UNFINISHED = re.compile(rf"(\..+)?\.[0-9a-f]{{12}}{re.escape(UNFINISHED)}")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def write_whole(path: Path, data: bytes, keep_previous: bool = False) -> None:
    """Puts ``data`` at ``path``, mode 0600, so that a reader sees the old file or the new one.

    It is written beside the target, forced to disk and renamed. ``keep_previous`` leaves the
    file that was there as ``<name>.bak``. Raises ``Problem`` is_a_link, no_plain_file, file_full,
    folder_not_writable or file_not_written; the target is then as it was.
    """
    refuse_link(path)
    _refuse_device(path)
    unfinished = path.with_name(f".{path.name}.{os.urandom(6).hex()}{UNFINISHED}")
    with _problems_of(path):
        try:
            _write_and_force(unfinished, data)
            if keep_previous and path.exists():
                _keep(path)
            unfinished.replace(path)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink()
            raise
        force_folder(path.parent)


def read_whole(path: Path, limit: int) -> bytes:
    """The bytes of a file of ours, never through a link and never more than ``limit``.

    Raises ``Problem`` is_a_link or file_unreadable; a missing file is ``FileNotFoundError``.
    """
    refuse_link(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | _SAFELY)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Problem(Situation.FILE_UNREADABLE, path=path) from error
    with os.fdopen(descriptor, "rb") as file:
        information = os.fstat(descriptor)
        if not stat.S_ISREG(information.st_mode) or information.st_size > limit:
            raise Problem(Situation.FILE_UNREADABLE, path=path)
        return file.read(limit + 1)


def write_copy(path: Path, data: bytes) -> None:
    """Writes a copy whole; the same copy that is there already is left as it is.

    Raises ``Problem`` file_exists where another file stands there, and as :func:`write_whole`.
    """
    if not path.exists():
        write_whole(path, data)
    elif path.stat().st_size != len(data) or read_whole(path, len(data)) != data:
        raise Problem(Situation.FILE_EXISTS, path=path)


def refuse_link(path: Path) -> None:
    """Raises ``Problem`` is_a_link if a link stands at ``path``, even one that leads nowhere."""
    if path.is_symlink():
        raise Problem(Situation.IS_A_LINK, path=path)


def _refuse_device(path: Path) -> None:
    """A rename would put a file in the place of a device or a pipe, and break it for everybody."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise Problem(Situation.NO_PLAIN_FILE, path=path)


def private_folder(path: Path, mark: str) -> Path:
    """Makes sure that ``path`` is a folder of ours: mode 0700, no link, and writable.

    A folder with files but without the one named ``mark`` is somebody else's, such as a home or
    a share; its permissions are not touched. Raises ``Problem`` is_a_link, folder_in_use or
    folder_not_writable. Returns ``path``.
    """
    refuse_link(path)
    try:
        path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if os.name != "nt" and stat.S_IMODE(path.stat().st_mode) != PRIVATE_FOLDER:
            if not (path / mark).exists() and any(path.iterdir()):
                raise Problem(Situation.FOLDER_IN_USE, path=path)
            path.chmod(PRIVATE_FOLDER)
        probe = path / f".{os.urandom(6).hex()}{UNFINISHED}"
        os.close(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
        probe.unlink()
    except OSError as error:
        situation = Situation.FILE_FULL if error.errno in _FULL else Situation.FOLDER_NOT_WRITABLE
        raise Problem(situation, path=path) from error
    return path


def sweep(folder: Path) -> int:
    """Removes what a killed write left in a folder of ours; how many files that were.

    Only for a folder whose lock is held: another process may be writing.
    """
    count = 0
    for path in folder.glob(f".*{UNFINISHED}"):
        if not _OURS_UNFINISHED.fullmatch(path.name):
            continue
        with suppress(OSError):
            path.unlink()
            count += 1
    return count


def resource(*parts: str) -> Path:
    """A file or folder delivered with the program, such as ``resource("icons", "phone.svg")``.

    An installed program carries it inside its package, a working copy beside it.
    """
    return _delivered("_resources", "resources", parts)


def migrations() -> Path:
    """The folder of the database's migrations."""
    return _delivered("_migrations", "db/migrations", ())


def _delivered(inside: str, beside: str, parts: tuple[str, ...]) -> Path:
    for root in (_PACKAGE / inside, _PACKAGE.parent / beside):
        path = root.joinpath(*parts)
        if path.exists() and path.resolve().is_relative_to(root.resolve()):
            return path
    raise Problem(Situation.RESOURCE_MISSING, name="/".join(parts) or inside)


def safe_name(stem: str, suffix: str) -> str:
    """A file name of at most 100 plain characters made of any text; ``suffix`` such as ``.pdf``.

    Raises ``Problem`` unsafe_name where nothing usable is left. Never put patient data in it.
    """
    name = _NOT_IN_NAMES.sub("_", stem).strip("._")[: 100 - len(suffix)].rstrip("._")
    if not name or _NOT_IN_NAMES.search(suffix):
        raise Problem(Situation.UNSAFE_NAME, name=repr(stem[:40]))
    return f"_{name}{suffix}" if _RESERVED.fullmatch(name) else f"{name}{suffix}"


def inside(folder: Path, name: str) -> Path:
    """``folder / name``, refused as unsafe_name or is_a_link if it would lead elsewhere."""
    path = folder / name
    if Path(name).name != name or "\\" in name or ":" in name or "\0" in name:
        raise Problem(Situation.UNSAFE_NAME, name=repr(name[:40]))
    refuse_link(path)
    if path.resolve().parent != folder.resolve():
        raise Problem(Situation.UNSAFE_NAME, name=repr(name[:40]))
    return path


def require_outside(folder: Path, path: Path) -> None:
    """Raises ``Problem`` own_folder if a file for outsiders would land in a folder of ours.

    An export must not replace the keys or the records, by mistake or on purpose.
    """
    if path.resolve().is_relative_to(folder.resolve()):
        raise Problem(Situation.OWN_FOLDER, path=folder)


def _write_and_force(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _SAFELY, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _keep(path: Path) -> None:
    """Leaves a second name on the present file; the target itself is never absent meanwhile."""
    previous = path.with_name(path.name + PREVIOUS)
    refuse_link(previous)
    second_name = previous.with_name(f".{previous.name}.{os.urandom(6).hex()}{UNFINISHED}")
    try:
        try:
            os.link(path, second_name)
        except OSError:  # a file system without second names: a copy then
            _write_and_force(second_name, path.read_bytes())
        second_name.replace(previous)
    finally:
        # renaming one name of a file onto another name of the same file leaves both in place
        second_name.unlink(missing_ok=True)


def force_folder(folder: Path) -> None:
    """Forces the rename itself to disk, where the system lets a folder be opened."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _problems_of(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise Problem(Situation.FILE_FULL, path=path) from error
        if path.is_dir():
            raise Problem(Situation.FILE_IS_FOLDER, path=path) from error
        if error.errno in _FORBIDDEN:
            raise Problem(Situation.FOLDER_NOT_WRITABLE, path=path.parent) from error
        raise Problem(Situation.FILE_NOT_WRITTEN, path=path) from error
