"""What a case of a pack may look at: each by the key that its ``expect`` names.

``grades`` of scales as [lowest, highest], their ``axes`` and what they ``assumed``, the ``entry``,
the ``level``, the ``lines`` that fire, ``provisional``, ``waiting_for``, the ``next_question``, the
points of screens (``scores``, null where not valid), ``answers``, ``quotients``, ``flags``,
``febrile_neutropenia``, ``red_flags``, ``actions`` and ``actions_if_it_rises``, ``warnings``,
``disagreements`` and between which scales (``differences``), the value of definitions and tables
(``named``), the numbers of the case's ``agent``, what the form has ``asked``, the ``ceilings``, the
``signs`` of look-alikes, the ``advice`` that is read out, the limits that the patient is to
``watch``, what ``opens_card`` of an emergency where there is no level, and the pages of
``pages_told``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workstation.clinical import disagreements, early_warning, triage
from workstation.clinical.assessment import Examined
from workstation.clinical.look_alikes import Presence, look_alikes
from workstation.clinical.next_question import next_question
from workstation.clinical.notation import JSON
from workstation.clinical.protocol import Protocol
from workstation.clinical.results import Difference
from workstation.clinical.watching import own_limits
from workstation.protocols.pages_told import PAGES

TO_ASK = Presence.TO_ASK

Look = Callable[[Protocol, Examined], JSON]


def _grades(protocol: Protocol, found: Examined) -> JSON:
    ranges = {id: found.reading.grade(id) for id in protocol.scales}
    return {id: [g.at_least, g.at_most] for id, g in ranges.items()}


def _axes(protocol: Protocol, found: Examined) -> JSON:
    ranges = {id: found.reading.grade(id) for id in protocol.scales}
    return {id: {axis: list(ends) for axis, ends in g.axes.items()} for id, g in ranges.items()}


def _scores(protocol: Protocol, found: Examined) -> JSON:
    scores = {id: found.reading.score(id) for id in protocol.scores}
    return {id: [s.at_least, s.at_most] if s.valid else None for id, s in scores.items()}


def _flags(protocol: Protocol, found: Examined) -> JSON:
    return [*sorted({r.rule for r in early_warning.flags(protocol.flags, found.reading)})]


def _neutropenia(protocol: Protocol, found: Examined) -> JSON:
    told = protocol.febrile_neutropenia.value(found.retold[0])
    return "unknown" if told is None else "yes" if told else "no"


def _actions(protocol: Protocol, found: Examined, later: bool) -> JSON:
    grade = found.reading.grade(protocol.default_scale)
    actions = triage.actions(protocol, found.reading, grade, found.disposition.level)
    return [*sorted(action.id for action in actions if action.if_it_rises is later)]


def _warnings(protocol: Protocol, found: Examined) -> JSON:
    told = (w.says for w in protocol.warnings if w.when.value(found.reading) is True)
    return [*sorted(told)]


def _named(protocol: Protocol, found: Examined) -> JSON:
    """The value of every definition and table; null while it is not known."""
    reading = found.reading
    reading["level"] = found.disposition.level or "none"
    values = {name: reading[name] for name in (*protocol.definitions, *protocol.tables)}
    return {name: v if isinstance(v, bool | int | float) else None for name, v in values.items()}


def _assumed(protocol: Protocol, found: Examined) -> JSON:
    return {id: [*found.reading.grade(id).assumed] for id in protocol.scales}


def _differences(protocol: Protocol, found: Examined) -> list[Difference]:
    reading = found.reading
    grades = {id: reading.grade(id) for id in protocol.scales}
    return [*disagreements.told(protocol.disagreements, grades, reading)]


def _disagreements(protocol: Protocol, found: Examined) -> JSON:
    return [*sorted({_line(one) for one in _differences(protocol, found)})]


def _line(one: Difference) -> str:
    return one.why.rule.removeprefix("disagreement.")


def _between(protocol: Protocol, found: Examined) -> JSON:
    """Why scales differ and which do: ``penn-dose: penn-2018 above astct-2019``."""
    return [
        f"{_line(one)}: {', '.join(one.higher)} above {', '.join(one.lower)}"
        for one in _differences(protocol, found)
    ]


def _answers(protocol: Protocol, found: Examined) -> JSON:
    told = found.retold[0]
    return {rule.id: early_warning.answer(rule, told).answer for rule in protocol.answers}


def _quotients(protocol: Protocol, found: Examined) -> JSON:
    reading = found.reading
    return {rule.id: early_warning.quotient(rule, reading).value for rule in protocol.quotients}


def _next_question(protocol: Protocol, found: Examined) -> JSON:
    asked = next_question(protocol, found.reading, found.retold[0], found.disposition)
    return asked.finding if asked is not None else None


def _agent(protocol: Protocol, found: Examined) -> JSON:
    """What the pack tells of the case's agent in numbers."""
    agent = protocol.form.agents.get(found.reading.observation.therapy.agent or "")
    if agent is None:
        return None
    hours: list[JSON] = [step.hours for step in agent.step_up]
    return {"window_hours": agent.window_hours, "step_up_hours": hours}


