"""The patient's sheet and the hand-over sheet: what they say, and that each is one page."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests.documents import reading, sheet_factories, summary_factories
from tests.documents.sheet_factories import SIGNED, content, protocol
from workstation.clinical.encounter import ClosedObservation, Encounter, Patient
from workstation.clinical.findings import Setting
from workstation.documents.drawing import DrawnText
from workstation.documents.handover import handover
from workstation.documents.patient_sheet import NoLevel, patient_sheet
from workstation.documents.sheet_content import Sheet, SheetContent, SheetKind, plain_text
from workstation.documents.sheet_page import draw_sheet
from workstation.documents.sheets import sheet_pdf, sheet_words

LEVELS = tuple(protocol().form.levels)
CALLS = {
    "green": sheet_factories.green,
    "urgent": sheet_factories.urgent,
    "emergency": sheet_factories.emergency,
    "chair": sheet_factories.chair,
    "longest": sheet_factories.longest,
}


def said(sheet: Sheet) -> str:
    return plain_text(sheet).replace("\u00a0", " ")


# --- the patient's sheet --------------------------------------------------------------------


def test_the_green_sheet_has_the_patients_own_numbers() -> None:
    text = said(patient_sheet(content(sheet_factories.green())))
    assert "You can stay at home for now." in text
    assert "We ring you on 22 Nov 2026 at 18:00 on +1 555 0142 880." in text
    assert "36.8 °C (98.2 °F), at 14:02" in text
    assert "call us 38.0 °C (100.4 °F) or more, or below 36.0 °C (96.8 °F)" in text
    assert "usual for you: 150: today 124, at 14:02; call us 220 or more; call 911 110 or" in text
    assert "usual for you: 91 %: today 97 %, at 14:02; call us below 94 %; call 911 88 % or" in text
    assert "Teclistamab (Tecvayli), step-up 2, 1 Oct 2026 09:00" in text
    assert "+1 555 0100 · Riverside Infusion Center" in text
    assert "You said it back in your own words." in text
    assert "- Seeing or hearing things" in text


def test_a_site_in_fahrenheit_reads_its_own_unit_first() -> None:
    site = summary_factories.site(temperature_unit="F", emergency_number="112")
    text = said(patient_sheet(content(sheet_factories.green(), site=site)))
    assert "98.2 °F (36.8 °C)" in text
    assert "call us 100.4 °F (38.0 °C) or more" in text
    assert "Call 112 for any of these" in text
    assert "911" not in text and "{" not in text


def test_what_is_already_so_is_not_told_as_a_limit() -> None:
    text = said(patient_sheet(content(sheet_factories.urgent())))
    assert "today 38.6 °C (101.5 °F), at 14:02; call us You have this now." in text
    assert "call 911 above 39.0 °C (102.2 °F)" in text
    assert "Call us if nobody has rung within the hour" in text
    assert "Saying it back: not done yet." in text
    assert "Oxygen" not in text  # not measured, and nothing on file


def test_the_emergency_sheet_says_one_thing_first() -> None:
    sheet = patient_sheet(content(sheet_factories.emergency()))
    first = sheet.blocks[0]
    assert first.framed and first.facts[0].large
    assert first.facts[0].text == "Call 911 now."
    text = said(sheet)
    assert "cytokine release syndrome (CRS) and for a serious infection (sepsis)" in text
    assert "Watch this" not in text


def test_at_the_chair_the_nurse_is_told_first() -> None:
    text = said(patient_sheet(content(sheet_factories.chair())))
    assert "We have stopped your treatment for now to look after you." in text
    assert "Tell us at once if you feel hot or cold" in text
    assert "Saying it back did not work yet." in text
    going_on = said(patient_sheet(content(sheet_factories.at_level("continue"))))
    assert going_on.index("Tell us at once") < going_on.index("When you are at home: call 911")


@pytest.mark.parametrize("level", LEVELS)
def test_no_level_promises_or_names_a_grade(level: str) -> None:
    text = said(patient_sheet(content(sheet_factories.at_level(level))))
    assert not re.search(r"\b(safe|safely|normal|grade|ICD|ASTCT)\b", text, re.IGNORECASE)
    for advice in protocol().form.advice.values():
        if level in advice.levels and not advice.points:
            assert all(
                part in text
                for part in advice.text.replace("{emergency_number}", "911").split(". ")
            )


def test_what_was_said_has_a_tick_and_nothing_else_has() -> None:
    sheet = patient_sheet(content(sheet_factories.green()))
    ticked = [f.text for b in sheet.blocks for f in b.facts if f.glyph == "known"]
    assert ticked == [
        "You can stay at home for now.",
        "Your nurse went through this list with you.",
        protocol().form.advice["call-again-at-38"].text,
        "You said it back in your own words.",
    ]


def test_what_was_said_for_another_level_is_told_too() -> None:
    held = sheet_factories.green()
    said_first = replace(held.decision, advice_given=("prescriber-calls",))
    text = said(patient_sheet(content(replace(held, decision=said_first))))
    told = text.index("Told to you")
    assert text.index("Your doctor or the doctor on call") > told


def test_the_ward_has_no_patient_sheet() -> None:
    with pytest.raises(NoLevel):
        patient_sheet(
            content(
                replace(
                    sheet_factories.urgent(),
                    setting=Setting.WARD,
                    decision=summary_factories.decision(level=None, override=None),
                )
            )
        )


# --- the hand-over sheet --------------------------------------------------------------------


@pytest.mark.parametrize("name", CALLS)
def test_crs_and_sepsis_are_both_named_and_who_to_ring(name: str) -> None:
    text = said(handover(content(CALLS[name]())))
    assert "Possible cytokine release syndrome (CRS) and possible sepsis" in text
    assert "neither waits for the other" in text
    for part in ("S · Situation", "B · Background", "A · Assessment", "R · Recommendation"):
        assert part in text
    assert "Ring back: Ngozi Okafor, RN, Riverside Infusion Center +1 555 0100" in text
    assert handover(content(CALLS[name]())).site[:2] == (
        "Riverside Infusion Center",
        "Phone +1 555 0100",
    )


def test_a_patient_without_history_is_told_as_such() -> None:
    held = sheet_factories.urgent()
    assert held.patient is not None
    bare = Patient(held.patient.uuid, "Doe", "Jane", held.patient.birth_date)
    text = said(handover(content(replace(held, patient=bare))))
    assert "History: nothing on file" in text


def test_the_emergency_hand_over_needs_nothing_that_is_not_there_yet() -> None:
    sheet = handover(content(sheet_factories.emergency()))
    text = said(sheet)
    assert sheet.status == "NOT SIGNED — working copy"
    assert "Patient not identified yet" in text
    assert "At: 1180 Orchard Lane, Springfield" in text
    assert "Phone there: +1 555 0142 880 (read back) · Caller: Peter, husband" in text
    heard = handover(content(replace(sheet_factories.emergency(), read_back=False)))
    assert "Phone there: +1 555 0142 880 (not read back)" in said(heard)
    assert "Red flag: Collapse 14:01" in text
    assert "Computed: Call emergency services" in text, "nobody has decided yet"
    assert "Tocilizumab or similar, 14 days: not asked" in text
    assert "Red flags: Collapse 14:01; 10 of 11 not known" in text
    assert "CRS: Not settled, at most grade 4 (ASTCT 2019)" in text
    assert "Neutropenia: febrile neutropenia not known; ANC not known" in text


def test_the_hand_over_of_a_fever_names_agent_window_vitals_and_what_does_not_wait() -> None:
    text = said(handover(content(sheet_factories.urgent())))
    first = text[text.index("Read this first") : text.index("S · Situation")]
    assert "After Teclistamab (Tecvayli), step-up 2, 21 Nov 2026 08:05, day 1" in first
    assert "Teclistamab (Tecvayli), bispecific antibody, target BCMA" in text
    assert "step-up 2, 21 Nov 2026 08:05, day 1 of 0 to 6, onset window" in text
    assert "Tocilizumab or similar, 14 days: not given" in text
    assert "Temperature: value 38.6 °C; taken 14:02; by patient device" in text
    assert "lowered by the nurse: Prescriber decided; computed: emergency department now" in text
    assert "38.6 °C is 38.0 °C or more (Lee 2019)" in text
    assert "Do not delay: Sepsis cannot be told from CRS at the bedside: cultures" in text
    assert "SpO₂ (no device at home)" in text
    assert "Not ruled out: Febrile neutropenia: first antibiotic within one hour" in text
    assert "Told: Dr. S. Mehta" in text
    assert "NEWS2" in text and "qSOFA" in text


def test_a_signed_sheet_names_the_summary_and_its_hash() -> None:
    sheet = handover(content(sheet_factories.urgent(), signed=SIGNED))
    assert "NOT SIGNED" not in said(sheet)
    assert sheet.status == "Goes with the signed summary 01a0c8de · SHA-256 9f2c41ab7e30d5c8 …"


def test_counted_doses_stand_in_the_background_when_there_are_any() -> None:
    doses = ("Tocilizumab: 1 in 24 hours, 2 in all, the last 5 h ago",)
    assert f"Doses counted: {doses[0]}" in said(
        handover(content(sheet_factories.urgent(), doses=doses))
    )
    assert "Doses counted" not in said(handover(content(sheet_factories.urgent())))


# --- one page -------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize("name", CALLS)
def test_each_sheet_is_one_page_with_everything_inside(
    tmp_path: Path, name: str, kind: SheetKind, paper: str
) -> None:
    pdf = made(CALLS[name](), kind, paper)
    assert reading.pages_of(tmp_path, pdf) == 1
    words, width, height = reading.words_of(tmp_path, pdf)
    assert len(words) > 60
    for word in words:
        assert word.left > 25 and word.right < width - 25, word
        assert word.top > 25 and word.bottom < height - 25, word
    assert_apart(words)


def made(held: Encounter, kind: SheetKind, paper: str = "a4") -> bytes:
    whole = content(held)
    return sheet_pdf(whole, kind, draw_sheet(sheet_words(whole, kind), paper))


def assert_apart(words: list[reading.Word]) -> None:
    """No two words stand on each other."""
    for index, one in enumerate(words):
        for other in words[index + 1 :]:
            wide = min(one.right, other.right) - max(one.left, other.left)
            tall = min(one.bottom, other.bottom) - max(one.top, other.top)
            assert wide < 1.5 or tall < 0.45 * (one.bottom - one.top), (one, other)


def test_what_is_cut_says_how_much_and_where_it_stands() -> None:
    drawing = draw_sheet(handover(content(sheet_factories.longest())))
    text = " ".join(part.text for part in drawing.parts if isinstance(part, DrawnText))
    assert re.search(r"and \d+ more, see the summary|… see the summary", text)
    assert "Possible cytokine release syndrome (CRS) and possible sepsis" in text
    assert "+1 555 0100" in text


def test_short_sheets_are_set_in_larger_letters() -> None:
    def largest(held: Encounter) -> float:
        drawing = draw_sheet(patient_sheet(content(held)))
        return max(part.size for part in drawing.parts if isinstance(part, DrawnText))

    assert largest(sheet_factories.emergency()) > largest(sheet_factories.green())


def test_running_text_of_the_patient_is_never_smaller_than_ten_points() -> None:
    for level in LEVELS:
        drawing = draw_sheet(patient_sheet(content(sheet_factories.at_level(level))), "letter")
        own = [p for p in drawing.parts if isinstance(p, DrawnText) and p.colour == "#16202A"]
        assert min(part.size for part in own) >= 10, level


# --- the file -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SheetKind)
def test_the_file_is_archivable_and_tells_nothing_of_the_patient(kind: SheetKind) -> None:
    pdf = made(sheet_factories.green(), kind)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert not opened.attachments
        told = str(dict(opened.docinfo.items())) + str(opened.Root.Metadata.read_bytes())
        assert "Ngozi Okafor" in told
        for secret in ("Doe", "Jane", "0042-817", "Teclistamab"):
            assert secret not in told
        assert "pdfaid:part" in told
    assert pdf == made(sheet_factories.green(), kind)


def test_a_name_the_font_lacks_is_seen(tmp_path: Path) -> None:
    held = sheet_factories.green()
    assert held.patient is not None
    pdf = made(replace(held, patient=replace(held.patient, family_name="李")), SheetKind.PATIENT)
    assert "[U+674E]" in reading.text_of(tmp_path, pdf)


def test_the_words_are_those_of_the_kind() -> None:
    whole: SheetContent = content(sheet_factories.green())
    assert sheet_words(whole, SheetKind.HANDOVER).title == "Hand-over sheet"
    assert sheet_words(whole, SheetKind.PATIENT).title == "What to do and what to watch"


def test_the_vitals_are_cut_last() -> None:
    text = plain_text(handover(content(sheet_factories.longest())))
    drawn = draw_sheet(handover(content(sheet_factories.longest())))
    words = [part.text for part in drawn.parts if isinstance(part, DrawnText)]
    for name in ("Temperature", "Blood pressure", "Heart rate", "Breathing rate", "SpO₂"):
        assert name in text and name in words
    assert "71/200 mmHg (usual 300)" in words


def test_at_the_chair_the_grades_before_are_told() -> None:
    held = replace(sheet_factories.chair(), observations=(earlier(1, 0, 4), earlier(2, 1, 1)))
    text = said(handover(content(held)))
    assert "Grades before: 13:40 grade 1; 13:20 grade 0 to 4" in text


def earlier(number: int, at_least: int, at_most: int) -> ClosedObservation:
    closed_at = summary_factories.at(13, 20 * number)
    return ClosedObservation(
        number=number,
        opened_at=closed_at,
        closed_at=closed_at,
        by="nokafor",
        by_name="Ngozi Okafor, RN",
        findings={},
        asked_anew=frozenset(),
        scale="astct-2019",
        at_least=at_least,
        at_most=at_most,
        level="continue",
    )


@pytest.mark.parametrize("unit", ["C", "F"])
def test_a_number_is_never_parted_from_its_unit(unit: str) -> None:
    site, met = summary_factories.site(temperature_unit=unit), 0
    for paper in ("a4", "letter"):
        drawn = draw_sheet(patient_sheet(content(sheet_factories.green(), site=site)), paper)
        for part in drawn.parts:
            if isinstance(part, DrawnText) and "(" in part.text and "°" in part.text:
                assert part.text.count("(") == part.text.count(")"), part.text
                met += 1
    assert met >= 4, "a sheet without numbers proves nothing"


@pytest.mark.parametrize("unit", ["C", "F"])
@pytest.mark.parametrize("much", [True, False], ids=["all measured", "temperature only"])
@pytest.mark.parametrize("level", LEVELS)
def test_no_limit_and_no_advice_is_ever_cut(level: str, unit: str, much: bool) -> None:
    """Few rows are set in large letters, which need more lines."""
    site, held = summary_factories.site(temperature_unit=unit), sheet_factories.at_level(level)
    if not much:
        only = {id_: f for id_, f in held.findings.items() if id_ in ("temperature_c", "chills")}
        held = replace(held, findings=only)
    sheet = patient_sheet(content(held, site=site))
    for paper in ("a4", "letter"):
        drawn = " ".join(p.text for p in draw_sheet(sheet, paper).parts if isinstance(p, DrawnText))
        assert "see the summary" not in drawn
        for block in sheet.blocks:
            for row in block.table.rows if block.table else ():
                for cell in row:
                    assert cell.replace("\n", " ") in drawn
