"""A protocol as a document: its parts, their rules, each with criterion, result and reference.

Pure values made from a compiled protocol, for those who read it. Rules carry the ids that a
reason carries, so that a reason leads to its rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from workstation.clinical.criterion_words import sentence
from workstation.clinical.findings import Setting
from workstation.clinical.form import Reference
from workstation.clinical.results import ProtocolRef


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule to read. ``grade`` is its result as a range, ``result`` the same in words.

    ``words`` say the criterion, ``text`` is the criterion as written, ``reference`` an id.
    ``terms`` are ids of named criteria that it reads; ``cases`` are sentences of the pack's cases.
    """

    id: str
    name: str
    words: str = ""
    text: str = ""
    grade: tuple[int, int] | None = None
    result: str = ""
    reference: str = ""
    note: str = ""
    terms: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules that belong together, in their order: an axis, a level, the actions of a setting."""

    id: str
    title: str
    rules: tuple[RuleText, ...]
    about: str = ""
    setting: Setting | None = None


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """A part of the document: the entry, a scale, the red flags, the references."""

    id: str
    title: str
    about: str
    groups: tuple[RuleGroup, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole protocol to read."""

    ref: ProtocolRef
    parts: tuple[DocumentPart, ...]
    references: Mapping[str, Reference]

    def rules(self) -> Iterator[tuple[DocumentPart, RuleGroup, RuleText]]:
        """Every rule with the place where it stands."""
        for part in self.parts:
            for group in part.groups:
                for rule in group.rules:
                    yield part, group, rule

    def find(self, id: str, setting: Setting | None = None) -> Found | None:
        """The rule that a reason names; of a disposition's lines those of the setting first.

        A warning is found by ``warning.`` and its sentence too, which an assessment keeps of it.
        """
        warned = sentence(id.removeprefix("warning."))
        found = [
            Found(part.title, group.title, rule, group.setting)
            for part, group, rule in self.rules()
            if rule.id == id or (part.id == "warnings" and rule.name == warned)
        ]
        own = [one for one in found if setting in (None, one.setting)]
        return next(iter(own or found), None)

    def terms(self, rule: RuleText) -> tuple[RuleText, ...]:
        """The named criteria that a rule reads, and those that they read, nearest first."""
        named = {r.id.removeprefix("definition."): r for _, _, r in self.rules() if _is_term(r)}
        met: dict[str, RuleText] = {}
        waiting = list(rule.terms)
        while waiting:
            id = waiting.pop(0)
            if id in named and id not in met:
                met[id] = named[id]
                waiting += named[id].terms
        return tuple(met.values())

    def with_cases(self, cases: Mapping[str, Iterable[str]]) -> Document:
        """The same with the cases that stand for each rule, by the rule's id."""
        return replace(self, parts=tuple(_part_with(part, cases) for part in self.parts))


@dataclass(frozen=True, slots=True)
class Found:
    """A rule and where it stands."""

    part: str
    group: str
    rule: RuleText
    setting: Setting | None = None


def _is_term(rule: RuleText) -> bool:
    return rule.id.startswith("definition.")


def _part_with(part: DocumentPart, cases: Mapping[str, Iterable[str]]) -> DocumentPart:
    groups = tuple(
        replace(
            group,
            rules=tuple(replace(rule, cases=tuple(cases.get(rule.id, ()))) for rule in group.rules),
        )
        for group in part.groups
    )
    return replace(part, groups=groups)
