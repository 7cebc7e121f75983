"""Signing a whole draft: the real vault, the real database, the real protocol."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from tests.making_records import KEY, SITE, account, ids, make_records, patient
from tests.making_sites import NURSE, Minutes, make_vault
from workstation.clinical.encounter import Decision, Encounter, EncounterState, Override
from workstation.clinical.findings import Setting, Source, known, not_assessed
from workstation.clinical.protocol import Protocol
from workstation.documents.verdict import Status
from workstation.documents.verification import verify
from workstation.protocols.loader import load
from workstation.records.store import Records
from workstation.records.values import StaleVersion
from workstation.site.problems import Problem, Situation
from workstation.vault import keys
from workstation.vault.files import resource
from workstation.workflows import administration, calls, issuing, patients
from workstation.workflows.session import Session


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    return load(resource("protocols", "crs", "2026.3"))


@pytest.fixture(scope="session")
def made_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vault") / "site"
    make_vault(folder)
    return folder


@pytest.fixture
def clock() -> Minutes:
    return Minutes()


@pytest.fixture
def session(
    made_vault: Path, tmp_path: Path, clock: Minutes, protocol: Protocol
) -> Iterator[Session]:
    """A nurse who has signed in, in a site of this test's own."""
    folder = tmp_path / "site"
    shutil.copytree(made_vault, folder)
    records = make_records(folder, clock)
    yield Session(
        account=account(records),
        site=SITE,
        records=records,
        keys=keys.unlock(folder, NURSE.user, NURSE.password, clock()),
        clock=clock,
        protocol=protocol,
        data_dir=folder,
        new_id=ids("01a0c8de-7d4e-4b52"),
    )
    records.close()


def as_user(session: Session, user: str) -> Session:
    return replace(session, account=account(session.records, user))


def call(session: Session, clock: Minutes, decision: Decision | None = None) -> Encounter:
    """A draft with a fever, a patient and, if given, a decision."""
    draft = calls.start(session, Setting.PHONE, "312 555 0142")
    person = patients.add(session, patient(session.new_id()))
    clock.advance(minutes=9)
    draft = calls.attach_patient(session, draft.uuid, draft.version, person.uuid)
    told = [
        known("temperature_c", 38.6, Source.PATIENT_DEVICE, clock()),
        known("systolic_mmhg", 118, Source.PATIENT_DEVICE, clock()),
        not_assessed("spo2_percent", "no oximeter at home"),
    ]
    saved = calls.answer(session, draft.uuid, draft.version, told)
    if decision is None:
        return replace(draft, version=saved.version)
    return calls.decide(session, draft.uuid, saved.version, decision)


@dataclass(frozen=True)
class State:
    """What must be as before when nothing was issued."""

    state: EncounterState
    documents: int


def state_of(records: Records, draft: Encounter) -> State:
    with records.reading() as unit:
        try:
            unit.documents.get(draft.uuid)
            documents = 1
        except Problem:
            documents = 0
        return State(unit.encounters.get(draft.uuid).state, documents)


NOTHING = State(EncounterState.DRAFT, 0)


def test_a_draft_becomes_a_signed_encounter_with_its_report(
    session: Session, clock: Minutes
) -> None:
    draft = call(session, clock)
    issued = issuing.sign(session, draft.uuid, draft.version, NURSE.password)

    assert issued.encounter.state is EncounterState.SIGNED
    assert issued.encounter.signed_at == clock()
    assert issued.verdict.status is Status.VALID
    assert issued.sha256 == sha256(issued.pdf).hexdigest()
    pem = administration.site_pem(session)
    assert verify(issued.pdf, pem).encounter == draft.uuid
    assert issuing.document(session, draft.uuid) == issued.pdf
    assert issuing.verify_stored(session, draft.uuid).stored_matches


def test_the_printed_audit_head_is_in_the_chain(session: Session, clock: Minutes) -> None:
    draft = call(session, clock)
    head = session.records.audit_head()
    issued = issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    assert issued.verdict.audit_seq == head.seq
    assert issued.verdict.audit_hash == head.hash.hex()
    assert session.records.audit_head().seq == head.seq + 1


def test_a_wrong_password_signs_nothing(session: Session, clock: Minutes) -> None:
    draft = call(session, clock)
    with pytest.raises(Problem) as refused:
        issuing.sign(session, draft.uuid, draft.version, "marble cactus window see")
    assert refused.value.situation is Situation.WRONG_PASSWORD
    assert state_of(session.records, draft) == NOTHING


