"""The head of the page: title, patient, therapy; and the shorter head of later pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from workstation.clinical.dose_window import dose_window
from workstation.clinical.encounter import Encounter, Patient, age_months, age_years
from workstation.clinical.findings import Setting, Therapy
from workstation.clinical.form import Form
from workstation.documents.content import SummaryContent
from workstation.documents.fonts import printable
from workstation.documents.layout import WIDTH, Slice, gap
from workstation.documents.pen import BODY, LABEL, NAME, RULE, STRONG, TITLE, Pen
from workstation.documents.rows import PITCH, line, paragraph
from workstation.documents.wording import SETTINGS, Zone, day, hours_since, number

TITLE_TEXT: Final = "CRS encounter summary"
DOT: Final = " · "


def title(content: SummaryContent, zone: Zone) -> Slice:
    """Title, kind of encounter, site. "Signed" is drawn later, by :func:`page_number`."""
    site = STRONG.wrap(content.site.name, WIDTH / 2)
    extra = _extra(content)
    call = _call(content.encounter, content, zone)

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.text(x, y + 13, TITLE_TEXT, TITLE)
        pen.text(x, y + 28, call, LABEL)
        for index, string in enumerate(site):
            pen.text_right(x + WIDTH, y + 13 + index * PITCH, string, STRONG)
        pen.rule(x, y + 38 + extra, WIDTH, 1.1, RULE)

    return Slice(44 + extra, draw)


def _extra(content: SummaryContent) -> float:
    """What a site's name of several lines adds to the head."""
    return (len(STRONG.wrap(content.site.name, WIDTH / 2)) - 1) * PITCH


def page_number(content: SummaryContent, zone: Zone, page: int, pages: int) -> Slice:
    """``Signed 22 Nov 2026 14:19:40 −05:00 · page 1 of 2`` at the upper right of each page."""
    text = f"Signed {zone.stamp(content.signed_at)} · page {page} of {pages}"
    down = 28 + _extra(content) if page == 1 else 12

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.text_right(x + WIDTH, y + down, text, LABEL)

    return Slice(0, draw)


def later_head(content: SummaryContent) -> Slice:
    """On each page after the first: the patient again."""
    patient = content.patient
    name = NAME.wrap(patient.display_name, WIDTH * 0.55)
    facts = LABEL.wrap(DOT.join(identity(patient)), WIDTH)
    height = (len(name) - 1) * 14.0 + (len(facts) - 1) * PITCH

    def draw(pen: Pen, x: float, y: float) -> None:
        for index, string in enumerate(name):
            pen.text(x, y + 12 + index * 14, string, NAME)
        below = y + 26 + (len(name) - 1) * 14
        for index, string in enumerate(facts):
            pen.text(x, below + index * PITCH, string, LABEL)
        pen.rule(x, y + 34 + height, WIDTH, 1.1, RULE)

    return Slice(42 + height, draw)


def patient(content: SummaryContent, zone: Zone) -> list[Slice]:
    """Who, and under which therapy."""
    who, encounter = content.patient, content.encounter
    facts = DOT.join(
        [age_words(who, content.signed_at.date()), *identity(who), *_filled(who.diagnosis)]
    )
    slices = _named(who.display_name, facts, _call_back_number(encounter, who))
    therapy = DOT.join(_therapy(encounter.therapy, content, zone))
    home = DOT.join(_filled(cautions(who), _contact(encounter, who)))
    for text in (therapy, home, _hands(encounter, zone)):
        if text:
            slices += paragraph(text, WIDTH, pitch=13.0)
    return [*slices, gap(7)]


def _hands(encounter: Encounter, zone: Zone) -> str:
    """Through whose hands it went, if not one person did it all."""
    if not encounter.taken_over:
        return ""
    taken = (
        f"taken over by {one.by_name}, {zone.day_clock(one.at)} ({one.reason})"
        for one in encounter.taken_over
    )
    return f"Begun by {encounter.begun_by}; {'; '.join(taken)}"


def _call(encounter: Encounter, content: SummaryContent, zone: Zone) -> str:
    started = f"{zone.day(encounter.started_at)}, {zone.clock(encounter.started_at)}"
    until = zone.near(content.signed_at, encounter.started_at)
    return f"{SETTINGS[encounter.setting]}, {started} to {until}"


def _named(name: str, facts: str, number_: str) -> list[Slice]:
    """The name with the facts beside it where there is room, else below it."""
    shown, beside, right = printable(name), printable(facts), printable(number_)
    parts = (NAME.width(shown), BODY.width(beside), BODY.width(right))
    if "\n" in shown + beside + right or sum(parts) + 24 > WIDTH:
        rows = [line(string, NAME, 16, keep=True) for string in NAME.wrap(name, WIDTH)]
        return [*rows, *paragraph(DOT.join(_filled(facts, number_)), WIDTH, pitch=13.0)]

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.text(x, y + 12, shown, NAME)
        pen.text(x + parts[0] + 8, y + 12, beside, BODY)
        pen.text_right(x + WIDTH, y + 12, right, BODY)

    return [Slice(17, draw, keep=True)]


