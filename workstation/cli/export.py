"""``crs-workstation export encounters``: the encounters of a period as a table."""

from __future__ import annotations

import argparse

from workstation.cli.site import signed_in


def run(options: argparse.Namespace) -> int:
    """Writes the file and tells how many rows it has."""
    with signed_in(options) as session:
        from workstation.workflows.reports import export_encounters

        made = export_encounters(session, options.start, options.end, options.format, options.out)
    print(f"{made.path}: {made.rows} encounter{'' if made.rows == 1 else 's'}")
    return 0
