"""From the shapes of a pack to a compiled protocol: each name resolved, each rule in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from workstation.clinical.findings import Setting
from workstation.clinical.form import Item
from workstation.clinical.logic import Node, Operand
from workstation.clinical.protocol import (
    ActionRule,
    AnswerRule,
    Definition,
    Direction,
    Disagreement,
    Dispositions,
    EntryRule,
    Line,
    NotKnown,
    Protocol,
    QuotientRule,
    Rereading,
    Scale,
    Score,
    Table,
    WarningRule,
    WatchRule,
)
from workstation.clinical.results import ProtocolRef
from workstation.protocols import readings, watching
from workstation.protocols.forms import compile_form, compile_items
from workstation.protocols.pack import Pack
from workstation.protocols.rules import Rules
from workstation.protocols.slips import refuse_slips


def compile_pack(pack: Pack) -> Protocol:
    """Compile a pack; raises Refusal naming file, place and reason."""
    refuse_slips(pack)
    items = compile_items(pack.vocabulary)
    form = compile_form(pack, items)
    rules = Rules(pack, items)
    return Protocol(
        ref=ProtocolRef(pack.head.id, pack.head.version, pack.sha256),
        form=form,
        default_scale=pack.head.default_scale,
        **_vocabulary(pack, items),
        **_grading(pack, rules),
        **_triage(pack, rules),
    )


class _Vocabulary(TypedDict):
    """How each finding reads while it is not known, and which way it gets worse."""

    not_known: Mapping[str, NotKnown]
    stale_after_hours: Mapping[Setting, float]
    stale_after_hours_of: Mapping[str, float]
    red_flags: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    directions: Mapping[str, Direction]
    treatments: frozenset[str]
    worst: Mapping[str, tuple[Operand, ...]]
    best: Mapping[str, Operand]


def _vocabulary(pack: Pack, items: Mapping[str, Item]) -> _Vocabulary:
    vocabulary, shapes = pack.vocabulary, pack.vocabulary.items
    return {
        "not_known": {id: readings.not_known(shape) for id, shape in shapes.items()},
        "stale_after_hours": {Setting(s): h for s, h in vocabulary.stale_after_hours.items()},
        "stale_after_hours_of": vocabulary.stale_after_hours_of,
        "red_flags": vocabulary.groups["red_flags"],
        "groups": vocabulary.groups,
        "directions": {id: readings.direction(shape) for id, shape in shapes.items()},
        "treatments": frozenset(id for id, shape in shapes.items() if shape.treatment),
        "worst": {id: readings.worst(items[id], shape) for id, shape in shapes.items()},
        "best": {id: readings.best(items[id], shape) for id, shape in shapes.items()},
    }


class _Grading(TypedDict):
    """Named criteria, the entry, scales and screens, and why scales differ."""

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


def _grading(pack: Pack, rules: Rules) -> _Grading:
    file, screens = "screens.yaml", pack.screens
    return {
        "definitions": rules.definitions(),
        "tables": rules.tables(),
        "entry": rules.entry(),
        "entry_exceptions": pack.entry.exceptions,
        "entry_read_as_not_told": frozenset(pack.entry.read_as_not_told),
        "scales": {scale.id: rules.scale(scale) for scale in pack.scales},
        "scores": {score.id: rules.score(score) for score in screens.scores},
        "flags": rules.lines(file, "", screens.sepsis_red_flags),
        "febrile_neutropenia": rules.node(file, "febrile_neutropenia", screens.febrile_neutropenia),
        "answers": rules.answers(),
        "quotients": rules.quotients(),
        "disagreements": rules.disagreements(),
    }


class _Triage(TypedDict):
    """What is done and said: dispositions, actions, warnings, what a patient watches."""

    signs: Mapping[str, Mapping[str, Node]]
    rereadings: tuple[Rereading, ...]
    dispositions: Mapping[Setting, Dispositions]
    actions: tuple[ActionRule, ...]
    warnings: tuple[WarningRule, ...]
    watch: tuple[WatchRule, ...]


def _triage(pack: Pack, rules: Rules) -> _Triage:
    settings = pack.dispositions.settings
    return {
        "signs": rules.signs(),
        "rereadings": rules.rereadings(),
        "dispositions": {Setting(one): rules.dispositions(one) for one in settings},
        "actions": rules.actions(),
        "warnings": rules.warnings(),
        "watch": watching.watch(pack, rules),
    }
