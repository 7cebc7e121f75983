"""Cases that fail, and the rule that most likely changed under them.

Each case names the places it stands for. A place all of whose cases fail is the one to look at; of
its cases the shortest is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workstation.protocols.case_words import given_length
from workstation.protocols.cases import Case, Failed

_DEFINITIONS = "definitions.yaml"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A case that fails, and the file and rule it most likely fails for; "" where it names none."""

    failed: Failed
    file: str
    rule: str


def by_likelihood(
    cases: Iterable[Case], found: Sequence[Failed], changed: Sequence[tuple[str, str]] = ()
) -> list[Suspect]:
    """The failures, those of the most suspect place first, of these the shortest case first.

    A named criterion or an axis that a case looks at is a place of its own, before all others.
    ``changed`` are the places that somebody is known to have changed: the place is one of them.
    """
    stand = Counter(place for case in cases for place in _places(case))
    fell = {(one.case.id, place) for one in found for place in _fallen(one)}
    weight = Counter[tuple[str, str]]()
    for _, place in fell:
        weight[place] += 1
    likely = {place: count**2 / max(stand[place], count) for place, count in weight.items()}
    suspects = [(max(_fallen(one), key=lambda p: likely[p]), one) for one in found]
    suspects.sort(key=lambda s: (_rank(s[1]), -likely[s[0]], s[0], given_length(s[1].case)))
    return [Suspect(one, *_known_place(place, changed)) for place, one in suspects]


def _known_place(place: tuple[str, str], changed: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The place that was changed: one that the case names, else the first."""
    same = [one for one in changed if one[0] == place[0] and one[1].endswith(place[1])]
    if place != _NOWHERE and same:
        return same[0]
    return changed[0] if changed else place


_NOWHERE = ("", "")
THE_ASSESSMENT = "the assessment"
"""What fails where the input of a case is not taken: then the case itself is the place."""
_GRADING = (
    "scales/",
    "entry.yaml",
    "definitions.yaml",
    "dispositions.yaml",
    "screens.yaml",
    "vocabulary.yaml",
    "agents.yaml",
)
_GRADED = frozenset(
    {
        "grades",
        "entry",
        "axes",
        "assumed",
        "lines",
        "level",
        "scores",
        "flags",
        "red_flags",
        "named",
        "answers",
        "quotients",
        "febrile_neutropenia",
        "provisional",
        "waiting_for",
        "next_question",
    }
)
"""What only the rules that grade can move."""


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
    """The places that may have made it fail: an action moves no grade."""
    if failed.what == THE_ASSESSMENT:
        return (_NOWHERE,)
    places = failed.case.places
    if failed.what.partition(" ")[0] in _GRADED:
        places = tuple(place for place in places if place[0].startswith(_GRADING))
    return _own(failed) or places or (_NOWHERE,)
