"""A change is told as a clinician would tell it: labels, units, levels, what a list lost."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.protocol_sites import delivered_files
from workstation.protocols.change_words import told
from workstation.protocols.differences import Change, difference

ASTCT = "scales/astct-2019.yaml"
EDITS: tuple[tuple[str, str, str], ...] = (
    ("definitions.yaml", "temperature_c >= 38.0 or", "temperature_c >= 37.8 or"),
    ("definitions.yaml", 'systolic_mmhg < systolic_limit"', 'systolic_mmhg <= systolic_limit"'),
    (
        "definitions.yaml",
        "below_limit and not near_baseline or fall_of_40",
        "(below_limit or fall_of_40) and not near_baseline",
    ),
    ("definitions.yaml", "hallucinations, sleepiness,\n      fainting", "hallucinations, fainting"),
    ("definitions.yaml", 'systolic_mmhg >= 40"', 'systolic_mmhg >= 30"'),
    ("definitions.yaml", '"age_years <= 10", value: "70', '"age_years <= 9", value: "70'),
    (ASTCT, 'oxygen_device in masks", grade: 3', 'oxygen_device in masks", grade: 4'),
    (
        ASTCT,
        'if: "hypoxia_cause == other", grade: 0, reference: lee-2019',
        'if: "hypoxia_cause == other", grade: 0, reference: house',
    ),
    ("actions.yaml", "Encourage drinking", "Encourage drinking water"),
    (
        "vocabulary.yaml",
        "unit: mmHg, low: 20, high: 300, loinc",
        "unit: mmHg, low: 20, high: 280, loinc",
    ),
    (
        "vocabulary.yaml",
        "masks: [simple_face_mask, venturi",
        "masks: [cpap, simple_face_mask, venturi",
    ),
    ("vocabulary.yaml", "short: Steroid, not_known: open", "short: Steroid, not_known: false"),
    ("entry.yaml", '"crs_established and sure(drug)"', '"crs_established"'),
    ("screens.yaml", "wbc_10e9_l > 12", "wbc_10e9_l > 11"),
)


def rewritten() -> dict[str, bytes]:
    """The delivered pack with all edits, a rule less, and a line at another level."""
    texts = {name: data.decode() for name, data in delivered_files().items()}
    for file, old, new in EDITS:
        assert old in texts[file], f"{file} no longer holds {old!r}"
        texts[file] = texts[file].replace(old, new, 1)
    gone = next(line for line in texts[ASTCT].splitlines() if "id: blow-by," in line)
    texts[ASTCT] = texts[ASTCT].replace(gone + "\n", "", 1)
    lines = texts["dispositions.yaml"]
    moved = next(line for line in lines.splitlines() if "id: high-temperature-24h," in line)
    lines = lines.replace(moved + "\n", "", 1)
    texts["dispositions.yaml"] = lines.replace(
        "    urgent_review:\n", f"    urgent_review:\n{moved}\n", 1
    )
    return {name: text.encode() for name, text in texts.items()}


@pytest.fixture(scope="module")
def changes() -> Mapping[str, Change]:
    before, after = delivered_files(), rewritten()
    found = told(difference(("a", before), ("b", after)), before, after)
    return {change.title: change for change in found.changes}


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Fever measured", ["Temperature: 38.0 °C or more before, 37.8 °C or more now"]),
        (
            "Below limit",
            [
                "Applies if before: Systolic below systolic limit",
                "Applies if now: Systolic at or below systolic limit",
            ],
        ),
        (
            "Low by number",
            [
                "Applies if before: (below limit and not near baseline) or fall of 40",
                "Applies if now: (below limit or fall of 40) and not near baseline",
            ],
        ),
        ("Emergency told", ["No longer counts: Sleepiness, hard to wake"]),
        (
            "Fall of 40",
            ["Usual systolic minus systolic: 40 mmHg or more before, 30 mmHg or more now"],
        ),
        ("Systolic limit, band 3", ["Age years: 10 or less before, 9 or less now"]),
        ("ASTCT 2019 · CRS: Hypoxia: mask", ["Grade: 3 before, 4 now"]),
        ("ASTCT 2019 · CRS: Hypoxia: other cause", ["Source: Lee 2019 before, House rule now"]),
        (
            "ASTCT 2019 · CRS: Hypoxia: blow by",
            [
                "Applies if: not read on room air and oxygen device is blow-by",
                "Grade: 2",
                "Source: Lee 2019",
            ],
        ),
        (
            "Oral fluids",
            ["Text before: Encourage drinking", "Text now: Encourage drinking water"],
        ),
        ("Systolic pressure", ["Upper limit: 300 mmHg before, 280 mmHg now"]),
        ("Vocabulary", ["The group masks now holds CPAP"]),
        ("Steroid in the last 72 hours", ["While not known: stays open before, reads as no now"]),
        ("Waived after treatment", ["Asks no longer for: Drug for certain"]),
        (
            "Phone: High temperature 24h",
            ["Level before: Emergency department now", "Level now: Urgent review"],
        ),
        (
            "Sirs: White cells: Points: 1",
            ["White cells: above 12.0 10⁹/L before, above 11.0 10⁹/L now"],
        ),
    ],
)
def test_it_is_said_as_a_clinician_would(
    changes: Mapping[str, Change], title: str, says: list[str]
) -> None:
    assert title in changes, sorted(changes)
    assert list(changes[title].says[: len(says)]) == says


def test_nothing_is_told_twice_and_everything_is_told(changes: Mapping[str, Change]) -> None:
    assert len(changes) == 16
    for change in changes.values():
        assert change.says and len(set(change.says)) == len(change.says)


def test_a_pack_of_an_older_language_is_told_in_its_own_words() -> None:
    before = delivered_files()
    after = dict(before)
    old = b'child: {if: "age_years < 16"}'
    assert old in after["definitions.yaml"]
    after["definitions.yaml"] = after["definitions.yaml"].replace(
        old, b'child: {if: "years(age) < 16"}'
    )
    (change,) = told(difference(("b", after), ("a", before)), after, before).changes
    assert change.title == "Child"
    assert change.says[0] == "Applies if before: years(age) < 16"


def test_a_case_is_told_by_what_it_gives_and_expects() -> None:
    files = delivered_files()
    before = (
        b'[{"id": "own", "because": "b", "input": {"setting": "phone", "findings": '
        b'{"temperature_c": 38.0}}, "expect": {"grades": {"astct-2019": [1, 4]}, "entry": "met"}}]'
    )
    after = before.replace(b"38.0", b"37.9").replace(b"[1, 4]", b"[0, 4]").replace(b"met", b"un")
    old, new = {**files, "cases/own.json": before}, {**files, "cases/own.json": after}
    (change,) = told(difference(("a", old), ("b", new)), old, new).changes
    assert change.says == (
        "Given before: Setting: on the phone; Temperature (temperature_c): 38.0 °C",
        "Given now: Setting: on the phone; Temperature (temperature_c): 37.9 °C",
        "Expected before: ASTCT 2019 · CRS grade 1 to 4",
        "Expected now: ASTCT 2019 · CRS grade 0 to 4",
        "Other results that differ: entry",
    )
