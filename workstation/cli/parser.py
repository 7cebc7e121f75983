"""The commands and their options."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from workstation import __version__

Run = Callable[[argparse.Namespace], int]


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of one call, with ``run`` set to the command's function."""
    return _of_the_window(arguments) or _of_a_command(arguments)


def _of_the_window(arguments: Sequence[str] | None) -> argparse.Namespace | None:
    """The options where nothing but the window is asked for; it does not wait for the parsers."""
    match list(sys.argv[1:] if arguments is None else arguments):
        case []:
            folder = None
        case ["--data-dir", named] if not named.startswith("-"):
            folder = Path(named)
        case _:
            return None
    return argparse.Namespace(data_dir=folder, run=_job("window"))


def _of_a_command(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="crs-workstation",
        description="Guides a nurse through a CRS assessment. Without a command: opens the window.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    _add_data_dir(parser)
    parser.set_defaults(run=_job("window"))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in (
        _add_assess,
        _add_verify,
        _add_protocol_commands,
        _add_export,
        _add_backup,
        _add_restore,
        _add_demo,
        _add_doctor,
    ):
        add(commands)
    return parser.parse_args(arguments)


def _job(name: str) -> Run:
    """The ``run`` of the module of a command, loaded when the command runs."""

    def run(options: argparse.Namespace) -> int:
        module = importlib.import_module(f"workstation.cli.{name}")
        status: int = module.run(options)
        return status

    return run


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives this type no public name


def _add_assess(commands: Commands[argparse.ArgumentParser]) -> None:
    assess = commands.add_parser(
        "assess",
        help="grade JSON",
        description="Reads a JSON object, an array or JSON Lines, and prints each assessment in "
        "its place and in the same form.",
        epilog="Exit status 0: all answered; 2: at least one item was bad, its place holds an "
        "error.",
    )
    assess.add_argument("file", nargs="?", default="-", metavar="FILE", help="- reads stdin")
    _add_protocol(assess)
    _add_sign_in(assess)
    assess.set_defaults(run=_job("assess"))


def _add_verify(commands: Commands[argparse.ArgumentParser]) -> None:
    verify = commands.add_parser(
        "verify",
        help="check a signed summary",
        description="Checks signature, coverage of the whole file, authority, revocations, and "
        "that the embedded data agrees with the page; grades the data again where the protocol is "
        "here. Needs no database; with --user it also compares with what this site stored.",
        epilog="Exit status 0: valid; 1: altered, refused, or not a report of this program; "
        "2: the file cannot be opened or is not a PDF, or there is nothing to check it with; "
        "3: intact, but from a site not known here.",
    )
    verify.add_argument("file", type=Path, metavar="FILE.pdf")
    verify.add_argument("--site", type=Path, metavar="site.pem", help="certificate of the site")
    verify.add_argument("--json", action="store_true", help="print the facts as JSON")
    _add_sign_in(verify)
    verify.set_defaults(run=_job("verify"))


def _add_protocol_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    protocol = commands.add_parser("protocol", help="check a protocol pack, and keep its versions")
    kinds = protocol.add_subparsers(title="what", metavar="WHAT", required=True)
    check = kinds.add_parser(
        "check",
        help="prove a pack, or show where it fails",
        description="Runs every case of a pack and proves its rules over every boundary "
        "combination. Needs no site.",
        epilog="Exit status 0: the pack is proved; 1: it is not, and why.",
    )
    check.add_argument("path", type=Path, metavar="PATH")
    check.add_argument("--all", action="store_true", help="go on after the first trouble")
    check.add_argument("--json", action="store_true", help="print the report as JSON")
    check.add_argument(
        "--accept",
        nargs="+",
        metavar="CASE",
        help="let these cases expect what the pack now gives, and tell what that is",
    )
    check.set_defaults(run=_job("protocol_check"))
    _add_protocol_versions(kinds)


def _add_protocol_versions(kinds: Commands[argparse.ArgumentParser]) -> None:
    def kind(what: str, line: str, *names: str) -> argparse.ArgumentParser:
        made = kinds.add_parser(what, help=line, description=f"{line[0].upper()}{line[1:]}.")
        for name in names:
            made.add_argument(name, metavar="ID@VERSION")
        _add_sign_in(made)
        made.set_defaults(run=_job("protocol"), what=what)
        return made

    add = kind("add", "check a pack and store it as a version of the site")
    add.add_argument(
        "path", type=Path, nargs="?", metavar="PATH", help="else the pack of the program"
    )
    listed = kind("list", "list the versions of the site")
    show = kind("show", "show a version and every rule of it", "name")
    diff = kind("diff", "tell what a version changes: criteria, thresholds, actions", "before")
    diff.add_argument("after", metavar="ID@VERSION")
    for reading in (listed, show, diff):
        reading.add_argument("--json", action="store_true", help="print JSON")
    kind("approve", "sign a version with your own certificate", "name")
    activate = kind("activate", "let an approved version count from a day on", "name")
    activate.add_argument("--from", dest="start", type=_day, required=True, metavar="YYYY-MM-DD")
    replay = kind("replay", "grade every signed encounter again under a version", "name")
    replay.add_argument("--csv", type=Path, metavar="FILE", help="write the changes to a file")


def _add_export(commands: Commands[argparse.ArgumentParser]) -> None:
    export = commands.add_parser("export", help="write records of a period to a file")
    kinds = export.add_subparsers(title="what", metavar="WHAT", required=True)
    for what, line in {"encounters": "one row an encounter", "audit": "one row an event"}.items():
        kind = kinds.add_parser(
            what,
            help=line,
            description=f"Writes the {what} of a period, whole or not at all. The export is "
            "recorded in the audit.",
        )
        kind.add_argument("--from", dest="start", type=_day, required=True, metavar="YYYY-MM-DD")
        kind.add_argument("--to", dest="end", type=_day, required=True, metavar="YYYY-MM-DD")
        kind.add_argument("--format", choices=("csv", "xlsx"), default="csv")
        kind.add_argument("--out", type=Path, required=True, metavar="FILE")
        _add_sign_in(kind)
        kind.set_defaults(run=_job("export"), what=what)


def _add_backup(commands: Commands[argparse.ArgumentParser]) -> None:
    backup = commands.add_parser(
        "backup",
        help="copy the whole site into one encrypted file",
        description="Copies records and keys while the program goes on, checks the copy, and "
        "records it in the audit. For administrators.",
    )
    backup.add_argument("--out", type=Path, required=True, metavar="FILE")
    _add_sign_in(backup)
    backup.set_defaults(run=_job("backup"))


def _add_restore(commands: Commands[argparse.ArgumentParser]) -> None:
    restore = commands.add_parser(
        "restore",
        help="bring a site back from its backup",
        description="Proves the backup and puts it into a folder that holds no site. Signing is "
        "blocked until an administrator has confirmed that nothing newer exists.",
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    _add_sign_in(restore)
    restore.set_defaults(run=_job("restore"))


def _add_demo(commands: Commands[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser(
        "demo",
        help="play five calls through the real window",
        description="Plays three published cases and two invented calls by key and mouse events, "
        "from the first start to the signed PDF, in a site of its own that is thrown away. Writes "
        "the PDFs, site.pem and a screenshot of every screen.",
    )
    demo.add_argument("--out", type=Path, required=True, metavar="DIR")
    demo.add_argument(
        "--quick", action="store_true", help="one picture of each screen, not dark and wide too"
    )
    demo.set_defaults(run=_job("demo"))


def _add_doctor(commands: Commands[argparse.ArgumentParser]) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="tell what is installed",
        description="Tells versions, which SQLCipher, fonts and display; with --user also which "
        "protocol counts at the site, and whether the program brought another.",
        epilog="Exit status 0: all that is needed is there; 1: something is missing.",
    )
    _add_sign_in(doctor)
    doctor.set_defaults(run=_job("doctor"))


def _add_data_dir(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    parser.add_argument(
        "--data-dir", type=Path, default=default, metavar="DIR", help="the site's folder"
    )


def _add_sign_in(parser: argparse.ArgumentParser) -> None:
    _add_data_dir(parser, default=argparse.SUPPRESS)
    parser.add_argument("--user", metavar="NAME", help="user name; the password is asked for")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="its first line is used")


def _add_protocol(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--protocol", type=Path, metavar="PACK", help="another protocol pack")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day like 2026-01-31") from None
