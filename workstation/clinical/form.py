"""The form of a protocol: sections, rows and items, as the screens and the PDF read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from workstation.clinical.findings import Setting, Therapy
from workstation.clinical.knowledge import Ceiling, LookAlike, Rechallenge, ScreenInfo, StepUp

CAR_T = "car_t"
"""The class of agents that TCR therapies are in too."""


class Kind(StrEnum):
    """What sort of value an item holds."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    COUNT = "count"
    CODE = "code"
    CODES = "codes"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a coded item: id, label, and the key that picks it ("" for none)."""

    id: str
    label: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One finding that the protocol knows, with its plausible limits, inclusive, in ``unit``."""

    id: str
    kind: Kind
    label: str
    short: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    decimals: int = 0
    codes: tuple[Code, ...] = ()
    loinc: str = ""
    vital: bool = False

    def code_label(self, code: str) -> str:
        """The label of a code, or the code itself."""
        return next((c.label for c in self.codes if c.id == code), code)


class RowKind(StrEnum):
    """How a row is drawn and answered."""

    ANSWER = "answer"  # one boolean item: Yes, No, Unknown
    VITAL = "vital"  # one or two number items with source and time
    CHOICE = "choice"  # one coded item
    CHOICES = "choices"  # one list of codes
    NONE_OF_THESE = "none_of_these"  # head of a block of ANSWER rows that `0` answers with "no"
    TIME = "time"  # one time item


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the form. ``say`` are the words to say, ``key`` is the letter that jumps to it.

    ``say_beside`` and ``help_beside`` stand in place of ``say`` and ``help`` beside the patient;
    None: the same words.
    For NONE_OF_THESE ``items`` are the booleans of the block, each a row of its own below the head.
    ``only_if`` names an item that must be known true, or a list not empty, for the row to be asked.
    """

    id: str
    kind: RowKind
    label: str
    items: tuple[str, ...]
    say: str = ""
    help: str = ""
    key: str = ""
    settings: frozenset[Setting] = frozenset(Setting)
    only_if: str = ""
    optional: bool = False
    say_beside: str | None = None
    help_beside: str | None = None

    def beside(self) -> Row:
        """The row in the words that are said beside the patient."""
        say = self.say if self.say_beside is None else self.say_beside
        words = self.help if self.help_beside is None else self.help_beside
        return replace(self, say=say, help=words)


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the call. ``say_beside`` stands for ``say`` beside the patient, unless None."""

    id: str
    title: str
    say: str
    rows: tuple[Row, ...]
    say_beside: str | None = None

    def beside(self) -> Section:
        """The section in the words that are said beside the patient."""
        say = self.say if self.say_beside is None else self.say_beside
        return replace(self, say=say, rows=tuple(row.beside() for row in self.rows))


@dataclass(frozen=True, slots=True)
class Level:
    """A disposition level; of those of its setting the highest rank is the most urgent."""

    id: str
    rank: int
    label: str
    detail: str
    icon: str
    advice: tuple[str, ...] = ()
    setting: Setting = Setting.PHONE


@dataclass(frozen=True, slots=True)
class Advice:
    """Words for the patient. ``levels`` are the disposition levels it belongs to.

    ``part`` is where it stands on the patient's sheet: ``now``, ``watch``, ``call_us``,
    ``emergency`` or ``know``. ``points`` are what ``text`` lists in its sentence.
    """

    id: str
    text: str
    levels: tuple[str, ...]
    source: str
    part: str = "know"
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agent:
    """A therapy with reported CRS. Empty strings are "not available".

    ``window_hours`` is the upper end of the published onset range, None where there is none.
    ``step_up`` says how long each dose is observed; ``boxed_warning`` is that of the US label.
    """

    id: str
    label: str
    brand: str
    agent_class: str
    target: str = ""
    onset: str = ""
    window_hours: float | None = None
    observation: str = ""
    rates: str = ""
    on_crs: str = ""
    source: str = ""
    dated: str = ""
    tag: str = ""
    duration: str = ""
    boxed_warning: bool | None = None
    step_up: tuple[StepUp, ...] = ()


