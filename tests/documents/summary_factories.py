"""Valid-by-default values for the page: a small form and one invented phone call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.documents.form_factory import RED_FLAGS, SYMPTOMS, form
from workstation.clinical.encounter import (
    Decision,
    Encounter,
    EncounterState,
    Override,
    Patient,
)
from workstation.clinical.findings import (
    Finding,
    Setting,
    Source,
    Therapy,
    known,
    not_assessed,
    unknown,
)
from workstation.clinical.results import (
    Action,
    Assessment,
    Disposition,
    GradeRange,
    NextQuestion,
    ProtocolRef,
    Reason,
    ScoreRange,
    Screens,
)
from workstation.documents.content import AuditHead, Signer, SummaryContent
from workstation.site.site import SiteSettings

SIGNED_AT = datetime(2026, 11, 22, 19, 19, 40, tzinfo=UTC)


def at(hour: int, minute: int) -> datetime:
    """A local clock time of the call, given as the site's −05:00."""
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC) + timedelta(hours=5)


def patient(**changes: Any) -> Patient:
    base = Patient(
        uuid="5d5d4c0e-1111-4222-8333-944444444444",
        family_name="Doe",
        given_name="Jane",
        birth_date=date(1965, 3, 14),
        mrn="0042-817",
        sex="female",
        diagnosis="multiple myeloma",
        allergies="penicillin",
        caregiver_present=False,
        has_thermometer=True,
    )
    return replace(base, **changes)


def findings() -> dict[str, Finding]:
    """What was said in the call."""
    device, told = Source.PATIENT_DEVICE, Source.REPORTED
    answers = [
        known("temperature_c", 38.6, device, at(14, 2)),
        known("temperature_max_24h_c", 38.9, told, at(9, 30)),
        known("systolic_mmhg", 104, device, at(14, 6)),
        known("diastolic_mmhg", 66, device, at(14, 6)),
        known(
            "baseline_systolic_mmhg", 118, Source.RECORD, datetime(2026, 11, 12, 15, 0, tzinfo=UTC)
        ),
        known("heart_rate_bpm", 112, device, at(14, 4)),
        known("respiratory_rate_bpm", 20, Source.MEASURED, at(14, 8)),
        not_assessed("spo2_percent", "no_device"),
        not_assessed("oxygen_device", "none at home; read as room air"),
        unknown("iv_fluid_for_hypotension"),
        known("antipyretic_given", True, told),
        known("antipyretic_at", at(11, 30), told),
        known("steroid_given", False),
        known("anticytokine_given", False),
    ]
    answers += [known(id_, False) for id_, _ in RED_FLAGS]
    yes = {"chills", "headache", "dizziness_on_standing"}
    answers += [known(id_, id_ in yes) for id_, _ in SYMPTOMS]
    return {finding.id: finding for finding in answers}


def decision(**changes: Any) -> Decision:
    base = Decision(
        level="emergency_department_now",
        override=Override(
            "urgent_review",
            "emergency_department_now",
            raised=True,
            reason_text="lives alone, no one to watch her tonight",
        ),
        advice_given=("go", "call"),
        teach_back=True,
        informed="prescriber Dr. S. Mehta; emergency department Dr. A. Reyes",
        informed_at=at(14, 16),
        call_back_at=at(15, 20),
        actions_done=("cultures",),
        not_known_reason="cannot be tested by phone",
        note="Daughter arrives at 15:00. Patient speaks in full sentences, found every word.",
    )
    return replace(base, **changes)


def encounter(**changes: Any) -> Encounter:
    base = Encounter(
        id=17,
        uuid="01a0c8de-7d4e-4b52-9c2e-3a6f1b2d4e5f",
        state=EncounterState.DRAFT,
        setting=Setting.PHONE,
        started_at=at(13, 59),
        nurse="nokafor",
        nurse_name="Ngozi Okafor, RN",
        call_back_number="+1 555 0142 880",
        read_back=True,
        patient=patient(),
        therapy=Therapy(
            cause="immunotherapy",
            agent="teclistamab",
            dose_label="step-up 2",
            last_dose_at=datetime(2026, 11, 21, 13, 5, tzinfo=UTC),
        ),
        findings=findings(),
        decision=decision(),
    )
    return replace(base, **changes)


def grade(**changes: Any) -> GradeRange:
    base = GradeRange(
        scale="astct-2019",
        at_least=1,
        at_most=4,
        entry="met",
        because=(
            Reason("temperature_max_24h_c", "38.9 °C is 38.0 °C or more", "lee-2019"),
            Reason("fever_cause", "No other cause of fever stated", "lee-2019"),
            Reason("systolic_mmhg", "104/66: systolic is 90 or more", "lee-2019"),
        ),
        not_known=("spo2_percent",),
        assumed=("fever_cause",),
    )
    return replace(base, **changes)


def assessment(**changes: Any) -> Assessment:
    own = changes.pop("grade", grade())
    base = Assessment(
        protocol=ProtocolRef("crs", "2026.3", "9f2c41ab7e30d5c8" * 3 + "9f2c41ab61f007de"),
        default_scale="astct-2019",
        grades={
            "astct-2019": own,
            "plain-language": GradeRange("plain-language", 1, 4),
            "icans-astct-2019": GradeRange("icans-astct-2019", 0, 1),
        },
        next_question=NextQuestion("spo2_percent", "would settle the grade"),
        screens=Screens(
            {"news2": ScoreRange(4, 9, ("spo2_percent",)), "qsofa": ScoreRange(0, 1)}, "unknown", ()
        ),
        disposition=Disposition(
            "urgent_review",
            provisional=True,
            waiting_for=("spo2_percent",),
            because=(Reason("temperature_c", "Fever after the dose", "asco-2021"),),
        ),
        actions=(
            Action(
                "cultures",
                "Blood cultures and blood count before antibiotics",
                "prescriber",
                "asco-2021",
            ),
            Action(
                "causes",
                "Look for infection and other causes alongside CRS",
                "prescriber",
                "asco-2021",
            ),
            Action(
                "hold",
                "Do not give the next step-up dose until reviewed",
                "prescriber",
                "label-2025",
            ),
            Action(
                "regrade",
                "Full vital signs with SpO₂ on arrival, then regrade",
                "nurse",
                "lee-2019",
            ),
        ),
        red_flags=(),
        warnings=(),
    )
    return replace(base, **changes)


def site(**changes: Any) -> SiteSettings:
    base = SiteSettings(
        "Riverside Infusion Center",
        address="12 River Road, Springfield",
        phone="+1 555 0100",
        time_zone="America/New_York",
    )
    return replace(base, **changes)


def content(**changes: Any) -> SummaryContent:
    """One call, ready for the page."""
    call = changes.pop("encounter", None) or encounter()
    base = SummaryContent(
        encounter=call,
        patient=call.patient or patient(),
        assessment=assessment(),
        form=form(),
        site=site(),
        signer=Signer("nokafor", "Ngozi Okafor, RN", "Riverside site authority", "4e19a27c"),
        signed_at=SIGNED_AT,
        audit_head=AuditHead(18204, "31c8e2f0" * 7 + "a1b2b94d"),
    )
    return replace(base, **changes)
