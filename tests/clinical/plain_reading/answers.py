"""What is held against each other: grades, entry, level and screens (ASSESSMENT §3 to §7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.clinical.plain_reading import chair, completing, lines, screens
from tests.clinical.plain_reading.axes import Range
from tests.clinical.plain_reading.seen import RED_FLAGS, Seen

LEVELS = {
    "phone": lines.PHONE_LEVELS,
    "chairside": (
        "continue",
        "continue_close_monitoring",
        "hold_infusion_prescriber_now",
        "stop_infusion_emergency",
    ),
    "ward": (None,),
}
FLAG_OF = {
    "systolic_mmhg": "systolic",
    "baseline_systolic_mmhg": "systolic",
    "heart_rate_bpm": "heart",
    "respiratory_rate_bpm": "breathing",
    "spo2_percent": "spo2",
    "oxygen_device": "oxygen",
    "oxygen_flow_l_min": "oxygen",
    "oxygen_fio2_percent": "oxygen",
    "confusion": "mind",
    "awakens_to": "mind",
    "non_blanching_or_mottled_skin": "skin",
    "no_urine_18h": "urine",
}
"""The clause of the sepsis red flags that a finding of the answer stands for."""


def of_reading(one: Seen) -> dict[str, Any]:
    """The plain reading's answer."""
    level = {"phone": lines.phone, "chairside": chair.chair}.get(one.setting)
    valid = screens.valid(one)
    return {
        "grades": completing.grades(one),
        "entry": completing.entered(one),
        "level": level(one) if level else None,
        "news2": screens.total(screens.news2(one)) if valid else None,
        "qsofa": screens.qsofa(one) if valid else None,
        "sirs": None if screens.child(one) else screens.sirs(one),
        "shock_index": screens.shock_index(one),
        "febrile_neutropenia": _febrile_neutropenia(one),
        "sepsis": screens.sepsis(one),
        "red_flags": {id for id in RED_FLAGS if one.true(id)},
    }


def _febrile_neutropenia(one: Seen) -> str:
    """§7: fever as the dispositions read it, and neutropenia; CRS never cancels a screen."""
    low = screens.neutropenic(one)
    if completing.entered(lines.told(one)) == "not_met" or low is False:
        return "no"
    return "yes" if low else "unknown"


def of_program(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The same of the JSON that the program prints."""
    found, grades = answer["screens"], answer["grades"]
    return {
        "grades": {scale: _range(grade) for scale, grade in grades.items()},
        "entry": grades["astct-2019"]["entry"],
        "level": (answer["disposition"] or {}).get("level"),
        **{name: _range(found[name]) for name in ("news2", "qsofa", "sirs")},
        "shock_index": found["shock_index"].get("value"),
        "febrile_neutropenia": found["febrile_neutropenia"],
        "sepsis": {FLAG_OF.get(f["finding"], "chemotherapy") for f in found["sepsis_red_flags"]},
        "red_flags": {f["finding"] if isinstance(f, Mapping) else f for f in answer["red_flags"]},
    }


def _range(told: Mapping[str, Any]) -> Range | None:
    """A score that is not valid has no range."""
    return (told["at_least"], told["at_most"]) if "at_least" in told else None
