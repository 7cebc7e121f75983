"""``crs-workstation protocol check``: proves a pack, or shows where and why it fails."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from workstation.protocols.checker import Report, Trouble, check


def run(options: argparse.Namespace) -> int:
    """Exit status 0: the pack is proved; 1: it is not, and why."""
    report = check(options.path, all_troubles=options.all)
    if options.json:
        print(json.dumps(asdict(report) | {"passed": report.passed}, ensure_ascii=False, indent=2))
    else:
        for line in told(report):
            print(line)
    return 0 if report.passed else 1


def told(report: Report) -> list[str]:
    """The report as lines of text."""
    if report.passed:
        return [
            f"{report.id} {report.version} is proved.",
            f"{report.cases} cases pass; {report.parts} parts hold over {report.combinations:,}",
            "combinations of boundary values:",
            "one result for each complete input, ranges sound and tight, no worse finding lowers a",
            "result but for the exceptions named, no rule is dead, each limit has its cases.",
            f"SHA-256 {report.sha256}",
        ]
    lines = [line for trouble in report.troubles for line in _trouble(trouble)]
    return [*lines, f"{len(report.troubles)} found. The pack does not load."]


def _trouble(trouble: Trouble) -> list[str]:
    place = trouble.file if trouble.line is None else f"{trouble.file}, line {trouble.line}"
    width = max((len(name) for name, _ in trouble.at), default=0)
    table = [f"    {name:<{width}}  {value}" for name, value in trouble.at]
    results = [f"    result: {' / '.join(trouble.results)}"] if trouble.at else []
    return [f"{place}: {trouble.says}.", *table, *results, f"  {trouble.what_to_do}", ""]
