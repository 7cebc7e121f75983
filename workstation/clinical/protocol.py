"""What a protocol is, once compiled: the form, the meaning of "not known", the rules.

A scale is an entry, axes and a fixed join; an axis is an ordered list of rules; a score is a sum of
axes; a disposition is the maximum of lines. Every rule names its reference. Built by
``protocols.loader``, read by the engine of this floor; nothing here can be changed after loading.
``text`` is a criterion as its author wrote it, kept for those who read the protocol.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from workstation.clinical.dependence import readers
from workstation.clinical.findings import Setting
from workstation.clinical.form import Form
from workstation.clinical.logic import Interval, Node, Operand
from workstation.clinical.results import ProtocolRef

Direction: TypeAlias = str | Interval | tuple[tuple[str, ...], ...]
"""Which way a finding gets worse: up, down, none, away from an interval, by orders of codes."""


@dataclass(frozen=True, slots=True)
class NotKnown:
    """How a finding reads while not known: None keeps it open, ABSENT fails each comparison."""

    reads_as: Operand
    in_setting: Mapping[Setting, Operand] = field(default_factory=dict)

    def within(self, setting: Setting) -> Operand:
        """The reading in a setting."""
        return self.in_setting.get(setting, self.reads_as)


@dataclass(frozen=True, slots=True)
class Definition:
    """A named criterion or number, with its sentence (``{id}`` is replaced by the value)."""

    id: str
    node: Node
    says: str = ""
    finding: str = ""
    is_criterion: bool = True
    says_not: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A limit that depends on who the patient is: the first band whose criterion is True."""

    id: str
    bands: tuple[tuple[Node, Node], ...]
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of an axis: when it holds the axis is ``low`` to ``high``."""

    id: str
    when: Node
    low: int
    high: int
    reference: str
    open_because: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """An ordered list of rules: the first that is True decides; each that is not known may.

    ``exceptions`` name the findings that may get worse without a higher result, with the reason.
    """

    id: str
    label: str
    rules: tuple[Rule, ...]
    exceptions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntryRule:
    """One line of the entry: the first whose criterion is True applies."""

    id: str
    result: str
    when: Node
    reference: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A default that is worth telling: the finding, and when the default decided something."""

    finding: str
    when: Node


