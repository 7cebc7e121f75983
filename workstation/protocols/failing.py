"""Cases that fail, and the rule that most likely changed under them.

Each case names the places it stands for. A place all of whose cases fail is the one to look at; of
its cases the shortest is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workstation.clinical.notation import JSON
from workstation.protocols.cases import Case, Failed


@dataclass(frozen=True, slots=True)
class Suspect:
    """A case that fails, and the file and rule it most likely fails for; "" where it names none."""

    failed: Failed
    file: str
    rule: str


def by_likelihood(cases: Iterable[Case], found: Sequence[Failed]) -> list[Suspect]:
    """The failures, those of the most suspect place first, of these the shortest case first."""
    stand = Counter(place for case in cases for place in set(case.places))
    failing = {id(one.case): one.case for one in found}.values()
    fell = Counter(place for case in failing for place in set(case.places))
    weight = {place: fell[place] ** 2 / stand[place] for place in fell}
    suspects = [(_heaviest(one.case, weight), one) for one in found]
    suspects.sort(key=lambda s: (-weight.get(s[0], 0.0), s[0], len(told(s[1].case.input))))
    return [Suspect(one, *place) for place, one in suspects]


def _heaviest(case: Case, weight: Mapping[tuple[str, str], float]) -> tuple[str, str]:
    return max(case.places, key=lambda place: weight[place], default=("", ""))


def told(given: Mapping[str, JSON]) -> tuple[tuple[str, str], ...]:
    """The input of a case as a table of findings and circumstances."""
    rows: list[tuple[str, str]] = []
    for key, value in given.items():
        if isinstance(value, Mapping) and key in ("patient", "therapy", "findings"):
            rows += [(id, _spoken(one)) for id, one in value.items()]
        elif key != "id":
            rows.append((key, _spoken(value)))
    return tuple(rows)


def _spoken(value: JSON) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_spoken(one) for one in value.values())
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_spoken(one) for one in value) + "]"
    if value is None:
        return "not known"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
