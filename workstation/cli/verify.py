"""``crs-workstation verify``: checks a signed summary, without the records or with them."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.documents.verdict import Status, Verdict
from workstation.documents.verification import verify
from workstation.site.problems import Problem

if TYPE_CHECKING:  # loaded for a good report only
    from workstation.clinical.protocol import Protocol

EXIT = {
    Status.VALID: 0,
    Status.ALTERED: 1,
    Status.REFUSED: 1,
    Status.NOT_OURS: 1,
    Status.UNREADABLE: 2,
    Status.UNKNOWN_SITE: 3,
}
NOT_CHECKED = 2
"""The file, or what it was to be checked with, cannot be used: nothing is said of the report."""


def run(options: argparse.Namespace) -> int:
    """Prints the verdict in sentences, or its facts as JSON; the status is that of ``EXIT``."""
    try:
        pdf = options.file.read_bytes()
        site_pem = options.site.read_bytes() if options.site else None
        verdict = _with_records(options, pdf) if options.user else _alone(pdf, site_pem)
    except OSError as error:
        print(f"{error.filename} cannot be read: {error.strerror}.", file=sys.stderr)
        return NOT_CHECKED
    except Problem as problem:
        print(f"Nothing was checked. {problem.sentence} {problem.advice}", file=sys.stderr)
        return NOT_CHECKED
    with suppress(BrokenPipeError):  # a reader that leaves early changes no verdict
        print(_as_json(verdict) if options.json else _as_text(verdict, options.file))
    return EXIT[verdict.status]


def _alone(pdf: bytes, site_pem: bytes | None) -> Verdict:
    return _graded(verify(pdf, site_pem), pdf, None)


def _graded(verdict: Verdict, pdf: bytes, in_use: Protocol | None) -> Verdict:
    """The verdict with a note of what grading the record again says, where the file is whole."""
    if verdict.status not in {Status.VALID, Status.UNKNOWN_SITE}:
        return verdict
    from workstation.cli.grading_again import graded_again

    note = graded_again(pdf, in_use)
    return replace(verdict, notes=(*verdict.notes, note)) if note else verdict


def _with_records(options: argparse.Namespace, pdf: bytes) -> Verdict:
    """The verdict with what the site's own record says of this file."""
    from workstation.cli.site import signed_in

    with signed_in(options) as session:
        from workstation.workflows.issuing import verify_document

        return _graded(verify_document(session, pdf), pdf, session.protocol)


def _as_json(verdict: Verdict) -> str:
    facts = asdict(verdict) | {"summary": verdict.summary}
    return json.dumps(facts, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _as_text(verdict: Verdict, file: Path) -> str:
    told = {
        "signed by": verdict.signer,
        "at": verdict.signed_at and verdict.signed_at.isoformat(" ", "minutes"),
        "site": verdict.site,
        "encounter": verdict.encounter,
        "grade": verdict.grade,
        "decided": verdict.decided,
        "protocol": verdict.protocol,
        "revocations known as of": verdict.revocations_as_of
        and f"{verdict.revocations_as_of:%Y-%m-%d}",
        "SHA-256": verdict.sha256,
    }
    lines = [f"{file}: {verdict.summary[0]}", *(f"  {line}" for line in verdict.summary[1:])]
    width = max(len(name) for name, value in told.items() if value)
    lines += [f"  {name:<{width}}  {value}" for name, value in told.items() if value]
    return "\n".join(lines)
