"""The guide: everything the pack knows to read, what it lacks said too, narrowed by words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.clinical.observing import protocol
from workstation.clinical.document import Document, DocumentPart
from workstation.clinical.document_parts import document_of
from workstation.clinical.guide import (
    NOT_AVAILABLE,
    VERIFY,
    agent_brief,
    agent_facts,
    best,
    guide_of,
    guide_parts,
    narrowed,
)

FORM = protocol().form
GUIDE = guide_of(protocol())


def part(id: str, document: Document = GUIDE) -> DocumentPart:
    return next(one for one in document.parts if one.id == id)


def words(document: Document) -> set[str]:
    return {rule.words for _, _, rule in document.rules()}


def test_the_guide_has_every_page_agent_and_table_of_the_pack() -> None:
    look_alikes = [*FORM.lookalikes.values(), *FORM.background.values()]
    lines = {line.text for page in look_alikes for line in (*page.signs, *page.steps)}
    assert lines <= words(GUIDE)
    assert {group.id for group in part("agents").groups} == {f"agent.{id}" for id in FORM.agents}
    assert len(part("rechallenge").groups[0].rules) == len(FORM.rechallenge)
    assert len(part("ceilings").groups[0].rules) == len(FORM.ceilings)
    assert {group.title for group in part("about-crs").groups} == {
        page.label for page in FORM.background.values()
    }


def test_the_document_of_the_protocol_has_the_same_parts() -> None:
    there = {one.id: one for one in document_of(protocol()).parts}
    for made in guide_parts(protocol()):
        assert there[made.id] == made


def test_each_grade_is_there_on_every_scale() -> None:
    groups = part("side-by-side").groups
    assert [group.title for group in groups] == ["Grade 1", "Grade 2", "Grade 3", "Grade 4"]
    for group in groups:
        assert [rule.name for rule in group.rules] == [one.name for one in FORM.scales.values()]
        assert all(rule.words for rule in group.rules)


@pytest.mark.parametrize("agent", FORM.agents.values(), ids=lambda one: one.id)
def test_an_agent_tells_each_fact_or_that_it_is_not_available(agent: object) -> None:
    found = next(one for one in FORM.agents.values() if one is agent)
    facts = {fact.name: fact for fact in agent_facts(found)}
    for name, held in (
        ("Target", found.target),
        ("Onset", found.onset),
        ("Lasts", found.duration),
        ("Rates", found.rates),
        ("Observation", found.observation),
        ("Label on CRS", found.on_crs),
        ("Label or source date", found.dated),
        ("Source", found.source),
    ):
        assert facts[name].words == (held or NOT_AVAILABLE), name
    assert facts["Source"].note


def test_the_watching_after_each_dose_is_told() -> None:
    told = [f.words for f in agent_facts(FORM.agents["elranatamab"]) if f.name == "After a dose"]
    assert told == [
        "Step-up dose 1: 48 h observed (US 2023)",
        "Step-up dose 2: 24 h observed (US 2023)",
    ]


@pytest.mark.parametrize(
    ("agent", "lines"),
    [
        ("teclistamab", ["rechallenge.grade-4", "rechallenge.myeloma"]),
        ("odronextamab", ["rechallenge.grade-4"]),
        ("tisagenlecleucel", []),
        ("rituximab", []),
    ],
)
def test_what_comes_after_crs_stands_with_the_agent(agent: str, lines: list[str]) -> None:
    facts = agent_facts(FORM.agents[agent], FORM.rechallenge)
    after = [one for one in facts if one.name == "After CRS"]
    assert [one.id for one in after] == lines
    assert all(one.note == VERIFY for one in after)
    assert all("grade 4" in one.words for one in after if one.id == "rechallenge.grade-4")


def test_windows_read_as_they_are_published() -> None:
    def window(id: str) -> str:
        facts = {f.name: f.words for f in agent_facts(FORM.agents[id])}
        return facts["Onset window read"]

    assert window("teclistamab") == "0 to 6 days"
    assert window("talquetamab") == "0 to 167 hours"
    assert window("epcoritamab") == NOT_AVAILABLE


def test_where_room_is_short_onset_and_watching_are_told() -> None:
    brief = agent_brief(FORM.agents["teclistamab"])
    assert brief.startswith("Published onset: 2 days (1 to 6)")
    assert brief.endswith("Each step-up dose: 48 h near the centre, daily checks (EU)")
    assert agent_brief(FORM.agents["dacetuzumab"]) == ""
    assert agent_brief(None) == ""


def test_what_is_second_hand_says_so() -> None:
    rules = [*part("rechallenge").groups[0].rules, *part("ceilings").groups[0].rules]
    assert all(VERIFY in rule.note for rule in rules)


def test_every_line_with_a_reference_has_its_citation() -> None:
    cited = {rule.reference for _, _, rule in GUIDE.rules() if rule.reference}
    assert cited <= set(GUIDE.references)


def test_typed_words_narrow_it() -> None:
    assert narrowed(GUIDE, "  ") is GUIDE
    found = narrowed(GUIDE, "TECVAYLI")
    assert [group.id for group in part("agents", found).groups] == ["agent.teclistamab"]
    whole = agent_facts(FORM.agents["teclistamab"], FORM.rechallenge)
    assert part("agents", found).groups[0].rules == whole
    assert best(found, "TECVAYLI") == ("agents", "agent.teclistamab")
    hydrocortisone = narrowed(GUIDE, "hydrocortisone")
    assert [one.id for one in hydrocortisone.parts] == ["look-alikes"]
    assert [r.id for _, _, r in hydrocortisone.rules()] == [
        "step.adrenal-insufficiency.do-not-wait"
    ]


def test_every_word_has_to_be_there() -> None:
    assert narrowed(GUIDE, "penn fluid").parts
    assert not narrowed(GUIDE, "penn hydrocortisone").parts
    assert best(GUIDE, "nobody has this") == ("", "")
    assert best(GUIDE, "") == ("", "")


def test_a_part_whose_title_has_the_words_stays_whole() -> None:
    found = narrowed(GUIDE, "scales side")
    assert part("side-by-side", found) == part("side-by-side")


def test_a_scale_that_published_no_such_grade_is_left_out_there() -> None:
    first, *others = FORM.scales
    scales = {first: replace(FORM.scales[first], published={})}
    scales |= {id: FORM.scales[id] for id in others}
    guide = guide_of(replace(protocol(), form=replace(FORM, scales=scales)))
    told = {rule.id for _, _, rule in guide.rules()}
    assert f"published.{first}.1" in {rule.id for _, _, rule in GUIDE.rules()}
    assert f"published.{first}.1" not in told
    assert f"published.{others[0]}.1" in told
