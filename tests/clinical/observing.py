"""Short ways to put an observation to the engine, for the tests of this room."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from workstation.clinical.answer import assessment_to_json
from workstation.clinical.assessment import assess
from workstation.clinical.findings import Observation
from workstation.clinical.given import given
from workstation.clinical.notation import observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.reading import Reading
from workstation.clinical.refusal import Refusal
from workstation.clinical.results import Assessment, GradeRange
from workstation.protocols.loader import load
from workstation.vault.files import resource

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MILD = [
    "fatigue",
    "cough",
    "headache",
    "loss_of_appetite",
    "rash",
    "body_pain",
    "feeling_unwell",
    "nausea",
    "chills",
]
SERIOUS = [
    "rapid_heartbeat",
    "difficulty_breathing",
    "high_fever",
    "low_blood_pressure",
    "leg_swelling",
    "chest_pain",
    "stomach_pain",
    "confusion",
    "speech_difficulty",
    "seizure_now",
    "hallucinations",
    "sleepiness",
    "fainting",
    "skin_discoloration",
    "dizziness_on_standing",
    "bleeding",
]
EMERGENCY = [
    "rapid_heartbeat",
    "difficulty_breathing",
    "high_fever",
    "low_blood_pressure",
    "confusion",
    "speech_difficulty",
    "seizure_now",
    "hallucinations",
    "sleepiness",
    "fainting",
    "skin_discoloration",
]
RED_FLAGS = [
    "collapse",
    "airway_problem",
    "chest_pain_severe",
    "bleeding_severe",
    "non_blanching_or_mottled_skin",
    "urticaria",
    "face_or_tongue_swelling",
    "wheeze",
    "throat_tightness",
]
MASKING = ("antipyretic_given", "steroid_given", "anticytokine_given")
NO_MASKING: Mapping[str, Any] = dict.fromkeys(MASKING, False)

WELL: Mapping[str, Any] = {
    "temperature_c": 36.8,
    "systolic_mmhg": 124,
    "spo2_percent": 98,
    "heart_rate_bpm": 76,
    "respiratory_rate_bpm": 16,
    "awakens_to": "spontaneously",
    "seizure": "none",
    "can_drink": True,
    **NO_MASKING,
    **dict.fromkeys([*MILD, *SERIOUS, *RED_FLAGS], False),
    **dict.fromkeys(["vomiting", "weakness", "no_urine_18h", "new_neck_swelling"], False),
    "anc_expected_to_fall": False,
    "anc_per_ul": 3000,
}
"""A phone call in which everything was asked and is normal."""

FEVER: Mapping[str, Any] = {**WELL, "temperature_c": 38.4}


EXPLORE = int(os.environ.get("CRS_TESTS_EXPLORE", "1"))
"""How many times more examples to try than the suite does, and others than it does."""


def exploring(examples: int) -> settings:
    """The same examples in every run, unless the environment asks for more and for new ones."""
    return settings(
        max_examples=examples * EXPLORE,
        deadline=None,
        derandomize=EXPLORE == 1,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


@cache
def protocol() -> Protocol:
    """The shipped pack, compiled once."""
    return load(resource("protocols", "crs", "2026.3"))


def ago(**span: float) -> str:
    """A time before the assessment, as JSON holds it."""
    return (NOW - timedelta(**span)).isoformat()


def item(setting: str = "phone", findings: Mapping[str, Any] | None = None, **around: Any) -> Any:
    """An item of the command line; a patient of 58 unless said otherwise."""
    out = {"setting": setting, "assessed_at": NOW.isoformat(), "findings": dict(findings or {})}
    return {**out, "patient": {"age_years": 58}, **around}


def observe(
    setting: str = "phone", findings: Mapping[str, Any] | None = None, **around: Any
) -> Observation:
    return observation_from_json(protocol().form, item(setting, findings, **around), NOW)


def read(
    setting: str = "phone", findings: Mapping[str, Any] | None = None, **around: Any
) -> Reading:
    """An observation with what follows from it, worked out as far as it is asked for."""
    observation = observe(setting, findings, **around)
    return Reading(protocol(), observation, given(protocol(), observation))


def answer(
    setting: str = "phone", findings: Mapping[str, Any] | None = None, **around: Any
) -> Assessment:
    return assess(protocol(), observe(setting, findings, **around))


def answer_json(
    setting: str = "phone", findings: Mapping[str, Any] | None = None, **around: Any
) -> Any:
    return assessment_to_json(answer(setting, findings, **around))


def grade(
    setting: str = "ward", findings: Mapping[str, Any] | None = None, scale: str = "", **around: Any
) -> GradeRange:
    found = answer(setting, findings, **around)
    return found.grades[scale or found.default_scale]


def ends(graded: GradeRange) -> tuple[int, int]:
    return graded.at_least, graded.at_most


def level(findings: Mapping[str, Any], **around: Any) -> str | None:
    """Where a caller should be."""
    return answer("phone", findings, **around).disposition.level


def fired(assessment: Assessment) -> set[str]:
    """The lines of the dispositions that are given as the reason for the level."""
    return {reason.rule.removeprefix("disposition.") for reason in assessment.disposition.because}


def refused(make: Callable[[], object]) -> Refusal:
    """The refusal that a call ends in; it is a sentence."""
    with pytest.raises(Refusal) as caught:
        make()
    assert str(caught.value) == caught.value.message
    assert caught.value.message.endswith(".")
    return caught.value
