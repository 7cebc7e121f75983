"""The YAML of a pack, shape by shape. Unknown keys and wrong types are refused with their place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

Scalar = bool | int | float | str
Level = str


class Shape(BaseModel):
    """The base of all shapes: nothing unknown, nothing coerced but a number written as text."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _as_text(value: object) -> object:
    """YAML reads a bare ``true`` or ``60`` as no text; a criterion may be either."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


Criterion = Annotated[
    str,
    BeforeValidator(_as_text),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
Grade = Annotated[int, Field(ge=0, le=5)]
GradeOrRange = Annotated[
    int | str,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 5},
                {"type": "string", "pattern": r"^[0-5]\.\.[0-5]$"},
            ],
            "description": "One grade, like 3, or an open range, like 2..4",
        }
    ),
]
"""``3`` or ``2..4``; what is neither is told where the rules are read."""
_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
"""Of an id and a version: both name files, commands and signatures."""


class CodeShape(Shape):
    """A code of an item."""

    id: str
    label: str
    key: str = ""


class AwayFromShape(Shape):
    """Worse on both sides of a range."""

    away_from: tuple[float, float]


class OrderShape(Shape):
    """Worse along each of some rows of codes."""

    order: tuple[Annotated[tuple[str, ...], Field(min_length=2)], ...] = Field(min_length=1)


Direction = Literal["up", "down", "none", "inclusion"] | AwayFromShape | OrderShape
Default = bool | int | float | str | tuple[str, ...]
"""``open``, ``absent``, or a value."""


class ItemShape(Shape):
    """A finding of the vocabulary."""

    kind: Literal["boolean", "number", "count", "code", "codes", "time"]
    label: str
    short: str = ""
    says: str | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    decimals: int = Field(default=0, ge=0, le=3)
    loinc: str = ""
    vital: bool = False
    not_known: Default | dict[Literal["phone", "chairside", "ward", "else"], Default]
    direction: Direction = "up"
    codes: tuple[CodeShape, ...] = ()
    codes_of: str = ""
    may_be_later: bool = False
    treatment: bool = False


class VocabularyShape(Shape):
    """The file vocabulary.yaml."""

    groups: dict[str, tuple[str, ...]]
    items: dict[str, ItemShape]
    stale_after_hours: dict[Literal["phone", "chairside", "ward"], float]
    stale_after_hours_of: dict[str, float] = {}
    asked_anew: tuple[str, ...] | None = None


class BandShape(Shape):
    """A band of a table."""

    if_: Criterion = Field(alias="if")
    value: Criterion


class DefinitionShape(Shape):
    """A named criterion or number."""

    if_: Criterion | None = Field(default=None, alias="if")
    value: Criterion | None = None
    says: str = ""
    says_not: str = ""
    finding: str = ""


class DefinitionsShape(Shape):
    """The file definitions.yaml."""

    tables: dict[str, tuple[BandShape, ...]]
    definitions: dict[str, DefinitionShape]


class EntryRuleShape(Shape):
    """A line of the entry."""

    id: str
    result: Literal["met", "waived", "masked", "unknown", "not_met"]
    if_: Criterion = Field(alias="if")
    reference: str


class EntryShape(Shape):
    """The file entry.yaml."""

    entry: tuple[EntryRuleShape, ...] = Field(min_length=1)
    exceptions: dict[str, str] = {}
    read_as_not_told: tuple[str, ...] = ()


class RuleShape(Shape):
    """A rule of an axis."""

    id: str
    if_: Criterion = Field(alias="if")
    grade: GradeOrRange
    because: str = ""
    reference: str


class AxisShape(Shape):
    """An axis of a scale."""

    id: str
    label: str
    rules: tuple[RuleShape, ...] = Field(min_length=1)
    exceptions: dict[str, str] = {}


class AssumptionShape(Shape):
    """A default worth telling."""

    finding: str
    if_: Criterion = Field(alias="if")


class ScaleShape(Shape):
    """The file scales/ID.yaml."""

    id: str
    name: str
    version: str
    by_entry: bool
    reference: str
    words: dict[Grade, str]
    published: dict[Grade, str] = {}
    axes: tuple[AxisShape, ...] = Field(min_length=1)
    assumes: tuple[AssumptionShape, ...] = ()


class PointsShape(Shape):
    """A band of a screen's item."""

    if_: Criterion = Field(alias="if")
    points: int = Field(ge=0)


