"""The patient's sheet: what to do now, what to watch, when to call. For a worried relative.

The words are the protocol's, in its parts; what was said in the call has a tick. Nothing here is
a diagnosis, a grade or an all-clear.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from workstation.clinical.findings import Setting
from workstation.clinical.form import Advice
from workstation.clinical.marks import Glyph
from workstation.clinical.watching import Bound, OwnLimit
from workstation.documents.head_blocks import agent_words
from workstation.documents.sheet_content import Block, Fact, Sheet, SheetContent, Table
from workstation.documents.sheet_words import (
    both_units,
    clock_of,
    dose_words,
    filled,
    latest,
    sited,
    unbroken,
    zone_of,
)
from workstation.documents.wording import day, number

TITLE: Final = "What to do and what to watch"
_SIDES: Final = {">=": "{} or more", ">": "above {}", "<=": "{} or less", "<": "below {}"}
_KNOWN_ALREADY: Final = "You have this now. Call us if it gets worse."
_LOOK_FOR: Final = "cytokine release syndrome (CRS) and for a serious infection (sepsis)"
_SAID_LIST: Final = "Your nurse went through this list with you."
_AT_HOME: Final = frozenset({"watch", "know"})


class NoLevel(Exception):
    """There is no disposition, as on the ward, and so nothing to tell the patient to do."""


def patient_sheet(content: SheetContent) -> Sheet:
    """The sheet in words. Raises ``NoLevel`` where no disposition holds."""
    level = content.level
    if level is None:
        raise NoLevel
    own = [one for one in content.form.advice.values() if level in one.levels]
    if not own:  # a disposition of another protocol
        raise NoLevel
    calls = [_emergency(content, own), _tell_them(content, own), _call_us(content, own)]
    if content.encounter.setting is Setting.CHAIRSIDE:
        calls.reverse()  # the nurse is beside the chair
    blocks = (
        _now(content, own),
        *calls,
        _watch(content, own),
        _know(content, own),
        _told(content, own),
    )
    return Sheet(
        title=TITLE,
        status="",
        made=_made(content),
        site=filled(content.site.name, f"Phone {content.site.phone}" if content.site.phone else ""),
        who=_who(content),
        blocks=tuple(block for block in blocks if block is not None),
        foot=tuple(_foot(content)),
        base=12.5,
        labels=110.0,
    )


def _made(content: SheetContent) -> str:
    zone = zone_of(content)
    return f"{zone.day(content.made_at)}, {zone.clock(content.made_at)}"


def _who(content: SheetContent) -> tuple[str, ...]:
    patient, therapy = content.encounter.patient, content.encounter.therapy
    name = f"For {patient.given_name} {patient.family_name}".rstrip() if patient else ""
    born = f", born {day(patient.birth_date)}" if patient else ""
    known = bool(therapy.agent or therapy.agent_text)
    agent = agent_words(therapy, content.form) if known else "not known to us yet"
    dose = dose_words(content) or ("dose and date not known" if known else "")
    return filled(f"{name}{born}", f"Treatment: {', '.join(filled(agent, dose))}")


def _foot(content: SheetContent) -> Iterator[str]:
    yield "This sheet does not take the place of a doctor. When in doubt, call."
    if content.signed is not None:
        yield f"Goes with the signed summary {content.encounter.uuid[:8]} · {content.nurse}"
    else:
        yield f"Made by {content.nurse} before the call was signed."


# --- blocks ---------------------------------------------------------------------------------


def _part(content: SheetContent, own: Iterable[Advice], part: str) -> Iterator[Fact]:
    """The advice of a part, each with a tick where it was said."""
    for advice in own:
        if advice.part == part:
            yield _advice(content, advice)


def _advice(content: SheetContent, advice: Advice) -> Fact:
    said = advice.id in content.encounter.decision.advice_given
    mark = Glyph.KNOWN if said else Glyph.NOT_ASKED
    return Fact("", (sited(advice.text, content),), mark, stays=True)


def _now(content: SheetContent, own: list[Advice]) -> Block:
    """The first sentence large; then the rest, and the call-back that was agreed."""
    first, *rest = [one for one in own if one.part == "now"] or own[:1]
    facts = [*_large(content, first), *(_advice(content, one) for one in rest)]
    due = content.encounter.decision.call_back_at
    if due is not None:
        number_ = content.encounter.call_back_number
        zone = zone_of(content)
        on = f" on {number_}" if number_ else ""
        when = f"We ring you on {zone.day(due)} at {zone.clock(due)}{on}."
        facts.append(Fact("", (when,), Glyph.NOT_ASKED, strong=True, stays=True))
    return Block("Do this now", tuple(facts), framed=True)


def _large(content: SheetContent, advice: Advice) -> Iterator[Fact]:
    """The first sentence in large letters, the others below it."""
    whole = _advice(content, advice)
    first, stop, rest = whole.text.partition(". ")
    yield replace(whole, parts=(f"{first}." if stop else first,), large=True)
    if rest:
        yield replace(whole, parts=(rest,), glyph=Glyph.NOT_ASKED)


def _emergency(content: SheetContent, own: list[Advice]) -> Block | None:
    number_ = content.site.emergency_number
    listed = [one for one in own if one.part == "emergency"]
    if not listed:
        return None
    points = tuple(point[:1].upper() + point[1:] for one in listed for point in one.points)
    lead = [sited(_lead(one), content) for one in listed if one.points]
    facts = [Fact("", (text,), strong=True, stays=True) for text in lead if text]
    given = content.encounter.decision.advice_given
    if any(one.id in given for one in listed if one.points):
        facts.append(Fact("", (_SAID_LIST,), Glyph.KNOWN))
    facts += [_advice(content, one) for one in listed if not one.points]
    title = f"Call {number_}" if any(lead) else f"Call {number_} for any of these"
    if content.encounter.setting is Setting.CHAIRSIDE:
        title = f"When you are at home: {title[:1].lower()}{title[1:]}"
    return Block(title, tuple(facts), points)


def _lead(advice: Advice) -> str:
    """What the sentence says beside its list, if that is more than "call"."""
    *rest, last = advice.points
    listed = f"{', '.join(rest)} or {last}" if rest else last
    before = advice.text.replace(listed, "").removesuffix(".").removesuffix(" for ").rstrip()
    return "" if len(before.split()) < 3 else f"{before.removesuffix(' for')} for:"


def _tell_them(content: SheetContent, own: list[Advice]) -> Block | None:
    """For who is sent to others: what to say there, to be shown or read out."""
    if content.encounter.setting is not Setting.PHONE or any(one.part in _AT_HOME for one in own):
        return None
    therapy, says = content.encounter.therapy, "My wallet card names my treatment."
    if therapy.agent or therapy.agent_text:
        agent = agent_words(therapy, content.form)
        says = f"I was treated with {agent}, {_on(content)}."
    says = f"{says} My nurse asks you to look for {_LOOK_FOR}."
    return Block("Show them this", (Fact("", (says,), strong=True, stays=True),))


def _on(content: SheetContent) -> str:
    at = content.encounter.therapy.last_dose_at
    return (
        f"the last dose on {zone_of(content).day(at)}" if at else "date of the last dose not known"
    )


def _call_us(content: SheetContent, own: list[Advice]) -> Block:
    """The number to ring, and when."""
    site = content.site
    facts = list(_part(content, own, "call_us"))
    if site.phone:
        facts.append(Fact("", (f"{site.phone} · {site.name}",), large=True, stays=True))
    return Block(_call_title(content, own), tuple(facts))


def _call_title(content: SheetContent, own: list[Advice]) -> str:
    if content.encounter.setting is not Setting.CHAIRSIDE:
        return "Call us"
    home = any(one.part in _AT_HOME for one in own)
    return "Tell your nurse, and call us when you are at home" if home else "Tell your nurse"


def _watch(content: SheetContent, own: list[Advice]) -> Block | None:
    """What is measured at home, with today's value and the two limits."""
    if not any(one.part in _AT_HOME for one in own):
        return None
    rows = [_row(content, one) for one in content.limits if _is_theirs(content, one)]
    head = ("What you measure", "Today", "Call us", f"Call {content.site.emergency_number}")
    table = Table(head, tuple(rows), (26, 20, 27, 27), stays=True) if rows else None
    return Block("Watch this", tuple(_part(content, own, "watch")), table=table)


