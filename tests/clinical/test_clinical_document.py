"""The document of the delivered protocol: complete, in words, and reached from every reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workstation.clinical.assessment import assess
from workstation.clinical.criterion_words import ALWAYS, criterion_words
from workstation.clinical.document import Document, RuleText
from workstation.clinical.document_parts import document_of
from workstation.clinical.findings import Setting
from workstation.clinical.language import parse
from workstation.clinical.notation import observation_from_json
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.clinical.results import Assessment, Reason
from workstation.protocols.loader import load
from workstation.vault.files import resource

AT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load(resource("protocols", "crs", "2026.3"))


@pytest.fixture(scope="module")
def document(protocol: Protocol) -> Document:
    return document_of(protocol)


def says(protocol: Protocol, text: str) -> str:
    names = {**protocol.form.items, **protocol.definitions, **protocol.scores, **protocol.axes}
    return criterion_words(parse(text, names, protocol.groups), protocol)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("temperature_c >= 38.0", "Temperature 38.0 °C or more"),
        ("temperature_c < 36.0", "Temperature below 36.0 °C"),
        ("spo2_percent > 92", "SpO₂ above 92 %"),
        ("not known(temperature_c)", "Temperature is not known"),
        ("sure(temperature_c < 38.0)", "Temperature below 38.0 °C for certain"),
        ("oxygen_device == cpap", "Oxygen device is CPAP"),
        ("not (oxygen_device == cpap)", "Oxygen device is not CPAP"),
        ("oxygen_device in [cpap, bipap]", "Oxygen device is CPAP or BiPAP"),
        ("can_drink == false", "Can drink: no"),
        ("vomiting and (cough or rash)", "Vomiting and (cough or rash)"),
        ("vomiting and cough or rash", "(vomiting and cough) or rash"),
        ("any_of(vomiting, cough)", "Any of vomiting or cough"),
        ("count(vasopressors) >= 2", "Number of vasopressors running 2 or more"),
        ("(cough or rash) == false", "(cough or rash): no"),
        ("preexisting_symptoms in [cough]", "Unchanged since before the dose is cough"),
        ("news2 >= 7", "NEWS2 7 or more"),
        ("true", ALWAYS),
    ],
)
def test_a_criterion_is_said_in_words(protocol: Protocol, text: str, words: str) -> None:
    assert says(protocol, text) == words


def test_every_rule_of_the_protocol_is_in_the_document(
    protocol: Protocol, document: Document
) -> None:
    ids = {rule.id for _, _, rule in document.rules()}
    assert {f"entry.{rule.id}" for rule in protocol.entry} <= ids
    assert {
        f"{scale.id}.{axis.id}.{rule.id}"
        for scale in protocol.scales.values()
        for axis in scale.axes
        for rule in axis.rules
    } <= ids
    assert {
        f"disposition.{line.id}" for rules in protocol.dispositions.values() for line in rules.lines
    } <= ids
    assert {f"flag.{line.id}" for line in protocol.flags} <= ids
    assert {f"action.{rule.id}" for rule in protocol.actions} <= ids


def test_a_rule_keeps_its_criterion_its_grade_and_its_source(document: Document) -> None:
    found = document.find("astct-2019.hypotension.low")
    assert found is not None
    assert (found.part, found.group) == ("ASTCT 2019 · CRS", "Hypotension")
    assert found.rule.text == "hypotensive"
    assert (found.rule.grade, found.rule.result) == ((2, 2), "moderate")
    assert document.references[found.rule.reference].short == "Lee 2019"


def test_every_reference_of_a_rule_has_a_citation(document: Document) -> None:
    cited = {rule.reference for _, _, rule in document.rules() if rule.reference}
    assert cited <= set(document.references)


def test_a_line_is_found_in_its_own_setting(document: Document, protocol: Protocol) -> None:
    shared = [
        line.id
        for line in protocol.dispositions[Setting.CHAIRSIDE].lines
        if line.id in {one.id for one in protocol.dispositions[Setting.PHONE].lines}
    ]
    assert shared
    there = document.find(f"disposition.{shared[0]}", Setting.CHAIRSIDE)
    assert there is not None
    assert there.setting is Setting.CHAIRSIDE


def test_the_named_criteria_of_a_rule_are_told_with_those_they_read(document: Document) -> None:
    found = document.find("astct-2019.hypotension.low")
    assert found is not None
    names = [term.id for term in document.terms(found.rule)]
    assert names[0] == "definition.hypotensive"
    assert "definition.low_by_number" in names


def assessments(protocol: Protocol) -> Iterator[tuple[Setting, Assessment]]:
    for file in sorted(CASES.glob("*.json")):
        for case in json.loads(file.read_text(encoding="utf-8")):
            try:
                observation = observation_from_json(protocol.form, case["input"], AT)
            except Refusal:
                continue
            yield observation.setting, assess(protocol, observation)


def test_every_reason_of_every_case_leads_to_its_rule(
    protocol: Protocol, document: Document
) -> None:
    named: dict[tuple[str, Setting], Reason] = {}
    for setting, answer in assessments(protocol):
        reasons = [*answer.disposition.because, *answer.screens.sepsis_red_flags]
        for grade in answer.grades.values():
            reasons += grade.because
        for score in answer.screens.scores.values():
            reasons += score.because
        named |= {(reason.rule, setting): reason for reason in reasons}
    for (rule, setting), reason in named.items():
        assert document.find(rule, setting) is not None, reason
    assert len({rule for rule, _ in named}) > 50


def test_a_term_is_told_once_and_one_that_is_not_there_not_at_all(document: Document) -> None:
    rule = RuleText("rule", "Rule", "words", terms=("drug", "drug", "nowhere"))
    assert [term.id for term in document.terms(rule)][:1] == ["definition.drug"]
    assert len(document.terms(rule)) == len(set(document.terms(rule)))


def test_grades_with_a_gap_are_listed(protocol: Protocol) -> None:
    action = replace(protocol.actions[0], id="gap", grades=(1, 3), settings=frozenset(Setting))
    told = document_of(replace(protocol, actions=(action,)))
    rule = next(rule for _, _, rule in told.rules() if rule.id == "action.gap")
    assert "Grades 1, 3" in "".join(map(str, (rule.note, rule.words, rule.text, rule.name)))
