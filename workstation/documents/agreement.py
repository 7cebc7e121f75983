"""The embedded record read back, and whether the page says the same."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from itertools import takewhile
from typing import Any, Final

import pikepdf

from workstation.clinical.limits import fahrenheit
from workstation.clinical.observation_table import MEASURED
from workstation.documents.container import Rejected
from workstation.documents.page_text import Drawn, drawn_strings
from workstation.documents.unpacking import unpacked
from workstation.documents.wording import (
    OBSERVATION_COLUMNS,
    OBSERVATION_HEADS,
    grade_words,
    span,
)

FORMAT: Final = "crs-workstation/encounter"
FORMAT_VERSION: Final = 1
RECORD_NAME: Final = "encounter.json"
FIELD: Final = "NurseSig"
"""The one signature field of a report."""

_HEAD: Final = tuple(OBSERVATION_HEADS.values())[3:]
"""The head of the table of observations from where it is the same in both units."""

_AFTER_TABLE: Final = "Now:"
_MEASURED: Final = {name: items for name, items in MEASURED if name != "oxygen"}
_TEMPERATURE: Final = "temperature"  # printed in the unit of the site
_ROUNDING: Final = 0.06
_RESULT_SIZE: Final = 13.0
_NAME_SIZE: Final = 12.0
_BADGE_SIZE: Final = 16.0
"""Nothing typed by a person is drawn this large; the number in the grade's badge is."""


class NotOurs(Exception):
    """The file carries no record of this program."""


