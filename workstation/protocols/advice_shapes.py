"""The YAML of the words for the patient, and of what a patient watches."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workstation.protocols.shapes import Criterion, Level, Shape


class AdviceShape(Shape):
    """Words for the patient. ``{points}`` in the text stands for the points as one list."""

    id: str
    levels: tuple[Level, ...]
    source: str
    text: str
    part: Literal["now", "watch", "call_us", "emergency", "know"] = "know"
    points: tuple[str, ...] = ()


class BoundShape(Shape):
    """A number of a finding that asks for a call; ``if`` says for whom."""

    sign: Literal[">=", ">", "<=", "<"]
    limit: Criterion
    if_: Criterion | None = Field(default=None, alias="if")


class WatchShape(Shape):
    """What a patient watches; ``usual`` is the finding with the usual value."""

    id: str
    finding: str
    label: str
    usual: str = ""
    call_us: tuple[BoundShape, ...] = ()
    emergency: tuple[BoundShape, ...] = ()
    reference: str


class AdviceFileShape(Shape):
    """The file advice.yaml."""

    advice: tuple[AdviceShape, ...]
    watch: tuple[WatchShape, ...] = ()
    hand_over: tuple[str, ...] = ()
