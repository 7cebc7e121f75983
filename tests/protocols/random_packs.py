"""Small packs in the language, drawn at random: axes, an entry, definitions and dispositions.

About half of them obey the laws: they are drawn tidy and spoilt in one place or in none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

SIGNS = ("confusion", "fainting", "spo2_percent", "awakens_to")
"""What axes may read; a pack reads two of them."""

WORSE = {
    "confusion": ("confusion",),
    "fainting": ("fainting",),
    "spo2_percent": ("spo2_percent < 90", "spo2_percent <= 93"),
    "awakens_to": ("awakens_to != spontaneously", "awakens_to in [unarousable]"),
}
"""Criteria that come true when the finding gets worse."""

ENTRY = (
    ("fever", "met", "sure(temperature_c >= 38.0) and not (fever_cause == other)"),
    ("waived", "waived", "crs_established and sure(drug)"),
    (
        "cause-but-drug-open",
        "unknown",
        "fever_cause == other and crs_established and not known(drug)",
    ),
    ("other-cause", "not_met", "fever_cause == other"),
    ("not-measured", "unknown", "not known(temperature_c) or fever_told"),
    ("masked", "masked", "sure(drug) and sure(sign_can_be)"),
    ("no-drug", "not_met", "sure(temperature_c < 38.0) and sure(not drug)"),
    ("no-sign", "not_met", "sure(temperature_c < 38.0) and sure(not sign_can_be)"),
)


def _yes_no(label: str, not_known: object = "open", **more: object) -> dict[str, object]:
    return {"kind": "boolean", "label": label, "not_known": not_known, **more}


def _number(label: str, low: float, high: float, direction: str, **more: object) -> dict[str, Any]:
    limits = {"low": low, "high": high, "direction": direction}
    return {"kind": "number", "label": label, "not_known": "open", **limits, **more}


def _codes(*ids: str) -> list[dict[str, str]]:
    return [{"id": id, "label": id} for id in ids]


ITEMS: dict[str, dict[str, Any]] = {
    "temperature_c": _number("Temperature", 25, 45, "up", unit="°C", decimals=1),
    "temperature_max_24h_c": _number("Highest", 25, 45, "up", unit="°C") | {"not_known": "absent"},
    "spo2_percent": _number("SpO2", 0, 100, "down", unit="%"),
    "confusion": _yes_no("Confusion"),
    "fainting": _yes_no("Fainting"),
    "chills": _yes_no("Chills"),
    "awakens_to": {
        "kind": "code",
        "label": "Awakens",
        "not_known": "open",
        "direction": {"order": [["spontaneously", "voice", "unarousable"]]},
        "codes": _codes("spontaneously", "voice", "unarousable"),
    },
    "antipyretic_given": _yes_no("Antipyretic"),
    "fever_reported": _yes_no("Felt feverish", False),
    "fever_cause": {
        "kind": "code",
        "label": "Cause",
        "direction": "none",
        "not_known": "absent",
        "codes": _codes("crs", "other"),
    },
    "crs_established": _yes_no("CRS known", False, direction="none"),
    "died_of_crs": _yes_no("Died", False),
    "ice_score": {
        "kind": "count",
        "label": "ICE",
        "low": 0,
        "high": 10,
        "not_known": "absent",
        "direction": "down",
    },
    "preexisting_symptoms": {
        "kind": "codes",
        "label": "Before",
        "direction": "none",
        "not_known": [],
        "codes_of": "symptoms",
    },
}

LEVELS = ("at_home", "call_back", "call_now")


@st.composite
def criteria(draw: st.DrawFn, signs: Sequence[str], tidy: bool) -> str:
    """A criterion over some signs; a tidy one only comes true when something gets worse."""
    simple = [text for sign in signs for text in WORSE[sign]]
    chosen = draw(st.lists(st.sampled_from(simple), min_size=1, max_size=2, unique=True))
    told = f" {draw(st.sampled_from(('and', 'or')))} ".join(chosen)
    return told if tidy or draw(st.booleans()) else f"not ({told})"


@st.composite
def axes(draw: st.DrawFn, id: str, signs: Sequence[str], tidy: bool) -> dict[str, Any]:
    """Rules in the order of their grades, the last one for everybody; or in any order."""
    known: list[int | str] = [1, 2, 3, 4, "2..4", "1..3"]
    grade = st.sampled_from(known)
    grades: list[int | str] = draw(st.lists(grade, min_size=1, max_size=3))
    if tidy:
        grades = [*sorted((g for g in grades if isinstance(g, int)), reverse=True)] or [2]
    when = [draw(criteria(signs, tidy)) for _ in grades]
    rules = [
        {"id": f"{id}-{n}", "if": text, "grade": one, "because": "open", "reference": "house"}
        for n, (text, one) in enumerate(zip(when, grades, strict=True))
    ]
    if tidy or draw(st.booleans()):
        rules.append({"id": "none", "if": "true", "grade": 0, "reference": "house"})
    return {"id": id, "label": id, "rules": rules}


@st.composite
def entries(draw: st.DrawFn, tidy: bool) -> list[dict[str, str]]:
    """The entry as it should be, or with a line out of place, left out, or less sure."""
    lines = list(ENTRY)
    if not tidy:
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(("moved", "left out", "not sure"))):
            case "moved":
                lines.append(lines.pop(at))
            case "left out":
                lines.pop(at)
            case _:
                id, result, text = lines[at]
                lines[at] = (id, result, text.replace("sure(", "("))
    lines.append(("not-known", "unknown", "true"))
    return [{"id": i, "result": r, "if": text, "reference": "house"} for i, r, text in lines]


@st.composite
def packs(draw: st.DrawFn) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The contents of a pack, and the two signs that its axes read."""
    signs = tuple(draw(st.permutations(SIGNS))[:2])
    spoilt = draw(st.sampled_from(("", "", "axis", "entry", "line", "lowest")))
    named = draw(criteria(signs, True))
    own = [draw(axes("mind", signs, spoilt != "axis")), draw(axes("air", signs, True))]
    lines = [
        draw(criteria(signs, spoilt != "line")),
        draw(st.sampled_from(("mind_axis >= 2", "random >= 2", "random >= 3", "named or chills"))),
        "fever_like",
    ]
    lowest = "temperature_c < 37.5 and not drug and not named"
    if spoilt == "lowest":
        lowest = draw(st.sampled_from(("named", "temperature_c >= 37.5", "not drug or chills")))
    return _contents(own, draw(entries(spoilt != "entry")), named, lines, lowest), signs


