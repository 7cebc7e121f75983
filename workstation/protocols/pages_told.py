"""What a case may look at of the pages beside the rules: lines, steps, reasons, by their ids.

Nothing here grades, but somebody reads it: a line that is lost is to be noticed. ``look_alikes``
and ``background`` by page, each line with the findings that show it; the rows of ``rechallenge``
for the case's agent; what ``hand_over`` names first; ``causes`` of a therapy; the ``reasons`` that
a nurse may choose; the emergency ``card`` of the setting; the ``points`` of what is read out; what
the next observation has ``asked_anew``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from workstation.clinical.assessment import Examined
from workstation.clinical.form import Form
from workstation.clinical.knowledge import LookAlike, Sign
from workstation.clinical.notation import JSON
from workstation.clinical.protocol import Protocol


def _form(protocol: Protocol, found: Examined) -> Form:
    return protocol.forms[found.reading.observation.setting]


def _lines(signs: Iterable[Sign]) -> list[JSON]:
    return [f"{one.id}: {', '.join(one.findings)}" if one.findings else one.id for one in signs]


def _pages(pages: Mapping[str, LookAlike]) -> list[JSON]:
    """Each page by its id, its lines and its steps."""
    return [[one.id, _lines(one.signs), _lines(one.steps)] for one in pages.values()]


def _rechallenge(protocol: Protocol, found: Examined) -> JSON:
    agent = found.reading.observation.therapy.agent
    rows = protocol.form.rechallenge
    return [one.id for one in rows if not one.agents or agent in one.agents]


def _reasons(protocol: Protocol, _found: Examined) -> JSON:
    """Why something was not assessed, and why a level may be lowered."""
    form = protocol.form
    both = (form.not_assessed_reasons, form.lowering_reasons)
    return [[reason.id for reason in reasons] for reasons in both]


def _card(protocol: Protocol, found: Examined) -> JSON:
    form = _form(protocol, found)
    return [[*form.emergency_steps], [*form.emergency_callers]]


def _points(protocol: Protocol, found: Examined) -> JSON:
    advice = _form(protocol, found).advice
    return [[one.id, *one.points] for one in advice.values() if one.points]


def _asked_anew(protocol: Protocol, found: Examined) -> JSON:
    asked = _form(protocol, found).asked_anew
    return [id for id in protocol.form_order if id in asked]


PAGES: Mapping[str, Callable[[Protocol, Examined], JSON]] = {
    "look_alikes": lambda protocol, _: _pages(protocol.form.lookalikes),
    "background": lambda protocol, _: _pages(protocol.form.background),
    "rechallenge": _rechallenge,
    "hand_over": lambda protocol, _: [*protocol.form.hand_over],
    "causes": lambda protocol, _: [one.id for one in protocol.form.causes],
    "reasons": _reasons,
    "card": _card,
    "points": _points,
    "asked_anew": _asked_anew,
}
"""How each of them is looked at."""
