"""``crs-workstation export``: the encounters, or the audit, of a period as a table."""

from __future__ import annotations

import argparse

from workstation.cli.site import signed_in


def run(options: argparse.Namespace) -> int:
    """Writes the file and tells how many rows it has."""
    with signed_in(options) as session:
        from workstation.workflows.reports import export_audit, export_encounters

        export = {"encounters": export_encounters, "audit": export_audit}[options.what]
        made = export(session, options.start, options.end, options.format, options.out)
    noun = {"encounters": ("encounter", "encounters"), "audit": ("entry", "entries")}[options.what]
    print(f"{made.path}: {made.rows} {noun[made.rows != 1]}")
    return 0