def _contents(
    own: list[dict[str, Any]],
    entry: list[dict[str, str]],
    named: str,
    lines: Sequence[str],
    lowest: str,
) -> dict[str, Any]:
    entered = sorted({line["result"] for line in entry} - {"not_met"})
    definitions = {
        "drug": {"if": "antipyretic_given"},
        "fever_told": {"if": "sure(fever_reported)"},
        "new_symptom": {"if": "any_of(chills, but=preexisting_symptoms)"},
        "sign_can_be": {"if": "not sure(mind_axis <= 0) or not sure(air_axis <= 0) or new_symptom"},
        "fever_like": {"if": f"entry in [{', '.join(entered)}]"},
        "named": {"if": named},
    }
    words = {n: str(n) for n in range(6)}
    scale = {"id": "random", "name": "Random", "version": "1", "by_entry": True}
    levels = [
        {"id": id, "rank": rank, "label": id, "detail": id, "icon": "home"}
        for rank, id in enumerate(LEVELS)
    ]
    return {
        "protocol.yaml": {
            "id": "random",
            "version": "1",
            "title": "Random",
            "default_scale": "random",
        },
        "vocabulary.yaml": {
            "groups": {
                "red_flags": ["confusion"],
                "ice_items": [],
                "answered_by_numbers": [],
                "symptoms": ["chills"],
            },
            "items": ITEMS,
            "stale_after_hours": {"phone": 4, "chairside": 1, "ward": 1},
        },
        "form.yaml": {
            "sections": [],
            "not_assessed_reasons": [],
            "lowering_reasons": [],
            "emergency": {"say": "", "steps": []},
            "levels": levels,
        },
        "definitions.yaml": {"tables": {}, "definitions": definitions},
        "entry.yaml": {
            "entry": entry,
            "exceptions": {"drug": "a drug waives the fever", "antipyretic_given": "the same"},
        },
        "scales/random.yaml": {**scale, "reference": "house", "words": words, "axes": own},
        "screens.yaml": {"scores": [], "febrile_neutropenia": "false", "sepsis_red_flags": []},
        "dispositions.yaml": {
            "rereadings": [],
            "phone": {
                "otherwise": "call_back",
                "lowest": {
                    "level": "at_home",
                    "reference": "house",
                    "only_if": lowest,
                    "provisional_while": "false",
                },
                "raise_at_most": "call_now",
                "raise_by_one": [],
                "lines": {
                    "call_now": [
                        {"id": f"line-{n}", "if": text, "reference": "house"}
                        for n, text in enumerate(lines[:2])
                    ],
                    "call_back": [{"id": "fever", "if": lines[2], "reference": "house"}],
                },
            },
        },
        "actions.yaml": {"actions": [], "warnings": []},
        "advice.yaml": {"advice": []},
        "agents.yaml": {"agents": [], "causes": []},
        "references.yaml": {
            "references": [{"id": "house", "short": "House", "citation": "This house"}]
        },
    }
