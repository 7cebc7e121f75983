"""``crs-workstation backup``: the whole site in one encrypted file."""

from __future__ import annotations

import argparse

from workstation.cli.site import signed_in


def run(options: argparse.Namespace) -> int:
    """Writes the file and tells what it holds."""
    with signed_in(options) as session:
        from workstation.workflows.backups import back_up

        made = back_up(session, options.out)
    print(f"{made.path}: {made.size} bytes, up to audit entry {made.entry}")
    return 0
