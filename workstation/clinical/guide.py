"""What a protocol knows to read: look-alikes, agents, scales side by side, CRS itself.

Parts of the same shape as those of the document, made once for both: the guide is for who takes
calls, the document for who answers for the protocol. An empty field reads "not available".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from workstation.clinical.criterion_words import criterion_words, within_sentence
from workstation.clinical.document import Document, DocumentPart, RuleGroup, RuleText
from workstation.clinical.dose_window import published_onset
from workstation.clinical.form import Agent, Form
from workstation.clinical.knowledge import Ceiling, LookAlike, Rechallenge, Sign, StepUp
from workstation.clinical.protocol import Protocol

NOT_AVAILABLE = "not available"
VERIFY = "Second-hand: verify before clinical use"
_TAGS: Mapping[str, str] = {"S": "Read in the source or in a published table of it", "2": VERIFY}
CLASSES: Mapping[str, str] = {
    "car_t": "CAR-T or TCR cells",
    "bispecific": "Bispecific antibody",
    "other": "Other",
}
_HOURS_A_DAY = 24


def guide_of(protocol: Protocol) -> Document:
    """The guide of a protocol, in the order in which a call may want it."""
    shown = tuple(part for part in guide_parts(protocol) if any(g.rules for g in part.groups))
    return Document(protocol.ref, shown, protocol.form.references)


def guide_parts(protocol: Protocol) -> tuple[DocumentPart, ...]:
    """All parts of the guide; the document of the protocol has them too."""
    form = protocol.form
    return (
        _look_alikes(protocol),
        _agents(form),
        _rechallenge(form),
        _ceilings(form),
        _side_by_side(form),
        _background(form),
    )


# --- look-alikes and background ---------------------------------------------------------------


def _look_alikes(protocol: Protocol) -> DocumentPart:
    pages = protocol.form.lookalikes.values()
    groups = tuple(
        RuleGroup(page.id, page.label, tuple(_page(page, protocol)), page.says) for page in pages
    )
    about = "What speaks for each, and what each asks for. CRS never cancels the sepsis screen."
    return DocumentPart("look-alikes", "Looks like CRS", about, groups)


def _page(page: LookAlike, protocol: Protocol) -> Iterator[RuleText]:
    signs = protocol.signs.get(page.id, {})
    for sign in page.signs:
        when = signs.get(sign.id)
        words = criterion_words(when, protocol) if when is not None else ""
        note = f"Shown as present where: {within_sentence(words)}" if words else ""
        yield RuleText(
            f"sign.{page.id}.{sign.id}",
            "Speaks for it",
            sign.text,
            reference=sign.reference,
            note=note,
            terms=tuple(n for n in sorted(when.reads) if n in protocol.definitions) if when else (),
        )
    yield from (_line(f"step.{page.id}", "It asks for", step) for step in page.steps)


def _line(path: str, name: str, line: Sign) -> RuleText:
    return RuleText(f"{path}.{line.id}", name, line.text, reference=line.reference)


def _background(form: Form) -> DocumentPart:
    groups = tuple(
        RuleGroup(
            page.id,
            page.label,
            tuple(_line(f"background.{page.id}", "", line) for line in page.signs),
            page.says,
        )
        for page in form.background.values()
    )
    about = "Course, causes, risk, diagnosis, treatment, prevention and outlook, to explain it."
    return DocumentPart("about-crs", "About CRS", about, groups)


# --- agents -----------------------------------------------------------------------------------


def _agents(form: Form) -> DocumentPart:
    groups = tuple(
        RuleGroup(f"agent.{one.id}", agent_name(one), agent_facts(one, form.rechallenge))
        for one in form.agents.values()
    )
    about = "Dated facts. Rates belong to their own trial and scale; agents cannot be compared."
    return DocumentPart("agents", "Agents", about, groups)


def agent_name(agent: Agent) -> str:
    """``Teclistamab (Tecvayli)``."""
    return f"{agent.label} ({agent.brand})" if agent.brand else agent.label


def agent_facts(agent: Agent, after_crs: Iterable[Rechallenge] = ()) -> tuple[RuleText, ...]:
    """Everything the pack says of an agent, each fact in a row; what it lacks is said too.

    Of the lines ``after_crs`` those that name the agent, and for an engager of T cells, of which
    the table speaks, those that name none.
    """
    rows = (
        ("Class", CLASSES.get(agent.agent_class, agent.agent_class)),
        ("Target", agent.target),
        ("Onset", agent.onset),
        ("Onset window read", window_words(agent)),
        ("Lasts", agent.duration),
        ("Rates", agent.rates),
        ("Observation", agent.observation),
        *(("After a dose", step_words(step)) for step in agent.step_up),
        ("Label on CRS", agent.on_crs),
        ("Boxed warning", _yes_or_no(agent.boxed_warning)),
        ("Label or source date", agent.dated),
        ("Source", agent.source),
    )
    facts = [RuleText(f"agent.{agent.id}", name, text or NOT_AVAILABLE) for name, text in rows]
    facts[-1] = replace(facts[-1], note=_TAGS.get(agent.tag, ""))
    engager = agent.agent_class == "bispecific"
    rules = [one for one in after_crs if agent.id in one.agents or (engager and not one.agents)]
    return (*facts, *(_after_of_agent(one) for one in rules))


def _after_of_agent(one: Rechallenge) -> RuleText:
    """Whom and which grade the line is for stays in its words: the name says only what it is."""
    made = _after(one)
    return replace(made, name="After CRS", words=f"{one.label}. {made.words}")


def agent_brief(agent: Agent | None) -> str:
    """The onset with its source, and the watching after each dose, for where little room is."""
    if agent is None:
        return ""
    told = [published_onset(agent), *(step_words(step) for step in agent.step_up)]
    return ". ".join(one for one in told if one)


def window_words(agent: Agent) -> str:
    """``0 to 6 days``, ``0 to 167 hours``; "" where no range is published."""
    hours = agent.window_hours
    if hours is None:
        return ""
    days = hours % _HOURS_A_DAY == 0
    return f"0 to {hours / _HOURS_A_DAY:g} days" if days else f"0 to {hours:g} hours"


def step_words(step: StepUp) -> str:
    """``Step-up dose 1: 48 h in hospital (US)``."""
    said = f"{step.dose}: {step.hours:g} h {step.where}" + (f" ({step.region})" * bool(step.region))
    return said[:1].upper() + said[1:]


def _yes_or_no(told: bool | None) -> str:
    return "" if told is None else "yes, in the US label" if told else "no"


# --- after CRS, ceilings, scales --------------------------------------------------------------


def _rechallenge(form: Form) -> DocumentPart:
    rules = tuple(_after(one) for one in form.rechallenge)
    about = "The dose that was running, and when the next may follow. The product's label rules."
    return DocumentPart("rechallenge", "After CRS: the next dose", about, (_single(rules),))


def _after(one: Rechallenge) -> RuleText:
    told = (
        f"This dose: {within_sentence(one.current) or NOT_AVAILABLE}",
        f"Next dose: {within_sentence(one.next) or 'not stated'}",
    )
    note = VERIFY if one.tag == "2" else ""
    path = f"rechallenge.{one.id}"
    return RuleText(path, one.label, ". ".join(told), reference=one.reference, note=note)


def _ceilings(form: Form) -> DocumentPart:
    rules = tuple(_ceiling(one) for one in form.ceilings.values())
    about = "Published most doses, to read beside what was given: a fact, never an order."
    return DocumentPart("ceilings", "Published ceilings", about, (_single(rules),))


def _ceiling(one: Ceiling) -> RuleText:
    told = (
        ("doses in 24 hours", one.in_24_hours),
        ("doses in all", one.in_all),
        ("hours apart at least", one.hours_apart),
    )
    words = ", ".join(f"{value:g} {name}" for name, value in told if value is not None)
    notes = (one.note, VERIFY if one.tag == "2" else "")
    return RuleText(
        f"ceiling.{one.id}",
        one.label,
        words or NOT_AVAILABLE,
        reference=one.reference,
        note=". ".join(note for note in notes if note),
    )


def _single(rules: tuple[RuleText, ...]) -> RuleGroup:
    return RuleGroup("", "", rules)


def _side_by_side(form: Form) -> DocumentPart:
    """For each grade what each scale wants."""
    grades = sorted({grade for scale in form.scales.values() for grade in scale.published})
    groups = tuple(
        RuleGroup(f"grade-{grade}", f"Grade {grade}", tuple(_published(form, grade)))
        for grade in grades
    )
    about = "The same grade on every scale, in our words. A grade travels with its scale."
    return DocumentPart("side-by-side", "Scales side by side", about, groups)


def _published(form: Form, grade: int) -> Iterator[RuleText]:
    for scale in form.scales.values():
        if grade in scale.published:
            path = f"published.{scale.id}.{grade}"
            yield RuleText(path, scale.name, scale.published[grade], reference=scale.reference)


# --- to find in it ----------------------------------------------------------------------------


def narrowed(document: Document, typed: str) -> Document:
    """Only what has every typed word, a group whole where its title has them."""
    wanted = typed.casefold().split()
    if not wanted:
        return document
    parts = (_part_with(part, wanted) for part in document.parts)
    return replace(document, parts=tuple(part for part in parts if part.groups))


def best(document: Document, typed: str) -> tuple[str, str]:
    """Part and group whose title has every typed word; two empty ids where none has."""
    wanted = typed.casefold().split()
    for part in document.parts if wanted else ():
        if _has(wanted, part.title):
            return part.id, ""
        for group in part.groups:
            if _has(wanted, group.title):
                return part.id, group.id
    return "", ""


def _part_with(part: DocumentPart, wanted: list[str]) -> DocumentPart:
    if _has(wanted, part.title):
        return part
    groups = (_group_with(part, group, wanted) for group in part.groups)
    return replace(part, groups=tuple(group for group in groups if group.rules))


def _group_with(part: DocumentPart, group: RuleGroup, wanted: list[str]) -> RuleGroup:
    where = f"{part.title} {group.title}"
    if _has(wanted, where, group.about):
        return group
    return replace(group, rules=tuple(r for r in group.rules if _has(wanted, where, *_texts(r))))


def _texts(rule: RuleText) -> Iterable[str]:
    return (rule.name, rule.words, rule.note)


def _has(wanted: list[str], *texts: str) -> bool:
    said = " ".join(texts).casefold()
    return all(word in said for word in wanted)