def read_record(pdf: bytes) -> tuple[dict[str, Any], list[Drawn]]:
    """The embedded record and the strings of the pages. Raises NotOurs or Rejected."""
    with pikepdf.open(BytesIO(pdf)) as document:
        names = list(document.attachments)
        if RECORD_NAME not in names:
            raise NotOurs
        if len(names) != 1:
            raise Rejected("There is more attached than the record.")
        spec = document.attachments[RECORD_NAME]
        if spec.relationship != pikepdf.Name.Data:
            raise Rejected("The attached record is not marked as the data of this page.")
        record = _parsed(unpacked(spec.get_file().obj, "attached record"))
        return record, drawn_strings(document)


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        record = json.loads(data, object_pairs_hook=_without_repeats, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise Rejected("The attached record cannot be read.") from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise NotOurs
    if record.get("format_version") != FORMAT_VERSION:
        raise Rejected("The attached record is of a version that this program does not know.")
    return record


def _without_repeats(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    listed = list(pairs)
    if len(dict(listed)) != len(listed):
        raise ValueError("a key appears twice")
    return dict(listed)


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is not a number")


def require_agreement(record: dict[str, Any], drawn: list[Drawn]) -> None:
    """Raises :class:`Rejected` unless grade, decision, patient and signer read the same."""
    grade = record["assessment"]["grades"][record["assessment"]["default_scale"]]
    low, high, page = grade["at_least"], grade["at_most"], record["page"]
    words = grade_words(low, high)
    badge = "?" if low == 0 and high > 0 else str(low)
    pages = 1 + max((each.page for each in drawn), default=0)
    facts = (
        (page["grade"] == words, "The record contradicts itself about the grade."),
        (_large(drawn) == [badge], "The badge on the page is not the grade of the record."),
        (
            _joined(drawn, _RESULT_SIZE) == _bare(words + page["decided"]),
            "The grade or the decision on the page is not that of the record.",
        ),
        (
            _joined(drawn, _NAME_SIZE) == _bare(page["patient"] * pages + page["signer"]),
            "The patient or the signer on the page is not that of the record.",
        ),
        (_same_patient(record), "The record contradicts itself about the patient."),
        (
            _same_observations(record, drawn),
            "The observations on the page are not those of the record.",
        ),
        (_same_input(record), "The record contradicts itself about what was graded."),
    )
    for holds, sentence in facts:
        if not holds:
            raise Rejected(sentence)


def _same_observations(record: dict[str, Any], drawn: list[Drawn]) -> bool:
    """The table is drawn line by line as the record prints it, with the grades that it stores."""
    closed, printed = record.get("observations", []), record["page"].get("observations", [])
    table = _table(drawn)
    if not closed and not printed:
        return table is None
    last = {"assessment": record["assessment"]}
    if table is None or len(printed) != len(closed) + 1:
        return False
    grades = [_span(one["assessment"]) for one in (*closed, last)]
    lines = [row[name] for row in printed for name in OBSERVATION_COLUMNS if name in row]
    after = table.removeprefix(_bare("".join(lines)))
    whole = after != table and (not after or after.startswith(_AFTER_TABLE))
    found = [*(one["observation"]["findings"] for one in closed), record["findings"]]
    measured = all(map(_as_measured, printed, found))
    return whole and measured and [row["grade"] for row in printed] == grades


def _as_measured(row: dict[str, str], findings: dict[str, Any]) -> bool:
    """Whether the numbers of a line are those that were found, and none is left out or added."""
    for column, items in _MEASURED.items():
        values = [value for item in items if (value := _value(findings.get(item))) is not None]
        if _value(findings.get(items[0])) is None:
            values = []
        told = [float(text) for text in row.get(column, "").split("/") if text]
        units = (
            [values, [fahrenheit(one) for one in values]] if column == _TEMPERATURE else [values]
        )
        if not any(_as_printed(told, each) for each in units):
            return False
    return True


def _value(finding: Any) -> float | None:
    return finding.get("value") if isinstance(finding, dict) else None


def _as_printed(told: list[float], values: list[float]) -> bool:
    close = (abs(one - other) < _ROUNDING for one, other in zip(told, values, strict=False))
    return len(told) == len(values) and all(close)


def _table(drawn: list[Drawn]) -> str | None:
    """The table of observations without its heads, and what follows it in the same size.

    None where no page has its head. A page on which it goes on repeats the head. What a person
    typed, such as a note with the same words, is drawn in the lighter face.
    """
    texts = [each.text if each.strong else "" for each in drawn]
    ends = [
        end
        for end in range(len(_HEAD), len(drawn) + 1)
        if tuple(texts[end - len(_HEAD) : end]) == _HEAD
    ]
    parts = [_rest_of_page(drawn, end) for end in ends]
    return _bare("".join(parts)) if parts else None


def _rest_of_page(drawn: list[Drawn], start: int) -> str:
    """The strings after a head, as long as page and size stay the same."""
    head = drawn[start - 1]
    rest = takewhile(lambda each: (each.page, each.size) == (head.page, head.size), drawn[start:])
    return "".join(each.text for each in rest)


def _span(assessment: dict[str, Any]) -> str:
    grade = assessment["grades"][assessment["default_scale"]]
    return span(grade["at_least"], grade["at_most"])


def _large(drawn: list[Drawn]) -> list[str]:
    return [each.text for each in drawn if each.size >= _BADGE_SIZE]


def _joined(drawn: list[Drawn], size: float) -> str:
    return _bare("".join(each.text for each in drawn if abs(each.size - size) < 0.01))


def _bare(text: str) -> str:
    """Without white space: a wrapped name is the same name."""
    return re.sub(r"\s+", "", text)


def _same_patient(record: dict[str, Any]) -> bool:
    """The printed name is the record's, where the page's font has all its characters."""
    patient, printed = record["patient"], record["page"]["patient"]
    name = f"{patient['family_name'].upper()}, {patient['given_name']}"
    return "[U+" in printed or _bare(unicodedata.normalize("NFC", name)) == _bare(printed)


def _same_input(record: dict[str, Any]) -> bool:
    """What was graded is what was found, in the same setting and therapy, as of the signature.

    A record of an earlier release does not carry it.
    """
    if "observation" not in record:
        return True
    graded = record["observation"]
    found, told = graded["findings"], record["findings"]
    at = datetime.fromisoformat(graded["assessed_at"]).astimezone(UTC)
    return (
        at == signed_at(record)
        and graded["setting"] == record["encounter"]["setting"]
        and graded["therapy"].get("agent") == record["therapy"]["agent"]
        and all(found[id_] == one for id_, one in told.items() if id_ in found)
        and all(id_ in found for id_, one in told.items() if _value(one) is not None)
    )


def signed_at(record: dict[str, Any]) -> datetime:
    """When the record says that it was signed."""
    return datetime.fromisoformat(record["signed_at"]).astimezone(UTC)