def test_an_older_version_of_the_draft_is_not_signed(session: Session, clock: Minutes) -> None:
    draft = call(session, clock)
    with pytest.raises(StaleVersion):
        issuing.sign(session, draft.uuid, draft.version - 1, NURSE.password)
    assert state_of(session.records, draft) == NOTHING


def test_a_call_without_a_patient_cannot_be_signed(session: Session) -> None:
    draft = calls.start(session, Setting.PHONE, "312 555 0142")
    with pytest.raises(Problem) as refused:
        issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    assert refused.value.situation is Situation.PATIENT_NEEDED


def test_nobody_signs_for_somebody_else_or_twice(session: Session, clock: Minutes) -> None:
    draft = call(session, clock)
    with pytest.raises(Problem) as refused:
        issuing.sign(as_user(session, "tberg"), draft.uuid, draft.version, "any")
    assert refused.value.situation is Situation.NOT_YOURS
    issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    with pytest.raises(Problem) as refused:
        issuing.sign(session, draft.uuid, draft.version + 1, NURSE.password)
    assert refused.value.situation is Situation.NOT_A_DRAFT


@pytest.mark.parametrize("user", ["jsilva", "rlindqvist"])
def test_managers_and_administrators_do_not_sign(
    session: Session, clock: Minutes, user: str
) -> None:
    draft = call(session, clock)
    with pytest.raises(Problem) as refused:
        issuing.sign(as_user(session, user), draft.uuid, draft.version, "any")
    assert refused.value.situation is Situation.NOT_ALLOWED


