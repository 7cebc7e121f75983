"""What an assessment says: frozen values, the shapes behind ASSESSMENT §7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the finding, a sentence, the reference id of the rule."""

    finding: str
    says: str
    source: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class GradeRange:
    """A grade on one scale: a range until it is settled. Both ends are 0 to 5.

    ``not_known`` lists the findings that keep it open, ``assumed`` the defaults that were
    used and could change it, ``open_because`` the reasons of ranges that stay open with
    everything known, ``words`` the scale's own words for this result.
    """

    scale: str
    at_least: int
    at_most: int
    entry: str = ""
    because: tuple[Reason, ...] = ()
    not_known: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    open_because: tuple[str, ...] = ()
    words: str = ""
    axes: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def settled(self) -> bool:
        """True when both ends are equal."""
        return self.at_least == self.at_most


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """The result of a screen that adds points. ``valid`` is False where it does not apply."""

    at_least: int
    at_most: int
    not_known: tuple[str, ...] = ()
    because: tuple[Reason, ...] = ()
    valid: bool = True
    why_not_valid: str = ""


@dataclass(frozen=True, slots=True)
class ScreenAnswer:
    """A screen that says ``yes``, ``no`` or ``unknown``, with why, or with what is not known."""

    answer: str
    because: tuple[Reason, ...] = ()
    not_known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotient:
    """A quotient of two findings, shown without a limit. ``value`` is None while one is open."""

    value: float | None
    not_known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screens:
    """The screens that run beside the grade; CRS never cancels one.

    ``flags_not_known`` and ``neutropenia_not_known`` are the findings that may yet raise them.
    """

    scores: Mapping[str, ScoreRange]
    febrile_neutropenia: str
    sepsis_red_flags: tuple[Reason, ...]
    answers: Mapping[str, ScreenAnswer] = field(default_factory=lambda: MappingProxyType({}))
    quotients: Mapping[str, Quotient] = field(default_factory=lambda: MappingProxyType({}))
    flags_not_known: tuple[str, ...] = ()
    neutropenia_not_known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disposition:
    """Where the patient should be. ``level`` is None where none is computed (ward, death)."""

    level: str | None
    provisional: bool = False
    waiting_for: tuple[str, ...] = ()
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What to ask next, and what the answer would do."""

    finding: str
    why: str


@dataclass(frozen=True, slots=True)
class Action:
    """A recommended action. ``if_it_rises``: it belongs to a grade above ``at_least``."""

    id: str
    text: str
    who: str
    source: str
    if_it_rises: bool = False


@dataclass(frozen=True, slots=True)
class ProtocolRef:
    """Which protocol an assessment was made with: id, version, SHA-256 of the pack (hex)."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Why scales differ on the same findings, and the ids of those that do.

    Each of ``higher`` lies above one of ``lower`` at least, and the other way round. ``partly`` is
    True where the sentence speaks of more scales than these.
    """

    why: Reason
    higher: tuple[str, ...]
    lower: tuple[str, ...]
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer of ``assess``: grades by scale id, screens, disposition, actions, and why."""

    protocol: ProtocolRef
    default_scale: str
    grades: Mapping[str, GradeRange]
    next_question: NextQuestion | None
    screens: Screens
    disposition: Disposition
    actions: tuple[Action, ...]
    red_flags: tuple[str, ...]
    warnings: tuple[str, ...]
    differences: tuple[Difference, ...] = ()

    @property
    def grade(self) -> GradeRange:
        """The range on the default scale."""
        return self.grades[self.default_scale]
