"""What was usual before the dose, in words beside the row that asks for it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workstation.clinical.encounter import Patient
from workstation.clinical.form import Item
from workstation.clinical.risk import RiskAssessment
from workstation.clinical.risk_facts import usual
from workstation.clinical.wording import with_unit
from workstation.ui import entry

_OF_WRITING = frozenset({"handwriting_changed", "ice_writing"})


def usual_words(items: Sequence[Item], patient: Patient | None, unit: str) -> str:
    """``Before the dose: 124/78 mmHg.``, or where the handwriting is kept; "" for nothing."""
    if patient is None:
        return ""
    if any(item.id in _OF_WRITING for item in items):
        return _writing(patient.risk or RiskAssessment())
    held = usual(patient)
    shown = [_number(item, held, unit) for item in items]
    if not any(shown):
        return ""
    told = "/".join(text or "?" for text in shown)
    return f"Before the dose: {with_unit(told, entry.unit_text(items[0], unit))}."


def _number(item: Item, held: Mapping[str, float], unit: str) -> str:
    return entry.number_text(item, held[item.id], unit) if item.id in held else ""


def _writing(risk: RiskAssessment) -> str:
    if risk.handwriting_kept is None:
        return ""
    if not risk.handwriting_kept:
        return "No handwriting from before the dose is kept."
    where = f": {risk.handwriting_where}" if risk.handwriting_where else ""
    return f"Handwriting from before the dose is kept{where}."
