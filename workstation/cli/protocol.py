"""``crs-workstation protocol``: the versions of a site's protocol, without the window."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from workstation.cli.printing import say, warn
from workstation.cli.site import password, signed_in
from workstation.site.protocol_versions import ProtocolVersion
from workstation.workflows.session import Session, zone_of

if TYPE_CHECKING:
    from workstation.protocols.checker import Trouble
    from workstation.protocols.differences import Change
    from workstation.protocols.replay import Outcome, Replayed

FAILED = 1
STOPPED = 130


def run(options: argparse.Namespace) -> int:
    """Runs one of the commands as ``--user``."""
    with signed_in(options) as session:
        return _COMMANDS[options.what](session, options)


def _add(session: Session, options: argparse.Namespace) -> int:
    from workstation.workflows.protocol_news import add_delivered
    from workstation.workflows.protocols import PackRefused, add

    try:
        version = add(session, options.path) if options.path else add_delivered(session)
    except PackRefused as refused:
        for trouble in refused.troubles:
            warn(_trouble(trouble))
        warn(refused.advice)
        return FAILED
    say(f"{version.name} is here. {_proved(version)}")
    return 0


def _list(session: Session, options: argparse.Namespace) -> int:
    from workstation.workflows.protocols import list_packs

    now, zone = session.clock(), zone_of(session.site)
    versions = list_packs(session)
    if options.json:
        _print_json([_version_json(one, now) for one in versions])
        return 0
    for version in versions:
        say("\n".join(_version(version, now, zone)))
    for line in _news(session):
        say(line)
    return 0


def _show(session: Session, options: argparse.Namespace) -> int:
    from workstation.cli.protocol_text import document_text
    from workstation.workflows import protocol_reading
    from workstation.workflows.protocols import show

    shown, now = show(session, options.name), session.clock()
    if options.json:
        rules = [asdict(rule) for rule in shown.rules]
        _print_json(_version_json(shown.version, now) | {"rules": rules})
        return 0
    say("\n".join(_version(shown.version, now, zone_of(session.site))))
    read = protocol_reading.document(session, options.name)
    say(*document_text(read.with_cases(protocol_reading.cases(session, options.name))))
    return 0


def _diff(session: Session, options: argparse.Namespace) -> int:
    from workstation.workflows.protocols import difference

    found = difference(session, options.before, options.after)
    if options.json:
        _print_json(asdict(found))
        return 0
    say(f"{found.before} → {found.after}: {_counted(len(found.changes), 'change')}")
    for change in found.changes:
        say("\n".join(_change(change)))
    return 0


def _approve(session: Session, options: argparse.Namespace) -> int:
    from workstation.workflows.protocols import approve

    version = approve(session, options.name, password(options))
    fingerprint = version.approval.fingerprint if version.approval else ""
    say(f"{version.name} is approved, signed with the certificate {fingerprint}.")
    return 0


def _activate(session: Session, options: argparse.Namespace) -> int:
    from workstation.workflows.protocols import activate, active

    version = activate(session, options.name, options.start)
    start, now = version.activations[-1].start, session.clock()
    told = (
        f"{version.name} counts from {_moment(start, zone_of(session.site))} on, at each sign-in."
    )
    counts = active(session, now)
    if start > now and counts is not None:
        told += f" Until then {counts.name} counts."
    say(told)
    return 0


def _replay(session: Session, options: argparse.Namespace) -> int:
    from workstation.workflows.protocol_replay import export_replay, replay

    try:
        made = replay(session, options.name, _progress if sys.stderr.isatty() else None)
    except KeyboardInterrupt:
        warn("", "Stopped. Nothing stored was changed and no file was written.")
        return STOPPED
    say(
        f"{_counted(made.encounters, 'encounter')} under {made.version.name}: "
        f"{len(made.changes) - made.refused:,} change ({_counted(made.grades, 'grade')}, "
        f"{_counted(made.levels, 'disposition')}), {made.refused:,} cannot be taken."
    )
    if options.csv:
        say(str(export_replay(session, made, options.csv)))
        return 0
    for one in made.changes:
        say("\n".join(_replayed(one, zone_of(session.site))))
    return 0


def _news(session: Session) -> Iterator[str]:
    """What the program brought that does not count here yet, with the commands that are next."""
    from workstation.workflows.protocol_news import Step, delivered

    found, ref = delivered(session), session.protocol.ref
    name, used = found.name, f"{ref.id}@{ref.version}"
    if found.step is Step.NOTHING:
        return
    yield f"\n{found.says} {found.advice}"
    looks = ("add", f"show {name}", f"diff {used} {name}", f"replay {name}", f"approve {name}")
    first = {Step.ADD: 0, Step.APPROVE: 1, Step.ACTIVATE: len(looks)}.get(found.step)
    if first is not None:
        for what in (*looks[first:], f"activate {name} --from DATE"):
            yield f"    crs-workstation protocol {what}"


_COMMANDS: Mapping[str, Callable[[Session, argparse.Namespace], int]] = {
    "add": _add,
    "list": _list,
    "show": _show,
    "diff": _diff,
    "approve": _approve,
    "activate": _activate,
    "replay": _replay,
}


# --- words ----------------------------------------------------------------------------------


def _version(version: ProtocolVersion, now: datetime, zone: tzinfo) -> Iterator[str]:
    yield f"{version.name}  {version.status(now)}  SHA-256 {version.sha256}"
    yield f"    added {_moment(version.added_at, zone)} by {version.added_by}. {_proved(version)}"
    if version.approval:
        by, at = version.approval.by, _moment(version.approval.at, zone)
        yield f"    approved {at} by {by}, certificate {version.approval.fingerprint}"
    for period in version.periods:
        end = f" until {_moment(period.end, zone)}" if period.end else ""
        yield f"    counts from {_moment(period.start, zone)}{end}"


def _proved(version: ProtocolVersion) -> str:
    proof = version.proof
    if proof is None:
        return "Not proved."
    cases = _counted(proof.cases, "case")
    return f"Proved over {proof.combinations:,} combinations and {cases}."


def _version_json(version: ProtocolVersion, now: datetime) -> dict[str, Any]:
    approval = version.approval
    return {
        "id": version.protocol_id,
        "version": version.version,
        "sha256": version.sha256,
        "status": version.status(now).value,
        "added_at": version.added_at,
        "added_by": version.added_by,
        "proof": asdict(version.proof) if version.proof else None,
        "approval": None
        if approval is None
        else {
            "by": approval.by,
            "at": approval.at,
            "certificate_sha256": approval.fingerprint,
            "signature": approval.signature.hex(),
        },
        "periods": [asdict(period) for period in version.periods],
    }


def _trouble(trouble: Trouble) -> str:
    return f"{trouble.told} {trouble.what_to_do}"


def _change(change: Change) -> Iterator[str]:
    yield f"\n{change.kind}: {change.part} · {change.title} · {change.file}"
    yield from (f"    {line}" for line in change.says)


def _replayed(one: Replayed, zone: tzinfo) -> Iterator[str]:
    yield f"\n#{one.name}  {_moment(one.signed_at, zone)}  {one.setting}"
    if one.refused:
        yield f"    cannot be taken: {one.refused}"
    elif one.after is not None:
        if one.grade_changes:
            yield f"    grade {_grade(one.before)} → {_grade(one.after)}"
        if one.level_changes:
            levels = (outcome.level_label or "none" for outcome in (one.before, one.after))
            yield f"    disposition {' → '.join(levels)}"
    yield from (f"    + {text}" for text in one.actions_added)
    yield from (f"    - {text}" for text in one.actions_removed)
    yield from (f"    {reason}" for reason in one.why)


def _grade(outcome: Outcome) -> str:
    low, high = outcome.at_least, outcome.at_most
    return str(low) if low == high else f"{low} to {high}"


def _moment(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _progress(done: int, total: int) -> None:
    if done % 100 == 0 or done == total:
        print(f"\r{done:,} of {total:,}", end="\n" if done == total else "", file=sys.stderr)
