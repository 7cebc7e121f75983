"""Findings in a nurse's words, and the note that the answers write by themselves (SBAR)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import Finding, Setting, Source, State
from workstation.clinical.form import Form, Item, Row, Section
from workstation.clinical.results import Assessment, GradeRange
from workstation.clinical.wording import with_unit
from workstation.ui import entry
from workstation.ui.when import age_text, clock_text, local, span_text

_KINDS = {
    Setting.PHONE: "Phone call",
    Setting.CHAIRSIDE: "Chair visit",
    Setting.WARD: "Ward assessment",
}
_TOLD = {Source.REPORTED: " (told)", Source.RECORD: " (record)"}


@dataclass(frozen=True, slots=True)
class NotePart:
    """One of the four parts of the note."""

    title: str
    text: str


def item_name(item: Item) -> str:
    """The short name of an item."""
    return item.short or item.label


CIRCUMSTANCES = {
    "agent": "Agent",
    "days_since_dose": "Time of the dose",
    "long_term_steroid": "Long-term steroid",
    "chemotherapy_within_6_weeks": "Chemotherapy within 6 weeks",
}
"""What is known of the patient and the therapy rather than asked in the form."""


def known_name(form: Form, id: str) -> str:
    """The name of a finding or of a circumstance; "" for what has none."""
    return item_name(form.items[id]) if id in form.items else CIRCUMSTANCES.get(id, "")


def names(form: Form, items: Iterable[str]) -> str:
    """Names of items as one phrase: "Blood pressure, SpO₂ and temperature"."""
    all_names = list(dict.fromkeys(name for i in items if (name := known_name(form, i))))
    lowered = [n if k == 0 else _lowered(n) for k, n in enumerate(all_names)]
    if len(lowered) < 2:
        return "".join(lowered)
    return f"{', '.join(lowered[:-1])} and {lowered[-1]}"


def _lowered(name: str) -> str:
    """A name inside a sentence: abbreviations such as SpO₂ or ICE keep their capitals."""
    first = name.split(" ", 1)[0]
    return name if any(c.isupper() for c in first[1:]) else name[:1].lower() + name[1:]


def finding_words(item: Item, found: Finding, unit: str, zone: str) -> str:
    """One answer in words: "38.6 °C", "no steroid", "dizzy on standing", "ICE score unknown"."""
    name = item_name(item)
    if found.state is State.UNKNOWN:
        return f"{_lowered(name)} unknown"
    if found.state is not State.KNOWN:
        return f"{_lowered(name)} not assessed"
    value = found.value
    if isinstance(value, bool):
        return _lowered(name) if value else f"no {_lowered(name)}"
    if isinstance(value, datetime):
        return f"{_lowered(name)} {clock_text(value, zone)}"
    if isinstance(value, int | float):
        shown = entry.number_text(item, value, unit)
        text = with_unit(shown, entry.unit_text(item, unit))
        named = text if item.id == "temperature_c" else f"{_lowered(name)} {text}"
        return named + _TOLD.get(found.source or Source.MEASURED, "")
    codes = value if isinstance(value, tuple) else (str(value),)
    said = ", ".join(_lowered(item.code_label(c)) for c in codes) or "none"
    return f"{_lowered(name)}: {said}"


def pressure_words(findings: Mapping[str, Finding]) -> str:
    """``118/74 mmHg`` when both are known, else ""."""
    top, bottom = findings.get("systolic_mmhg"), findings.get("diastolic_mmhg")
    if top and bottom and top.known and bottom.known:
        return f"{top.value}/{bottom.value} mmHg"
    return ""


def section_summary(
    form: Form, rows: Iterable[Row], findings: Mapping[str, Finding], unit: str, zone: str
) -> str:
    """A finished section on one line: first what is so, then what is not."""
    so: list[str] = []
    not_so: list[str] = []
    items = [form.items[i] for row in rows for i in row.items]
    pressure = pressure_words(findings)
    for item in items:
        found = findings.get(item.id)
        if found is None or (pressure and item.id == "diastolic_mmhg"):
            continue
        if pressure and item.id == "systolic_mmhg":
            so.append(pressure)
            continue
        if found.value is False:
            not_so.append(_lowered(item_name(item)))
        else:
            so.append(finding_words(item, found, unit, zone))
    # "no: fainting, no urine for 18 hours" cannot be misread as "no fainting, no urine".
    return " · ".join([*so, f"no: {', '.join(not_so)}"] if not_so else so)


def red_flag_words(section: Section, findings: Mapping[str, Finding], form: Form) -> str:
    """The red flags in one phrase. "No red flag" is said only where every one is known."""
    ids = [i for row in section.rows for i in row.items]
    told = [item_name(form.items[i]) for i in ids if i in findings and findings[i].value is True]
    if told:
        return ", ".join(told)
    if not any(i in findings for i in ids):
        return "Red flags not asked"
    open_count = sum(i not in findings or not findings[i].known for i in ids)
    if not open_count:
        return "No red flag"
    none_told = "No red flag told; " if open_count < len(ids) else "Red flags: "
    return f"{none_told}{open_count} of {len(ids)} not known"


def grade_words(grade: GradeRange) -> str:
    """``At least grade 1``, ``Grade 2``, ``Grade not settled``."""
    if grade.settled:
        return f"Grade {grade.at_least}"
    return f"At least grade {grade.at_least}" if grade.at_least else "Grade not settled"


def therapy_words(form: Form, encounter: Encounter, now: datetime) -> str:
    """Agent, dose and time since: ``Teclistamab, step-up 2, 30 h since dose``."""
    therapy = encounter.therapy
    agent = form.agents.get(therapy.agent or "")
    name = agent.label if agent else therapy.agent_text or ""
    if not name:
        return "Therapy not stated"
    parts = [name]
    if therapy.dose_label:
        parts.append(therapy.dose_label)
    elif therapy.dose_number:
        parts.append(f"dose {therapy.dose_number}")
    if therapy.last_dose_at is not None:
        parts.append(f"{since_dose(therapy.last_dose_at, now)} since dose")
    return ", ".join(parts)


def since_dose(dose: datetime, now: datetime) -> str:
    """``30 h`` up to three days, then ``9 days``."""
    hours = int((now - dose).total_seconds() // 3600)
    return f"{hours} h" if 1 <= hours < 72 else span_text(now - dose)


def sbar(
    form: Form, encounter: Encounter, assessment: Assessment, now: datetime, unit: str, zone: str
) -> tuple[NotePart, ...]:
    """The note so far, in four parts; every sentence comes from an answer.

    ``unit`` is the site's for temperature, "C" or "F"; ``zone`` its IANA time zone.
    """
    told = _Told(form, encounter, unit, zone)
    return (
        NotePart("Situation", _situation(told, local(now, zone).date())),
        NotePart("Background", _background(told, now)),
        NotePart("Assessment", _assessment(told, assessment.grade)),
        NotePart("Recommendation", _recommendation(form, encounter, assessment)),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the parts of the note are written from."""

    form: Form
    encounter: Encounter
    unit: str
    zone: str

    def said(self, *sections: str) -> str:
        """The answers of some sections, each section a sentence."""
        rows = {s.id: rows for s, rows in self.form.rows(self.encounter.setting)}
        found = self.encounter.findings
        texts = [
            section_summary(self.form, rows[one], found, self.unit, self.zone)
            for one in sections
            if one in rows
        ]
        return ". ".join(_sentence(text.replace(" · ", "; ")) for text in texts if text)

    def red_flags(self) -> str:
        """The red flags in one phrase; "" where the setting does not ask for them."""
        asked = (s for s, _ in self.form.rows(self.encounter.setting) if s.id == "red_flags")
        section = next(asked, None)
        return red_flag_words(section, self.encounter.findings, self.form) if section else ""


