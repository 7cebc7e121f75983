"""Long campaigns over many reports and many bytes; run with ``-m full``."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import pdfa

from tests.documents.reading import run, saved
from tests.documents.signing_factories import Site, signed_by
from tests.documents.summary_factories import (
    assessment,
    content,
    decision,
    encounter,
    findings,
    grade,
    patient,
    site,
)
from tests.documents.tampering import gap
from tests.documents.test_documents_signing import trusting
from workstation.clinical.findings import Setting, unknown
from workstation.documents.content import SummaryContent
from workstation.documents.verdict import Status
from workstation.documents.verification import verify
from workstation.vault.keys import Signer

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]

GOOD = {Status.VALID, Status.UNKNOWN_SITE}


def drawn_by_lot(seed: int) -> SummaryContent:
    """An encounter made of chance, the same for the same seed."""
    lot = random.Random(seed)  # noqa: S311 - a sample, and the same each time
    low = lot.randrange(6)
    high = lot.randrange(low, 6)
    told = {
        id_: unknown(id_) if lot.random() < 0.2 else finding
        for id_, finding in findings().items()
        if lot.random() < 0.8
    }
    words = " ".join(lot.choice(["ache", "Ωχ", "да", "<b>", "中", "ré"]) for _ in range(40))
    return content(
        encounter=encounter(
            setting=lot.choice([Setting.PHONE, Setting.WARD]),
            findings=told,
            decision=decision(note=words * lot.randrange(12)),
        ),
        patient=patient(family_name=words[: lot.randrange(1, 60)].replace("<b>", "")),
        assessment=assessment(grade=grade(at_least=low, at_most=high)),
        site=site(temperature_unit=lot.choice("CF")),
    )


def test_a_hundred_reports_satisfy_every_reader(
    tmp_path: Path, riverside: Site, nurse: Signer
) -> None:
    store = trusting(tmp_path, riverside)
    for seed in range(100):
        pdf = signed_by(drawn_by_lot(seed), nurse)
        path = saved(tmp_path, pdf)
        told = run("pdfsig", "-nssdir", store, path)
        for words in ("is Valid.", "is Trusted.", "Total document signed"):
            assert words in told, (seed, told)
        assert "No syntax or stream encoding errors" in run("qpdf", "--check", path), seed
        assert not pdfa.validate_written(BytesIO(pdf), "3b").violations, seed
        assert verify(pdf, riverside.pem).good, seed


def test_no_flip_of_a_byte_passes_anywhere(report: bytes) -> None:
    lot = random.Random(2026)  # noqa: S311 - a sample, and the same each time
    first, second = gap(report)
    offsets = [lot.randrange(len(report)) for _ in range(1_500)]
    offsets += [lot.randrange(first, second) for _ in range(1_500)]
    for offset in offsets:
        changed = bytearray(report)
        changed[offset] ^= 1 << lot.randrange(8)
        assert verify(bytes(changed)).status not in GOOD, offset


def test_every_byte_of_the_certificates_and_the_value_counts(report: bytes) -> None:
    first, second = gap(report)
    used = len(report[first:second].rstrip(b">").rstrip(b"0"))
    for offset in range(first, first + used, 3):
        changed = bytearray(report)
        changed[offset] = ord("1") if changed[offset] != ord("1") else ord("2")
        assert verify(bytes(changed)).status not in GOOD, offset
