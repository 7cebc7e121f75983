"""The folder of a pack: its files and nothing else, none of them elsewhere tomorrow."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from workstation.clinical.refusal import Refusal

_HEAD = "protocol.yaml"
_IN_A_FOLDER = re.compile(r"scales/[^/]+\.yaml|cases/[^/]+\.json")
_LARGEST = 4_000_000  # bytes; a file of a pack is written by hand
_MOST_FILES = 400


def read_folder(folder: Path, known: Collection[str]) -> dict[str, bytes]:
    """The files of a pack folder; hidden ones are no part of it.

    ``known`` are the names beside those of the scales and the cases. Raises Refusal where it is no
    pack, or holds what no pack holds: a file that nobody reads would be approved all the same, and
    a link may lead elsewhere tomorrow.
    """
    _require_folder(folder)
    try:
        own = dict(_own(folder))
    except OSError as error:
        raise _unreadable(_name(folder, Path(error.filename or folder))) from None
    if len(own) > _MOST_FILES:
        says = f"{folder} holds more than {_MOST_FILES} files. Keep only those of the pack in it."
        raise Refusal("folder", str(folder), says)
    for name, path in own.items():
        _require_own(name, path, known)
    return {name: _read(name, path) for name, path in own.items()}


def _require_folder(folder: Path) -> None:
    if not folder.exists():
        says = f"{folder} is not there. Name the folder of a pack."
    elif not folder.is_dir():
        says = f"{folder} is not a folder. Name the folder that holds {_HEAD}."
    elif not os.access(folder, os.R_OK | os.X_OK):
        says = f"{folder} may not be read. Let your account read it."
    elif not (folder / _HEAD).exists():
        says = f"{folder} is not a protocol pack: no {_HEAD}. Name the folder that holds it."
    else:
        return
    raise Refusal("no_pack", str(folder), says)


def _own(folder: Path) -> Iterator[tuple[str, Path]]:
    """Everything in it but folders and what is hidden, by its path in the pack."""
    for root, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        links = [one for one in folders if Path(root, one).is_symlink()]
        for name in sorted([*(one for one in names if not one.startswith(".")), *links]):
            yield _name(folder, Path(root, name)), Path(root, name)


def _raise(error: OSError) -> None:
    raise error


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _require_own(name: str, path: Path, known: Collection[str]) -> None:
    """Raises Refusal for a link, a file that belongs to no pack, or one of unlikely size."""
    if path.is_symlink():
        raise Refusal("folder", name, f"{name} is a link. Put the file itself there.")
    if not (name in known or _IN_A_FOLDER.fullmatch(name)):
        says = f"{name} is no file of a pack{_perhaps(name, known)}. Take it out of the folder."
        raise Refusal("folder", name, says)
    if not path.is_file():
        raise Refusal("folder", name, f"{name} is no plain file. Put the file itself there.")
    if path.stat().st_size > _LARGEST:
        says = f"{name} is larger than 4 MB, which no file of a pack is. Look at what is in it."
        raise Refusal("folder", name, says)


def _perhaps(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.85)
    return f"; perhaps {near[0]}" if near else ""


def _read(name: str, path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError:
        raise _unreadable(name) from None


def _unreadable(name: str) -> Refusal:
    says = f"{name} cannot be read. Look whether it is still there and your account may read it."
    return Refusal("folder", name, says)