def _situation(told: _Told, today: date) -> str:
    held = told.encounter
    call = _KINDS[held.setting]
    if held.observations:
        call = f"{call}, observation {held.number}"
    return _join(f"{call}, {_who(held, today)}", told.red_flags(), told.said("fever"))


def _who(encounter: Encounter, today: date) -> str:
    """``61-year-old``, ``8-month-old``, or ``patient`` while nobody is attached."""
    if encounter.patient is None:
        return "patient"
    age = age_text(encounter.patient.birth_date, today)
    return age.replace(" y", "-year-old").replace(" months", "-month-old")


def _background(told: _Told, now: datetime) -> str:
    patient = told.encounter.patient
    diagnosis = patient.diagnosis if patient is not None else ""
    return _join(therapy_words(told.form, told.encounter, now), diagnosis)


def _assessment(told: _Told, grade: GradeRange) -> str:
    form = told.form
    open_ = f"{names(form, grade.not_known)} not known" if grade.not_known else ""
    return _join(
        f"{grade_words(grade)}, {form.scales[grade.scale].name}",
        open_,
        told.said("circulation", "breathing", "neurology", "symptoms"),
    )


def _recommendation(form: Form, encounter: Encounter, assessment: Assessment) -> str:
    level = assessment.disposition.level
    if level is None:
        return "No disposition is computed here."
    computed = f"Computed: {_lowered(form.levels[level].label)}"
    override = encounter.decision.override
    if override is None:
        return _join(computed)
    return _join(computed, f"Decided: {_lowered(form.levels[override.decided].label)}")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _join(*parts: str) -> str:
    return " ".join(f"{_sentence(p).rstrip('.')}." for p in parts if p)
