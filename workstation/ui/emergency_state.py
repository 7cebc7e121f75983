"""When the emergency card is in force, what its head says, and which answers opened it."""

from __future__ import annotations

from collections.abc import Iterator

from workstation.clinical.encounter import Encounter
from workstation.clinical.form import Form
from workstation.clinical.results import Assessment
from workstation.ui.note import item_name


def emergency_title(form: Form, encounter: Encounter, assessment: Assessment) -> str:
    """The head of the card: the most urgent level while it is computed, else "".

    Where a setting has no dispositions, the card's own title after a "yes" that opens it.
    """
    if form.levels:
        most = max(form.levels.values(), key=lambda level: level.rank)
        return f"{most.label} now" if assessment.disposition.level == most.id else ""
    opened = any(opened_by(form, encounter))
    return f"{form.emergency_title} now" if opened and form.emergency_title else ""


def opened_by(form: Form, encounter: Encounter) -> Iterator[str]:
    """The items whose "yes" opens the card in a setting without dispositions."""
    told = encounter.findings
    return (id for id in form.emergency_opened_by if id in told and told[id].value is True)


def because(form: Form, encounter: Encounter, assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Each reason of an emergency: the finding, and the words that tell it."""
    for reason in assessment.disposition.because:
        found = encounter.findings.get(reason.finding)
        told = found is not None and found.value is True
        yield reason.finding, item_name(form.items[reason.finding]) if told else reason.says
    for id in opened_by(form, encounter):
        yield id, item_name(form.items[id])
