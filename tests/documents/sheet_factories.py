"""Invented calls of every level, ready for a sheet, over the delivered protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from tests.documents import summary_factories as calls
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import Decision, Encounter, Override, observation
from workstation.clinical.findings import Finding, Setting, Source, known, not_assessed
from workstation.clinical.handing_over import not_ruled_out
from workstation.clinical.protocol import Protocol
from workstation.clinical.watching import own_limits
from workstation.documents.sheet_content import SheetContent, SignedAs
from workstation.protocols.loader import load
from workstation.vault.files import resource

MADE_AT = calls.at(14, 19)
SIGNED = SignedAs("9f2c41ab7e30d5c8" * 4, calls.at(14, 25))


@cache
def protocol() -> Protocol:
    return load(resource("protocols", "crs", "2026.3"))


def content(held: Encounter, **changes: Any) -> SheetContent:
    """The sheet's content of an encounter, assessed now."""
    seen = observation(held, MADE_AT)
    base = SheetContent(
        encounter=held,
        assessment=assess(protocol(), seen),
        form=protocol().form,
        site=changes.pop("site", calls.site()),
        made_at=MADE_AT,
        nurse="Ngozi Okafor, RN",
        limits=own_limits(protocol(), seen),
        not_ruled_out=not_ruled_out(protocol(), seen),
    )
    return replace(base, **changes)


def _denied() -> dict[str, Finding]:
    groups = protocol().groups
    flags = [i for i in groups["red_flags"] if i in protocol().form.items]
    ids = dict.fromkeys([*groups["symptoms"], *groups["masking_drugs"], *flags])
    return {id_: known(id_, False) for id_ in ids}


def _measured(**values: float) -> dict[str, Finding]:
    device = Source.PATIENT_DEVICE
    return {id_: known(id_, value, device, calls.at(14, 2)) for id_, value in values.items()}


def green() -> Encounter:
    """A measured patient long after the dose, nothing told."""
    told = {
        **_denied(),
        **_measured(temperature_c=36.8, systolic_mmhg=124, diastolic_mmhg=80, spo2_percent=97),
        **_measured(heart_rate_bpm=78, respiratory_rate_bpm=16),
        "baseline_systolic_mmhg": known("baseline_systolic_mmhg", 150, Source.RECORD),
        "baseline_spo2_percent": known("baseline_spo2_percent", 91, Source.RECORD),
        "can_drink": known("can_drink", True),
    }
    given = ("at-home-for-now", "call-911-when", "call-again-at-38")
    base = calls.encounter(
        decision=Decision(advice_given=given, teach_back=True, call_back_at=calls.at(18, 0)),
        findings=told,
    )
    dose = datetime(2026, 10, 1, 13, 0, tzinfo=UTC)
    return replace(base, therapy=replace(base.therapy, last_dose_at=dose))


def urgent() -> Encounter:
    """Fever and no other sign; a prescriber has lowered what was computed."""
    told = {
        **_denied(),
        **_measured(temperature_c=38.6, systolic_mmhg=124, heart_rate_bpm=96),
        "spo2_percent": not_assessed("spo2_percent", "no_device"),
    }
    lowered = Override("emergency_department_now", "urgent_review", False, "prescriber_decided")
    decision = Decision(level="urgent_review", override=lowered, informed="Dr. S. Mehta")
    return calls.encounter(decision=decision, findings=told)


def emergency() -> Encounter:
    """A collapse, nobody identified yet, nothing else asked."""
    told = {"collapse": known("collapse", True, at=calls.at(14, 1))}
    return calls.encounter(
        decision=Decision(),
        findings=told,
        patient=None,
        address="1180 Orchard Lane, Springfield",
        caller="Peter, husband",
    )


def chair() -> Encounter:
    """Fever at the chair: held, prescriber now."""
    return replace(urgent(), setting=Setting.CHAIRSIDE, decision=Decision(teach_back=False))


def at_level(level: str) -> Encounter:
    """A call or a chair whose decision is a level of the form."""
    setting = protocol().form.levels[level].setting
    return replace(green(), setting=setting, decision=replace(green().decision, level=level))


def longest() -> Encounter:
    """Everything answered with yes or a number, and every typed text as long as it may be."""
    text = "a very long text that goes on and on "
    items = protocol().form.items
    said: dict[str, Finding] = {}
    for id_, item in items.items():
        said[id_] = _largest(id_, item)
    limits = {"temperature_c": 40.1, "systolic_mmhg": 71, "spo2_percent": 84}
    said["died_of_crs"] = known("died_of_crs", False)
    said |= _measured(**limits, heart_rate_bpm=144, respiratory_rate_bpm=34)
    who = calls.patient(
        family_name="Featherstonehaugh-Cholmondeley von und zu " * 2,
        given_name="Wilhelmina Bartholomea " * 2,
        diagnosis=(text * 6)[:200],
        allergies=(text * 6)[:200],
        conditions=tuple(f"condition number {n}" for n in range(12)),
        consultant=(text * 4)[:100],
        address=(text * 6)[:200],
    )
    decision = Decision(
        advice_given=tuple(protocol().form.advice),
        teach_back=False,
        informed=(text * 6)[:200],
        informed_at=calls.at(14, 16),
        call_back_at=calls.at(15, 20) + timedelta(days=1),
        note=(text * 20)[:500],
    )
    return calls.encounter(
        patient=who,
        findings=said,
        decision=decision,
        caller=(text * 6)[:200],
        address=(text * 6)[:200],
        therapy=replace(calls.encounter().therapy, dose_label=(text * 3)[:80]),
        prior_call_within_24h=True,
    )


def _largest(id_: str, item: Any) -> Finding:
    values: Mapping[str, Any] = {
        "boolean": True,
        "time": calls.at(13, 0),
        "codes": tuple(code.id for code in item.codes),
        "code": item.codes[-1].id if item.codes else "",
    }
    value = values.get(item.kind.value, item.high)
    return known(id_, value, Source.PATIENT_DEVICE, calls.at(14, 1))
