"""A change of a pack in the words of those who work with it: labels, levels, names, sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from workstation.clinical import wording
from workstation.clinical.criterion_words import criterion_words, plain, sentence, within_sentence
from workstation.clinical.logic import Node
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.case_changes import case_change
from workstation.protocols.compiler import compile_pack
from workstation.protocols.criteria import Criteria
from workstation.protocols.criterion_changes import Says
from workstation.protocols.differences import (
    Aspect,
    Change,
    Difference,
    Kind,
    Moved,
    Part,
    is_criterion,
    moved_in,
)
from workstation.protocols.forms import compile_items
from workstation.protocols.pack import Files, from_files

_SIGNS: Mapping[str, str] = {
    ">=": "{} or more",
    ">": "above {}",
    "<=": "{} or less",
    "<": "below {}",
    "==": "{}",
    "!=": "not {}",
}
_SETTINGS = {"phone": "phone", "chairside": "chair", "ward": "ward"}
_NOT_KNOWN = {
    "open": "stays open",
    "absent": "does not count",
    "true": "reads as yes",
    "false": "reads as no",
    "none": "reads as none",
}
_NAMES = {"not_known": "while not known", "reference": "source"}
_ONE_LINE = 24
"""Characters of both sides that are told in one line."""
_WHOLE = {"vocabulary.yaml": "Vocabulary", "advice.yaml": "Advice", "entry.yaml": "Entry"}
_PAGES = {
    "background.yaml": "Background",
    "rechallenge.yaml": "Dose after CRS",
    "ceilings.yaml": "Most doses",
}


@dataclass(frozen=True, slots=True)
class _Version:
    """A pack that can say its own ids. ``protocol`` is None where it does not compile any more."""

    protocol: Protocol | None
    criteria: Criteria | None

    def criterion(self, text: str) -> Node | None:
        """A criterion or number as this version reads it."""
        try:
            return self.criteria.node("", "", text) if self.criteria and text else None
        except Refusal:
            return None

    def say(self, node: Node) -> str:
        """It in words."""
        return criterion_words(node, self.protocol) if self.protocol else ""

    def name(self, id: str) -> str:
        """A finding, a level, a reference or a scale by what people call it."""
        if self.protocol is not None:
            form = self.protocol.form
            if id in form.items:
                return form.items[id].label
            if id in form.levels:
                return form.levels[id].label
            if id in form.references:
                return form.references[id].short
            if id in self.protocol.scales:
                return self.protocol.scales[id].name
        return plain(id)


def told(found: Difference, before: Files, after: Files) -> Difference:
    """The same with a title and sentences for each change. Raises Refusal as ``difference``."""
    old, new = _version(before), _version(after)
    words = _Words(old or new or _Version(None, None), new or old or _Version(None, None))
    return replace(found, changes=tuple(words.told(change) for change in found.changes))


def _version(files: Files) -> _Version | None:
    """None for an older pack that uses what the language no longer has: the other one names it."""
    try:
        pack = from_files(files)
        return _Version(compile_pack(pack), Criteria(pack, compile_items(pack.vocabulary)))
    except Refusal:
        return None


class _Words:
    """Words for the changes between two versions."""

    def __init__(self, old: _Version, new: _Version) -> None:
        self._old, self._new = old, new

    def told(self, change: Change) -> Change:
        title = self._title(change)
        says: list[str] = []
        for aspect in change.aspects:
            moved = moved_in(change.rule, aspect) if change.kind is Kind.CHANGED else ()
            told = [self.moved(one, bool(change.rule)) for one in moved]
            says += told or self._aspect(change, aspect)
        short = (sentence(one.removeprefix(f"{title}, ")) for one in says)
        return replace(change, title=title, says=tuple(dict.fromkeys(short)))

    # --- what it is ---------------------------------------------------------------------------

    def _title(self, change: Change) -> str:
        names = [one for one in change.rule.split(".") if one]
        version = self._old if change.kind is Kind.REMOVED else self._new
        if change.part is Part.SCALE:
            scale = change.file.removeprefix("scales/").removesuffix(".yaml")
            return ": ".join([version.name(scale), *_of_axis(version, scale, names)])
        if change.part is Part.FINDING and names:
            return ": ".join([version.name(names[0]), *map(plain, names[1:])])
        if change.part is Part.LIMIT and len(names) == 2:
            return f"{sentence(plain(names[0]))}, band {names[1]}"
        page = _PAGES.get(change.file)
        words = [*([page] if page else []), *(sentence(plain(name)) for name in names)]
        return ": ".join(words) or _WHOLE.get(change.file, sentence(change.part.value))

    # --- what became of it --------------------------------------------------------------------

    def moved(self, moved: Moved, named: bool = True) -> str:
        """``Temperature: 38.0 °C or more before, 37.8 °C or more now``."""
        what, _, sign = moved.what.rpartition(" ")
        if sign not in _SIGNS:
            what, sign = moved.what, ""
        first, _, rest = what.partition(" ")
        items = self._new.protocol.form.items if self._new.protocol else {}
        item = items.get(first)

        def value(number: float) -> str:
            text = wording.number(number, item.decimals if item else 0)
            return _SIGNS.get(sign, "{}").format(wording.with_unit(text, item.unit if item else ""))

        numbered = self._numbered(first, rest) if named else sentence(what)
        name = self._compared(what) if sign else numbered
        return f"{name}: {value(moved.before)} before, {value(moved.after)} now"

    def _compared(self, what: str) -> str:
        node = self._new.criterion(what)
        return self._new.say(node) if node else sentence(plain(what))

    def _numbered(self, first: str, rest: str) -> str:
        """A limit by age by its band, all else by what it is called."""
        id, _, band = first.partition(".")
        name = f"{plain(id)}, band {band}" if band.isdigit() else self._new.name(first)
        return sentence(", ".join(part for part in (name, rest.removeprefix("value")) if part))

    def _case(self, change: Change, aspect: Aspect) -> list[str] | None:
        old, new = self._old.protocol, self._new.protocol
        if change.part is not Part.CASE or old is None or new is None:
            return None
        told = case_change(aspect.name, (old, aspect.before), (new, aspect.after))
        return None if told is None else list(told)

    def _aspect(self, change: Change, aspect: Aspect) -> list[str]:
        told = self._case(change, aspect)
        if told is None and is_criterion(aspect.name):
            told = self._criterion(change, aspect)
        if told is not None:
            return told
        if aspect.name == "order":
            return [_order(aspect)]
        if aspect.name.startswith("groups."):
            return list(self._members(aspect))
        name = sentence(_NAMES.get(aspect.name.partition(".")[0], aspect.words))
        before = self._value(self._old, aspect.name, aspect.before)
        after = self._value(self._new, aspect.name, aspect.after)
        if change.kind is not Kind.CHANGED:
            return [f"{name}: {before or after}"] if before or after else []
        nothing = "no" if {before, after} & {"yes"} else "none"
        before, after = before or nothing, after or nothing
        if len(before) + len(after) > _ONE_LINE:
            return [f"{name} before: {before}", f"{name} now: {after}"]
        return [f"{name}: {before} before, {after} now"]

    def _criterion(self, change: Change, aspect: Aspect) -> list[str]:
        old, new = self._old.criterion(aspect.before), self._new.criterion(aspect.after)
        before = self._old.say(old) if old else aspect.before
        after = self._new.say(new) if new else aspect.after
        name = sentence(_CRITERIA.get(aspect.name.rpartition(".")[2], aspect.words))
        if change.kind is not Kind.CHANGED:
            return [f"{name}: {within_sentence(before or after)}"]
        inside: tuple[str, ...] = ()
        if old is not None and new is not None:
            inside = Says(self._old.say, self._new.say).differences(old, new)
        whole = f"{name} before: {before or 'always'}", f"{name} now: {after or 'always'}"
        return [*inside, *whole]

    def _members(self, aspect: Aspect) -> Iterator[str]:
        group = plain(aspect.name.partition(".")[2])
        before, after = _members(aspect.before), _members(aspect.after)
        for words, version, some in (
            ("no longer holds", self._old, [one for one in before if one not in after]),
            ("now holds", self._new, [one for one in after if one not in before]),
        ):
            if some:
                yield f"The group {group} {words} {', '.join(map(partial(_member, version), some))}"

    def _value(self, version: _Version, name: str, text: str) -> str:
        last = name.partition(".")[0]
        if last in ("reference", "source", "level", "levels", "default_scale", "higher", "lower"):
            return ", ".join(version.name(one) for one in _members(text))
        if last in ("finding", "findings", "items", "forget", "asked_anew", "read_as_not_told"):
            return ", ".join(version.name(one) for one in _members(text))
        if last == "settings":
            return ", ".join(_SETTINGS.get(one, one) for one in _members(text))
        if last == "not_known":
            return _NOT_KNOWN.get(text, f"reads as {plain(text)}" if text else "")
        if text in ("true", "false"):
            return "yes" if text == "true" else "no"
        return text


_CRITERIA = {
    "if": "applies if",
    "only_if": "only if",
    "value": "is",
    "valid_if": "valid if",
    "provisional_while": "provisional while",
    "febrile_neutropenia": "febrile neutropenia if",
}


def _of_axis(version: _Version, scale: str, names: list[str]) -> list[str]:
    """The label of an axis, then its rule."""
    scales = version.protocol.scales if version.protocol else {}
    labels = {axis.id: axis.label for axis in scales[scale].axes} if scale in scales else {}
    return [labels.get(one, plain(one)) for one in names]


def _member(version: _Version, id: str) -> str:
    """A finding or a code, whichever has this id."""
    items = version.protocol.form.items if version.protocol else {}
    if id in items:
        return items[id].label
    labels = (item.code_label(id) for item in items.values())
    return next((label for label in labels if label != id), plain(id))


def _members(text: str) -> list[str]:
    return [] if text in ("", "none") else text.split(", ")


def _order(aspect: Aspect) -> str:
    """Which ones changed places: the first that holds decides."""
    before, after = _members(aspect.before), _members(aspect.after)
    for place, id in enumerate(after):
        if before[place] != id:
            return (
                f"{sentence(plain(id))} now comes before {plain(before[place])}; "
                "the first that holds decides"
            )
    return ""
