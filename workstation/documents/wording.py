"""The words of the page: dates, grades, values. Plain strings, no drawing, no PDF library.

Verification builds the same words from the embedded record and looks for them on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from workstation.clinical.encounter import Encounter
from workstation.clinical.findings import Finding, Setting, Source, State, Value
from workstation.clinical.form import Form, Item, Kind
from workstation.clinical.limits import fahrenheit
from workstation.clinical.results import ScoreRange
from workstation.clinical.wording import with_unit
from workstation.documents.content import SummaryContent

_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip

SETTINGS: Final[Mapping[Setting, str]] = {
    Setting.PHONE: "Phone call",
    Setting.CHAIRSIDE: "Chairside",
    Setting.WARD: "Ward",
}
SOURCES: Final[Mapping[Source, str]] = {
    Source.MEASURED: "measured",
    Source.PATIENT_DEVICE: "patient device",
    Source.REPORTED: "told",
    Source.RECORD: "record",
}
STATES: Final[Mapping[State, str]] = {
    State.UNKNOWN: "asked, not known",
    State.NOT_ASSESSED: "not assessed",
    State.NOT_ASKED: "not asked",
}


OBSERVATION_HEADS: Final = {
    "number": "",
    "time": "Time",
    "temperature": "T °{unit}",
    "pressure": "Pressure",
    "pulse": "Pulse",
    "breathing": "Breaths",
    "spo2": "SpO₂ %",
    "oxygen": "Oxygen",
    "grade": "Grade",
    "disposition": "Disposition",
    "who": "By",
}
"""The head of each column of the table of observations, in the order in which a line is read."""

OBSERVATION_COLUMNS: Final = tuple(OBSERVATION_HEADS)


def day(moment: date) -> str:
    """``22 Nov 2026``."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


class Zone:
    """Times as the site reads them."""

    def __init__(self, name: str) -> None:
        self._zone = ZoneInfo(name)

    def local(self, moment: datetime) -> datetime:
        """The same moment in the site's zone."""
        return moment.astimezone(self._zone)

    def day(self, moment: datetime) -> str:
        """``22 Nov 2026``."""
        return day(self.local(moment))

    def clock(self, moment: datetime) -> str:
        """``14:19``; in the hour that the autumn has twice ``02:19 +02:00``."""
        local = self.local(moment)
        told_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%H:%M} {_offset(local)}" if told_twice else f"{local:%H:%M}"

    def day_clock(self, moment: datetime) -> str:
        """``22 Nov 2026 14:19``."""
        return f"{self.day(moment)} {self.clock(moment)}"

    def near(self, moment: datetime, to: datetime) -> str:
        """The clock time, with the date where it is another day than ``to``."""
        here, there = self.local(moment), self.local(to)
        if here.date() == there.date():
            return self.clock(moment)
        short = f"{here.day} {_MONTHS[here.month - 1]}"
        return (
            f"{short} {self.clock(moment)}" if here.year == there.year else self.day_clock(moment)
        )

    def recent(self, moment: datetime, to: datetime) -> str:
        """Like :meth:`near`, but the date alone for what is more than two days old."""
        if abs(to - moment) <= timedelta(days=2):
            return self.near(moment, to)
        here, there = self.local(moment), self.local(to)
        short = f"{here.day} {_MONTHS[here.month - 1]}"
        return short if here.year == there.year else f"{short} {here.year}"

    def stamp(self, moment: datetime) -> str:
        """``22 Nov 2026 14:19:40 −05:00``: to the second, with the zone."""
        local = self.local(moment)
        return f"{day(local)} {local:%H:%M:%S} {_offset(local)}"


def _offset(local: datetime) -> str:
    """``−05:00``."""
    offset = f"{local:%z}"
    sign = "−" if offset[0] == "-" else "+"
    return f"{sign}{offset[1:3]}:{offset[3:5]}"


def grade_words(at_least: int, at_most: int) -> str:
    """The grade as the page says it. A range from 0 is never a 0."""
    if at_least == at_most:
        return f"Grade {at_least}"
    if at_least == 0:
        return f"Not settled, at most grade {at_most}"
    return f"At least grade {at_least}, at most {at_most}"


def span(at_least: int, at_most: int) -> str:
    """``2`` or ``1 to 4``."""
    return str(at_least) if at_least == at_most else f"{at_least} to {at_most}"


def score_words(score: ScoreRange) -> str:
    """The result of a screen that adds points."""
    if not score.valid:
        return f"not valid: {score.why_not_valid}" if score.why_not_valid else "not valid"
    return span(score.at_least, score.at_most)


