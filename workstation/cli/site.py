"""Opening the site's records from the command line."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

import platformdirs

from workstation.site.problems import Problem, Situation


def data_dir(options: argparse.Namespace) -> Path:
    """The folder named by ``--data-dir``, else the one of this computer's user."""
    named: Path | None = options.data_dir
    return named or Path(platformdirs.user_data_dir("crs-workstation"))


def password(options: argparse.Namespace) -> str:
    """The first line of ``--password-file``, else what is typed at a prompt that shows nothing."""
    path: Path | None = options.password_file
    if path is None:
        return getpass.getpass(f"Password of {options.user}: ", stream=sys.stderr)
    try:
        with path.open(encoding="utf-8") as lines:
            return lines.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Problem(Situation.FILE_UNREADABLE, path=path) from None
