"""A small form with the kinds of rows that the page treats differently."""

from __future__ import annotations

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
from workstation.clinical.knowledge import ScreenInfo

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
RED_FLAGS = (
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
SYMPTOMS = (
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
    items += [boolean(*row) for row in (*RED_FLAGS, *SYMPTOMS)]
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
        Section("red_flags", "Red flags", "", _answers(RED_FLAGS)),
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
        Section("symptoms", "Symptoms", "", _answers(SYMPTOMS)),
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
        screens={
            "news2": ScreenInfo("news2", "NEWS2", "lee-2019"),
            "qsofa": ScreenInfo("qsofa", "qSOFA", "lee-2019"),
        },
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
