"""What the record holds, in words beside the row that asks: usual values, the home, doses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workstation.clinical.dose_findings import denied
from workstation.clinical.encounter import Patient
from workstation.clinical.form import Item
from workstation.clinical.risk import RiskAssessment
from workstation.clinical.risk_facts import lacking, usual
from workstation.clinical.wording import with_unit
from workstation.ui import entry
from workstation.ui.call_draft import CallDraft
from workstation.ui.when import moment_text

_OF_WRITING = frozenset({"handwriting_changed", "ice_writing"})


class OnFile:
    """What is on file of the patient of a call, as it is when it is asked."""

    def __init__(self, draft: CallDraft) -> None:
        self._draft = draft

    def lacking(self) -> Mapping[str, str]:
        """The items that cannot be taken at home, and why."""
        return lacking(self._draft.encounter.patient)

    def usual(self, items: Sequence[Item]) -> str:
        """What was so before the dose, such as ``Before the dose: 124/78 mmHg.``; or ""."""
        patient = self._draft.encounter.patient
        return "" if patient is None else self._usual(items, patient)

    def against(self) -> Mapping[str, str]:
        """The masking rows answered with no, although a dose that counts is on file."""
        held, now, zone = self._draft.encounter, self._draft.now, self._draft.session.site.time_zone
        found = denied(held.doses, held.findings, now)
        return {dose.masks: f"on file: {moment_text(dose.at, zone, now)}" for dose in found}

    def _usual(self, items: Sequence[Item], patient: Patient) -> str:
        if any(item.id in _OF_WRITING for item in items):
            return _writing(patient.risk or RiskAssessment())
        held, unit = usual(patient), self._draft.session.site.temperature_unit
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
