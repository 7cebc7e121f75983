"""The record that travels in the PDF: the whole encounter as JSON, and reading it back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final
from zoneinfo import ZoneInfo

from workstation.clinical.answer import assessment_to_json
from workstation.clinical.encounter import ClosedObservation, Encounter, observation
from workstation.clinical.notation import finding_to_json, observation_to_json
from workstation.documents.agreement import FORMAT, FORMAT_VERSION
from workstation.documents.content import SummaryContent
from workstation.documents.fonts import printable
from workstation.documents.observation_block import table_rows
from workstation.documents.wording import Zone, decided_label, grade_words

JSON = dict[str, Any]


def record_json(content: SummaryContent) -> bytes:
    """The record of a summary: UTF-8 JSON with sorted keys, equal bytes for equal content."""
    text = json.dumps(
        record(content), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False
    )
    return text.encode("utf-8", "backslashreplace")


def record(content: SummaryContent) -> JSON:
    """What the page says and everything behind it.

    ``observation`` is what was graded, as ``assess`` reads it: it gives ``assessment`` again.
    """
    encounter, assessment = content.encounter, content.assessment
    return (
        {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "encounter": _encounter(encounter),
            "patient": plain(dataclasses.replace(content.patient, therapy=None)),
            "therapy": plain(encounter.therapy),
            "findings": {id_: finding_to_json(f) for id_, f in sorted(encounter.findings.items())},
            "observation": _graded(content),
            "assessment": assessment_to_json(assessment),
            "decision": plain(encounter.decision),
            "signer": plain(content.signer),
            "meaning": content.meaning,
            "signed_at": plain(content.signed_at),
            "protocol": plain(assessment.protocol),
            "audit_head": plain(content.audit_head),
            "site": {"name": content.site.name, "time_zone": content.site.time_zone},
            "page": page(content),
        }
        | _set_back(content)
        | _course(content)
    )


def _set_back(content: SummaryContent) -> JSON:
    return {"clock_set_back": plain(content.set_back)} if content.set_back else {}


def _graded(content: SummaryContent) -> JSON:
    local = content.signed_at.astimezone(ZoneInfo(content.site.time_zone))
    return observation_to_json(observation(content.encounter, local))


def _course(content: SummaryContent) -> JSON:
    """The observations before the last, each with what was graded and what it meant then."""
    closed = content.encounter.observations
    if not closed:
        return {}
    return {
        "observations": [_observation(one) for one in closed],
        "course": plain(content.course),
    }


def _observation(closed: ClosedObservation) -> JSON:
    return {
        "number": closed.number,
        "opened_at": plain(closed.opened_at),
        "closed_at": plain(closed.closed_at),
        "by": closed.by,
        "by_name": closed.by_name,
        "observation": plain(closed.graded),
        "assessment": plain(closed.answer),
        "decision": plain(closed.decision),
    }


_APART: Final = frozenset(
    {"patient", "patient_then", "therapy", "findings", "decision", "version", "observations"}
)
"""Fields of an encounter that have a place of their own in the record, or none."""


def _encounter(encounter: Encounter) -> JSON:
    fields = dataclasses.fields(encounter)
    return {f.name: plain(getattr(encounter, f.name)) for f in fields if f.name not in _APART}


def page(content: SummaryContent) -> JSON:
    """The words of the page that verification looks for."""
    grade = content.assessment.grade
    rows = table_rows(content, Zone(content.site.time_zone))
    told: JSON = {"observations": [row.cells for row in rows]} if len(rows) > 1 else {}
    return told | {
        "grade": grade_words(grade.at_least, grade.at_most),
        "decided": printable(decided_label(content)),
        "patient": printable(content.patient.display_name),
        "signer": printable(content.signer.printed_name),
    }


def plain(value: object) -> Any:
    """A frozen value as JSON: dataclasses by field, enums by value, times in UTC."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return _moment(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list, set, frozenset)):
        return [plain(each) for each in value]
    return value


def _moment(value: date) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat()
