"""Backups: an encrypted copy of the records with a sealed manifest behind it, in one file.

The file is the copied database, then the manifest as JSON, its length in 8 bytes, and a mark.
A file cut off anywhere has no mark at its end, and one that was changed does not match its
seal, which only the site's data key can make. The manifest carries the vault file, so that a
backup is enough to start again on another computer; it holds sealed keys only.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from workstation.records.columns import read_moment, to_json
from workstation.records.database import health_of, open_connection
from workstation.records.errors import Circumstances, problem_of
from workstation.records.migrate import read_revision
from workstation.records.values import AuditHead
from workstation.site.events import utc_text
from workstation.site.problems import Problem, Situation
from workstation.vault.files import UNFINISHED, force_folder, refuse_link

MARK = b"CRSWBAK1"
FOLDER = "backups"
_LONGEST_MANIFEST = 4_000_000
_CHUNK = 1024 * 1024
_DAMAGED = "This backup is damaged, cut off, or of another site."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``size`` in bytes and ``sha256`` (hex) are of the database.

    ``vault`` is the vault file of that moment in base64, empty where there was none.
    """

    made_at: datetime
    revision: str
    size: int
    sha256: str
    head: AuditHead
    vault: str = ""


def make(path: Path, key: bytes, out: Path, at: datetime) -> Manifest:
    """Copies the database at ``path``, open or not, to ``out``, whole or not at all.

    The copy is checked before it gets its name. Raises ``Problem`` database_damaged,
    not_our_database, is_a_link, file_full or folder_not_writable.
    """
    refuse_link(out)
    unfinished = out.with_name(f".{out.name}{UNFINISHED}")
    with _problems(path, out):
        try:
            _copy(path, key, unfinished)
            manifest = _describe(path, key, unfinished, at)
            _append(unfinished, _sealed(manifest, key))
            unfinished.replace(out)
            force_folder(out.parent)
        finally:
            _remove(unfinished)
    return manifest


def copy_before_migration(path: Path, key: bytes) -> Path:
    """A backup in the folder beside the database, named after the schema it still has."""
    folder = path.parent / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    revision = read_revision(path, key)
    out = folder / f"before-migration-from-{revision}.crsbackup"
    make(path, key, out, _changed_at(path))
    return out


def read(path: Path, key: bytes) -> Manifest:
    """The manifest of a backup, after everything in the file was checked against its seal.

    Raises ``Problem`` not_accepted for a file that is cut, changed, or of another site.
    """
    body, manifest = read_unproved(path)
    expected = _seal(to_json(_body(manifest)), key)
    if not hmac.compare_digest(str(body.get("seal", "")), expected):
        raise Problem(Situation.NOT_ACCEPTED, what=_DAMAGED)
    if _hash_of(path, manifest.size) != manifest.sha256:
        raise Problem(Situation.NOT_ACCEPTED, what=_DAMAGED)
    return manifest


def restore(path: Path, key: bytes, target: Path) -> Manifest:
    """Puts the database of a backup at ``target``, where nothing may be yet.

    The backup is proved first, and the restored file is checked, chain of the audit included,
    before it gets its name. Raises as ``read`` does, and ``Problem`` file_exists.
    """
    manifest = read(path, key)
    if target.exists() or target.is_symlink():
        raise Problem(Situation.FILE_EXISTS, path=target)
    unfinished = target.with_name(f".{target.name}{UNFINISHED}")
    with _problems(target, target):
        try:
            _cut_out(path, manifest.size, unfinished)
            if _describe(target, key, unfinished, manifest.made_at).head != manifest.head:
                raise Problem(Situation.NOT_ACCEPTED, what=_DAMAGED)
            unfinished.rename(target)
            force_folder(target.parent)
        finally:
            _remove(unfinished)
    return manifest


