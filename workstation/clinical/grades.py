"""A range for each scale: the axes, the entry that all CRS scales share, and their join.

Sound: whatever the findings that are not known turn out to be, the final grade lies inside the
range. Tight: both ends are reached by some completion of them (ASSESSMENT §3, §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workstation.clinical.logic import Names, Node, Told
from workstation.clinical.protocol import Axis, EntryRule, Rule, Scale
from workstation.clinical.results import GradeRange, Reason

DEATH = 5


@dataclass(frozen=True, slots=True)
class AxisResult:
    """What an axis can be, why it is at least ``low``, and what keeps it open."""

    low: int
    high: int
    because: tuple[Reason, ...]
    missing: frozenset[str]
    open_because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryResult:
    """How a CRS scale is entered: met, waived, masked, unknown or not_met."""

    result: str
    because: tuple[Reason, ...]
    missing: frozenset[str]


def reasons(when: Node, names: Names, reference: str, rule: str) -> tuple[Reason, ...]:
    """Why a criterion is True, one sentence a finding."""
    said = dict.fromkeys(when.why(names, True))
    return tuple(Reason(one.finding, one.says, reference, rule) for one in said)


def run_axis(axis: Axis, names: Names, owner: str) -> AxisResult:
    """Walk the rules: the first that is True decides; each that is not known before it may."""
    possible: list[Rule] = []
    missing: frozenset[str] = frozenset()
    decided: Rule | None = None
    for rule in axis.rules:
        truth = rule.when.value(names)
        if truth is None:
            possible.append(rule)
            missing |= rule.when.missing(names)
        elif truth:
            decided = rule
            break
    reached = [*possible, decided] if decided else possible
    because = _because(decided, axis, names, owner)
    low = min((r.low for r in reached), default=0)
    high = max((r.high for r in reached), default=0)
    opened = (decided.open_because,) if decided and decided.open_because else ()
    return AxisResult(low, high, because, missing if low != high else frozenset(), opened)


def _because(rule: Rule | None, axis: Axis, names: Names, owner: str) -> tuple[Reason, ...]:
    if rule is None or rule.high == 0:
        return ()
    path = f"{owner}.{axis.id}.{rule.id}"
    return reasons(rule.when, names, rule.reference, path)


def enter(rules: Iterable[EntryRule], names: Names) -> EntryResult:
    """The first entry rule that holds. Its criteria are two-valued, so exactly one does."""
    for rule in rules:
        if rule.when.value(names) is True:
            missing = _keeps_open(rule.result, names)
            because = reasons(rule.when, names, rule.reference, f"entry.{rule.id}")
            because = because or _not_known(missing, rule, names)
            return EntryResult(rule.result, because, missing)
    raise ValueError("the entry has no last line that always applies")


def _not_known(missing: frozenset[str], rule: EntryRule, names: Names) -> tuple[Reason, ...]:
    said = (s for id in sorted(missing) for s in names.sentence(id, "not known", None))
    return tuple(Reason(s.finding, s.says, rule.reference, f"entry.{rule.id}") for s in said)


def _keeps_open(result: str, names: Names) -> frozenset[str]:
    """What keeps an entry open: the temperature, else the masking drugs, else the signs."""
    if result not in ("unknown", "masked"):
        return frozenset()
    if names["temperature_c"] is None:
        return names.missing("temperature_c") | names.missing("drug")
    return names.missing("drug") | names.missing("new_symptom")


def grade(
    scale: Scale,
    entry: EntryResult,
    axes: Mapping[str, AxisResult],
    names: Names,
    default: bool,
) -> GradeRange:
    """The range of a scale from its axes and, for a CRS scale, the entry."""
    low = max((a.low for a in axes.values()), default=0)
    high = max((a.high for a in axes.values()), default=0)
    missing = frozenset[str]().union(*(_may_raise(a, low) for a in axes.values()))
    # What makes the grade is told before what lets it be graded at all.
    because = tuple(r for a in axes.values() if a.low > 0 for r in a.because)
    if scale.by_entry:
        missing |= entry.missing | _fever_may_settle(entry.result, low, names)
        low, high = join(_closed(entry.result, default, names), low, high, names)
        because += entry.because
    opened = tuple(dict.fromkeys(o for a in axes.values() for o in a.open_because))
    return GradeRange(
        scale=scale.id,
        at_least=low,
        at_most=high,
        entry=_entry_of(scale, entry, default),
        because=tuple(dict.fromkeys(because)),
        not_known=tuple(sorted(missing)) if low != high else (),
        assumed=_assumed(scale, names),
        open_because=opened if low != high else (),
        axes={axis: (result.low, result.high) for axis, result in axes.items()},
    )


def _closed(entry: str, default: bool, names: Names) -> str:
    """The entry closes by the ASTCT axes; where it may yet be waived, another scale stays open.

    CRS is established and no sign is left, so ASTCT is 0 either way; but an organ that another
    scale counts would count again once a drug is known to have been given.
    """
    may_be_waived = names["crs_established"] is True and names["drug"] is None
    return "unknown" if entry == "not_met" and may_be_waived and not default else entry


def _entry_of(scale: Scale, entry: EntryResult, default: bool) -> str:
    """Only the default scale tells a masked entry apart from one that is not known."""
    if not scale.by_entry:
        return ""
    return "unknown" if entry.result == "masked" and not default else entry.result


def _may_raise(axis: AxisResult, low: int) -> frozenset[str]:
    return axis.missing if axis.high > low or axis.low < low <= axis.high else frozenset()


def join(entry: str, low: int, high: int, names: Told) -> tuple[int, int]:
    """The fixed join: the ends of the highest axis, under the entry."""
    if names["died_of_crs"] is True:
        return DEATH, DEATH
    if entry == "met":
        return max(1, low), max(1, high)
    if entry == "waived":
        return low, max(high, 1) if _fever_may_come(names) else high
    if entry == "not_met":
        return 0, 0
    return 0, high if _fever_ruled_out(names) else max(1, high)


def _other_cause(names: Told) -> bool:
    return names["fever_cause"] == "other"


def _fever_may_come(names: Told) -> bool:
    """A waived grade of 0 may still become 1: no temperature, and no other cause stated."""
    return names["temperature_c"] is None and not _other_cause(names)


def _fever_may_settle(entry: str, low: int, names: Names) -> frozenset[str]:
    """Where fever is waived the temperature still tells a grade of 0 from one of 1."""
    open_ = entry == "waived" and low == 0 and _fever_may_come(names)
    return names.missing("temperature_c") if open_ else frozenset()


def _fever_ruled_out(names: Told) -> bool:
    """CRS is established and no fever of its own can be found any more."""
    measured_and_none_told = names["temperature_c"] is not None and names["fever_told"] is not True
    return names["crs_established"] is True and (_other_cause(names) or measured_and_none_told)


def _assumed(scale: Scale, names: Names) -> tuple[str, ...]:
    return tuple(
        a.finding
        for a in scale.assumptions
        if not names.known(a.finding) and a.when.value(names) is True
    )