def test_a_failure_of_the_own_check_issues_nothing(
    session: Session, clock: Minutes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that would not agree with its record is caught before it is stored."""
    monkeypatch.setattr("workstation.documents.result_block.grade_words", lambda *_: "Grade 0")
    draft = call(session, clock)
    with pytest.raises(Problem) as refused:
        issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    assert refused.value.situation is Situation.OWN_CHECK_FAILED
    assert "Revocations known" not in refused.value.sentence, "a reason, not what is true as well"
    assert state_of(session.records, draft) == NOTHING


def test_signing_is_blocked_where_the_session_says_so(session: Session, clock: Minutes) -> None:
    draft = call(session, clock)
    blocked = replace(session, signing_blocked=Problem(Situation.DATABASE_OLDER))
    with pytest.raises(Problem) as refused:
        issuing.sign(blocked, draft.uuid, draft.version, NURSE.password)
    assert refused.value.situation is Situation.DATABASE_OLDER


def test_a_clock_set_back_needs_a_confirmation_and_is_recorded(
    session: Session, clock: Minutes
) -> None:
    draft = call(session, clock)
    clock.advance(minutes=-5)
    with pytest.raises(Problem) as refused:
        issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    assert refused.value.situation is Situation.CLOCK_BACK
    issuing.sign(session, draft.uuid, draft.version, NURSE.password, clock_confirmed=True)
    with session.records.reading() as unit:
        acts = [event.act for event in unit.audit_log.events()]
    assert "clock_warning" in acts and "signed" in acts


def test_a_lowering_without_a_reason_is_not_signed(session: Session, clock: Minutes) -> None:
    """A raise that later answers turned into a lowering needs its reason now."""
    stale = Decision(override=Override("home_care", "scheduled_call_back", raised=True))
    draft = call(session, clock, stale)
    with pytest.raises(Problem) as refused:
        issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    assert refused.value.situation is Situation.REASON_NEEDED
    assert state_of(session.records, draft) == NOTHING


def test_a_raise_is_told_against_what_is_computed_at_signing(
    session: Session, clock: Minutes
) -> None:
    raised = Decision(override=Override("home_care", "call_emergency_services", raised=True))
    draft = call(session, clock, raised)
    issued = issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    override = issued.encounter.decision.override
    assert override is not None
    assert override.raised and override.computed not in {None, "home_care"}


# --- copies ---------------------------------------------------------------------------------


@pytest.fixture
def signed(session: Session, clock: Minutes) -> issuing.Issued:
    draft = call(session, clock)
    return issuing.sign(session, draft.uuid, draft.version, NURSE.password)


def test_a_copy_is_private_whole_and_named_without_the_patient(
    session: Session, signed: issuing.Issued, tmp_path: Path
) -> None:
    path = issuing.hand_out(session, signed.encounter.uuid, tmp_path)
    assert re.fullmatch(r"crs-2026-11-26-01a0c8de\.pdf", path.name)
    assert path.read_bytes() == signed.pdf
    assert path.stat().st_mode & 0o777 == 0o600
    assert issuing.hand_out(session, signed.encounter.uuid, tmp_path) == path


def test_another_file_of_that_name_is_not_overwritten(
    session: Session, signed: issuing.Issued, tmp_path: Path
) -> None:
    path = issuing.hand_out(session, signed.encounter.uuid, tmp_path)
    path.write_bytes(b"somebody's own")
    with pytest.raises(Problem) as refused:
        issuing.hand_out(session, signed.encounter.uuid, tmp_path)
    assert refused.value.situation is Situation.FILE_EXISTS
    assert path.read_bytes() == b"somebody's own"


def test_looking_handing_out_and_verifying_are_in_the_audit(
    session: Session, signed: issuing.Issued, tmp_path: Path
) -> None:
    uuid = signed.encounter.uuid
    issuing.document(session, uuid)
    issuing.hand_out(as_user(session, "jsilva"), uuid, tmp_path)
    issuing.verify_stored(session, uuid)
    with session.records.reading() as unit:
        events = sorted(unit.audit_log.events(), key=lambda event: event.seq)
    told = [(event.who, event.act) for event in events if event.obj == uuid]
    assert told[-4:] == [
        ("nokafor", "signed"),
        ("nokafor", "document_viewed"),
        ("jsilva", "handed_out"),
        ("nokafor", "signature_verified"),
    ]


def test_a_file_from_outside_is_held_against_the_record(
    session: Session, signed: issuing.Issued
) -> None:
    verdict = issuing.verify_document(session, signed.pdf)
    assert verdict.good and verdict.stored_matches
    changed = bytearray(signed.pdf)
    changed[2000] ^= 1
    assert issuing.verify_document(session, bytes(changed)).status is Status.ALTERED
    assert issuing.verify_document(session, b"hello").status is Status.UNREADABLE


def test_a_good_signature_that_the_record_does_not_know_is_refused(
    session: Session, clock: Minutes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that a true key of this site signed, but this site never issued."""
    kept: list[bytes] = []
    monkeypatch.setattr(issuing, "_store", lambda *given: kept.append(given[2][1]))
    draft = call(session, clock)
    issuing.sign(session, draft.uuid, draft.version, NURSE.password)

    verdict = issuing.verify_document(session, kept[0])
    assert verdict.status is Status.REFUSED
    assert verdict.stored_matches is False


def test_a_second_signature_over_the_same_call_is_not_the_stored_report(
    session: Session, clock: Minutes, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[bytes] = []
    draft = call(session, clock)
    with monkeypatch.context() as patched:
        patched.setattr(issuing, "_store", lambda *given: kept.append(given[2][1]))
        issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    clock.advance(minutes=1)
    issuing.sign(session, draft.uuid, draft.version, NURSE.password)
    assert issuing.verify_document(session, kept[0]).status is Status.ALTERED


def test_a_stored_report_that_was_exchanged_is_not_handed_out(
    session: Session, signed: issuing.Issued, tmp_path: Path
) -> None:
    """Somebody with the key of the database changed it from outside."""
    outside = sqlcipher.connect(str(session.data_dir / "records.db"), isolation_level=None)
    outside.set_key(f"x'{KEY.hex()}'")
    triggers = outside.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'document'"
    ).fetchall()
    for (name,) in triggers:
        outside.execute(f"DROP TRIGGER {name}")
    outside.execute("UPDATE document SET pdf = ?", (signed.pdf + b" ",))
    outside.close()

    assert issuing.verify_stored(session, signed.encounter.uuid).status is Status.ALTERED
    with pytest.raises(Problem) as refused:
        issuing.document(session, signed.encounter.uuid)
    assert refused.value.situation is Situation.DOCUMENT_ALTERED
    with pytest.raises(Problem) as refused:
        issuing.hand_out(session, signed.encounter.uuid, tmp_path)
    assert refused.value.situation is Situation.DOCUMENT_ALTERED
    assert not list(tmp_path.glob("*.pdf"))