def _signs(protocol: Protocol, found: Examined) -> JSON:
    """Whether each sign of a look-alike is there, where a criterion tells."""
    seen = look_alikes(protocol, found.reading.observation)
    return {
        one.page.id: {s.sign.id: s.presence.value for s in one.signs if s.presence != TO_ASK}
        for one in seen
    }


def _advice(protocol: Protocol, found: Examined) -> JSON:
    level = found.disposition.level
    return [*protocol.form.levels[level].advice] if level else []


def _watch(protocol: Protocol, found: Examined) -> JSON:
    """The bounds of what a patient watches: when to call the site, and when the ambulance."""
    return {
        one.id: [
            [f"{bound.sign} {bound.limit:g}" for bound in side]
            for side in (one.call_us, one.emergency)
        ]
        for one in own_limits(protocol, found.reading.observation)
    }


def _asked(protocol: Protocol, found: Examined) -> JSON:
    """What the form of the setting asks, and what of it is wanted."""
    setting = found.reading.observation.setting
    asked, wanted = protocol.asked_in[setting], protocol.required[setting]
    return {
        "rows": [id for id in protocol.form_order if id in asked],
        "wanted": [id for id in protocol.form_order if id in wanted],
    }


def _opens_card(protocol: Protocol, found: Examined) -> JSON:
    """What of the case opens the emergency card of a setting without dispositions."""
    opened_by = protocol.forms[found.reading.observation.setting].emergency_opened_by
    return [id for id in opened_by if found.reading[id] is True]


def _ceilings(protocol: Protocol, _found: Examined) -> JSON:
    """The published most doses: in 24 hours, in all, and the hours between two."""
    return {
        id: [one.in_24_hours, one.in_all, one.hours_apart]
        for id, one in protocol.form.ceilings.items()
    }


LOOKS: Mapping[str, Look] = {
    "grades": _grades,
    "axes": _axes,
    "entry": lambda _, found: found.reading.entry().result,
    "assumed": _assumed,
    "lines": lambda _, found: [*found.firing_lines()],
    "level": lambda _, found: found.disposition.level,
    "scores": _scores,
    "red_flags": lambda protocol, found: [
        id for id in protocol.red_flags if found.reading[id] is True
    ],
    "flags": _flags,
    "febrile_neutropenia": _neutropenia,
    "actions": lambda protocol, found: _actions(protocol, found, False),
    "actions_if_it_rises": lambda protocol, found: _actions(protocol, found, True),
    "warnings": _warnings,
    "named": _named,
    "disagreements": _disagreements,
    "differences": _between,
    "answers": _answers,
    "quotients": _quotients,
    "provisional": lambda _, found: found.disposition.provisional,
    "waiting_for": lambda _, found: [*found.disposition.waiting_for],
    "next_question": _next_question,
    "agent": _agent,
    "asked": _asked,
    "ceilings": _ceilings,
    "opens_card": _opens_card,
    **PAGES,
    "signs": _signs,
    "advice": _advice,
    "watch": _watch,
}
"""How each thing that a case may expect is looked at."""
