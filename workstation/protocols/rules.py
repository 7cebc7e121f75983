"""The criteria of a pack, parsed once and checked against its names: rules, lines, screens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workstation.clinical import language, nodes
from workstation.clinical.findings import Setting
from workstation.clinical.form import Item
from workstation.clinical.logic import CriterionError, Node
from workstation.clinical.protocol import (
    ActionRule,
    AnswerRule,
    Assumption,
    Axis,
    Definition,
    Disagreement,
    Dispositions,
    EntryRule,
    Line,
    QuotientRule,
    Rereading,
    Rule,
    Scale,
    Score,
    Table,
    WarningRule,
    as_name,
)
from workstation.clinical.refusal import Refusal
from workstation.protocols import shapes
from workstation.protocols.pack import Pack
from workstation.protocols.proof.tree import walk
from workstation.protocols.slips import (
    check_kinds,
    refuse_blanks,
    refuse_cycles,
    refuse_unknown,
)

CONTEXT = (
    "setting",
    "level",
    "entry",
    "age_years",
    "age_months",
    "pregnant",
    "hypercapnic_failure",
    "has_thermometer",
    "caregiver_present",
    "agent",
    "agent_class",
    "chemotherapy_within_6_weeks",
    "prior_call_within_24h",
    "days_since_dose",
    "within_onset_window",
    "near_baseline_counts",
    "long_term_steroid",
    "observation_overdue",
    "preexisting_told",
    "ice",
    "ice_disagrees",
)
"""The names that are neither findings nor rules of the pack: who, when, where."""


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    rule: str

    def refuse(self, error: CriterionError) -> Refusal:
        return Refusal("criterion", self.file, f"{self.file}, rule {self.rule}: {error}")


class Rules:
    """Parses the criteria of a pack against its names."""

    def __init__(self, pack: Pack, items: Mapping[str, Item]) -> None:
        self._pack = pack
        self._items = items
        self._references = {r.id for r in pack.references.references}
        axes = [f"{axis.id}_axis" for axis in self._default_scale().axes]
        points = [f"{s.id}_{i.id}" for s in pack.screens.scores for i in s.items]
        self._names: dict[str, None] = dict.fromkeys(
            [
                *items,
                *CONTEXT,
                *pack.definitions.definitions,
                *pack.definitions.tables,
                *axes,
                *points,
                *(as_name(scale.id) for scale in pack.scales),
                *(score.id for score in pack.screens.scores),
            ]
        )
        self._codes = {code.id for item in items.values() for code in item.codes}
        self._codes |= {s.value for s in Setting} | {rule.result for rule in pack.entry.entry}
        self._codes |= {level.id for level in pack.form.levels} | {"none"}
        self._codes |= {"car_t", "bispecific", "other"} | {a.id for a in pack.agents.agents}

    def _default_scale(self) -> shapes.ScaleShape:
        for scale in self._pack.scales:
            if scale.id == self._pack.head.default_scale:
                return scale
        raise Refusal(
            "default_scale",
            "protocol.yaml",
            f"protocol.yaml: the default scale {self._pack.head.default_scale} is not in scales/.",
        )

    def node(self, file: str, rule: str, text: str) -> Node:
        """One criterion; an unknown word in it is refused."""
        place = _Place(file, rule)
        try:
            node = language.parse(text, self._names, self._pack.vocabulary.groups)
            self._check_words(node)
            check_kinds(node, self._items)
        except CriterionError as error:
            raise place.refuse(error) from error
        return node

    def _check_words(self, node: Node) -> None:
        for word in nodes.words(node):
            if word not in self._codes and word not in self._items:
                raise CriterionError(f"{word} is neither an id nor a code of the pack")

    def reference(self, file: str, rule: str, id: str) -> str:
        """A reference that resolves."""
        if id not in self._references:
            raise Refusal(
                "reference", file, f"{file}, rule {rule}: {id} is not in references.yaml."
            )
        return id

    def definitions(self) -> dict[str, Definition]:
        file, out = "definitions.yaml", {}
        for id, shape in self._pack.definitions.definitions.items():
            text = shape.if_ if shape.if_ is not None else shape.value
            if text is None:
                raise Refusal("shape", file, f"{file}, {id}: wants 'if' or 'value'.")
            refuse_blanks(file, id, shape.says + shape.says_not, self._names)
            out[id] = Definition(
                id,
                self.node(file, id, text),
                shape.says,
                shape.finding,
                shape.if_ is not None,
                shape.says_not,
                text,
            )
        refuse_cycles(self._pack, {id: _read_by(one.node) for id, one in out.items()})
        return out

    def tables(self) -> dict[str, Table]:
        file = "definitions.yaml"
        return {
            id: Table(
                id,
                tuple((self.node(file, id, b.if_), self.node(file, id, b.value)) for b in bands),
                tuple((b.if_, b.value) for b in bands),
            )
            for id, bands in self._pack.definitions.tables.items()
        }

    def entry(self) -> tuple[EntryRule, ...]:
        file = "entry.yaml"
        return tuple(
            EntryRule(
                rule.id,
                rule.result,
                self.node(file, rule.id, rule.if_),
                self.reference(file, rule.id, rule.reference),
                rule.if_,
            )
            for rule in self._pack.entry.entry
        )

    def scale(self, shape: shapes.ScaleShape) -> Scale:
        file = f"scales/{shape.id}.yaml"
        return Scale(
            id=shape.id,
            name=shape.name,
            by_entry=shape.by_entry,
            axes=tuple(
                Axis(a.id, a.label, tuple(self._rule(file, a.id, r) for r in a.rules), a.exceptions)
                for a in shape.axes
            ),
            assumptions=tuple(
                Assumption(a.finding, self.node(file, a.finding, a.if_)) for a in shape.assumes
            ),
            reference=self.reference(file, "reference", shape.reference),
        )

    def _rule(self, file: str, axis: str, shape: shapes.RuleShape) -> Rule:
        place = f"{axis}.{shape.id}"
        low, high = _grade(file, place, shape.grade)
        return Rule(
            id=shape.id,
            when=self.node(file, place, shape.if_),
            low=low,
            high=high,
            reference=self.reference(file, place, shape.reference),
            open_because=shape.because,
            text=shape.if_,
        )

    def score(self, shape: shapes.ScoreShape) -> Score:
        file = "screens.yaml"
        reference = self.reference(file, shape.id, shape.reference)
        return Score(
            id=shape.id,
            name=shape.name,
            items=tuple(self._points(shape.id, item, reference) for item in shape.items),
            valid_if=self.node(file, shape.id, shape.valid_if),
            why_not_valid=shape.why_not_valid,
            reference=reference,
        )

    def _points(self, score: str, item: shapes.ScoreItemShape, reference: str) -> Axis:
        rules = tuple(
            Rule(
                id=f"{item.id}-{band.points}",
                when=self.node("screens.yaml", f"{score}.{item.id}", band.if_),
                low=band.points,
                high=band.points,
                reference=reference,
                text=band.if_,
            )
            for band in item.points
        )
        return Axis(item.id, item.label, rules, item.exceptions)

    def lines(self, file: str, level: str, shapes_: Iterable[shapes.LineShape]) -> tuple[Line, ...]:
        return tuple(
            Line(
                shape.id,
                level,
                self.node(file, shape.id, shape.if_),
                self.reference(file, shape.id, shape.reference),
                shape.exceptions,
                shape.if_,
            )
            for shape in shapes_
        )

    def answers(self) -> tuple[AnswerRule, ...]:
        file = "screens.yaml"
        return tuple(
            AnswerRule(
                shape.id,
                self.node(file, shape.id, shape.if_),
                self.reference(file, shape.id, shape.reference),
                shape.if_,
            )
            for shape in self._pack.screens.answers
        )

    def quotients(self) -> tuple[QuotientRule, ...]:
        file = "screens.yaml"
        for shape in self._pack.screens.quotients:
            self.reference(file, shape.id, shape.reference)
            refuse_unknown(file, shape.id, (shape.of, shape.by), self._items)
        return tuple(
            QuotientRule(shape.id, shape.of, shape.by, shape.decimals)
            for shape in self._pack.screens.quotients
        )

    def disagreements(self) -> tuple[Disagreement, ...]:
        file = "disagreements.yaml"
        scales = {scale.id for scale in self._pack.scales}
        for shape in self._pack.disagreements.disagreements:
            refuse_unknown(file, shape.id, (*shape.higher, *shape.lower), scales)
        return tuple(
            Disagreement(
                shape.id,
                shape.higher,
                shape.lower,
                self.node(file, shape.id, shape.if_),
                shape.says,
                self.reference(file, shape.id, shape.reference),
                shape.if_,
            )
            for shape in self._pack.disagreements.disagreements
        )

    def signs(self) -> dict[str, Mapping[str, Node]]:
        """The criteria of the signs that have one, by look-alike and sign."""
        file = "lookalikes.yaml"
        return {
            page.id: {
                sign.id: self.node(file, f"{page.id}.{sign.id}", sign.if_)
                for sign in page.signs
                if sign.if_ is not None
            }
            for page in self._pack.lookalikes.lookalikes
        }

    def rereadings(self) -> tuple[Rereading, ...]:
        return tuple(
            Rereading(
                shape.id,
                self.node("dispositions.yaml", shape.id, shape.if_),
                shape.forget,
                shape.read_as,
                shape.says,
                shape.if_,
            )
            for shape in self._pack.dispositions.rereadings
        )

    def dispositions(self, setting: str) -> Dispositions:
        file = "dispositions.yaml"
        shape = self._pack.dispositions.settings[setting]
        lowest = shape.lowest
        return Dispositions(
            lines=tuple(
                line
                for level, lines in self._lines_by_level(shape)
                for line in self.lines(file, level, lines)
            ),
            otherwise=shape.otherwise,
            lowest=lowest.level,
            lowest_only_if=self.node(file, lowest.level, lowest.only_if),
            lowest_provisional_while=self.node(file, lowest.level, lowest.provisional_while),
            lowest_reference=self.reference(file, lowest.level, lowest.reference),
            lowest_exceptions=lowest.exceptions,
            raise_by_one=self.lines(file, "", shape.raise_by_one),
            raise_at_most=shape.raise_at_most,
            lowest_text=lowest.only_if,
        )

    def _lines_by_level(
        self, shape: shapes.SettingShape
    ) -> Iterator[tuple[str, Iterable[shapes.LineShape]]]:
        """Own lines first, then those taken from another setting."""
        yield from shape.lines.items()
        for taken in shape.takes:
            theirs = self._pack.dispositions.settings[taken.from_].lines[taken.lines_of]
            yield taken.as_, [line for line in theirs if line.id not in taken.but]

    def actions(self) -> tuple[ActionRule, ...]:
        file = "actions.yaml"
        return tuple(
            ActionRule(
                id=shape.id,
                text=shape.text,
                who=shape.who,
                reference=self.reference(file, shape.id, shape.reference),
                grades=shape.grades,
                settings=frozenset(Setting(s) for s in shape.settings),
                when=self.node(file, shape.id, shape.if_),
                text_of_when=shape.if_,
            )
            for shape in self._pack.actions.actions
        )

    def warnings(self) -> tuple[WarningRule, ...]:
        return tuple(
            WarningRule(
                shape.id, self.node("actions.yaml", shape.id, shape.if_), shape.says, shape.if_
            )
            for shape in self._pack.actions.warnings
        )


def _read_by(node: Node) -> frozenset[str]:
    return frozenset[str]().union(*(part.reads for part in walk(node)))


def _grade(file: str, place: str, given: int | str) -> tuple[int, int]:
    """``3`` or ``2..4``."""
    try:
        low, high = (
            (int(part) for part in str(given).split(".."))
            if ".." in str(given)
            else (
                int(given),
                int(given),
            )
        )
    except ValueError:
        raise Refusal(
            "grade", file, f"{file}, rule {place}: {given} is not a grade, like 3 or 2..4."
        ) from None
    if not 0 <= low <= high <= 5:
        raise Refusal("grade", file, f"{file}, rule {place}: {given} is outside 0 to 5.")
    return low, high
