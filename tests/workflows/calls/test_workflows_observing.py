"""Several observations in one record: what is closed stays, what is asked anew is not known."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.making_records import KEY, issue, patient, reopen
from tests.making_sites import NOW, Minutes
from workstation.clinical.assessment import assess
from workstation.clinical.encounter import Decision, Encounter, Override, observation
from workstation.clinical.findings import Finding, Setting, Source, known, unknown
from workstation.clinical.notation import observation_from_json
from workstation.records.database import open_connection
from workstation.records.drafts import Attachment
from workstation.records.values import StaleVersion
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation
from workstation.workflows import calls, observing, reports
from workstation.workflows.session import Session

EARLY = (
    known("temperature_c", 38.4, Source.MEASURED, NOW),
    known("systolic_mmhg", 84, Source.MEASURED, NOW),
    known("spo2_percent", 97, Source.MEASURED, NOW),
    known("antipyretic_given", True),
    known("headache", True),
    unknown("fatigue"),
    known("observation_due_at", NOW + timedelta(minutes=30)),
)
LATER = (
    known("temperature_c", 37.2, Source.MEASURED),
    known("systolic_mmhg", 118, Source.MEASURED),
)


ANSWER = "encounter_id, encounter_version, item, kind, value, source, at, entered_at, by"
MEANING = (
    "encounter_id, encounter_version, opened_at, closed_at, observation, result, scale, "
    "scale_version, at_least, at_most, protocol_id, protocol_version, protocol_sha256, by"
)


def begun(nurse: Session, setting: Setting = Setting.CHAIRSIDE) -> Encounter:
    draft = calls.start(nurse, setting)
    calls.answer(nurse, draft.uuid, 1, EARLY)
    return calls.open_encounter(nurse, draft.uuid)


def answered(nurse: Session, draft: Encounter, found: tuple[Finding, ...]) -> Encounter:
    calls.answer(nurse, draft.uuid, draft.version, found)
    return calls.open_encounter(nurse, draft.uuid)


def newest(nurse: Session, act: Act) -> dict[str, Any]:
    with nurse.records.reading() as unit:
        found = [e for e in unit.audit_log.events(limit=50) if e.act == act]
    detail: dict[str, Any] = json.loads(found[0].detail)
    return detail


@pytest.mark.parametrize("setting", [Setting.CHAIRSIDE, Setting.WARD])
def test_the_next_observation_closes_the_one_before(
    nurse: Session, clock: Minutes, setting: Setting
) -> None:
    draft = begun(nurse, setting)
    clock.advance(minutes=30)
    after = observing.next_observation(nurse, draft.uuid, draft.version)
    assert (after.number, after.version) == (2, draft.version + 1)
    assert after.findings == {"antipyretic_given": known("antipyretic_given", True)}
    (closed,) = after.observations
    assert closed.findings == draft.findings
    assert (closed.opened_at, closed.closed_at) == (NOW, clock.now)
    assert (closed.by, closed.by_name) == ("nokafor", "N. Okafor, RN")
    assert closed.asked_anew == frozenset(one.id for one in EARLY) - {"antipyretic_given"}
    seen = assess(nurse.protocol, observation(draft, clock.now.astimezone()))
    assert (closed.at_least, closed.at_most) == (seen.grade.at_least, seen.grade.at_most)
    assert closed.level == closed.decided == seen.disposition.level
    told = newest(nurse, Act.OBSERVATION_CLOSED)
    assert told["number"] == 1 and told["computed"] == seen.disposition.level
    assert calls.drafts(nurse) == (after,)


def test_what_was_graded_is_stored_and_reads_back(nurse: Session, clock: Minutes) -> None:
    draft = begun(nurse)
    clock.advance(minutes=30)
    after = observing.next_observation(nurse, draft.uuid, draft.version)
    closed = after.observations[0]
    graded = observation_from_json(nurse.protocol.form, closed.graded, clock.now)
    again = assess(nurse.protocol, graded)
    assert closed.answer["grades"]["astct-2019"]["at_most"] == again.grade.at_most  # type: ignore[call-overload, index]


def test_an_unclear_failure_may_be_tried_again(nurse: Session, clock: Minutes) -> None:
    draft = begun(nurse)
    first = observing.next_observation(nurse, draft.uuid, draft.version)
    assert observing.next_observation(nurse, draft.uuid, draft.version) == first
    with pytest.raises(StaleVersion) as caught:
        observing.next_observation(nurse, draft.uuid, draft.version - 1)
    assert "observation" in caught.value.changed


def test_what_cannot_be_closed_is_told(nurse: Session) -> None:
    phone = begun(nurse, Setting.PHONE)
    chair = calls.start(nurse, Setting.CHAIRSIDE)
    for draft, says in ((phone, "on the phone"), (chair, "Nothing is answered")):
        with pytest.raises(Problem) as caught:
            observing.next_observation(nurse, draft.uuid, draft.version)
        assert caught.value.situation is Situation.NOT_ACCEPTED
        assert says in caught.value.sentence
    second = observing.next_observation(nurse, chair.uuid, answered(nurse, chair, LATER).version)
    with pytest.raises(Problem, match="Nothing is answered"):
        observing.next_observation(nurse, chair.uuid, second.version)


def test_an_earlier_fever_and_a_late_observation_are_not_forgotten(
    nurse: Session, clock: Minutes
) -> None:
    draft = begun(nurse)
    clock.advance(minutes=45)
    second = observing.next_observation(nurse, draft.uuid, draft.version)
    clock.advance(minutes=5)
    second = answered(nurse, second, LATER)
    seen = observation(second, clock.now)
    highest = known("temperature_max_24h_c", 38.4, Source.RECORD, NOW)
    assert seen.findings["temperature_max_24h_c"] == highest
    assert seen.findings["observation_due_at"].value == NOW + timedelta(minutes=30)
    assert "temperature_max_24h_c" not in second.findings
    assert assess(nurse.protocol, seen).grade.entry == "met"


def test_a_disposition_that_was_lowered_was_that_of_its_observation(nurse: Session) -> None:
    draft = begun(nurse)
    lowered = Decision(
        level="continue_close_monitoring",
        override=Override(
            "hold_infusion_prescriber_now", "continue_close_monitoring", False, "other"
        ),
        note="family told",
        actions_done=("x",),
    )
    draft = calls.decide(nurse, draft.uuid, draft.version, lowered)
    after = observing.next_observation(nurse, draft.uuid, draft.version)
    assert after.decision == replace(lowered, level=None, override=None)
    assert after.observations[0].decision == lowered
    assert after.observations[0].decided == "continue_close_monitoring"
    third = observing.next_observation(nurse, draft.uuid, answered(nurse, after, LATER).version)
    assert [one.decision.override for one in third.observations] == [lowered.override, None]


def test_a_closed_observation_takes_no_answer_and_never_changes(
    nurse: Session, data_dir: Path
) -> None:
    draft = begun(nurse)
    observing.next_observation(nurse, draft.uuid, draft.version)
    nurse.records.close()
    raw = open_connection(data_dir / "records.db", KEY, guarded=False)
    for statement in (
        f"INSERT INTO finding ({ANSWER}, observation) SELECT {ANSWER}, 1 FROM finding LIMIT 1",  # noqa: S608 - of constants
        "UPDATE observation SET at_least = 0",
        "DELETE FROM observation",
        f"INSERT INTO observation ({MEANING}, number) SELECT {MEANING}, 3 FROM observation",  # noqa: S608 - of constants
    ):
        with pytest.raises(Exception, match=r"append-only|open observation"):
            raw.execute(statement)
    raw.close()


def test_a_restored_draft_has_every_observation(
    nurse: Session, clock: Minutes, data_dir: Path
) -> None:
    draft = begun(nurse)
    second = observing.next_observation(nurse, draft.uuid, draft.version)
    second = answered(nurse, second, LATER)
    nurse.records.close()
    again = replace(nurse, records=reopen(data_dir, clock))
    assert calls.drafts(again) == (second,)
    again.records.close()


def attached(nurse: Session, draft: Encounter) -> Encounter:
    with nurse.records.writing(nurse.account) as unit:
        stored = unit.patients.add(patient("p-chair"))
        new = Attachment(stored, False, stored.therapy, ())
        return unit.encounters.attach(draft.uuid, draft.version, new)


def test_lists_measures_and_gradings_know_all_observations(
    nurse: Session, manager: Session, clock: Minutes, tmp_path: Path
) -> None:
    draft = begun(nurse)
    clock.advance(minutes=45)
    second = observing.next_observation(nurse, draft.uuid, draft.version)
    second = attached(nurse, answered(nurse, second, LATER))
    with nurse.records.writing(nurse.account) as unit:
        # the made assessment is grade 2 to 3; the closed observation was below and above it
        unit.issue(issue(second, unit.audit_log.head(), at=unit.at))
    with nurse.records.reading() as unit:
        row = unit.encounters._connection.exec_driver_sql("SELECT * FROM measure").mappings().one()
        gradings = unit.gradings.page(0, 10)
        assert unit.gradings.page(gradings[-1].encounter_id, 10) == ()
    closed = second.observations[0]
    assert (row["observations"], row["late"], row["lowered"]) == (2, 1, 0)
    assert row["peak_at_least"] == max(2, closed.at_least)
    assert row["peak_at_most"] == max(3, closed.at_most)
    assert [(one.number, one.of) for one in gradings] == [(1, 2), (2, 2)]
    assert gradings[0].observation == closed.graded
    (line,) = reports.encounters(manager)
    assert (line.observations, line.peak_at_most) == (2, row["peak_at_most"])
    out = tmp_path / "out.csv"
    reports.export_encounters(manager, clock.now.date(), clock.now.date(), "csv", out)
    assert "Peak at least" in out.read_text("utf-8-sig").splitlines()[0]
