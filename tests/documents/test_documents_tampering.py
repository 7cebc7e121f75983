from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from tests.documents.signing_factories import Site, make_site, signed_by
from tests.documents.summary_factories import content, patient
from tests.documents.tampering import BYTES, UPDATES, Change, gap, updated
from workstation.documents.summary import render
from workstation.documents.verdict import Status, StoredFacts
from workstation.documents.verification import verify
from workstation.vault.certificates import fingerprint
from workstation.vault.keys import Signer

GOOD = {Status.VALID, Status.UNKNOWN_SITE}


def flipped(pdf: bytes, offset: int, bit: int) -> bytes:
    changed = bytearray(pdf)
    changed[offset] ^= 1 << bit
    return bytes(changed)


def places(pdf: bytes, count: int, seed: int) -> list[int]:
    """Offsets in every region: header, page, fonts, record, tables, signature, its gap, end."""
    chosen = random.Random(seed)  # noqa: S311 - a sample, and the same each time
    first, second = gap(pdf)
    regions = [(0, 20), (20, first), (first, second), (second, len(pdf))]
    marks = [
        pdf.index(mark) for mark in (b"startxref", b"/ByteRange", b"trailer", b"/EmbeddedFile")
    ]
    regions += [(mark, mark + 60) for mark in marks]
    return [chosen.randrange(*region) for region in regions for _ in range(count)]


def test_no_byte_can_be_changed_unseen(report: bytes, riverside: Site) -> None:
    chosen = random.Random(7)  # noqa: S311 - a sample, and the same each time
    for offset in places(report, 8, 1):
        bad = flipped(report, offset, chosen.randrange(8))
        assert verify(bad, riverside.pem).status not in GOOD, offset
        assert verify(bad).status not in GOOD, offset


def test_the_gap_of_the_signature_is_no_place_to_hide(report: bytes) -> None:
    first, second = gap(report)
    chosen = random.Random(8)  # noqa: S311 - a sample, and the same each time
    for _ in range(40):
        offset, bit = chosen.randrange(first, second), chosen.randrange(8)
        assert verify(flipped(report, offset, bit)).status not in GOOD, offset


def test_every_bit_of_the_header_and_the_brackets_counts(report: bytes) -> None:
    first, second = gap(report)
    for offset in (*range(9), first, first + 1, second - 1, second - 2):
        for bit in range(8):
            assert verify(flipped(report, offset, bit)).status not in GOOD, (offset, bit)


@pytest.mark.parametrize("change", UPDATES, ids=lambda each: each.__name__)
def test_nothing_can_be_added_behind_the_signature(
    report: bytes, riverside: Site, change: Change
) -> None:
    verdict = verify(updated(report, change), riverside.pem)
    assert verdict.status is Status.ALTERED
    assert verdict.failures
    assert not verdict.grade, "what an altered file claims is not repeated"


@pytest.mark.parametrize("attack", BYTES, ids=lambda each: each.__name__)
def test_no_change_of_the_bytes_passes(
    report: bytes, riverside: Site, attack: Callable[[bytes], bytes]
) -> None:
    changed = attack(report)
    assert changed != report
    assert verify(changed, riverside.pem).status is Status.ALTERED


def test_bytes_before_the_beginning_make_it_no_pdf(report: bytes, riverside: Site) -> None:
    assert verify(b"\n" + report, riverside.pem).status is Status.UNREADABLE


def test_a_copy_that_was_never_signed_is_refused(riverside: Site) -> None:
    verdict = verify(render(content()), riverside.pem)
    assert verdict.status is Status.ALTERED
    assert "not signed" in verdict.failures[0]


def test_an_authority_that_borrows_the_sites_name_is_refused(riverside: Site) -> None:
    false = make_site(riverside.name, "another authority")
    verdict = verify(signed_by(content(), false.signer()), riverside.pem)
    assert verdict.status is Status.REFUSED
    assert "under the name of this site" in verdict.failures[0]


def test_a_co_workers_signature_on_what_a_nurse_said_is_refused(
    report: bytes, riverside: Site
) -> None:
    """A true signature of the same site; only the record of the site can tell."""
    forged = signed_by(content(), riverside.signer("tberg", "T. Berg, RN"))
    stored = StoredFacts(sha256(report).hexdigest(), verify(report).signer_fingerprint)
    assert verify(forged, riverside.pem).good
    verdict = verify(forged, riverside.pem, stored)
    assert verdict.status is Status.ALTERED
    assert verdict.stored_matches is False
    assert len(verdict.failures) == 2


def test_a_co_worker_cannot_sign_under_the_nurses_name(riverside: Site, nurse: Signer) -> None:
    """The page and the record name the nurse, the certificate names somebody else."""
    from workstation.documents.signing import sign

    other = riverside.signer("tberg", "T. Berg, RN")
    whole = content()
    verdict = verify(sign(render(whole), other, whole.signed_at, whole.meaning), riverside.pem)
    assert verdict.status is Status.ALTERED
    assert "someone else" in verdict.failures[0]
    assert nurse.user != other.user


def test_another_patients_report_under_this_name_is_not_the_stored_one(
    report: bytes, riverside: Site, nurse: Signer
) -> None:
    other = signed_by(replace(content(), patient=patient(family_name="Roe")), nurse)
    stored = StoredFacts(sha256(report).hexdigest(), nurse.fingerprint)
    assert verify(other, riverside.pem, stored).status is Status.ALTERED


def test_the_stored_report_passes_with_what_the_site_knows(
    report: bytes, riverside: Site, nurse: Signer
) -> None:
    facts = StoredFacts(sha256(report).hexdigest(), nurse.fingerprint)
    verdict = verify(report, riverside.pem, facts)
    assert verdict.good and verdict.stored_matches
    wrong = replace(facts, signer_fingerprint=fingerprint(b"another"))
    assert verify(report, riverside.pem, wrong).status is Status.ALTERED
