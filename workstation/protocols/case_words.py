"""A case in a clinician's words: what is given and what it must give, by the labels of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from workstation.clinical import wording
from workstation.clinical.criterion_words import plain, sentence
from workstation.clinical.findings import Setting
from workstation.clinical.form import Item, Kind
from workstation.clinical.notation import JSON
from workstation.clinical.protocol import Protocol
from workstation.protocols.cases import ASSESSED_AT, Case

_DENIED = 4
"""More findings than this that are all "no" stand in one row."""

_SETTINGS: Mapping[str, str] = {
    Setting.PHONE.value: "on the phone",
    Setting.CHAIRSIDE.value: "at the chair",
    Setting.WARD.value: "on the ward",
}
_CIRCUMSTANCES: Mapping[str, str] = {
    "age_years": "Age",
    "age_months": "Age",
    "weight_kg": "Weight",
    "sex": "Sex",
    "conditions": "Conditions",
    "pregnant": "Pregnant",
    "beta_blocker": "Beta blocker",
    "long_term_steroid": "Steroid for a long time",
    "central_line": "Central line",
    "caregiver_present": "Caregiver present",
    "has_thermometer": "Has a thermometer",
    "cause": "Treated with",
    "agent": "Agent",
    "agent_text": "Agent",
    "agent_class": "Class of the agent",
    "dose_label": "Dose",
    "dose_number": "Dose number",
    "last_dose_at": "Last dose",
    "days_since_dose": "Days since the dose",
    "within_onset_window": "Within the time of onset",
    "chemotherapy_within_6_weeks": "Chemotherapy within 6 weeks",
    "prior_call_within_24h": "Called within 24 hours before",
    "setting": "Setting",
    "level": "Disposition",
    "entry": "Entry",
}
_UNITS: Mapping[str, tuple[str, str]] = {
    "age_years": ("year", "years"),
    "age_months": ("month", "months"),
    "weight_kg": ("kg", "kg"),
}
_SOURCES: Mapping[str, str] = {
    "measured": "measured",
    "patient_device": "patient's device",
    "reported": "told",
    "record": "from the record",
}

Row = tuple[str, str]
"""What it is called, and its value in words."""


def given_rows(protocol: Protocol, given: Mapping[str, JSON]) -> tuple[Row, ...]:
    """The input of a case as a table: circumstances first, what was denied last, in one row."""
    return tuple(_Given(protocol, given).rows())


def name_of(protocol: Protocol, id: str) -> str:
    """What a finding, a circumstance, an axis or a scale is called, with its id behind it."""
    item = protocol.form.items.get(id)
    if item is not None:
        return f"{item.label} ({id})"
    if id in protocol.axes:
        owner, axis = protocol.axes[id]
        kind = "points" if owner in protocol.scores else "grade"
        return f"{axis.label}, {kind} ({id})"
    if id in protocol.scale_names:
        return f"{protocol.scales[protocol.scale_names[id]].name}, grade ({id})"
    if id in protocol.scores:
        return f"{protocol.scores[id].name} ({id})"
    return _CIRCUMSTANCES.get(id, sentence(plain(id)))


def value_of(protocol: Protocol, id: str, told: str) -> str:
    """A value of a counter-example, ``38.0``, ``room_air``, with its unit and its label."""
    item = protocol.form.items.get(id)
    if id in _SETTINGS or id == "setting":
        return _SETTINGS.get(told, told)
    if item is None:
        one, many = _UNITS.get(id, ("", ""))
        return f"{told} {one if told == '1' else many}".strip() if _is_number(told) else plain(told)
    if item.kind in (Kind.NUMBER, Kind.COUNT):
        return wording.value(item, float(told)) if _is_number(told) else told
    if told.startswith("[") and told.endswith("]"):
        codes = [one.strip() for one in told[1:-1].split(",") if one.strip()]
        return ", ".join(item.code_label(code) for code in codes) or "none"
    return item.code_label(told)


def case_words(protocol: Protocol, case: Case, rule: str = "") -> str:
    """One case as a sentence: where, what is given, and what is expected of the rule's scale too.

    ``B0187, on the phone. Age: 3 years; Wheeze: yes. Expected: ASTCT 2019 · CRS grade 0 to 4``
    """
    (_, place), *rows = _Given(protocol, case.input, with_ids=False).rows()
    given = "; ".join(f"{name}: {value}" for name, value in rows)
    wanted = "; ".join(expected_words(protocol, case.expect, rule.partition(".")[0]))
    told = f"{case.id}, {place}. {given or 'Nothing more is given'}."
    return f"{told} Expected: {wanted}" if wanted else told


def given_length(case: Case) -> int:
    """How much a reader has to take in of a case: what is denied stands in one row."""
    given = case.input.get("findings")
    told = given.values() if isinstance(given, Mapping) else ()
    return len([value for value in told if value is not False])


def reading_order(case: Case) -> tuple[bool, int]:
    """Cases that expect a grade or a disposition first, of these the shortest."""
    return not {"grades", "level", "refused"} & case.expect.keys(), given_length(case)


def expected_words(
    protocol: Protocol, expect: Mapping[str, JSON], scale: str = ""
) -> Iterator[str]:
    """What a reader asks first of a case: the grade, the disposition, the screen, the refusal."""
    if "refused" in expect:
        yield "it is not taken, as it lies outside the limits"
    grades, scores = expect.get("grades"), expect.get("scores")
    for id in dict.fromkeys((protocol.default_scale, scale)):
        ends = grades.get(id) if isinstance(grades, Mapping) else None
        if id in protocol.scales and ends is not None:
            yield f"{protocol.scales[id].name} grade {span(ends)}"
    points = scores.get(scale) if isinstance(scores, Mapping) else None
    if scale in protocol.scores and points is not None:
        yield f"{protocol.scores[scale].name} {span(points)}"
    level = protocol.form.levels.get(str(expect.get("level")))
    if level is not None:
        yield level.label


def span(ends: JSON) -> str:
    """``2``, or ``0 to 4``."""
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        return str(ends)
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


class _Given:
    """The input of one case, told."""

    def __init__(
        self, protocol: Protocol, given: Mapping[str, JSON], *, with_ids: bool = True
    ) -> None:
        self._protocol, self._given, self._with_ids = protocol, given, with_ids
        self._items = protocol.form.items
        self._at = _moment(given.get("assessed_at")) or ASSESSED_AT

    def rows(self) -> Iterator[Row]:
        for key in ("setting", "patient", "therapy", "prior_call_within_24h"):
            value = self._given.get(key)
            told = value if isinstance(value, Mapping) else {key: value}
            yield from (self._circumstance(k, v) for k, v in told.items() if v is not None)
        found = self._given.get("findings")
        findings = found if isinstance(found, Mapping) else {}
        denied = [id for id, value in findings.items() if value is False]
        long = len(denied) > _DENIED
        for id, value in findings.items():
            if not (long and value is False):
                yield self._name(id), self._finding(id, value)
        if long:
            names = [self._label(id) for id in denied[:2]]
            yield f"{', '.join(names)} and {len(denied) - 2} others", "no"

    def _name(self, id: str) -> str:
        return name_of(self._protocol, id) if self._with_ids else self._label(id)

    def _label(self, id: str) -> str:
        return self._items[id].label if id in self._items else id

    def _circumstance(self, key: str, value: JSON) -> Row:
        name = _CIRCUMSTANCES.get(key, sentence(plain(key)))
        if key == "setting":
            return name, _SETTINGS.get(str(value), str(value))
        if key == "agent":
            agent = self._protocol.form.agents.get(str(value))
            return name, agent.label if agent else str(value)
        if key == "last_dose_at":
            return name, self._before(value)
        if isinstance(value, list | tuple):
            return name, ", ".join(plain(str(one)) for one in value) or "none"
        one, many = _UNITS.get(key, ("", ""))
        return name, f"{_plain(value)} {one if value == 1 else many}".strip()

    def _finding(self, id: str, value: JSON) -> str:
        if isinstance(value, Mapping):
            return self._detailed(id, value)
        item = self._items.get(id)
        if value is None or value == "unknown":
            return "not known"
        if item is None:
            return _plain(value)
        if item.kind is Kind.TIME:
            return self._before(value)
        return _worded(item, value)

    def _detailed(self, id: str, value: Mapping[str, JSON]) -> str:
        if "not_assessed" in value:
            return f"not assessed: {value['not_assessed']}"
        told = [self._finding(id, value.get("value"))]
        if "source" in value:
            told.append(_SOURCES.get(str(value["source"]), str(value["source"])))
        if "at" in value:
            told.append(self._before(value["at"]))
        return ", ".join(told)

    def _before(self, value: JSON) -> str:
        at = _moment(value)
        if at is None:
            return str(value)
        apart = abs(self._at - at)
        told = _duration(apart)
        if not apart:
            return "at the same time"
        return f"{told} before" if at < self._at else f"{told} after"


def _moment(value: JSON) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _duration(apart: timedelta) -> str:
    minutes = round(apart.total_seconds() / 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [(days, "day"), (hours, "hour"), (rest, "minute")]
    told = [f"{n} {word}" if n == 1 else f"{n} {word}s" for n, word in parts if n]
    return " ".join(told)


def _worded(item: Item, value: JSON) -> str:
    if isinstance(value, list):
        return wording.value(item, tuple(str(one) for one in value))
    fits = isinstance(value, str) or (item.kind in (Kind.NUMBER, Kind.COUNT, Kind.BOOLEAN))
    return wording.value(item, value) if fits else _plain(value)


def _plain(value: JSON) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _is_number(told: str) -> bool:
    return told.replace(".", "", 1).removeprefix("-").isdecimal()
