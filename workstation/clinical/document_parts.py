"""From a compiled protocol to the document that people read, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workstation.clinical.criterion_words import criterion_words, plain, sentence
from workstation.clinical.document import Document, DocumentPart, RuleGroup, RuleText
from workstation.clinical.document_beside import beside
from workstation.clinical.document_facts import PLACES, facts
from workstation.clinical.findings import Setting
from workstation.clinical.logic import Node
from workstation.clinical.protocol import Axis, Dispositions, Line, Protocol, Scale, Score

_ENTRIES: Mapping[str, str] = {
    "met": "Entered",
    "waived": "Fever waived",
    "masked": "Fever masked",
    "unknown": "Entry not known",
    "not_met": "Not entered",
}


def document_of(protocol: Protocol) -> Document:
    """Everything that a protocol says, in the order in which it is read."""
    made = _Maker(protocol)
    parts = (
        made.entry(),
        *(made.scale(scale) for scale in made.scales_in_order()),
        made.red_flags(),
        *made.dispositions(),
        *(made.score(score) for score in protocol.scores.values()),
        *beside(protocol),
        made.actions(),
        made.warnings(),
        made.advice(),
        made.terms(),
        *facts(protocol),
    )
    shown = tuple(part for part in parts if any(group.rules for group in part.groups))
    return Document(protocol.ref, shown, protocol.form.references)


class _Maker:
    """Makes the parts of one protocol."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._form = protocol.form

    def _rule(
        self, id: str, name: str, when: Node, text: str, reference: str, **more: str
    ) -> RuleText:
        return RuleText(
            id,
            sentence(name),
            criterion_words(when, self._protocol),
            text,
            reference=reference,
            result=more.get("result", ""),
            note=more.get("note", ""),
            terms=tuple(n for n in sorted(when.reads) if n in self._protocol.definitions),
        )

    # --- grading ------------------------------------------------------------------------------

    def entry(self) -> DocumentPart:
        """How the scales of the syndrome are entered."""
        rules = tuple(
            self._rule(
                f"entry.{one.id}",
                plain(one.id),
                one.when,
                one.text,
                one.reference,
                result=_ENTRIES.get(one.result, plain(one.result)),
            )
            for one in self._protocol.entry
        )
        about = "Whether the syndrome is graded at all. The first line that applies decides."
        exceptions = _exceptions(self._protocol.entry_exceptions)
        return DocumentPart("entry", "Entry", about, (RuleGroup("", "", rules, exceptions),))

    def scales_in_order(self) -> Sequence[Scale]:
        """The default scale first."""
        scales = self._protocol.scales.values()
        return sorted(scales, key=lambda one: one.id != self._protocol.default_scale)

    def scale(self, scale: Scale) -> DocumentPart:
        """A scale: an axis is a group."""
        source = self._form.references.get(scale.reference)
        entered = "Entered as above; " if scale.by_entry else ""
        about = f"{entered}the worst axis is the grade. {source.citation if source else ''}"
        groups = tuple(self._axis(scale, axis) for axis in scale.axes)
        return DocumentPart(scale.id, scale.name, about[:1].upper() + about[1:], groups)

    def _axis(self, scale: Scale, axis: Axis) -> RuleGroup:
        words = self._form.scales[scale.id].words
        rules = tuple(
            replace(
                self._rule(
                    f"{scale.id}.{axis.id}.{one.id}",
                    plain(one.id),
                    one.when,
                    one.text,
                    one.reference,
                    result=words.get(one.low, "") if one.low == one.high else "",
                    note=f"Open: {one.open_because}" if one.open_because else "",
                ),
                grade=(one.low, one.high),
            )
            for one in axis.rules
        )
        return RuleGroup(axis.id, axis.label, rules, _exceptions(axis.exceptions))

    def score(self, score: Score) -> DocumentPart:
        """A screen: an item is a group, its bands are rules with points."""
        source = self._form.references.get(score.reference)
        valid = criterion_words(score.valid_if, self._protocol)
        about = f"Points are added. Applies if: {valid[:1].lower()}{valid[1:]}. "
        groups = tuple(self._item(score, item) for item in score.items)
        about += source.citation if source else ""
        return DocumentPart(f"score.{score.id}", f"Screen: {score.name}", about, groups)

    def _item(self, score: Score, item: Axis) -> RuleGroup:
        rules = tuple(
            self._rule(
                f"{score.id}.{item.id}.{one.id}",
                item.label,
                one.when,
                one.text,
                one.reference,
                result="1 point" if one.low == 1 else f"{one.low} points",
            )
            for one in item.rules
        )
        return RuleGroup(item.id, item.label, rules, _exceptions(item.exceptions))

    def red_flags(self) -> DocumentPart:
        """What never waits for a grade, and the flags of sepsis."""
        form = self._form
        first = tuple(
            RuleText(f"red-flag.{id}", form.items[id].label, "Asked first; never waits for a grade")
            for id in self._protocol.red_flags
            if id in form.items
        )
        groups = (
            RuleGroup("asked", "Asked first", first),
            RuleGroup("sepsis", "Flags of sepsis", self._lines("flag", self._protocol.flags)),
            RuleGroup("neutropenia", "Febrile neutropenia", (self._neutropenia(),)),
        )
        about = "Each of them speaks for itself, whatever the grade is."
        return DocumentPart("red-flags", "Red flags", about, groups)

    def _neutropenia(self) -> RuleText:
        when = self._protocol.febrile_neutropenia
        return self._rule("flag.febrile_neutropenia", "Febrile neutropenia", when, "", "")

    def _lines(self, path: str, lines: Sequence[Line]) -> tuple[RuleText, ...]:
        return tuple(
            self._rule(
                f"{path}.{one.id}",
                plain(one.id),
                one.when,
                one.text,
                one.reference,
                note=_exceptions(one.exceptions),
            )
            for one in lines
        )

    # --- dispositions -------------------------------------------------------------------------

    def dispositions(self) -> Iterator[DocumentPart]:
        """A part for each setting, a group for each level, the most urgent first."""
        for setting, rules in self._protocol.dispositions.items():
            about = "The most urgent line that applies decides. Nothing not known lowers it."
            title = f"Dispositions, {PLACES[setting]}"
            groups = (*self._levels(setting, rules), *self._raised(setting, rules))
            yield DocumentPart(f"dispositions.{setting.value}", title, about, groups)

    def _levels(self, setting: Setting, rules: Dispositions) -> Iterator[RuleGroup]:
        levels = self._protocol.forms[setting].levels.values()
        for level in sorted(levels, key=lambda one: -one.rank):
            lines = [line for line in rules.lines if line.level == level.id]
            texts = [replace(one, result=level.label) for one in self._lines("disposition", lines)]
            if level.id == rules.otherwise:
                about = "Where no line applies"
                texts.append(RuleText("", "Otherwise", about, result=level.label))
            if level.id == rules.lowest:
                texts.append(self._lowest(rules, level.label))
            yield RuleGroup(level.id, level.label, tuple(texts), level.detail, setting)

    def _lowest(self, rules: Dispositions, level: str) -> RuleText:
        return self._rule(
            f"disposition.{rules.lowest}",
            "Only if all of this holds",
            rules.lowest_only_if,
            rules.lowest_text,
            rules.lowest_reference,
            result=level,
            note=_exceptions(rules.lowest_exceptions),
        )

    def _raised(self, setting: Setting, rules: Dispositions) -> Iterator[RuleGroup]:
        lines = tuple(
            replace(one, result="One level up")
            for one in self._lines("disposition", rules.raise_by_one)
        )
        if lines:
            top = self._form.levels[rules.raise_at_most].label
            yield RuleGroup("raised", "Raised by one level", lines, f"Not above {top}", setting)
        reread = tuple(
            self._rule(
                f"reread.{one.id}",
                plain(one.id),
                one.when,
                one.text,
                "house",
                note=one.says,
            )
            for one in self._protocol.rereadings
        )
        about = "Dispositions read what was measured, as if nothing had been explained away."
        yield RuleGroup("reread", "What was explained away", reread, about, setting)

    # --- what is done and said ----------------------------------------------------------------

    def actions(self) -> DocumentPart:
        """Actions by who does them."""
        rules = self._protocol.actions
        groups = tuple(
            RuleGroup(
                who,
                who.capitalize(),
                tuple(
                    self._rule(
                        f"action.{one.id}",
                        one.text,
                        one.when,
                        one.text_of_when,
                        one.reference,
                        note=_where(one.grades, one.settings),
                    )
                    for one in rules
                    if one.who == who
                ),
            )
            for who in dict.fromkeys(one.who for one in rules)
        )
        return DocumentPart("actions", "Actions", "They inform; a prescriber orders.", groups)

    def warnings(self) -> DocumentPart:
        """Sentences that are shown while a criterion holds."""
        rules = tuple(
            self._rule(f"warning.{one.id}", one.says, one.when, one.text, "")
            for one in self._protocol.warnings
        )
        about = "Shown beside the grade while the criterion holds."
        return DocumentPart("warnings", "Warnings", about, (RuleGroup("", "", rules),))

    def advice(self) -> DocumentPart:
        """Words for the patient."""
        levels = self._form.levels
        rules = tuple(
            RuleText(
                f"advice.{one.id}",
                sentence(plain(one.id)),
                one.text,
                note=", ".join(levels[level].label for level in one.levels if level in levels),
                reference=one.source if one.source in self._form.references else "",
            )
            for one in self._form.advice.values()
        )
        about = "What is said to the patient at each disposition, and what a patient measures."
        watched = RuleGroup("watch", "What a patient measures", tuple(self._watched()))
        groups = (RuleGroup("", "", rules), *((watched,) if watched.rules else ()))
        return DocumentPart("advice", "Words to say", about, groups)

    def _watched(self) -> Iterator[RuleText]:
        """The bounds that the patient's sheet prints, as they are written."""
        for one in self._protocol.watch:
            sides = (("Call us", one.call_us), ("Emergency number", one.emergency))
            says = "; ".join(
                f"{who}: {', '.join(bound.text for bound in bounds)}"
                for who, bounds in sides
                if bounds
            )
            yield RuleText(f"watch.{one.id}", one.label, says, reference=one.reference)

    # --- what everything rests on -------------------------------------------------------------

    def terms(self) -> DocumentPart:
        """Named criteria and numbers, and the limits that depend on age."""
        named = tuple(
            self._rule(f"definition.{one.id}", plain(one.id), one.node, one.text, "", note=one.says)
            for one in self._protocol.definitions.values()
        )
        tables = tuple(
            RuleGroup(table.id, sentence(plain(table.id)), self._bands(table.id))
            for table in self._protocol.tables.values()
        )
        about = "Names that rules read in place of a longer criterion, and limits by age."
        groups = (RuleGroup("named", "", named), *tables)
        return DocumentPart("terms", "Named criteria", about, groups)

    def _bands(self, id: str) -> tuple[RuleText, ...]:
        table = self._protocol.tables[id]
        return tuple(
            RuleText(
                f"table.{id}.{number}",
                criterion_words(value, self._protocol),
                criterion_words(when, self._protocol),
                text,
            )
            for number, ((when, value), (text, _)) in enumerate(
                zip(table.bands, table.texts, strict=True), 1
            )
        )


def _exceptions(exceptions: Mapping[str, str]) -> str:
    """The named exceptions from "worse never lowers", with their reasons."""
    told = "; ".join(f"{plain(id)}: {reason}" for id, reason in exceptions.items())
    return f"Exceptions. {told}" if told else ""


def _where(grades: Sequence[int], settings: frozenset[Setting]) -> str:
    places = ", ".join(PLACES[one] for one in Setting if one in settings)
    low, high = min(grades), max(grades)
    named = f"Grade {low}" if low == high else f"Grades {low} to {high}"
    if len(grades) not in (1, high - low + 1):
        named = f"Grades {', '.join(map(str, grades))}"
    return f"{named} · {places}"
