"""``crs-workstation protocol check``: proves a pack, or shows where and why it fails."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from workstation.cli.printing import say
from workstation.protocols.accepting import accept
from workstation.protocols.checker import Report, Trouble, check
from workstation.protocols.compiler import compile_pack
from workstation.protocols.pack import files_of, from_files
from workstation.vault.files import write_whole


def run(options: argparse.Namespace) -> int:
    """Exit status 0: the pack is proved; 1: it is not, and why."""
    if options.accept:
        _accept(options.path, options.accept, quiet=options.json)
    report = check(options.path, all_troubles=options.all)
    if options.json:
        print(json.dumps(asdict(report) | {"passed": report.passed}, ensure_ascii=False, indent=2))
    else:
        say(*told(report))
    return 0 if report.passed else 1


def _accept(folder: Path, ids: Sequence[str], *, quiet: bool) -> None:
    """The named cases expect what the pack now gives; raises Refusal, then nothing is written."""
    files = files_of(folder)
    found = accept(compile_pack(from_files(files)), files, ids)
    for file, data in found.files.items():
        write_whole(folder / file, data)
    for id, sentences in () if quiet else found.told.items():
        say(f"case {id} now expects", *(f"    {text}" for text in sentences or ("the same",)), "")


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
    count = len(report.troubles)
    found = "1 thing is wrong" if count == 1 else f"{count} things are wrong"
    return [*lines, f"{found}. The pack does not load."]


def _trouble(trouble: Trouble) -> list[str]:
    """The sentence, the counter-example as a table with both results below it, and what to do."""
    rows = [*trouble.at, *trouble.compared] if trouble.at else []
    width = max((len(name) for name, _ in rows), default=0)
    table = [f"    {name:<{width}}  {value}" for name, value in rows]
    line = [f"    {'-' * (width + 2)}"] if rows else []
    end = len(trouble.at)
    return [trouble.told, *table[:end], *line, *table[end:], f"  {trouble.what_to_do}", ""]
