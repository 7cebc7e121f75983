"""The YAML of the form: sections and rows, disposition levels, the emergency card."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workstation.protocols.shapes import CodeShape, Shape


class RowShape(Shape):
    """A row of the form."""

    id: str
    kind: Literal["answer", "vital", "choice", "choices", "none_of_these", "time"]
    items: tuple[str, ...]
    label: str
    key: str = ""
    say: str = ""
    help: str = ""
    say_beside: str | None = None
    help_beside: str | None = None
    settings: tuple[Literal["phone", "chairside", "ward"], ...] = Field(
        default=("phone", "chairside", "ward"), min_length=1
    )
    only_if: str = ""
    optional: bool = False


class SectionShape(Shape):
    """A section of the form."""

    id: str
    title: str
    say: str = ""
    say_beside: str | None = None
    rows: tuple[RowShape, ...] = Field(min_length=1)


class LevelShape(Shape):
    """A disposition level."""

    id: str
    rank: int
    label: str
    detail: str
    icon: str
    setting: Literal["phone", "chairside", "ward"] = "phone"


class EmergencyWordsShape(Shape):
    """What is said and done in an emergency."""

    say: str
    steps: tuple[str, ...]
    called: str = "Called by"
    callers: tuple[str, ...] = ("The nurse",)
    source: str = "house"
    title: str = ""
    opened_by: tuple[str, ...] = ()


class EmergencyShape(EmergencyWordsShape):
    """The words of the emergency card; a setting may have its own."""

    settings: dict[Literal["chairside", "ward"], EmergencyWordsShape] = Field(default={})


class FormShape(Shape):
    """The file form.yaml."""

    sections: tuple[SectionShape, ...]
    not_assessed_reasons: tuple[CodeShape, ...]
    lowering_reasons: tuple[CodeShape, ...]
    emergency: EmergencyShape
    levels: tuple[LevelShape, ...]
