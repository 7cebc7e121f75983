"""Several observations on the page and in the record: the table, its marks, its proof."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.documents.chair_factory import chair_content, protocol, visit
from tests.documents.reading import bare, pages_of, text_of
from tests.documents.signing_factories import Site, signed_by
from workstation.clinical.answer import assessment_to_json
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import Decision, Override
from workstation.clinical.findings import Setting
from workstation.clinical.notation import observation_from_json
from workstation.documents import record as record_module
from workstation.documents import summary
from workstation.documents.observation_block import table_rows
from workstation.documents.summary import render
from workstation.documents.verdict import Status
from workstation.documents.verification import verify
from workstation.documents.wording import OBSERVATION_COLUMNS as COLUMNS
from workstation.documents.wording import Zone
from workstation.vault.keys import Signer


def attached(pdf: bytes) -> dict[str, Any]:
    with pikepdf.open(BytesIO(pdf)) as document:
        data = document.attachments["encounter.json"].get_file().read_bytes()
    held: dict[str, Any] = json.loads(data)
    return held


@pytest.fixture(scope="module")
def signed(nurse: Signer) -> bytes:
    made = chair_content()
    return signed_by(made, nurse, made.signed_at)


def test_each_observation_has_its_line(signed: bytes, tmp_path: Path) -> None:
    text = text_of(tmp_path, signed)
    assert bare("1 14:24 37.0 118/60") in text
    assert bare("2 14:54, late 38.6 84/60 88 16 97 Nasal cannula 2 L") in text
    assert bare("3 15:29 37.6 112/60") in text
    assert bare("not asked") in text and bare("not assessed") in text
    assert bare("Vitals of observation 3") in text


def test_the_course_is_told_and_no_end_is_concluded(signed: bytes, tmp_path: Path) -> None:
    text = text_of(tmp_path, signed)
    assert bare("Peak: grade 2 at 14:54") in text
    assert bare("Onset: 14:54 (first sign in this record)") in text


def test_the_record_holds_every_observation_and_reads_back(signed: bytes) -> None:
    held = attached(signed)
    assert [one["number"] for one in held["observations"]] == [1, 2]
    assert held["course"]["peak"]["at_least"] == 2
    for one in held["observations"]:
        graded = observation_from_json(protocol().form, one["observation"], visit().started_at)
        again = assessment_to_json(assess(protocol(), graded))
        assert one["assessment"] == json.loads(json.dumps(again))
    assert "observations" not in held["encounter"]


def test_the_signed_page_is_proved(signed: bytes, riverside: Site) -> None:
    verdict = verify(signed, riverside.pem)
    assert verdict.status is Status.VALID, verdict.failures


def test_a_call_of_one_observation_is_as_it_was(nurse: Signer, report: bytes) -> None:
    held = attached(report)
    assert "observations" not in held and "course" not in held
    assert "observations" not in held["page"]


def test_a_report_of_before_there_were_several_is_still_proved() -> None:
    kept = Path(__file__).parent / "releases"
    verdict = verify((kept / "0.1.pdf").read_bytes(), (kept / "0.1.pem").read_bytes())
    assert verdict.status is Status.VALID, verdict.failures


def test_a_line_that_is_not_the_record_s_is_no_good_report(
    nurse: Signer, riverside: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was drawn from other observations than the record holds, and signed so."""
    made, other = chair_content(), chair_content(visit(4))
    for spoiled in (
        {**record_module.record(made), "observations": []},
        {**record_module.record(made), "page": record_module.page(other)},
        _without_the_second(record_module.record(made)),
        _without_any(record_module.record(made)),
        _turned_round(record_module.record(made)),
        _with_grade(record_module.record(made)),
        _with_finding(record_module.record(made), 0, {"value": 36.9}),
        _with_finding(record_module.record(made), 1, {"value": 38.5}),
        _with_finding(record_module.record(made), 1, None),
        _with_finding(record_module.record(made), 2, {"not_assessed": "refused"}),
        _with_pulse(record_module.record(made)),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(summary, "record_json", lambda _, s=spoiled: json.dumps(s).encode())
            verdict = verify(signed_by(made, nurse, made.signed_at), riverside.pem)
        assert verdict.status is Status.ALTERED
        assert verdict.failures == ("The observations on the page are not those of the record.",)


def _without_the_second(record: dict[str, Any]) -> dict[str, Any]:
    told = json.loads(json.dumps(record))
    del told["observations"][1], told["page"]["observations"][1]
    return dict(told)


def _without_any(record: dict[str, Any]) -> dict[str, Any]:
    told = json.loads(json.dumps(record))
    del told["observations"], told["course"], told["page"]["observations"]
    return dict(told)


def _turned_round(record: dict[str, Any]) -> dict[str, Any]:
    told = json.loads(json.dumps(record))
    told["observations"].reverse()
    told["page"]["observations"][:2] = reversed(told["page"]["observations"][:2])
    return dict(told)


def _with_finding(record: dict[str, Any], place: int, told: object) -> dict[str, Any]:
    """The record with another temperature in one observation; the page's words stay."""
    other = json.loads(json.dumps(record))
    found = [*(one["observation"]["findings"] for one in other["observations"]), other["findings"]]
    assert found[place]["temperature_c"] != told
    found[place]["temperature_c"] = told
    return dict(other)


def _with_grade(record: dict[str, Any]) -> dict[str, Any]:
    told = json.loads(json.dumps(record))
    told["observations"][1]["assessment"]["grades"]["astct-2019"]["at_least"] = 1
    return dict(told)


def _with_pulse(record: dict[str, Any]) -> dict[str, Any]:
    told = json.loads(json.dumps(record))
    told["page"]["observations"][1]["pulse"] = "70"
    return dict(told)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_many_observations_go_on_over_pages_under_the_same_head(tmp_path: Path, paper: str) -> None:
    made = chair_content(visit(70))
    pdf = render(made, paper)
    assert pages_of(tmp_path, pdf) >= 2
    text = text_of(tmp_path, pdf)
    head = bare("Time T °C Pressure Pulse Breaths SpO₂ % Oxygen Grade Disposition By")
    assert text.count(head) >= 2
    for row in table_rows(made, Zone(made.site.time_zone)):
        assert bare("".join(row.cells[name] for name in COLUMNS if name in row.cells)) in text


def test_a_lowered_observation_says_what_was_computed() -> None:
    held = visit()
    first = held.observations[0]
    override = Override(first.level, "continue", False, "measured_and_normal")
    lowered = replace(first, decision=Decision(level="continue", override=override))
    made = chair_content(replace(held, observations=(lowered, *held.observations[1:])))
    row = table_rows(made, Zone("UTC"))[0]
    assert row.cells["disposition"].startswith("Continue (computed: ")


def test_the_ward_has_grades_and_no_disposition(tmp_path: Path) -> None:
    pdf = render(chair_content(visit(setting=Setting.WARD)))
    text = text_of(tmp_path, pdf)
    assert text.count(bare("none computed")) == 3
    assert bare("The protocol computes no disposition on the ward.") in text


@pytest.mark.parametrize("unit", ["C", "F"])
def test_a_table_over_several_pages_is_proved_in_either_unit(
    nurse: Signer, riverside: Site, unit: str
) -> None:
    made = chair_content(visit(70))
    made = replace(made, site=replace(made.site, temperature_unit=unit))
    verdict = verify(signed_by(made, nurse, made.signed_at), riverside.pem)
    assert verdict.status is Status.VALID, verdict.failures