def _filled(*texts: str) -> list[str]:
    return [text for text in texts if text]


def age_words(who: Patient, on: date) -> str:
    """``61 y``, ``9 months``."""
    years = age_years(who.birth_date, on)
    return f"{years} y" if years >= 2 else f"{age_months(who.birth_date, on)} months"


def identity(who: Patient) -> list[str]:
    """Birth date, sex, record number, as far as they are known."""
    sex = "" if who.sex == "unknown" else who.sex
    mrn = f"MRN {who.mrn}" if who.mrn else ""
    return _filled(f"born {day(who.birth_date)}", sex, mrn)


def _call_back_number(encounter: Encounter, who: Patient) -> str:
    number_ = encounter.call_back_number or who.phone
    if not number_ or encounter.setting is not Setting.PHONE:
        return number_
    return f"{number_}, {'read back' if encounter.read_back else 'not read back'}"


def _contact(encounter: Encounter, who: Patient) -> str:
    """Who called and from where, as said on the phone; else the address on file."""
    address = encounter.address or who.address
    caller = f"Caller: {encounter.caller}" if encounter.caller else ""
    other = who.phone if who.phone not in {"", encounter.call_back_number} else ""
    phone = f"phone on file {other}" if other and encounter.call_back_number else ""
    return DOT.join(_filled(caller, f"Address: {address}" if address else "", phone))


def _therapy(therapy: Therapy, content: SummaryContent, zone: Zone) -> Iterable[str]:
    agent = agent_words(therapy, content.form)
    dose = therapy.dose_label or (f"dose {therapy.dose_number}" if therapy.dose_number else "")
    at = therapy.last_dose_at
    yield ", ".join(_filled(f"{agent} {dose}".rstrip(), zone.day_clock(at) if at else ""))
    if at is not None:
        days = (zone.local(content.signed_at).date() - zone.local(at).date()).days
        yield f"day {days} (dose day is 0), {hours_since(at, content.signed_at)} h since dose"
        window = dose_window(content.form, therapy, zone.local(content.signed_at))
        if window is not None:
            yield window.against
    else:
        yield "time of the last dose not known"
    if therapy.cause and therapy.cause != "immunotherapy":
        yield f"cause {therapy.cause.replace('_', ' ')}"
    if therapy.chemotherapy_within_6_weeks is not None:
        given = "chemotherapy" if therapy.chemotherapy_within_6_weeks else "no chemotherapy"
        yield f"{given} within 6 weeks"


def agent_words(therapy: Therapy, form: Form) -> str:
    """``Teclistamab (Tecvayli)``, as typed, or that it is not known."""
    known = form.agents.get(therapy.agent or "")
    if known is not None:
        return f"{known.label} ({known.brand})" if known.brand else known.label
    return therapy.agent_text or therapy.agent or "Therapy not known"


_CAUTIONS: Final = (
    ("pregnant", "pregnant", "not pregnant"),
    ("beta_blocker", "beta-blocker", "no beta-blocker"),
    ("long_term_steroid", "long-term steroid", "no long-term steroid"),
    ("central_line", "central line", "no central line"),
    ("caregiver_present", "caregiver present", "no caregiver"),
    ("has_thermometer", "has a thermometer", "no thermometer"),
)


def cautions(who: Patient) -> str:
    """What is known of the patient that changes the answer."""
    said = {True: 1, False: 2}
    facts = [row[said[state]] for row in _CAUTIONS if (state := getattr(who, row[0])) is not None]
    weight = f"{number(who.weight_kg, 1)} kg" if who.weight_kg is not None else ""
    allergies = f"Allergies: {who.allergies}" if who.allergies else ""
    consultant = f"consultant {who.consultant}" if who.consultant else ""
    conditions = (condition.replace("_", " ") for condition in who.conditions)
    text = DOT.join(_filled(allergies, weight, *conditions, *facts, *_home(who), consultant))
    return text[:1].upper() + text[1:]


def _home(who: Patient) -> Iterable[str]:
    """What else is known of the home: cuff, oximeter, the way to the hospital."""
    risk = who.risk
    if risk is None:
        return
    for name, there in (("cuff", risk.has_cuff), ("oximeter", risk.has_oximeter)):
        if there is not None:
            yield f"has {'an' if name == 'oximeter' else 'a'} {name}" if there else f"no {name}"
    if risk.travel_minutes is not None:
        yield f"{risk.travel_minutes} min to the hospital"
