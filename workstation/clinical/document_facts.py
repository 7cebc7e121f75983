"""The parts of the document that hold no rules: limits, questions, the guide, references."""

from __future__ import annotations

from collections.abc import Mapping

from workstation.clinical import wording
from workstation.clinical.criterion_words import plain, sentence
from workstation.clinical.document import DocumentPart, RuleGroup, RuleText
from workstation.clinical.findings import Setting
from workstation.clinical.form import Form, Item, Kind, Row
from workstation.clinical.guide import guide_parts
from workstation.clinical.logic import ABSENT, Operand
from workstation.clinical.protocol import Protocol

PLACES: Mapping[Setting, str] = {
    Setting.PHONE: "phone",
    Setting.CHAIRSIDE: "chair",
    Setting.WARD: "ward",
}


def facts(protocol: Protocol) -> tuple[DocumentPart, ...]:
    """The last parts of the document."""
    form = protocol.form
    return (_limits(protocol), _questions(form), *guide_parts(protocol), _references(form))


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
            tuple(RuleText(f"row.{row.id}", row.label, _said(row)) for row in section.rows),
            section.say,
        )
        for section in form.sections
    )
    about = "What is asked, in the words that are said."
    return DocumentPart("questions", "Questions", about, groups)


def _said(row: Row) -> str:
    """What is said, and what is said in its place beside the patient."""
    said, beside = row.say or row.help, row.beside()
    other = beside.say or beside.help
    return said if other == said else f"{said} Beside the patient: {other}"


def _references(form: Form) -> DocumentPart:
    """Every source in full."""
    rules = tuple(
        RuleText(f"reference.{one.id}", one.short, one.citation) for one in form.references.values()
    )
    about = "The sources that the rules name."
    return DocumentPart("references", "References", about, (RuleGroup("", "", rules),))
