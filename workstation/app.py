"""Builds everything once, by hand, and hands the parts in.

The clock, the ids, the folder of the site, the rooms behind the sign-in window, the lock, the
restart. Nothing below this module reads the time or starts a process; ``ui`` is loaded only in
the function that opens the window, so that no job of the command line loads Qt.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from workstation.site.problems import Problem, Situation
from workstation.vault import vault_file
from workstation.vault.files import private_folder, refuse_link, resource
from workstation.vault.hardening import harden_process
from workstation.vault.lock import SiteLock
from workstation.vault.log_filter import Discreet
from workstation.workflows.door import Door, Rooms

if TYPE_CHECKING:  # loaded when somebody is let in
    from workstation.clinical.protocol import Protocol
    from workstation.records.store import Records
    from workstation.site.clock import Clock
    from workstation.ui.demo.play import Played

LOG = "workstation.log"
FAULTS = "faults.log"
LOG_BYTES = 1_000_000

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The program's one clock."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh id for a record, made before it is stored so that a retry is recognised."""
    from uuid import uuid4

    return str(uuid4())


def load_protocol() -> Protocol:
    """The protocol pack that is delivered; it passes its own cases or is refused."""
    from workstation.clinical.refusal import Refusal
    from workstation.protocols.delivered import folder
    from workstation.protocols.loader import load

    try:
        return load(folder())
    except Refusal as refusal:
        raise Problem(Situation.PROTOCOL_REFUSED, reason=refusal.message.rstrip(".")) from refusal


def _protocol_files() -> Mapping[str, bytes]:
    """The files of the pack that is delivered, for the first start."""
    from workstation.protocols.delivered import folder
    from workstation.protocols.pack import files_of

    return files_of(folder())


def make_rooms(clock: Clock = utc_now) -> Rooms:
    """The rooms behind the sign-in window; they are loaded when they are entered."""
    return Rooms(
        create=partial(_create_records, clock),
        open=partial(_open_records, clock),
        protocol=load_protocol,
        pack=_protocol_files,
        new_id=new_id,
    )


def _create_records(clock: Clock, path: Path, data_key: bytes, zone: tzinfo) -> Records:
    """A new database, encrypted or not at all."""
    from workstation.records import migrate
    from workstation.records.store import Records

    require_cipher()
    return Records(migrate.create(path, data_key), clock, zone)


def _open_records(clock: Clock, path: Path, data_key: bytes, zone: tzinfo) -> Records:
    """The site's database, brought to today's schema after a copy was made."""
    from workstation.records import migrate
    from workstation.records.backup import copy_before_migration
    from workstation.records.store import Records

    require_cipher()
    copy = partial(copy_before_migration, path, data_key)
    return Records(migrate.open_current(path, data_key, copy), clock, zone)


def require_cipher() -> None:
    """Raises ``Problem`` no_encryption where the database library cannot encrypt.

    A plain SQLite takes a key without a word and would write everything in clear.
    """
    from workstation.records.installed import cipher_version

    if cipher_version() is None:
        raise Problem(Situation.NO_ENCRYPTION)


ROOMS = make_rooms()


def restart() -> None:
    """Replaces this process by a new one of the same command; nothing of its memory is left."""
    command = [sys.executable, *sys.orig_argv[1:]]
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":
        import subprocess

        subprocess.Popen(command)  # noqa: S603 - our own command line
        os._exit(0)
    try:
        os.execv(sys.executable, command)  # noqa: S606 - our own command line
    except OSError:  # the program was replaced meanwhile; what is in memory must go all the same
        os._exit(1)


def door(data_dir: Path, site_lock: SiteLock | None = None) -> Door:
    """What signing in needs. A command-line job has no ``site_lock``: it runs beside the window."""
    return Door(
        data_dir=data_dir,
        rooms=ROOMS,
        clock=utc_now,
        restart=restart,
        resources=resource(),
        site_lock=site_lock,
    )


def prepare(data_dir: Path) -> None:
    """Before any secret is in memory: no core dumps, a private folder, a log without patients."""
    harden_process()
    private_folder(data_dir, vault_file.NAME)
    log_to(private_folder(data_dir / "logs", LOG))


def log_to(folder: Path) -> None:
    """Sends warnings, bugs and crashes of the interpreter to files that hold no patient data."""
    for name in (LOG, FAULTS):
        _make_room(folder / name)
    handler = logging.FileHandler(folder / LOG, encoding="utf-8")
    handler.setLevel(logging.WARNING)
    handler.setFormatter(Discreet())
    logging.getLogger().addHandler(handler)
    logging.raiseExceptions = False  # a log that fails would print its arguments to the terminal
    # only frames are written there, never values; the file stays open as long as the process
    faulthandler.enable((folder / FAULTS).open("a", encoding="utf-8"), all_threads=True)
    sys.excepthook = _log_bug
    threading.excepthook = _log_bug_of_thread


def _make_room(path: Path) -> None:
    """Once at the start, which is often enough for a log of what should not happen."""
    refuse_link(path)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_name(path.name + ".1"))


def open_window(data_dir: Path) -> int:
    """Opens the window and gives the exit status when it is closed."""
    from workstation.ui.program import run

    try:
        prepare(data_dir)
    except Problem as problem:
        return run(door(data_dir), problem)
    return run(door(data_dir, SiteLock(data_dir)))


def play_demo(folder: Path, *, all_looks: bool = True) -> Played:
    """Plays the demo in a site of its own, which is thrown away, and writes to ``folder``.

    ``all_looks`` takes the pictures dark and wide as well.
    """
    from tempfile import TemporaryDirectory

    from workstation.ui.demo.play import play
    from workstation.vault.files import inside, write_whole

    def keep(name: str, data: bytes) -> Path:
        path = inside(folder, name)
        write_whole(path, data)
        return path

    with TemporaryDirectory(prefix="crs-demo-") as site:
        data_dir = Path(site) / "site"
        prepare(data_dir)
        return play(door(data_dir), folder, keep, all_looks=all_looks)


def _log_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.error("unexpected", exc_info=(kind, error, trace))


def _log_bug_of_thread(facts: threading.ExceptHookArgs) -> None:
    if facts.exc_value is not None and facts.exc_type is not SystemExit:
        _log_bug(facts.exc_type, facts.exc_value, facts.exc_traceback)
