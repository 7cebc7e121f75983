"""Why scales differ on the same findings: a line of the pack where one is higher than another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from workstation.clinical.grades import reasons
from workstation.clinical.logic import Names
from workstation.clinical.protocol import Disagreement
from workstation.clinical.results import Difference, GradeRange, Reason


def told(
    rules: Iterable[Disagreement], grades: Mapping[str, GradeRange], names: Names
) -> Iterator[Difference]:
    """The lines whose criterion holds and whose scales differ, with the scales that do."""
    for rule in rules:
        higher, lower = _apart(rule, grades)
        if higher and rule.when.value(names) is True:
            partly = len(higher) + len(lower) < len(rule.higher) + len(rule.lower)
            yield Difference(_reason(rule, names), higher, lower, partly)


def _apart(
    rule: Disagreement, grades: Mapping[str, GradeRange]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those of ``higher`` that lie above one of ``lower``, and those of ``lower`` below one."""
    pairs = [(h, w) for h in rule.higher for w in rule.lower if _is_higher(grades[h], grades[w])]
    return tuple(dict.fromkeys(h for h, _ in pairs)), tuple(dict.fromkeys(w for _, w in pairs))


def _is_higher(one: GradeRange, other: GradeRange) -> bool:
    """True when both ends are as high or higher, and one of them is higher."""
    ends, others = (one.at_least, one.at_most), (other.at_least, other.at_most)
    return ends != others and ends[0] >= others[0] and ends[1] >= others[1]


def _reason(rule: Disagreement, names: Names) -> Reason:
    because = reasons(rule.when, names, rule.reference, "")
    finding = because[0].finding if because else ""
    return Reason(finding, rule.says, rule.reference, f"disagreement.{rule.id}")
