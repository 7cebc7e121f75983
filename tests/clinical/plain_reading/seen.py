"""What is known of an item, from its JSON alone (ASSESSMENT §1 and §2).

This room is a second reading of the text, in plain Python: it shares nothing with the program or
its protocol packs, so that the two can be held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


def words(text: str) -> tuple[str, ...]:
    """The ids of a line of text."""
    return tuple(text.split())


MILD = words("fatigue cough headache loss_of_appetite rash body_pain feeling_unwell nausea chills")
SERIOUS = words(
    "rapid_heartbeat difficulty_breathing high_fever low_blood_pressure leg_swelling "
    "chest_pain stomach_pain confusion speech_difficulty seizure_now hallucinations "
    "sleepiness fainting skin_discoloration dizziness_on_standing bleeding"
)
SYMPTOMS = (*MILD, *SERIOUS)
EMERGENCY = words(
    "rapid_heartbeat difficulty_breathing high_fever low_blood_pressure confusion "
    "speech_difficulty seizure_now hallucinations sleepiness fainting skin_discoloration"
)
ANAPHYLAXIS = words("urticaria face_or_tongue_swelling wheeze throat_tightness")
RED_FLAGS = (
    *words("collapse airway_problem chest_pain_severe bleeding_severe"),
    "non_blanching_or_mottled_skin",
    *ANAPHYLAXIS,
)
ORGANS = (
    "creatinine_ctcae_grade",
    "transaminase_ctcae_grade",
    "other_organ_ctcae_grade",
)
VITALS = words(
    "temperature_c systolic_mmhg diastolic_mmhg heart_rate_bpm respiratory_rate_bpm spo2_percent"
)
MASKING = {
    "antipyretic": timedelta(hours=24),
    "steroid": timedelta(hours=72),
    "anticytokine": timedelta(days=14),
}
ONE_DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Seen:
    """The known findings of an item and what stands around them."""

    setting: str
    at: datetime
    patient: Mapping[str, Any]
    therapy: Mapping[str, Any]
    values: Mapping[str, Any]
    stale: Mapping[str, Any]
    keys: frozenset[str]
    prior_call: bool

    def get(self, id: str) -> Any:
        """The value of a finding, `None` where it is not known."""
        return self.values.get(id)

    def true(self, id: str) -> bool:
        return self.values.get(id) is True

    def having(self, **values: Any) -> Seen:
        """The same with other values; `None` takes one away."""
        changed = {**self.values, **values}
        return replace(self, values={k: v for k, v in changed.items() if v is not None})

    @property
    def phone(self) -> bool:
        return self.setting == "phone"

    @property
    def preexisting(self) -> frozenset[str]:
        return frozenset(self.get("preexisting_symptoms") or ())


def tenths(value: Any) -> Decimal:
    """A temperature to 0.1 °C, half up (§1)."""
    return Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def seen(item: Mapping[str, Any]) -> Seen:
    """Sort the findings of an item into known, too old, and the rest."""
    at = datetime.fromisoformat(item["assessed_at"])
    values: dict[str, Any] = {}
    stale: dict[str, Any] = {}
    limit = timedelta(hours=4 if item["setting"] == "phone" else 1)
    for id, told in item["findings"].items():
        value, when = _value(told)
        if value is not None:
            old = id in VITALS and when is not None and at - when > limit
            temperature = id.startswith("temperature_")
            (stale if old else values)[id] = tenths(value) if temperature else value
    _count_as_highest(item, values, stale, at)
    _drop_old_anc(item, values, at)
    _date_the_masking_drugs(values, at)
    return Seen(
        item["setting"],
        at,
        item.get("patient") or {},
        item.get("therapy") or {},
        values,
        stale,
        frozenset(item["findings"]),
        item.get("prior_call_within_24h") is True,
    )


def _value(told: Any) -> tuple[Any, datetime | None]:
    if isinstance(told, Mapping):
        at = told.get("at")
        return told.get("value"), datetime.fromisoformat(at) if at else None
    return (None if told == "unknown" else told), None


def _count_as_highest(
    item: Mapping[str, Any], values: dict[str, Any], stale: Mapping[str, Any], at: datetime
) -> None:
    """§1: a temperature that is too old still counts for the maximum of §2: onset or 24 h."""
    id = "temperature_max_24h_c"
    if "temperature_c" not in stale:
        return
    _, when = _value(item["findings"]["temperature_c"])
    onset = values.get("crs_onset_at")
    since = isinstance(onset, str) and when is not None and when >= datetime.fromisoformat(onset)
    if when is not None and (since or at - when <= ONE_DAY):
        values[id] = max(stale["temperature_c"], values.get(id, stale["temperature_c"]))


def _drop_old_anc(item: Mapping[str, Any], values: dict[str, Any], at: datetime) -> None:
    """§1: an ANC older than 72 h is not known."""
    _, when = _value(item["findings"].get("anc_per_ul"))
    times = [when] if when else []
    if isinstance(values.get("anc_at"), str):
        times.append(datetime.fromisoformat(values["anc_at"]))
    if any(at - one > timedelta(hours=72) for one in times):
        values.pop("anc_per_ul", None)


def _date_the_masking_drugs(values: dict[str, Any], at: datetime) -> None:
    """§2: `*_at` decides where it is given: in the drug's window, or since onset."""
    onset = values.get("crs_onset_at")
    for drug, window in MASKING.items():
        when = values.get(f"{drug}_at")
        if isinstance(when, str):
            given = datetime.fromisoformat(when)
            since = isinstance(onset, str) and given >= datetime.fromisoformat(onset)
            values[f"{drug}_given"] = at - given <= window or since
