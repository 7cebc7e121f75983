"""Stored encounters again under another version: whose result changes, from what to what, and why.

What was graded was stored with the grade; here it is graded once more. Nothing stored is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any

from workstation.clinical.answer import assessment_to_json
from workstation.clinical.assessment import assess
from workstation.clinical.called import Called
from workstation.clinical.findings import Observation
from workstation.clinical.notation import JSON, observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.replay_words import action_texts, refused_words, why_changed


@dataclass(frozen=True, slots=True)
class Graded:
    """An observation of a signed encounter: what was graded, and the stored answer, as JSON."""

    encounter_id: int
    uuid: str
    signed_at: datetime
    observation: Mapping[str, JSON] = field(repr=False)
    answer: Mapping[str, Any] = field(repr=False)
    number: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer comes to: the grade on the default scale, the level, the actions' texts.

    ``scale_name`` and ``level_label`` are the words for the two ids.
    """

    scale: str
    at_least: int
    at_most: int
    level: str | None
    actions: Mapping[str, str]
    scale_name: str = field(default="", compare=False)
    level_label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Replayed:
    """An observation whose result changes. ``why`` are sentences with rule and reference.

    It is the observation ``number`` of ``of`` of its encounter. ``rules`` are the ids of the rules
    and actions that ``why`` speaks of.

    ``refused`` says why the new version cannot take what was stored; ``after`` is None then.
    ``not_read`` are answers that the new version does not know.
    """

    encounter_id: int
    uuid: str
    signed_at: datetime
    setting: str
    before: Outcome
    after: Outcome | None
    why: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    refused: str = ""
    not_read: tuple[str, ...] = ()
    number: int = 1
    of: int = 1

    @property
    def key(self) -> str:
        """Tells this observation from all others."""
        return f"{self.uuid}/{self.number}"

    @property
    def name(self) -> str:
        """How a list calls it: ``12``, or ``12, observation 2 of 3``."""
        several = f", observation {self.number} of {self.of}" if self.of > 1 else ""
        return f"{self.encounter_id}{several}"

    @property
    def grade_changes(self) -> bool:
        """Whether the range of grades differs."""
        return self.after is not None and _grade(self.before) != _grade(self.after)

    @property
    def level_changes(self) -> bool:
        """Whether the disposition differs."""
        return self.after is not None and self.before.level != self.after.level

    @property
    def actions_added(self) -> tuple[str, ...]:
        """Texts of actions that the new version recommends and the stored answer did not."""
        return _without(self.after, self.before) if self.after else ()

    @property
    def actions_removed(self) -> tuple[str, ...]:
        """Texts of actions that the new version no longer recommends."""
        return _without(self.before, self.after) if self.after else ()


def replay_all(
    protocol: Protocol, encounters: Iterable[Graded], zone: tzinfo, used: Protocol
) -> Iterator[Replayed | None]:
    """One by one: what changes, None where nothing does.

    ``zone`` is where days are counted; ``used`` names what ``protocol`` does not know any more.
    """
    replay = _Replay(protocol, zone, Called(protocol, used))
    for one in encounters:
        yield replay.of(one)


@dataclass(frozen=True, slots=True)
class _Replay:
    """Grades again, and words what differs."""

    protocol: Protocol
    zone: tzinfo
    called: Called

    def of(self, one: Graded) -> Replayed | None:
        """What changes for one observation."""
        before, setting = self._outcome(one.answer), str(one.observation["setting"])
        known, not_read = _readable(self.protocol, one.observation)
        head = (one.encounter_id, one.uuid, one.signed_at, setting, before)
        told: Any = {"number": one.number, "of": one.of}
        told["not_read"] = tuple(self.called.finding(id) for id in not_read)
        try:
            observation = observation_from_json(self.protocol.form, known, one.signed_at)
        except Refusal as refusal:
            return Replayed(*head, None, refused=refused_words(refusal), **told)
        answer = assessment_to_json(assess(self.protocol, _at_the_site(observation, self.zone)))
        after = self._outcome(answer)
        if before == after:
            return None
        why, rules = why_changed(one.answer, answer, self.called)
        return Replayed(*head, after, why, rules, **told)

    def _outcome(self, answer: Mapping[str, Any]) -> Outcome:
        scale = answer["default_scale"]
        grade, disposition = answer["grades"][scale], answer["disposition"]
        level = None if disposition is None else disposition["level"]
        return Outcome(
            scale=scale,
            at_least=grade["at_least"],
            at_most=grade["at_most"],
            level=level,
            actions=action_texts(answer),
            scale_name=self.called.scale(scale),
            level_label=self.called.level(level) if level else "",
        )


def _readable(
    protocol: Protocol, observation: Mapping[str, JSON]
) -> tuple[Mapping[str, JSON], tuple[str, ...]]:
    """What was stored, but for answers that the protocol has no item for."""
    items, not_read, read = protocol.form.items, set(), dict(observation)
    for part in ("findings", "earlier"):
        given = observation.get(part)
        if isinstance(given, Mapping):
            not_read |= {id for id in given if id not in items}
            read[part] = {id: one for id, one in given.items() if id in items}
    return read, tuple(sorted(not_read))


def _at_the_site(observation: Observation, zone: tzinfo) -> Observation:
    return replace(observation, assessed_at=observation.assessed_at.astimezone(zone))


def _grade(outcome: Outcome) -> tuple[str, int, int]:
    return outcome.scale, outcome.at_least, outcome.at_most


def _without(these: Outcome, those: Outcome | None) -> tuple[str, ...]:
    other = those.actions if those else {}
    return tuple(text for id, text in these.actions.items() if other.get(id) != text)
