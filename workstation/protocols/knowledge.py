"""The pages of a pack: screens by name, look-alikes, rechallenge, ceilings. Each id is resolved."""

from __future__ import annotations

from collections.abc import Iterable

from workstation.clinical.knowledge import Ceiling, LookAlike, Rechallenge, ScreenInfo, Sign
from workstation.protocols import knowledge_shapes, shapes
from workstation.protocols.pack import Pack
from workstation.protocols.slips import refuse_unknown


def screens(shape: shapes.ScreensShape) -> dict[str, ScreenInfo]:
    """What each screen is called."""
    every: tuple[shapes.ScoreShape | shapes.AnswerShape | shapes.QuotientShape, ...]
    every = (*shape.scores, *shape.answers, *shape.quotients)
    return {one.id: ScreenInfo(one.id, one.name, one.reference, one.note) for one in every}


def lookalikes(pack: Pack) -> dict[str, LookAlike]:
    """The conditions that look like CRS; raises Refusal for an id that nobody has."""
    return _pages(pack, "lookalikes.yaml", pack.lookalikes.lookalikes)


def background(pack: Pack) -> dict[str, LookAlike]:
    """What is told of CRS to read, by topic; raises Refusal for an id that nobody has."""
    return _pages(pack, "background.yaml", pack.background.background)


def _pages(
    pack: Pack, file: str, pages: Iterable[knowledge_shapes.LookAlikeShape]
) -> dict[str, LookAlike]:
    return {
        one.id: LookAlike(
            one.id,
            one.label,
            one.says,
            tuple(_sign(pack, file, one.id, sign) for sign in one.signs),
            tuple(_sign(pack, file, one.id, step) for step in one.steps),
        )
        for one in pages
    }


def _sign(pack: Pack, file: str, owner: str, shape: knowledge_shapes.SignShape) -> Sign:
    place = f"{owner}.{shape.id}"
    refuse_unknown(file, place, [shape.reference], _references(pack))
    refuse_unknown(file, place, shape.findings, pack.vocabulary.items)
    return Sign(shape.id, shape.text, shape.reference, shape.findings)


def _references(pack: Pack) -> set[str]:
    return {reference.id for reference in pack.references.references}


def rechallenge(pack: Pack) -> tuple[Rechallenge, ...]:
    """The table of doses after CRS; raises Refusal for an id that nobody has."""
    file = "rechallenge.yaml"
    for one in pack.rechallenge.rechallenge:
        refuse_unknown(file, one.id, one.agents, {agent.id for agent in pack.agents.agents})
        refuse_unknown(file, one.id, [one.reference], _references(pack))
    return tuple(
        Rechallenge(s.id, s.label, s.agents, s.current, s.next, s.reference, s.tag)
        for s in pack.rechallenge.rechallenge
    )


def ceilings(pack: Pack) -> dict[str, Ceiling]:
    """The published most doses; raises Refusal for a reference that nobody has."""
    for one in pack.ceilings.ceilings:
        refuse_unknown("ceilings.yaml", one.id, [one.reference], _references(pack))
    return {
        s.id: Ceiling(
            s.id,
            s.label,
            s.in_24_hours,
            s.in_all,
            s.hours_apart,
            s.reference,
            s.tag,
            s.note,
        )
        for s in pack.ceilings.ceilings
    }
