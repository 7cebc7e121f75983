"""``crs-workstation restore``: a site from its backup, in a folder that holds none."""

from __future__ import annotations

import argparse

from workstation.app import make_rooms, utc_now
from workstation.cli.site import data_dir, password
from workstation.site.problems import Problem, Situation
from workstation.vault.hardening import harden_process


def run(options: argparse.Namespace) -> int:
    """Restores and tells from when the records are."""
    from workstation.workflows.restoring import restore

    if not options.user:
        what = "This needs --user, an administrator of the site in the backup."
        raise Problem(Situation.NOT_ACCEPTED, what=what)
    harden_process()
    folder = data_dir(options)
    secret = password(options)
    back = restore(options.file, folder, options.user, secret, make_rooms(), utc_now)
    print(f"{folder}: records of {back.made_at:%Y-%m-%d %H:%M UTC}, to audit entry {back.entry}")
    return 0
