"""The patient article is in the product, line by line: the table of docs/seed.md holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clinical.observing import (
    EMERGENCY,
    SERIOUS,
    WELL,
    answer,
    grade,
    level,
    observe,
    protocol,
)
from workstation.protocols.outline import outline
from workstation.protocols.pack import files_of
from workstation.vault.files import resource

ROOT = Path(__file__).parent.parent.parent
COLUMNS = 5


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "seed.md").read_text(encoding="utf-8").splitlines()
    cells = ([cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines)
    return [row for row in cells if len(row) == COLUMNS][2:]


@pytest.fixture(scope="module")
def things() -> set[tuple[str, str]]:
    found = outline(files_of(resource("protocols", "crs", "2026.3")))
    return {(place.file, place.id) for place in found.things}


def test_every_line_names_a_place_of_the_pack_that_exists(things: set[tuple[str, str]]) -> None:
    named = [tuple(row[2].split(": ")) for row in rows()]
    assert [place for place in named if place not in things] == []


def test_every_line_names_a_screen_and_a_test_that_exists() -> None:
    for topic, item, _, screen, test in rows():
        file, _, name = test.partition("::")
        assert screen, (topic, item)
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), test


TOPICS = {
    "mild symptoms": 9,
    "complications": 7,
    "serious symptoms": 12,
    "call emergency services": 11,
    "course": 4,
    "grade 1": 1,
    "grade 2": 2,
    "grade 3": 1,
    "grade 4": 1,
    "causes": 3,
    "agents": 12,
    "risk": 5,
    "looks like CRS": 5,
    "diagnosis": 3,
    "treatment": 10,
    "prevention": 4,
    "outlook": 3,
    "high fever in this product": 3,
}


def test_no_topic_of_the_article_is_left_out() -> None:
    found = [row[0] for row in rows()]
    assert {topic: found.count(topic) for topic in dict.fromkeys(found)} == TOPICS


@pytest.mark.parametrize("symptom", SERIOUS)
def test_every_serious_symptom_moves_the_disposition(symptom: str) -> None:
    rank = protocol().rank
    assert rank(str(level({**WELL, symptom: True}))) >= rank("urgent_review")


@pytest.mark.parametrize("symptom", EMERGENCY)
def test_every_emergency_symptom_sends_to_emergency_care(symptom: str) -> None:
    rank = protocol().rank
    assert rank(str(level({**WELL, symptom: True}))) >= rank("emergency_department_now")


def test_what_is_told_of_the_course_is_said_to_the_patient() -> None:
    advice = protocol().form.levels["home_care"].advice
    assert {"mild-can-change", "any-illness"} <= set(advice)


def test_every_topic_can_be_read() -> None:
    form = protocol().form
    assert {"course", "risk", "diagnosis", "treatment", "prevention", "outlook"} <= set(
        form.background
    )
    for page in form.background.values():
        assert page.label
        assert page.says
        assert page.signs
        assert all(line.text and line.reference in form.references for line in page.signs)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({}, 1),
        ({"oxygen_device": "nasal_cannula", "oxygen_flow_l_min": 2}, 2),
        ({"creatinine_ctcae_grade": 1}, 2),
        ({"iv_fluid_for_hypotension": True}, 3),
        ({"other_organ_ctcae_grade": 3}, 3),
        ({"oxygen_device": "mechanical_ventilation"}, 4),
        ({"vasopressors": ["norepinephrine", "dopamine"]}, 4),
    ],
    ids=str,
)
def test_the_grades_in_plain_words(findings: dict[str, object], expected: int) -> None:
    base = {**WELL, "temperature_c": 38.4, "oxygen_device": "room_air", "vasopressors": []}
    found = grade("ward", {**base, **findings}, "plain-language")
    assert (found.at_least, found.at_most) == (expected, expected)


def test_from_grade_2_on_the_infusion_stops() -> None:
    low = {**WELL, "temperature_c": 38.4, "iv_fluid_for_hypotension": True, "vasopressors": []}
    for setting in ("chairside", "ward"):
        assert "infusion-stops" in {action.id for action in answer(setting, low).actions}
    well = {**WELL, "vasopressors": [], "oxygen_device": "room_air"}
    assert "infusion-stops" not in {action.id for action in answer("ward", well).actions}


@pytest.mark.parametrize("cause", ["immunotherapy", "infection", "transplant"])
def test_every_cause_can_be_given(cause: str) -> None:
    assert observe("phone", WELL, therapy={"cause": cause}).therapy.cause == cause


BRANDS = {
    "alemtuzumab": "Campath, Lemtrada",
    "anti_thymocyte_globulin": "",
    "blinatumomab": "Blincyto",
    "brentuximab": "Adcetris",
    "dacetuzumab": "",
    "lenalidomide": "Revlimid",
    "nivolumab": "Opdivo",
    "obinutuzumab": "Gazyva",
    "oxaliplatin": "Eloxatin",
    "rituximab": "Rituxan",
    "theralizumab": "",
    "tisagenlecleucel": "Kymriah",
}


@pytest.mark.parametrize("agent", BRANDS)
def test_every_agent_of_the_article_is_in_the_list(agent: str) -> None:
    assert protocol().form.agents[agent].brand == BRANDS[agent]


def test_what_is_given_is_asked_or_advised() -> None:
    pack = protocol()
    asked = {id for section in pack.form.sections for row in section.rows for id in row.items}
    assert {
        "iv_fluid_boluses",
        "coagulopathy_needing_products",
        "vasopressors",
        "oxygen_device",
    } <= asked
    advised = {rule.id for rule in pack.actions}
    assert {
        "watch-vitals",
        "symptom-care",
        "tocilizumab-dexamethasone",
        "ventilation-methylprednisolone",
    } <= advised
    assert pack.form.rechallenge
