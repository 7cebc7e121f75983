"""What is weighed before the first dose, beside what the patient's own entry holds.

Diagnosis, weight, usual systolic pressure and SpO2, caregiver and thermometer are fields of
``Patient`` and stand nowhere else. No score is made of any of it: none is published in the pack.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

HEALTH = (
    "Fully active",
    "Active, but no heavy work",
    "Up and about, cannot work",
    "More than half of the day in bed or chair",
    "In bed or chair all day",
)
"""General health in plain words; the place is the ECOG grade, 0 to 4."""

LONGEST_WAY = 24 * 60
"""Minutes of travel to the hospital that can be entered."""


@dataclass(frozen=True, slots=True)
class RiskAssessment:
    """The rest of a risk assessment. None and empty are "not known", which is never "no".

    ``severity`` and ``planned_dose`` are words; ``health`` is a place in ``HEALTH``.
    The values are those before the dose, in the unit of the vital they belong to.
    """

    severity: str = ""
    health: int | None = None
    planned_dose: str = ""
    baseline_temperature_c: float | None = None
    baseline_diastolic_mmhg: int | None = None
    baseline_heart_rate_bpm: int | None = None
    baseline_respiratory_rate_bpm: int | None = None
    baseline_ice_score: int | None = None
    handwriting_kept: bool | None = None
    handwriting_where: str = ""
    has_cuff: bool | None = None
    has_oximeter: bool | None = None
    travel_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class RiskVersion:
    """One assessment as it was kept: what, when (aware UTC), and by whom."""

    risk: RiskAssessment
    at: datetime
    by: str
