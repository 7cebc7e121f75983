"""The YAML of what a pack knows beside its rules: agents, look-alikes, ceilings, disagreements."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workstation.protocols.shapes import CodeShape, Criterion, Shape


class StepUpShape(Shape):
    """How long one dose is observed."""

    dose: str
    hours: float
    where: str
    region: str = ""


class AgentShape(Shape):
    """An agent with reported CRS."""

    id: str
    label: str
    brand: str = ""
    agent_class: Literal["car_t", "bispecific", "other"]
    target: str = ""
    onset: str = ""
    window_days: float | None = None
    window_hours: float | None = None
    rates: str = ""
    observation: str = ""
    on_crs: str = ""
    source: str
    dated: str = ""
    tag: Literal["S", "2"]
    duration: str = ""
    boxed_warning: bool | None = None
    step_up: tuple[StepUpShape, ...] = ()


class AgentsShape(Shape):
    """The file agents.yaml."""

    agents: tuple[AgentShape, ...]
    causes: tuple[CodeShape, ...]


class SignShape(Shape):
    """A line that speaks for a condition, or what it asks for. ``if``: when it is there."""

    id: str
    text: str
    reference: str
    findings: tuple[str, ...] = ()
    if_: Criterion | None = Field(default=None, alias="if")


class LookAlikeShape(Shape):
    """A condition that looks like CRS."""

    id: str
    label: str
    says: str
    signs: tuple[SignShape, ...]
    steps: tuple[SignShape, ...] = ()


class LookAlikesShape(Shape):
    """The file lookalikes.yaml."""

    lookalikes: tuple[LookAlikeShape, ...] = ()


class BackgroundShape(Shape):
    """The file background.yaml: what is told of CRS to read, topic by topic."""

    background: tuple[LookAlikeShape, ...] = ()


class RechallengeLineShape(Shape):
    """A line of the table: after CRS, this dose and the next."""

    id: str
    label: str
    agents: tuple[str, ...] = ()
    current: str = ""
    next: str = ""
    reference: str
    tag: Literal["S", "2"]


class RechallengeShape(Shape):
    """The file rechallenge.yaml."""

    rechallenge: tuple[RechallengeLineShape, ...] = ()


class CeilingShape(Shape):
    """Published most doses of a medicine."""

    id: str
    label: str
    in_24_hours: int | None = None
    in_all: int | None = None
    hours_apart: float | None = None
    reference: str
    tag: Literal["S", "2"]
    note: str = ""


class CeilingsShape(Shape):
    """The file ceilings.yaml."""

    ceilings: tuple[CeilingShape, ...] = ()


class DisagreementShape(Shape):
    """Why the scales of one list are higher than those of the other."""

    id: str
    higher: tuple[str, ...]
    lower: tuple[str, ...]
    if_: Criterion = Field(alias="if")
    says: str
    reference: str


class DisagreementsShape(Shape):
    """The file disagreements.yaml."""

    disagreements: tuple[DisagreementShape, ...] = ()