@dataclass(frozen=True, slots=True)
class Scale:
    """A grading scale. ``by_entry`` scales share the CRS entry, others join their axes alone."""

    id: str
    name: str
    by_entry: bool
    axes: tuple[Axis, ...]
    assumptions: tuple[Assumption, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class Score:
    """A screen: points of its items, summed. Outside ``valid_if`` it has no result."""

    id: str
    name: str
    items: tuple[Axis, ...]
    valid_if: Node
    why_not_valid: str
    reference: str


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """A screen of one criterion: yes, no, or not known."""

    id: str
    when: Node
    reference: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class QuotientRule:
    """A screen that divides one finding by another, and says no more."""

    id: str
    of: str
    by: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Why one scale is higher than another, where a criterion holds."""

    id: str
    higher: tuple[str, ...]
    lower: tuple[str, ...]
    when: Node
    says: str
    reference: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: a disposition level (or "" for a screen's flag), and when it fires."""

    id: str
    level: str
    when: Node
    reference: str
    exceptions: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class ActionRule:
    """An action: the grades and settings it belongs to, and a further criterion."""

    id: str
    text: str
    who: str
    reference: str
    grades: tuple[int, ...]
    settings: frozenset[Setting]
    when: Node
    text_of_when: str = ""


@dataclass(frozen=True, slots=True)
class WarningRule:
    """A sentence to show while a criterion is True."""

    id: str
    when: Node
    says: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A number that asks for a call, such as ``>= 38.0``, and for whom; ``when`` None: for all."""

    sign: str
    limit: Node
    when: Node | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class WatchRule:
    """What a patient watches: when to call the site, and when the emergency number."""

    id: str
    finding: str
    label: str
    usual: str
    call_us: tuple[BoundRule, ...]
    emergency: tuple[BoundRule, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class Rereading:
    """How dispositions read what was explained away: forgotten, or as another value."""

    id: str
    when: Node
    forget: tuple[str, ...]
    read_as: Mapping[str, Operand]
    says: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Dispositions:
    """The lines of a setting, the level where none fires, and what raises it by one level."""

    lines: tuple[Line, ...]
    otherwise: str
    lowest: str
    lowest_only_if: Node
    lowest_provisional_while: Node
    lowest_reference: str
    lowest_exceptions: Mapping[str, str]
    raise_by_one: tuple[Line, ...]
    raise_at_most: str
    lowest_text: str = ""


@dataclass(frozen=True)
class Protocol:
    """A compiled pack. ``names`` resolves each name that is not a finding."""

    ref: ProtocolRef
    form: Form
    default_scale: str
    not_known: Mapping[str, NotKnown]
    stale_after_hours: Mapping[Setting, float]
    stale_after_hours_of: Mapping[str, float]
    definitions: Mapping[str, Definition]
    tables: Mapping[str, Table]
    entry: tuple[EntryRule, ...]
    entry_exceptions: Mapping[str, str]
    entry_read_as_not_told: frozenset[str]
    scales: Mapping[str, Scale]
    scores: Mapping[str, Score]
    flags: tuple[Line, ...]
    febrile_neutropenia: Node
    answers: tuple[AnswerRule, ...]
    quotients: tuple[QuotientRule, ...]
    disagreements: tuple[Disagreement, ...]
    signs: Mapping[str, Mapping[str, Node]]
    rereadings: tuple[Rereading, ...]
    dispositions: Mapping[Setting, Dispositions]
    actions: tuple[ActionRule, ...]
    warnings: tuple[WarningRule, ...]
    red_flags: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    directions: Mapping[str, Direction]
    treatments: frozenset[str]
    worst: Mapping[str, tuple[Operand, ...]]
    best: Mapping[str, Operand]
    watch: tuple[WatchRule, ...] = ()

    def defaults(self, setting: Setting) -> Mapping[str, Operand]:
        """How each finding reads in a setting while nobody has answered it."""
        return self._defaults[setting]

    @cached_property
    def _defaults(self) -> Mapping[Setting, Mapping[str, Operand]]:
        return {s: {id: n.within(s) for id, n in self.not_known.items()} for s in Setting}

    @cached_property
    def actions_in(self) -> Mapping[Setting, tuple[ActionRule, ...]]:
        """The actions of each setting."""
        return {s: tuple(rule for rule in self.actions if s in rule.settings) for s in Setting}

    def stale_hours(self, id: str, setting: Setting) -> float | None:
        """After how many hours a value is no longer known; None for what does not go stale."""
        if id in self.stale_after_hours_of:
            return self.stale_after_hours_of[id]
        item = self.form.items.get(id)
        return self.stale_after_hours[setting] if item is not None and item.vital else None

    def rank(self, level: str) -> int:
        """How urgent a disposition level is; higher is more urgent."""
        return self.form.levels[level].rank

    def level_above(self, level: str) -> str:
        """The next more urgent level of the same setting."""
        here = self.form.levels[level]
        own = self.forms[here.setting].levels.values()
        return next(one.id for one in own if one.rank == here.rank + 1)

    @cached_property
    def forms(self) -> Mapping[Setting, Form]:
        """The form as each setting sees it: with the levels of that setting only."""
        return {setting: self.form.within(setting) for setting in Setting}

    @cached_property
    def form_order(self) -> tuple[str, ...]:
        """The ids of the form in the order they are asked, then all others."""
        asked = (i for section in self.form.sections for row in section.rows for i in row.items)
        return tuple(dict.fromkeys([*asked, *self.form.items]))

    @cached_property
    def required(self) -> Mapping[Setting, frozenset[str]]:
        """What a setting wants answered: the form's rows, and words that a number answers."""
        return {
            setting: frozenset(self.groups["answered_by_numbers"])
            | frozenset(
                id
                for _, rows in self.form.rows(setting)
                for row in rows
                if not row.optional
                for id in row.items
            )
            for setting in Setting
        }

    @cached_property
    def asked_in(self) -> Mapping[Setting, frozenset[str]]:
        """The findings that the form of a setting can ask."""
        return {
            s: frozenset(i for _, rows in self.form.rows(s) for row in rows for i in row.items)
            for s in Setting
        }

    @cached_property
    def axes(self) -> Mapping[str, tuple[str, Axis]]:
        """Each axis of the default scale and each item of a score by its name in expressions."""
        default = self.scales[self.default_scale]
        named = {f"{axis.id}_axis": (default.id, axis) for axis in default.axes}
        for score in self.scores.values():
            named |= {f"{score.id}_{item.id}": (score.id, item) for item in score.items}
        return named

    @cached_property
    def readers(self) -> Mapping[str, frozenset[str]]:
        """For each finding or circumstance the names that have to be worked out from it."""
        return readers(self)

    @cached_property
    def scale_names(self) -> Mapping[str, str]:
        """The scale behind its name in expressions: ``astct_2019`` is ``astct-2019``."""
        return {as_name(id): id for id in self.scales}


def as_name(id: str) -> str:
    """An id as a name in expressions: dashes become underscores."""
    return id.replace("-", "_")
