"""Cases that fail, and the rule that most likely changed under them.

Each case names the places it stands for. A place all of whose cases fail is the one to look at; of
its cases the shortest is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workstation.clinical.notation import JSON
from workstation.protocols.cases import Case, Failed

_DENIED = 4
"""More findings than this that are all "no" stand in one row."""


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
            rows += _rows(value)
        elif key != "id":
            rows.append((key, _spoken(value)))
    return tuple(rows)


def _rows(findings: Mapping[str, JSON]) -> Iterator[tuple[str, str]]:
    """One row a finding, but for a long list of what was denied."""
    denied = [id for id, value in findings.items() if value is False]
    long = len(denied) > _DENIED
    yield from ((id, _spoken(v)) for id, v in findings.items() if not (long and v is False))
    if long:
        yield f"{denied[0]}, {denied[1]} and {len(denied) - 2} others", "no"


def _spoken(value: JSON) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_spoken(one) for one in value.values())
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_spoken(one) for one in value) + "]"
    if value is None:
        return "not known"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