def read_unproved(path: Path) -> tuple[dict[str, Any], Manifest]:
    """The manifest as the file claims it, for the vault file in it; nothing is proved yet."""
    try:
        with path.open("rb") as file:
            body = _manifest_json(file)
        head = AuditHead(int(body["head"]["seq"]), bytes.fromhex(body["head"]["hash"]))
        manifest = Manifest(
            made_at=read_moment(body["made_at"]),
            revision=str(body["revision"]),
            size=int(body["size"]),
            sha256=str(body["sha256"]),
            head=head,
            vault=str(body["vault"]),
        )
    except FileNotFoundError as error:
        raise Problem(Situation.FILE_UNREADABLE, path=path) from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Problem(Situation.NOT_ACCEPTED, what=_DAMAGED) from error
    return body, manifest


def _manifest_json(file: Any) -> dict[str, Any]:
    end = file.seek(0, os.SEEK_END)
    tail = len(MARK) + 8
    file.seek(max(0, end - tail))
    last = file.read(tail)
    length = int.from_bytes(last[:8], "big")
    if last[8:] != MARK or not 0 < length <= min(_LONGEST_MANIFEST, end - tail):
        raise ValueError("there is no mark at the end")
    file.seek(end - tail - length)
    body = json.loads(file.read(length))
    if not isinstance(body, dict) or body.get("size") != end - tail - length:
        raise ValueError("the sizes do not add up")
    return body


def _copy(path: Path, key: bytes, unfinished: Path) -> None:
    _remove(unfinished)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    source = open_connection(path, key)
    try:
        target = open_connection(unfinished, key, guarded=False)
        try:
            source.backup(target)
            found = health_of(target)
            # the copy must be one file: the log is written back and switched off
            target.execute("PRAGMA journal_mode=DELETE")
        finally:
            target.close()
    finally:
        source.close()
    if found:
        raise Problem(Situation.DATABASE_DAMAGED, path=path)


def _describe(path: Path, key: bytes, copy: Path, at: datetime) -> Manifest:
    connection = open_connection(copy, key, guarded=False)
    try:
        if health_of(connection):
            raise Problem(Situation.DATABASE_DAMAGED, path=path)
        query = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"
        row = connection.execute(query).fetchone()
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()
    size = copy.stat().st_size
    head = AuditHead(row[0], row[1]) if row else AuditHead(0, bytes(32))
    return Manifest(at, str(revision), size, _hash_of(copy, size), head, _vault_beside(path))


def _vault_beside(path: Path) -> str:
    vault = path.with_name("vault.json")
    return base64.b64encode(vault.read_bytes()).decode("ascii") if vault.is_file() else ""


def _body(manifest: Manifest) -> dict[str, Any]:
    head = {"seq": manifest.head.seq, "hash": manifest.head.hash.hex()}
    return asdict(manifest) | {"made_at": utc_text(manifest.made_at), "head": head}


def _sealed(manifest: Manifest, key: bytes) -> bytes:
    body = _body(manifest)
    return to_json(body | {"seal": _seal(to_json(body), key)}).encode("utf-8")


def _seal(text: str, key: bytes) -> str:
    own = hmac.digest(key, b"crs-workstation backup manifest", "sha256")
    return hmac.new(own, text.encode("utf-8"), sha256).hexdigest()


def _append(unfinished: Path, manifest: bytes) -> None:
    with unfinished.open("ab") as file:
        file.write(manifest + len(manifest).to_bytes(8, "big") + MARK)
        file.flush()
        os.fsync(file.fileno())


def _cut_out(path: Path, size: int, unfinished: Path) -> None:
    _remove(unfinished)
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
        shutil.copyfileobj(source, target, _CHUNK)
        target.truncate(size)
        target.flush()
        os.fsync(target.fileno())


def _hash_of(path: Path, size: int) -> str:
    digest, left = sha256(), size
    with path.open("rb") as file:
        while left and (part := file.read(min(left, _CHUNK))):
            digest.update(part)
            left -= len(part)
    return digest.hexdigest()


def _changed_at(path: Path) -> datetime:
    """When the file was written last: there is no clock on this floor."""
    return read_moment(datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat())


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


@contextmanager
def _problems(path: Path, out: Path) -> Iterator[None]:
    try:
        yield
    except driver.Error as error:
        raise problem_of(error, Circumstances(path)) or error from error
    except OSError as error:
        raise Problem(Situation.FILE_NOT_WRITTEN, path=out) from error