def _is_theirs(content: SheetContent, limit: OwnLimit) -> bool:
    """The temperature for everyone, all else only for who has measured it or has a usual value."""
    found = latest(content)
    ids = filled(limit.finding, limit.usual)
    return limit.finding == "temperature_c" or any(i in found and found[i].known for i in ids)


def _row(content: SheetContent, limit: OwnLimit) -> tuple[str, ...]:
    found = latest(content)
    now, usual = found.get(limit.finding), found.get(limit.usual)
    name = limit.label
    if usual is not None and usual.known:
        name = f"{name}\nusual for you: {_value(content, limit, _as_number(usual.value))}"
    value = _as_number(now.value) if now is not None and now.known else None
    today = "not measured"
    if value is not None and now is not None:
        at = clock_of(now, content)
        today = _value(content, limit, value) + (f"\nat {at}" if at else "")
    call = _bounds(content, limit, limit.call_us)
    if value is not None and any(bound.holds(value) for bound in limit.call_us):
        call = _KNOWN_ALREADY
    return name, today, call, _bounds(content, limit, limit.emergency)


def _as_number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _bounds(content: SheetContent, limit: OwnLimit, bounds: Iterable[Bound]) -> str:
    said = [_SIDES[one.sign].format(_value(content, limit, one.limit)) for one in bounds]
    own_lines = content.form.items[limit.finding].unit == "°C"
    return ("\nor " if own_lines else ", or ").join(said)


def _value(content: SheetContent, limit: OwnLimit, value: float) -> str:
    """A number as the patient reads it on the device; a temperature in both units."""
    item = content.form.items[limit.finding]
    if item.unit == "°C":
        return unbroken(both_units(value, content.site.temperature_unit))
    return unbroken(f"{number(value, 0)} %") if item.unit == "%" else number(value, 0)


def _know(content: SheetContent, own: list[Advice]) -> Block | None:
    facts = tuple(_part(content, own, "know"))
    return Block("Good to know", facts) if facts else None


def _told(content: SheetContent, own: list[Advice]) -> Block:
    """What else was said, and whether it was said back."""
    decision = content.encounter.decision
    ids = {one.id for one in own}
    more = [content.form.advice[i] for i in decision.advice_given if i in content.form.advice]
    also = tuple(sited(one.text, content) for one in more if one.id not in ids)
    facts = [Fact("", also, Glyph.KNOWN, joiner=" ")] if also else []
    back = {
        True: "You said it back in your own words.",
        False: "Saying it back did not work yet. Ask us to explain it again.",
        None: "Saying it back: not done yet. Ask us to go through this sheet with you.",
    }[decision.teach_back]
    mark = Glyph.KNOWN if decision.teach_back else Glyph.NOT_ASKED
    facts.append(Fact("", (back,), mark, strong=True, stays=True))
    return Block("Told to you (a tick: your nurse said it to you)", tuple(facts))
