from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.documents.reading import Word, bare, pages_of, run, saved, text_of, words_of
from tests.documents.summary_factories import (
    assessment,
    at,
    content,
    decision,
    encounter,
    findings,
    grade,
    patient,
    site,
)
from workstation.clinical.encounter import Override
from workstation.clinical.findings import Setting, Source, known, not_assessed
from workstation.clinical.results import Disposition, Reason
from workstation.documents.content import SummaryContent
from workstation.documents.fonts import printable
from workstation.documents.layout import MARGIN, WIDTH
from workstation.documents.summary import render

LATER = "Patient asks again. " * 60


def test_equal_content_gives_equal_bytes() -> None:
    assert render(content()) == render(content())


def test_one_call_fits_on_one_page(tmp_path: Path) -> None:
    assert pages_of(tmp_path, render(content())) == 1


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_every_page_has_the_right_paper_and_the_patient(tmp_path: Path, paper: str) -> None:
    long = content(encounter=encounter(decision=decision(note=LATER * 4)))
    pdf = render(long, paper)
    size = {"a4": "595.276 x 841.89", "letter": "612 x 792"}[paper]
    path = saved(tmp_path, pdf)

    count = pages_of(tmp_path, pdf)
    assert count > 1
    assert size in run("pdfinfo", path)
    for page in range(1, count + 1):
        text = run("pdftotext", "-f", str(page), "-l", str(page), path, "-")
        assert "DOE, Jane" in text
        assert f"page {page} of {count}" in text
    assert "Signed electronically" in text


def test_the_signature_never_stands_alone_on_a_page(tmp_path: Path) -> None:
    for lines in range(2, 26, 4):
        note = "\n".join(f"line {n}" for n in range(lines))
        pdf = render(content(encounter=encounter(decision=decision(note=note))))
        path = saved(tmp_path, pdf)
        last = str(pages_of(tmp_path, pdf))
        text = run("pdftotext", "-f", last, "-l", last, path, "-")
        assert "Actions shown" in text or "line" in text


def test_the_page_says_everything_that_the_law_and_the_nurse_need(tmp_path: Path) -> None:
    text = text_of(tmp_path, render(content()))
    for said in (
        "Riverside Infusion Center",
        "DOE, Jane",
        "born 14 Mar 1965",
        "MRN 0042-817",
        "+1 555 0142 880, read back",
        "Teclistamab (Tecvayli) step-up 2, 21 Nov 2026 08:05",
        "day 1 (dose day is 0), 30 h since dose",
        "CRS grade · ASTCT 2019",
        "At least grade 1, at most 4",
        "Emergency department now",
        "Raised from: urgent review within the hour (computed)",
        "Reason: lives alone, no one to watch her tonight",
        "38.9 °C is 38.0 °C or more",
        "Lee 2019",
        "no oximeter at home",
        "none at home; read as room air",
        "IV fluid for low pressure",
        "asked, not known",
        "104/66 mmHg",
        "patient device",
        "14:06",
        "Acetaminophen or other antipyretic: yes, 11:30, told",
        "NEWS2",
        "4 to 9",
        "Call 911 for trouble breathing",
        "Teach-back: repeated in their own words.",
        "Told: prescriber Dr. S. Mehta",
        "Call-back: 15:20",
        "Blood cultures and blood count before antibiotics",
        "prescriber, done",
        "ASCO 2021",
        "Daughter arrives at 15:00.",
        "Ngozi Okafor, RN",
        "22 Nov 2026 14:19:40 −05:00",
        "I made this assessment and the record is correct.",
        "crs 2026.3",
        "SHA-256 9f2c41ab 7e30d5c8 … 61f007de",
        "31c8e2f0 … b94d, entry 18204",
        "01a0c8de-7d4e-4b52-9c2e-3a6f1b2d4e5f",
        "Not a certified medical device.",
    ):
        assert bare(said) in text, said


def test_red_flags_and_warnings_come_first(tmp_path: Path) -> None:
    flagged = assessment(red_flags=("collapse", "chest_pain_severe"), warnings=("SpO₂ is 91 %.",))
    told = encounter(first_red_flag_at=at(14, 1))
    text = text_of(tmp_path, render(content(encounter=told, assessment=flagged)))
    order = ["SpO₂is91%.", "Redflags", "collapse", "firstat14:01", "severechestpain", "Whythis"]
    found = [text.index(each) for each in order]
    assert found == sorted(found)


def test_a_yes_on_the_first_page_stands_with_the_red_flags_and_its_time(tmp_path: Path) -> None:
    summary = content()
    asked = summary.form.sections[0].rows[-1].items[0]
    told = encounter(first_red_flag_at=at(14, 1), findings={asked: known(asked, True)})
    text = text_of(tmp_path, render(content(encounter=told, assessment=assessment(red_flags=()))))
    label = bare(summary.form.items[asked].label)
    assert text.index("Redflags") < text.index(label) < text.index("firstat14:01")


def test_a_range_from_nothing_is_never_a_zero(tmp_path: Path) -> None:
    open_ = grade(at_least=0, at_most=4, because=())
    text = text_of(tmp_path, render(content(assessment=assessment(grade=open_))))
    assert bare("Not settled, at most grade 4") in text
    assert "Grade0" not in text


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 0, "Grade 0does not meet the criteria"),
        (3, 3, "Grade 3severe"),
        (5, 5, "Grade 5death"),
    ],
)
def test_a_settled_grade_is_said_in_number_and_word(
    tmp_path: Path, low: int, high: int, words: str
) -> None:
    settled = assessment(grade=grade(at_least=low, at_most=high))
    assert bare(words) in text_of(tmp_path, render(content(assessment=settled)))


