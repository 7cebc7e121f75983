"""The lines that fire, and the level over the phone (ASSESSMENT §6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from tests.clinical.plain_reading import axes, completing, screens
from tests.clinical.plain_reading.ages import limits, systolic_limit, under
from tests.clinical.plain_reading.seen import (
    ANAPHYLAXIS,
    EMERGENCY,
    MASKING,
    MILD,
    ORGANS,
    RED_FLAGS,
    Seen,
    words,
)

CAR_T = words(
    "tisagenlecleucel axicabtagene brexucabtagene lisocabtagene idecabtagene ciltacabtagene "
    "obecabtagene afamitresgene"
)
ONSET = {
    "tisagenlecleucel": timedelta(days=51),
    "axicabtagene": timedelta(days=12),
    "brexucabtagene": timedelta(days=46),
    "lisocabtagene": timedelta(days=7),
    "obecabtagene": timedelta(days=23),
    "afamitresgene": timedelta(days=5),
    "teclistamab": timedelta(days=6),
    "talquetamab": timedelta(hours=167),
}
"""The upper end of the onset ranges that FACTS §5 prints."""

FEVER_KEYS = {"temperature_c", "temperature_max_24h_c", "fever", "fever_reported", "high_fever"}
PHONE_LEVELS = (
    "home_care",
    "scheduled_call_back",
    "urgent_review",
    "emergency_department_now",
    "call_emergency_services",
)
HEARD = ("breathless_on_the_line", "slurred_on_the_line", "word_finding_on_the_line")


@dataclass(frozen=True)
class Fired:
    """The names of the lines that fire, by level, and the entry."""

    emergency: frozenset[str]
    department: frozenset[str]
    fever_with: frozenset[str]
    urgent: frozenset[str]
    entries: frozenset[str]


def told(one: Seen) -> Seen:
    """What is measured and told: no cause, judgement `false`, sedation, reason, near baseline.

    Home oxygen with SpO2 within 2 of its baseline is room air.
    """
    causes = (f"{axis}_cause" for axis in ("fever", "hypotension", "hypoxia", "neuro"))
    gone = [*causes, "sedated", "oxygen_reason", "preexisting_symptoms"]
    gone += [id for id in ("hypotension", "hypoxia") if one.get(id) is False]
    out = one.having(**dict.fromkeys(gone, None))
    if home_oxygen_is_room_air(one):
        gone = ["oxygen_flow_l_min", "oxygen_fio2_percent"]
        return out.having(oxygen_device="room_air", **dict.fromkeys(gone, None))
    return out


def home_oxygen_is_room_air(one: Seen) -> bool:
    """`home_baseline` with SpO2 within 2 of its baseline."""
    spo2, baseline = one.get("spo2_percent"), one.get("baseline_spo2_percent")
    near = spo2 is not None and baseline is not None and baseline - spo2 <= 2
    return near and one.get("oxygen_reason") == "home_baseline"


def for_axes(one: Seen) -> Seen:
    """The near baseline does not count: a pressure under the limit is low."""
    systolic, baseline = one.get("systolic_mmhg"), one.get("baseline_systolic_mmhg")
    near = systolic is not None and systolic < systolic_limit(one)
    return one.having(baseline_systolic_mmhg=None) if baseline is not None and near else one


def excused(one: Seen) -> bool:
    """SpO2 below 90 that a known baseline under 92 excuses."""
    spo2, baseline = one.get("spo2_percent"), one.get("baseline_spo2_percent")
    if spo2 is None or baseline is None or baseline >= 92 or spo2 >= 90:
        return False
    return bool(spo2 >= 85 and baseline - spo2 < 3)


def fired(one: Seen) -> Fired:
    """The lines of all levels; a vital that is too old fires, and does not keep one silent."""
    views = [told(view) for view in _with_old_vitals(one)]
    each = [_Lines(view) for view in views]
    return Fired(
        frozenset(name for lines in each for name, fires in lines.emergency() if fires),
        frozenset(name for lines in each for name, fires in lines.department() if fires),
        frozenset(name for lines in each for name, fires in lines.fever_with() if fires),
        frozenset(name for lines in each for name, fires in lines.urgent() if fires),
        frozenset(lines.entry for lines in each),
    )


def _with_old_vitals(one: Seen) -> Iterator[Seen]:
    for size in range(len(one.stale) + 1):
        for some in combinations(one.stale, size):
            yield one.having(**{id: one.stale[id] for id in some})


class _Lines:
    """The lines over one view of what is told."""

    def __init__(self, one: Seen) -> None:
        self.one = one
        counted = for_axes(one)
        self.entry = completing.entered(counted)
        self.fever = self.entry != "not_met"
        self.fever_asked = self.fever and bool(one.keys & FEVER_KEYS)
        self.grade = completing.crs_grades(counted)["astct-2019"][0]
        self.icans = completing.icans(one)[0]
        self.low = axes.hypotension(counted)[0] >= 2
        by_number = counted.having(spo2_percent=90) if excused(one) else counted
        self.short_of_oxygen = axes.hypoxia(by_number)[0] >= 2
        valid = screens.valid(one)
        self.news2 = screens.news2(one) if valid else {}
        self.news2_total = screens.total(self.news2)[0]
        self.qsofa = screens.qsofa(one)[0] if valid else 0

    def below(self, id: str, limit: float) -> bool:
        value = self.one.get(id)
        return value is not None and value < limit

    def above(self, id: str, limit: float) -> bool:
        value = self.one.get(id)
        return value is not None and value > limit

    def emergency(self) -> Iterator[tuple[str, bool]]:
        one, infant = self.one, under(self.one, 1)
        for flag in set(RED_FLAGS) - {"non_blanching_or_mottled_skin", "urticaria"}:
            yield flag, one.true(flag)
        yield "urticaria with more", one.true("urticaria") and self._more_than_urticaria()
        yield "seizure", one.true("seizure_now")
        yield "long seizure", one.get("seizure") == "prolonged_or_repetitive"
        yield "not woken", one.get("awakens_to") in ("vigorous_touch", "unarousable")
        yield "ICANS 3", self.icans >= 3
        yield "SpO2", self.below("spo2_percent", 90) and not excused(one)
        yield "slow heart", self.below("heart_rate_bpm", 80 if infant else 40)
        yield "slow breathing", self.below("respiratory_rate_bpm", 20 if infant else 9)
        cold = self.below("temperature_c", 36)
        yield "confusion", one.true("confusion") and (self.fever or cold)
        yield "threat to life", one.true("life_threatening")
        yield "ASTCT 3", self.grade >= 3
        yield "ARDS", "acute_respiratory_distress" in (one.get("complications") or ())
        yield "NEWS2 7", self.news2_total >= 7

    def _more_than_urticaria(self) -> bool:
        others = any(self.one.true(flag) for flag in RED_FLAGS if flag != "urticaria")
        return others or self.one.true("vomiting") or any(fires for _, fires in self.symptoms())

    def symptoms(self) -> Iterator[tuple[str, bool]]:
        """The emergency symptoms: told, heard on the line, or by number."""
        one = self.one
        for id in (*EMERGENCY, *HEARD):
            yield id, one.true(id)
        hot = ("temperature_c", "temperature_max_24h_c")
        yield "hot", any(self.above(id, 39) for id in hot)
        yield "cold", one.get("temperature_c") is not None and one.get("temperature_c") <= 35
        yield "fast heart", screens.fast_heart(one)
        yield "fast breathing", screens.fast_breathing(one)
        yield "hypotension", self.low
        yield "hypoxia", self.short_of_oxygen

    def department(self) -> Iterator[tuple[str, bool]]:
        one = self.one
        yield from self.symptoms()
        yield "urticaria", one.true("urticaria")
        yield "skin", one.true("non_blanching_or_mottled_skin")
        yield "refractory", one.true("refractory_hypotension")
        yield "organ", any((one.get(id) or 0) >= 3 for id in ORGANS)
        yield "ASTCT 2", self.grade >= 2
        yield "ICANS 1", self.icans >= 1
        yield "NEWS2 5", self.news2_total >= 5
        yield "NEWS2 3 in one", any(self._three(name) for name in self.news2)
        yield "qSOFA 2", self.qsofa >= 2
        flags = screens.sepsis(one) - (set() if self.fever_asked else {"chemotherapy"})
        yield "sepsis", bool(flags)
        unwell = one.true("chills") or one.true("feeling_unwell") or self.below("anc_per_ul", 500)
        yield "below 36 and unwell", self.below("temperature_c", 36) and unwell
        yield "child SpO2", screens.child(one) and self.below("spo2_percent", 92)
        yield "neck", one.true("new_neck_swelling")
        yield "complication", bool(one.get("complications"))

    def _three(self, name: str) -> bool:
        near = name == "spo2" and screens.near_low_baseline(self.one)
        return self.news2[name][0] >= 3 and not near

    def fever_with(self) -> Iterator[tuple[str, bool]]:
        one, fever = self.one, self.fever
        yield "neutropenia", fever and screens.neutropenic(one) is True
        days = screens.days_since_dose(one)
        car_t = self.fever_asked and is_car_t(one)
        anc = one.get("anc_per_ul")
        month = days is None or days <= 30
        yield "CAR T and ANC", car_t and month and (anc is None or anc < 1000)
        yield "CAR T to day 14", car_t and (days is None or days <= 14)
        yield "cannot drink", fever and one.get("can_drink") is False
        yield "alone", fever and one.patient.get("caregiver_present") is False
        yield "dizzy", fever and one.true("dizziness_on_standing")
        yield "weak", fever and one.true("weakness")

    def urgent(self) -> Iterator[tuple[str, bool]]:
        one = self.one
        yield "fever", self.fever
        names = "chest_pain stomach_pain leg_swelling bleeding dizziness_on_standing vomiting"
        for id in (*names.split(), "weakness", "handwriting_changed", "caregiver_worried"):
            yield id, one.true(id)
        yield "cannot drink", one.get("can_drink") is False
        spo2, temperature = one.get("spo2_percent"), one.get("temperature_c")
        yield "SpO2 90 to 93", spo2 is not None and 90 <= spo2 < 94
        yield "SpO2 excused", excused(one)
        yield "below 36", self.below("temperature_c", 36)
        anc = one.get("anc_per_ul")
        unwell = one.true("chills") or one.true("feeling_unwell") or anc is None or anc < 1000
        warm = temperature is not None and 37.5 <= float(temperature) < 38
        yield "37.5 to 37.9 and unwell", warm and unwell


def is_car_t(one: Seen) -> bool:
    return one.therapy.get("agent") in CAR_T or one.therapy.get("agent_class") == "car_t"


def anaphylaxis(one: Seen) -> bool:
    return any(one.true(id) for id in ANAPHYLAXIS)


def phone(one: Seen) -> str | None:
    """The level over the phone."""
    if one.true("died_of_crs"):
        return None
    lines = fired(one)
    if lines.emergency:
        return "call_emergency_services"
    if lines.department | lines.fever_with:
        return "emergency_department_now"
    level = 2 if lines.urgent else _quiet(one)
    return PHONE_LEVELS[min(3, level + 1 if _raised(one) else level)]


def _quiet(one: Seen) -> int:
    return 0 if _home(one) else 1


def _raised(one: Seen) -> bool:
    since, window = screens.since_dose(one), ONSET.get(one.therapy.get("agent", ""))
    inside = since is not None and window is not None and timedelta(0) <= since <= window
    return one.prior_call or one.patient.get("has_thermometer") is False or inside


def _home(one: Seen) -> bool:
    temperature = one.get("temperature_c")
    if temperature is None or not 36 <= temperature < tenths_of_fever():
        return False
    if any(one.get(f"{drug}_given") is not False for drug in MASKING):
        return False
    if one.true("crs_established") or one.true("diarrhoea"):
        return False
    if any(mild_is_new(one, id) for id in MILD):
        return False
    return all(one.get(id) is False or _answered(one, id) for id in EMERGENCY)


def tenths_of_fever() -> float:
    """37.4 is the last normal one."""
    return 37.5


def mild_is_new(one: Seen, id: str) -> bool:
    """A mild symptom listed as preexisting is not new; one that is not known may be."""
    return one.get(id) is not False and id not in one.preexisting


def _answered(one: Seen, id: str) -> bool:
    """A number that answers for a word of the home-care line."""
    if one.true(id):
        return False
    heart, systolic = one.get("heart_rate_bpm"), one.get("systolic_mmhg")
    low, high = limits(one).heart if screens.child(one) else (40, 130)
    return {
        "high_fever": True,
        "low_blood_pressure": systolic is not None and systolic >= systolic_limit(one),
        "rapid_heartbeat": heart is not None and low <= heart <= high,
    }.get(id, False)
