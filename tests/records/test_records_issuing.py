"""Signing stores everything at once, and everything is found again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from tests.making_records import (
    account,
    draft_with_patient,
    issue,
    patient,
    signed,
)
from tests.making_sites import NOW, Minutes
from workstation.clinical.encounter import Decision, EncounterState, Override
from workstation.clinical.findings import Setting, Therapy, known, not_assessed, unknown
from workstation.records.store import Records, Writing
from workstation.records.values import AuditHead, StaleVersion
from workstation.site.events import Act
from workstation.site.problems import Problem, Situation

DUE = NOW + timedelta(hours=2)
LOWERED = Decision(
    override=Override("same_day", "call_back", False, "seen_by_prescriber", "Dr Moreau saw her"),
    actions_done=("acetaminophen",),
    call_back_at=DUE,
    not_known_reason="caller hung up",
)


def test_signing_stores_all_parts(records: Records) -> None:
    encounter = signed(records, decision=LOWERED)
    assert encounter.state is EncounterState.SIGNED
    assert encounter.signed_at == NOW
    assert (encounter.protocol_id, encounter.protocol_version) == ("crs", "2026.3")
    assert encounter.decision == LOWERED
    with records.reading() as unit:
        stored = unit.documents.get("e-1")
        event = unit.audit_log.events(limit=1)[0]
        open_ones = unit.call_backs.open()
        run = unit.encounters._connection.exec_driver_sql
        actions = run("SELECT action, who, done FROM action").fetchall()
        measure = run("SELECT * FROM measure").mappings().one()
        result = json.loads(run("SELECT result FROM assessment").scalar_one())
    assert stored.pdf == b"%PDF-1.7 report of e-1"
    assert stored.signed_by == "nokafor"
    assert event.act == Act.SIGNED and json.loads(event.detail)["document_sha256"] == stored.sha256
    assert stored.printed_head.seq < event.seq
    assert [(c.due_at, c.number, c.level) for c in open_ones] == [
        (DUE, "312 555 0142", "call_back")
    ]
    assert [tuple(row) for row in actions] == [("acetaminophen", "prescriber", 1)]
    assert result["grades"]["astct-2019"]["at_most"] == 3
    assert dict(measure) == {
        "encounter_id": 1,
        "month": 202611,
        "setting": 0,
        "at_least": 2,
        "at_most": 3,
        "computed": 2,
        "decided": 1,
        "override": -1,
        "red_flags": 0,
        "not_known": 0,
        "not_assessed": 0,
        "seconds_to_red_flag": None,
        "seconds_to_signature": 0,
        "call_back": 1,
        "observations": 1,
        "peak_at_least": 2,
        "peak_at_most": 3,
        "peak_computed": 2,
        "lowered": 0,
        "late": 0,
    }


def test_the_protocol_pack_is_noted_once(records: Records) -> None:
    signed(records, "e-1")
    signed(records, "e-2")
    with records.reading() as unit:
        run = unit.encounters._connection.exec_driver_sql
        packs = run("SELECT sha256, protocol_id, version FROM protocol_pack").fetchall()
    assert [tuple(row) for row in packs] == [("ab" * 32, "crs", "2026.3")]


def test_signing_again_with_the_same_report_is_acknowledged(records: Records) -> None:
    draft = draft_with_patient(records)
    with records.writing(account(records)) as unit:
        new = issue(draft, unit.audit_log.head())
        first = unit.issue(new)
    with records.writing(account(records)) as unit:
        assert unit.issue(new) == first
        assert unit.documents.by_hash(new.sha256.upper()) is not None
        assert unit.documents.by_hash("00" * 32) is None


@pytest.mark.parametrize(
    ("change", "situation"),
    [
        ({"pdf": b"another"}, Situation.DOCUMENT_ALTERED),
        ({"printed_head": AuditHead(3, bytes(32))}, Situation.AUDIT_BROKEN),
        ({"printed_head": AuditHead(99, bytes(32))}, Situation.AUDIT_BROKEN),
        ({"encounter_uuid": "e-9"}, Situation.NOT_FOUND),
    ],
)
def test_what_does_not_fit_is_not_signed(
    records: Records, change: dict[str, object], situation: Situation
) -> None:
    draft = draft_with_patient(records)
    new = replace(issue(draft, records.audit_head()), **change)  # type: ignore[arg-type]
    head = records.audit_head()
    with pytest.raises(Problem) as caught:
        records.write(account(records), lambda unit: unit.issue(new))
    assert caught.value.situation is situation
    assert records.audit_head() == head
    with records.reading() as unit:
        assert unit.encounters.get("e-1") == draft


def test_a_stale_report_is_not_signed(records: Records) -> None:
    draft = draft_with_patient(records)
    new = issue(draft, records.audit_head())

    def answer(unit: Writing) -> None:
        unit.encounters.save_answers("e-1", draft.version, [known("collapse", True)], ())

    records.write(account(records), answer)
    with pytest.raises(StaleVersion) as caught:
        records.write(account(records), lambda unit: unit.issue(new))
    assert caught.value.changed == ("collapse",)


def test_a_call_without_a_patient_is_not_signed(records: Records) -> None:
    with records.writing(account(records)) as unit:
        draft = unit.encounters.start("e-1", Setting.PHONE, "N. Okafor, RN", "")
    new = issue(draft, records.audit_head())
    with pytest.raises(Problem) as caught:
        records.write(account(records), lambda unit: unit.issue(new))
    assert caught.value.situation is Situation.PATIENT_NEEDED


def test_the_therapy_of_the_call_is_on_file_afterwards(records: Records) -> None:
    draft = draft_with_patient(records)
    told = Therapy(cause="immunotherapy", agent="epcoritamab", dose_number=3)
    with records.writing(account(records)) as unit:
        draft = unit.encounters.save_therapy("e-1", draft.version, told)
        assert unit.patients.get("p-of-e-1").therapy != told
        unit.issue(issue(draft, unit.audit_log.head()))
        assert unit.patients.get("p-of-e-1").therapy == told


def test_a_call_back_is_finished_once(records: Records, clock: Minutes) -> None:
    signed(records, decision=LOWERED)
    clock.advance(hours=2)
    with records.writing(account(records, "tberg")) as unit:
        promised = unit.call_backs.open()[0]
        done = unit.call_backs.finish(promised.id, "better, 37.4 °C")
        assert unit.call_backs.finish(promised.id, "better, 37.4 °C") == done
        with pytest.raises(Problem, match="finished at 11:00"):
            unit.call_backs.finish(promised.id, "worse")
        with pytest.raises(Problem, match="call-back"):
            unit.call_backs.finish(99, "x")
        assert unit.call_backs.open() == ()
    # The same words of somebody else are no retry.
    with (
        records.writing(account(records)) as unit,
        pytest.raises(Problem, match="finished at 11:00"),
    ):
        unit.call_backs.finish(promised.id, "better, 37.4 °C")
    assert (done.finished_by, done.finished_at) == ("tberg", NOW + timedelta(hours=2))
    assert done.patient_name == "FERREIRA, Ana Lúcia"


def test_the_list_says_what_was_decided(records: Records, clock: Minutes) -> None:
    draft = draft_with_patient(records)
    found = [
        known("temperature_c", 38.4),
        unknown("systolic_mmhg"),
        not_assessed("spo2_percent", "no_device"),
    ]
    with records.writing(account(records)) as unit:
        draft = unit.encounters.save_answers("e-1", draft.version, found, ())
        unit.issue(issue(draft, unit.audit_log.head(), LOWERED))
    clock.advance(minutes=1)
    draft_with_patient(records, "e-2")
    with records.reading() as reading:
        newest, line = reading.listing.page("", None, None, 10, 0)
    assert newest.uuid == "e-2" and newest.at_least is None and newest.decided is None
    assert (line.scale, line.scale_version, line.at_least, line.at_most) == (
        "astct-2019",
        "ASTCT 2019",
        2,
        3,
    )
    assert (line.computed, line.decided, line.override) == ("same_day", "call_back", "lowered")
    assert line.override_text == "Dr Moreau saw her"
    assert line.not_assessed == (("spo2_percent", "no_device"), ("systolic_mmhg", "unknown"))
    assert (line.birth_date, line.mrn, line.agent) == (date(1961, 3, 4), "00482913", "teclistamab")
    assert line.not_known_reason == "caller hung up" and line.call_back_at == DUE


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ferr", ["e-2", "e-1"]),
        ("FERREIRA lucia", ["e-2", "e-1"]),
        ("Lúcia", ["e-2", "e-1"]),
        ("Lu\u0301ci", ["e-2", "e-1"]),
        ("00482913", ["e-2", "e-1"]),
        ("1961-03-04", ["e-2", "e-1"]),
        ("epcor", ["e-2"]),
        ("2", ["e-2"]),
        ("#1", ["e-1"]),
        ("okafor", ["e-2", "e-1"]),
        ("daughter", ["e-2"]),
        ('" OR 1=1 --', []),
        ('ferreira" NEAR(', []),
        ("nobody", []),
        ("***", ["e-2", "e-1"]),
    ],
)
def test_what_is_typed_finds_encounters(records: Records, typed: str, found: list[str]) -> None:
    draft_with_patient(records, "e-1")
    second = draft_with_patient(records, "e-2")
    with records.writing(account(records)) as unit:
        second = unit.encounters.save_details("e-2", second.version, {"caller": "Her daughter"})
        unit.encounters.save_therapy("e-2", second.version, Therapy(agent="epcoritamab"))
    with records.reading() as reading:
        assert [line.uuid for line in reading.listing.page(typed, None, None, 10, 0)] == found


def test_a_period_and_its_pages(records: Records, clock: Minutes) -> None:
    for number in range(1, 6):
        draft_with_patient(records, f"e-{number}")
        clock.advance(hours=1)
    start, end = NOW + timedelta(hours=1), NOW + timedelta(hours=4)
    with records.reading() as unit:
        page = unit.listing.page("ferreira", start, end, 2, 1)
        assert [line.id for line in page] == [3, 2]
        assert [line.id for line in unit.listing.period(start, end)] == [2, 3, 4]
        assert list(unit.listing.period(end + timedelta(days=1), end + timedelta(days=2))) == []


def test_patients_are_found_and_changed(records: Records, clock: Minutes) -> None:
    with records.writing(account(records)) as unit:
        ana = unit.patients.add(patient("p-1", conditions=("asthma",), weight_kg=61.5))
        unit.patients.add(patient("p-2", family_name="Zhang", given_name="Wei", mrn="77"))
        assert ana == replace(patient("p-1", conditions=("asthma",), weight_kg=61.5), version=1)
        assert [p.uuid for p in unit.patients.search("ana fer", 10)] == ["p-1"]
        assert [p.uuid for p in unit.patients.search("1961 03", 10)] == ["p-1", "p-2"]
        assert len(unit.patients.search("", 1)) == 1
        changed = unit.patients.update(replace(ana, family_name="Ferreira-Costa", pregnant=False))
        assert (changed.version, changed.pregnant) == (2, False)
        assert [p.uuid for p in unit.patients.search("costa", 10)] == ["p-1"]
        with pytest.raises(StaleVersion, match="by N"):
            unit.patients.update(replace(ana, phone="1"))
    with records.reading() as reading:
        assert reading.patients.get("p-1") == changed
        assert reading.patients.find("p-9") is None


def test_an_encounter_is_found_by_the_new_name_of_its_patient(records: Records) -> None:
    draft_with_patient(records)
    with records.writing(account(records)) as unit:
        ana = unit.patients.get("p-of-e-1")
        unit.patients.update(replace(ana, family_name="Costa"))
        unit.encounters.note_patient("p-of-e-1")
        assert len(unit.listing.page("costa", None, None, 9, 0)) == 1
        assert unit.listing.page("ferreira", None, None, 9, 0) == ()


def test_moments_are_kept_in_utc(records: Records) -> None:
    with records.reading() as unit:
        created = unit.accounts.get("nokafor").created_at
    assert created == NOW and created.tzinfo is UTC


def test_accounts(records: Records) -> None:
    with records.writing("rlindqvist") as unit:
        changed = unit.accounts.update("tberg", name="T. Berg-Hansen", active=False)
        assert (changed.name, changed.active, changed.credentials) == (
            "T. Berg-Hansen",
            False,
            "RN",
        )
        with pytest.raises(Problem) as caught:
            unit.accounts.add("tberg", "Other", "", changed.role)
    assert caught.value.situation is Situation.USER_EXISTS
    with records.reading() as reading:
        users = [one.user for one in reading.accounts.list()]
    assert users == sorted(users) and len(users) == 5
