"""Valid-by-default values for the page: a small form and one invented phone call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

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
from workstation.clinical.form import (
    Advice,
    Agent,
    Code,
    Form,
    Item,
    Kind,
    Level,
    Reference,
    Row,
    RowKind,
    ScaleInfo,
    Section,
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


_NUMBERS: tuple[tuple[str, str, str, str, int], ...] = (
    ("temperature_c", "Temperature now", "temperature", "°C", 1),
    ("temperature_max_24h_c", "Highest in 24 h", "highest", "°C", 1),
    ("systolic_mmhg", "Systolic pressure", "systolic", "mmHg", 0),
    ("diastolic_mmhg", "Diastolic pressure", "diastolic", "mmHg", 0),
    ("baseline_systolic_mmhg", "Usual systolic pressure", "usual", "mmHg", 0),
    ("heart_rate_bpm", "Heart rate", "heart", "/min", 0),
    ("respiratory_rate_bpm", "Breathing rate", "breathing", "/min", 0),
    ("spo2_percent", "SpO₂", "SpO₂", "%", 0),
)
_RED_FLAGS = (
    ("collapse", "collapse"),
    ("airway_problem", "airway problem"),
    ("difficulty_breathing", "struggling to breathe"),
    ("seizure_now", "seizure now"),
    ("chest_pain_severe", "severe chest pain"),
    ("bleeding_severe", "severe bleeding"),
    ("confusion", "new confusion"),
    ("non_blanching_or_mottled_skin", "mottled skin"),
    ("urticaria", "hives"),
    ("face_or_tongue_swelling", "swelling of face"),
)
_SYMPTOMS = (
    ("fatigue", "tired"),
    ("cough", "cough"),
    ("headache", "headache"),
    ("loss_of_appetite", "no appetite"),
    ("rash", "rash"),
    ("body_pain", "body pain"),
    ("feeling_unwell", "feeling unwell"),
    ("nausea", "nausea"),
    ("chills", "chills"),
    ("dizziness_on_standing", "dizzy on standing"),
    ("leg_swelling", "leg swelling"),
    ("stomach_pain", "stomach pain"),
    ("fainting", "fainting"),
    ("hallucinations", "hallucinations"),
    ("sleepiness", "sleepy"),
    ("speech_difficulty", "trouble speaking"),
    ("skin_discoloration", "change of skin colour"),
    ("vomiting", "vomiting"),
    ("weakness", "weak"),
)


def boolean(id: str, label: str) -> Item:
    return Item(id, Kind.BOOLEAN, label)


def _items() -> dict[str, Item]:
    items = [
        Item(id_, Kind.NUMBER, label, short, unit, decimals=decimals, vital=True)
        for id_, label, short, unit, decimals in _NUMBERS
    ]
    items += [boolean(*row) for row in (*_RED_FLAGS, *_SYMPTOMS)]
    items += [
        boolean("antipyretic_given", "Acetaminophen or other antipyretic"),
        Item("antipyretic_at", Kind.TIME, "Antipyretic at"),
        boolean("steroid_given", "steroid"),
        boolean("anticytokine_given", "tocilizumab"),
        Item("fever_cause", Kind.CODE, "Cause of the fever"),
        boolean("iv_fluid_for_hypotension", "IV fluid for low pressure"),
        Item(
            "oxygen_device",
            Kind.CODE,
            "Oxygen device",
            codes=(Code("room_air", "room air"), Code("nasal_cannula", "nasal cannula")),
        ),
        Item("ice_writing", Kind.NUMBER, "Handwriting (ICE)"),
        Item("preexisting_symptoms", Kind.CODES, "Had before the dose"),
    ]
    return {item.id: item for item in items}


def _vital(row: str, label: str, *ids: str) -> Row:
    return Row(row, RowKind.VITAL, label, ids)


def _answers(rows: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    return tuple(Row(id_, RowKind.ANSWER, label, (id_,)) for id_, label in rows)


def form() -> Form:
    """A form with the rows that the page treats differently."""
    answer = RowKind.ANSWER
    sections = (
        Section("red_flags", "Red flags", "", _answers(_RED_FLAGS)),
        Section(
            "fever",
            "Fever",
            "",
            (
                _vital("now", "Temperature now", "temperature_c"),
                _vital("max", "Highest in 24 h", "temperature_max_24h_c"),
                Row("antipyretic", answer, "Antipyretic", ("antipyretic_given",)),
                Row("steroid", answer, "Steroid", ("steroid_given",)),
                Row("anticytokine", answer, "Tocilizumab", ("anticytokine_given",)),
            ),
        ),
        Section(
            "circulation",
            "Circulation",
            "",
            (
                _vital("pressure", "Blood pressure", "systolic_mmhg", "diastolic_mmhg"),
                _vital("usual", "Usual systolic", "baseline_systolic_mmhg"),
                _vital("heart", "Heart rate", "heart_rate_bpm"),
                Row("fluid", answer, "IV fluid", ("iv_fluid_for_hypotension",)),
            ),
        ),
        Section(
            "breathing",
            "Breathing",
            "",
            (
                _vital("breathing", "Breathing rate", "respiratory_rate_bpm"),
                _vital("spo2", "SpO₂", "spo2_percent"),
                Row("device", RowKind.CHOICE, "Oxygen", ("oxygen_device",)),
            ),
        ),
        Section(
            "neurology", "Neurology", "", (Row("w", RowKind.VITAL, "Writing", ("ice_writing",)),)
        ),
        Section("symptoms", "Symptoms", "", _answers(_SYMPTOMS)),
    )
    return Form(
        items=_items(),
        sections=sections,
        levels=_levels(),
        agents={
            "teclistamab": Agent("teclistamab", "Teclistamab", "Tecvayli", "bispecific"),
        },
        advice=_advice(),
        scales={
            "astct-2019": ScaleInfo(
                "astct-2019",
                "ASTCT 2019",
                "2019",
                {
                    0: "does not meet the criteria",
                    1: "mild",
                    2: "moderate",
                    3: "severe",
                    4: "life-threatening",
                    5: "death",
                },
                "lee-2019",
            ),
            "plain-language": ScaleInfo("plain-language", "Plain language", "1", {}, "seed"),
            "icans-astct-2019": ScaleInfo(
                "icans-astct-2019", "ICANS, ASTCT 2019", "2019", {}, "lee-2019"
            ),
        },
        references={
            "lee-2019": Reference("lee-2019", "Lee 2019", "Lee et al. 2019"),
            "asco-2021": Reference("asco-2021", "ASCO 2021", "ASCO guideline 2021"),
            "label-2025": Reference("label-2025", "label, rev. 2025", "US label"),
        },
        not_assessed_reasons=(Code("no_device", "no oximeter at home"),),
        lowering_reasons=(Code("measured_normal", "measured and normal"),),
        emergency_say="",
        emergency_steps=(),
    )


def _levels() -> dict[str, Level]:
    rows = (
        ("call_emergency_services", 5, "Call emergency services"),
        ("emergency_department_now", 4, "Emergency department now"),
        ("urgent_review", 3, "Urgent review within the hour"),
        ("scheduled_call_back", 2, "Scheduled call-back"),
        ("home_care", 1, "Home care"),
    )
    return {id_: Level(id_, rank, label, "", "") for id_, rank, label in rows}


def _advice() -> dict[str, Advice]:
    texts = {
        "go": "Go to Riverside emergency department now, do not drive, take the treatment card.",
        "call": "Call {emergency_number} for trouble breathing, fainting, confusion or a seizure.",
    }
    return {
        id_: Advice(id_, text, ("emergency_department_now",), "") for id_, text in texts.items()
    }


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
    answers += [known(id_, False) for id_, _ in _RED_FLAGS]
    yes = {"chills", "headache", "dizziness_on_standing"}
    answers += [known(id_, id_ in yes) for id_, _ in _SYMPTOMS]
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
        protocol=ProtocolRef("crs", "2026.1", "9f2c41ab7e30d5c8" * 3 + "9f2c41ab61f007de"),
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


def with_findings(told: Mapping[str, Finding]) -> SummaryContent:
    """The call with other answers."""
    return content(encounter=encounter(findings=dict(told)))
