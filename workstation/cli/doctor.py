"""``crs-workstation doctor``: what is installed, and whether the program can work here."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from workstation import __version__
from workstation.cli.site import data_dir
from workstation.site.problems import Problem

PROGRAM = "crs-workstation"
MISSING = 1
PROBE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. ``good`` is None for what is only told."""

    name: str
    says: str
    good: bool | None = True


def run(options: argparse.Namespace) -> int:
    """Prints one line a finding; the status is 1 where something that is needed is missing."""
    findings = [*_all(data_dir(options)), *_signed_in(options)]
    for finding in findings:
        mark = {True: "ok     ", False: "MISSING", None: "       "}[finding.good]
        print(f"{mark}  {finding.name:<12} {finding.says}")
    return MISSING if any(f.good is False for f in findings) else 0


def _all(folder: Path) -> Iterator[Finding]:
    yield Finding("program", f"{PROGRAM} {__version__}")
    yield Finding("python", f"{platform.python_version()} on {platform.platform()}")
    yield from _packages()
    for look in (_sqlcipher, _page_fonts, _protocol):
        yield _tried(look)
    yield from _window()
    yield _site(folder)


def _signed_in(options: argparse.Namespace) -> Iterator[Finding]:
    """What only a person of the site may read: which protocol counts, and what could."""
    if not options.user:
        return
    from workstation.cli.site import signed_in
    from workstation.workflows.protocol_news import delivered

    with signed_in(options) as session:
        ref, news = session.protocol.ref, delivered(session)
        yield Finding("in use", f"{ref.id}@{ref.version}, {ref.sha256[:16]}…")
        for warning in session.warnings:
            yield Finding("warning", f"{warning.sentence} {warning.advice}", good=False)
        if news.says:
            yield Finding("delivered", f"{news.says} {news.advice}", good=None)


def _packages() -> Iterator[Finding]:
    names = [re.match(r"[\w.-]+", line) for line in requires(PROGRAM) or () if "win32" not in line]
    for name in (found[0] for found in names if found):
        try:
            yield Finding("package", f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding("package", f"{name} is not installed", good=False)


def _tried(look: Callable[[], Finding]) -> Finding:
    """A finding, or why it could not be made: the doctor goes on to the next."""
    name = look.__name__.strip("_").replace("_", " ")
    try:
        return look()
    except Problem as problem:
        return Finding(name, problem.sentence, good=False)
    except (ImportError, OSError) as error:
        return Finding(name, f"cannot be used: {error}", good=False)


def _sqlcipher() -> Finding:
    from workstation.records.installed import cipher_version, sqlite_version

    cipher = cipher_version()
    says = f"SQLCipher {cipher} on SQLite {sqlite_version()}" if cipher else "cannot encrypt"
    return Finding("database", says, good=cipher is not None)


def _page_fonts() -> Finding:
    from workstation.documents import fonts

    fonts.register()
    return Finding("page fonts", f"{fonts.REGULAR}, {fonts.SEMIBOLD}")


def _protocol() -> Finding:
    from workstation.app import load_protocol

    ref = load_protocol().ref
    return Finding("protocol", f"{ref.id} {ref.version}, {ref.sha256[:16]}…, its cases pass")


def _window() -> Iterator[Finding]:
    environment = dict(os.environ)
    if sys.platform.startswith("linux"):
        display = environment.get("WAYLAND_DISPLAY") or environment.get("DISPLAY")
        yield Finding("display", display or "none here: no window, but the demo on a virtual one")
        if not display:
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    asked = subprocess.run(
        [sys.executable, "-m", "workstation.ui.probe"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PROBE_SECONDS,
        check=False,
    )
    if asked.returncode != 0:
        last = asked.stderr.strip().splitlines()[-1:] or [f"Qt ended with {asked.returncode}"]
        yield Finding("window", last[0], good=False)
        return
    found = json.loads(asked.stdout)
    yield Finding("window", f"Qt {found['qt']}, {found['platform']}, screen {found['screen']}")
    yield Finding("screen fonts", f"{found['families']} families and Fira Sans with the program")


def _site(folder: Path) -> Finding:
    there = (folder / "vault.json").exists()
    return Finding("site", f"{folder}{'' if there else ' (no site yet)'}", good=None)