@dataclass(frozen=True, slots=True)
class ScaleInfo:
    """What a scale is called: id, name, version line, and its words for each grade.

    ``published`` is the criterion of each grade as its table has it, to read beside others.
    """

    id: str
    name: str
    version: str
    words: Mapping[int, str]
    reference: str
    published: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """A source: short label for the panel, full citation for the PDF and the protocol page."""

    id: str
    short: str
    citation: str


@dataclass(frozen=True, slots=True)
class Emergency:
    """The emergency card: words to say, steps to do, and who may have called for help.

    In a setting without dispositions ``title`` is its head, and ``opened_by`` are the items of
    which one "yes" opens it.
    """

    say: str
    steps: tuple[str, ...]
    called: str = ""
    callers: tuple[str, ...] = ()
    title: str = ""
    opened_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Everything the screens and the PDF need to know of a protocol, without its rules.

    ``asked_anew`` are the items that hold for one observation only. ``emergency_called`` and
    ``emergency_callers`` ask who called for help; ``emergency_in`` are the words of the emergency
    card where a setting has its own. Where a setting has no dispositions, ``emergency_opened_by``
    are the items of which one "yes" opens the card, and ``emergency_title`` is its head.
    """

    items: Mapping[str, Item]
    sections: tuple[Section, ...]
    levels: Mapping[str, Level]
    agents: Mapping[str, Agent]
    advice: Mapping[str, Advice]
    scales: Mapping[str, ScaleInfo]
    references: Mapping[str, Reference]
    not_assessed_reasons: tuple[Code, ...]
    lowering_reasons: tuple[Code, ...]
    emergency_say: str
    emergency_steps: tuple[str, ...]
    may_be_later: frozenset[str] = frozenset()
    asked_anew: frozenset[str] = frozenset()
    emergency_called: str = ""
    emergency_callers: tuple[str, ...] = ()
    emergency_title: str = ""
    emergency_opened_by: tuple[str, ...] = ()
    emergency_in: Mapping[Setting, Emergency] = field(default_factory=dict)
    screens: Mapping[str, ScreenInfo] = field(default_factory=dict)
    lookalikes: Mapping[str, LookAlike] = field(default_factory=dict)
    background: Mapping[str, LookAlike] = field(default_factory=dict)
    rechallenge: tuple[Rechallenge, ...] = ()
    ceilings: Mapping[str, Ceiling] = field(default_factory=dict)
    hand_over: tuple[str, ...] = ()
    causes: tuple[Code, ...] = ()

    def within(self, setting: Setting) -> Form:
        """The same form with the levels of one setting only: those a decision may choose from.

        The rows and the emergency card say what is said in that setting.
        """
        own = {id: level for id, level in self.levels.items() if level.setting is setting}
        beside = setting is not Setting.PHONE
        sections = tuple(s.beside() for s in self.sections) if beside else self.sections
        words = self.emergency_in.get(setting)
        if words is None:
            return replace(self, levels=own, sections=sections)
        return replace(
            self,
            levels=own,
            sections=sections,
            emergency_say=words.say,
            emergency_steps=words.steps,
            emergency_called=words.called,
            emergency_callers=words.callers,
            emergency_title=words.title,
            emergency_opened_by=words.opened_by,
        )

    def class_of(self, therapy: Therapy) -> str:
        """The class of the agent, empty while it is not known.

        A typed agent has the class it is given; a listed one has its own, but a CAR T that is told
        beside it counts: it is the class that is watched longest.
        """
        agent = self.agents.get(therapy.agent or "")
        listed, told = agent.agent_class if agent else "", therapy.agent_class or ""
        return CAR_T if CAR_T in (listed, told) else listed or told

    def rows(self, setting: Setting) -> tuple[tuple[Section, tuple[Row, ...]], ...]:
        """The sections and the rows asked in a setting, in order; empty sections left out."""
        shown = ((s, tuple(r for r in s.rows if setting in r.settings)) for s in self.sections)
        return tuple((s, rows) for s, rows in shown if rows)
