from __future__ import annotations

from datetime import timedelta

import pytest

from tests.making_records import account, signed
from tests.making_sites import Minutes
from workstation.records.store import Records
from workstation.site.problems import Problem, Situation
from workstation.site.protocol_versions import Period, ProofSummary, ProtocolVersion, Status

FILES = {"protocol.yaml": b"id: crs\n", "scales/a.yaml": "grün\n".encode()}


def proof(sha: str = "aa" * 32, made_with: str = "1.0") -> ProofSummary:
    return ProofSummary(sha, 244_116, 190, made_with)


def add(records: Records, version: str = "2027.1", sha: str = "aa" * 32) -> ProtocolVersion:
    with records.writing(account(records, "jsilva")) as unit:
        return unit.packs.add("crs", version, FILES, proof(sha))


def approve(records: Records, name: str = "crs@2027.1") -> ProtocolVersion:
    with records.writing(account(records, "jsilva")) as unit:
        return unit.packs.approve(name, b"signature", b"certificate")


def refusal(records: Records, act: str, *arguments: object) -> Situation:
    with (
        pytest.raises(Problem) as caught,
        records.writing(account(records, "jsilva")) as unit,
    ):
        getattr(unit.packs, act)(*arguments)
    return caught.value.situation


def test_a_pack_comes_back_byte_for_byte_with_who_added_it_and_its_proof(records: Records) -> None:
    added = add(records)
    with records.reading() as unit:
        assert unit.packs.files("aa" * 32) == FILES
        assert unit.packs.list() == (added,)
        assert unit.packs.get("crs@2027.1") == added
    assert (added.name, added.sha256, added.added_by) == ("crs@2027.1", "aa" * 32, "jsilva")
    assert added.proof == proof()
    assert added.approval is None and added.periods == ()


def test_the_same_pack_again_changes_nothing_and_other_content_is_refused(records: Records) -> None:
    first = add(records)
    assert add(records) == first
    with records.reading() as unit:
        assert len(unit.packs.list()) == 1
    other = ("crs", "2027.1", FILES, proof("bb" * 32))
    assert refusal(records, "add", *other) is Situation.PROTOCOL_KNOWN
    with records.reading() as unit:
        assert unit.packs.files("bb" * 32) == {}


def test_a_pack_that_was_only_used_is_no_version_until_it_is_added(records: Records) -> None:
    signed(records)  # graded with the pack "ab…", whose files nobody stored
    with records.reading() as unit:
        assert unit.packs.list() == ()
    add(records, "2026.3", "ab" * 32)
    with records.reading() as unit:
        assert [v.name for v in unit.packs.list()] == ["crs@2026.3"]


def test_the_newest_proof_of_a_pack_holds(records: Records) -> None:
    add(records)
    with records.writing(account(records)) as unit:
        unit.packs.proved(proof(made_with="2.0"))
        assert unit.packs.get("crs@2027.1").proof == proof(made_with="2.0")


def test_only_an_approved_version_becomes_active(records: Records, clock: Minutes) -> None:
    add(records)
    now = clock.now
    act = ("activate", "crs@2027.1", now)
    assert refusal(records, *act) is Situation.PROTOCOL_NOT_APPROVED
    approved = approve(records)
    assert approved.approval is not None
    assert (approved.approval.by, approved.approval.at) == ("jsilva", now)
    assert approved.approval.signature == b"signature"
    assert refusal(records, "approve", "crs@2027.1", b"s", b"c") is Situation.NOT_ACCEPTED
    with records.writing(account(records, "jsilva")) as unit:
        active = unit.packs.activate("crs@2027.1", now)
    assert active.periods == (Period(now),)
    assert active.status(now) is Status.ACTIVE


def test_nothing_becomes_active_in_the_past(records: Records, clock: Minutes) -> None:
    add(records)
    approve(records)
    past = clock.now - timedelta(seconds=1)
    assert refusal(records, "activate", "crs@2027.1", past) is Situation.NOT_ACCEPTED


def test_a_version_that_is_not_here_is_told_so(records: Records) -> None:
    for act in (("approve", "crs@9", b"s", b"c"), ("activate", "crs@9", None), ("get", "crs@9")):
        assert refusal(records, *act) is Situation.NOT_FOUND


@pytest.mark.parametrize("table", ["protocol_pack", "protocol_file", "protocol_proof"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET sha256 = 'x'", "DELETE FROM {}"])
def test_what_is_stored_never_changes(records: Records, table: str, verb: str) -> None:
    add(records)
    with pytest.raises(Exception, match=r"not authorized|prohibited|append-only"):  # noqa: SIM117
        with records.database.writer.begin() as connection:
            connection.exec_driver_sql(verb.format(table))
