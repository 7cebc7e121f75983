"""What the observation before found, greyed with its age beside a row that is asked anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from workstation.clinical.findings import Finding
from workstation.clinical.form import Item
from workstation.clinical.wording import value
from workstation.ui import entry
from workstation.ui.when import ago_text, clock_text


def earlier_words(
    items: Sequence[Item],
    now_known: Mapping[str, Finding],
    before: Mapping[str, Finding],
    unit: str,
    zone: str,
    now: datetime,
) -> str:
    """``was 118/74, 35 min ago``; empty once the row is answered, or without a value.

    The unit stands in the row itself.
    """
    told = [item for item in items if item.id in before and item.id not in now_known]
    if not told:
        return ""
    said = "/".join(_words(item, before[item.id], unit, zone) for item in told)
    at = before[told[0].id].at
    if at is None:
        return f"was {said}"
    ago = ago_text(at, now)
    return f"was {said}, {'just now' if ago == 'now' else ago}"


def _words(item: Item, found: Finding, unit: str, zone: str) -> str:
    held = found.value
    if isinstance(held, datetime):
        return clock_text(held, zone)
    if isinstance(held, int | float) and not isinstance(held, bool):
        return entry.number_text(item, held, unit)
    return value(item, held)
