"""The form of a pack: what the screens and the PDF read, without its rules."""

from __future__ import annotations

from collections.abc import Mapping

from workstation.clinical.findings import Setting
from workstation.clinical.form import (
    Advice,
    Agent,
    Code,
    Emergency,
    Form,
    Item,
    Kind,
    Level,
    Reference,
    Row,
    RowKind,
    ScaleInfo,
    Section,
)
from workstation.clinical.knowledge import StepUp
from workstation.clinical.refusal import Refusal
from workstation.protocols import advice_shapes, form_shapes, knowledge, knowledge_shapes, shapes
from workstation.protocols.pack import Pack
from workstation.protocols.readings import asked_anew

_HOURS_A_DAY = 24


def compile_items(vocabulary: shapes.VocabularyShape) -> dict[str, Item]:
    """Every item by its id."""
    return {id: _item(id, shape, vocabulary) for id, shape in vocabulary.items.items()}


def _item(id: str, shape: shapes.ItemShape, vocabulary: shapes.VocabularyShape) -> Item:
    codes = tuple(Code(c.id, c.label, c.key) for c in shape.codes)
    if shape.codes_of:
        of = vocabulary.groups[shape.codes_of]
        codes = tuple(Code(one, vocabulary.items[one].label) for one in of)
    return Item(
        id=id,
        kind=Kind(shape.kind),
        label=shape.label,
        short=shape.short,
        unit=shape.unit,
        low=shape.low,
        high=shape.high,
        decimals=shape.decimals,
        codes=codes,
        loinc=shape.loinc,
        vital=shape.vital,
    )


def compile_form(pack: Pack, items: Mapping[str, Item]) -> Form:
    """The form; raises Refusal for a row that asks what the vocabulary does not have."""
    form = pack.form
    return Form(
        items=items,
        sections=tuple(_section(section, items) for section in form.sections),
        levels={v.id: _level(v, pack) for v in form.levels},
        agents={agent.id: _agent(agent) for agent in pack.agents.agents},
        causes=_codes(pack.agents.causes),
        advice={shape.id: _advice(shape) for shape in pack.advice.advice},
        scales={
            s.id: ScaleInfo(s.id, s.name, s.version, s.words, s.reference, s.published)
            for s in pack.scales
        },
        references={r.id: Reference(r.id, r.short, r.citation) for r in pack.references.references},
        not_assessed_reasons=_codes(form.not_assessed_reasons),
        lowering_reasons=_codes(form.lowering_reasons),
        emergency_say=form.emergency.say,
        emergency_steps=form.emergency.steps,
        asked_anew=asked_anew(pack.vocabulary),
        emergency_called=form.emergency.called,
        emergency_callers=form.emergency.callers,
        emergency_in={
            Setting(setting): _emergency(words, items)
            for setting, words in form.emergency.settings.items()
        },
        may_be_later=frozenset(
            id for id, item in pack.vocabulary.items.items() if item.may_be_later
        ),
        screens=knowledge.screens(pack.screens),
        lookalikes=knowledge.lookalikes(pack),
        background=knowledge.background(pack),
        rechallenge=knowledge.rechallenge(pack),
        ceilings=knowledge.ceilings(pack),
        hand_over=pack.advice.hand_over,
    )


def _codes(codes: tuple[shapes.CodeShape, ...]) -> tuple[Code, ...]:
    return tuple(Code(c.id, c.label, c.key) for c in codes)


def _advice(shape: advice_shapes.AdviceShape) -> Advice:
    """The words, with their points as one list in the sentence."""
    *rest, last = shape.points or ("",)
    listed = f"{', '.join(rest)} or {last}" if rest else last
    text = shape.text.replace("{points}", listed)
    return Advice(shape.id, text, shape.levels, shape.source, shape.part, shape.points)


def _level(shape: form_shapes.LevelShape, pack: Pack) -> Level:
    advice = tuple(a.id for a in pack.advice.advice if shape.id in a.levels)
    return Level(
        id=shape.id,
        rank=shape.rank,
        label=shape.label,
        detail=shape.detail,
        icon=shape.icon,
        advice=advice,
        setting=Setting(shape.setting),
    )


def _section(shape: form_shapes.SectionShape, items: Mapping[str, Item]) -> Section:
    rows = tuple(_row(r, items) for r in shape.rows)
    return Section(shape.id, shape.title, shape.say, rows, shape.say_beside)


def _emergency(shape: form_shapes.EmergencyWordsShape, items: Mapping[str, Item]) -> Emergency:
    """The emergency card of a setting."""
    _known(shape.opened_by, items, "emergency")
    return Emergency(
        shape.say,
        shape.steps,
        shape.called,
        shape.callers,
        title=shape.title,
        opened_by=shape.opened_by,
    )


def _known(ids: tuple[str, ...], items: Mapping[str, Item], where: str) -> None:
    for id in ids:
        if id not in items:
            raise Refusal(
                "unknown_id",
                "form.yaml",
                f"form.yaml, {where}: {id} is not in the vocabulary.",
            )


def _row(shape: form_shapes.RowShape, items: Mapping[str, Item]) -> Row:
    asked = (*shape.items, *((shape.only_if,) if shape.only_if else ()))
    _known(asked, items, f"row {shape.id}")
    return Row(
        id=shape.id,
        kind=RowKind(shape.kind),
        label=shape.label,
        items=shape.items,
        say=shape.say,
        help=shape.help,
        key=shape.key,
        settings=frozenset(Setting(s) for s in shape.settings),
        only_if=shape.only_if,
        optional=shape.optional,
        say_beside=shape.say_beside,
        help_beside=shape.help_beside,
    )


def _agent(shape: knowledge_shapes.AgentShape) -> Agent:
    days, hours = shape.window_days, shape.window_hours
    return Agent(
        id=shape.id,
        label=shape.label,
        brand=shape.brand,
        agent_class=shape.agent_class,
        target=shape.target,
        onset=shape.onset,
        window_hours=hours if days is None else days * _HOURS_A_DAY,
        observation=shape.observation,
        rates=shape.rates,
        on_crs=shape.on_crs,
        source=shape.source,
        dated=shape.dated,
        tag=shape.tag,
        duration=shape.duration,
        boxed_warning=shape.boxed_warning,
        step_up=tuple(StepUp(s.dose, s.hours, s.where, s.region) for s in shape.step_up),
    )
