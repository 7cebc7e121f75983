"""The words that both sheets share: numbers, times, therapy, what the sheet goes with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from workstation.clinical.encounter import earlier
from workstation.clinical.findings import Finding
from workstation.clinical.limits import fahrenheit
from workstation.documents.head_blocks import agent_words
from workstation.documents.sheet_content import SheetContent
from workstation.documents.wording import Zone, number

NOT_SIGNED: Final = "NOT SIGNED — working copy"
_EMERGENCY: Final = "{emergency_number}"


def filled(*texts: str) -> tuple[str, ...]:
    """The texts that say something."""
    return tuple(text for text in texts if text)


def zone_of(content: SheetContent) -> Zone:
    """The site's zone."""
    return Zone(content.site.time_zone)


def sited(text: str, content: SheetContent) -> str:
    """The pack's words with the site's emergency number."""
    return text.replace(_EMERGENCY, content.site.emergency_number)


def status(content: SheetContent) -> str:
    """Whether the sheet goes with a signed summary, and with which."""
    if content.signed is None:
        return NOT_SIGNED
    short, digest = content.encounter.uuid[:8], content.signed.sha256[:16]
    return f"Goes with the signed summary {short} · SHA-256 {digest} …"


def both_units(celsius: float, unit: str) -> str:
    """``38.0 °C (100.4 °F)``, the site's unit first."""
    here, there = f"{number(celsius, 1)} °C", f"{fahrenheit(celsius):.1f} °F"
    return f"{there} ({here})" if unit == "F" else f"{here} ({there})"


def unbroken(text: str) -> str:
    """The same, kept on one line: a number is not read without its unit."""
    return text.replace(" ", "\u00a0")


def dose_words(content: SheetContent) -> str:
    """``step-up 2, 21 Nov 2026 08:05``, as far as it is known."""
    therapy, zone = content.encounter.therapy, zone_of(content)
    dose = therapy.dose_label or (f"dose {therapy.dose_number}" if therapy.dose_number else "")
    at = zone.day_clock(therapy.last_dose_at) if therapy.last_dose_at else ""
    return ", ".join(filled(dose, at))


def therapy_words(content: SheetContent) -> str:
    """Agent, dose and its time; says so where one is not known."""
    dose = dose_words(content)
    if content.encounter.therapy.last_dose_at is None:
        dose = ", ".join(filled(dose, "time of the dose not known"))
    return f"{agent_words(content.encounter.therapy, content.form)}, {dose}"


def site_lines(content: SheetContent) -> tuple[str, ...]:
    """Name, phone and address of the site."""
    site = content.site
    return filled(site.name, f"Phone {site.phone}" if site.phone else "", site.address)


def latest(content: SheetContent) -> dict[str, Finding]:
    """Each finding as it was last known, in this observation or in one before it."""
    return {**earlier(content.encounter), **content.encounter.findings}


def clock_of(found: Finding, content: SheetContent) -> str:
    """When a value was true; "" where nobody said."""
    return zone_of(content).recent(found.at, content.made_at) if found.at else ""


def said_at(moment: datetime | None, content: SheetContent) -> str:
    """A time of the call, with its date where that is another day."""
    return zone_of(content).near(moment, content.made_at) if moment else ""


def in_form_order(content: SheetContent, ids: Iterable[str]) -> Iterator[str]:
    """Ids in the order in which they are asked, each once."""
    wanted = set(ids)
    asked = [i for s in content.form.sections for row in s.rows for i in row.items]
    yield from (id_ for id_ in dict.fromkeys([*asked, *content.form.items]) if id_ in wanted)
