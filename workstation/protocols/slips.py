"""Slips of the pen that a shape lets through: an id that nobody has, a code of another item.

Each is refused with its file and place before anything is compiled from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches

from workstation.clinical import wording
from workstation.clinical.form import Item, Kind
from workstation.clinical.logic import CriterionError, Node
from workstation.clinical.nodes import Comparison, Constant, Count, Name
from workstation.clinical.reading import WHOSE_AGE
from workstation.clinical.refusal import Refusal
from workstation.protocols import shapes
from workstation.protocols.pack import Pack
from workstation.protocols.proof.tree import walk
from workstation.protocols.vocabulary_slips import item_slips

GROUPS = ("red_flags", "ice_items", "answered_by_numbers", "symptoms")
"""The groups that the program itself reads."""
FINDINGS = (
    "temperature_c",
    "temperature_max_24h_c",
    "fever_cause",
    "crs_established",
    "died_of_crs",
    "ice_score",
    "preexisting_symptoms",
)
"""The findings that it reads: a pack without one would stop in the middle of a call."""
DEFINITIONS = ("drug", "fever_told")
"""The named criteria that the entry of every scale reads."""


def refuse_slips(pack: Pack) -> None:
    """Raises Refusal for the first slip."""
    for file, place, says in _slips(pack):
        raise Refusal("slip", file, f"{file}, {place}: {says}")


def _slips(pack: Pack) -> Iterator[tuple[str, str, str]]:
    yield from _of_vocabulary(pack.vocabulary)
    for id in DEFINITIONS:
        if id not in pack.definitions.definitions:
            yield (
                "definitions.yaml",
                "definitions",
                f"{id} is missing; the program itself reads it.",
            )
    yield from _of_levels(pack)
    yield from _of_scales(pack)
    yield from _of_rereadings(pack)
    yield from _of_tables(pack)
    if pack.entry.entry[-1].if_ != "true":
        yield "entry.yaml", pack.entry.entry[-1].id, 'the last line must always apply: if: "true".'


def _of_vocabulary(vocabulary: shapes.VocabularyShape) -> Iterator[tuple[str, str, str]]:
    file = "vocabulary.yaml"
    for group in GROUPS:
        if group not in vocabulary.groups:
            yield file, "groups", f"the group {group} is missing."
    for id in FINDINGS:
        if id not in vocabulary.items:
            yield file, "items", f"{id} is missing; the program itself reads it."
    yield from item_slips(vocabulary)


def _of_levels(pack: Pack) -> Iterator[tuple[str, str, str]]:
    file = "dispositions.yaml"
    for setting, rules in pack.dispositions.settings.items():
        own = {level.id for level in pack.form.levels if level.setting == setting}
        named = {
            "otherwise": rules.otherwise,
            "lowest": rules.lowest.level,
            "raise_at_most": rules.raise_at_most,
            **{f"lines {level}": level for level in rules.lines},
            **{taken.id: taken.as_ for taken in rules.takes},
        }
        for place, level in named.items():
            if level not in own:
                yield file, place, f"{level} is no level of form.yaml for {setting}."
        for taken in rules.takes:
            yield from _of_taken(pack, taken)
    yield from _of_ranks(pack)
    known = {level.id for level in pack.form.levels}
    for advice in pack.advice.advice:
        for level in advice.levels:
            if level not in known:
                yield "advice.yaml", advice.id, f"{level} is no level of form.yaml."


def _of_ranks(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """The levels of a setting stand one above the other, each a step higher."""
    for setting in pack.dispositions.settings:
        ranks = sorted(level.rank for level in pack.form.levels if level.setting == setting)
        if ranks != list(range(ranks[0], ranks[0] + len(ranks))):
            says = f"the ranks of {setting} want one step from level to level: {ranks}."
            yield "form.yaml", "levels", says


def _of_taken(pack: Pack, taken: shapes.TakenShape) -> Iterator[tuple[str, str, str]]:
    """Lines are taken from a setting that has them, and only lines that exist are left out."""
    theirs = pack.dispositions.settings.get(taken.from_)
    lines = theirs.lines.get(taken.lines_of) if theirs is not None else None
    if lines is None:
        says = f"{taken.from_} has no lines of {taken.lines_of}."
        yield "dispositions.yaml", taken.id, says
        return
    for id in taken.but:
        if id not in {line.id for line in lines}:
            yield "dispositions.yaml", taken.id, f"but: {id} is no line of {taken.lines_of}."


def _of_scales(pack: Pack) -> Iterator[tuple[str, str, str]]:
    for id, times in Counter(scale.id for scale in pack.scales).items():
        if times > 1:
            yield f"scales/{id}.yaml", id, "two scales have this id."
    for scale in pack.scales:
        file = f"scales/{scale.id}.yaml"
        yield from _of_assumptions(pack, scale)
        for grade in scale.published:
            if grade not in scale.words:
                yield file, "published", f"{grade} is no grade of the scale."
        for axis in scale.axes:
            for id, times in Counter(rule.id for rule in axis.rules).items():
                if times > 1:
                    yield file, f"{axis.id}.{id}", "two rules have this id."


def _of_assumptions(pack: Pack, scale: shapes.ScaleShape) -> Iterator[tuple[str, str, str]]:
    for assumed in scale.assumes:
        if assumed.finding not in pack.vocabulary.items:
            says = f"{assumed.finding} is no item of the vocabulary."
            yield f"scales/{scale.id}.yaml", "assumes", says


def _of_tables(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """A limit by age needs a last band for everybody, also where the age is not known."""
    for id, bands in pack.definitions.tables.items():
        if not bands or bands[-1].if_ != "true":
            yield "definitions.yaml", id, 'the last band must always apply: if: "true".'


def _of_rereadings(pack: Pack) -> Iterator[tuple[str, str, str]]:
    for change in pack.dispositions.rereadings:
        for id in change.forget:
            if id not in pack.vocabulary.items:
                yield "dispositions.yaml", change.id, f"{id} is no item of the vocabulary."


def refuse_cycles(pack: Pack, reads: Mapping[str, frozenset[str]]) -> None:
    """Raises Refusal where a definition needs itself, straight or by others."""
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            told = " -> ".join((*above, name))
            raise Refusal(
                "slip", "definitions.yaml", f"definitions.yaml, {name}: needs itself, {told}."
            )
        if name not in done:
            for other in sorted(reads[name] & reads.keys()):
                visit(other, (*above, name))
            done.add(name)

    for name in pack.definitions.definitions:
        visit(name, ())


def refuse_blanks(file: str, place: str, text: str, names: Mapping[str, object]) -> None:
    """Raises Refusal for a ``{name}`` in a sentence that nothing fills."""
    for blank in [part.split("}")[0] for part in text.split("{")[1:]]:
        if blank not in names and blank != WHOSE_AGE:
            raise Refusal("slip", file, f"{file}, {place}: nothing fills {{{blank}}}.")


def perhaps(word: str, known: Collection[str]) -> str:
    """What comes nearest to a word that nobody knows, as the end of a sentence; "" for nothing."""
    begun = sorted(one for one in known if one.startswith(f"{word}_"))
    near = begun or get_close_matches(word, sorted(known), n=1, cutoff=0.7)
    return f"; perhaps {near[0]}" if near else ""


def refuse_unknown(file: str, place: str, ids: Iterable[str], known: Collection[str]) -> None:
    """Raises Refusal for an id that nobody has."""
    for id in ids:
        if id not in known:
            near = perhaps(id, known)
            raise Refusal("slip", file, f"{file}, rule {place}: {id} is no id of the pack{near}.")


def check_kinds(node: Node, items: Mapping[str, Item]) -> None:
    """Raises CriterionError where a finding is compared with what it can never be."""
    for part in walk(node):
        if isinstance(part, Count):
            item = items.get(part.id)
            codes = {code.id for code in item.codes} if item else set()
            for code in part.but:
                if code not in codes:
                    raise CriterionError(f"{code} is no code of {part.id}")
        if isinstance(part, Comparison) and isinstance(part.left, Name):
            item = items.get(part.left.id)
            if item is not None and isinstance(part.right, Constant):
                _check_comparison(item, part)


def _check_comparison(item: Item, part: Comparison) -> None:
    literal = part.right.literal if isinstance(part.right, Constant) else None
    is_number = isinstance(literal, int | float) and not isinstance(literal, bool)
    if item.kind in (Kind.NUMBER, Kind.COUNT):
        if not is_number:
            raise CriterionError(f"{item.id} is a number, and {literal!r} is none")
        _check_limit(item, float(str(literal)))
        return
    if is_number or part.sign not in ("==", "!=", "in", "not in"):
        raise CriterionError(f"{item.id} is no number")
    words = literal if isinstance(literal, tuple) else (literal,)
    codes = {code.id for code in item.codes}
    for word in words:
        if isinstance(word, str) and word not in codes:
            raise CriterionError(f"{word} is no code of {item.id}")


def _check_limit(item: Item, limit: float) -> None:
    """Raises CriterionError for a limit that no value reaches, or that lies between two values."""
    low, high = item.low or 0.0, item.high if item.high is not None else limit
    if not low <= limit <= high:
        ends = f"{wording.number(low, item.decimals)} to {wording.value(item, high)}"
        raise CriterionError(
            f"{item.id} is taken from {ends}, so {limit:g} is no limit of it{_f(item, limit)}"
        )
    if round(limit, item.decimals) != limit:
        places = "whole numbers" if item.decimals == 0 else f"{item.decimals} decimal"
        raise CriterionError(f"{item.id} is taken in {places}, so {limit:g} is no value of it")


def _f(item: Item, limit: float) -> str:
    """A limit that was meant in degrees Fahrenheit."""
    celsius = (limit - 32) / 1.8
    is_meant = item.unit == "°C" and (item.low or 0) <= celsius <= (item.high or 0)
    return f"; {limit:g} °F is {celsius:.1f} °C" if is_meant else ""
