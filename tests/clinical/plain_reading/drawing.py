"""Random observations, drawn towards the limits of the text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.clinical.plain_reading.ages import limits, under
from tests.clinical.plain_reading.seen import MASKING, SYMPTOMS, VITALS, Seen
from tests.clinical.plain_reading.values import (
    AGENTS,
    AGES,
    ALL,
    CODES,
    LISTS,
    NUMBERS,
    THEMES,
    TIMES,
    TRUTHS,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAYS = (0, 1, 1.4, 5, 5.1, 6, 6.1, 6.9, 7, 7.1, 12, 14, 14.4, 15, 23, 30, 30.4, 31, 46, 51, 60)
NORMAL: dict[str, Any] = {
    "temperature_c": 36.8,
    "systolic_mmhg": 124,
    "spo2_percent": 98,
    "heart_rate_bpm": 76,
    "respiratory_rate_bpm": 16,
    "awakens_to": "spontaneously",
    "seizure": "none",
    "vasopressors": [],
    "oxygen_device": "room_air",
    "ice_score": 10,
    "anc_per_ul": 3000,
    "anc_expected_to_fall": False,
    **dict.fromkeys((f"{drug}_given" for drug in MASKING), False),
    **dict.fromkeys(SYMPTOMS, False),
}

FEBRILE: dict[str, Any] = {**NORMAL, "temperature_c": 38.4}
TREATED: dict[str, Any] = {**NORMAL, "crs_established": True, "steroid_given": True}


def observation(seed: int) -> dict[str, Any]:
    """An item as the command reads it; the same for the same seed."""
    rng = Random(seed)  # noqa: S311 - examples, not keys
    setting = rng.choice(("phone", "phone", "chairside", "chairside", "ward"))
    patient = _patient(rng)
    return {
        "setting": setting,
        "assessed_at": NOW.isoformat(),
        "patient": patient,
        "therapy": _therapy(rng),
        "findings": _findings(rng, patient),
        **({"prior_call_within_24h": True} if rng.random() < 0.1 else {}),
    }


def _patient(rng: Random) -> dict[str, Any]:
    out: dict[str, Any] = {}
    kind = rng.random()
    if kind < 0.6:
        out["age_years"] = rng.choice((18, 45, 58, 80))
    elif kind < 0.9:
        out["age_years"] = rng.choice(AGES)
    elif kind < 0.95:
        out["age_months"] = rng.choice((0.5, 1, 5, 11, 12, 20))
        if rng.random() < 0.3:
            out["age_years"] = rng.choice((0, 0.05, 5, 45)) if out["age_months"] < 12 else 1
    odd = {"pregnant": 0.05, "caregiver_present": 0.4, "has_thermometer": 0.3}
    for id, chance in {**odd, "beta_blocker": 0.1, "long_term_steroid": 0.1}.items():
        if rng.random() < chance:
            out[id] = id == "pregnant" or rng.random() < 0.7
    if rng.random() < 0.1:
        out["conditions"] = ["hypercapnic_failure"]
    return out


def _therapy(rng: Random) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if rng.random() < 0.5:
        out["agent"] = rng.choice(AGENTS)
    elif rng.random() < 0.4:
        out["agent_text"] = "study product"
        out["agent_class"] = rng.choice(("car_t", "bispecific", "other"))
    if rng.random() < 0.5:
        days = rng.choice(DAYS)
        out["last_dose_at"] = (NOW - timedelta(days=days)).isoformat()
    if rng.random() < 0.15:
        out["chemotherapy_within_6_weeks"] = rng.random() < 0.7
    return out


def _findings(rng: Random, patient: dict[str, Any]) -> dict[str, Any]:
    """From normal, from fever or from nothing; a theme's findings drawn, some not known."""
    out = dict(rng.choice((NORMAL, NORMAL, NORMAL, FEBRILE, TREATED, {})))
    if out and rng.random() < 0.8:
        out.update(_usual_rates(patient))
    theme = rng.choice(THEMES)
    for id in rng.choices(theme, k=rng.choice((1, 1, 2, 3, 4, 6, 9))):
        out[id] = _value(rng, id)
    for id in rng.choices(ALL, k=rng.choice((0, 0, 0, 1, 20))):
        out[id] = _value(rng, id)
    if rng.random() < 0.5:
        _forget(rng, out)
    if rng.random() < 0.15:
        _word_and_number(rng, out)
    return {id: _told(rng, id, value) for id, value in out.items()}


def _usual_rates(patient: dict[str, Any]) -> dict[str, Any]:
    """Rates that are usual for the age of a child."""
    one = Seen("phone", NOW, patient, {}, {}, {}, frozenset(), prior_call=False)
    if not under(one, 16):
        return {}
    usual = limits(one)
    return {"heart_rate_bpm": usual.heart[0] + 4, "respiratory_rate_bpm": usual.breathing[0] + 1}


def _value(rng: Random, id: str) -> Any:
    if id in TIMES:
        return (NOW - timedelta(hours=rng.choice(TIMES[id]))).isoformat()
    if id in LISTS:
        names = LISTS[id]
        return rng.sample(names, min(len(names), rng.choice((0, 1, 1, 2, 3, 9))))
    return rng.choice(NUMBERS.get(id) or CODES.get(id) or TRUTHS)


def _forget(rng: Random, out: dict[str, Any]) -> None:
    """Some findings are not asked, not known, or could not be taken."""
    chance = rng.choice((0.03, 0.1, 0.4))
    for id in list(out):
        if rng.random() < chance:
            how = rng.choice(("absent", "absent", None, "unknown", {"not_assessed": "no cuff"}))
            if how == "absent":
                del out[id]
            else:
                out[id] = how


def _word_and_number(rng: Random, out: dict[str, Any]) -> None:
    """A word of the seed beside a number that may replace it."""
    pairs = {
        "rapid_heartbeat": "heart_rate_bpm",
        "low_blood_pressure": "systolic_mmhg",
        "high_fever": "temperature_c",
    }
    word = rng.choice(list(pairs))
    out[word] = rng.choice((True, True, None))
    out[pairs[word]] = rng.choice(NUMBERS[pairs[word]])


def _told(rng: Random, id: str, value: Any) -> Any:
    """Some values carry a source and a time."""
    if isinstance(value, dict) or value in (None, "unknown") or rng.random() > 0.08:
        return value
    source = rng.choice(("measured", "patient_device", "reported", "record"))
    if id not in VITALS or rng.random() < 0.5:
        return {"value": value, "source": source}
    hours = rng.choice((0, 0.5, 1, 1.1, 2, 4, 4.1, 20))
    at = NOW - timedelta(hours=hours)
    return {"value": value, "source": source, "at": at.isoformat()}
