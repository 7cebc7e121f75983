"""The rules of a pack, each parsed once and in its place: axes, lines, screens, actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from workstation.clinical.findings import Setting
from workstation.clinical.logic import Node
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
)
from workstation.clinical.refusal import Refusal
from workstation.protocols import shapes
from workstation.protocols.criteria import Criteria
from workstation.protocols.proof.tree import walk
from workstation.protocols.slips import (
    refuse_blanks,
    refuse_cycles,
    refuse_unknown,
)


class Rules(Criteria):
    """The rules of a pack, each in its place."""

    def definitions(self) -> dict[str, Definition]:
        file, out = "definitions.yaml", {}
        for id, shape in self._pack.definitions.definitions.items():
            text = shape.if_ if shape.if_ is not None else shape.value
            if text is None:
                raise Refusal("shape", file, f"{file}, {id}: wants 'if' or 'value'.")
            refuse_blanks(file, id, shape.says + shape.says_not, self._names)
            out[id] = Definition(
                id,
                self._defined(file, id, shape),
                shape.says,
                shape.finding,
                shape.if_ is not None,
                shape.says_not,
                text,
            )
        refuse_cycles(self._pack, {id: _read_by(one.node) for id, one in out.items()})
        return out

    def _defined(self, file: str, id: str, shape: shapes.DefinitionShape) -> Node:
        if shape.if_ is not None:
            return self.criterion(file, id, shape.if_)
        return self.node(file, id, shape.value or "")

    def tables(self) -> dict[str, Table]:
        file = "definitions.yaml"
        return {
            id: Table(
                id,
                tuple(
                    (self.criterion(file, id, b.if_), self.node(file, id, b.value)) for b in bands
                ),
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
                self.criterion(file, rule.id, rule.if_),
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
                Assumption(a.finding, self.criterion(file, a.finding, a.if_)) for a in shape.assumes
            ),
            reference=self.reference(file, "reference", shape.reference),
        )

    def _rule(self, file: str, axis: str, shape: shapes.RuleShape) -> Rule:
        place = f"{axis}.{shape.id}"
        low, high = _grade(file, place, shape.grade)
        return Rule(
            id=shape.id,
            when=self.criterion(file, place, shape.if_),
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
            valid_if=self.criterion(file, shape.id, shape.valid_if),
            why_not_valid=shape.why_not_valid,
            reference=reference,
        )

    def _points(self, score: str, item: shapes.ScoreItemShape, reference: str) -> Axis:
        rules = tuple(
            Rule(
                id=f"{item.id}-{band.points}",
                when=self.criterion("screens.yaml", f"{score}.{item.id}", band.if_),
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
                self.criterion(file, shape.id, shape.if_),
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
                self.criterion(file, shape.id, shape.if_),
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
                self.criterion(file, shape.id, shape.if_),
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
                sign.id: self.criterion(file, f"{page.id}.{sign.id}", sign.if_)
                for sign in page.signs
                if sign.if_ is not None
            }
            for page in self._pack.lookalikes.lookalikes
        }

    def rereadings(self) -> tuple[Rereading, ...]:
        return tuple(
            Rereading(
                shape.id,
                self.criterion("dispositions.yaml", shape.id, shape.if_),
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
            lowest_only_if=self.criterion(file, lowest.level, lowest.only_if),
            lowest_provisional_while=self.criterion(file, lowest.level, lowest.provisional_while),
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
                when=self.criterion(file, shape.id, shape.if_),
                text_of_when=shape.if_,
            )
            for shape in self._pack.actions.actions
        )

    def warnings(self) -> tuple[WarningRule, ...]:
        return tuple(
            WarningRule(
                shape.id, self.criterion("actions.yaml", shape.id, shape.if_), shape.says, shape.if_
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
