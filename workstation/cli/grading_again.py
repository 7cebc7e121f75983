"""Grades the record in a report again, with the protocol it was graded with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from workstation.clinical.answer import assessment_to_json
from workstation.clinical.assessment import assess
from workstation.clinical.notation import observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.documents.agreement import read_record
from workstation.protocols.delivered import folder
from workstation.protocols.loader import load
from workstation.protocols.pack import files_of, fingerprint

SAME = "Graded again with the same protocol: the same result."
OTHERWISE = "Graded again with the same protocol, this program comes to another result."


def graded_again(pdf: bytes, in_use: Protocol | None = None) -> str:
    """What grading a good report's record again says, as a sentence for its notes.

    ``in_use`` is the protocol of the site's session, if there is one. Empty for a report of a
    release whose record does not hold what was graded.
    """
    record, _ = read_record(pdf)
    if "observation" not in record:
        return ""
    told = record["protocol"]
    protocol = _protocol(told["sha256"], in_use)
    if protocol is None:
        return f"Not graded again: protocol {told['id']} {told['version']} is not here."
    try:
        same = all(_is_same(protocol, each) for each in _observations(record))
    except Refusal as refusal:  # such as a time that a set-back clock has put in the future
        return f"Not graded again: {refusal.message}"
    return SAME if same else OTHERWISE


def _protocol(sha256: str, in_use: Protocol | None) -> Protocol | None:
    if in_use is not None and in_use.ref.sha256 == sha256:
        return in_use
    return load(folder()) if fingerprint(files_of(folder())) == sha256 else None


def _observations(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The last observation and the closed ones before it."""
    yield record
    yield from record.get("observations", ())


def _is_same(protocol: Protocol, told: Mapping[str, Any]) -> bool:
    graded = told["observation"]
    at = datetime.fromisoformat(graded["assessed_at"])
    seen = observation_from_json(protocol.form, graded, at)
    answer = assessment_to_json(assess(protocol, seen))
    return bool(json.loads(json.dumps(answer)) == told["assessment"])
