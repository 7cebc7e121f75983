"""The names of a pack, and its criteria parsed against them: an unknown word is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workstation.clinical import language, nodes
from workstation.clinical.findings import Setting
from workstation.clinical.form import Item, Kind
from workstation.clinical.logic import CriterionError, Node
from workstation.clinical.protocol import as_name
from workstation.clinical.refusal import Refusal
from workstation.protocols import shapes
from workstation.protocols.pack import Pack
from workstation.protocols.slips import check_kinds, perhaps
from workstation.protocols.truths import require_truth

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

NO_TRUTHS = (
    "setting",
    "level",
    "entry",
    "age_years",
    "age_months",
    "agent",
    "agent_class",
    "days_since_dose",
    "preexisting_told",
    "ice",
)
"""Those of them that are no yes or no."""


_YES = dict.fromkeys(("yes", "no", "Yes", "No", "TRUE", "FALSE"), "; write true or false")


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    rule: str

    def refuse(self, error: CriterionError) -> Refusal:
        return Refusal("criterion", self.file, f"{self.file}, rule {self.rule}: {error}")


class Criteria:
    """Parses the criteria of a pack against its names, and resolves its references."""

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
        defined = pack.definitions.definitions
        self._no_truths = {id for id, item in items.items() if item.kind is not Kind.BOOLEAN}
        self._no_truths |= {id for id, shape in defined.items() if shape.if_ is None}
        self._no_truths |= {*pack.definitions.tables, *axes, *points, *NO_TRUTHS}
        self._no_truths |= {as_name(scale.id) for scale in pack.scales}
        self._no_truths |= {score.id for score in pack.screens.scores}
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

    def criterion(self, file: str, rule: str, text: str) -> Node:
        """One that is true, false or not known, and nothing else."""
        node = self.node(file, rule, text)
        try:
            require_truth(node, self._no_truths)
        except CriterionError as error:
            raise _Place(file, rule).refuse(error) from error
        return node

    def _check_words(self, node: Node) -> None:
        for word in nodes.words(node):
            if word not in self._codes and word not in self._items:
                near = _YES.get(word) or perhaps(word, (*self._names, *self._codes))
                raise CriterionError(f"{word} is neither an id nor a code of the pack{near}")

    def reference(self, file: str, rule: str, id: str) -> str:
        """A reference that resolves."""
        if id not in self._references:
            near = perhaps(id, self._references)
            raise Refusal(
                "reference", file, f"{file}, rule {rule}: {id} is not in references.yaml{near}."
            )
        return id