class ScoreItemShape(Shape):
    """An item of a screen."""

    id: str
    label: str
    points: tuple[PointsShape, ...] = Field(min_length=1)
    exceptions: dict[str, str] = {}


class ScoreShape(Shape):
    """A screen."""

    id: str
    name: str
    reference: str
    valid_if: Criterion
    why_not_valid: str
    note: str = ""
    items: tuple[ScoreItemShape, ...]


class LineShape(Shape):
    """A line of a list."""

    id: str
    if_: Criterion = Field(alias="if")
    reference: str
    exceptions: dict[str, str] = {}


class AnswerShape(Shape):
    """A screen of one criterion."""

    id: str
    name: str
    if_: Criterion = Field(alias="if")
    reference: str
    note: str = ""


class QuotientShape(Shape):
    """A screen that divides one finding by another."""

    id: str
    name: str
    of: str
    by: str
    decimals: int = 2
    reference: str
    note: str = ""


class ScreensShape(Shape):
    """The file screens.yaml."""

    scores: tuple[ScoreShape, ...]
    answers: tuple[AnswerShape, ...] = ()
    quotients: tuple[QuotientShape, ...] = ()
    febrile_neutropenia: Criterion
    sepsis_red_flags: tuple[LineShape, ...]


class RereadingShape(Shape):
    """How dispositions read a finding that was explained away."""

    id: str
    if_: Criterion = Field(alias="if")
    says: str = ""
    forget: tuple[str, ...] = ()
    read_as: dict[str, Scalar] = {}


class LowestShape(Shape):
    """The level that must be earned."""

    level: Level
    reference: str
    only_if: Criterion
    provisional_while: Criterion
    exceptions: dict[str, str] = {}


class TakenShape(Shape):
    """The lines of another setting's level that hold here too, but for those that are named."""

    id: str
    from_: Literal["phone", "chairside"] = Field(alias="from")
    lines_of: Level
    as_: Level = Field(alias="as")
    but: tuple[str, ...] = ()


class SettingShape(Shape):
    """The dispositions of a setting."""

    otherwise: Level
    lowest: LowestShape
    raise_at_most: Level
    raise_by_one: tuple[LineShape, ...]
    takes: tuple[TakenShape, ...] = ()
    lines: dict[Level, tuple[LineShape, ...]]


class DispositionsShape(Shape):
    """The file dispositions.yaml."""

    rereadings: tuple[RereadingShape, ...]
    phone: SettingShape
    chairside: SettingShape | None = None

    @property
    def settings(self) -> dict[str, SettingShape]:
        """The settings that have dispositions, by their name."""
        found = {"phone": self.phone, "chairside": self.chairside}
        return {name: shape for name, shape in found.items() if shape is not None}


class ActionShape(Shape):
    """An action. Without ``grades`` it is for every grade."""

    id: str
    who: Literal["nurse", "prescriber"]
    text: str
    grades: tuple[Grade, ...] = (0, 1, 2, 3, 4)
    settings: tuple[Literal["phone", "chairside", "ward"], ...] = Field(min_length=1)
    if_: Criterion = Field(alias="if")
    reference: str


class WarningShape(Shape):
    """A warning."""

    id: str
    if_: Criterion = Field(alias="if")
    says: str


class ActionsShape(Shape):
    """The file actions.yaml."""

    actions: tuple[ActionShape, ...]
    warnings: tuple[WarningShape, ...]


class ReferenceShape(Shape):
    """A source."""

    id: str
    short: str
    citation: str


class ReferencesShape(Shape):
    """The file references.yaml."""

    references: tuple[ReferenceShape, ...]


class PackShape(Shape):
    """The file protocol.yaml."""

    id: str = Field(pattern=_NAME)
    version: str = Field(pattern=_NAME)
    title: str
    default_scale: str
