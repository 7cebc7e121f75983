"""Stored encounters again under another version: whose result changes, from what to what, and why.

What was graded was stored with the grade; here it is graded once more. Nothing stored is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any

from workstation.clinical.answer import assessment_to_json
from workstation.clinical.assessment import assess
from workstation.clinical.findings import Observation
from workstation.clinical.notation import JSON, observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal

_MOST_NAMED = 5
"""A sentence names as many findings that a grade waits for."""


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
    """What an answer comes to: the grade on the default scale, the level, the actions' texts."""

    scale: str
    at_least: int
    at_most: int
    level: str | None
    actions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replayed:
    """An observation whose result changes. ``why`` are sentences with rule and reference.

    It is the observation ``number`` of ``of`` of its encounter.

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
    protocol: Protocol, encounters: Iterable[Graded], zone: tzinfo
) -> Iterator[Replayed | None]:
    """One by one: what changes, None where nothing does. ``zone`` is where days are counted."""
    for one in encounters:
        yield _replayed(protocol, one, zone)


def _replayed(protocol: Protocol, one: Graded, zone: tzinfo) -> Replayed | None:
    before, setting = _outcome(one.answer), str(one.observation["setting"])
    known, not_read = _readable(protocol, one.observation)
    head = (one.encounter_id, one.uuid, one.signed_at, setting, before)
    told: Any = {"not_read": not_read, "number": one.number, "of": one.of}
    try:
        observation = observation_from_json(protocol.form, known, one.signed_at)
    except Refusal as refusal:
        return Replayed(*head, None, refused=refusal.message, **told)
    answer = assessment_to_json(assess(protocol, _at_the_site(observation, zone)))
    after = _outcome(answer)
    if before == after:
        return None
    why = _why(one.answer, answer) or _other_reasons(before, after, answer)
    return Replayed(*head, after, why, **told)


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


def _outcome(answer: Mapping[str, Any]) -> Outcome:
    scale = answer["default_scale"]
    grade, disposition = answer["grades"][scale], answer["disposition"]
    return Outcome(
        scale=scale,
        at_least=grade["at_least"],
        at_most=grade["at_most"],
        level=None if disposition is None else disposition["level"],
        actions={one["id"]: _told(one) for one in answer["actions"]},
    )


def _told(action: Mapping[str, Any]) -> str:
    return f"{action['text']} (if it rises)" if action.get("if_it_rises") else action["text"]


def _grade(outcome: Outcome) -> tuple[str, int, int]:
    return outcome.scale, outcome.at_least, outcome.at_most


def _without(these: Outcome, those: Outcome | None) -> tuple[str, ...]:
    other = those.actions if those else {}
    return tuple(text for id, text in these.actions.items() if other.get(id) != text)


def _why(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The reasons that are new, those that are gone, and what the grade waits for now."""
    old, new = _reasons(before), _reasons(after)
    waited, waits = _not_known(before), _not_known(after)
    return (
        *(f"now: {reason}" for reason in new if reason not in old),
        *(f"no longer: {reason}" for reason in old if reason not in new),
        *_listed("now waits for", [id for id in waits if id not in waited]),
        *_listed("no longer waits for", [id for id in waited if id not in waits]),
    )


def _reasons(answer: Mapping[str, Any]) -> dict[str, None]:
    grade = answer["grades"][answer["default_scale"]]
    told = [*grade["because"], *((answer["disposition"] or {}).get("because", ()))]
    found = dict.fromkeys(f"{one['says']} ({one['rule']}, {one['source']})" for one in told)
    return found | dict.fromkeys(grade["open_because"])


def _not_known(answer: Mapping[str, Any]) -> Sequence[str]:
    ids: Sequence[str] = answer["grades"][answer["default_scale"]]["not_known"]
    return ids


def _listed(what: str, ids: Sequence[str]) -> Iterator[str]:
    if ids:
        more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
        yield f"{what} {', '.join(ids[:_MOST_NAMED])}{more}"


def _other_reasons(before: Outcome, after: Outcome, answer: Mapping[str, Any]) -> tuple[str, ...]:
    """The same reasons give another result: the rules that give it, or the actions by their id."""
    if _grade(before) != _grade(after) or before.level != after.level:
        return tuple(f"now gives this: {reason}" for reason in _reasons(answer))
    sources = {one["id"]: one["source"] for one in answer["actions"]}
    changed = {**before.actions, **after.actions}
    return tuple(
        f"action {id} ({sources[id]})" if id in sources else f"action {id} is gone"
        for id in changed
        if before.actions.get(id) != after.actions.get(id)
    )
