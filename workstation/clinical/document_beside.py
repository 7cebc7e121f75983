"""The parts of the document for what stands beside the grade: yes-or-no screens, differences."""

from __future__ import annotations

from workstation.clinical.criterion_words import criterion_words, sentence
from workstation.clinical.document import DocumentPart, RuleGroup, RuleText
from workstation.clinical.logic import Node
from workstation.clinical.protocol import Disagreement, Protocol


def beside(protocol: Protocol) -> tuple[DocumentPart, ...]:
    """Screens of one criterion, and why scales differ."""
    return (_answers(protocol), _differences(protocol))


def _answers(protocol: Protocol) -> DocumentPart:
    rules = tuple(
        _rule(
            protocol,
            f"screen.{one.id}",
            protocol.form.screens[one.id].name,
            one.when,
            one.text,
            one.reference,
            protocol.form.screens[one.id].note,
        )
        for one in protocol.answers
    )
    about = "Yes, no, or not known. No stated cause and no symptom from before cancels one."
    return DocumentPart("answers", "Screens: yes or no", about, (RuleGroup("", "", rules),))


def _differences(protocol: Protocol) -> DocumentPart:
    rules = tuple(
        _rule(
            protocol,
            f"disagreement.{one.id}",
            one.says,
            one.when,
            one.text,
            one.reference,
            _which(protocol, one),
        )
        for one in protocol.disagreements
    )
    about = "Told where one scale lies above another and the criterion holds."
    return DocumentPart("differences", "Where scales differ", about, (RuleGroup("", "", rules),))


def _which(protocol: Protocol, one: Disagreement) -> str:
    higher, lower = (
        ", ".join(protocol.scales[id].name for id in ids) for ids in (one.higher, one.lower)
    )
    return f"Higher: {higher}. Lower: {lower}"


def _rule(
    protocol: Protocol, id: str, name: str, when: Node, text: str, reference: str, note: str
) -> RuleText:
    return RuleText(
        id,
        sentence(name),
        criterion_words(when, protocol),
        text,
        reference=reference,
        note=note,
        terms=tuple(n for n in sorted(when.reads) if n in protocol.definitions),
    )
