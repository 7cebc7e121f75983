"""A visit at the chair of several observations, assessed by the delivered protocol."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

from tests.documents.summary_factories import content, encounter, patient
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import Decision, Encounter, close_observation, observation
from workstation.clinical.episode import course
from workstation.clinical.findings import Finding, Setting, Source, known, not_assessed, unknown
from workstation.clinical.protocol import Protocol
from workstation.documents.content import SummaryContent
from workstation.protocols.loader import load
from workstation.vault.files import resource


@cache
def protocol() -> Protocol:
    return load(resource("protocols", "crs", "2026.3"))


def taken(temperature: float, systolic: int, minutes: int, begun: Encounter) -> list[Finding]:
    """A full set of vitals, some minutes after the start."""
    at, by = begun.started_at + timedelta(minutes=minutes), Source.MEASURED
    return [
        known("temperature_c", temperature, by, at),
        known("systolic_mmhg", systolic, by, at),
        known("diastolic_mmhg", 60, by, at),
        known("heart_rate_bpm", 88, by, at),
        known("respiratory_rate_bpm", 16, by, at),
        known("spo2_percent", 97, by, at),
        known("oxygen_device", "nasal_cannula", by, at),
        known("oxygen_flow_l_min", 2.0, by, at),
        known("awakens_to", "spontaneously", by, at),
        known("vasopressors", (), by, at),
    ]


def answered(held: Encounter, found: list[Finding]) -> Encounter:
    return replace(held, findings={**held.findings, **{one.id: one for one in found}})


def closed_at(held: Encounter, minutes: int) -> Encounter:
    at = held.started_at + timedelta(minutes=minutes)
    seen = assess(protocol(), observation(held, at))
    return close_observation(held, seen, at, protocol().form.asked_anew)


def visit(observations: int = 3, setting: Setting = Setting.CHAIRSIDE) -> Encounter:
    """Calm, then a fever with a low pressure, then whatever is left; half an hour apart."""
    held = encounter(
        setting=setting,
        patient=patient(),
        findings={"antipyretic_given": known("antipyretic_given", False)},
        decision=Decision(),
        doses=(),
    )
    for number in range(1, observations):
        low = number == 2
        found = taken(38.6 if low else 37.0, 84 if low else 118, 30 * number - 5, held)
        if number == 1:
            due = held.started_at + timedelta(minutes=20)
            found += [known("observation_due_at", due), unknown("heart_rate_bpm")]
            found += [not_assessed("spo2_percent", "patient_refused")]
        held = closed_at(answered(held, found), 30 * number)
    return answered(held, taken(37.6, 112, 30 * observations - 5, held)[:3])


def chair_content(held: Encounter | None = None) -> SummaryContent:
    """The visit, ready for the page."""
    call = held or visit()
    signed = call.started_at + timedelta(minutes=30 * call.number)
    seen = assess(protocol(), observation(call, signed))
    made = course(call, seen, signed, protocol().groups["symptoms"])
    return replace(
        content(encounter=call),
        assessment=seen,
        form=protocol().form,
        signed_at=signed,
        course=made,
    )
