"""Opening the site's records from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.site.problems import Problem, Situation

if TYPE_CHECKING:  # the window asks for the folder only
    import argparse

    from workstation.workflows.session import Session


def data_dir(options: argparse.Namespace) -> Path:
    """The folder named by ``--data-dir``, else the one of this computer's user."""
    named: Path | None = options.data_dir
    if named is not None:
        return named
    import platformdirs

    return Path(platformdirs.user_data_dir("crs-workstation"))


@contextmanager
def signed_in(options: argparse.Namespace) -> Iterator[Session]:
    """A session of ``--user``, beside the window if one is open; signed out at the end."""
    from workstation.app import make_rooms, utc_now
    from workstation.vault.hardening import harden_process
    from workstation.workflows.sign_in import sign_in

    if not options.user:
        raise Problem(Situation.NOT_ACCEPTED, what="This needs --user, the name to sign in with.")
    harden_process()
    folder = data_dir(options)
    session = sign_in(folder, options.user, password(options), make_rooms(), utc_now)
    try:
        yield session
    finally:
        _leave(session)


def _leave(session: Session) -> None:
    """What was done is done and recorded; a sign-out that cannot be does not undo it."""
    from workstation.workflows.sign_in import sign_out

    try:
        sign_out(session)
    except Problem as problem:
        print(f"The sign-out was not recorded. {problem.sentence}", file=sys.stderr)


def password(options: argparse.Namespace) -> str:
    """The first line of ``--password-file``, else what is typed at a prompt that shows nothing."""
    path: Path | None = options.password_file
    if path is None:
        import getpass

        return getpass.getpass(f"Password of {options.user}: ", stream=sys.stderr)
    try:
        with path.open(encoding="utf-8") as lines:
            return lines.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Problem(Situation.FILE_UNREADABLE, path=path) from None
