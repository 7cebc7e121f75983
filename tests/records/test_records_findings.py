"""Findings come back as they were entered, and no answer is ever lost or changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.making_records import account, draft_with_patient
from tests.making_sites import Minutes
from workstation.clinical.findings import (
    Finding,
    Source,
    State,
    Value,
    known,
    not_assessed,
    unknown,
)
from workstation.clinical.notation import finding_to_json
from workstation.records import findings
from workstation.records.store import Records, Writing

moments = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5.5))]),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
values: st.SearchStrategy[Value] = st.one_of(
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
    moments,
    st.lists(texts, max_size=4).map(tuple),
)
names = st.sampled_from(["temperature_c", "collapse", "vasopressors", "an_item_of_an_old_protocol"])
answers = st.one_of(
    st.builds(known, names, values, st.none() | st.sampled_from(Source), st.none() | moments),
    st.builds(unknown, names),
    st.builds(not_assessed, names, texts),
    st.builds(lambda id: Finding(id, State.NOT_ASKED), names),
)


@given(answers)
def test_a_finding_is_read_as_it_was_written(answer: Finding) -> None:
    again = findings.decode(answer.id, findings.kind_of(answer), findings.encode(answer))
    assert again == answer
    assert type(again.value) is type(answer.value)


@given(st.lists(answers, min_size=1, max_size=6, unique_by=lambda answer: answer.id))
@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_save_is_read_as_it_was_made(records: Records, found: list[Finding]) -> None:
    with records.reading() as unit:
        stored = unit.encounters.find("e-1")
    draft = stored or draft_with_patient(records)
    with records.writing(account(records)) as writing:
        writing.encounters.save_answers("e-1", draft.version, found, ())
    with records.reading() as unit:
        after = unit.encounters.get("e-1")
    assert after.version == draft.version + 1
    assert {answer.id: answer for answer in found}.items() <= dict(after.findings).items()


@pytest.mark.parametrize(
    "answer",
    [
        known("temperature_c", 38.4, Source.PATIENT_DEVICE, datetime(2026, 11, 26, tzinfo=UTC)),
        known("collapse", False),
        known("vasopressors", ()),
        unknown("temperature_c"),
        not_assessed("temperature_c", "no_device"),
    ],
)
def test_the_stored_json_is_the_one_of_notation(answer: Finding) -> None:
    assert findings.as_json(answer) == finding_to_json(answer)


@pytest.mark.parametrize(
    "answer",
    [
        known("temperature_c", float("nan")),
        known("temperature_c", 38.0, at=datetime(2026, 11, 26)),  # noqa: DTZ001 - no zone
        known("next_at", datetime(2026, 11, 26)),  # noqa: DTZ001
    ],
)
def test_what_has_no_meaning_is_not_stored(answer: Finding) -> None:
    with pytest.raises(ValueError, match=r"zone|JSON"):
        findings.encode(answer)


def test_every_answer_stays(records: Records, clock: Minutes) -> None:
    version = draft_with_patient(records).version
    steps: list[tuple[list[Finding], list[str]]] = [
        ([known("temperature_c", 37.9)], []),
        ([known("temperature_c", 38.4)], []),
        ([not_assessed("spo2_percent", "no_device")], []),
        ([], ["temperature_c"]),
    ]
    for number, (found, cleared) in enumerate(steps):
        clock.advance(minutes=1)
        with records.writing(account(records)) as writing:
            writing.encounters.save_answers("e-1", version + number, found, cleared)
    with records.reading() as unit:
        encounter, history = unit.encounters.get("e-1"), unit.encounters.answers("e-1")
    assert set(encounter.findings) == {"spo2_percent"}
    assert [(answer.finding.id, answer.finding.value) for answer in history] == [
        ("temperature_c", 37.9),
        ("temperature_c", 38.4),
        ("spo2_percent", None),
        ("temperature_c", None),
    ]
    assert history[-1].finding.state is State.NOT_ASKED
    assert [answer.by for answer in history] == ["nokafor"] * 4
    assert history[1].entered_at - history[0].entered_at == timedelta(minutes=1)


def test_half_a_character_is_a_problem_not_a_crash(records: Records) -> None:
    from workstation.site.problems import Problem

    version = draft_with_patient(records).version

    def save(unit: Writing) -> None:
        unit.encounters.save_answers("e-1", version, [known("note", "\ud800")], ())

    with pytest.raises(Problem, match="cannot be stored"):
        records.write(account(records), save)
