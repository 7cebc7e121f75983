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

_DEFINITIONS = "definitions.yaml"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A case that fails, and the file and rule it most likely fails for; "" where it names none."""

    failed: Failed
    file: str
    rule: str


def by_likelihood(cases: Iterable[Case], found: Sequence[Failed]) -> list[Suspect]:
    """The failures, those of the most suspect place first, of these the shortest case first.

    A named criterion or an axis that a case looks at is a place of its own, before all others.
    """
    stand = Counter(place for case in cases for place in _places(case))
    fell = {(one.case.id, place) for one in found for place in _fallen(one)}
    weight = Counter[tuple[str, str]]()
    for _, place in fell:
        weight[place] += 1
    likely = {place: count**2 / max(stand[place], count) for place, count in weight.items()}
    suspects = [(max(_fallen(one), key=lambda p: likely[p]), one) for one in found]
    suspects.sort(key=lambda s: (_rank(s[1]), -likely[s[0]], s[0], len(told(s[1].case.input))))
    return [Suspect(one, *place) for place, one in suspects]


_NOWHERE = ("", "")


def _places(case: Case) -> set[tuple[str, str]]:
    """What a case stands for and what it looks at by name."""
    found = {*case.places, _NOWHERE}
    named, axes, lines = (case.expect.get(key) for key in ("named", "axes", "lines"))
    if isinstance(named, Mapping):
        found |= {(_DEFINITIONS, name) for name in named}
    if isinstance(lines, list):
        found |= {("dispositions.yaml", str(line)) for line in lines}
    if isinstance(axes, Mapping):
        found |= {
            (f"scales/{scale}.yaml", axis)
            for scale, own in axes.items()
            if isinstance(own, Mapping)
            for axis in own
        }
    return found


def _own(failed: Failed) -> tuple[tuple[str, str], ...]:
    """The named criterion or the axis that came out otherwise."""
    match failed.what.split(" "):
        case ["named", name]:
            return ((_DEFINITIONS, name),)
        case ["axes", scale, axis]:
            return ((f"scales/{scale}.yaml", axis),)
        case ["lines"]:
            lines = set(failed.expected.split(", ")) ^ set(failed.got.split(", "))
            return tuple(("dispositions.yaml", line) for line in sorted(lines - {"none"}))
    return ()


def _rank(failed: Failed) -> int:
    """What others follow from comes first: criteria and axes, then lines, then all the rest."""
    if not _own(failed):
        return 2
    return 1 if failed.what == "lines" else 0


def _fallen(failed: Failed) -> tuple[tuple[str, str], ...]:
    return _own(failed) or failed.case.places or (_NOWHERE,)


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
