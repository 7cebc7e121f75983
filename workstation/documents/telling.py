"""Whether the site's record still tells what a signed report tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workstation.clinical.encounter import Decision
from workstation.documents.agreement import read_record
from workstation.documents.record import plain


def differs(
    pdf: bytes,
    ends: tuple[str, int, int, str | None],
    graded: Mapping[str, Any],
    answer: Mapping[str, Any],
    decision: Decision,
) -> bool:
    """Whether a verified report says another thing than what is stored beside it.

    ``ends`` are scale, lowest and highest grade and the computed disposition, as lists and
    exports tell them; ``graded`` and ``answer`` what was assessed and what it meant, as JSON.
    """
    record, _ = read_record(pdf)
    told = record["assessment"]
    grade, now = told["grades"][told["default_scale"]], plain(decision)
    printed = (
        told["default_scale"],
        grade["at_least"],
        grade["at_most"],
        (told["disposition"] or {}).get("level"),  # none on the ward
    )
    return (
        ends != printed
        or answer != told
        or graded != record.get("observation", graded)
        or any(now.get(name) != value for name, value in record["decision"].items())
    )
