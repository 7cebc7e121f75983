"""The parts of the document that hold facts and no rules: limits, questions, agents, references."""

from __future__ import annotations

from collections.abc import Mapping

from workstation.clinical import wording
from workstation.clinical.criterion_words import plain, sentence
from workstation.clinical.document import DocumentPart, RuleGroup, RuleText
from workstation.clinical.findings import Setting
from workstation.clinical.form import Agent, Form, Item, Kind
from workstation.clinical.logic import ABSENT, Operand
from workstation.clinical.protocol import Protocol

PLACES: Mapping[Setting, str] = {
    Setting.PHONE: "phone",
    Setting.CHAIRSIDE: "chair",
    Setting.WARD: "ward",
}
_CLASSES = {"car_t": "CAR-T or TCR cells", "bispecific": "Bispecific antibody", "other": "Other"}


def facts(protocol: Protocol) -> tuple[DocumentPart, ...]:
    """The last parts of the document."""
    form = protocol.form
    return (_limits(protocol), _questions(form), _agents(form), _references(form))


def _limits(protocol: Protocol) -> DocumentPart:
    """What a finding may hold, and how it reads while it is not known."""
    items = protocol.form.items.values()
    groups = (
        _limits_of("numbers", "Numbers", protocol, [i for i in items if _is_number(i)]),
        _limits_of("answers", "Answers", protocol, [i for i in items if not _is_number(i)]),
    )
    about = "Limits of what is taken, and how a finding reads while nobody has answered it."
    return DocumentPart("limits", "Limits of findings", about, groups)


def _limits_of(id: str, title: str, protocol: Protocol, items: list[Item]) -> RuleGroup:
    return RuleGroup(id, title, tuple(_limit(item, protocol) for item in items))


def _limit(item: Item, protocol: Protocol) -> RuleText:
    reading = protocol.not_known.get(item.id)
    usual = _not_known(item, reading.reads_as if reading else None)
    there = reading.in_setting if reading else {}
    more = "".join(f"; {PLACES[one]}: {_not_known(item, read)}" for one, read in there.items())
    note = f"While not known: {usual}{more}"
    return RuleText(f"finding.{item.id}", item.label, _holds(item), note=note)


def _is_number(item: Item) -> bool:
    return item.kind in (Kind.NUMBER, Kind.COUNT)


def _holds(item: Item) -> str:
    if _is_number(item) and item.low is not None and item.high is not None:
        low, high = (wording.number(end, item.decimals) for end in (item.low, item.high))
        return f"{low} to {wording.with_unit(high, item.unit)}"
    if item.kind is Kind.BOOLEAN:
        return "Yes, no"
    return ", ".join(code.label for code in item.codes) or sentence(plain(item.kind.value))


def _not_known(item: Item, read: Operand) -> str:
    if read is None:
        return "stays open"
    if read is ABSENT:
        return "no rule that reads it applies"
    return f"reads as {wording.value(item, read)}"


def _questions(form: Form) -> DocumentPart:
    """The form, section by section."""
    groups = tuple(
        RuleGroup(
            section.id,
            section.title,
            tuple(
                RuleText(f"row.{row.id}", row.label, row.say or row.help) for row in section.rows
            ),
            section.say,
        )
        for section in form.sections
    )
    about = "What is asked, in the words that are said."
    return DocumentPart("questions", "Questions", about, groups)


def _agents(form: Form) -> DocumentPart:
    """Therapies with reported cases."""
    rules = tuple(
        RuleText(f"agent.{one.id}", _agent_name(one), _agent_facts(one))
        for one in form.agents.values()
    )
    about = "Dated facts. Rates belong to their own trial and scale; rows cannot be compared."
    return DocumentPart("agents", "Agents", about, (RuleGroup("", "", rules),))


def _agent_name(agent: Agent) -> str:
    return f"{agent.label} ({agent.brand})" if agent.brand else agent.label


def _agent_facts(agent: Agent) -> str:
    told = (
        ("", _CLASSES.get(agent.agent_class, agent.agent_class)),
        ("Target ", agent.target),
        ("Onset ", agent.onset),
        ("Rates ", agent.rates),
        ("Observation ", agent.observation),
        ("On CRS ", agent.on_crs),
        ("Source ", f"{agent.source}{', ' + agent.dated if agent.dated else ''}"),
    )
    return " · ".join(f"{name}{text}" for name, text in told if text.strip(" ,"))


def _references(form: Form) -> DocumentPart:
    """Every source in full."""
    rules = tuple(
        RuleText(f"reference.{one.id}", one.short, one.citation) for one in form.references.values()
    )
    about = "The sources that the rules name."
    return DocumentPart("references", "References", about, (RuleGroup("", "", rules),))