def scale_title(form: Form, scale: str) -> str:
    """``Lee 2014``: what a scale is called, without saying CRS on each line."""
    info = form.scales.get(scale)
    return info.name.removesuffix(_OF_CRS) if info else scale


def scale_name(form: Form, scale: str) -> str:
    """``ASTCT 2019``: the title with its version, said once."""
    title, info = scale_title(form, scale), form.scales.get(scale)
    return title if info is None or info.version in title else f"{title} {info.version}"


_OF_CRS: Final = " · CRS"


def label(form: Form, finding: str) -> str:
    """What the form calls a finding."""
    item = form.items.get(finding)
    return item.label if item else finding.replace("_", " ")


def short_label(form: Form, finding: str) -> str:
    """The short name of a finding, as it stands within a sentence."""
    item = form.items.get(finding)
    return inline(item.short if item and item.short else label(form, finding))


def labels(form: Form, findings: Iterable[str]) -> str:
    """Several labels in one line."""
    return listed([short_label(form, finding) for finding in findings])


def inline(text: str) -> str:
    """A label inside a sentence: ``Rash`` is ``rash``, ``SpO₂`` and ``IV fluid`` stay."""
    ordinary = text.partition(" ")[0][1:].islower() or text.startswith("A ")
    return text[:1].lower() + text[1:] if ordinary else text


def listed(texts: Sequence[str]) -> str:
    """Labels in one line; parted by semicolons where one of them has a comma."""
    return ("; " if any("," in text for text in texts) else ", ").join(texts)


def reference(form: Form, source: str) -> str:
    """The short name of a source."""
    known = form.references.get(source)
    return known.short if known else source


def number(value: float, decimals: int) -> str:
    """A number with its item's decimals, or with more where it has more."""
    short = f"{value:.{decimals}f}"
    return short if float(short) == float(value) else repr(value)


def temperature(celsius: float, unit: str, decimals: int = 1) -> str:
    """In the site's unit; Fahrenheit carries the Celsius value that was graded."""
    text = f"{number(celsius, decimals)} °C"
    return f"{fahrenheit(celsius):.1f} °F ({text})" if unit == "F" else text


def value_text(item: Item | None, value: Value, unit: str, zone: Zone) -> str:
    """A known value with its unit, as a person reads it. ``unit`` is the site's for temperature."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return zone.day_clock(value)
    if isinstance(value, str | tuple):
        codes = (value,) if isinstance(value, str) else value
        return ", ".join(_code(item, code) for code in codes) or "none"
    return _quantity(item, value, unit)


def _quantity(item: Item | None, value: float, unit: str) -> str:
    if item is None:
        return number(value, 0)
    if item.unit == "°C":
        return temperature(float(value), unit, item.decimals)
    return with_unit(number(value, item.decimals), item.unit)


def _code(item: Item | None, code: str) -> str:
    return item.code_label(code) if item and item.kind in {Kind.CODE, Kind.CODES} else code


def why_not_known(form: Form, encounter: Encounter, finding: Finding | None) -> str:
    """Why a finding is not known: its own reason, or the one given for all at signing."""
    if finding is not None and finding.state is State.NOT_ASSESSED:
        return reason_words(form, finding.reason) or STATES[State.NOT_ASSESSED]
    if finding is not None and finding.state is State.UNKNOWN:
        return STATES[State.UNKNOWN]
    reason = reason_words(form, encounter.decision.not_known_reason)
    return f"not asked: {inline(reason)}" if reason else STATES[State.NOT_ASKED]


def reason_words(form: Form, reason: str) -> str:
    """A reason in words: the form's where it is one of its codes, else as typed."""
    return next((c.label for c in form.not_assessed_reasons if c.id == reason), reason)


def hours_since(dose: datetime, moment: datetime) -> int:
    """Whole hours between two moments, by UTC, so that a change of summer time does not count."""
    return int((moment - dose).total_seconds() // 3600)


def level_label(form: Form, level: str) -> str:
    """What the form calls a disposition level."""
    known = form.levels.get(level)
    return known.label if known else level.replace("_", " ")


def computed_label(content: SummaryContent) -> str:
    """What the protocol computed, in its words; "" where it computes none."""
    level = content.assessment.disposition.level
    return level_label(content.form, level) if level else ""


def decided_label(content: SummaryContent) -> str:
    """What the nurse decided; where nothing was decided against it, what was computed."""
    decision = content.encounter.decision
    if decision.override is not None:
        return level_label(content.form, decision.override.decided)
    if decision.level:
        return level_label(content.form, decision.level)
    return computed_label(content) or "None computed"
