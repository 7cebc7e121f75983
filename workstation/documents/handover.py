"""The hand-over sheet: situation, background, assessment, recommendation, for who takes over.

It is made while the ambulance is on its way, so nothing waits for a signature, a patient or an
answer: what is not known stands there as not known. CRS and sepsis are both named, always.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workstation.clinical.dose_window import dose_window
from workstation.clinical.findings import Finding, Setting, State
from workstation.clinical.form import Agent
from workstation.documents.closing_blocks import INTENDED_USE
from workstation.documents.finding_blocks import MASKING
from workstation.documents.handover_assessment import assessment
from workstation.documents.head_blocks import age_words, agent_words, cautions, identity
from workstation.documents.sheet_content import Block, Fact, Sheet, SheetContent
from workstation.documents.sheet_words import (
    clock_of,
    dose_words,
    filled,
    latest,
    said_at,
    site_lines,
    sited,
    status,
    zone_of,
)
from workstation.documents.wording import (
    SETTINGS,
    SOURCES,
    STATES,
    inline,
    label,
    level_label,
    reason_words,
    span,
)

TITLE: Final = "Hand-over sheet"
_CLASSES: Final = {"car_t": "CAR-T or TCR cells", "bispecific": "bispecific antibody"}
_NO_HISTORY: Final = "nothing on file"
_NOBODY: Final = "Patient not identified yet"
_BOTH: Final = "Possible cytokine release syndrome (CRS) and possible sepsis"
_WHY_BOTH: Final = (
    "They cannot be told apart at the bedside: assess and treat for both, neither waits for the"
    " other."
)
_ASKED: Final = (
    "See the patient now",
    "take all vital signs with SpO₂",
    "grade CRS again and screen for sepsis",
)
_MASKING_NAMES: Final = {
    "antipyretic_given": "Antipyretic, 24 h",
    "steroid_given": "Steroid, 72 h",
    "anticytokine_given": "Tocilizumab or similar, 14 days",
}


def handover(content: SheetContent) -> Sheet:
    """The sheet in words."""
    blocks = (
        _headline(content),
        Block("S · Situation", tuple(_situation(content))),
        Block("B · Background", tuple(_background(content))),
        assessment(content),
        Block("R · Recommendation", tuple(_recommendation(content))),
    )
    made = f"Made {zone_of(content).stamp(content.made_at)} by {content.nurse}"
    protocol = content.assessment.protocol
    return Sheet(
        title=TITLE,
        status=status(content),
        made=made,
        site=site_lines(content),
        who=_who(content),
        blocks=blocks,
        foot=(f"Protocol {protocol.id} {protocol.version}. {INTENDED_USE}",),
        base=10.5,
        labels=104.0,
    )


def _who(content: SheetContent) -> tuple[str, ...]:
    """Name, identity, and where the patient is."""
    held, patient = content.encounter, content.encounter.patient
    if patient is None:
        return filled(_NOBODY, _place(content))
    on = zone_of(content).local(content.made_at).date()
    facts = " · ".join([age_words(patient, on), *identity(patient)])
    place = _place(content)
    if place or held.setting is not Setting.PHONE:
        return filled(f"{patient.display_name} · {facts}", place)
    return (f"{patient.display_name} · {facts}",)


def _place(content: SheetContent) -> str:
    held = content.encounter
    address = held.address or (held.patient.address if held.patient else "")
    number = held.call_back_number or (held.patient.phone if held.patient else "")
    read = "read back" if held.read_back else "not read back"
    ring = (
        f"{number} ({read})" if held.call_back_number and held.setting is Setting.PHONE else number
    )
    return " · ".join(
        filled(
            f"At: {address}" if address else "",
            f"Phone there: {ring}" if ring else "",
            f"Caller: {held.caller}" if held.caller else "",
        )
    )


def _headline(content: SheetContent) -> Block:
    told = list(_told_flags(content))
    flags = f"Red flag: {'; '.join(told)}" if told else ""
    level = content.level
    words = f"{_who_decided(content)}: {level_label(content.form, level)}" if level else ""
    therapy = content.encounter.therapy
    agent = f"After {agent_words(therapy, content.form)}, {_dose(content)}"
    if not (therapy.agent or therapy.agent_text):
        agent = "Agent and time of the last dose: not known yet"
    return Block(
        "Read this first",
        (
            Fact("", (_BOTH,), large=True, stays=True),
            Fact("", (_WHY_BOTH,), stays=True),
            *(Fact("", (text,), strong=True) for text in (flags, agent, words) if text),
        ),
        framed=True,
    )


def _dose(content: SheetContent) -> str:
    therapy = content.encounter.therapy
    here = zone_of(content).local(content.made_at)
    window = dose_window(content.form, therapy, here)
    since = window.words if window is not None else "time of the last dose not known"
    return ", ".join(filled(dose_words(content), since))


# --- situation ------------------------------------------------------------------------------


def _situation(content: SheetContent) -> Iterator[Fact]:
    yield Fact("Red flags", tuple(_red_flags(content)), strong=True)
    yield Fact(_who_decided(content), tuple(_decided(content)))
    because = [reason.says for reason in content.assessment.disposition.because]
    known = [says for says in because if not says.endswith("not known")]
    if known:
        yield Fact("Because", tuple(dict.fromkeys(known)))
    started = said_at(content.encounter.started_at, content)
    kind = SETTINGS[content.encounter.setting]
    again = "second contact in 24 hours" if content.encounter.prior_call_within_24h else ""
    yield Fact("Contact", filled(f"{kind} from {started}", again))
    course = tuple(_course(content))
    if course:
        yield Fact("Grades before", course)


def _course(content: SheetContent) -> Iterator[str]:
    """The grade of each observation that is closed, the newest first."""
    for closed in reversed(content.encounter.observations):
        at = said_at(closed.found_at, content)
        yield f"{at} grade {span(closed.at_least, closed.at_most)}"


def _red_flags(content: SheetContent) -> Iterator[str]:
    """Which were told and when, else that none was, and how many nobody asked."""
    found, ids = latest(content), _asked_as_flags(content)
    told = tuple(_told_flags(content))
    asked = sum(i in found and found[i].known for i in ids)
    yield from told or (("none told",) if asked else ("not asked",))
    if 0 < asked < len(ids):
        yield f"{len(ids) - asked} of {len(ids)} not known"


def _told_flags(content: SheetContent) -> Iterator[str]:
    found = latest(content)
    for id_ in dict.fromkeys([*_asked_as_flags(content), *content.assessment.red_flags]):
        if id_ in found and found[id_].value is True:
            at = clock_of(found[id_], content)
            yield f"{label(content.form, id_)}{f' {at}' if at else ''}"


def _asked_as_flags(content: SheetContent) -> list[str]:
    """The first section of the form."""
    return [i for s in content.form.sections[:1] for row in s.rows for i in row.items]


def _who_decided(content: SheetContent) -> str:
    """Before the signature a level is only computed, until the nurse changes it."""
    decision = content.encounter.decision
    decided = content.signed is not None or decision.level or decision.override is not None
    return "Decided" if decided else "Computed"


def _decided(content: SheetContent) -> Iterator[str]:
    decision, computed = content.encounter.decision, content.assessment.disposition.level
    level = content.level
    yield level_label(content.form, level) if level else "no disposition is computed here"
    override = decision.override
    if override is not None:
        codes = {code.id: code.label for code in content.form.lowering_reasons}
        reason = filled(codes.get(override.reason_code, override.reason_code), override.reason_text)
        way = "raised" if override.raised else "lowered"
        yield f"{way} by the nurse{': ' if reason else ''}{', '.join(reason)}"
        if override.computed:
            yield f"computed: {inline(level_label(content.form, override.computed))}"
    elif computed and content.assessment.disposition.provisional:
        was = "computed " if _who_decided(content) == "Decided" else ""
        yield f"{was}while questions are open"


# --- background -----------------------------------------------------------------------------


def _background(content: SheetContent) -> Iterator[Fact]:
    therapy, patient = content.encounter.therapy, content.encounter.patient
    agent = content.form.agents.get(therapy.agent or "")
    yield Fact(
        "Agent", filled(agent_words(therapy, content.form), _class(agent, therapy.agent_class)),
        strong=True, joiner=", ",
    )  # fmt: skip
    yield Fact("Last dose", (_dose(content),), strong=True)
    if therapy.chemotherapy_within_6_weeks is not None:
        given = "yes" if therapy.chemotherapy_within_6_weeks else "no"
        yield Fact("Chemotherapy", (f"within 6 weeks: {given}",))
    found = latest(content)
    for given_id, at_id in reversed(MASKING):
        words = _given(content, found.get(given_id), found.get(at_id))
        yield Fact(_MASKING_NAMES[given_id], (words,), strong=given_id == "anticytokine_given")
    if content.doses:
        yield Fact("Doses counted", content.doses)
    if patient is not None:
        yield Fact("History", filled(patient.diagnosis, cautions(patient)) or (_NO_HISTORY,))


def _class(agent: Agent | None, typed: str | None) -> str:
    target = f"target {agent.target}" if agent and agent.target else ""
    kind = _CLASSES.get((agent.agent_class if agent else typed) or "", "")
    return ", ".join(filled(kind, target))


def _given(content: SheetContent, given: Finding | None, at: Finding | None) -> str:
    """``given, told, at 11:30``; ``not given``; or why it is not known."""
    if given is None:
        return STATES[State.NOT_ASKED]
    if given.state is State.NOT_ASSESSED:
        return f"not known: {inline(reason_words(content.form, given.reason))}"
    if not given.known:
        return STATES[given.state]
    if given.value is not True:
        return "not given"
    moment = at.value if at is not None and at.known else None
    when = (
        f"at {said_at(moment, content)}"
        if not isinstance(moment, str | int | float | tuple | None)
        else "time not known"
    )
    source = SOURCES.get(given.source, "") if given.source else ""
    return ", ".join(filled("given", when, source))


# --- recommendation -------------------------------------------------------------------------


def _recommendation(content: SheetContent) -> Iterator[Fact]:
    yield Fact("We ask you to", _ASKED, strong=True)
    first, then = _actions(content)
    if first:
        yield Fact("Do not delay", first, strong=True)
    if content.not_ruled_out:
        yield Fact("Not ruled out", tuple(sited(t, content) for t in content.not_ruled_out))
    if then:
        yield Fact("Prescriber", then)
    site, decision = content.site, content.encounter.decision
    ring = " ".join(filled(site.name, site.phone)) or "the site"
    yield Fact("Ring back", (f"{content.nurse}, {ring}",), strong=True, stays=True)
    at = said_at(decision.informed_at, content)
    told = f"{decision.informed}{f' at {at}' if at else ''}" if decision.informed else ""
    yield Fact("Told", (told or "nobody recorded yet",))
    if decision.call_back_at is not None:
        yield Fact("Call-back", (f"agreed for {said_at(decision.call_back_at, content)}",))
    if decision.note.strip():
        yield Fact("Nurse’s note", (decision.note.strip(),))


def _actions(content: SheetContent) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What does not wait, in the protocol's order, and what else a prescriber decides now."""
    now = {a.id: a for a in content.assessment.actions if not a.if_it_rises}
    urgent = [now[id_] for id_ in content.form.hand_over if id_ in now]
    rest = [a for a in now.values() if a.who == "prescriber" and a not in urgent]
    first, then = ([sited(action.text, content) for action in group] for group in (urgent, rest))
    return tuple(first), tuple(then)
