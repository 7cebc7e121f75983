"""Slips of the pen that load and would do nothing, or another thing than was meant.

An id that stands twice hides the first of the two; an exception, an answer or a default that names
what nobody has excuses nothing. They are asked of a pack once, by the check, not at each start.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from workstation.clinical.protocol import Protocol
from workstation.protocols import shapes
from workstation.protocols.criteria import CONTEXT
from workstation.protocols.pack import ONE_OF_EACH, Pack
from workstation.protocols.slips import perhaps

Slip = tuple[str, str, str]
"""File, the id at the place, and what is wrong."""

_UNSEEN = ("Cc", "Cf")
"""Unicode's kinds of signs that steer what is shown."""
_SETTINGS = ("phone", "chairside", "ward")


def pack_slips(pack: Pack, protocol: Protocol) -> Iterator[Slip]:
    """Every slip, file by file."""
    for file, shape in _files(pack):
        for id, where in _twice(shape, ""):
            yield file, id, f"the id {id} stands twice{where}"
    yield from _of_form(pack)
    yield from _of_vocabulary(pack)
    yield from _of_dispositions(pack, protocol)
    known = {*pack.vocabulary.items, *pack.definitions.definitions, *CONTEXT, *protocol.axes}
    for file, id, names in _named(pack):
        for name in names:
            if name not in known:
                yield file, id, f"{name} is no finding of the pack{perhaps(name, known)}"
    references = {one.id for one in pack.references.references}
    for advice in pack.advice.advice:
        if advice.source not in references:
            near = perhaps(advice.source, references)
            yield "advice.yaml", advice.id, f"{advice.source} is not in references.yaml{near}"


def unseen(written: Mapping[str, object]) -> Iterator[Slip]:
    """Texts with a sign that nobody sees and that turns or hides what stands beside it."""
    for file, content in written.items():
        for id, text in _texts(content, ""):
            if any(unicodedata.category(sign) in _UNSEEN for sign in text if sign != "\n"):
                yield file, id, "a sign that nobody sees stands in its text; type it anew"


def _texts(here: object, id: str) -> Iterator[tuple[str, str]]:
    """Every text of a file, with the nearest id or key above it."""
    if isinstance(here, Mapping):
        own = str(here.get("id", id))
        for key, value in here.items():
            yield own or str(key), str(key)
            yield from _texts(value, own if "id" in here else str(key))
    elif isinstance(here, list):
        for value in here:
            yield from _texts(value, id)
    elif isinstance(here, str):
        yield id, here


def _files(pack: Pack) -> Iterator[tuple[str, shapes.Shape]]:
    names = {"protocol.yaml": pack.head}
    for file in ONE_OF_EACH:
        yield file, names.get(file) or getattr(pack, file.removesuffix(".yaml"))
    for file in ("lookalikes", "background", "rechallenge", "ceilings", "disagreements"):
        yield f"{file}.yaml", getattr(pack, file)
    for scale in pack.scales:
        yield f"scales/{scale.id}.yaml", scale


def _twice(here: object, where: str) -> Iterator[tuple[str, str]]:
    """Ids that stand twice in one list, and of what that list is."""
    if isinstance(here, shapes.Shape):
        own = str(getattr(here, "id", "")) or where
        for name in type(here).model_fields:
            yield from _twice(getattr(here, name), own)
    elif isinstance(here, Mapping):
        for name, value in here.items():
            yield from _twice(value, str(name))
    elif isinstance(here, tuple):
        ids = Counter(str(one.id) for one in here if hasattr(one, "id"))
        in_what = f" in {where}" if where else ""
        yield from ((id, in_what) for id, times in ids.items() if times > 1)
        for one in here:
            yield from _twice(one, where)


def _of_form(pack: Pack) -> Iterator[Slip]:
    """What a nurse would stand before without an answer to give."""
    form, file = pack.form, "form.yaml"
    if not form.sections:
        yield file, "sections", "nothing is asked"
    for row in (row for section in form.sections for row in section.rows):
        if not row.items:
            yield file, row.id, "the row asks nothing"
    for name, reasons in (
        ("not_assessed_reasons", form.not_assessed_reasons),
        ("lowering_reasons", form.lowering_reasons),
    ):
        if not reasons:
            yield file, name, "no reason is there to choose"


def _of_vocabulary(pack: Pack) -> Iterator[Slip]:
    vocabulary, file = pack.vocabulary, "vocabulary.yaml"
    if not vocabulary.groups.get("red_flags"):
        yield file, "red_flags", "no red flag is named"
    for setting in _SETTINGS:
        if setting not in vocabulary.stale_after_hours:
            yield file, "stale_after_hours", f"{setting} is missing: after how many hours?"


def _of_dispositions(pack: Pack, protocol: Protocol) -> Iterator[Slip]:
    """A line has one id in its setting, over all levels and what it takes from another."""
    file = "dispositions.yaml"
    for setting, rules in protocol.dispositions.items():
        ids = Counter(line.id for line in (*rules.lines, *rules.raise_by_one))
        for id, times in ids.items():
            if times > 1:
                yield file, id, f"{setting}: two lines have the id {id}"
    for change in pack.dispositions.rereadings:
        yield from ((file, change.id, says) for says in _reread(pack, change))


def _reread(pack: Pack, change: shapes.RereadingShape) -> Iterator[str]:
    """What is read in place of an answer is one of its answers."""
    items = pack.vocabulary.items
    for id, value in change.read_as.items():
        item = items.get(id)
        if item is None and id not in CONTEXT:
            yield f"{id} is no item of the vocabulary{perhaps(id, items)}"
        elif item is not None and item.codes and value not in {code.id for code in item.codes}:
            yield f"{value} is no code of {id}"


def _named(pack: Pack) -> Iterator[tuple[str, str, Collection[str]]]:
    """Where findings are named outside a criterion: exceptions, reasons, defaults."""
    for id, one in pack.definitions.definitions.items():
        groups = pack.vocabulary.groups
        if one.finding and one.finding not in (*groups, "therapy", "patient"):
            yield "definitions.yaml", id, (one.finding,)
    yield "entry.yaml", "exceptions", pack.entry.exceptions
    yield "entry.yaml", "read_as_not_told", pack.entry.read_as_not_told
    for scale in pack.scales:
        for axis in scale.axes:
            yield f"scales/{scale.id}.yaml", axis.id, axis.exceptions
    for score in pack.screens.scores:
        for item in score.items:
            yield "screens.yaml", item.id, item.exceptions
    for flag in pack.screens.sepsis_red_flags:
        yield "screens.yaml", flag.id, flag.exceptions
    for rules in pack.dispositions.settings.values():
        yield "dispositions.yaml", rules.lowest.level, rules.lowest.exceptions
        for lines in (*rules.lines.values(), rules.raise_by_one):
            yield from (("dispositions.yaml", line.id, line.exceptions) for line in lines)
