"""Why scales differ on the same findings: a line of the pack where one is higher than another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from workstation.clinical.grades import reasons
from workstation.clinical.logic import Names
from workstation.clinical.protocol import Disagreement
from workstation.clinical.results import GradeRange, Reason


def told(
    rules: Iterable[Disagreement], grades: Mapping[str, GradeRange], names: Names
) -> tuple[Reason, ...]:
    """The lines whose scales differ and whose criterion holds."""
    return tuple(
        _reason(rule, names)
        for rule in rules
        if _differ(rule, grades) and rule.when.value(names) is True
    )


def _differ(rule: Disagreement, grades: Mapping[str, GradeRange]) -> bool:
    return any(_is_higher(grades[h], grades[low]) for h, low in product(rule.higher, rule.lower))


def _is_higher(one: GradeRange, other: GradeRange) -> bool:
    """True when both ends are as high or higher, and one of them is higher."""
    ends, others = (one.at_least, one.at_most), (other.at_least, other.at_most)
    return ends != others and ends[0] >= others[0] and ends[1] >= others[1]


def _reason(rule: Disagreement, names: Names) -> Reason:
    because = reasons(rule.when, names, rule.reference, "")
    finding = because[0].finding if because else ""
    return Reason(finding, rule.says, rule.reference, f"disagreement.{rule.id}")