def test_fahrenheit_sites_read_their_own_unit_and_the_graded_one(tmp_path: Path) -> None:
    text = text_of(tmp_path, render(content(site=site(temperature_unit="F"))))
    assert bare("101.5 °F (38.6 °C)") in text


def test_a_ward_encounter_has_no_computed_disposition(tmp_path: Path) -> None:
    ward = encounter(setting=Setting.WARD, decision=decision(level=None, override=None))
    none = assessment(disposition=Disposition(None))
    text = text_of(tmp_path, render(content(encounter=ward, assessment=none)))
    assert bare("None computed") in text


def test_lowering_is_told_with_its_reason(tmp_path: Path) -> None:
    lowered = Override("urgent_review", "home_care", False, "measured_normal", "38 twice")
    told = encounter(decision=decision(level="home_care", override=lowered))
    text = text_of(tmp_path, render(content(encounter=told)))
    assert bare("Lowered from: urgent review within the hour (computed)") in text
    assert bare("Reason: measured and normal: 38 twice") in text


def test_a_reason_too_long_for_the_box_stands_whole_below_it(tmp_path: Path) -> None:
    reason = "because " * 80
    raised = Override("urgent_review", "emergency_department_now", True, "", reason)
    told = encounter(decision=decision(override=raised))
    text = text_of(tmp_path, render(content(encounter=told)))
    assert bare("Reason: below") in text
    assert bare(f"Reason for the decision: {reason}") in text


# --- nothing lost, nothing covered ----------------------------------------------------------


def overlapping(words: list[Word]) -> list[tuple[str, str]]:
    """Pairs of words of a page that stand on each other."""
    return [
        (a.text, b.text)
        for a, b in combinations(words, 2)
        if a.page == b.page
        and min(a.right, b.right) - max(a.left, b.left) > 0.5
        and min(a.bottom, b.bottom) - max(a.top, b.top) > 3.5
    ]


def crowded() -> SummaryContent:
    """Everything longer than anybody would wish."""
    told = findings() | {
        "spo2_percent": not_assessed("spo2_percent", "the device was lent to the neighbour " * 3),
        "fever_cause": known("fever_cause", "a cause typed at length " * 4, Source.REPORTED),
    }
    because = tuple(
        Reason("temperature_c", f"reason {n} at length " * 4, "asco-2021") for n in range(9)
    )
    return content(
        encounter=encounter(
            findings=told,
            caller="the daughter of the neighbour " * 4,
            address="12 River Road " * 9,
            decision=decision(note=LATER, informed="somebody " * 40),
        ),
        patient=patient(family_name="Featherstonehaugh-" * 6, given_name="Jane Anne " * 8),
        assessment=assessment(grade=grade(because=because)),
        site=site(name="Riverside Infusion Center and Day Hospital " * 4, address="Road " * 40),
    )


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("make", [content, crowded])
def test_no_word_leaves_the_margins_or_covers_another(
    tmp_path: Path, paper: str, make: Callable[[], SummaryContent]
) -> None:
    words, width, height = words_of(tmp_path, render(make(), paper))
    side = (width - WIDTH) / 2

    assert not overlapping(words)
    for word in words:
        assert word.left >= side - 0.5 and word.right <= width - side + 0.5, word
        assert word.top >= MARGIN - 3 and word.bottom <= height - MARGIN + 3, word


LETTERS = st.characters(codec="utf-8")
MARKUP = ["Łódź", "Ζωή", "Жанна", "<b>", "</para>", "&amp;", "%s", "\\", "(", ")"]
WORD = st.one_of(st.sampled_from(MARKUP), st.text(LETTERS, max_size=12))
TYPED = st.lists(WORD, max_size=6).map(" ".join)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TYPED, min_size=9, max_size=9))
def test_hostile_text_in_any_field_is_printed_as_typed(tmp_path: Path, typed: list[str]) -> None:
    name, given, note, informed, mrn, address, reason, cause, diagnosis = typed
    told = findings() | {
        "spo2_percent": not_assessed("spo2_percent", reason),
        "fever_cause": known("fever_cause", cause),
    }
    hostile = content(
        patient=patient(family_name=name or "x", given_name=given, mrn=mrn, diagnosis=diagnosis),
        encounter=encounter(
            findings=told, address=address, decision=decision(note=note, informed=informed)
        ),
    )
    text = text_of(tmp_path, render(hostile))
    shown = [(name or "x").upper(), given, mrn, address, reason, cause, diagnosis, informed]
    for each in (*shown, note if note.strip() else ""):
        assert bare(printable(each)) in text


def test_all_fonts_are_embedded(tmp_path: Path) -> None:
    lines = run("pdffonts", saved(tmp_path, render(content()))).splitlines()[2:]
    assert lines
    for line in lines:
        assert "FiraSans" in line and line.split()[-5:-2] == ["yes", "yes", "yes"]


def test_the_page_is_drawn_with_another_persons_name(tmp_path: Path) -> None:
    other = replace(content(), patient=patient(family_name="Roe"))
    assert "ROE,Jane" in text_of(tmp_path, render(other))
