"""A version of the protocol as text: each rule with what it asks, what it gives, source, cases."""

from __future__ import annotations

from collections.abc import Iterator

from workstation.clinical.document import Document, RuleGroup, RuleText

_MOST_CASES = 2


def document_text(document: Document) -> Iterator[str]:
    """The lines of a whole protocol, part by part."""
    for part in document.parts:
        yield from ("", part.title, "=" * len(part.title), *filter(None, [part.about]))
        for group in part.groups:
            yield from _group(document, group)


def _group(document: Document, group: RuleGroup) -> Iterator[str]:
    if group.title and group.rules:
        yield from ("", f"  {group.title}", f"  {'-' * len(group.title)}")
        if group.about:
            yield f"  {group.about}"
    for rule in group.rules:
        yield ""
        yield f"  {_head(document, rule)}"
        yield from (f"      {text}" for text in _lines(rule))


def _head(document: Document, rule: RuleText) -> str:
    """``One vasopressor: grade 3, severe [Lee 2019]``."""
    gives = [_grade(rule), rule.result]
    source = document.references.get(rule.reference)
    told = ", ".join(filter(None, gives))
    cited = f" [{source.short}]" if source else ""
    return f"{rule.name}{f': {told}' if told and told != rule.name else ''}{cited}"


def _grade(rule: RuleText) -> str:
    if rule.grade is None:
        return ""
    low, high = rule.grade
    return f"grade {low}" if low == high else f"grade {low} to {high}"


def _lines(rule: RuleText) -> Iterator[str]:
    if rule.words:
        yield rule.words
    if rule.text:
        yield f"written: {' '.join(rule.text.split())}"
    if rule.note:
        yield rule.note
    for case in rule.cases[:_MOST_CASES]:
        yield f"Case {case}"
    if len(rule.cases) > _MOST_CASES:
        yield f"and {len(rule.cases) - _MOST_CASES} more cases"
